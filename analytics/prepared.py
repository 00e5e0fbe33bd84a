"""One corpus, many questions: reading and segmenting happen once and are kept on disk.

`open_corpus` reads a source, or finds what an earlier call kept under a key made of the source's
content, the settings and this package's own code. Later stages (themes, topics, sentiment) keep
their tables in the same folder through `PreparedCorpus.keep`. Everything is written atomically, so
a killed run leaves whole tables or none, and two processes may prepare the same corpus at once. What was
damaged since is computed again.
"""

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.among import is_among
from analytics.corpus import SourceError, fingerprint_source, read_corpus
from analytics.freshness import remember, remembered
from analytics.mapped import SUFFIX, read_frame, write_frame
from analytics.own import NOTHING, Own
from analytics.resources import data_path
from analytics.sealed import is_whole, seal
from analytics.segmenting import segment
from analytics.selection import Selection
from analytics.tokens import Tokens

if TYPE_CHECKING:
    from analytics.archive.lending import Lent

_OLD = 6 * 3600  # seconds after which nobody is still writing a draft


@dataclass(frozen=True)
class PreparedCorpus:
    """A corpus that has been read and segmented; `documents` may be a slice of it.

    `whole` is the corpus that a theme was looked for in, when only its documents were kept; `lender` gives
    what an archive lends to its slices; `own` is what the user laid over the bundled words.
    """

    source: str
    fingerprint: str
    documents: pd.DataFrame
    rejected: pd.DataFrame
    sources: pd.DataFrame
    folder: Path = field(repr=False)
    slice_key: str = ""
    whole: "PreparedCorpus | None" = field(default=None, repr=False)
    lender: "Callable[[], Lent | None]" = field(default=lambda: None, repr=False)
    own: Own = field(default=NOTHING, repr=False)

    def __len__(self) -> int:
        return len(self.documents)

    @cached_property
    def tokens(self) -> Tokens:
        """The segmented documents, row for row those of `documents`."""
        tokens = Tokens.read(self.folder / f"tokens{SUFFIX}")
        if not self.slice_key:
            return tokens
        positions = pd.Index(tokens.doc_ids).get_indexer(self.documents["doc_id"])
        return tokens.take(positions)

    @cached_property
    def lent(self) -> "Lent | None":
        """Word counts and topics of the archive that this is a slice of; None where there are none."""
        return self.lender()

    @cached_property
    def own_words(self) -> dict[str, str]:
        """The settings of a stage that depends on the user's own names and lexicon."""
        return {"own": digest_files(self.own.files)} if self.own.files else {}

    def select(self, selection: Selection) -> "PreparedCorpus":
        """The documents of some days or publishers; raises SourceError when nothing is left."""
        if not selection.key:
            return self
        kept = selection.selects(self.documents)
        if not kept.any():
            if unknown := selection.unknown(set(self.documents["source"])):
                raise SourceError(f"{self.source}: {unknown}")
            instants = self.documents["published_at"]
            covered = f"{instants.min():%Y-%m-%d} to {instants.max():%Y-%m-%d}"
            raise SourceError(
                f"{self.source}: no document {selection}; its dated documents run from "
                f"{covered if instants.notna().any() else 'nowhere: none has a date'}"
            )
        return replace(
            self,
            documents=self.documents[kept].reset_index(drop=True),
            slice_key=selection.key,
        )

    def look_up(self, doc_ids: pd.Series, columns: list[str]) -> pd.DataFrame:
        """These columns of a few documents, after doc_id, in the corpus' order."""
        wanted = is_among(self.documents["doc_id"], doc_ids)
        return self.documents.loc[wanted, ["doc_id", *columns]]

    def keep_to(self, doc_ids: pd.Series) -> "PreparedCorpus":
        """Only these documents, in the corpus' order, as a part of this corpus."""
        kept = is_among(self.documents["doc_id"], doc_ids)
        documents = self.documents[kept].reset_index(drop=True)
        key = _digest("\n".join([self.slice_key, *documents["doc_id"]]))
        return replace(self, documents=documents, slice_key=key, whole=self)

    @classmethod
    def read(cls, source: str, fingerprint: str, folder: Path) -> "PreparedCorpus":
        """What was published at `folder`."""
        documents, rejected, sources = (
            read_frame(folder / f"{name}{SUFFIX}") for name in ("documents", "rejected", "sources")
        )
        return cls(source, fingerprint, documents, rejected, sources, folder)

    def keep(
        self, stage: str, settings: dict[str, Any], compute: Callable[[], dict[str, pd.DataFrame]]
    ) -> dict[str, pd.DataFrame]:
        """The tables of a stage: from disk when these settings were computed before, else computed.

        `settings` is whatever else the stage depends on and must be JSON; `compute` returns tables
        by name.
        """
        folder = stage_folder(self.folder, stage, settings, self.slice_key)
        if not is_whole(folder):
            publish(folder, compute())
        return {path.stem: read_frame(path) for path in sorted(folder.glob(f"*{SUFFIX}"))}


def open_corpus(
    source: str | Path = "",
    *,
    start: str = "",
    end: str = "",
    publisher: str = "",
    own: Own = NOTHING,
    cache_folder: Path | None = None,
) -> PreparedCorpus:
    """Read and segment a source, or take what an earlier call kept.

    `source` is a file, folder, glob or URL that `analytics.corpus.read_corpus` reads, "" the bundled
    sample, or the folder of an archive, `DIR@12` being the archive as of its 12th commit. `start` and
    `end` (ISO dates) and `publisher` (names in the column `source`, joined by commas) slice it; `own`
    lays names, terms and a model of the user's over the bundled ones. The cache lies in `cache_folder`, else
    in `$ANALYTICS_CACHE`, else in the user's cache folder. Within a command (`freshness.each_once`) a
    source is as it was when first read, whatever becomes of its files. Raises SourceError, GazetteerError,
    LexiconError.
    """
    source = source or data_path("sample", "digests")
    selection = Selection(start, end, publisher)
    cache_folder = cache_folder or default_cache_folder()
    _hold(own)
    from analytics.archive import find_archive, open_slice

    if archive := find_archive(source):
        return open_slice(*archive, selection, cache_folder, own)
    dictionary = dictionary_with(own)
    before = remembered(str(source))
    fingerprint = before or fingerprint_source(source)
    key = _digest("\n".join([fingerprint, code_fingerprint(), *dictionary]))
    folder = cache_folder / key
    if not is_whole(folder):
        if before and fingerprint_source(source) != before:
            raise SourceError(f"{source}: changed since this run began; run it again")
        corpus = read_corpus(source)
        tokens = segment(corpus.documents, dictionary)
        tables = {
            "documents": corpus.documents,
            "rejected": corpus.rejected,
            "sources": corpus.sources,
        }
        publish(folder, tables, tokens)
    remember(str(source), fingerprint)
    prepared = PreparedCorpus.read(str(source), fingerprint, folder)
    return replace(prepared, own=own).select(selection)


def _hold(own: Own) -> None:
    """Refuse a user's own files that are no longer what this command first read."""
    paths = [path for path in (own.names, own.lexicon, own.model) if path]
    if not paths:
        return
    digest = digest_files([*own.files, Path(own.model)])
    if remembered(str(own)) not in ("", digest):
        raise SourceError(f"{', '.join(paths)}: changed since this run began; run it again")
    remember(str(own), digest)


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


def dictionary_with(own: Own) -> list[str]:
    """The bundled words and a user's own, sorted."""
    return sorted({*bundled_terms(), *own.terms})


@cache
def code_fingerprint() -> str:
    """Digest of this package's code and data, so that no kept table outlives what computed it."""
    package = Path(__file__).parent
    data = data_path()
    files = [*package.rglob("*.py"), *(p for p in data.rglob("*") if "sample" not in p.parts)]
    return digest_files(files)


def digest_files(paths: Iterable[Path]) -> str:
    """Digest of the names and contents of those paths that are files."""
    digest = hashlib.sha256()
    for path in sorted(path for path in paths if path.is_file()):
        digest.update(path.name.encode())
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()[:16]


def stage_folder(folder: Path, stage: str, settings: dict[str, Any], slice_key: str = "") -> Path:
    """Where the tables of a stage of the corpus at `folder` are kept."""
    key = _digest(json.dumps([settings, slice_key], sort_keys=True, ensure_ascii=False))
    return folder / f"{stage}-{key}"


def publish(
    folder: Path,
    tables: dict[str, pd.DataFrame],
    tokens: Tokens | None = None,
    stages: dict[str, dict[str, pd.DataFrame]] | None = None,
) -> None:
    """Write all tables beside `folder`, those of `stages` in folders of their own, then move them there.

    Readers see the folder whole or not at all. What killed processes left beside it is removed, and so is a
    folder there that was damaged.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    for left in folder.parent.glob(".draft-*"):
        with suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > _OLD:
                shutil.rmtree(left, ignore_errors=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder.parent))
    try:
        _write_tables(draft, tables)
        if tokens is not None:
            tokens.write(draft / f"tokens{SUFFIX}")
        for name, kept in (stages or {}).items():
            (draft / name).mkdir()
            _write_tables(draft / name, kept)
            seal(draft / name)
        seal(draft)
        if folder.is_dir() and not is_whole(folder):
            shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)
    except OSError:
        # Another process may have published the same content first; then theirs serves.
        if not is_whole(folder):
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write_tables(folder: Path, tables: dict[str, pd.DataFrame]) -> None:
    for name, table in tables.items():
        write_frame(table, folder / f"{name}{SUFFIX}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
