"""Drafts to tables: files are read one after the other, documents leave in batches of bounded size."""

import hashlib
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path

import pyarrow as pa

from analytics.corpus.drafts import Draft, Rejection
from analytics.corpus.errors import LimitError, Limits, SourceError
from analytics.corpus.files import Format

BATCH = 50_000  # documents of a batch
BATCH_CHARACTERS = 64 << 20  # or as many characters, whichever comes first
_SURROGATE = re.compile(r"[\ud800-\udfff]")

SCHEMA = pa.schema(
    [
        ("own_id", pa.large_string()),
        ("content_id", pa.large_string()),
        ("title", pa.large_string()),
        ("body", pa.large_string()),
        ("original", pa.large_string()),
        ("published_at", pa.timestamp("us", "UTC")),
        ("date_evidence", pa.large_string()),
        ("source", pa.large_string()),
        ("url", pa.large_string()),
        ("section", pa.large_string()),
        ("kind", pa.large_string()),
        ("parent_title", pa.large_string()),
        ("n_damaged_lines", pa.int64()),
        ("origin", pa.large_string()),
        ("origin_line", pa.int64()),
    ]
)


@dataclass
class SourceCount:
    """How many pieces one file or address held and what became of them."""

    file: str
    format: str
    n_read: int = 0
    n_rejected: int = 0
    rejections: list[Rejection] = field(default_factory=list)

    @property
    def n_found(self) -> int:
        """Pieces found: those read and those rejected."""
        return self.n_read + self.n_rejected


def read_file(path: Path, form: Format, limits: Limits) -> Iterator[Draft | Rejection]:
    """The documents of one file."""
    match form:
        case "markdown":
            from analytics.corpus.decode import decode_text
            from analytics.corpus.digest import read_digest
            from analytics.corpus.lines import read_whole

            return read_digest(decode_text(read_whole(path, limits)), path.name, limits)
        case "jsonl":
            from analytics.corpus.jsonl import read_jsonl

            return read_jsonl(path, limits)
        case "json":
            from analytics.corpus.jsonl import read_json

            return read_json(path, limits)
        case "csv":
            from analytics.corpus.csvfile import read_csv

            return read_csv(path, limits)
        case "parquet":
            from analytics.corpus.parquet import read_parquet

            return read_parquet(path, limits)
        case "feed":
            from analytics.corpus.feeds import read_feed
            from analytics.corpus.lines import read_whole

            return read_feed(read_whole(path, limits, limits.fetch_bytes), str(path), limits)


def batch_drafts(
    drafts: Iterator[Draft | Rejection], count: SourceCount, limits: Limits, deadline: float
) -> Iterator[pa.Table]:
    """Tables of `SCHEMA` of at most `BATCH` documents; rejections are counted and kept in `count`."""
    kept: list[Draft] = []
    size = 0
    try:
        for number, piece in enumerate(drafts):
            if number % 1_000 == 0 and time.monotonic() > deadline:
                raise LimitError(
                    f"{count.file}: not read within the time limit; split it (in Python: or raise "
                    "Limits(seconds=…))"
                )
            if isinstance(piece, Rejection):
                count.n_rejected += 1
                count.rejections.append(piece)
                if count.n_rejected > limits.rejections:
                    raise LimitError(
                        f"{count.file}: more than {limits.rejections:,} pieces are no news, the first because: "
                        f"{count.rejections[0].reason}; check it (in Python: or raise Limits(rejections=…))"
                    )
                continue
            count.n_read += 1
            kept.append(piece)
            size += len(piece.original) + len(piece.body)
            if len(kept) >= BATCH or size >= BATCH_CHARACTERS:
                yield to_table(kept, count.file)
                kept, size = [], 0
    except (SourceError, OSError) as error:
        # What was read before the file broke is kept; what broke it is the caller's to tell.
        if kept and not isinstance(error, LimitError):
            yield to_table(kept, count.file)
        raise
    if kept:
        yield to_table(kept, count.file)


def to_table(drafts: list[Draft], origin: str) -> pa.Table:
    """One batch as an Arrow table of `SCHEMA`."""
    columns: dict[str, list[object]] = {
        name: list(map(attrgetter(name), drafts))
        for name in SCHEMA.names
        if name not in ("content_id", "origin", "origin_line")
    }
    columns["content_id"] = [content_id(draft) for draft in drafts]
    columns["origin"] = [origin] * len(drafts)
    columns["origin_line"] = [draft.line for draft in drafts]
    return pa.table([_column(columns[item.name], item.type) for item in SCHEMA], schema=SCHEMA)


def _column(values: list[object], kind: pa.DataType) -> pa.Array:
    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:
        # Half a surrogate pair has no place in UTF-8; also the original shows it as lost.
        return pa.array([storable(str(value)) for value in values], kind)


def storable(text: str) -> str:
    """The text without what UTF-8 cannot hold: half a surrogate pair, as in names that are no text."""
    return _SURROGATE.sub("\ufffd", text)


def content_id(draft: Draft) -> str:
    """A name made of content: the same document gets the same one wherever it is read."""
    content = "\x1f".join((draft.parent_title, draft.title, draft.original, draft.url))
    return hashlib.blake2b(content.encode("utf-8", "replace"), digest_size=8).hexdigest()
