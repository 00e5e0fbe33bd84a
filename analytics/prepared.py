"""One corpus, many questions: reading and segmenting happen once and are kept on disk as Parquet.

`open_corpus` reads a source, or finds what an earlier call kept under a key made of the source's
content, the settings and this package's own code. Later stages (themes, topics, sentiment) keep
their tables in the same folder through `PreparedCorpus.keep`. Everything is written atomically, so
a killed run leaves whole tables or none, and two processes may prepare the same corpus at once.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from analytics.corpus import SourceError, fingerprint_source, read_corpus
from analytics.resources import data_path
from analytics.tables import TIME_ZONE
from analytics.tokens import Segmenter, Tokens


@dataclass(frozen=True)
class PreparedCorpus:
    """A corpus that has been read and segmented; `documents` may be a slice of it in time."""

    source: str
    fingerprint: str
    documents: pd.DataFrame
    rejected: pd.DataFrame
    sources: pd.DataFrame
    folder: Path = field(repr=False)
    slice_key: str = ""

    def __len__(self) -> int:
        return len(self.documents)

    @cached_property
    def tokens(self) -> Tokens:
        """The segmented documents, row for row those of `documents`."""
        tokens = Tokens.read(self.folder / "tokens.parquet")
        if not self.slice_key:
            return tokens
        positions = pd.Index(tokens.doc_ids).get_indexer(self.documents["doc_id"])
        return tokens.take(positions)

    def between(self, start: str = "", end: str = "") -> "PreparedCorpus":
        """The documents published from `start` to the end of day `end` (ISO dates; "" is open).

        Undated documents are left out of a bounded slice. Raises SourceError when nothing is left.
        """
        if not (start or end):
            return self
        instants = self.documents["published_at"]
        kept = instants.notna()
        if start:
            kept &= instants >= _day(start)
        if end:
            kept &= instants < _day(end) + pd.Timedelta(days=1)
        if not kept.any():
            covered = f"{instants.min():%Y-%m-%d} to {instants.max():%Y-%m-%d}"
            raise SourceError(
                f"{self.source}: no document between {start or 'the beginning'} and "
                f"{end or 'the end'}; its dated documents run from "
                f"{covered if instants.notna().any() else 'nowhere: none has a date'}"
            )
        return PreparedCorpus(
            self.source,
            self.fingerprint,
            self.documents[kept].reset_index(drop=True),
            self.rejected,
            self.sources,
            self.folder,
            f"{start}~{end}",
        )

    def keep(
        self, stage: str, settings: dict[str, Any], compute: Callable[[], dict[str, pd.DataFrame]]
    ) -> dict[str, pd.DataFrame]:
        """The tables of a stage: from disk when these settings were computed before, else computed.

        `settings` is whatever else the stage depends on and must be JSON; `compute` returns tables
        by name.
        """
        key = _digest(json.dumps([settings, self.slice_key], sort_keys=True, ensure_ascii=False))
        folder = self.folder / f"{stage}-{key}"
        if not folder.is_dir():
            _publish(folder, compute())
        return {path.stem: pd.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}


def open_corpus(
    source: str | Path = "",
    *,
    start: str = "",
    end: str = "",
    terms: Iterable[str] = (),
    cache_folder: Path | None = None,
) -> PreparedCorpus:
    """Read and segment a source, or take what an earlier call kept.

    `source` is a file, folder, glob or URL that `analytics.corpus.read_corpus` reads, "" the bundled
    sample; `start` and `end` (ISO dates) slice it; `terms` join the bundled user dictionary. The
    cache lies in `cache_folder`, else in `$ANALYTICS_CACHE`, else in the user's cache folder.
    Raises SourceError.
    """
    source = source or data_path("sample", "digests")
    dictionary = sorted({*bundled_terms(), *terms})
    fingerprint = fingerprint_source(source)
    key = _digest("\n".join([fingerprint, code_fingerprint(), *dictionary]))
    folder = (cache_folder or default_cache_folder()) / key
    if not folder.is_dir():
        corpus = read_corpus(source)
        tokens = Segmenter(dictionary).segment(corpus.documents)
        tables = {
            "documents": corpus.documents,
            "rejected": corpus.rejected,
            "sources": corpus.sources,
        }
        _publish(folder, tables, tokens)
    prepared = PreparedCorpus(
        str(source),
        fingerprint,
        pd.read_parquet(folder / "documents.parquet"),
        pd.read_parquet(folder / "rejected.parquet"),
        pd.read_parquet(folder / "sources.parquet"),
        folder,
    )
    return prepared.between(start, end)


def default_cache_folder() -> Path:
    """`$ANALYTICS_CACHE`, else the user's cache folder."""
    from platformdirs import user_cache_path

    chosen = os.environ.get("ANALYTICS_CACHE")
    return Path(chosen) if chosen else user_cache_path("china-news-analytics")


@cache
def bundled_terms() -> tuple[str, ...]:
    """Words the segmenter keeps whole: those of the lexicon and of the bundled themes."""
    from analytics.lexicon import dictionary_terms
    from analytics.themes import seed_terms

    return tuple(sorted({*dictionary_terms(), *seed_terms()}))


@cache
def code_fingerprint() -> str:
    """Digest of this package's code and data, so that no kept table outlives what computed it."""
    package = Path(__file__).parent
    data = data_path()
    files = [*package.rglob("*.py"), *(p for p in data.rglob("*") if "sample" not in p.parts)]
    digest = hashlib.sha256()
    for path in sorted(path for path in files if path.is_file()):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _publish(folder: Path, tables: dict[str, pd.DataFrame], tokens: Tokens | None = None) -> None:
    """Write all tables beside `folder`, then move them there in one step."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder.parent))
    try:
        for name, table in tables.items():
            table.to_parquet(draft / f"{name}.parquet", index=False, compression="zstd")
        if tokens is not None:
            tokens.write(draft / "tokens.parquet")
        draft.rename(folder)
    except OSError:
        # Another process may have published the same content first; then theirs serves.
        if not folder.is_dir():
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _day(date: str) -> pd.Timestamp:
    """Midnight in China of an ISO date; raises SourceError for anything else."""
    try:
        return pd.Timestamp(date).normalize().tz_localize(TIME_ZONE)
    except (ValueError, TypeError) as error:
        raise SourceError(f"{date!r} is not a date such as 2026-03-02") from error
