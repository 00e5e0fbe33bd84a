"""`analytics ingest`: news into an archive that keeps years of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analytics.cli.errors import explained
from analytics.cli.saying import say

if TYPE_CHECKING:
    from analytics.archive import Ingested


def register(parent: typer.Typer) -> None:
    """Add this command to the command line."""
    parent.command()(ingest)


def ingest(
    sources: Annotated[
        list[str], typer.Argument(help="Files, folders, globs or feeds.", metavar="SOURCE...")
    ],
    archive: Annotated[Path, typer.Option(help="Folder of the archive; made when absent.")],
    workers: Annotated[
        int, typer.Option("-w", "--workers", min=1, help="Processes for large sources.")
    ] = 2,
) -> None:
    """Add news to an archive: what is in already changes nothing, corrections replace."""
    with explained():
        from analytics.archive import ingest

        for done in ingest(sources, archive, workers=workers):
            say(_told(done))


def _told(done: "Ingested") -> str:
    if done.is_known:
        return f"{done.file}: in the archive already; nothing changed."
    parts = [f"{done.n_new:,} new"]
    if done.n_corrected:
        parts.append(f"of these {done.n_corrected:,} correct earlier ones")
    parts.append(f"{done.n_known:,} known")
    parts.append(f"{done.n_rejected:,} set aside")
    return f"{done.file}: {', '.join(parts)}."
