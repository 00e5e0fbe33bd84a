"""Lines and bytes of a file that may be packed, within limits: no bomb fills the memory."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO, cast

from analytics.corpus.errors import LimitError, Limits, SourceError

_PACKED = b"\x1f\x8b"


def is_packed(path: Path) -> bool:
    """Whether a file is a gzip archive, by its content."""
    with path.open("rb") as file:
        return file.read(2) == _PACKED


class BoundedReader:
    """Reads the bytes of a file, unpacked, and refuses what unpacks to more than the limits allow."""

    def __init__(self, path: Path, limits: Limits, most: int) -> None:
        self.path, self.limits, self.most = path, limits, most
        self.size = path.stat().st_size
        self.packed = is_packed(path)
        self.n_read = 0

    def __enter__(self) -> "BoundedReader":
        file = self.path.open("rb")
        self._file = cast(BinaryIO, gzip.GzipFile(fileobj=file)) if self.packed else file
        self._raw: IO[bytes] = file
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._raw.close()

    def read(self, size: int) -> bytes:
        """The next bytes; raises SourceError beyond the limits or when the archive is broken."""
        try:
            chunk = self._file.read(size)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise SourceError(
                f"{self.path}: the gzip archive is broken after {self.n_read:,} bytes ({error}); "
                "fetch or pack it again"
            ) from error
        self.n_read += len(chunk)
        if self.n_read > self.most:
            raise LimitError(
                f"{self.path}: more than {self.most:,} bytes; split the file (a folder is read as one)"
            )
        if (
            self.packed
            and self.n_read > (1 << 24)
            and self.n_read > self.limits.expansion * self.size
        ):
            raise LimitError(
                f"{self.path}: unpacks to more than {self.limits.expansion} times its size, as no news "
                "does; check where it came from and, if you trust it, unpack it and give the file"
            )
        return chunk


def read_whole(path: Path, limits: Limits, most: int = 0) -> bytes:
    """The content of a file that is held in memory as a whole; raises SourceError when it is too large.

    `most` bytes, or as many as `limits` allow such a file.
    """
    with BoundedReader(path, limits, most or limits.whole_file_bytes) as file:
        chunks = []
        while chunk := file.read(1 << 20):
            chunks.append(chunk)
        return b"".join(chunks)


def read_head(path: Path, limits: Limits, size: int = 1 << 16) -> bytes:
    """The first bytes of a file, unpacked."""
    with BoundedReader(path, limits, limits.text_bytes) as file:
        return file.read(size)


def read_lines(path: Path, limits: Limits) -> Iterator[tuple[int, bytes, bool]]:
    """Number (from 1), bytes, and whether it was cut, of each line; a line is held up to the limit.

    Of a line longer than `limits.line_bytes` only the beginning comes, once, marked as cut.
    """
    with BoundedReader(path, limits, limits.text_bytes) as file:
        number, pending, skipping = 1, b"", False
        while chunk := file.read(1 << 20):
            *whole, rest = (pending + chunk).split(b"\n") if not skipping else chunk.split(b"\n")
            for line in whole:
                if skipping:
                    skipping = False
                else:
                    yield number, line[: limits.line_bytes], len(line) > limits.line_bytes
                number += 1
            pending = rest
            if skipping:
                pending = b""
            elif len(pending) > limits.line_bytes:
                yield number, pending[: limits.line_bytes], True
                pending, skipping = b"", True
        if pending and not skipping:
            yield number, pending, False
