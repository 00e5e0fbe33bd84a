"""The list of runs, sweeps and comparisons in a folder, rebuilt from what they left there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from analytics.reports.figures import key_figures, read_tables, tone_series
from analytics.reports.files import write_text
from analytics.reports.holding import is_held
from analytics.reports.manifest import (
    FILE,
    Manifest,
    ManifestError,
    Status,
    overall_status,
    read_manifest,
)
from analytics.reports.sparkline import sparkline
from analytics.reports.sweeps import PREFIX
from analytics.reports.words import WORDS

if TYPE_CHECKING:
    from analytics.reports.sheet import SheetFacts

LEAST_SCALE = 0.2  # of polarity; smaller movements should not look like large ones


@dataclass
class Entry:
    """A run of the list, a sweep of `n_settings` runs, the first of which is `manifest`, or a page.

    `page` is what a page that compares runs says of itself, `name` its file. `problem` says why a manifest cannot be read. `tone` is the mean polarity of all documents, one
    value a period or a single one; `spark` draws it.
    """

    name: str
    manifest: Manifest | None = None
    problem: str = ""
    n_settings: int = 0
    page: "SheetFacts | None" = None
    status: Status = "completed"
    tone: Sequence[float] = field(default_factory=tuple)
    spark: Markup = field(default_factory=Markup)

    @property
    def made(self) -> datetime | None:
        """When it was started or made; None where nobody can say."""
        if self.page:
            return self.page.made.astimezone(UTC)
        return self.manifest.started if self.manifest else None


def write_index(out: Path, language: str = "en") -> Path:
    """Write `out`/index.html over all runs, sweeps and comparisons in `out`, newest first; returns it.

    A run whose manifest cannot be read is listed with the reason, after all others.
    """
    from analytics.reports.page import render_index
    from analytics.reports.sheet import read_sheet_facts

    entries = [_read_run(path) for path in sorted(out.glob(f"*/{FILE}"))]
    entries += [
        entry
        for path in sorted(out.glob(f"{PREFIX}*/index.html"))
        if (entry := _read_sweep(path.parent))
    ]
    entries += [
        Entry(path.name, page=page)
        for path in sorted(out.glob("*.html"))
        if path.name != "index.html" and (page := read_sheet_facts(path))
    ]
    readable = [(entry.made, entry.name, entry) for entry in entries if entry.made]
    listed = [entry for *_, entry in sorted(readable, key=lambda item: item[:2], reverse=True)]
    _draw(listed, language)
    listed += [entry for entry in entries if not entry.made]
    pages = {f"{page.parent.name}/{page.name}" for page in out.glob("*/*.html")}
    write_text(out / "index.html", render_index(listed, pages, language))
    return out / "index.html"


def _read_run(path: Path) -> Entry:
    try:
        manifest = read_manifest(path)
    except ManifestError as error:
        return Entry(path.parent.name, problem=str(error).removeprefix(f"{path}: "))
    if manifest.status == "running" and not is_held(path.parent):  # its process was killed
        manifest.status = "interrupted"
        for notebook in manifest.notebooks:
            notebook.status = "interrupted" if notebook.status == "running" else notebook.status
    completed = [n.name for n in manifest.notebooks if n.status == "completed"]
    tone = _tone(path.parent, completed)
    return Entry(path.parent.name, manifest, status=manifest.status, tone=tone)


def _read_sweep(folder: Path) -> Entry | None:
    """A sweep by those of its runs that can be read; None without any."""
    runs: list[Manifest] = []
    for path in sorted(folder.glob(f"*/{FILE}")):
        try:
            runs.append(read_manifest(path))
        except ManifestError:
            continue  # the sweep's own page says so
    if not runs:
        return None
    notebooks = [notebook for run in runs for notebook in run.notebooks]
    return Entry(folder.name, runs[0], n_settings=len(runs), status=overall_status(notebooks))


def _tone(folder: Path, notebooks: Collection[str]) -> list[float]:
    """Tone as `04_trends` recorded it by period, else as `03_sentiment` did for all; or nothing."""
    if "04_trends" in notebooks:
        series = tone_series(read_tables(folder / "04_trends.results.json"))
        if series:
            return series
    if "03_sentiment" in notebooks:
        figures = key_figures(read_tables(folder / "03_sentiment.results.json"))
        return [figures["polarity"]] if "polarity" in figures else []
    return []


def _draw(entries: Sequence[Entry], language: str) -> None:
    """Draw the tone of every run on one scale, so that runs can be compared."""
    scale = max([LEAST_SCALE, *(abs(value) for entry in entries for value in entry.tone)])
    for entry in entries:
        if entry.tone:
            first, last = entry.tone[0], entry.tone[-1]
            low, high = min(entry.tone), max(entry.tone)
            words = WORDS[language]["tone_line"].format(
                n=len(entry.tone), first=first, last=last, low=low, high=high
            )
            entry.spark = sparkline(entry.tone, scale, words.replace("-", "−"))
