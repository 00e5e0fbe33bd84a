"""`analytics sweep`: one notebook under every combination of settings, and a page to choose from."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analytics.cli.errors import INTERRUPTED, explained, is_for_people
from analytics.cli.notebooks import find_notebook
from analytics.cli.present import settle
from analytics.cli.progress import reporter
from analytics.cli.runs import FAILED, corpus_stem, make_job, read_values
from analytics.cli.saying import say
from analytics.freshness import each_once

if TYPE_CHECKING:
    from analytics.grid import Setting
    from analytics.reports.running import CorpusFacts, Run


def register(parent: typer.Typer) -> None:
    """Add this command to the command line."""
    parent.command()(sweep)


def sweep(
    notebook: Annotated[str, typer.Argument(help="Notebook to run; see `analytics list`.")],
    parameter: Annotated[
        list[str] | None,
        typer.Option(
            "-p",
            "--parameter",
            metavar="NAME=VALUE[,VALUE…]",
            help="Values to try; of text one, repeat the option for more.",
        ),
    ] = None,
    file: Annotated[
        Path | None, typer.Option("-f", "--file", help="YAML file of parameters.")
    ] = None,
    corpus: Annotated[
        str, typer.Option(help="File, folder, glob or feed; the bundled sample without.")
    ] = "",
    language: Annotated[
        str, typer.Option(help="Language of the reports: en or zh.", metavar="en|zh")
    ] = "",
    out: Annotated[Path, typer.Option(help="Folder of runs.")] = Path("reports"),
    jobs: Annotated[int, typer.Option("-j", "--jobs", min=1, help="Runs at a time.")] = 1,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds for each run.")] = 3600,
) -> None:
    """Run a notebook under every combination of settings and compare them on one page."""
    from analytics.grid import make_grid
    from analytics.parameters import MODELS
    from analytics.reports.index import write_index
    from analytics.reports.sweeps import write_sweep

    with explained(), each_once():
        name = find_notebook(notebook)
        given = read_values(file, parameter or [])
        if language:
            given["language"] = [language]
        if corpus and "://" not in corpus:  # a run's own command then works in any folder
            corpus = str(Path(corpus).expanduser().absolute())
        given = {key: [settle(key, text) for text in texts] for key, texts in given.items()}
        settings = make_grid(MODELS[name], given, settle("corpus", corpus))
        say(f"{len(settings)} settings of {name}.")
        folder, runs = _run(name, settings, out, jobs, timeout)
    reports = settings[0].parameters.language
    page = write_sweep(folder, reports)
    write_index(out, reports)
    say(str(page))
    ended = [run.manifest.status for run in runs]
    if "interrupted" in ended:
        raise typer.Exit(INTERRUPTED)
    for run in runs:
        record = run.manifest.notebooks[0]
        if record.status != "completed":
            say(f"{run.label or name}: {record.status} in cell {record.cell}: {record.error}")
    if set(ended) != {"completed"}:
        raise typer.Exit(FAILED)


def _run(
    name: str, settings: "list[Setting]", out: Path, jobs: int, timeout: float
) -> "tuple[Path, list[Run]]":
    from analytics.reports.running import make_run_folder, run_all
    from analytics.reports.sweeps import PREFIX

    corpus = settings[0].parameters.corpus
    if not corpus:
        say("No --corpus given: the bundled sample is analysed.")
    folder = make_run_folder(out, PREFIX + corpus_stem(corpus), datetime.now())
    progress = reporter()
    runs = [
        _plan(name, setting, folder, number, len(str(len(settings))))
        for number, setting in enumerate(settings, 1)
    ]
    try:
        with progress:
            run_all(
                runs,
                lambda: _prepare(name, settings, progress.stage),
                n_jobs=jobs,
                timeout=timeout,
                on_progress=progress.notebook,
            )
    except BaseException:
        with suppress(OSError):  # other runs lie there
            out.rmdir()
        raise
    return folder, runs


def _plan(name: str, setting: "Setting", folder: Path, number: int, width: int) -> "Run":
    """The run of one setting, in a folder named after its number and what sets it apart."""
    from analytics.reports.manifest import repeat_command
    from analytics.reports.running import new_run

    words = "".join(c if c.isalnum() or c in "-_.=" else "-" for c in setting.words)
    run = folder / f"{number:0{width}}-{words}".strip("-.")[:80]
    run.mkdir()
    parameters = setting.parameters
    return new_run(
        [make_job(name, parameters)],
        run,
        corpus=parameters.corpus,
        command=repeat_command(
            [name],
            parameters.corpus,
            {key: text for key, text in setting.texts.items() if key != "corpus"},
            1,
        ),
        seed=parameters.seed,
        language=parameters.language,
        label=setting.words,
    )


def _prepare(
    name: str, settings: "list[Setting]", on_stage: Callable[[str], None]
) -> "list[CorpusFacts]":
    """Read the corpus once and compute what the runs share; each finds its own topics itself."""
    from analytics.earlier import digest_named
    from analytics.reports.running import CorpusFacts
    from analytics.run_tables import run_tables, topics_of_run
    from analytics.stages import count_own, open_chosen, prepare, slice_of

    facts: dict[tuple[str, ...], CorpusFacts] = {}
    every = [setting.parameters for setting in settings]
    keys = [(*slice_of(given), given.themes) for given in every]
    for key, setting in zip(keys, settings, strict=True):
        if key in facts:
            continue
        try:
            corpus = prepare({name: setting.parameters}, on_stage, without={"topics"})[0]
            tables = run_tables({name: setting.parameters}, corpus)
        except Exception as error:
            if is_for_people(error):
                raise
            # A defect of one stage: the runs that do without it are still worth having.
            say(f"Preparing stopped ({type(error).__name__}: {error}); the runs try alone.")
            tables = {}
            corpus = open_chosen(setting.parameters)
        own = count_own(corpus.own)
        facts[key] = CorpusFacts(corpus.fingerprint, len(corpus), tables, own=own)
    return [
        replace(
            facts[key],
            found=partial(topics_of_run, setting.parameters),
            files=digest_named([setting.parameters]),
        )
        for key, setting in zip(keys, settings, strict=True)
    ]
