"""Paragraphs of one document to its clean title, body and credited source."""

import re

from analytics.corpus.credits import (
    is_credit,
    is_editor_line,
    is_listed_source,
    opens_sources,
    split_lead,
    strip_end_credit,
    strip_wire,
)
from analytics.corpus.html import has_markup, parse_html
from analytics.corpus.repair import one_line, paragraphs_of, repair

LEAD_AS_TITLE = 8  # characters from which a lead in 【brackets】 is a title and not a tag
_BARE = re.compile(r"[\W_]+")
# What a body must hold to need more than being stripped.
_SUSPECT = re.compile(
    r"[\n【】）)]|获悉|讯|日电|日消息|[|｜丨©]|本文|来源|编辑|作者|责编|原文|关注|扫码|全文|声明|不构成|欢迎|转载|图[片源注]"
)


def clean_document(title: str, text: str, source: str = "") -> tuple[str, str, str]:
    """Clean title, clean body and source of a document given as plain text or HTML.

    The body's lines are its paragraphs. News sentences are never dropped: what goes are whole
    paragraphs that credit or invite, the credit in brackets at the end, the wire credit at the
    start, and a lead in 【brackets】, which becomes the title when there is none.
    """
    title = one_line(plain(title)) if title else ""
    if not text:
        return title, "", source
    text = repair(plain(text))
    return clean_paragraphs(title, paragraphs_of(text) if "\n" in text else [text.strip()], source)


def clean_paragraphs(title: str, paragraphs: list[str], source: str = "") -> tuple[str, str, str]:
    """Clean title, body and source of a document given as repaired paragraphs."""
    if len(paragraphs) == 1 and not _SUSPECT.search(paragraphs[0]):
        body = paragraphs[0]
        return title, "" if body == title else body, source
    told = [part for part in _without_sources(paragraphs) if any(map(str.isalnum, part))]
    kept = [part for part in told if not is_credit(part)]
    if len(kept) > 1 and is_editor_line(kept[0]):
        kept = kept[1:]
    if not kept:
        return title, "", source
    kept[-1], credited = strip_end_credit(kept[-1])
    lead, rest = split_lead(kept[0])
    if lead and (_same(lead, title) if title else len(lead) >= LEAD_AS_TITLE):
        title, kept[0] = title or lead, rest
    kept[0], wire = strip_wire(kept[0])
    if title and len(kept) > 1 and _same(kept[0], title):
        kept[0] = ""
    body = "\n".join(filter(None, kept))
    return title, "" if body == title else body, source or credited or wire


def _without_sources(paragraphs: list[str]) -> list[str]:
    """The paragraphs before a list of sources that ends the text."""
    end = len(paragraphs)
    # From the end, since any number of lines may announce sources.
    for place in reversed(range(len(paragraphs))):
        if opens_sources(paragraphs[place]):
            end = place
        if not is_listed_source(paragraphs[place]):
            break
    return paragraphs[:end]


def plain(text: str) -> str:
    """A text without HTML, its blocks as lines."""
    if not has_markup(text):
        return text
    return "\n".join(block.text for block in parse_html(text) if block.kind != "image")


def _same(one: str, other: str) -> bool:
    return _BARE.sub("", one) == _BARE.sub("", other)
