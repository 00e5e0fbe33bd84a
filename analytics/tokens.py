"""Segmentation: documents to integer token columns, nothing dropped.

Punctuation and white space stay tokens, so the tokens of a document rejoin to its normalised text
and the character offset of any token is the summed length of those before it. The model that does
not want punctuation drops it (`content_terms`).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, count
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.mapped import SUFFIX, read_mapped, write_mapped
from analytics.text import normalise

_CHUNK = 1_000  # documents whose tokens are words in memory at once


@dataclass(frozen=True)
class Tokens:
    """Segmented documents as integers.

    `term_ids` (int32, shape n_tokens) are indices into `vocabulary`; document i owns
    `term_ids[offsets[i]:offsets[i + 1]]`, of which the first `title_lengths[i]` are its title (the
    newline that joins title and body belongs to neither sentence and counts to the title). `doc_ids` are
    texts, an array of pandas where they were read, which makes no Python object of each.
    """

    doc_ids: np.ndarray | pd.api.extensions.ExtensionArray
    vocabulary: np.ndarray
    term_ids: np.ndarray
    offsets: np.ndarray
    title_lengths: np.ndarray

    def __len__(self) -> int:
        return len(self.title_lengths)

    def __repr__(self) -> str:
        return (
            f"<Tokens: {len(self):,} documents, {len(self.term_ids):,} tokens, "
            f"{len(self.vocabulary):,} terms>"
        )

    def terms(self, position: int) -> list[str]:
        """The tokens of the document at this position, readable."""
        start, end = self.offsets[position], self.offsets[position + 1]
        return [str(term) for term in self.vocabulary[self.term_ids[start:end]]]

    def take(self, positions: Sequence[int] | np.ndarray) -> "Tokens":
        """The documents at these positions, in that order; the vocabulary stays the same."""
        positions = np.asarray(positions, dtype=np.int64)
        lengths = np.diff(self.offsets)[positions]
        offsets = np.concatenate(([0], np.cumsum(lengths)))
        # Index of every kept token: its document's start plus its rank within the document.
        within = np.arange(offsets[-1]) - np.repeat(offsets[:-1], lengths)
        kept = np.repeat(self.offsets[positions], lengths) + within
        return Tokens(
            self.doc_ids[positions],
            self.vocabulary,
            self.term_ids[kept],
            offsets,
            self.title_lengths[positions],
        )

    @classmethod
    def join(cls, parts: Sequence["Tokens"]) -> "Tokens":
        """Several, one after the other, over one vocabulary of the terms that occur."""
        used = [np.unique(part.term_ids) for part in parts]
        terms = [part.vocabulary[ids] for part, ids in zip(parts, used, strict=True)]
        places, vocabulary = pd.factorize(np.concatenate([np.zeros(0, dtype=object), *terms]))
        joined, first = [np.zeros(0, dtype=np.int32)], 0
        for part, ids in zip(parts, used, strict=True):
            place = np.zeros(len(part.vocabulary), dtype=np.int32)
            place[ids] = places[first : first + len(ids)]
            first += len(ids)
            joined.append(place[part.term_ids])
        lengths = [np.zeros(0, dtype=np.int64), *(np.diff(part.offsets) for part in parts)]
        no_ids, no_titles = np.zeros(0, dtype=object), np.zeros(0, dtype=np.int32)
        return cls(
            np.concatenate([no_ids, *(part.doc_ids for part in parts)]),
            vocabulary,
            np.concatenate(joined),
            np.concatenate(([0], np.cumsum(np.concatenate(lengths)))),
            np.concatenate([no_titles, *(part.title_lengths for part in parts)]),
        )

    def write(self, path: Path) -> None:
        """Write two files: `path` (a row a document) and `<stem>.vocabulary.<suffix>`.

        They are Parquet, or mapped into memory when read (`analytics.mapped`) where the suffix says so.
        """
        write = (
            write_mapped if path.suffix == SUFFIX else partial(pq.write_table, compression="zstd")
        )
        lists = pa.ListArray.from_arrays(
            pa.array(self.offsets, pa.int32()), pa.array(self.term_ids)
        )
        table = pa.table(
            {
                "doc_id": pa.array(self.doc_ids, pa.string()),
                "term_ids": lists,
                "title_length": pa.array(self.title_lengths),
            }
        )
        write(table, path)
        vocabulary = pa.table({"term": pa.array(self.vocabulary, pa.string())})
        write(vocabulary, vocabulary_path(path))

    @classmethod
    def read(cls, path: Path) -> "Tokens":
        """Read what `write` wrote."""
        read = read_mapped if path.suffix == SUFFIX else pq.read_table
        table = read(path)
        lists = table["term_ids"].combine_chunks()
        return cls(
            table["doc_id"].to_pandas().array,
            read(vocabulary_path(path))["term"].to_numpy(zero_copy_only=False),
            lists.values.to_numpy(),
            lists.offsets.to_numpy().astype(np.int64),
            table["title_length"].to_numpy(),
        )


def fold_terms(vocabulary: np.ndarray) -> list[str]:
    """The vocabulary in lower case, each entry as long as before."""
    lowered = ((term, term.lower()) for term in vocabulary)
    return [low if len(low) == len(term) else term for term, low in lowered]


def vocabulary_path(path: Path) -> Path:
    """Where the vocabulary of the tokens at `path` lies."""
    return path.with_suffix(f".vocabulary{path.suffix}")


class Segmenter:
    """A private instance of jieba's algorithm (rjieba) with a user dictionary.

    `terms` are kept whole where they occur. Two segmenters never influence each other.
    """

    def __init__(self, terms: Iterable[str] = ()) -> None:
        import rjieba

        self._jieba = rjieba.Jieba()
        for term in sorted(set(terms)):
            term = normalise(term)
            if len(term) < 2:
                continue
            # A rare word of the dictionary is cut apart like an unknown one.
            if not self._jieba.has_word(term) or self._jieba.cut(term) != [term]:
                self._jieba.add_word(term, max(self._jieba.suggest_freq(term), 10), "n")

    def cut(self, text: str) -> list[str]:
        """Tokens of a text, white space and punctuation included; they rejoin to `normalise(text)`."""
        return self._jieba.cut(normalise(text))

    def segment(self, documents: pd.DataFrame) -> Tokens:
        """Segment the `documents` table: title, a newline, body."""
        index: defaultdict[str, int] = defaultdict(count().__next__)
        cut, look_up = self.cut, index.__getitem__
        flat = [np.zeros(0, dtype=np.int32)]
        lengths, title_lengths = [0], []
        for low in range(0, len(documents), _CHUNK):
            part = documents.iloc[low : low + _CHUNK]
            tokens = []
            for title, body in zip(part["title"].tolist(), part["body"].tolist(), strict=True):
                own: list[str] = []
                if title:
                    own = cut(title)
                    own.append("\n")
                title_lengths.append(len(own))
                if body:
                    own += cut(body)
                lengths.append(len(own))
                tokens.append(own)
            flat.append(np.fromiter(map(look_up, chain.from_iterable(tokens)), dtype=np.int32))
        return Tokens(
            documents["doc_id"].to_numpy(dtype=object),
            np.array(list(index), dtype=object),
            np.concatenate(flat),
            np.cumsum(lengths, dtype=np.int64),
            np.array(title_lengths, dtype=np.int32),
        )
