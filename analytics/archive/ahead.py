"""Files read and made into batches by other processes before their turn comes.

A batch leaves out what the archive knows when its file's turn comes, which nobody can say before. So
the work is done as if all were new, which it nearly always is; where it is not, what was made ahead is dropped
and the file is read when its turn comes, so that the archive is the same with and without.
"""

import json
import os
import shutil
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

from analytics.archive.archive import Archive
from analytics.archive.batch import Draft
from analytics.archive.pieces import cut
from analytics.corpus import Reading, SourceError, fingerprint_source
from analytics.corpus.files import is_address
from analytics.workers import Call, Pool

SMALLEST = 1 << 20  # bytes from which a file is worth it
LARGEST = 64 << 20  # bytes up to which it travels in one call


@dataclass(frozen=True)
class Made:
    """The batches of a file, as if all in it were new: `pieces` are number, whether last, n_rejected, draft."""

    home: Path
    file: str
    format: str
    pieces: list[tuple[int, bool, int, Draft]]

    def discard(self) -> None:
        """Remove what was not published of it."""
        shutil.rmtree(self.home, ignore_errors=True)


class Ahead:
    """Files in the order of their turns, a few of them under way; one alone is not worth it. A context, to clean up."""

    def __init__(
        self, archive: Archive, files: Sequence[str | Path], cut_at: tuple[int, int]
    ) -> None:
        self._archive, self._cut_at = archive, cut_at
        self._folder = archive.drafts / f"{os.getpid()}-{uuid4().hex}"
        self._coming = deque(files if len(files) > 1 else ())
        self._under_way: dict[str, tuple[Call, Path]] = {}  # by fingerprint

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for call, _ in self._under_way.values():
            call.cancel()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self, pool: Pool) -> None:
        """Let files to come be under way, as many as keep the pool busy."""
        while self._coming and pool.n > 1 and len(self._under_way) < pool.n:
            if is_address(name := self._coming.popleft()):
                continue
            file = Path(name)
            home = self._folder / str(len(self._coming))
            try:
                if not SMALLEST <= file.stat().st_size <= LARGEST:
                    continue
                (home / "source").mkdir(parents=True)
                copy = shutil.copyfile(file, home / "source" / file.name)
                fingerprint = fingerprint_source(copy)
            except (SourceError, OSError):  # told when its turn comes
                continue
            if fingerprint in self._under_way or self._archive.log.read().has(fingerprint):
                continue
            call = pool.submit(make_ahead, home, *self._cut_at)
            self._under_way[fingerprint] = call, home

    def take(self, fingerprint: str) -> Made | None:
        """What was made of the file with this content; None when it was not or could not be."""
        if fingerprint not in self._under_way:
            return None
        call, home = self._under_way.pop(fingerprint)
        told = call.result()
        if told is None:
            shutil.rmtree(home, ignore_errors=True)
            return None
        pieces = [(*piece, Draft(home / str(piece[0]))) for piece in told["pieces"]]
        return Made(home, told["file"], told["format"], pieces)

    def drop(self, fingerprint: str) -> None:
        """What was made of the file with this content is not wanted."""
        if fingerprint in self._under_way:
            call, home = self._under_way.pop(fingerprint)
            call.cancel()
            shutil.rmtree(home, ignore_errors=True)


def make_ahead(folder: str, most_documents: int, most_bytes: int) -> dict[str, object] | None:
    """Make the batches of the file in `source/` beside it; runs in a worker. None for a file in trouble."""
    home = Path(folder)
    [source] = (home / "source").iterdir()
    reading = Reading(source)
    pieces = []
    try:
        for piece in cut(reading, most_documents, most_bytes):
            if folder in json.dumps(piece.rejected["reason"].tolist(), ensure_ascii=False):
                return None  # reasons must not depend on where the file was read
            draft = Draft(home / str(piece.number))
            shutil.rmtree(draft.folder, ignore_errors=True)  # of a try that was killed
            draft.fill(piece.table, piece.rejected)
            draft.build()
            pieces.append((piece.number, piece.is_last, len(piece.rejected)))
    except (SourceError, OSError):
        return None
    return {"file": reading.counts[0].file, "format": reading.counts[0].format, "pieces": pieces}
