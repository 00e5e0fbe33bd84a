"""Lengths of time as people write them: 15m, 1h, 90s."""

import re

_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_DURATION = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,6})?)\s*([smhd])")
LONGEST = 366 * _UNITS["d"]


class DurationError(ValueError):
    """A text that is no length of time; the message says how to write one."""


def parse_duration(text: str) -> float:
    """Seconds meant by a number and a unit of s, m, h or d: `15m` is 900.0.

    Raises DurationError for any other text, for zero, and for more than a year.
    """
    found = _DURATION.fullmatch(text.strip().lower())
    if not found:
        raise DurationError(f"{text!r}: write a number and a unit: 90s, 15m, 1h or 1d")
    seconds = float(found[1]) * _UNITS[found[2]]
    if not 0 < seconds <= LONGEST:
        raise DurationError(f"{text!r}: must be more than nothing and at most 366d")
    return seconds


def tell_duration(seconds: float) -> str:
    """The length in the largest unit that gives at least one: 900 is `15m`, 5400 is `1.5h`."""
    unit = next((u for u in ("d", "h", "m") if round(seconds, 2) >= _UNITS[u]), "s")
    return f"{seconds / _UNITS[unit]:.2f}".rstrip("0").rstrip(".") + unit
