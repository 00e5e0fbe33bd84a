"""Bars and columns: amounts, shares, distributions, counts a period."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analytics.charts.style import (
    ACCENT,
    FAINT,
    INK,
    ON_PALE,
    TONE_COLORS,
    Chart,
    bar_width,
    date_axis,
    finished,
    for_each_width,
    is_narrow,
    quiet,
    readable,
    sheet,
    shortened,
    whole_numbers,
)


@for_each_width
def plot_bars(
    values: pd.Series,
    *,
    title: str,
    alt: str,
    unit: str = "",
    digits: int = 0,
    colors: Mapping[str, str] | None = None,
) -> Chart:
    """Horizontal bars with their values written beside them in so many `digits`, first row on top.

    `values` is indexed by the labels to show; `colors` may give a label its colour.
    """
    height = 0.75 + 0.3 * max(len(values), 1)
    with sheet(height, title) as drawn:
        axes = drawn.axes
        positions = np.arange(len(values))[::-1]
        fills = [(colors or {}).get(str(label), ACCENT) for label in values.index]
        axes.barh(positions, values.to_numpy(), color=fills, height=0.68)
        axes.set_yticks(positions, [shortened(str(label)) for label in values.index])
        for position, value in zip(positions, values, strict=True):
            axes.annotate(
                f"{value:,.{digits}f}{unit}", (value, position), (4, 0), textcoords="offset points",
                va="center", color=INK,
            )  # fmt: skip
        axes.set_xlim(0, max(values.max() if len(values) else 0, 1) * 1.12)
        axes.tick_params(left=False, bottom=False, labelbottom=False)
        axes.spines[:].set_visible(False)
    return finished(drawn, alt)


@for_each_width
def plot_shares(
    counts: pd.DataFrame, *, title: str, alt: str, names: Mapping[str, str], n_sure: int = 1
) -> Chart:
    """A bar of 100 % a row, split into neg, neu and pos, with n at its end; hollow below `n_sure`.

    `counts` has the columns neg, neu, pos and the rows' labels as index; `names` words the three.
    """
    height = 1.15 + 0.36 * max(len(counts), 1)
    with sheet(height, title) as drawn:
        axes = drawn.axes
        totals = counts.sum(axis=1)
        shares = counts.div(totals.where(totals > 0, 1), axis=0)
        positions, sure = np.arange(len(counts))[::-1], totals.to_numpy() >= n_sure
        left = np.zeros(len(counts))
        for tone in ("neg", "neu", "pos"):
            share, color = shares[tone].to_numpy(), TONE_COLORS[tone]
            axes.barh(positions[sure], share[sure], left=left[sure], color=color, height=0.7)
            few = ~sure & (share > 0)
            axes.barh(
                positions[few], share[few], left=left[few], height=0.66,
                fill=False, edgecolor=color, linewidth=1.4,
            )  # fmt: skip
            for y, x, width, filled in zip(positions, left, share, sure, strict=True):
                if width >= (0.16 if is_narrow() else 0.08):
                    inside = ON_PALE if tone == "neu" else "#ffffff"
                    axes.text(
                        x + width / 2, y, f"{width:.0%}", ha="center", va="center",
                        color=inside if filled else readable(color),
                    )  # fmt: skip
            left = left + share
        axes.set_yticks(positions, [shortened(str(label)) for label in counts.index])
        for y, n in zip(positions, totals, strict=True):
            axes.annotate(
                f"n = {n:,}", (1, y), (6, 0), textcoords="offset points", va="center", color=FAINT
            )
        top = len(counts) - 0.35
        for edge, tone, side in ((0, "neg", "left"), (0.5, "neu", "center"), (1, "pos", "right")):
            axes.text(
                edge, top, names[tone], ha=side, va="bottom", color=readable(TONE_COLORS[tone])
            )
        axes.set_xlim(0, 1)
        axes.set_ylim(-0.5, len(counts) + 0.1)
        axes.tick_params(left=False, bottom=False, labelbottom=False)
        axes.spines[:].set_visible(False)
    return finished(drawn, alt)


@for_each_width
def plot_histogram(
    counts: pd.DataFrame,
    *,
    title: str,
    alt: str,
    x_label: str,
    y_label: str,
    marker: tuple[float, str] | None = None,
) -> Chart:
    """Columns over bins: `counts` has left, right and n; `marker` is a value with its words."""
    with sheet(2.4, title) as drawn:
        axes = drawn.axes
        widths = counts["right"] - counts["left"]
        axes.bar(counts["left"], counts["n"], width=widths * 0.94, align="edge", color=ACCENT)
        axes.set_xlabel(x_label, color=FAINT)
        axes.set_ylabel(y_label, color=FAINT)
        whole_numbers(axes.yaxis)
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
        quiet(axes)
    return finished(drawn, alt)


@for_each_width
def plot_timeline(counts: pd.DataFrame, *, title: str, alt: str, unit: str) -> Chart:
    """Columns a period: `counts` has period and n."""
    with sheet(2.3, title) as drawn:
        axes = drawn.axes
        axes.bar(counts["period"], counts["n"], width=bar_width(counts["period"]), color=ACCENT)
        axes.set_ylabel(unit, color=FAINT)
        whole_numbers(axes.yaxis)
        date_axis(axes, counts["period"])
        quiet(axes)
    return finished(drawn, alt)
