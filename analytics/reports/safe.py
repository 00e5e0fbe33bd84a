"""Text from anywhere made fit for a page: markup is escaped or reduced, tricks become visible.

The page's template escapes whatever it prints. What arrives as markup (tables of `show`, prose of
markdown cells) passes `clean_html`, which knows a short list of elements and drops everything else.
`visible` is the last step over a whole page.
"""

import re
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from analytics.text import visible

# Elements a table or a paragraph needs; nothing that loads, submits, scripts or styles.
_TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "details",
        "div",
        "dl",
        "dt",
        "em",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "var",
    ]
)
_ATTRIBUTES = {
    "*": {"lang", "class"},
    "a": {"href"},
    "td": {"colspan", "rowspan", "data-value", "data-label"},
    "th": {"colspan", "rowspan", "scope", "data-value", "data-label"},
    "h2": {"id"}, "h3": {"id"}, "h4": {"id"}, "h5": {"id"}, "h6": {"id"},
    "ol": {"start"},
    "tr": {"id"},
}  # fmt: skip
_CLASSES = frozenset(
    [
        "num",
        "day",
        "long",
        "choice",
        "sortable",
        "stack",
        "many",
        "wide",
        "tall",
        "pos",
        "neu",
        "neg",
        "dim",
        "more",
    ]
)
_DROPPED_WITH_CONTENT = {"script", "style", "template", "noscript", "iframe", "svg", "math"}

# A run of signs is looked through from its beginning only.
_HAN = re.compile(
    "((?<![\u3001-\u303f\uff01-\uffe6])[\u3001-\u303f\uff01-\uffe6]*+[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
    "[\u2014\u2018-\u201d\u2026\u3001-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uffe6"
    "\U00020000-\U000323af]*)"
)
_ROW = re.compile("row-[0-9]+")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def without_colours(text: str) -> str:
    """The text without the colour codes of a terminal."""
    return _COLOURS.sub("", text)


def safe_url(address: str) -> str:
    """The address if it is http or https with a host, else ""."""
    address = address.strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in ("http", "https") and parts.netloc else ""


def mark_chinese(text: str, page_language: str = "en") -> Markup:
    """Escaped text whose Chinese runs carry their language, on a page in another one."""
    if page_language == "zh":
        return escape(text)
    parts = _HAN.split(text)
    return Markup("").join(
        Markup('<span lang="zh-Hans">{}</span>').format(part) if i % 2 else escape(part)
        for i, part in enumerate(parts)
    )


_LAB_STYLE = Markup(
    "<style>.mathjax_ignore :is(th, td):not(.num) { text-align: left }"
    ".mathjax_ignore caption { text-align: left; font-weight: bold }</style>"
)


def in_notebook(html: Markup) -> str:
    """The markup as an output of a cell.

    JupyterLab reads no TeX in it, as `$2亿到$7亿` is money, and sets text to the left, which it would set
    to the right in all tables. A page has a style of its own and drops this one.
    """
    return Markup('<div class="mathjax_ignore">{}{}</div>').format(_LAB_STYLE, html)


def has_chinese(text: str) -> bool:
    """Whether there is a Chinese character in it."""
    return _HAN.search(text) is not None


def clean_html(html: str) -> Markup:
    """The markup reduced to a short list of elements; links go to http(s) or within the page."""
    return Markup(_cleaner().clean(visible(html)))  # the cleaner takes no lone surrogate


@cache
def _cleaner() -> Any:
    import nh3

    return nh3.Cleaner(
        tags=set(_TAGS),
        clean_content_tags=_DROPPED_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=_filter_attribute,
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer nofollow",
    )


def _filter_attribute(tag: str, name: str, value: str) -> str | None:
    if name == "href":
        return value if value.startswith("#") else safe_url(value) or None
    if tag == "tr":  # a row that a mark of a map leads to
        return value if _ROW.fullmatch(value) else None
    if name == "class":
        return " ".join(word for word in value.split() if word in _CLASSES) or None
    return value
