"""The common form of rich text: a flat list of blocks, whatever markup it came in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

MANY_LINES = 4  # lines of a paragraph that were set one below the other, not wrapped
BlockKind = Literal["heading", "paragraph", "item", "image", "code", "rule"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style; `url` is where it leads, empty when nowhere."""

    text: str
    bold: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, an item of a list, an image, code or a rule.

    `line` and `end` are the first line and the line after the last in the source, from 1. `level` is
    a heading's level, `marker` the "-" or "3." of a list item, `url` the address of an image.
    """

    kind: BlockKind
    runs: tuple[Run, ...]
    line: int
    end: int
    level: int = 0
    quoted: bool = False
    marker: str = ""
    url: str = ""

    @property
    def text(self) -> str:
        """The text without its styles."""
        return "".join(run.text for run in self.runs)


def merge_runs(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Runs without empty ones, neighbours of one style joined, outer white space removed.

    Asterisks that a strict Markdown parser left as text (Chinese punctuation beside them hides them
    from the rules of the format) switch bold on and off as their writer meant.
    """
    runs = list(runs)
    marks = sum(run.text.count("**") for run in runs)
    bold = False
    pieces: list[tuple[bool, str, str]] = []
    for run in runs:
        for nth, text in enumerate(run.text.split("**") if marks else [run.text]):
            bold ^= nth > 0
            if text:
                # An odd mark has no partner: it is dropped and switches nothing.
                pieces.append((run.bold or (bold and marks % 2 == 0), run.url, text))
    # Joined once: adding piece to piece would cost the square of their number.
    return strip_runs(
        [
            Run("".join(text for _, _, text in same), *style)
            for style, same in groupby(pieces, key=lambda piece: piece[:2])
        ]
    )


def join_cells(cells: Iterable[Sequence[Run]]) -> tuple[Run, ...]:
    """The cells of a row of a table as one line, parted by bars; empty cells keep their place but at the end."""
    runs: list[Run] = []
    bars = ""
    for cell in map(strip_runs, cells):
        if cell:
            runs += [Run(bars), *(Run(r.text.replace("\n", " "), r.bold, r.url) for r in cell)]
            bars = ""
        bars += " | "
    return merge_runs(runs)


def lines_apart(block: Block) -> list[Block]:
    """The lines of a paragraph of `MANY_LINES` as paragraphs of their own, any other block as it is."""
    if block.kind != "paragraph" or block.text.count("\n") + 1 < MANY_LINES:
        return [block]
    lines: list[list[Run]] = [[]]
    for run in block.runs:
        first, *others = run.text.split("\n")
        lines[-1].append(Run(first, run.bold, run.url))
        lines.extend([Run(text, run.bold, run.url)] for text in others)
    parts = []
    for nth, runs in enumerate(map(strip_runs, lines)):
        line = min(block.line + nth, max(block.line, block.end - 1))
        if runs:
            parts.append(replace(block, runs=runs, line=line, end=min(line + 1, block.end)))
    return parts


def strip_runs(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs without white space at both ends."""
    told = [place for place, run in enumerate(runs) if run.text.strip()]
    if not told:
        return ()
    kept = list(runs[told[0] : told[-1] + 1])
    kept[0] = Run(kept[0].text.lstrip(), kept[0].bold, kept[0].url)
    kept[-1] = Run(kept[-1].text.rstrip(), kept[-1].bold, kept[-1].url)
    return tuple(kept)
