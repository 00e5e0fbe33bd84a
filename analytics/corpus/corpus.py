"""One call for any source: documents, what was set aside, counts that add up, a fingerprint."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow as pa

from analytics.corpus.batches import SourceCount, batch_drafts, read_file, storable
from analytics.corpus.boilerplate import drop_boilerplate
from analytics.corpus.drafts import Rejection
from analytics.corpus.errors import DEFAULT_LIMITS, LimitError, Limits, SourceError
from analytics.corpus.feeds import read_feed
from analytics.corpus.fetch import fetch
from analytics.corpus.files import READS, find_format, is_address, list_files
from analytics.corpus.fingerprints import fingerprint_content, fingerprint_files
from analytics.corpus.names import name_documents
from analytics.corpus.signatures import Signatures, sign_documents
from analytics.corpus.stories import group_stories
from analytics.tables import DOCUMENTS, REJECTED, TIME_ZONE


@dataclass(frozen=True)
class Corpus:
    """A source as read.

    `documents` (DOCUMENTS), `rejected` (REJECTED), `sources`: a row a file or address with file,
    format, n_found = n_read + n_rejected. `n_ignored` files of a folder or glob are in no format read
    here; each of them is a piece found and rejected, so that the counts of both tables add up.
    """

    documents: pd.DataFrame
    rejected: pd.DataFrame
    sources: pd.DataFrame
    fingerprint: str
    n_ignored: int = 0

    def __repr__(self) -> str:
        return (
            f"<Corpus: {len(self.documents):,} documents, {len(self.rejected):,} rejected, "
            f"{len(self.sources):,} sources>"
        )


@dataclass
class Reading:
    """A source being read in batches of bounded size, and what was counted on the way.

    For sources that are not wanted in memory as a whole: `batches()` yields Arrow tables of
    `batches.SCHEMA`, `to_documents` makes the DOCUMENTS table of any number of them, `rejected()` and
    `sources()` tell what became of every piece found so far.
    """

    source: str | Path
    limits: Limits = DEFAULT_LIMITS
    counts: list[SourceCount] = field(default_factory=list)
    fingerprint: str = ""
    n_ignored: int = 0

    def batches(self) -> Iterator[pa.Table]:
        """Tables of `batches.SCHEMA`, file after file; raises SourceError when the source is bad."""
        deadline = time.monotonic() + self.limits.seconds
        if is_address(self.source):
            yield from self._fetched(str(self.source), deadline)
            return
        listed = list_files(self.source, self.limits)
        self.n_ignored = len(listed.refused)
        self.fingerprint = fingerprint_files(listed, self.limits)
        single = len(listed.files) == 1 and not listed.refused
        n_documents = 0
        for path in listed.files:
            count = SourceCount(storable(listed.name_of(path)), "")
            self.counts.append(count)
            try:
                form = find_format(path, self.limits)
                count.format = form
                for table in batch_drafts(
                    read_file(path, form, self.limits), count, self.limits, deadline
                ):
                    n_documents += len(table)
                    if n_documents > self.limits.documents:
                        raise LimitError(
                            f"{self.source}: more than {self.limits.documents:,} documents; name "
                            "fewer files (in Python: or raise Limits(documents=…))"
                        )
                    yield table
            except (SourceError, OSError) as error:
                if self._is_fatal(error, path, count, single):
                    raise _as_source_error(error, path) from error
                count.n_rejected += 1
                reason = str(_as_source_error(error, path)).removeprefix(f"{path}: ")
                count.rejections.append(Rejection(0, storable(reason)))
            if not count.n_found and not single:
                count.n_rejected += 1
                count.rejections.append(Rejection(0, "no news in it"))
        for path, reason in listed.refused:
            name = storable(listed.name_of(path))
            self.counts.append(SourceCount(name, "", 0, 1, [Rejection(0, reason)]))
        if not n_documents:
            raise SourceError(self._nothing_read())

    def _fetched(self, url: str, deadline: float) -> Iterator[pa.Table]:
        """The documents of a feed over the network."""
        content = fetch(url, self.limits)
        self.fingerprint = fingerprint_content(content)
        count = SourceCount(url, "feed")
        self.counts.append(count)
        yield from batch_drafts(read_feed(content, url, self.limits), count, self.limits, deadline)
        if not count.n_read:
            raise SourceError(self._nothing_read())

    def _is_fatal(self, error: Exception, path: Path, count: SourceCount, single: bool) -> bool:
        if isinstance(error, LimitError):
            return single or not str(error).startswith((str(path), count.file))
        return single and not count.n_read

    def _nothing_read(self) -> str:
        reasons = [r for count in self.counts for r in count.rejections]
        if not reasons:
            return f"{self.source}: no news in it; give it as {READS}"
        where = f" (line {reasons[0].line})" if reasons[0].line else ""
        return (
            f"{self.source}: no document could be read; set aside: {len(reasons):,}, the "
            f"first{where} because: {reasons[0].reason}"
        )

    def rejected(self) -> pd.DataFrame:
        """The REJECTED table of what was set aside so far."""
        rows = [
            (count.file, rejection.line, rejection.reason, rejection.excerpt)
            for count in self.counts
            for rejection in count.rejections
        ]
        return REJECTED.check(pd.DataFrame(rows, columns=REJECTED.column_names))

    def sources(self) -> pd.DataFrame:
        """A row a file: file, format, n_found, n_read, n_rejected."""
        rows = [(c.file, c.format, c.n_found, c.n_read, c.n_rejected) for c in self.counts]
        return pd.DataFrame(rows, columns=["file", "format", "n_found", "n_read", "n_rejected"])


def read_corpus(source: str | Path, limits: Limits = DEFAULT_LIMITS) -> Corpus:
    """Read a file, a folder, a glob or a web address into a corpus.

    Markdown digests, JSONL, JSON, CSV, Parquet (the first three also packed by gzip), RSS and Atom.
    Raises SourceError, in one sentence, when the source is missing, empty, binary or without news.
    """
    reading = Reading(source, limits)
    tables = list(reading.batches())
    table = pa.concat_tables(tables)
    del tables
    documents = to_documents(table)
    return Corpus(
        documents, reading.rejected(), reading.sources(), reading.fingerprint, reading.n_ignored
    )


def to_documents(table: pa.Table) -> pd.DataFrame:
    """The DOCUMENTS table of batches: with unique ids, without boilerplate, grouped into stories."""
    return to_signed_documents(table)[0]


def to_signed_documents(table: pa.Table) -> tuple[pd.DataFrame, Signatures]:
    """What `to_documents` gives, and the signatures of the documents."""
    frame = table.drop_columns(["own_id", "content_id"]).to_pandas()
    frame["published_at"] = frame["published_at"].dt.tz_convert(TIME_ZONE)
    frame["doc_id"] = name_documents(
        table["own_id"].to_pandas().to_numpy(dtype=object),
        table["content_id"].to_pandas().to_numpy(dtype=object),
    )
    drop_boilerplate(frame)
    signed = sign_documents(frame)
    frame["story_id"] = group_stories(frame, signed)
    return DOCUMENTS.check(frame), signed


def _as_source_error(error: Exception, path: Path) -> SourceError:
    if isinstance(error, SourceError):
        return error
    return SourceError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})")
