"""`analytics ingest`: news into an archive that keeps years of it."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analytics.cli.errors import explained
from analytics.cli.saying import say
from analytics.cli.stopping import until_stopped

if TYPE_CHECKING:
    from analytics.archive import Ingested, Polled


SCHEDULER_HELP = (
    "Work on a cluster: the address of a Dask scheduler, or `local` for one on this machine."
)


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
    every: Annotated[
        str, typer.Option(help="Go on and ask again so often, such as 15m, until Ctrl-C.")
    ] = "",
    scheduler: Annotated[str, typer.Option(help=SCHEDULER_HELP)] = "",
) -> None:
    """Add news to an archive: what is in already changes nothing, corrections replace."""
    with explained():
        from analytics.archive import ingest, watch
        from analytics.cluster import on_scheduler
        from analytics.durations import parse_duration

        seconds = parse_duration(every) if every else 0.0
        with on_scheduler(scheduler, workers):
            if every:
                with until_stopped() as stopped:
                    watch(
                        sources, archive, seconds, workers=workers, on_poll=_tell, stopped=stopped
                    )
                return
            for done in ingest(sources, archive, workers=workers):
                say(_told(done))


def _tell(polled: "Polled") -> None:
    """One line about a poll: when, what, and when again."""
    from analytics.durations import tell_duration

    told = polled.error or " ".join(map(_told, polled.ingested))
    failed = f" Failed {polled.n_failures:,} times in a row." if polled.n_failures > 1 else ""
    again = f"Next in {tell_duration(polled.pause)}."
    say(f"{datetime.now():%Y-%m-%d %H:%M:%S} {' '.join(told.split())}{failed} {again}")


def _told(done: "Ingested") -> str:
    if done.is_known:
        return f"{done.file}: in the archive already; nothing changed."
    parts = [f"{done.n_new:,} new"]
    if done.n_corrected:
        parts.append(f"of these {done.n_corrected:,} correct earlier ones")
    parts.append(f"{done.n_known:,} known")
    parts.append(f"{done.n_rejected:,} set aside")
    return f"{done.file}: {', '.join(parts)}."
