"""What an archive lends to its slices: how common words are in all of it, and its topics.

Learned from a sample of all stories when a slice first asks, or on demand; kept under `learned/` in a folder
that never changes, named after the commit it was learned at.
"""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.archive.analysis import analysis_key
from analytics.archive.archive import Archive
from analytics.archive.kept import kept_folder
from analytics.archive.log import Snapshot
from analytics.archive.sampling import draw_stories, sum_counts
from analytics.background import Background, load_background
from analytics.topics.embedding import Embedding
from analytics.topics.fitted import FittedTopics, fit_topics
from analytics.topics.fitted_file import read_fitted, write_fitted

FEWEST = 200  # documents of an archive that has something to lend
MOST = 50_000  # stories that topics are learned from
GROWTH = 4  # times as many documents as then: learned anew without being asked

_CODE = ("tokens.py", "text.py", "lexicon.py", "features.py", "background", "topics")
_NAME = re.compile(r"(\d{8})-(\d{2})-(\w+)")  # commit, revision, version of the code


@dataclass(frozen=True)
class Lent:
    """What was learned at commit `number` from `n_stories` stories and `n_documents` documents.

    `n_topics` is the number of topics asked for ("auto": the most stable one), `revision` counts what was
    learned at the same commit before.

    `background` is the bundled one with the counts of the whole archive added.
    """

    name: str
    number: int
    revision: int
    n_topics: int | str
    n_documents: int
    n_stories: int
    background: Background
    topics: FittedTopics

    def embedding(self, terms: np.ndarray) -> Embedding:
        """The archive's directions of these words."""
        return self.topics.directions.embedding(terms, self.background)


def lend(archive: Archive, snapshot: Snapshot, spare: Path) -> Lent | None:
    """What a reader of the snapshot borrows, learned now if need be; None from a small archive.

    That is what was learned last before the snapshot, else first after it, so that a slice as of a commit
    keeps its topics. It is learned when nothing was, or from four times as many documents as then. An
    archive that cannot be written has it kept in `spare`.
    """
    if snapshot.n_documents < FEWEST:
        return None
    last = last_lent(archive, snapshot, spare)
    if last is not None and snapshot.n_documents < GROWTH * last.n_documents:
        return last
    return learn(archive, snapshot, spare)


def last_lent(
    archive: Archive, snapshot: Snapshot, spare: Path, version: str | None = None
) -> Lent | None:
    """What was learned last before the snapshot, else first after it; None when nothing was.

    `version` is that of the code that learned it: the present one without, "" any.
    """
    version = analysis_key(_CODE) if version is None else version
    folders = {
        (int(found[1]), int(found[2])): path
        for home in reversed(_homes(archive, spare))
        for path in sorted(home.glob("*-*"), key=lambda path: path.stat().st_mtime_ns)
        if (found := _NAME.fullmatch(path.name)) and found[3].startswith(version)
    }
    if not folders:
        return None
    first = min(number for number, _ in folders)
    return _read(folders[max(key for key in folders if key[0] <= max(snapshot.number, first))])


def learn(
    archive: Archive, snapshot: Snapshot, spare: Path, n_topics: int | str | None = None
) -> Lent | None:
    """Learn from the archive as of the snapshot; topics that continue earlier ones keep their ids.

    As many topics as were asked for the last time, without `n_topics`. What was learned at this commit with
    this number stays. None where the documents say too little for topics.
    """
    before = last_lent(archive, snapshot, spare)
    revision = 0
    older = before or last_lent(archive, snapshot, spare, version="")  # also of before an upgrade
    if n_topics is None:
        n_topics = older.n_topics if older else "auto"
    if before is not None and before.number == snapshot.number:
        if before.n_topics == n_topics:
            return before
        revision = before.revision + 1
    counts = sum_counts(archive, snapshot, spare)
    background = _with_counts(counts, snapshot.n_documents)
    tokens, n_stories = draw_stories(archive, snapshot, snapshot.records, MOST, spare)
    previous = older.topics if older else None
    topics = fit_topics(tokens, background, n_topics=n_topics, previous=previous)
    if topics is None:
        return None
    told = {
        "number": snapshot.number,
        "revision": revision,
        "n_topics": n_topics,
        "n_documents": snapshot.n_documents,
        "n_stories": n_stories,
    }

    def fill(folder: Path) -> None:
        pq.write_table(counts, folder / "counts.parquet", compression="zstd")
        (folder / "learned.json").write_text(json.dumps(told) + "\n", encoding="utf-8")
        write_fitted(topics, folder)

    name = f"{snapshot.number:08}-{revision:02}-{analysis_key(_CODE)}"
    return _read(kept_folder(_homes(archive, spare), name, fill))


def _homes(archive: Archive, spare: Path) -> list[Path]:
    first = archive.log.read().until(1).fingerprint
    return [archive.folder / "learned", spare / f"learned-{first}"]


@lru_cache(maxsize=2)
def _read(folder: Path) -> Lent:
    counts = pq.read_table(folder / "counts.parquet")
    told = json.loads((folder / "learned.json").read_text(encoding="utf-8"))
    background = _with_counts(counts, told["n_documents"])
    return Lent(folder.name, **told, background=background, topics=read_fitted(folder))


def _with_counts(counts: pa.Table, n_documents: int) -> Background:
    terms = counts["term"].to_numpy(zero_copy_only=False)
    return load_background().plus(terms, counts["n_documents"].to_numpy(), n_documents)
