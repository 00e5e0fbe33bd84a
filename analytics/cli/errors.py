"""Errors of people's making end in one short message and exit code 2, never in a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from analytics.cli.saying import say

WRONG_USE = 2
INTERRUPTED = 130


@contextmanager
def explained() -> Iterator[None]:
    """Turn errors about sources, themes, parameters and files into a message and exit code 2."""
    try:
        yield
    except (ValueError, OSError) as error:
        if not is_for_people(error):
            raise
        refuse(_sentence(error))


def refuse(message: str) -> NoReturn:
    """Say what is wrong and leave with exit code 2."""
    say(message)
    raise typer.Exit(WRONG_USE)


def is_for_people(error: Exception) -> bool:
    """Whether the message was written for a user: our own errors, and those of the file system."""
    return isinstance(error, OSError) or type(error).__module__.startswith("analytics.")


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)
