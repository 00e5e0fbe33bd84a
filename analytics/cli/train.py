"""`analytics train`: models fitted to the user's own documents and labels."""

from pathlib import Path
from typing import Annotated

import typer

from analytics.cli.errors import explained

app = typer.Typer(help="Fit models to your own documents.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Fit models to your own documents."""


@app.command()
def sentiment(
    labelled: Annotated[Path, typer.Argument(help="JSONL with text and label: neg, neu or pos.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="File to write the model to.")],
) -> None:
    """Train a model of tone on your own labels; `analytics evaluate sentiment --model` measures it."""
    with explained():
        from analytics.sentiment import train_sentiment

        report = train_sentiment(labelled, out).report
        said = ", ".join(f"{n} {name}" for name, n in report["documents"].items())
        typer.echo(f"Trained on {said}; macro-F1 {report['macro_f1']:.3f} in cross-validation.")
        typer.echo(f"{out}: measure it on other documents with")
        typer.echo(f"  analytics evaluate sentiment LABELLED.jsonl --model {out}")
        typer.echo("and score news with")
        typer.echo(f"  analytics sentiment NEWS.jsonl --out TABLE.csv --model {out}")


def register(parent: typer.Typer) -> None:
    """Add these commands to the command line."""
    parent.add_typer(app, name="train", hidden=not app.registered_commands)
