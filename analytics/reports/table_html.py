"""A frame as an accessible HTML table: caption, header cells, numbers aligned, links checked.

Everything in the frame is text, but for columns named as markup, which are reduced to harmless
elements. The page's own script lets a reader sort by a column; without it the table reads the same.
"""

import math
import re
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from analytics.reports.safe import clean_html, in_notebook, mark_chinese, safe_url
from analytics.text import visible

if TYPE_CHECKING:
    import pandas as pd

_TONES = ("pos", "neu", "neg")
_DAY = re.compile(r"\d{4}-\d\d-\d\d|")
_TALL = 15  # rows; a longer table scrolls within the page
_FAR = 150  # rows; a longer table is laid out when it comes near
_LONG = 16  # characters of a cell that need more than a phone's share of a column
_MANY = 6  # columns; more of them share the width of a page with narrower cells
_WORDY = 18  # characters of most cells of a column that needs the width of a sentence


class Shown:
    """What a view answers with: it shows itself in a notebook, and its HTML goes into the report.

    An `absent` answer says why there is none; a report leaves out a section that holds no other.
    """

    def __init__(self, html: Markup, plain: str, absent: bool = False) -> None:
        self.html, self.plain = Markup(visible(html)), visible(plain)
        self.absent = absent

    @classmethod
    def sentence(cls, words: str, absent: bool = False) -> "Shown":
        """A plain sentence where there is nothing to show."""
        html = Markup('<p class="dim">{}</p>').format(mark_chinese(words))
        return cls(html, words, absent)

    def __repr__(self) -> str:
        return self.plain

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        about = {"text/html": {"absent": True}} if self.absent else {}
        return {"text/html": in_notebook(self.html), "text/plain": self.plain}, about


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
    tone: tuple[str, str] | None = None,
    choices: Collection[str] = (),
    markup: Collection[str] = (),
    rows: int = 200,
    more: str = "{shown:,} of {n:,} rows shown",
    sortable: bool = True,
    row_ids: str = "",
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
        tone: a column to colour, and the column of pos, neu, neg that says how.
        choices: columns by whose values the page lets a reader choose rows, such as a theme; a cell
            may hold several joined by 、.
        markup: columns that hold markup (sentences with marked hits), made with escaped text; it is
            reduced to harmless elements. (A str column of pandas forgets that a value was Markup.)
        rows: how many rows are shown at most; `more` says so under the table.
        sortable: whether the page lets a reader sort it.
        row_ids: a column of whole numbers by which a link reaches a row, as in `#row-12`.
    """
    hidden = {row_ids} | ({link[1]} if link else set()) | ({tone[1]} if tone else set())
    headings = dict(columns or {name: str(name) for name in frame.columns if name not in hidden})
    numeric = {name for name in headings if frame[name].dtype.kind in "iuf"}
    shown = frame.head(rows)
    classes = ["sortable"] if sortable and len(frame) > 2 else []
    if _needs_room(shown[[name for name in headings if name not in numeric]], len(headings)):
        classes.append("stack")
    if len(headings) > _MANY:
        classes.append("many")
    heights = ("", " tall", " tall far")
    frame_class = "wide" + heights[(len(shown) > _TALL) + (len(shown) > _FAR)]
    parts = [Markup('<div class="{}"><table class="{}">').format(frame_class, " ".join(classes))]
    parts.append(Markup("<caption>{}</caption><thead><tr>").format(mark_chinese(caption)))
    wordy = {name for name in headings if name not in numeric and _is_wordy(shown[name])}
    days = {name for name in headings if name not in numeric and _are_days(shown[name])}
    for name, heading in headings.items():
        word = "num" if name in numeric else "choice" if name in choices else ""
        kind = Markup(' class="{}"').format(word) if word else ""
        parts.append(Markup('<th scope="col"{}>{}</th>').format(kind, mark_chinese(heading)))
    parts.append(Markup("</tr></thead><tbody>"))
    addresses = list(shown[link[1]]) if link else []
    tones = list(shown[tone[1]]) if tone else []
    for i, row in enumerate(shown[list(headings)].itertuples(index=False, name=None)):
        anchor = Markup(' id="row-{}"').format(int(shown[row_ids].iloc[i])) if row_ids else ""
        parts.append(Markup("<tr{}>").format(anchor))
        for name, value in zip(headings, row, strict=True):
            address = str(addresses[i]) if link and name == link[0] else ""
            kinds = [
                kind
                for kind, names in (("num", numeric), ("day", days), ("long", wordy))
                if name in names
            ]
            if tone and name == tone[0] and tones[i] in _TONES:
                kinds.append(str(tones[i]))
            if name in markup:
                content = clean_html(str(value))
            else:
                content = _content(value, (formats or {}).get(name, ""), address)
            parts.append(_cell(value, content, kinds, headings[name] if "stack" in classes else ""))
        parts.append(Markup("</tr>"))
    parts.append(Markup("</tbody></table></div>"))
    if len(frame) > rows:
        words = more.format(shown=rows, n=len(frame))
        parts.append(Markup('<p class="more">{}</p>').format(mark_chinese(words)))
    return Markup("").join(parts)


def _are_days(values: "pd.Series") -> bool:
    """Whether a column holds ISO days, which are not to be broken into two lines."""
    texts = [str(value) for value in values]
    return any(texts) and all(_DAY.fullmatch(text) for text in texts)


def _is_wordy(values: "pd.Series") -> bool:
    """Whether most cells of a column are a sentence or a list."""
    lengths = sorted(len(str(value)) for value in values)
    return bool(lengths) and lengths[len(lengths) // 2] > _WORDY


def _needs_room(texts: "pd.DataFrame", n_columns: int) -> bool:
    """Whether a phone would squeeze the columns; their rows are then stacked there."""
    return n_columns > 2 and any(len(str(text)) > _LONG for name in texts for text in texts[name])


def _content(value: Any, spec: str, address: str) -> Markup:
    words = mark_chinese(_format(value, spec))
    if url := safe_url(address):
        return Markup('<a href="{}">{}</a>').format(url, words)
    return words


def _cell(value: Any, content: Markup, kinds: list[str], label: str) -> Markup:
    attributes = Markup(' data-label="{}"').format(label) if label else Markup("")
    if kinds:
        attributes += Markup(' class="{}"').format(" ".join(kinds))
    if "num" in kinds:  # what sorting goes by
        missing = value is None or value != value
        attributes += Markup(' data-value="{}"').format("" if missing else f"{value:.12g}")
    return Markup("<td{}>{}</td>").format(attributes, content)


def _format(value: Any, spec: str) -> str:
    """A value for people; "–" where there is none."""
    if value is None or value != value:
        return "–"
    if spec:
        words = format(value, spec)
        return words if isinstance(value, str) else words.replace("-", "−")
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
