"""Sentences of a document with the words that carry tone marked in them."""

import pandas as pd
from markupsafe import Markup, escape


def document_text(title: str, body: str) -> str:
    """The text that offsets of hits, mentions and sentences count in."""
    return f"{title}\n{body}" if title else body


def decisive_sentence(hits: pd.DataFrame, sentences: pd.DataFrame) -> tuple[int, int]:
    """Start and end of the sentence whose hits contribute most; (0, 0) without hits.

    `hits` and `sentences` are those of one document (contracts SENTIMENT_HITS and SENTENCES).
    """
    if hits.empty or sentences.empty:
        return 0, 0
    owner = sentences["start"].searchsorted(hits["start"].to_numpy(), side="right") - 1
    weight = hits["contribution"].groupby(owner).sum().abs()
    row = sentences.iloc[int(weight.idxmax())]
    return int(row["start"]), int(row["end"])


def mark_hits(text: str, start: int, end: int, hits: pd.DataFrame) -> Markup:
    """`text[start:end]`, escaped, each hit in it marked with the sign of its contribution."""
    parts: list[Markup] = []
    at = start
    inside = hits[(hits["start"] >= start) & (hits["end"] <= end)].sort_values("start")
    for hit in inside.itertuples():
        if hit.start < at:  # within a longer hit
            continue
        tone = "pos" if hit.contribution > 0 else "neg" if hit.contribution < 0 else "neu"
        parts.append(escape(text[at : hit.start]))
        parts.append(Markup('<mark class="{}">{}</mark>').format(tone, text[hit.start : hit.end]))
        at = hit.end
    parts.append(escape(text[at:end]))
    return Markup("").join(parts)
