"""The contract of every table that crosses a module boundary: columns, types, key, ranges.

`DOCUMENTS.check(frame)` returns the frame with exactly the contract's columns and types, or raises
one `TableError` that names every broken rule. `DOCUMENTS.empty()` is the table with no rows.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

TIME_ZONE = "Asia/Shanghai"

Kind = Literal["text", "integer", "number", "instant", "flag"]
_DTYPES: dict[str, str] = {
    "text": "str",
    "integer": "int64",
    "number": "float64",
    "instant": f"datetime64[us, {TIME_ZONE}]",
    "flag": "bool",
}


class TableError(ValueError):
    """A table breaks its contract; the message lists every broken rule."""


@dataclass(frozen=True)
class Column:
    """One column: its kind, its meaning in a sentence, and what its values may be."""

    name: str
    kind: Kind
    meaning: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] | None = None
    missing: bool = False  # NaN / NaT allowed; text uses "" for unknown and is never missing

    def violations(self, values: pd.Series) -> list[str]:
        """What is wrong with these values, one sentence each; an empty list when nothing is."""
        found = []
        if not self.missing and values.isna().any():
            found.append(f"{self.name}: {int(values.isna().sum())} values are missing")
        present = values.dropna()
        if self.low is not None and (present < self.low).any():
            found.append(f"{self.name}: {present.min()} is below {self.low}")
        if self.high is not None and (present > self.high).any():
            found.append(f"{self.name}: {present.max()} is above {self.high}")
        if self.choices is not None:
            odd = sorted(set(present.unique()) - set(self.choices))
            if odd:
                found.append(f"{self.name}: {odd[:3]} not among {list(self.choices)}")
        return found


@dataclass(frozen=True)
class Table:
    """A named list of columns with a key that no two rows share."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def column_names(self) -> list[str]:
        """The columns' names in order."""
        return [column.name for column in self.columns]

    def empty(self) -> pd.DataFrame:
        """The table with no rows, every column typed."""
        return pd.DataFrame({c.name: pd.Series(dtype=_DTYPES[c.kind]) for c in self.columns})

    def check(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame in the contract's column order and types; raises TableError naming every violation."""
        absent = [c.name for c in self.columns if c.name not in frame.columns]
        if absent:
            raise TableError(f"{self.name}: columns are absent: {', '.join(absent)}")
        broken: list[str] = []
        typed: dict[str, pd.Series] = {}
        for column in self.columns:
            try:
                values = frame[column.name].astype(pd.api.types.pandas_dtype(_DTYPES[column.kind]))
            except (TypeError, ValueError, OverflowError) as error:
                broken.append(f"{column.name}: not {column.kind} ({error})")
                continue
            if column.kind == "number" and np.isinf(values).any():
                broken.append(f"{column.name}: a value is infinite")
            broken += column.violations(values)
            typed[column.name] = values
        if self.key and typed.keys() >= set(self.key):
            n_repeated = int(
                pd.DataFrame({name: typed[name] for name in self.key}).duplicated().sum()
            )
            if n_repeated:
                broken.append(f"{' + '.join(self.key)}: {n_repeated} rows repeat a key")
        if broken:
            raise TableError(f"{self.name} breaks its contract:\n- " + "\n- ".join(broken))
        return pd.DataFrame(typed, index=frame.index).reset_index(drop=True)


DOCUMENTS = Table(
    "documents",
    ("doc_id",),
    (
        Column(
            "doc_id", "text", "the input's own id where it has unique ones, else made of content"
        ),
        Column("title", "text", "clean title; empty when there is none"),
        Column("body", "text", "clean text of the news; paragraphs are lines"),
        Column("original", "text", "the untouched source text of this document"),
        Column(
            "published_at",
            "instant",
            "when it was published; missing without evidence",
            missing=True,
        ),
        Column(
            "date_evidence",
            "text",
            "what the date was taken from",
            choices=("field", "feed", "file name", "image path", "text", ""),
        ),
        Column("source", "text", "who published or is credited"),
        Column("url", "text", "http(s) address of the document, tracking removed"),
        Column("section", "text", "section of the roundup or of the feed"),
        Column(
            "kind", "text", "what it is", choices=("article", "newsflash", "roundup_item", "title")
        ),
        Column("parent_title", "text", "headline of the roundup it came from"),
        Column("story_id", "text", "doc_id of the first document that tells the same story"),
        Column("n_damaged_lines", "integer", "lines holding characters lost at the source", low=0),
        Column("origin", "text", "file or URL it was read from"),
        Column("origin_line", "integer", "line (or row) in the origin, from 1", low=0),
    ),
)

REJECTED = Table(
    "rejected",
    (),
    (
        Column("origin", "text", "file or URL"),
        Column("origin_line", "integer", "line or row, from 1; 0 for the whole file", low=0),
        Column("reason", "text", "why it was set aside, for a person"),
        Column("excerpt", "text", "the first characters of what was set aside"),
    ),
)

DOCUMENT_THEMES = Table(
    "document_themes",
    ("doc_id", "theme"),
    (
        Column("doc_id", "text", "the document"),
        Column("theme", "text", "key of the theme"),
        Column("weight", "number", "how strongly it is about the theme", low=0, high=1),
        Column("evidence", "text", "the terms that decided, strongest first, joined by 、"),
    ),
)

TOPICS = Table(
    "topics",
    ("topic",),
    (
        Column("topic", "integer", "number of the topic; −1 are outliers", low=-1),
        Column("label", "text", "what a reader calls it"),
        Column("group", "integer", "like topics share one; all 0 when there are few", low=-1),
        Column("n_documents", "integer", "documents assigned to it", low=0),
        Column("exemplar_id", "text", "doc_id of the most typical document"),
        Column("coherence", "number", "NPMI of its top terms", low=-1, high=1, missing=True),
        Column("stability", "number", "how often it is found again", low=0, high=1, missing=True),
    ),
)

TOPIC_TERMS = Table(
    "topic_terms",
    ("topic", "rank"),
    (
        Column("topic", "integer", "number of the topic", low=-1),
        Column("rank", "integer", "1 is the most telling term", low=1),
        Column("term", "text", "the term"),
        Column("weight", "number", "how telling it is; compare within a topic only", low=0),
    ),
)

DOCUMENT_TOPICS = Table(
    "document_topics",
    ("doc_id",),
    (
        Column("doc_id", "text", "the document"),
        Column("topic", "integer", "its topic; −1 when none fits", low=-1),
        Column("weight", "number", "how well it fits", low=0, high=1),
    ),
)

TOPIC_CHANGES = Table(
    "topic_changes",
    ("topic",),
    (
        Column("topic", "integer", "number of the topic, here and in the run before", low=0),
        Column("label", "text", "what a reader calls it"),
        Column(
            "change",
            "text",
            "against the run before; ended are those that were gone by then",
            choices=("born", "grown", "shrunk", "same", "merged", "gone", "ended"),
        ),
        Column("n_before", "integer", "documents of the run before assigned to it", low=0),
        Column("n_now", "integer", "documents assigned to it", low=0),
        Column("into", "integer", "topic that most of a merged one's documents are in", low=-1),
        Column("headline", "text", "its most typical document; of the run before where it ended"),
        Column("url", "text", "where that document is"),
    ),
)

SENTIMENT = Table(
    "sentiment",
    ("doc_id",),
    (
        Column("doc_id", "text", "the document"),
        Column("polarity", "number", "tone; 0 without evidence", low=-1, high=1),
        Column("label", "text", "the likeliest class", choices=("neg", "neu", "pos")),
        Column("p_neg", "number", "probability of negative", low=0, high=1),
        Column("p_neu", "number", "probability of neutral", low=0, high=1),
        Column("p_pos", "number", "probability of positive", low=0, high=1),
        Column("coverage", "number", "share of content tokens that carry evidence", low=0, high=1),
        Column("n_hits", "integer", "number of hits", low=0),
    ),
)

SENTIMENT_HITS = Table(
    "sentiment_hits",
    ("doc_id", "start"),
    (
        Column("doc_id", "text", "the document"),
        Column("start", "integer", "first character in title + newline + body", low=0),
        Column("end", "integer", "character after the last", low=0),
        Column("term", "text", "the words that carry the tone"),
        Column("valence", "number", "valence of the term by itself", low=-1, high=1),
        Column("rule", "text", "what turned or strengthened it; empty when nothing did"),
        Column("contribution", "number", "signed share of the document's polarity", low=-1, high=1),
    ),
)

SENTENCES = Table(
    "sentences",
    ("doc_id", "sentence"),
    (
        Column("doc_id", "text", "the document"),
        Column("sentence", "integer", "number of the sentence, 0 is the title", low=0),
        Column("start", "integer", "first character in title + newline + body", low=0),
        Column("end", "integer", "character after the last", low=0),
        Column(
            "polarity",
            "number",
            "tone of the sentence; missing without evidence",
            low=-1,
            high=1,
            missing=True,
        ),
    ),
)

ENTITIES = Table(
    "entities",
    ("doc_id", "entity"),
    (
        Column("doc_id", "text", "the document"),
        Column("entity", "text", "canonical name"),
        Column(
            "kind", "text", "what it is", choices=("company", "person", "product", "institution")
        ),
        Column("n_mentions", "integer", "times it is named", low=1),
        Column(
            "polarity",
            "number",
            "tone of its own clauses; missing without evidence",
            low=-1,
            high=1,
            missing=True,
        ),
        Column("label", "text", "class of its tone", choices=("neg", "neu", "pos")),
    ),
)
