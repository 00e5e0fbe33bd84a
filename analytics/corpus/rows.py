"""Records of JSONL, CSV and Parquet to drafts: fields are found by their usual names."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from reprlib import Repr
from typing import Any

from analytics.corpus.clean import clean_document
from analytics.corpus.dates import parse_instant
from analytics.corpus.decode import decode_line
from analytics.corpus.drafts import Draft, Rejection, excerpt_of, kind_of
from analytics.corpus.errors import Limits
from analytics.corpus.links import web_address
from analytics.corpus.publishers import publisher_of
from analytics.corpus.repair import count_damaged_lines, one_line

# What each of our fields is called elsewhere, the likeliest name first; case does not count.
ALIASES: dict[str, tuple[str, ...]] = {
    "id": ("doc_id", "id", "_id", "guid", "uuid", "news_id", "article_id", "item_id", "docid", "编号", "序号"),
    "title": ("title", "headline", "subject", "news_title", "article_title", "name", "标题", "题目", "新闻标题", "標題"),
    "text": (
        "text", "body", "content", "full_text", "fulltext", "article", "sentence", "news", "paragraph",
        "content_text", "content_html", "news_content", "article_content", "article_body", "正文", "内容", "文本",
        "全文", "新闻内容", "內容", "description", "summary", "abstract", "digest", "brief", "desc", "摘要", "简介", "导语",
    ),
    "published_at": (
        "published_at", "published", "publish_time", "publish_date", "pub_time", "pub_date", "pubdate",
        "published_time", "publication_date", "date_published", "datepublished", "datetime", "date", "time",
        "timestamp", "ctime", "created_at", "create_time", "created", "updated", "发布时间", "发布日期", "发表时间",
        "时间", "日期", "發布時間", "時間",
    ),
    "source": (
        "source", "media", "publisher", "source_name", "site", "site_name", "outlet", "origin_name", "channel",
        "来源", "媒体", "媒体名称", "出处", "信源", "來源", "author_source",
    ),
    "url": ("url", "link", "href", "permalink", "source_url", "article_url", "web_url", "链接", "网址", "原文链接", "鏈接"),
    "section": ("section", "column", "category", "channel_name", "板块", "栏目", "频道", "分类", "類別"),
    "kind": ("kind", "doc_kind"),
    "parent_title": ("parent_title", "roundup_title"),
}  # fmt: skip
_KINDS = {"article", "newsflash", "roundup_item", "title"}
_LONGEST = 100  # characters; a longer one is none of them
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
_NOT_NAMES = re.compile(r"[\s\-.]+|(?<=[a-z])(?=[A-Z])")  # publishedAt is published_at
_SHORT = Repr()
_SHORT.maxdict = _SHORT.maxlist = 8
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 80
_NESTED = ("rendered", "name", "title", "value", "text", "href", "#text", "_")


class Fields:
    """Which of a record's fields is our title, text, date, …"""

    def __init__(self, names: Iterable[str]) -> None:
        written: dict[str, str] = {}
        for name in filter(lambda name: len(name) <= _LONGEST, names):
            written.setdefault(_NOT_NAMES.sub("_", name.strip()).lower(), name)
        self.names = {
            ours: [written[alias] for alias in aliases if alias in written]
            for ours, aliases in ALIASES.items()
        }
        self.present = tuple(n for n, found in self.names.items() if found and n != "published_at")

    @property
    def tell_all(self) -> bool:
        """Whether there are a title and a text among the fields."""
        return bool(self.names["title"] and self.names["text"])

    @property
    def tell_news(self) -> bool:
        """Whether there is a title or a text among the fields."""
        return bool(self.names["title"] or self.names["text"])

    def value(self, record: Mapping[str, Any], ours: str) -> str:
        """The first of the fields of this meaning that holds something, as text."""
        for name in self.names[ours]:
            value = record.get(name)
            text = value if isinstance(value, str) else as_text(value)
            if text and not text.isspace():
                return text
        return ""


def as_text(value: Any) -> str:
    """A value of a record as text: lists as lines, of an object the part that is its text."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        return "" if value != value else str(int(value) if value == value // 1 else value)
    if isinstance(value, bytes):
        return decode_line(value, "utf-8")
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "\n".join(
            filter(None, (as_text(part) for part in value if not isinstance(part, list)))
        )
    if isinstance(value, dict):
        return next((v for name in _NESTED if isinstance(v := value.get(name), str) and v), "")
    return str(value)


def shown(value: Any) -> str:
    """A value as it may be quoted: of a large one the beginning, and no more work than that."""
    return _SHORT.repr(value)


def read_record(
    record: Mapping[str, Any], fields: Fields, line: int, limits: Limits
) -> Draft | Rejection:
    """The document of one record, or why it holds none."""
    told = {ours: fields.value(record, ours) for ours in fields.present}
    raw_title, raw_text = told.get("title", ""), told.get("text", "")
    size = len(raw_title) + len(raw_text)
    if size > limits.document_characters:
        reason = f"a document of {size:,} characters; the limit is {limits.document_characters:,}"
        return Rejection(line, reason, excerpt_of(raw_title or raw_text[:500]))
    if not size:
        return Rejection(line, "neither a title nor a text", excerpt_of(shown(dict(record))))
    title, body, source = clean_document(raw_title, raw_text, _label(told.get("source", "")))
    if not title and not body:
        return Rejection(line, "no news text is left after cleaning", excerpt_of(raw_text[:500]))
    original = f"{raw_title}\n{raw_text}" if raw_title and raw_text else raw_title or raw_text
    published_at = _instant(record, fields)
    url = web_address(told["url"]) if "url" in told else ""
    kind = told.get("kind", "")
    return Draft(
        title,
        body,
        original,
        line,
        own_id=told.get("id", "")[:200],
        published_at=published_at,
        date_evidence="" if published_at is None else "field",
        source=source or (publisher_of(url) if url else ""),
        url=url,
        section=_label(told.get("section", "")),
        kind=kind if kind in _KINDS else kind_of(title, body),
        parent_title=_label(told.get("parent_title", "")),
        n_damaged_lines=count_damaged_lines(original),
    )


def _label(text: str) -> str:
    """What many records share on one line: a publisher, a section."""
    return _remembered(text) if len(text) <= _LONGEST else one_line(text)


_remembered = lru_cache(maxsize=1_000)(one_line)


def _instant(record: Mapping[str, Any], fields: Fields) -> int | None:
    """The first field of time that holds a date, with the clock of another when it has none."""
    names = fields.names["published_at"]
    for name in names:
        value = as_text(record.get(name)).strip()
        instant = parse_instant(value)
        if instant is not None:
            if len(names) > 1 and len(value) <= 11:
                written = (as_text(record.get(other)).strip() for other in names)
                clock = next(filter(_CLOCK.fullmatch, written), "")
                return parse_instant(f"{value} {clock}") if clock else instant
            return instant
    return None
