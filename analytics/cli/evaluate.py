"""`analytics evaluate`: agreement of themes, sentiment and topics with labelled documents."""

import typer

app = typer.Typer(help="Measure quality against labelled documents.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add these commands to the command line."""
    parent.add_typer(app, name="evaluate", hidden=not app.registered_commands)
