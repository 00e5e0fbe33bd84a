"""Mentions of entities: known names, names their form gives away, and their short forms later on."""

from pathlib import Path

import numpy as np
import pandas as pd

from analytics.entities.gazetteer import Gazetteer, read_gazetteer
from analytics.entities.known_names import Mention, known_names
from analytics.entities.shaped_names import shaped_names
from analytics.entities.short_forms import other_forms
from analytics.entities.text_batches import TextBatch, text_batches
from analytics.tokens import Tokens

COLUMNS = ("doc_id", "entity", "kind", "start", "end")


def find_mentions(
    documents: pd.DataFrame, tokens: Tokens, gazetteer: Gazetteer | Path | str | None = None
) -> pd.DataFrame:
    """Every mention of a company, person, product or institution, in order of place.

    Columns doc_id, entity (canonical name), kind, start, end (characters of title + newline + body).
    Mentions do not overlap; the longer one wins. Names come from the gazetteer, from patterns and, in
    the same document only, from the short forms of those. `documents` must be those of `tokens`.
    """
    if len(documents) != len(tokens):
        raise ValueError(
            f"{len(documents)} documents but tokens of {len(tokens)}: segment these documents first"
        )
    known = gazetteer if isinstance(gazetteer, Gazetteer) else read_gazetteer(gazetteer)
    frames = [_mentions_of(batch, known, tokens.doc_ids) for batch in text_batches(tokens)]
    frames = [frame for frame in frames if len(frame)]
    return pd.concat(frames, ignore_index=True) if frames else _frame([], [], [], [], [])


def _mentions_of(batch: TextBatch, gazetteer: Gazetteer, doc_ids: np.ndarray) -> pd.DataFrame:
    """The mentions of one batch, in order of place."""
    named = known_names(batch, gazetteer)
    shaped = shaped_names(batch, named)
    taken = np.zeros(len(batch.text) + 1, dtype=bool)
    kept: list[Mention] = []
    for mention in sorted([*named, *shaped], key=lambda m: (m[0] - m[1], m)):
        _keep(mention, kept, taken)
    for mention in _short_forms(batch, kept):
        _keep(mention, kept, taken)
    kept.sort()
    starts = np.array([start for start, *_ in kept], dtype=np.int64)
    ends = np.array([end for _, end, *_ in kept], dtype=np.int64)
    rows = batch.document_of(starts)
    return _frame(
        doc_ids[batch.first + rows],
        [entity for *_, entity, _ in kept],
        [kind for *_, kind in kept],
        starts - batch.starts[rows],
        ends - batch.starts[rows],
    )


def _keep(mention: Mention, kept: list[Mention], taken: np.ndarray) -> None:
    """Keep the mention unless a longer one has its place."""
    start, end = mention[:2]
    if not taken[start:end].any():
        taken[start:end] = True
        kept.append(mention)


def _short_forms(batch: TextBatch, kept: list[Mention]) -> list[Mention]:
    """Other places of a document that name a company of it by a short form, longest forms first."""
    found: list[Mention] = []
    seen: set[tuple[int, str]] = set()
    bounds = np.append(batch.starts, len(batch.text) + 1).tolist()
    companies = sorted(mention for mention in kept if mention[3] == "company")
    rows = batch.document_of(np.array([mention[0] for mention in companies], dtype=np.int64))
    for row, (start, end, entity, kind) in zip(rows.tolist(), companies, strict=True):
        form = batch.text[start:end]
        if (row, form) in seen:
            continue
        seen.add((row, form))
        low, high = bounds[row], bounds[row + 1] - 1
        for other in other_forms(form, batch.text[end : end + 40]):
            place = batch.text.find(other, low, high)
            while place >= 0:
                found.append((place, place + len(other), entity, kind))
                place = batch.text.find(other, place + len(other), high)
    return sorted(found, key=lambda mention: (mention[0] - mention[1], mention))


def _frame(doc_ids, entities, kinds, starts, ends) -> pd.DataFrame:  # type: ignore[no-untyped-def]
    return pd.DataFrame(
        {
            "doc_id": pd.Series(doc_ids, dtype="str"),
            "entity": pd.Series(entities, dtype="str"),
            "kind": pd.Series(kinds, dtype="str"),
            "start": np.asarray(starts, dtype=np.int64),
            "end": np.asarray(ends, dtype=np.int64),
        }
    )
