"""`analytics run | index`: notebooks executed over a corpus, and the list of what was run."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analytics.cli.errors import INTERRUPTED, explained, is_for_people, refuse
from analytics.cli.ingest import SCHEDULER_HELP
from analytics.cli.notebooks import find_notebook
from analytics.cli.present import settle
from analytics.cli.progress import reporter
from analytics.cli.saying import say
from analytics.freshness import each_once

if TYPE_CHECKING:
    from analytics.parameters import Parameters
    from analytics.reports.manifest import Manifest
    from analytics.reports.running import Job

FAILED = 1
MAX_PARAMETER_FILE = 1_000_000  # bytes


def register(parent: typer.Typer) -> None:
    """Add these commands to the command line."""
    parent.command()(run)
    parent.command()(index)


def run(
    notebooks: Annotated[
        list[str] | None, typer.Argument(help="Notebooks to run; see `analytics list`.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Run every notebook but 07_evaluation.")
    ] = False,
    corpus: Annotated[
        str, typer.Option(help="File, folder, glob, feed or archive; the bundled sample without.")
    ] = "",
    parameter: Annotated[
        list[str] | None,
        typer.Option("-p", "--parameter", metavar="NAME=VALUE", help="Set a parameter."),
    ] = None,
    file: Annotated[
        Path | None, typer.Option("-f", "--file", help="YAML file of parameters.")
    ] = None,
    language: Annotated[
        str, typer.Option(help="Language of the reports: en or zh.", metavar="en|zh")
    ] = "",
    out: Annotated[Path, typer.Option(help="Folder of runs.")] = Path("reports"),
    jobs: Annotated[int, typer.Option("-j", "--jobs", min=1, help="Notebooks at a time.")] = 1,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds for each notebook.")] = 3600,
    scheduler: Annotated[str, typer.Option(help=SCHEDULER_HELP)] = "",
) -> None:
    """Run notebooks over a corpus and write a folder of reports under --out."""
    from analytics.cluster import on_scheduler
    from analytics.parameters import PATHS

    with explained(), each_once():
        texts = read_texts(file, parameter or [])
        texts |= {
            name: text for name, text in {"corpus": corpus, "language": language}.items() if text
        }
        for name in PATHS:  # the manifest's command then works in any folder
            if texts.get(name) and "://" not in texts[name]:
                texts[name] = str(Path(texts[name]).expanduser().absolute())
        texts = {name: settle(name, text) for name, text in texts.items()}
        chosen = _choose(notebooks or [], every, texts)
        with on_scheduler(scheduler):
            manifest, folder = make_run(chosen, texts, out, jobs, timeout)
    say(f"{folder / (manifest.notebooks[0].name + '.html')}")
    say(f"{out / 'index.html'}")
    if manifest.status == "interrupted":
        raise typer.Exit(INTERRUPTED)
    if manifest.status != "completed":
        for notebook in manifest.notebooks:
            if notebook.status != "completed":
                say(f"{notebook.name}: {notebook.status} in cell {notebook.cell}: {notebook.error}")
        raise typer.Exit(FAILED)


def index(
    out: Annotated[Path, typer.Argument(help="Folder of runs.")] = Path("reports"),
) -> None:
    """Rebuild the list of runs, OUT/index.html."""
    from analytics.reports.index import write_index

    with explained():
        if not out.is_dir():
            refuse(f"{out}: no such folder.")
        say(str(write_index(out)))


def _choose(names: list[str], every: bool, texts: dict[str, str]) -> "dict[str, Parameters]":
    """The notebooks asked for with their parameters; every wrong one is refused here."""
    from analytics.parameters import MODELS, ONLY_BY_NAME, share_texts

    if every == bool(names):
        refuse("Name the notebooks to run, or give --all (not both). `analytics list` shows them.")
    wanted = (
        [name for name in MODELS if name not in ONLY_BY_NAME]
        if every
        else [find_notebook(name) for name in names]
    )
    return share_texts({name: MODELS[name] for name in dict.fromkeys(wanted)}, texts)


def read_texts(file: Path | None, given: list[str]) -> dict[str, str]:
    """Parameters as texts, those of the command line over those of the file, the last of each name."""
    return {name: values[-1] for name, values in read_values(file, given).items()}


def read_values(file: Path | None, given: list[str]) -> dict[str, list[str]]:
    """The texts given for each parameter: all of the command line, else the one of the file."""
    values: dict[str, list[str]] = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals or not name.strip():
            refuse(f"-p {item}: write NAME=VALUE.")
        values.setdefault(name.strip(), []).append(value)
    if file is not None:
        values = {name: [text] for name, text in _read_file(file).items()} | values
    return values


def _read_file(path: Path) -> dict[str, str]:
    import yaml

    from analytics.yaml_text import parse_events

    with path.open("rb") as stream:
        raw = stream.read(MAX_PARAMETER_FILE + 1)
    if len(raw) > MAX_PARAMETER_FILE:
        refuse(f"{path}: larger than {MAX_PARAMETER_FILE:,} bytes; this is no parameter file.")
    try:
        text = raw.decode("utf-8-sig")
        for _ in parse_events(text):
            pass
        # BaseLoader leaves every value the text it is; the parameters' models type it.
        content: Any = yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        refuse(f"{path}: not YAML: {error}")
    if not isinstance(content, dict):
        refuse(f"{path}: must be a mapping of parameter names to values.")
    for name, value in content.items():
        if not isinstance(name, str) or not isinstance(value, str):
            refuse(f"{path}: {name}: must be one value, not a list or mapping.")
    return content


def make_run(
    chosen: "dict[str, Parameters]", texts: dict[str, str], out: Path, jobs: int, timeout: float
) -> "tuple[Manifest, Path]":
    """Run notebooks into a new folder under `out`; `texts` are the parameters as they were typed."""
    from analytics.reports.index import write_index
    from analytics.reports.manifest import repeat_command
    from analytics.reports.running import CorpusFacts, make_run_folder, run_notebooks

    first = next(iter(chosen.values()))
    if not first.corpus:
        say("No --corpus given: the bundled sample is analysed.")
    progress = reporter()

    def prepared() -> CorpusFacts:
        from analytics.earlier import digest_named
        from analytics.run_tables import run_tables, topics_of_run
        from analytics.stages import count_own, open_chosen, prepare

        try:
            corpus = prepare(chosen, progress.stage)[0]
            tables = run_tables(chosen, corpus)
            for parameters in chosen.values():
                tables |= topics_of_run(parameters)
        except Exception as error:
            if is_for_people(error):
                raise
            # A defect of one stage: the notebooks that do without it are still worth having.
            say(f"Preparing stopped ({type(error).__name__}: {error}); the notebooks try alone.")
            corpus, tables = open_chosen(first), {}
        files = digest_named(chosen.values())
        own = count_own(corpus.own)
        return CorpusFacts(corpus.fingerprint, len(corpus), tables, files=files, own=own)

    folder = make_run_folder(out, corpus_stem(first.corpus), datetime.now())
    with progress:
        manifest = run_notebooks(
            [make_job(name, parameters) for name, parameters in chosen.items()],
            folder,
            prepared,
            corpus=first.corpus,
            command=repeat_command(
                list(chosen),
                first.corpus,
                {name: value for name, value in texts.items() if name != "corpus"},
                jobs,
            ),
            seed=first.seed,
            language=first.language,
            n_jobs=jobs,
            timeout=timeout,
            on_progress=progress.notebook,
        )
    write_index(out, first.language)
    return manifest, folder


def make_job(name: str, parameters: "Parameters") -> "Job":
    """A notebook of ours as a job with these parameters and their meanings."""
    from analytics.parameters import meaning
    from analytics.reports.running import Job
    from analytics.resources import notebook_path

    fields = type(parameters).model_fields
    meanings = {key: meaning(field, parameters.language) for key, field in fields.items()}
    return Job(name, notebook_path(f"{name}.ipynb"), parameters.model_dump(), meanings)


def corpus_stem(source: str) -> str:
    """What to call a corpus in a folder's name."""
    return Path(source.split("?")[0].rstrip("/*")).stem if source else "sample"
