"""`analytics list | params`: the notebooks and what can be set in them."""

import json
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

    with explained():
        width = max(map(len, MODELS))
        for name in MODELS:
            typer.echo(f"{name:{width}}  {_question(name)}")


def params(
    notebook: Annotated[str, typer.Argument(help="Name of a notebook, as `analytics list` says.")],
) -> None:
    """List a notebook's parameters: default, meaning, what is allowed."""
    from analytics.parameters import MODELS, allowed

    for name, field in MODELS[find_notebook(notebook)].model_fields.items():
        default = json.dumps(field.default, ensure_ascii=False)
        typer.echo(f"{name} = {default}\n    {field.description}\n    allowed: {allowed(field)}")


def find_notebook(name: str) -> str:
    """The notebook meant by its name, its number or its word; refuses others with the nearest."""
    import difflib

    from analytics.parameters import MODELS

    short = name.rsplit("/", 1)[-1].removesuffix(".ipynb")
    words = {word: known for known in MODELS for word in (known, *known.split("_", 1))}
    if short not in words:
        near = difflib.get_close_matches(short, list(words), 1, 0.5)
        hint = f" Did you mean {words[near[0]]}?" if near else ""
        refuse(f"{name}: no such notebook.{hint} Notebooks are: {', '.join(MODELS)}.")
    return words[short]


def _question(name: str) -> str:
    """The title of a notebook: its first heading."""
    from analytics.resources import notebook_path

    notebook = json.loads(notebook_path(f"{name}.ipynb").read_text(encoding="utf-8"))
    return next(
        (
            line[2:].strip()
            for cell in notebook["cells"]
            for line in "".join(cell["source"]).splitlines()
            if line.startswith("# ")
        ),
        "",
    )
