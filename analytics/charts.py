"""Charts: small tables in, one picture out; nothing is computed here.

Every chart says its message in its title and its reading in its alternative text. A `Chart` shows
itself as an SVG whose text is drawn as outlines of a bundled Chinese font, so it looks the same on a
machine without one, and whose ink follows the reader's light or dark scheme.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, FAINT, GRID = "#1f2a37", "#5b6673", "#d9dee3"
TONE_COLORS = {"pos": "#1a7f8e", "neu": "#a9b2bc", "neg": "#c4512d"}
ACCENT = "#3a6ea5"
# One colour a theme in the order of the themes file, told apart by colour-blind readers
# (Okabe and Ito's set, without the two hues that tone uses).
THEME_PALETTE = (
    "#8a63ad",
    "#d39200",
    "#3a7cc2",
    "#3d9463",
    "#b8578f",
    "#7a6a53",
    "#5ba7d1",
    "#6b7280",
)

_ON_PALE = "#101820"  # numbers on the pale neutral bar, dark in both schemes
_WIDTH = 7.2  # inches; pages show charts at 720 px


@dataclass(frozen=True)
class Chart:
    """A drawn chart: an SVG document and the sentence that says what it shows."""

    svg: str
    alt: str

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        return {"image/svg+xml": self.svg}, {"image/svg+xml": {"alt": self.alt}}


def theme_colors(themes: Sequence[str]) -> dict[str, str]:
    """The colour of each theme, fixed by its place in the themes file; "" is all news."""
    colors = {key: THEME_PALETTE[i % len(THEME_PALETTE)] for i, key in enumerate(themes)}
    return {"": FAINT} | colors


def plot_bars(
    values: pd.Series,
    *,
    title: str,
    alt: str,
    unit: str = "",
    colors: Mapping[str, str] | None = None,
) -> Chart:
    """Horizontal bars with their values written beside them, first row on top.

    `values` is indexed by the labels to show; `colors` may give a label its colour.
    """
    height = 0.75 + 0.3 * max(len(values), 1)
    with _sheet(height, title) as sheet:
        axes = sheet.axes
        positions = np.arange(len(values))[::-1]
        fills = [(colors or {}).get(str(label), ACCENT) for label in values.index]
        axes.barh(positions, values.to_numpy(), color=fills, height=0.68)
        axes.set_yticks(positions, [_short(str(label)) for label in values.index])
        for position, value in zip(positions, values, strict=True):
            axes.annotate(
                f"{value:,.0f}{unit}", (value, position), (4, 0), textcoords="offset points",
                va="center", color=INK,
            )  # fmt: skip
        axes.set_xlim(0, max(values.max() if len(values) else 0, 1) * 1.12)
        axes.tick_params(left=False, bottom=False, labelbottom=False)
        axes.spines[:].set_visible(False)
    return _chart(sheet, alt)


def plot_shares(counts: pd.DataFrame, *, title: str, alt: str, names: Mapping[str, str]) -> Chart:
    """A bar of 100 % a row, split into neg, neu and pos, with n at its end.

    `counts` has the columns neg, neu, pos and the rows' labels as index; `names` words the three.
    """
    height = 1.15 + 0.36 * max(len(counts), 1)
    with _sheet(height, title) as sheet:
        axes = sheet.axes
        totals = counts.sum(axis=1)
        shares = counts.div(totals.where(totals > 0, 1), axis=0)
        positions = np.arange(len(counts))[::-1]
        left = np.zeros(len(counts))
        for tone in ("neg", "neu", "pos"):
            share = shares[tone].to_numpy()
            axes.barh(positions, share, left=left, color=TONE_COLORS[tone], height=0.7)
            for y, x, width in zip(positions, left, share, strict=True):
                if width >= 0.08:
                    axes.text(
                        x + width / 2, y, f"{width:.0%}", ha="center", va="center",
                        color=_ON_PALE if tone == "neu" else "#ffffff",
                    )  # fmt: skip
            left = left + share
        axes.set_yticks(positions, [_short(str(label)) for label in counts.index])
        for y, n in zip(positions, totals, strict=True):
            axes.annotate(
                f"n = {n:,}", (1, y), (6, 0), textcoords="offset points", va="center", color=FAINT
            )
        top = len(counts) - 0.35
        for edge, tone, side in ((0, "neg", "left"), (0.5, "neu", "center"), (1, "pos", "right")):
            axes.text(
                edge, top, names[tone], ha=side, va="bottom", color=_readable(TONE_COLORS[tone])
            )
        axes.set_xlim(0, 1)
        axes.set_ylim(-0.5, len(counts) + 0.1)
        axes.tick_params(left=False, bottom=False, labelbottom=False)
        axes.spines[:].set_visible(False)
    return _chart(sheet, alt)


def plot_histogram(
    counts: pd.DataFrame,
    *,
    title: str,
    alt: str,
    x_label: str,
    marker: tuple[float, str] | None = None,
) -> Chart:
    """Columns over bins: `counts` has left, right and n; `marker` is a value with its words."""
    with _sheet(2.4, title) as sheet:
        axes = sheet.axes
        widths = counts["right"] - counts["left"]
        axes.bar(counts["left"], counts["n"], width=widths * 0.94, align="edge", color=ACCENT)
        axes.set_xlabel(x_label, color=FAINT)
        if (
            len(counts)
            and counts["left"].min() > 0
            and counts["right"].max() / counts["left"].min() > 50
        ):
            axes.set_xscale("log")
            axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        if marker:
            axes.set_ylim(0, max(counts["n"].max(), 1) * 1.18)
            axes.axvline(marker[0], color=INK, linewidth=1)
            axes.annotate(
                marker[1], (marker[0], 1), (5, -3), xycoords=("data", "axes fraction"),
                textcoords="offset points", va="top", color=INK,
            )  # fmt: skip
        _quiet(axes)
    return _chart(sheet, alt)


def plot_timeline(counts: pd.DataFrame, *, title: str, alt: str, unit: str) -> Chart:
    """Columns a period: `counts` has period and n."""
    with _sheet(2.3, title) as sheet:
        axes = sheet.axes
        axes.bar(counts["period"], counts["n"], width=_bar_width(counts["period"]), color=ACCENT)
        axes.set_ylabel(unit, color=FAINT)
        _dates(axes, counts["period"])
        _quiet(axes)
    return _chart(sheet, alt)


def plot_small_multiples(
    series: pd.DataFrame,
    *,
    title: str,
    alt: str,
    names: Mapping[str, str],
    colors: Mapping[str, str],
    value: str,
    marks: pd.DataFrame | None = None,
) -> Chart:
    """A small panel a theme over time; counts of all news have a scale of their own.

    `series` has period, theme and the `value` column; with low and high it draws the interval, and
    periods whose interval is missing (too few stories) get hollow marks. `marks` (theme, day) draws a
    vertical line at a change point.
    """
    themes = [theme for theme in names if theme in set(series["theme"])]
    rows = max(1, (len(themes) + 1) // 2)
    with _sheet(0.7 + 1.55 * rows, title, rows, 2) as sheet:
        grid = sheet.axes
        panels = np.atleast_1d(grid).ravel()
        everything = series["theme"] == ""
        for axes, theme in zip(panels, themes, strict=False):
            one, color = series[series["theme"] == theme], colors.get(theme, ACCENT)
            x, y = one["period"], one[value]
            if "low" in one:
                axes.axhline(0, color=FAINT, linewidth=0.8)
                axes.fill_between(x, one["low"], one["high"], color=color, alpha=0.22, linewidth=0)
                axes.plot(x, y, color=color, linewidth=1.4)
                thin = one["low"].isna()
                axes.scatter(x[~thin], y[~thin], s=14, color=color, zorder=3)
                axes.scatter(x[thin], y[thin], s=14, facecolors="none", edgecolors=color, zorder=3)
            else:
                axes.bar(x, y, width=_bar_width(series["period"]), color=color)
            if marks is not None:
                for day in marks.loc[marks["theme"] == theme, "day"]:
                    axes.axvline(day, color=INK, linewidth=1.1, linestyle=(0, (3, 2)))
            axes.set_title(names[theme], loc="left", color=_readable(color), fontsize=9.5, pad=3)
            alike = series if "low" in one else series[everything == (theme == "")]
            axes.set_ylim(*_limits(alike, value))
            _dates(axes, series["period"])
            _quiet(axes)
        for axes in panels[len(themes) :]:
            axes.set_visible(False)
    return _chart(sheet, alt)


def plot_lines(
    table: pd.DataFrame, *, x: str, lines: Mapping[str, str], title: str, alt: str, x_label: str,
    chosen: float | None = None,
) -> Chart:  # fmt: skip
    """Lines over a shared x, each labelled at its end; `chosen` marks the x that was taken."""
    with _sheet(2.6, title) as sheet:
        axes = sheet.axes
        for color, (column, words) in zip(THEME_PALETTE, lines.items(), strict=False):
            axes.plot(table[x], table[column], color=color, marker="o", markersize=4, linewidth=1.5)
            last = table.dropna(subset=[column]).tail(1)
            for at, value in zip(last[x], last[column], strict=True):
                axes.annotate(
                    words, (at, value), (7, 0), textcoords="offset points", va="center",
                    color=_readable(color), annotation_clip=False,
                )  # fmt: skip
        if chosen is not None:
            axes.axvline(chosen, color=INK, linewidth=1, linestyle=(0, (3, 2)))
        axes.set_xlabel(x_label, color=FAINT)
        _quiet(axes)
    return _chart(sheet, alt)


@cache
def _font_family() -> str:
    """Register the bundled Noto Sans CJK (once a process) and give the family's name."""
    from matplotlib.font_manager import fontManager
    from noto_cjk_sans_otc import FONT_PATH

    fontManager.addfont(str(FONT_PATH))
    return "Noto Sans CJK SC"


@dataclass
class _Sheet:
    """Axes to draw on, and the SVG once the drawing is done."""

    axes: Any
    svg: str = ""


@contextmanager
def _sheet(height: float, title: str, rows: int = 1, columns: int = 1) -> Iterator[_Sheet]:
    """A figure in the house style; no pyplot, so nothing global is touched or kept."""
    import matplotlib
    from matplotlib.figure import Figure

    title = _wrap(title)
    extra = 0.24 * title.count("\n")
    style: dict[Any, Any] = {
        "font.family": [_font_family()],
        "font.size": 9,
        "text.color": INK,
        "axes.edgecolor": GRID,
        "axes.unicode_minus": False,
        "xtick.color": FAINT,
        "ytick.color": INK,
        "svg.fonttype": "path",
        "svg.hashsalt": "analytics",  # the same chart is the same bytes
        "text.parse_math": False,  # $2亿到$7亿 is money
    }
    with matplotlib.rc_context(style):
        figure = Figure(figsize=(_WIDTH, height + extra), layout="constrained")
        figure.suptitle(title, x=0.005, ha="left", fontsize=11.5, color=INK)
        several = rows * columns > 1
        sheet = _Sheet(figure.subplots(rows, columns, sharex=several))
        yield sheet
        # Text is laid out when drawn, so the drawing happens inside the style.
        buffer = io.StringIO()
        figure.savefig(
            buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None}
        )
        sheet.svg = buffer.getvalue()


def _chart(sheet: _Sheet, alt: str) -> Chart:
    """The drawn sheet as a bare SVG element that follows the reader's colour scheme."""
    svg = sheet.svg[sheet.svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    rules = "".join(
        f'[style*="fill: {light}"]{{fill:{dark}!important}}'
        f'[style*="stroke: {light}"]{{stroke:{dark}!important}}'
        for light, dark in _dark_scheme().items()
    )
    style = f"<style>@media (prefers-color-scheme:dark){{{rules}}}</style>"
    head, rest = svg.split(">", 1)
    return Chart(f"{head}>{style}{rest}", alt)


def _quiet(axes: "Axes") -> None:
    """Only what helps reading: faint horizontal grid, no box."""
    axes.grid(axis="y", color=GRID, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="both", length=0)


def _dates(axes: "Axes", periods: pd.Series) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(minticks=3, maxticks=6)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    if periods.nunique() == 1:
        only = periods.iloc[0]
        axes.set_xlim(only - pd.Timedelta(days=2), only + pd.Timedelta(days=2))
        axes.set_xticks([only], [f"{only:%Y-%m-%d}"])


def _bar_width(periods: pd.Series) -> pd.Timedelta:
    """Four fifths of the smallest step between two periods, as matplotlib dates take it."""
    steps = periods.drop_duplicates().sort_values().diff().dropna()
    return (steps.min() if len(steps) else pd.Timedelta(days=1)) * 0.8


def _limits(series: pd.DataFrame, value: str) -> tuple[float, float]:
    columns = [c for c in (value, "low", "high") if c in series]
    low, high = np.nanmin(series[columns].to_numpy()), np.nanmax(series[columns].to_numpy())
    if "low" in series:
        reach = min(1.0, max(abs(low), abs(high), 0.2) * 1.1)
        return -reach, reach
    return 0.0, max(float(high), 1.0) * 1.1


def _short(label: str, width: int = 34) -> str:
    """A label cut to what fits; a Chinese character counts as two."""
    used = 0
    for position, character in enumerate(label):
        used += 2 if ord(character) > 0x2E80 else 1
        if used > width:
            return label[:position] + "…"
    return label


def _wrap(title: str, width: int = 92) -> str:
    lines, used = [""], 0
    for word in re.findall(r"[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+", title):
        length = sum(2 if ord(c) > 0x2E80 else 1 for c in word)
        if used + length > width and used:
            lines.append("")
            used = 0
        lines[-1] += word
        used += length
    return "\n".join(line.strip() for line in lines)


def _readable(color: str) -> str:
    """The colour, dark enough to be read as text on white (`_dark_scheme` lightens it on black)."""
    return _mix(color, "#000000", 0.25)


@cache
def _dark_scheme() -> dict[str, str]:
    """What replaces each ink in a reader's dark scheme; fills keep their colours."""
    inks = {INK: "#e6eaee", FAINT: "#a3adb8", GRID: "#3a444f"}
    colors = (*THEME_PALETTE, *TONE_COLORS.values(), ACCENT, FAINT)
    return inks | {_readable(color): _mix(color, "#ffffff", 0.35) for color in colors}


def _mix(color: str, other: str, share: float) -> str:
    """`color` with this share of `other` in it."""
    channels = (
        round(int(color[i : i + 2], 16) * (1 - share) + int(other[i : i + 2], 16) * share)
        for i in (1, 3, 5)
    )
    return "#" + "".join(f"{channel:02x}" for channel in channels)
