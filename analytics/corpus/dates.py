"""Dates only from evidence: a field, a feed, a file name, an image's path, a dateline in the text."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from analytics.corpus.credits import is_medium
from analytics.tables import TIME_ZONE

_CHINA = ZoneInfo(TIME_ZONE)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_FIRST, _LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_FIRST_COUNTED = 631_152_000  # 1990: a smaller count of seconds is no date of news

_NUMBER = re.compile(r"\d{8,19}(?:\.\d{1,9})?")
_WRITTEN = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s{0,2}[-/.年]\s{0,2}(?P<month>\d{1,2})\s{0,2}[-/.月]\s{0,2}(?P<day>\d{1,2})(?!\d)"
    r"\s{0,2}[日号]?(?:\s{0,4}[T\s]?\s{0,4}(?P<hour>\d{1,2})[:：时](?P<minute>\d{1,2})"
    r"(?:[:：分](?P<second>\d{1,2}))?)?"
)
_NAME_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:([01]\d)([0-3]\d)|[-_.年](1[0-2]|0?[1-9])[-_.月](3[01]|[12]\d|0?[1-9]))(?!\d)"
)
_IMAGE_DAY = re.compile(r"/((?:19|20)\d\d)[-/]?([01]\d)[-/]?([0-3]\d)(?=[/_\-.T])")
_DATELINE = re.compile(
    r"^\W{0,3}(?:发布时间|发表时间|发布于|更新时间|时间|日期|发布日期|[\w《》·]{2,12}?)?\s{0,2}[:：]?\s{0,2}"
    r"(?P<date>(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s{0,3}\d{1,2}:\d{2}(?::\d{2})?)?)"
    r"(?P<after>(?:\s{0,2}(?:电|讯|消息|报道))?)"
)
_HEADING_DAY = re.compile(
    r"(?<![\d.\-/年])(?P<date>(?:19|20)\d\d(?:年\d{1,2}月\d{1,2}[日号]|([-/.])\d{1,2}\2\d{1,2}(?![-/.]?\d)))"
    r"(?!\s{0,2}[-–—~～至到]{1,2}\s{0,2}\d)"
)
_BARE_DAY = re.compile(
    r"(?:(?:19|20)\d\d\s{0,2}[-/.年]\s{0,2})?\d{1,2}\s{0,2}[-/.月]\s{0,2}\d{1,2}\s{0,2}[日号]?"
    r"\W{0,3}(?:(?:星期|周|週)[一二三四五六日天])?\W{0,2}"
)
_MEDIUM = r"[^\W\d_][\w·. ]{0,16}?[^\W_]"
_META = re.compile(
    rf"\W{{0,2}}(?:(?:来源|作者|文)\s{{0,2}}[:：]\s{{0,2}})?(?:(?P<before>{_MEDIUM})(?:\s{{1,4}}|\s{{0,2}}[·•|｜丨/]\s{{0,2}}))?"
    r"(?:(?:发布|发表|更新)?(?:时间|日期|于)\s{0,2}[:：]?\s{0,2})?"
    r"(?P<date>(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s{0,3}\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?)"
    rf"(?:(?:\s{{1,4}}|\s{{0,2}}[·•|｜丨/]\s{{0,2}})(?:(?:来源|作者|文)\s{{0,2}}[:：]\s{{0,2}})?(?P<after>{_MEDIUM}))?\W{{0,2}}"
)
_APART = "|｜丨:：·•—–-_~（()）【】[]「」『』《》/ \u3000\t"  # marks that part a date from the words of a heading
_ISSUE = re.compile(
    r"(?:报|報|刊|要闻|要聞|新闻|新聞|简讯|快讯|资讯|速览|速递|汇总|导读|早餐|早茶)$"
)


def parse_instant(value: str) -> int | None:
    """Microseconds since 1970 (UTC) of a written date; None for what is no date.

    Without a zone it is China's time. ISO 8601, RFC 2822, 2026年3月2日 08:10, 2026/3/2, 20260302 and
    Unix seconds, milliseconds, microseconds are understood.
    """
    value = value.strip()
    # Long values stay out of the memory of past ones, which would keep all of them.
    return _parse(value) if 6 <= len(value) <= 80 else None


@lru_cache(maxsize=200_000)
def _parse(value: str) -> int | None:
    try:
        if _NUMBER.fullmatch(value):
            return _packed(value) if len(value) in (8, 14) else _counted(float(value))
        return _microseconds(datetime.fromisoformat(value))
    except (ValueError, OverflowError):
        pass
    written = _WRITTEN.match(value)
    if written:
        parts = {name: int(part) for name, part in written.groupdict().items() if part}
        try:
            return _microseconds(datetime(**parts))  # type: ignore[arg-type]
        except (ValueError, OverflowError):
            return None
    try:
        return _microseconds(parsedate_to_datetime(value))
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _packed(value: str) -> int | None:
    """20260302 or 20260302081000; a count of seconds has ten digits."""
    return _microseconds(datetime.strptime(value, "%Y%m%d%H%M%S" if len(value) == 14 else "%Y%m%d"))


def _counted(count: float) -> int | None:
    for unit in (1, 1_000, 1_000_000, 1_000_000_000):
        seconds = count / unit
        if _FIRST_COUNTED <= seconds < 4_102_444_800:
            return round(seconds * 1_000_000)
    return None


def _microseconds(moment: datetime) -> int | None:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=_CHINA)
    return (moment - _EPOCH) // _MICROSECOND if _FIRST <= moment < _LAST else None


def date_in_name(name: str) -> int | None:
    """Midnight in China of the one day that a file's name states; None when it states none or two."""
    written = (filter(None, match.groups()) for match in _NAME_DAY.finditer(name))
    days = {day for parts in written if (day := _day(*parts)) is not None}
    return days.pop() if len(days) == 1 else None


def date_in_image_path(url: str) -> int | None:
    """The day in the path of an image, such as `/20260302/`."""
    match = _IMAGE_DAY.search(url)
    return _day(*match.groups()) if match else None


def date_in_text(text: str) -> int | None:
    """The date of a dateline or of a line of publication data; a date inside a sentence is no evidence."""
    text = text.strip()
    match = _DATELINE.match(text)
    if match and (
        match["after"].strip() or match.end() == len(text) or text[match.end()] in " |｜　\t"
    ):
        return parse_instant(match["date"])
    return None


def meta_line(text: str) -> tuple[int, str] | None:
    """Instant and publisher ("" when not named) of a line that states nothing else; None for any other line.

    “2026-03-12 08:30 · 某某日报”, “某某社 2026年3月12日”, “发布时间：2026-03-12”.
    """
    match = _META.fullmatch(text.strip()) if len(text) <= 80 else None
    instant = parse_instant(match["date"]) if match else None
    if match is None or instant is None or (match["before"] and match["after"]):
        return None
    name = (match["before"] or match["after"] or "").strip()
    # A day and a word may be news in short, so nothing but a mark or a publisher makes it such a line.
    if name and not is_medium(name) and not re.search(r"[·•|｜丨/:：]", text):
        return None
    return instant, name


def date_in_heading(text: str) -> int | None:
    """The one day that a heading states apart from its words, at its start or end; None otherwise.

    “晚报｜2026年1月5日” and “2026-01-05 要闻” state the day of an issue; a date within a sentence says
    when something else happens.
    """
    text = text.strip()
    stated = list(_HEADING_DAY.finditer(text))
    if len(stated) != 1:
        return None
    before, after = text[: stated[0].start()], text[stated[0].end() :]
    weekday = re.sub(r"^\W{0,2}(?:星期|周|週)[一二三四五六日天]", "", after)
    if not weekday.strip(_APART):
        apart = not before or before[-1] in _APART or bool(_ISSUE.search(before))
    else:
        apart = not before.strip(_APART) and (after[0] in _APART or weekday[:1] in tuple(_APART))
    return parse_instant(stated[0]["date"]) if apart else None


def is_day(text: str) -> bool:
    """Whether a heading says no more than a day: 2026年3月3日, 3月3日 星期二."""
    return bool(_BARE_DAY.fullmatch(text.strip()))


def _day(year: str, month: str, day: str) -> int | None:
    try:
        return _microseconds(datetime(int(year), int(month), int(day)))
    except ValueError:
        return None
