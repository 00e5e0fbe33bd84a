"""HTML inside feeds and Markdown: to blocks (selectolax), tags and scripts gone."""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape

from analytics.corpus.blocks import Block, Run, merge_runs
from analytics.corpus.links import web_address

_TAG = re.compile(
    r"<(?:p|br|div|a|img|span|strong|b|em|i|h[1-6]|ul|ol|li|table|tr|td|section|blockquote|figure|"
    r"font|article|script|style|u|sup|sub)(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "tr", "ul",
}  # fmt: skip
_UNREAD = {"script", "style", "noscript", "template", "head", "svg", "figcaption", "iframe"}
_UNNESTED = {
    "area", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p", "source",
    "td", "th", "tr", "wbr",
}  # fmt: skip
_OPEN_OR_CLOSE = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})")
# As the tokenizer of HTML reads it; what closes a tag may stand in the quotes of a value.
_ATTRIBUTE = re.compile(
    r"[\s/]*[^\s/>][^\s/>=]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]*))?", re.ASCII
)
_ANY_TAG = re.compile(r"<[^<>]{0,2000}>|<")
LONGEST = 2_000_000  # characters; a tree takes fifty times their memory
DEEPEST = 200  # tags within tags
MOST_WORK = 1_000_000  # tags times depth
MOST_ATTRIBUTES = 500  # of one tag: each is compared with all before it
_CLIMB = 60  # ancestors looked at for the style of a text; deeper nesting is no longer styling


def has_markup(text: str) -> bool:
    """Whether a text holds HTML tags (`<10%` is none)."""
    return "<" in text and _TAG.search(text) is not None


def _is_tangle(html: str) -> bool:
    """Whether tags are nested or have attributes as on no page: parsing would cost the square of their number."""
    depth = deepest = count = place = 0
    opened: Counter[str] = Counter()
    while match := _OPEN_OR_CLOSE.search(html, place):
        count += 1
        name, place = match.group(2).lower(), match.end()
        n_attributes = 0
        while html[place : place + 1] not in (">", "") and (part := _ATTRIBUTE.match(html, place)):
            n_attributes += 1
            place = part.end()
        if n_attributes > MOST_ATTRIBUTES:
            return True
        if name in _UNNESTED:
            continue
        if not match.group(1):
            opened[name] += 1
            depth += 1
            deepest = max(deepest, depth)
        elif opened[name]:  # the end of what was never begun ends nothing, and is searched for
            opened[name] -= 1
            depth -= 1
    return deepest > DEEPEST or deepest * count > MOST_WORK


def parse_html(html: str, line: int = 1, end: int = 1, quoted: bool = False) -> Iterator[Block]:
    """The blocks of an HTML fragment; all of them carry the lines of the whole fragment."""
    from selectolax.lexbor import LexborHTMLParser

    if len(html) > LONGEST or _is_tangle(html):
        for text in map(str.strip, unescape(_ANY_TAG.sub("\n", html)).split("\n")):
            if text:
                yield Block("paragraph", (Run(text),), line, end, quoted=quoted)
        return
    root = LexborHTMLParser(html).root
    if root is None:
        return
    runs: list[Run] = []
    shape: tuple[str, bool, int] = ("p", quoted, 0)

    def flush() -> Iterator[Block]:
        merged = merge_runs(runs)
        runs.clear()
        if not merged:
            return
        tag, in_quote, _ = shape
        level = int(tag[1]) if tag in ("h1", "h2", "h3", "h4", "h5", "h6") else 0
        kind = "heading" if level else "item" if tag == "li" else "paragraph"
        marker = "-" if kind == "item" else ""
        yield Block(kind, merged, line, end, level, in_quote, marker)  # type: ignore[arg-type]

    for node in root.traverse(include_text=True):
        tag = node.tag
        if tag == "-text":
            bold, url, unread, in_quote = False, "", False, quoted
            owner: tuple[str, int] | None = None
            ancestor = node.parent
            for _ in range(_CLIMB):
                if ancestor is None:
                    break
                name = ancestor.tag
                if name in _UNREAD:
                    unread = True
                    break
                bold = bold or name in ("b", "strong")
                if name == "a" and not url:
                    url = web_address(ancestor.attributes.get("href") or "")
                in_quote = in_quote or name == "blockquote"
                if name in _BLOCKS and (owner is None or (owner[0] == "p" and name == "li")):
                    owner = (name, ancestor.mem_id)
                ancestor = ancestor.parent
            text = node.text_content or ""
            if unread or not text:
                continue
            here = (owner[0] if owner else "p", in_quote, owner[1] if owner else 0)
            if here != shape:
                yield from flush()
                shape = here
            runs.append(Run(re.sub(r"\s+", " ", text), bold, url))
        elif tag == "br":
            runs.append(Run("\n"))
        elif tag in ("td", "th"):
            # The cells of a row are one line, unless they hold blocks of their own.
            if runs and shape[0] == "tr":
                runs.append(Run(" | "))
        elif tag == "img":
            yield from flush()
            source = web_address(
                node.attributes.get("src") or node.attributes.get("data-src") or ""
            )
            yield Block("image", (), line, end, quoted=quoted, url=source)
        elif tag == "hr":
            yield from flush()
            yield Block("rule", (), line, end)
        elif tag in _BLOCKS:
            yield from flush()
            shape = ("p", quoted, 0)
    yield from flush()
