"""Markdown as safe HTML, and the outline that its headings make."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from markupsafe import Markup

from analytics.reports.safe import clean_html, mark_chinese, safe_url


@dataclass(frozen=True)
class Heading:
    """A heading of the page: its level (2 or 3 are listed), text and anchor."""

    level: int
    text: str
    anchor: str


@dataclass
class Outline:
    """The title and headings met so far; the first level-one heading becomes the title."""

    language: str = "en"
    title: str = ""
    headings: list[Heading] = field(default_factory=list)

    def add(self, level: int, text: str) -> str:
        """List a heading and give the anchor under which it can be reached."""
        words = "-".join("".join(c if c.isalnum() else " " for c in text).lower().split())
        base = anchor = f"s-{words or 'section'}"
        taken = {heading.anchor for heading in self.headings}
        n = 1
        while anchor in taken:
            n += 1
            anchor = f"{base}-{n}"
        self.headings.append(Heading(level, text, anchor))
        return anchor

    def find(self, text: str) -> str:
        """The anchor of the heading with this text (or this anchor); "" when there is none."""
        return next(
            (h.anchor for h in self.headings if text in (h.text, h.anchor, h.anchor[2:])), ""
        )


def render_markdown(source: str, outline: Outline) -> Markup:
    """Markdown as HTML without raw HTML, pictures or TeX; its headings join the outline.

    The first `# heading` is taken out as the title of the page; a later one counts as level two, so
    that the page has one h1.
    """
    parser = _markdown()
    tokens = parser.parse(source)
    kept: list[Any] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.type == "heading_open":
            inline, closing = tokens[position + 1], tokens[position + 2]
            text = "".join(child.content for child in inline.children or ())
            level = max(2, int(token.tag[1]))
            if token.tag == "h1" and not outline.title:
                outline.title = text
                position += 3
                continue
            token.tag = closing.tag = f"h{level}"
            token.attrSet("id", outline.add(level, text))
        kept.append(token)
        position += 1
    return clean_html(parser.renderer.render(kept, parser.options, {"page": outline.language}))


@cache
def _markdown() -> Any:
    """CommonMark with tables; `$2亿到$7亿` is money, because nothing reads TeX."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.disable(["image", "html_block", "html_inline"])
    parser.validateLink = lambda url: url.startswith("#") or bool(safe_url(url))  # type: ignore[method-assign]
    parser.add_render_rule("text", _render_text)
    return parser


def _render_text(
    _renderer: Any, tokens: Any, index: int, _options: Any, environment: dict[str, str]
) -> str:
    return str(mark_chinese(tokens[index].content, environment.get("page", "en")))
