"""Where things lie on this machine is nobody's business: pages name files, not folders."""

import re
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from markupsafe import escape


def without_places(page: str, sources: Iterable[str] = ()) -> str:
    """The page with paths in known folders shortened: those of `sources`, ours, the user's home.

    Only where a path begins: within an address (`https://news.example/data/1`) or a picture's bytes
    the same letters are something else.
    """
    for folder, name in _folders(sources):
        begins = rf"(?:(?<![\w\]~.%/+-])|(?<=file://)){re.escape(str(escape(folder)))}/"
        page = re.sub(begins, lambda _, name=name: name, page)  # type: ignore[misc]
    return page


def _folders(sources: Iterable[str]) -> list[tuple[str, str]]:
    """Folders and what stands for them, inner folders before outer ones; never the root."""
    named = {
        str(Path.home()): "~/",
        str(Path.cwd()): "",
        str(Path(__file__).parents[2]): "",
        sysconfig.get_path("purelib"): "",
        sysconfig.get_path("stdlib"): "",
    }
    named |= {str(Path(s).absolute().parent): "" for s in sources if s and "://" not in s}
    deep = [(folder, name) for folder, name in named.items() if len(Path(folder).parts) > 1]
    return sorted(deep, key=lambda item: (-len(item[0]), item[0]))
