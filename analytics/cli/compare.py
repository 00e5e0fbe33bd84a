"""`analytics compare`: two runs side by side on one page."""

from pathlib import Path
from typing import Annotated

import typer

from analytics.cli.errors import explained


def register(parent: typer.Typer) -> None:
    """Add this command to the command line."""
    parent.command()(compare)


def compare(
    run_a: Annotated[Path, typer.Argument(help="Folder of a run, the earlier by custom.")],
    run_b: Annotated[Path, typer.Argument(help="Folder of the run to compare with it.")],
    out: Annotated[
        Path | None, typer.Option(help="The page to write; beside RUN_B's reports without.")
    ] = None,
) -> None:
    """Write a page of what moved from RUN_A to RUN_B beyond chance, and the documents behind it."""
    from analytics.compared_runs import compare_runs
    from analytics.reports.comparison_page import missing_sentences, render_comparison
    from analytics.reports.comparison_words import COMPARISON_WORDS
    from analytics.reports.files import write_text

    with explained():
        comparison = compare_runs(run_a, run_b)
        page = out or run_b / f"compared-with-{run_a.resolve().name}.html"
        write_text(page, render_comparison(comparison))
    for sentence in missing_sentences(comparison, COMPARISON_WORDS["en"]):
        typer.echo(sentence, err=True)
    typer.echo(str(page), err=True)
