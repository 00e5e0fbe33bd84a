"""What a source holds, as a short name: equal content gives an equal fingerprint wherever it lies."""

import hashlib
from pathlib import Path

from analytics.corpus.errors import DEFAULT_LIMITS, Limits, SourceError
from analytics.corpus.feeds import looks_like_feed
from analytics.corpus.fetch import fetch
from analytics.corpus.files import FileList, find_format, is_address, list_files


def fingerprint_source(source: str | Path, limits: Limits = DEFAULT_LIMITS) -> str:
    """Fingerprint of a source's content and file names, 16 hexadecimal digits.

    Raises the SourceError that reading would raise for a source that is missing, empty or binary.
    """
    if is_address(source):
        content = fetch(str(source), limits)
        if not looks_like_feed(content):
            raise SourceError(f"{source}: neither RSS nor Atom; check the address")
        return fingerprint_content(content)
    listed = list_files(source, limits)
    if len(listed.files) == 1 and not listed.refused:
        find_format(listed.files[0], limits)
    return fingerprint_files(listed, limits)


def fingerprint_files(listed: FileList, limits: Limits = DEFAULT_LIMITS) -> str:
    """Fingerprint of listed files: of their names, since a name may state the day, and their content."""
    digest = hashlib.sha256()
    for path in listed.files:
        name = listed.name_of(path)
        try:
            size = path.stat().st_size
            digest.update(f"{name}\0{size}\0".encode("utf-8", "replace"))
            if size > limits.text_bytes:  # nothing of it will be read; it may be endless and sparse
                continue
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        except OSError:  # told by who reads it
            digest.update(f"{name}\0unreadable\0".encode("utf-8", "replace"))
    for path, _ in listed.refused:  # reported by name, not opened
        digest.update(f"{listed.name_of(path)}\0\0".encode("utf-8", "replace"))
    return digest.hexdigest()[:16]


def fingerprint_content(content: bytes) -> str:
    """Fingerprint of what was fetched."""
    return hashlib.sha256(content).hexdigest()[:16]
