"""Sentences of a document with the words that carry tone marked in them."""

import re

import pandas as pd
from markupsafe import Markup, escape

from analytics.text import normalise, split_sentences


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


def sentence_about(
    text: str, name: str, polarity: float, sentences: pd.DataFrame
) -> tuple[int, int]:
    """Start and end of the sentence that names somebody in a tone nearest to `polarity`.

    `sentences` are those of the document with this text; (0, 0) when none names them as written.
    """
    plain, form = normalise(text).lower(), normalise(name).lower()
    naming = [
        form in plain[start:end]
        for start, end in zip(sentences["start"], sentences["end"], strict=True)
    ]
    own = sentences[naming]
    if own.empty:
        return 0, 0
    distance = (own["polarity"].fillna(0) - polarity).abs()
    row = own.loc[distance.idxmin()]
    return int(row["start"]), int(row["end"])


def mark_hits(text: str, start: int, end: int, hits: pd.DataFrame) -> Markup:
    """`text[start:end]`, escaped, each hit of the lexicon in it marked with the sign of its contribution.

    What only leans, as was learned, is not: each such word says too little to be shown as a reason.
    """
    hits = hits[~hits["rule"].str.contains("learned")]
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


def shows(marked: str, polarity: float) -> bool:
    """Whether a marked sentence holds a word of this sign."""
    return f'<mark class="{"pos" if polarity > 0 else "neg"}">' in marked


def telling_sentence(title: str, body: str, terms: list[str]) -> Markup:
    """The sentence of the body (else the headline) that holds most of the terms, these marked.

    Empty when none of them stands in the text as it is written.
    """
    text = document_text(title, body)
    plain = normalise(text).lower()
    spans = _occurrences(plain, [normalise(term).lower() for term in terms if term])
    best, start, chosen = 0, 0, (0, 0)
    for sentence in split_sentences(text):
        end = start + len(sentence)
        inside = len({plain[a:b] for a, b in spans if start <= a and b <= end})
        in_headline = bool(title) and start == 0
        if inside > best or (inside and inside == best and chosen[0] == 0 and not in_headline):
            best, chosen = inside, (start, end)
        start = end
    parts: list[Markup] = []
    at = chosen[0]
    for a, b in spans:
        if at <= a and b <= chosen[1]:
            parts += [escape(text[at:a]), Markup("<mark>{}</mark>").format(text[a:b])]
            at = b
    return Markup("").join([*parts, escape(text[at : chosen[1]])]).strip()


def _occurrences(plain: str, terms: list[str]) -> list[tuple[int, int]]:
    """Where the terms occur, in text order, the longer of two at the same place first."""
    forms = sorted(set(terms), key=lambda term: (-len(term), term))
    pattern = "|".join("[^。！？\n]{0,12}?".join(map(re.escape, form.split("…"))) for form in forms)
    return [match.span() for match in re.finditer(pattern, plain)] if forms else []
