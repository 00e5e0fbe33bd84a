"""By what documents of different batches are told to be the same: numbers, a few a document.

`identity` is equal for the same document read again, `own` for one input id of one publisher, `url`
for one address that belongs to a single document; 0 where there is none. The other columns find texts
told again, as in `corpus.signatures`. Hashes are BLAKE2b, which stays the same for the life of an archive.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.corpus.signatures import BAND, N_HASHES, Signatures, sign

UNDATED = np.iinfo(np.int64).min
TEXT_KEYS = ("whole", "lead", "title")


def make_keys(
    table: pa.Table, documents: pd.DataFrame, signed: Signatures
) -> dict[str, np.ndarray]:
    """Keys of documents, of the raw table they were made of, and of their signatures, row for row.

    `identity`, `own`, `url`, `doc_id`, `whole`, `lead`, `title` (uint64, n), `instant` (int64, microseconds,
    `UNDATED` without), `letters` (int64, n) and `minima` (uint32, n × 16).
    """
    names, urls = documents["doc_id"].tolist(), documents["url"].tolist()
    own_ids = zip(table["own_id"].to_pylist(), names, documents["source"].tolist(), strict=True)
    instants = table["published_at"].cast(pa.int64()).fill_null(UNDATED).to_numpy()
    titles, bodies = documents["title"].tolist(), documents["body"].tolist()
    titled, told = (np.fromiter(map(bool, texts), bool, len(texts)) for texts in (titles, bodies))
    # Of most documents one part is empty and the other is the whole.
    lead, title = signed.lead.copy(), np.where(titled, signed.whole, 0)
    both = np.flatnonzero(titled & told)
    if len(both):
        lead[both] = sign([bodies[row] for row in both], minima=False).lead
        heads = sign([titles[row] for row in both], minima=False)
        title[both] = np.where(heads.lengths >= 4, heads.whole, 0)
    title[signed.lengths < 4] = 0
    shared = pd.Series(urls).duplicated(keep=False).to_numpy()
    return {
        "identity": identities(table),
        # Of rows that share an id only the first is named by it, and only that one stands for it.
        "own": hashes(f"{own}\x1f{by}" if own == name else "" for own, name, by in own_ids),
        "url": np.where(shared, np.uint64(0), hashes(urls)),
        "doc_id": hashes(names),
        "whole": signed.whole,
        "lead": lead,
        "title": title,
        "instant": instants,
        "letters": signed.lengths,
        "minima": signed.minima,
    }


def identities(table: pa.Table) -> np.ndarray:
    """Equal (uint64) for rows of a raw table that are the same document with the same date."""
    columns = [table[name].to_pylist() for name in ("own_id", "content_id", "source")]
    instants = table["published_at"].cast(pa.int64()).to_pylist()
    rows = zip(*columns, instants, strict=True)
    return hashes(f"{own}\x1f{content}\x1f{by}\x1f{at}" for own, content, by, at in rows)


def hashes(texts: Iterable[str]) -> np.ndarray:
    """A 64-bit hash of each text; 0 for an empty one."""
    new, none = hashlib.blake2b(digest_size=8), bytes(8)  # copied faster than made
    digests = []
    for text in texts:
        if text:
            one = new.copy()
            one.update(text.encode("utf-8", "replace"))
            digests.append(one.digest())
        else:
            digests.append(none)
    return np.frombuffer(b"".join(digests), "<u8").astype(np.uint64)


def bands(minima: np.ndarray) -> np.ndarray:
    """Keys (uint64, n × 8) of which two texts share one the likelier the more alike they are."""
    keys = np.zeros((len(minima), N_HASHES // BAND), np.uint64)
    wide = minima.astype(np.uint64)
    for column in range(keys.shape[1]):
        for place in range(column * BAND, (column + 1) * BAND):
            keys[:, column] = (
                keys[:, column] * np.uint64(0x9E3779B97F4A7C15)
                + wide[:, place]
                + np.uint64(column + 1)
            )
    keys[(minima == 0).all(axis=1)] = 0
    return keys


def write_keys(keys: dict[str, np.ndarray], path: Path) -> None:
    """Write keys as Parquet; numbers that look random are not packed."""
    minima = np.ascontiguousarray(keys["minima"])
    packed = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(4 * N_HASHES), len(minima), [None, pa.py_buffer(minima)]
    )
    columns = {name: pa.array(values) for name, values in keys.items() if name != "minima"}
    table = pa.table({**columns, "minima": packed})
    pq.write_table(table, path, compression="none", use_dictionary=False)


def read_keys(path: Path, columns: list[str] | None = None) -> dict[str, np.ndarray]:
    """What `write_keys` wrote, or some of its columns."""
    table = pq.read_table(path, columns=columns, memory_map=True, use_threads=False)
    keys = {}
    for name in table.column_names:
        values = table[name].combine_chunks()
        if name == "minima":
            values = values.chunk(0) if isinstance(values, pa.ChunkedArray) else values
            flat = np.frombuffer(values.buffers()[1], np.uint32) if len(values) else np.zeros(0)
            flat = flat[values.offset * N_HASHES : (values.offset + len(values)) * N_HASHES]
            keys[name] = flat.reshape(-1, N_HASHES).astype(np.uint32, copy=False)
        else:
            keys[name] = values.to_numpy()
    return keys
