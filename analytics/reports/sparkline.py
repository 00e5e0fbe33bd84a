"""A line of tone as small as a word, drawn inside the page and described for who cannot see it."""

from collections.abc import Sequence

from markupsafe import Markup

WIDTH, HEIGHT, MARGIN = 120, 28, 3
MAX_POINTS = 400  # more than there are pixels for


def sparkline(values: Sequence[float], scale: float, description: str) -> Markup:
    """Values in order as an inline SVG between −`scale` and +`scale`; "" for fewer than two.

    A hairline marks zero and a dot the last value; what lies outside the scale is drawn at its edge.
    """
    if len(values) < 2:
        return Markup("")
    if len(values) > MAX_POINTS:
        last = len(values) - 1
        values = [values[round(i * last / (MAX_POINTS - 1))] for i in range(MAX_POINTS)]
    step = (WIDTH - 2 * MARGIN) / (len(values) - 1)
    points = [(MARGIN + i * step, _height(value, scale)) for i, value in enumerate(values)]
    zero = _height(0, scale)
    return Markup(
        '<svg class="spark" role="img" aria-label="{0}" viewBox="0 0 {1} {2}" width="{1}" '
        'height="{2}"><title>{0}</title><line x1="0" x2="{1}" y1="{3:.1f}" y2="{3:.1f}"/>'
        '<polyline points="{4}"/><circle cx="{5:.1f}" cy="{6:.1f}" r="2.5"/></svg>'
    ).format(
        description,
        WIDTH,
        HEIGHT,
        zero,
        " ".join(f"{x:.1f},{y:.1f}" for x, y in points),
        *points[-1],
    )


def _height(value: float, scale: float) -> float:
    share = max(-1.0, min(1.0, value / scale)) if scale > 0 else 0.0
    return HEIGHT / 2 - share * (HEIGHT / 2 - MARGIN)
