"""A sweep: one notebook run under many settings, and the page that lets a reader choose one.

Everything on the page is read back from the runs' manifests and results, so it can be made again at
any time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analytics.reports.figures import FIGURES, best_of, key_figures, read_tables
from analytics.reports.files import write_text
from analytics.reports.manifest import FILE, Manifest, ManifestError, read_manifest

PREFIX = "sweep-"


@dataclass
class SweepRow:
    """One setting: its run, its figures, and which of them are the best of the sweep.

    `page` is the report's address beside the page, "" where there is none; `problem` says why a
    run's manifest cannot be read, in which case all else is empty.
    """

    run: str
    problem: str = ""
    manifest: Manifest | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)
    best: set[str] = field(default_factory=set)
    page: str = ""

    @property
    def status(self) -> str:
        """How the run ended; "" where nobody can say."""
        return self.manifest.status if self.manifest else ""

    @property
    def error(self) -> str:
        """What went wrong in the notebook, in its own words."""
        return self.manifest.notebooks[0].error if self.manifest else ""


def write_sweep(folder: Path, language: str = "en") -> Path:
    """Write `folder`/index.html over the runs in `folder`, in the order of their names."""
    from analytics.reports.page import render_sweep

    rows = [_read_row(path) for path in sorted(folder.glob(f"*/{FILE}"))]
    finished = [row for row in rows if row.status == "completed"]
    for name in FIGURES:
        values = {row.run: row.figures[name] for row in finished if name in row.figures}
        best = best_of(name, values)
        for row in finished:
            row.best |= {name} if row.run in best else set()
    shown = [name for name in FIGURES if any(name in row.figures for row in rows)]
    write_text(folder / "index.html", render_sweep(rows, varied(rows), shown, language))
    return folder / "index.html"


def varied(rows: list[SweepRow]) -> list[str]:
    """The parameters that differ between runs, in the notebook's order."""
    names = dict.fromkeys(name for row in rows for name in row.parameters)
    return [
        name
        for name in names
        if len({repr(row.parameters.get(name)) for row in rows if row.parameters}) > 1
    ]


def _read_row(path: Path) -> SweepRow:
    run = path.parent.name
    try:
        manifest = read_manifest(path)
    except ManifestError as error:
        return SweepRow(run, problem=str(error).removeprefix(f"{path}: "))
    if not manifest.notebooks:
        return SweepRow(run, problem="notebooks: none")
    notebook = manifest.notebooks[0]
    row = SweepRow(run, manifest=manifest, parameters=notebook.parameters)
    page = path.with_name(f"{notebook.name}.html")
    row.page = f"{run}/{page.name}" if page.is_file() else ""
    if notebook.status == "completed":
        tables = read_tables(path.with_name(f"{notebook.name}.results.json"))
        row.figures = key_figures(tables) | {"seconds": notebook.seconds}
    return row
