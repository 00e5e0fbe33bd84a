"""Where things lie on this machine is nobody's business: pages name files, not folders."""

import sysconfig
from collections.abc import Iterable
from pathlib import Path

from markupsafe import escape


def without_places(page: str, sources: Iterable[str] = ()) -> str:
    """The page with paths in known folders shortened: those of `sources`, ours, the user's home."""
    for folder, name in _folders(sources):
        page = page.replace(f"{escape(folder)}/", name)
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
