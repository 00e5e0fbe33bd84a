"""`analytics compare`: two runs side by side on one page."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analytics.cli.errors import explained, refuse
from analytics.cli.saying import say

if TYPE_CHECKING:
    from analytics.views.wording import Language


def register(parent: typer.Typer) -> None:
    """Add this command to the command line."""
    parent.command()(compare)


def compare(
    run_a: Annotated[Path, typer.Argument(help="Folder of a run, the earlier by custom.")],
    run_b: Annotated[Path, typer.Argument(help="Folder of the run to compare with it.")],
    out: Annotated[
        Path | None, typer.Option(help="The .html page to write; beside RUN_B's folder without.")
    ] = None,
    language: Annotated[
        str, typer.Option(help="Language of the page; that of RUN_B without.", metavar="en|zh")
    ] = "",
) -> None:
    """Write a page of what moved from RUN_A to RUN_B beyond chance, and the stories behind it."""
    with explained():
        if language not in ("", "en", "zh"):
            refuse(f"--language {language}: must be en or zh.")
        if out is not None and (out.suffix.lower() != ".html" or out.is_dir()):
            refuse(f"{out}: --out names an .html file.")
        if out is not None and out.name == "index.html":
            refuse(f"{out}: the list of runs has this name; choose another.")
        from analytics.comparison import compare_runs
        from analytics.reports.files import write_text
        from analytics.reports.index import write_index
        from analytics.reports.sheet import render_sheet
        from analytics.views.compared import comparison_sheet

        found = compare_runs(run_a, run_b)
        page = out or _beside(run_a, run_b)
        runs = (found.a.manifest, found.b.manifest)
        spoken: Language = "zh" if (language or runs[1].language) == "zh" else "en"
        sheet = comparison_sheet(found, spoken, _links(page, run_a, run_b, spoken))
        write_text(page, render_sheet(sheet, [run.corpus for run in runs], spoken))
        if (page.parent / "index.html").is_file():
            write_index(page.parent, spoken)
    for note in [*sheet.findings, *sheet.warnings]:
        say(note.text)
    say(str(page))


def _beside(run_a: Path, run_b: Path) -> Path:
    """A page in the folder of runs, named after both."""
    a, b = run_a.resolve(), run_b.resolve()
    page = b.parent / f"compare-{a.name[:80]}-{b.name[:80]}.html"
    return page.relative_to(Path.cwd()) if page.is_relative_to(Path.cwd()) else page


def _links(page: Path, run_a: Path, run_b: Path, language: str) -> list[tuple[str, str]]:
    """Ways from the page to the list of runs and to both runs, where they lie in its folder."""
    from analytics.reports.words import WORDS

    folder, words = page.parent.resolve(), WORDS[language]
    links = []
    if (folder / "index.html").is_file():
        links.append((words["runs"], "index.html"))
    for letter, run in (("A", run_a.resolve()), ("B", run_b.resolve())):
        first = next(iter(sorted(run.glob("*.html"))), None)
        if first and run.is_relative_to(folder):
            links.append(
                (
                    words["run"].format(letter=letter),
                    Path(os.path.relpath(first, folder)).as_posix(),
                )
            )
    return links
