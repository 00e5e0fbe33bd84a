"""`analytics list | params | run | index`: the notebooks and their reports."""

from typing import Annotated

import typer

from analytics.cli.errors import explained, refuse


def register(parent: typer.Typer) -> None:
    """Add these commands to the command line."""
    parent.command("list")(list_notebooks)
    parent.command()(params)


def list_notebooks() -> None:
    """List the notebooks and the question each one asks."""
    from analytics.parameters import MODELS

    for name in MODELS:
        typer.echo(name)


def params(
    notebook: Annotated[str, typer.Argument(help="Name of a notebook, as `analytics list` says.")],
) -> None:
    """List a notebook's parameters: default, what is allowed, meaning."""
    from analytics.parameters import MODELS, allowed

    with explained():
        model = MODELS.get(notebook)
        if model is None:
            refuse(f"{notebook}: no such notebook.")
        for name, field in model.model_fields.items():
            typer.echo(f"{name} = {field.default!r}: {allowed(field)}; {field.description}")
