"""Parameters with the present in them: an archive as of its last commit, the dates of today and yesterday.

They are settled once, when a command begins, so that every notebook of a run, and the command in its
manifest later, reads the same documents.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_DAYS_AGO = {"today": 0, "yesterday": 1}


def settle(name: str, text: str) -> str:
    """The value of a parameter as of now: `today` becomes a date in China, `DIR` becomes `DIR@12`."""
    from analytics.archive import pin
    from analytics.tables import TIME_ZONE

    if name in ("start", "end") and text in _DAYS_AGO:
        today = datetime.now(ZoneInfo(TIME_ZONE)).date()
        return (today - timedelta(days=_DAYS_AGO[text])).isoformat()
    return pin(text) if name == "corpus" and text else text
