"""Lines: small multiples over time, and curves over a shared scale."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.charts.style import (
    ACCENT,
    FAINT,
    INK,
    THEME_PALETTE,
    Chart,
    bar_width,
    date_axis,
    finished,
    for_each_width,
    is_narrow,
    limits,
    quiet,
    readable,
    sheet,
    whole_numbers,
    wrapped,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@for_each_width
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
    columns = 1 if is_narrow() else 2
    rows = max(1, -(-len(themes) // columns))
    with sheet(0.7 + (1.25 if is_narrow() else 1.55) * rows, title, rows, columns) as drawn:
        grid = drawn.axes
        panels = np.atleast_1d(grid).ravel()
        everything = series["theme"] == ""
        for axes, theme in zip(panels, themes, strict=False):
            one, color = series[series["theme"] == theme], colors.get(theme, ACCENT)
            if "low" in one:
                axes.axhline(0, color=FAINT, linewidth=0.8)
                draw_means(axes, one, series["period"], color)
            else:
                axes.bar(one["period"], one[value], width=bar_width(series["period"]), color=color)
                whole_numbers(axes.yaxis)
            if marks is not None:
                for day in marks.loc[marks["theme"] == theme, "day"]:
                    axes.axvline(day, color=INK, linewidth=1.1, linestyle=(0, (3, 2)))
            axes.set_title(names[theme], loc="left", color=readable(color), fontsize=9.5, pad=3)
            alike = series if "low" in one else series[everything == (theme == "")]
            axes.set_ylim(*limits(alike, value))
            date_axis(axes, series["period"])
            quiet(axes)
        lowest = panels[max(len(themes) - columns, 0) : len(themes)]  # of each column
        for axes in lowest:
            axes.tick_params(labelbottom=True)
        for axes in panels[len(themes) :]:
            axes.set_visible(False)
    return finished(drawn, alt)


@for_each_width
def plot_lines(
    table: pd.DataFrame, *, x: str, lines: Mapping[str, str], title: str, alt: str, x_label: str,
    chosen: float | None = None,
) -> Chart:  # fmt: skip
    """Lines over a shared x, each labelled at its end; `chosen` marks the x that was taken."""
    with sheet(2.6, title) as drawn:
        axes = drawn.axes
        ends = []
        for color, (column, words) in zip(THEME_PALETTE, lines.items(), strict=False):
            axes.plot(table[x], table[column], color=color, marker="o", markersize=4, linewidth=1.5)
            last = table.dropna(subset=[column]).tail(1)
            ends += [
                (float(y), float(at), words, color)
                for at, y in zip(last[x], last[column], strict=True)
            ]
        reach = float(table[list(lines)].max().max() - table[list(lines)].min().min()) or 1.0
        above = float("-inf")
        for y, at, words, color in sorted(ends):
            lift = (
                9.0 if y - above < 0.08 * reach else 0.0
            )  # points; ends that meet are drawn apart
            above = y
            axes.annotate(
                words, (at, y), (7, lift), textcoords="offset points", va="center",
                color=readable(color), annotation_clip=False,
            )  # fmt: skip
        if chosen is not None:
            axes.axvline(chosen, color=INK, linewidth=1, linestyle=(0, (3, 2)))
        axes.set_xlabel(x_label, color=FAINT)
        if pd.api.types.is_integer_dtype(table[x]):  # there is no half a topic
            whole_numbers(axes.xaxis)
        quiet(axes)
    return finished(drawn, alt)


@for_each_width
def plot_course(
    counts: pd.DataFrame,
    tones: pd.DataFrame,
    *,
    title: str,
    alt: str,
    color: str,
    words: Mapping[str, str],
    beside: pd.DataFrame | None = None,
) -> Chart:
    """Two panels over one time: columns of n, and the mean polarity with its interval.

    `counts` has period and n; `tones` and `beside` (something to compare with, drawn faint) have
    period, polarity, low, high; a mean without an interval (too few) gets a hollow mark. `words` says
    what n and polarity are, and names `beside`.
    """
    with sheet(4.0, title, 2, 1) as drawn:
        top, low = drawn.axes
        top.bar(counts["period"], counts["n"], width=bar_width(counts["period"]), color=color)
        top.set_ylim(*limits(counts, "n"))
        whole_numbers(top.yaxis)
        top.set_title(wrapped(words["n"]), loc="left", color=FAINT, fontsize=9.5, pad=3)
        low.axhline(0, color=FAINT, linewidth=0.8)
        if beside is not None and len(beside):
            low.plot(beside["period"], beside["polarity"], color=FAINT, linewidth=1, alpha=0.7)
            at = beside["polarity"].iloc[-1]
            low.annotate(
                words["beside"], (beside["period"].iloc[-1], at), (0, 5 if at >= 0 else -5),
                textcoords="offset points", va="bottom" if at >= 0 else "top", color=FAINT,
            )  # fmt: skip
        draw_means(low, tones, counts["period"], color)
        low.set_title(wrapped(words["polarity"]), loc="left", color=FAINT, fontsize=9.5, pad=3)
        low.set_ylim(*limits(tones, "polarity"))
        for axes in (top, low):
            date_axis(axes, counts["period"])
            quiet(axes)
    return finished(drawn, alt)


def draw_means(axes: "Axes", means: pd.DataFrame, periods: pd.Series, color: str) -> None:
    """Means over time with their band; full marks where there is an interval, hollow where not.

    The line is broken at `periods` that have no mean.
    """
    every = pd.Index(periods.unique(), name="period").sort_values()
    means = means.set_index("period").reindex(every)
    axes.fill_between(every, means["low"], means["high"], color=color, alpha=0.22, linewidth=0)
    axes.plot(every, means["polarity"], color=color, linewidth=1.4)
    few = means["low"].isna()
    axes.scatter(every[~few], means["polarity"][~few], s=16, color=color, zorder=3)
    axes.scatter(
        every[few], means["polarity"][few], s=16, facecolors="none", edgecolors=color, zorder=3
    )
