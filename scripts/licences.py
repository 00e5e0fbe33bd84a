"""Licences of everything the lock may install, as docs/licences.md lists them: `make licences`.

A package that is not installed here (another system or Python needs it) keeps the line it had.
"""

import re
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.lock"
PAGE = ROOT / "docs" / "licences.md"

# Free licences that ask nothing of who uses the packages unchanged.
ALLOWED = {
    "0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "LGPL-2.1-only",
    "MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "OFL-1.1", "PSF-2.0", "Zlib",
}  # fmt: skip

# What packages that state no SPDX expression call their licence.
_CALLED = {
    "apache": "Apache-2.0",
    "bsd-2": "BSD-2-Clause",
    "bsd 2": "BSD-2-Clause",
    "bsd-3": "BSD-3-Clause",
    "bsd 3": "BSD-3-Clause",
    "bsd": "BSD",
    "isc": "ISC",
    "lgpl-2.1-only": "LGPL-2.1-only",
    "mit": "MIT",
    "mozilla public license 2.0": "MPL-2.0",
    "mpl-2.0": "MPL-2.0",
    "psf": "PSF-2.0",
    "python software foundation": "PSF-2.0",
}
# What packages say in their licence files alone.
_READ = {"axe-playwright-python": "MIT AND MPL-2.0"}

_HEAD = """# Licences

Everything that `requirements.lock` may install: to run, to test, to develop. None of it is copied into this
project's wheel. `make licences` writes this page from the packages' own metadata; a test holds that each licence is
in the list that `scripts/licences.py` allows.

| package | licence |
|---|---|
"""


class Locked(NamedTuple):
    """A package of the lock: name, version, environment marker ("" is any), SHA-256 of its files."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


def read_lock(path: Path = LOCK) -> list[Locked]:
    """The packages of the lock in its order."""
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    found = re.findall(r"^([\w.-]+)==(\S+)(?: ; (.*?))?((?:\s+--hash=sha256:\w{64})+)", text, re.M)
    return [
        Locked(name, version, marker.strip(), tuple(re.findall(r"sha256:(\w+)", hashes)))
        for name, version, marker, hashes in found
    ]


def licence_of(name: str) -> str:
    """Licence of an installed package as an SPDX expression; raises PackageNotFoundError."""
    told = metadata(name)
    return _READ.get(name) or told.get("License-Expression") or _called(told) or "not stated"


def _called(told: PackageMetadata) -> str:
    kinds = [c for c in told.get_all("Classifier") or [] if c.startswith("License ::")]
    said = [told.get("License") or "", *(kind.rpartition(":: ")[2] for kind in kinds)]
    for words in said:
        first_line = words.strip().partition("\n")[0].lower()
        for called, licence in _CALLED.items():
            if re.search(rf"\b{called}\b", first_line):
                return licence
    return ""


def is_allowed(expression: str) -> bool:
    """Whether all licences joined by AND, and one of those joined by OR, are allowed."""
    every = re.split(r"\s+AND\s+", expression.replace("(", "").replace(")", ""))
    return all(ALLOWED & set(re.split(r"\s+OR\s+", some)) for some in every)


def read_page() -> dict[str, str]:
    """Licences by package, as the page lists them."""
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    return dict(re.findall(r"^\| ([\w.-]+) \| (.+?) \|$", text, re.M)[1:])


def list_licences() -> dict[str, str]:
    """Licences by package of the lock: what is installed says, else what the page says."""
    listed, before = {}, read_page()
    for package in read_lock():
        try:
            listed[package.name] = licence_of(package.name)
        except PackageNotFoundError:
            listed[package.name] = before.get(package.name, "not stated")
    return listed


if __name__ == "__main__":
    rows = [f"| {name} | {licence} |\n" for name, licence in list_licences().items()]
    PAGE.write_text(_HEAD + "".join(rows), encoding="utf-8")
    print(PAGE.relative_to(ROOT))
