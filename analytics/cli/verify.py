"""`analytics verify`: a run made again, and whether it gives the same tables to the byte."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from analytics.cli.errors import INTERRUPTED, explained
from analytics.cli.runs import FAILED, make_run, say


def register(parent: typer.Typer) -> None:
    """Add this command to the command line."""
    parent.command()(verify)


def verify(
    run: Annotated[Path, typer.Argument(help="Folder of a completed run.")],
    corpus: Annotated[
        str, typer.Option(help="Where the run's corpus lies by now; where it lay without.")
    ] = "",
    jobs: Annotated[int, typer.Option("-j", "--jobs", min=1, help="Notebooks at a time.")] = 1,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds for each notebook.")] = 3600,
) -> None:
    """Make a run again from its manifest, aside, and compare all result tables byte for byte.

    Exit code 0: the same; 1: not the same, the first difference is told; 2: it cannot be repeated.
    """
    with explained():
        from analytics.comparison.runs import manifest_in
        from analytics.earlier import digest_named
        from analytics.verification import (
            changed_versions,
            fingerprint_now,
            first_difference,
            parameters_of,
        )

        manifest = manifest_in(run)
        if corpus and "://" not in corpus:
            corpus = str(Path(corpus).expanduser().absolute())
        chosen = parameters_of(manifest, corpus)
        for name, then, now in changed_versions(manifest):
            say(f"{name}: {then} in the run, {now} here.")
        source = next(iter(chosen.values())).corpus
        fingerprint = fingerprint_now(source)
        if fingerprint != manifest.fingerprint:
            say(f"{source or 'The bundled sample'}: changed since the run; nothing was repeated.")
            say(f"Fingerprint {manifest.fingerprint} in the run, {fingerprint} now.")
            raise typer.Exit(FAILED)
        files = digest_named(chosen.values())
        if lost := [path for path, then in manifest.files.items() if files.get(path) != then]:
            for path in lost:
                told = "changed since the run" if path in files else "no longer there"
                say(f"{path}: {told}; nothing was repeated.")
            raise typer.Exit(FAILED)
        with _aside() as folder:
            made, again = make_run(chosen, {}, folder / "runs", jobs, timeout)
            if made.status == "interrupted":
                raise typer.Exit(INTERRUPTED)
            difference = first_difference(run, manifest, again)
    if difference:
        say(f"Not the same: {difference}.")
        raise typer.Exit(FAILED)
    n_tables, n = len(manifest.tables), len(manifest.notebooks)
    say(f"The same: {n_tables} tables and the results of {n} notebook{'s' if n > 1 else ''}.")


@contextmanager
def _aside() -> Iterator[Path]:
    """A folder for the while, with an empty cache in it, so that everything is computed anew."""
    before = os.environ.get("ANALYTICS_CACHE")
    with tempfile.TemporaryDirectory(prefix="analytics-verify-") as folder:
        os.environ["ANALYTICS_CACHE"] = str(Path(folder, "cache"))
        try:
            yield Path(folder)
        finally:
            del os.environ["ANALYTICS_CACHE"]
            if before is not None:
                os.environ["ANALYTICS_CACHE"] = before
