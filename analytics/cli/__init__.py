"""The command line: `analytics list | params | run | verify | sweep | compare | index | documents | topics | …`.

Each group of commands lies in a file of its own and imports what is heavy inside its functions.
"""

import sys

import typer

from analytics.cli import (
    compare,
    drift,
    evaluate,
    ingest,
    notebooks,
    runs,
    sweep,
    tables,
    train,
    verify,
)

app = typer.Typer(
    help="Topics, themes and sentiment of Chinese business and technology news.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
notebooks.register(app)
runs.register(app)
sweep.register(app)
compare.register(app)
tables.register(app)
ingest.register(app)
drift.register(app)
evaluate.register(app)
train.register(app)
verify.register(app)


def main() -> None:
    """Run the command line; exit code 0 done, 1 a notebook failed, 2 wrong use, 130 interrupted."""
    try:
        app()
    except KeyboardInterrupt:
        typer.echo("Interrupted.", err=True)
        sys.exit(130)
