"""Where the project's own files (notebooks, data) lie: beside a checkout, or inside an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
# An editable install runs from the checkout, where notebooks/ and data/ are the package's siblings;
# a wheel carries both inside the package.
_ROOT = _PACKAGE if (_PACKAGE / "data").is_dir() else _PACKAGE.parent


def data_path(*parts: str) -> Path:
    """Path of a file or folder in the project's `data/`; raises FileNotFoundError when absent."""
    return _existing(_ROOT / "data", parts)


def notebook_path(*parts: str) -> Path:
    """Path of a file or folder in the project's `notebooks/`; raises FileNotFoundError when absent."""
    return _existing(_ROOT / "notebooks", parts)


def _existing(folder: Path, parts: tuple[str, ...]) -> Path:
    path = folder.joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(f"{path}: this installation lacks a file of its own; reinstall it")
    return path
