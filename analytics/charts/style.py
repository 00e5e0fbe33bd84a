"""What all charts share: colours, type, the figure they are drawn on, the SVG they become."""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache, wraps
from typing import TYPE_CHECKING, Any, ParamSpec

import numpy as np
import pandas as pd

from analytics.charts.compact import compact
from analytics.text import visible

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

INK, FAINT, GRID = "#1f2a37", "#5b6673", "#d9dee3"
TONE_COLORS = {"pos": "#0f7488", "neu": "#8a949f", "neg": "#c4512d"}
ACCENT = "#3a6ea5"
# One colour a theme in the order of the themes file. Any two differ by at least 7 (the first four by
# 11) in OKLab × 100 for readers of normal, protan, deutan and tritan sight (Machado et al. 2009), and
# each stands out 3 : 1 from the light and from the dark page.
THEME_PALETTE = (
    "#4458d6",
    "#c8802b",
    "#a6406e",
    "#4aa08f",
    "#856af5",
    "#ad79cb",
    "#a35ca1",
    "#c9212e",
)

ON_PALE = "#101820"  # numbers on the pale neutral bar, dark in both schemes
# Inches: pages show charts at 720 px, phones at 360; type has the same size on both.
_WIDE, _NARROW = 7.2, 3.75
_width = ContextVar("width", default=_WIDE)

P = ParamSpec("P")


@dataclass(frozen=True)
class Chart:
    """A drawn chart: an SVG document, the sentence that says what it shows, and one for phones."""

    svg: str
    alt: str
    narrow: str = ""

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        about = {"alt": self.alt} | ({"narrow": self.narrow} if self.narrow else {})
        return {"image/svg+xml": self.svg}, {"image/svg+xml": about}


def for_each_width(plot: Callable[P, Chart]) -> Callable[P, Chart]:
    """Draw a chart for a page, and once more for a phone, where the wide one would be too small."""

    @wraps(plot)
    def both(*args: P.args, **options: P.kwargs) -> Chart:
        wide = plot(*args, **options)
        before = _width.set(_NARROW)
        try:
            return replace(wide, narrow=plot(*args, **options).svg)
        finally:
            _width.reset(before)

    return both


def is_narrow() -> bool:
    """Whether the chart being drawn is the one for phones."""
    return _width.get() < _WIDE


def theme_colors(themes: Sequence[str]) -> dict[str, str]:
    """The colour of each theme, fixed by its place in the themes file; "" is all news."""
    colors = {key: THEME_PALETTE[i % len(THEME_PALETTE)] for i, key in enumerate(themes)}
    return {"": FAINT} | colors


@cache
def _font_family() -> str:
    """Register the bundled Noto Sans CJK (once a process) and give the family's name."""
    from matplotlib.font_manager import fontManager
    from noto_cjk_sans_otc import FONT_PATH

    fontManager.addfont(str(FONT_PATH))
    return "Noto Sans CJK SC"


@dataclass
class Sheet:
    """Axes to draw on, and the SVG once the drawing is done."""

    axes: Any
    svg: str = ""


@contextmanager
def sheet(height: float, title: str, rows: int = 1, columns: int = 1) -> Iterator[Sheet]:
    """A figure in the house style; no pyplot, so nothing global is touched or kept."""
    import matplotlib
    from matplotlib.figure import Figure
    from matplotlib.text import Text

    title = wrapped(visible(title))
    extra = 0.24 * title.count("\n")
    style: dict[Any, Any] = {
        "font.family": [_font_family()],
        "font.size": 9,
        "text.color": INK,
        "axes.edgecolor": GRID,
        "axes.unicode_minus": True,
        "xtick.color": FAINT,
        "ytick.color": INK,
        "svg.fonttype": "path",
        "svg.hashsalt": "analytics",  # the same chart is the same bytes
        "text.parse_math": False,  # $2亿到$7亿 is money
    }
    with matplotlib.rc_context(style):
        figure = Figure(figsize=(_width.get(), height + extra), layout="constrained")
        figure.suptitle(title, x=0.005, ha="left", fontsize=11.5, color=INK)
        several = rows * columns > 1
        drawn = Sheet(figure.subplots(rows, columns, sharex=several))
        yield drawn
        for words in figure.findobj(Text):  # a control would break the SVG
            words.set_text(visible(words.get_text()))
        # Text is laid out when drawn, so the drawing happens inside the style.
        buffer = io.StringIO()
        figure.savefig(
            buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None}
        )
        drawn.svg = buffer.getvalue()


def finished(drawn: Sheet, alt: str) -> Chart:
    """The drawn sheet as a bare SVG element that follows the reader's colour scheme."""
    svg = compact(drawn.svg)
    rules = "".join(
        f'[style*="fill: {light}"]{{fill:{dark}!important}}'
        f'[style*="stroke: {light}"]{{stroke:{dark}!important}}'
        for light, dark in _dark_scheme().items()
        if f": {light}" in svg
    )
    style = f"<style>@media (prefers-color-scheme:dark){{{rules}}}</style>"
    head, rest = svg.split(">", 1)
    return Chart(f"{head}>{style}{rest}", alt)


def quiet(axes: "Axes") -> None:
    """Only what helps reading: faint horizontal grid, no box."""
    axes.grid(axis="y", color=GRID, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="both", length=0)


def whole_numbers(axis: "Axis") -> None:
    """Counts along an axis: no half story."""
    from matplotlib.ticker import MaxNLocator

    axis.set_major_locator(MaxNLocator(nbins="auto", steps=[1, 2, 5, 10], integer=True))


def date_axis(axes: "Axes", periods: pd.Series) -> None:
    """A few concise dates along x; of three periods or fewer each is named."""
    from matplotlib.dates import MONTHLY, AutoDateLocator, ConciseDateFormatter

    least, most = (2, 5) if is_narrow() else (3, 6)
    locator = AutoDateLocator(minticks=least, maxticks=most)
    locator.intervald[MONTHLY] = [1, 2, 3, 6, 12]  # without 12, some spans fit no step
    axes.xaxis.set_major_locator(locator)
    steps = ["%Y", "%Y-%m", "%m-%d", "%H:%M", "%H:%M", "%S.%f"]
    starts = ["%Y", "%Y-%m", "%m-%d", "%m-%d", "%H:%M", "%H:%M"]
    axes.xaxis.set_major_formatter(
        ConciseDateFormatter(locator, formats=steps, zero_formats=starts, show_offset=False)
    )
    few = sorted(periods.unique())
    if len(few) <= 3:
        axes.set_xticks(few, [f"{period:%Y-%m-%d}" for period in few])
    if len(few) == 1:
        axes.set_xlim(few[0] - pd.Timedelta(days=2), few[0] + pd.Timedelta(days=2))


def bar_width(periods: pd.Series) -> pd.Timedelta:
    """Four fifths of the smallest step between two periods, as matplotlib dates take it."""
    steps = periods.drop_duplicates().sort_values().diff().dropna()
    return (steps.min() if len(steps) else pd.Timedelta(days=1)) * 0.8


def limits(series: pd.DataFrame, value: str) -> tuple[float, float]:
    """The range of y: around zero for a mean with its interval, from zero for counts."""
    if series[value].isna().all():
        return (-1.0, 1.0) if "low" in series else (0.0, 1.0)
    columns = [c for c in (value, "low", "high") if c in series]
    low, high = np.nanmin(series[columns].to_numpy()), np.nanmax(series[columns].to_numpy())
    if "low" in series:
        reach = min(1.0, max(abs(low), abs(high), 0.2) * 1.1)
        return -reach, reach
    return 0.0, max(float(high), 1.0) * 1.1


def shortened(label: str) -> str:
    """A label cut to what fits, nothing hidden in it; a Chinese character counts as two."""
    label, used, width = visible(label), 0, 24 if is_narrow() else 36
    for position, character in enumerate(label):
        used += 2 if ord(character) > 0x2E80 else 1
        if used > width:
            return label[:position] + "…"
    return label


def wrapped(title: str) -> str:
    """Words broken into the lines that fit."""
    width = int(12.5 * _width.get())
    lines, used = [""], 0
    for word in re.findall(r"[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+", title):
        length = sum(2 if ord(c) > 0x2E80 else 1 for c in word)
        if used + length > width and used:
            lines.append("")
            used = 0
        lines[-1] += word
        used += length
    return "\n".join(line.strip() for line in lines)


def readable(color: str) -> str:
    """The colour, dark enough to be read as text on white (`_dark_scheme` lightens it on black)."""
    return _mix(color, "#000000", 0.25)


@cache
def _dark_scheme() -> dict[str, str]:
    """What replaces each ink in a reader's dark scheme; fills keep their colours."""
    inks = {INK: "#e6eaee", FAINT: "#a3adb8", GRID: "#3a444f"}
    colors = (*THEME_PALETTE, *TONE_COLORS.values(), ACCENT, FAINT)
    return inks | {readable(color): _mix(color, "#ffffff", 0.35) for color in colors}


def _mix(color: str, other: str, share: float) -> str:
    """`color` with this share of `other` in it."""
    channels = (
        round(int(color[i : i + 2], 16) * (1 - share) + int(other[i : i + 2], 16) * share)
        for i in (1, 3, 5)
    )
    return "#" + "".join(f"{channel:02x}" for channel in channels)
