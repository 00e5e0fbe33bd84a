"""Drawings that the page itself holds: SVG reduced to a short list of elements and attributes.

An SVG inside an image element is harmless whatever it says; one inside the page is not. So it is
parsed as XML and written anew from what is known to draw, name or link; all else is left out.
"""

import re
from collections.abc import Callable, Iterator
from xml.etree import ElementTree

from markupsafe import Markup

from analytics.reports.safe import has_chinese, safe_url

MAX_CHARACTERS = 5_000_000
_SVG = "http://www.w3.org/2000/svg"
_TAGS = frozenset(["svg", "g", "a", "path", "circle", "rect", "line", "text", "title"])
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_NUMBERS = re.compile(r"[MmLlHhVvCcAaZz0-9 .,-]{1,4000}")
_PAINT = re.compile(r"#[0-9a-f]{6}|none|currentColor")
_CLASS = re.compile(r"map|mark|key|name|place")
_ANCHOR = re.compile(r"#[a-z]+-[0-9]+")


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda value: pattern.fullmatch(value) is not None


_ATTRIBUTES: dict[str, Callable[[str], bool]] = {
    **dict.fromkeys(("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r"), _matches(_NUMBER)),
    **dict.fromkeys(("width", "height", "font-size", "stroke-width"), _matches(_NUMBER)),
    **dict.fromkeys(("d", "viewBox"), _matches(_NUMBERS)),
    **dict.fromkeys(("fill", "stroke"), _matches(_PAINT)),
    **dict.fromkeys(("aria-label", "data-theme", "data-tone"), lambda value: True),
    "class": _matches(_CLASS),
    "role": _matches(re.compile("group|img")),
    "tabindex": _matches(re.compile("-1")),
    "href": lambda value: _ANCHOR.fullmatch(value) is not None or safe_url(value) == value != "",
}


def clean_svg(markup: str, page_language: str = "en") -> Markup:
    """The SVG element in this markup, reduced to what draws, names or links; "" when there is none.

    Chinese words carry their language on a page in another one.
    """
    start, end = markup.find("<svg"), markup.rfind("</svg>")
    if not 0 <= start < end or end - start > MAX_CHARACTERS or "<!" in markup[start:end]:
        return Markup("")
    try:
        root = ElementTree.fromstring(markup[start : end + len("</svg>")])
    except ElementTree.ParseError:
        return Markup("")
    return Markup("").join(_written(root, page_language))


def _written(element: ElementTree.Element, page_language: str) -> Iterator[Markup]:
    tag = element.tag.removeprefix(f"{{{_SVG}}}")
    if tag not in _TAGS:
        return
    kept = [(k, v) for k, v in element.attrib.items() if k in _ATTRIBUTES and _ATTRIBUTES[k](v)]
    words = (element.text or "") if tag in ("title", "text") else ""
    if page_language != "zh" and has_chinese(words):
        kept.append(("lang", "zh-Hans"))
    if tag == "a" and any(key == "href" and not value.startswith("#") for key, value in kept):
        kept.append(("rel", "noopener noreferrer nofollow"))
    attributes = Markup("").join(Markup(' {}="{}"').format(key, value) for key, value in kept)
    yield Markup("<{}{}>").format(Markup(tag), attributes)
    yield Markup("{}").format(words)
    for child in element:
        yield from _written(child, page_language)
    yield Markup("</{}>").format(Markup(tag))
