"""The manifest of a run: what was asked, of which corpus, with which versions, and how it ended."""

import platform
import shlex
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from analytics.reports.files import write_text

Status = Literal["completed", "running", "failed", "killed", "timed out", "interrupted", "not run"]

FILE = "manifest.json"
MAX_BYTES = 2_000_000  # a larger "manifest" is not ours
PACKAGES = [
    "china-news-analytics",
    "pandas",
    "numpy",
    "scipy",
    "scikit-learn",
    "gensim",
    "rjieba",
    "snownlp",
    "papermill",
    "matplotlib",
    "pyarrow",
    "opencc",
    "ftfy",
    "selectolax",
    "markdown-it-py",
    "feedparser",
]


class NotebookRecord(BaseModel):
    """How one notebook ended; `cell` counts from 1 and is 0 where none is to blame."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(pattern=r"^\w[\w .-]*$")  # of files beside the manifest, so no path
    title: str = ""
    status: Status = "not run"
    cell: int = 0
    error: str = ""
    started: datetime | None = None
    seconds: float = 0
    parameters: dict[str, Any] = {}


class Manifest(BaseModel):
    """One run, as `manifest.json` holds it."""

    model_config = ConfigDict(extra="forbid")

    run: str
    status: Status
    corpus: str
    fingerprint: str
    n_documents: int
    seed: int
    language: str
    started: datetime
    ended: datetime | None = None
    command: str
    versions: dict[str, str]
    notebooks: list[NotebookRecord]
    tables: list[str] = []  # names of what lies in `tables/` for comparison
    files: dict[str, str] = {}  # digests of what else parameters name, by path
    own: dict[str, int] = {}  # how many names, terms and labels of the user's own, by parameter

    @property
    def corpus_name(self) -> str:
        """What a reader is told of the corpus: a file's name without this machine's folders."""
        local = "://" not in self.corpus
        return Path(self.corpus).name or self.corpus if local else self.corpus

    @property
    def shown_command(self) -> str:
        """The command as a reader may see it, to be run where the corpus lies."""
        return self.command.replace(self.corpus, self.corpus_name) if self.corpus else self.command

    def write(self, folder: Path) -> None:
        """Write `manifest.json` atomically."""
        write_text(folder / FILE, self.model_dump_json(indent=2) + "\n")


class ManifestError(ValueError):
    """A manifest that cannot be read; the message says why."""


def read_manifest(path: Path) -> Manifest:
    """Read a manifest; raises ManifestError for anything that is none."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ManifestError(f"{path}: larger than {MAX_BYTES:,} bytes")
        return Manifest.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ManifestError(f"{path}: {error.strerror}") from error
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(map(str, problem["loc"]))
        raise ManifestError(f"{path}: {where or 'file'}: {problem['msg']}") from error


def installed_versions() -> dict[str, str]:
    """Versions of Python and of the packages that decide the figures; of our own code its digest."""
    from analytics.prepared import code_fingerprint

    found = {"python": platform.python_version(), "code": code_fingerprint()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def repeat_command(
    notebooks: Sequence[str], corpus: str, parameters: Mapping[str, str], jobs: int
) -> str:
    """The command line that repeats a run, quoted for a shell."""
    words = ["analytics", "run", *notebooks]
    if corpus:
        words += ["--corpus", corpus]
    for name, value in parameters.items():
        words += ["-p", f"{name}={value}"]
    return shlex.join([*words, "-j", str(jobs)])


def overall_status(notebooks: Sequence[NotebookRecord]) -> Status:
    """The worst of the notebooks' ends."""
    order: tuple[Status, ...] = (
        "interrupted", "killed", "timed out", "failed", "not run", "running",
    )  # fmt: skip
    ended = {notebook.status for notebook in notebooks}
    return next((status for status in order if status in ended), "completed")
