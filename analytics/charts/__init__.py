"""Charts: small tables in, one picture out; nothing is computed here.

Every chart says its message in its title and its reading in its alternative text. A `Chart` shows
itself as an SVG whose text is drawn as outlines of a bundled Chinese font, so it looks the same on a
machine without one, and whose ink follows the reader's light or dark scheme.
"""

from analytics.charts.bars import plot_bars, plot_histogram, plot_shares, plot_timeline
from analytics.charts.dots import plot_dots
from analytics.charts.lines import plot_course, plot_lines, plot_small_multiples
from analytics.charts.map import Drawing, Label, Mark, plot_map
from analytics.charts.moves import plot_moves
from analytics.charts.style import ACCENT, TONE_COLORS, Chart, theme_colors

__all__ = [
    "ACCENT",
    "TONE_COLORS",
    "Chart",
    "Drawing",
    "Label",
    "Mark",
    "plot_bars",
    "plot_course",
    "plot_dots",
    "plot_histogram",
    "plot_lines",
    "plot_map",
    "plot_moves",
    "plot_shares",
    "plot_small_multiples",
    "plot_timeline",
    "theme_colors",
]
