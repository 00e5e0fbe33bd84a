"""A map: a mark for each document that says what it is when pointed at, and leads there on a click.

Unlike the other charts it is not a still picture: the page holds its elements, so that titles show
and links work without any script. The page's script adds a quicker tip and lets a reader choose marks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import Markup

from analytics.charts.style import TONE_COLORS
from analytics.text import visible

_WIDTH, _HEIGHT, _EDGE = 720, 500, 14
_LINE = 17  # between two labels
_SIZE = 4.4  # half a mark's width
# Shapes repeat more slowly than colours look alike; a circle is left to documents of no group.
_SHAPES = ("square", "diamond", "up", "down", "circle", "square", "diamond", "up")
_NONE = TONE_COLORS["neu"]


@dataclass(frozen=True)
class Mark:
    """A document on the map: place (0…1), group, what to say of it, where it leads, its choices."""

    x: float
    y: float
    group: str
    words: str
    address: str
    choices: Mapping[str, str]


@dataclass(frozen=True)
class Label:
    """Words on the map at a place (0…1): the name of a group, or ("") of something else."""

    words: str
    x: float
    y: float
    group: str = ""


@dataclass(frozen=True)
class Drawing:
    """A chart whose elements the page holds: an SVG element, its title, a note, alternative text."""

    svg: str
    title: str
    note: str
    alt: str

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        # JupyterLab reads TeX in what is shown, and $2亿到$7亿 is money.
        html = Markup(
            '<div class="mathjax_ignore"><p><strong>{}</strong></p>{}<p>{}</p></div>'
        ).format(visible(self.title), Markup(self.svg), visible(self.note))
        words = {"title": self.title, "note": self.note}
        return {"text/html": str(html), "text/plain": self.alt}, {"text/html": {"drawing": words}}


def plot_map(
    marks: Sequence[Mark],
    *,
    title: str,
    note: str,
    alt: str,
    colors: Mapping[str, str],
    labels: Sequence[Label] = (),
) -> Drawing:
    """Marks coloured and shaped by group, with words where groups and other clusters lie.

    `colors` are those of the groups in a fixed order, which also fixes their shapes; documents of no
    group ("") are drawn small and faint beneath the others.
    """
    shapes = {group: _SHAPES[i % len(_SHAPES)] for i, group in enumerate(g for g in colors if g)}
    parts = [
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" class="map" viewBox="0 0 {} {}" role="group" '
            'aria-label="{}" font-size="13" fill="currentColor">'
        ).format(_WIDTH, _HEIGHT, visible(alt))
    ]
    for group in ["", *shapes]:
        own = [mark for mark in marks if mark.group == group]
        parts.append(Markup('<g fill="{}">').format(colors[group] if group else _NONE))
        parts += [_mark(mark, shapes.get(group, "dot")) for mark in own]
        parts.append(Markup("</g>"))
    seen = [(*_at(mark.x, mark.y), 4.0 if mark.group else 1.0) for mark in marks]
    for label, x, y in _placed(labels, seen):
        if label.group:  # a bar, which no reader takes for one more story
            bar = Markup('<path class="key" fill="{}" d="M{:.0f} {:.0f}h4v13h-4z"/>')
            parts.append(bar.format(colors[label.group], x + 4, y - 11))
        kind, left, size = ("name", x + 13, 13) if label.group else ("place", x, 11)
        parts.append(
            Markup('<text class="{}" x="{:.0f}" y="{:.0f}" font-size="{}">{}</text>').format(
                kind, left, y, size, visible(label.words)
            )
        )
    parts.append(Markup("</svg>"))
    return Drawing(str(Markup("").join(parts)), title, note, alt)


def _mark(mark: Mark, shape: str) -> Markup:
    x, y = _at(mark.x, mark.y)
    choices = Markup("").join(
        Markup(' data-{}="{}"').format(key, visible(value)) for key, value in mark.choices.items()
    )
    inside = Markup('<title>{}</title><path d="{}"/>').format(
        visible(mark.words), _outline(shape, x, y)
    )
    if mark.address.startswith(("#", "https://", "http://")):
        return Markup('<a class="mark" tabindex="-1" href="{}"{}>{}</a>').format(
            visible(mark.address), choices, inside
        )
    return Markup('<g class="mark"{}>{}</g>').format(choices, inside)


def _at(x: float, y: float) -> tuple[float, float]:
    return _EDGE + x * (_WIDTH - 2 * _EDGE), _EDGE + y * (_HEIGHT - 2 * _EDGE)


def _outline(shape: str, x: float, y: float) -> str:
    """The path of a mark, all of about the same area."""
    s = _SIZE
    if shape == "square":
        return (
            f"M{x - s + 0.5:.1f} {y - s + 0.5:.1f}h{2 * s - 1:.1f}v{2 * s - 1:.1f}h{1 - 2 * s:.1f}z"
        )
    if shape == "diamond":
        return f"M{x:.1f} {y - s - 1:.1f}l{s + 1:.1f} {s + 1:.1f}-{s + 1:.1f} {s + 1:.1f}-{s + 1:.1f}-{s + 1:.1f}z"
    if shape == "up":
        return f"M{x:.1f} {y - s - 1:.1f}l{s + 1:.1f} {2 * s:.1f}h-{2 * s + 2:.1f}z"
    if shape == "down":
        return f"M{x:.1f} {y + s + 1:.1f}l{s + 1:.1f} -{2 * s:.1f}h-{2 * s + 2:.1f}z"
    r = s if shape == "circle" else s - 1.6
    return f"M{x - r:.1f} {y:.1f}a{r:.1f} {r:.1f} 0 1 0 {2 * r:.1f} 0a{r:.1f} {r:.1f} 0 1 0-{2 * r:.1f} 0z"


def _placed(
    labels: Sequence[Label], marks: Sequence[tuple[float, float, float]]
) -> Iterator[tuple[Label, float, float]]:
    """Labels with their left end and base line, groups first and always, others where there is room.

    They move up, down or aside rather than cover another or `marks` (x, y, what covering one costs).
    """
    taken: list[tuple[float, float, float]] = []
    for label in sorted(labels, key=lambda label: not label.group):
        x, y = _at(label.x, label.y)
        width = _length(label.words, 13, 0.64) + 13 if label.group else _length(label.words, 11)
        wanted = x - width / 2, max(y - 9, 14)
        x, y = min(_near(*wanted, width), key=partial(_cost, width, wanted, taken, marks))
        if not label.group and any(_meet(x, y, width, box) for box in taken):
            continue
        taken.append((x, y, width))
        yield label, x, y


def _near(x: float, y: float, width: float) -> Iterator[tuple[float, float]]:
    """Places to try, this one first, then the nearer ones: half lines up and down, half a width aside."""
    lines = (y + _LINE / 2 * step for step in sorted(range(-60, 61), key=abs))
    for line in lines:
        if 14 <= line <= _HEIGHT - 8:
            for aside in (0, 0.5, -0.5):
                left = x + aside * (width + 16)
                yield min(max(left, _EDGE), _WIDTH - _EDGE - width), line


def _cost(
    width: float,
    wanted: tuple[float, float],
    taken: Sequence[tuple[float, float, float]],
    marks: Sequence[tuple[float, float, float]],
    place: tuple[float, float],
) -> float:
    """How bad a place is: lines away from where it should be, marks covered, names met."""
    x, y = place
    away = abs(y - wanted[1]) / _LINE + abs(x - wanted[0]) / (4 * _LINE)
    covered = sum(
        cost for at, line, cost in marks if x - 6 < at < x + width + 6 and y - 17 < line < y + 8
    )
    return away + covered + 100 * any(_meet(x, y, width, box) for box in taken)


def _meet(x: float, y: float, width: float, box: tuple[float, float, float]) -> bool:
    return abs(y - box[1]) < 16 and x < box[0] + box[2] + 6 and box[0] < x + width + 6


def _length(words: str, size: float, latin: float = 0.55) -> float:
    """About how wide words are; `latin` is the width of such a letter, more when bold."""
    return size * sum(1 if ord(character) > 0x2E80 else latin for character in words)
