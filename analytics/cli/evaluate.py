"""`analytics evaluate`: agreement of themes, sentiment and topics with labelled documents."""

from pathlib import Path
from typing import Annotated

import typer

from analytics.cli.errors import explained, refuse

app = typer.Typer(help="Measure quality against labelled documents.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add these commands to the command line."""
    parent.add_typer(app, name="evaluate", hidden=not app.registered_commands)


@app.command()
def themes(
    labelled: Annotated[Path, typer.Argument(help="JSONL with text and themes or label.")],
    themes: Annotated[
        str, typer.Option(help="YAML file of themes; the bundled ones without.")
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Table of measures to write as well.")
    ] = None,
) -> None:
    """Compare assigned with labelled themes: precision, recall and F1 by theme, macro-F1, coverage."""
    from analytics.cli.writing import FORMATS

    if out is not None and out.suffix.lower() not in FORMATS:
        refuse(f"{out}: tables are written as {', '.join(FORMATS)}; give --out such an ending.")
    with explained():
        from analytics.themes import evaluate_themes

        evaluation = evaluate_themes(labelled, themes)
        typer.echo(str(evaluation))
        if out is not None:
            from analytics.cli.writing import write_table

            write_table(evaluation.table, out)


@app.command()
def sentiment(
    labelled: Annotated[Path, typer.Argument(help="JSONL with text and label: neg, neu or pos.")],
    errors: Annotated[
        int, typer.Option(min=0, help="How many of the surest mistakes to show.")
    ] = 10,
    baseline: Annotated[bool, typer.Option(help="Measure SnowNLP as well; it is slow.")] = True,
    model: Annotated[
        Path | None, typer.Option(help="Model written by `analytics train sentiment`.")
    ] = None,
    lexicon: Annotated[
        str, typer.Option(help="Folder or file of words of your own with a tone.")
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Table of measures to write as well.")
    ] = None,
) -> None:
    """Compare scored with labelled tone: accuracy, macro-F1, AUC, calibration, confusion, mistakes."""
    from analytics.cli.writing import FORMATS

    if out is not None and out.suffix.lower() not in FORMATS:
        refuse(f"{out}: tables are written as {', '.join(FORMATS)}; give --out such an ending.")
    if model and lexicon:
        refuse("--lexicon changes what the lexicon says; a --model has learned its words already.")
    with explained():
        from analytics.own import Own
        from analytics.sentiment import evaluate_sentiment, load_model

        trained = None if model is None else load_model(model)
        words = Own(lexicon=lexicon).words
        evaluation = evaluate_sentiment(labelled, errors, baseline, trained, words)
        typer.echo(str(evaluation))
        if out is not None:
            from analytics.cli.writing import write_table

            write_table(evaluation.table, out)


@app.command()
def topics(
    labelled: Annotated[Path, typer.Argument(help="JSONL with text and, for agreement, label.")],
    models: Annotated[str, typer.Option(help="Models, comma-separated.")] = "ours",
    n_topics: Annotated[
        str, typer.Option(help="labels (as many as there are), auto or a number.")
    ] = "labels",
    seeds: Annotated[int, typer.Option(min=1, help="Seeds whose agreement is stability.")] = 5,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Table of measures to write as well.")
    ] = None,
) -> None:
    """Compare found topics with labels: NMI, ARI, stability, coherence, diversity, junk."""
    from analytics.cli.writing import FORMATS

    if out is not None and out.suffix.lower() not in FORMATS:
        refuse(f"{out}: tables are written as {', '.join(FORMATS)}; give --out such an ending.")
    with explained():
        from analytics.topics import evaluate_topics

        number = int(n_topics) if n_topics.isdigit() else n_topics
        evaluation = evaluate_topics(
            labelled, models=tuple(models.split(",")), n_topics=number, n_seeds=seeds
        )
        typer.echo(str(evaluation))
        if out is not None:
            from analytics.cli.writing import write_table

            write_table(evaluation.table, out)
