"""Lengths of time as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.durations import LONGEST, DurationError, parse_duration, tell_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("15m", 900), ("1h", 3600), ("90s", 90), ("1d", 86400), ("0.05s", 0.05), (" 2 H ", 7200)],
)
def test_a_number_and_a_unit(text, seconds):
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "15", "m", "15 minutes", "-1h", "1h30m", "１５m", "1e3s", "nan"]
)
def test_anything_else_is_told_how_to_be_written(text):
    with pytest.raises(DurationError, match="write a number and a unit: 90s, 15m, 1h or 1d"):
        parse_duration(text)


@pytest.mark.parametrize("text", ["0s", "367d", "999999999h"])
def test_neither_nothing_nor_years(text):
    with pytest.raises(DurationError, match="at most 366d"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(900, "15m"), (5400, "1.5h"), (59.999, "1m"), (0.05, "0.05s"), (86400, "1d")],
)
def test_told_in_the_largest_unit(seconds, text):
    assert tell_duration(seconds) == text


@given(st.floats(0.01, LONGEST))
def test_what_is_told_is_read_back(seconds):
    assert parse_duration(tell_duration(seconds)) == pytest.approx(seconds, rel=0.01, abs=0.006)
