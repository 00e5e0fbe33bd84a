"""Dots on a scale of tone: a mean a row, with its interval and n."""

import numpy as np
import pandas as pd

from analytics.charts.style import (
    FAINT,
    GRID,
    INK,
    TONE_COLORS,
    Chart,
    finished,
    for_each_width,
    is_narrow,
    quiet,
    sheet,
    shortened,
)


@for_each_width
def plot_dots(means: pd.DataFrame, *, title: str, alt: str, ends: tuple[str, str]) -> Chart:
    """A row for each mean on the scale from −1 to +1, first on top, n at its end.

    `means` is indexed by the labels and has polarity, low, high, n; a mean without an interval (too
    few) gets a hollow mark. `ends` names the two ends of the scale.
    """
    with sheet(1.1 + 0.29 * max(len(means), 1), title) as drawn:
        axes = drawn.axes
        rows = np.arange(len(means))[::-1]
        axes.axvline(0, color=FAINT, linewidth=0.8, zorder=1)
        for row, mean in zip(rows, means.itertuples(), strict=True):
            color = TONE_COLORS["pos" if mean.polarity > 0 else "neg"]
            if mean.polarity == 0:
                color = TONE_COLORS["neu"]
            sure = not pd.isna(mean.low)
            if sure:
                axes.plot([mean.low, mean.high], [row, row], color=color, linewidth=2, alpha=0.5)
            axes.scatter(
                [mean.polarity], [row], s=42, zorder=3, linewidths=1.6, edgecolors=color,
                facecolors=color if sure else "none",
            )  # fmt: skip
            axes.annotate(
                f"n = {mean.n:,}", (1, row), (8, 0), textcoords="offset points", va="center",
                color=FAINT, annotation_clip=False,
            )  # fmt: skip
        axes.set_yticks(rows, [shortened(str(label)) for label in means.index])
        axes.set_xlim(-1.02, 1.02)
        axes.set_ylim(-0.6, len(means) - 0.4)
        between = {} if is_narrow() else {-0.5: "−0.5", 0.5: "+0.5"}
        ticks = {-1: f"−1 {ends[0]}", 0: "0", 1: f"+1 {ends[1]}"} | between
        axes.set_xticks(list(ticks), list(ticks.values()))
        quiet(axes)
        axes.grid(axis="x", color=GRID, linewidth=0.7)
        axes.tick_params(axis="y", colors=INK)
    return finished(drawn, alt)
