"""What a source is: a file, a folder, a glob or a web address; and the format of each file."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import Literal

from analytics.corpus.decode import is_binary
from analytics.corpus.errors import Limits, SourceError
from analytics.corpus.lines import read_head

Format = Literal["markdown", "jsonl", "json", "csv", "parquet", "feed"]
_SUFFIXES: dict[str, Format] = {
    ".md": "markdown", ".markdown": "markdown", ".txt": "markdown",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json",
    ".csv": "csv", ".tsv": "csv", ".parquet": "parquet", ".pq": "parquet",
    ".xml": "feed", ".rss": "feed", ".atom": "feed",
}  # fmt: skip
READS = "Markdown, JSONL, JSON, CSV, Parquet, RSS or Atom"


@dataclass(frozen=True)
class FileList:
    """The files of a source in order, and those of a folder or glob that are not read, each with the reason."""

    root: Path
    files: tuple[Path, ...]
    refused: tuple[tuple[Path, str], ...] = ()

    def name_of(self, path: Path) -> str:
        """A file's name within the source: the same wherever the source lies, and no word of where."""
        return (
            path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.name
        )


def is_address(source: str | Path) -> bool:
    """Whether a source is a web address."""
    return isinstance(source, str) and source.strip()[:8].lower().startswith(
        ("http://", "https://")
    )


def list_files(source: str | Path, limits: Limits) -> FileList:
    """The files of a path, a folder or a glob; raises SourceError when there are none."""
    text = os.fspath(source)
    if not text.strip() or "\0" in text:
        raise SourceError("no source was given; name a file, a folder, a glob or a web address")
    try:
        path = Path(text).expanduser()
    except RuntimeError as error:
        raise SourceError(f"{source}: nobody here has this name; write the whole path") from error
    try:
        if path.is_dir():
            return _in_folder(path, limits)
        if path.is_file():
            return FileList(path.parent, (path,))
        if path.exists():
            raise SourceError(f"{source}: neither a file nor a folder")
        if any(sign in text for sign in "*?["):
            return _of_glob(text, limits)
    except OSError as error:
        raise SourceError(f"{source}: cannot be read ({error.strerror or error})") from error
    if "://" in text:
        raise SourceError(f"{source}: only http and https addresses are fetched")
    near = get_close_matches(path.name, _neighbours(path), 1, 0.6)
    hint = f"did you mean {path.parent / near[0]}?" if near else "check the path"
    raise SourceError(f"{source}: no such file or folder; {hint}")


def _neighbours(path: Path) -> list[str]:
    """Names of what lies where a missing file was looked for, a thousand at most."""
    try:
        return sorted(entry.name for entry in islice(path.parent.iterdir(), 1_000))
    except OSError:
        return []


def _in_folder(folder: Path, limits: Limits) -> FileList:
    found: list[Path] = []
    for path in _walk(folder):
        found.append(path)
        if len(found) > limits.files:
            raise SourceError(f"{folder}: more than {limits.files:,} files; name a smaller folder")
    listed = _sorted_out(folder, found, limits)
    if not listed.files:
        raise SourceError(f"{folder}: the folder holds no news ({READS}); name another")
    return listed


def _walk(folder: Path) -> Iterator[Path]:
    """What lies below a folder in sorted order, but hidden things; links to folders are not followed."""
    for parent, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        links = [name for name in folders if Path(parent, name).is_symlink()]
        for name in sorted(names + links):
            if not name.startswith("."):
                yield Path(parent, name)


def _of_glob(pattern: str, limits: Limits) -> FileList:
    import glob

    found = []
    for name in glob.iglob(pattern, recursive=True):  # noqa: PTH207 - the pattern may be absolute
        path = Path(name)
        if not path.is_dir() and not any(
            part.startswith(".") and part not in (".", "..") for part in path.parts
        ):
            found.append(path)
        if len(found) > limits.files:
            raise SourceError(f"{pattern}: more than {limits.files:,} files; narrow the pattern")
    if not found:
        raise SourceError(f"{pattern}: the pattern matches no file; check it")
    root = Path(pattern).parent  # up to the first sign that stands for others
    while any(sign in str(root) for sign in "*?["):
        root = root.parent
    listed = _sorted_out(root, sorted(found), limits)
    if not listed.files:
        raise SourceError(f"{pattern}: none of the {len(found)} files is {READS}")
    return listed


def _sorted_out(root: Path, found: list[Path], limits: Limits) -> FileList:
    """What was found in a folder or by a pattern, parted into what is read and what is not."""
    inside = root.resolve()
    reasons = [_refusal(path, inside, limits) for path in found]
    return FileList(
        root,
        tuple(path for path, reason in zip(found, reasons, strict=True) if not reason),
        tuple((path, reason) for path, reason in zip(found, reasons, strict=True) if reason),
    )


def _refusal(path: Path, inside: Path, limits: Limits) -> str:
    """Why a file of a folder is not read; "" when it is."""
    if path.is_symlink():
        try:
            target = path.resolve(strict=True)
        except (OSError, RuntimeError):
            return "a link that leads nowhere"
        if target.is_dir():
            return "a link to a folder; name that folder to read it"
        if not limits.outside_links and not target.is_relative_to(inside):
            return "a link that leads out of the folder; name what it leads to"
    if not claimed_format(path):
        return "in no format read here"
    return "" if path.is_file() else "neither a file nor a folder"


def claimed_format(path: Path) -> Format | None:
    """The format that a file's name claims; None when it claims none read here."""
    name = path.name.lower().removesuffix(".gz")
    return _SUFFIXES.get(Path(name).suffix)


def find_format(path: Path, limits: Limits) -> Format:
    """The format of a file by content and name; raises SourceError when it can be none."""
    try:
        if path.stat().st_size == 0:
            raise SourceError(f"{path}: the file is empty")
        head = read_head(path, limits)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror or error})") from error
    if head.startswith(b"PAR1"):
        return "parquet"
    claimed = claimed_format(path)
    if is_binary(head) or claimed == "parquet":
        raise SourceError(f"{path}: not a text and not Parquet; give it as {READS}")
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")[:2000]
    if not start:
        raise SourceError(f"{path}: the file holds nothing but white space")
    lower = start.lower()
    if (
        claimed == "feed"
        or lower.startswith(b"<?xml")
        or b"<rss" in lower[:500]
        or lower.startswith(b"<feed")
    ):
        return "feed"
    if claimed in ("csv", "markdown"):
        return claimed
    if start.startswith(b"["):
        return "json" if claimed in ("json", "jsonl") else "markdown"
    if start.startswith(b"{"):
        return "json" if claimed == "json" and not _lines_of_objects(head) else "jsonl"
    if lower.startswith((b"<!doctype html", b"<html")):
        raise SourceError(f"{path}: a web page; give it as {READS}")
    return claimed or "markdown"


def _lines_of_objects(head: bytes) -> bool:
    lines = [line.strip() for line in head.replace(b"\0", b"").split(b"\n") if line.strip()]
    return len(lines) > 1 and lines[0].endswith(b"}") and lines[1].startswith(b"{")
