"""`analytics train`: models fitted to the user's own documents and labels."""

import typer

app = typer.Typer(help="Fit models to your own documents.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add these commands to the command line."""
    parent.add_typer(app, name="train", hidden=not app.registered_commands)
