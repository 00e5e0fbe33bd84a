"""Differences of two runs on one scale: a dot a row with its interval, filled where it moved."""

import numpy as np
import pandas as pd

from analytics.charts.style import (
    ACCENT,
    FAINT,
    GRID,
    INK,
    Chart,
    finished,
    for_each_width,
    quiet,
    sheet,
    shortened,
)


@for_each_width
def plot_moves(
    moves: pd.DataFrame, *, title: str, alt: str, unit: str, scale: float = 1, least: float = 0.1
) -> Chart:
    """A row for each difference around zero, first on top, with the two values it is of.

    `moves` is indexed by the labels and has difference, low, high, moved and note (what is written
    at the row's end). Values are multiplied by `scale` and read in `unit`. A filled mark moved; a
    hollow one did not, or has no interval (too few). The scale spans at least ± `least`.
    """
    with sheet(1.0 + 0.3 * max(len(moves), 1), title) as drawn:
        axes = drawn.axes
        rows = np.arange(len(moves))[::-1]
        axes.axvline(0, color=FAINT, linewidth=1, zorder=1)
        for row, move in zip(rows, moves.itertuples(), strict=True):
            color = ACCENT if move.moved else FAINT
            if not pd.isna(move.low):
                axes.plot(
                    [move.low * scale, move.high * scale], [row, row], color=color, linewidth=2,
                    alpha=0.55,
                )  # fmt: skip
            axes.scatter(
                [move.difference * scale], [row], s=42, zorder=3, linewidths=1.6, edgecolors=color,
                facecolors=color if move.moved else "none",
            )  # fmt: skip
            axes.annotate(
                move.note, (1, row), (8, 0), xycoords=("axes fraction", "data"),
                textcoords="offset points", va="center", color=INK if move.moved else FAINT,
                annotation_clip=False,
            )  # fmt: skip
        axes.set_yticks(rows, [shortened(str(label)) for label in moves.index])
        far = np.nan_to_num(np.abs(moves[["difference", "low", "high"]].to_numpy(dtype=float)))
        reach = max(float(far.max(initial=0)), least) * scale * 1.08
        axes.set_xlim(-reach, reach)
        axes.set_ylim(-0.6, len(moves) - 0.4)
        axes.xaxis.set_major_formatter(
            lambda value, _: "0" if abs(value) < 1e-9 else f"{value:+g}".replace("-", "−")
        )
        axes.set_xlabel(unit, color=FAINT)
        quiet(axes)
        axes.grid(axis="y", visible=False)
        axes.grid(axis="x", color=GRID, linewidth=0.7)
        axes.tick_params(axis="y", colors=INK)
    return finished(drawn, alt)
