"""A frame as an accessible HTML table: caption, header cells, numbers aligned, links checked.

Everything in the frame is text, unless it is `Markup`, which is reduced to harmless elements. The
page's own script lets a reader sort by a column; without script the table reads the same.
"""

import math
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from analytics.reports.safe import clean_html, mark_chinese, safe_url

if TYPE_CHECKING:
    import pandas as pd

_TONES = ("pos", "neu", "neg")


class Shown:
    """What a view answers with: it shows itself in a notebook, and its HTML goes into the report."""

    def __init__(self, html: Markup, plain: str) -> None:
        self.html, self.plain = html, plain

    @classmethod
    def sentence(cls, words: str) -> "Shown":
        """A plain sentence where there is nothing to show."""
        return cls(Markup('<p class="dim">{}</p>').format(mark_chinese(words)), words)

    def __repr__(self) -> str:
        return self.plain

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": str(self.html), "text/plain": self.plain}


def shown(frame: "pd.DataFrame", caption: str, *, empty: str = "", **options: Any) -> Shown:
    """A frame as a table that shows itself; options as in `table_html`.

    `empty` is said instead of a table without rows.
    """
    if frame.empty and empty:
        return Shown.sentence(f"{caption}: {empty}")
    columns = list(options.get("columns") or frame.columns)
    plain = frame[columns].to_string(max_rows=20, max_colwidth=60)
    return Shown(table_html(frame, caption, **options), f"{caption}\n{plain}")


def table_html(
    frame: "pd.DataFrame",
    caption: str,
    *,
    link: tuple[str, str] | None = None,
    columns: Mapping[str, str] | None = None,
    formats: Mapping[str, str] | None = None,
    tone: str = "",
    rows: int = 200,
    more: str = "{shown:,} of {n:,} rows shown",
    sortable: bool = True,
) -> Markup:
    """The frame as HTML.

    Args:
        frame: one row a row; the index is not shown.
        caption: what the table says; shown above it.
        link: a column of text and a column of addresses; the latter is shown only as links, and
            only when http(s).
        columns: which columns to show, in order, with their headings; all when not given.
        formats: format specifications by column, such as {"share": ".0%"}; numbers otherwise have
            thousands separators and at most two decimals.
        tone: a column of pos, neu, neg whose cells are coloured.
        rows: how many rows are shown at most; `more` says so under the table.
        sortable: whether the page lets a reader sort it.
    """
    hidden = {link[1]} if link else set()
    headings = dict(columns or {name: str(name) for name in frame.columns if name not in hidden})
    numeric = {name for name in headings if frame[name].dtype.kind in "iuf"}
    parts = [
        Markup('<div class="wide"><table class="{}">').format(
            "sortable" if sortable and len(frame) > 2 else ""
        )
    ]
    parts.append(Markup("<caption>{}</caption><thead><tr>").format(mark_chinese(caption)))
    for name, heading in headings.items():
        kind = Markup(' class="num"') if name in numeric else ""
        parts.append(Markup('<th scope="col"{}>{}</th>').format(kind, mark_chinese(heading)))
    parts.append(Markup("</tr></thead><tbody>"))
    shown = frame.head(rows)
    addresses = list(shown[link[1]]) if link else []
    for i, row in enumerate(shown[list(headings)].itertuples(index=False, name=None)):
        parts.append(Markup("<tr>"))
        for name, value in zip(headings, row, strict=True):
            address = str(addresses[i]) if link and name == link[0] else ""
            parts.append(
                _cell(value, (formats or {}).get(name, ""), address, name in numeric, name == tone)
            )
        parts.append(Markup("</tr>"))
    parts.append(Markup("</tbody></table></div>"))
    if len(frame) > rows:
        words = more.format(shown=rows, n=len(frame))
        parts.append(Markup('<p class="more">{}</p>').format(mark_chinese(words)))
    return Markup("").join(parts)


def _cell(value: Any, spec: str, address: str, number: bool, tone: bool) -> Markup:
    if isinstance(value, Markup):
        return Markup("<td>{}</td>").format(clean_html(value))
    text = _format(value, spec)
    content = mark_chinese(text)
    if url := safe_url(address):
        content = Markup('<a href="{}">{}</a>').format(url, content)
    if number:
        exact = "" if text == "–" else f"{value:.12g}"
        return Markup('<td class="num" data-value="{}">{}</td>').format(exact, content)
    if tone and value in _TONES:
        return Markup('<td class="{}">{}</td>').format(value, content)
    return Markup("<td>{}</td>").format(content)


def _format(value: Any, spec: str) -> str:
    """A value for people; "–" where there is none."""
    if value is None or value != value:
        return "–"
    if spec:
        return format(value, spec)
    if isinstance(value, datetime):
        return (
            f"{value:%Y-%m-%d}" if not (value.hour or value.minute) else f"{value:%Y-%m-%d %H:%M}"
        )
    if isinstance(value, float):
        whole = math.isfinite(value) and value == int(value) and abs(value) < 1e15
        return f"{value:,.0f}" if whole else f"{value:,.2f}".replace("-", "−")
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}".replace("-", "−")
    return str(value)
