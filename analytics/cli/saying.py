"""Words for the person at the terminal."""

import typer

from analytics.text import visible


def say(text: str) -> None:
    """A line on standard error; what is asked for goes to standard output.

    Names of files and headlines may stand in it, so controls are written out: they could colour,
    clear or retitle the terminal.
    """
    typer.echo(visible(text).replace("\r", "[U+000D]"), err=True)
