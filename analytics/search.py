"""Documents that hold the words of a query, with the words found as evidence."""

import re

import pandas as pd

from analytics.themes.matching import match_words, read_texts
from analytics.tokens import Tokens

MAX_WORDS = 20  # each is one scan of the corpus
_ALTERNATIVES = re.compile(r"[,，、;；|]+")


class QueryError(ValueError):
    """A query that asks for nothing, or for too much; the message says what to change."""


def read_query(query: str) -> list[tuple[str, ...]]:
    """The alternatives of a query, each the words that a document must hold all of.

    Spaces join words that must all occur, commas (also 、 ; |) divide alternatives: "英伟达 芯片, GPU".
    Raises QueryError.
    """
    alternatives = [tuple(dict.fromkeys(part.split())) for part in _ALTERNATIVES.split(query)]
    alternatives = [part for part in alternatives if part]
    words = [word for part in alternatives for word in part]
    wordless = [word for word in words if not any(c.isalnum() for c in word)]
    if not words or wordless:
        raise QueryError(f"query={query!r}: give words to look for, such as 毫末智行 or GPU")
    if len(words) > MAX_WORDS:
        raise QueryError(f"query: {len(words)} words; at most {MAX_WORDS} can be looked for")
    return list(dict.fromkeys(alternatives))


def find_documents(tokens: Tokens, query: str) -> pd.DataFrame:
    """The documents that a query asks for, in their order: doc_id, weight, evidence.

    `weight` (0…1) is 1 with a word in the headline, else m / (m + 2) for m mentions; `evidence` are
    the words found, those of the query's order, joined by 、. Raises QueryError.
    """
    alternatives = read_query(query)
    words = list(dict.fromkeys(word for part in alternatives for word in part))
    hits = _count(tokens, words)
    held = hits["n"].unstack("word", fill_value=0).reindex(columns=range(len(words)), fill_value=0)
    place = {word: number for number, word in enumerate(words)}
    wanted = pd.Series(False, index=held.index)
    for part in alternatives:
        wanted |= (held[[place[word] for word in part]] > 0).all(axis=1)
    held = held[wanted]
    if held.empty:
        return pd.DataFrame({"doc_id": [], "weight": [], "evidence": []}).astype(
            {"doc_id": "str", "weight": "float64", "evidence": "str"}
        )
    mentions = held.sum(axis=1)
    weight = (mentions / (mentions + 2)).where(
        ~hits["in_title"].groupby("document").any().reindex(held.index), 1.0
    )
    return pd.DataFrame(
        {
            "doc_id": tokens.doc_ids[held.index],
            "weight": weight.to_numpy(),
            "evidence": [
                "、".join(words[i] for i, n in enumerate(row) if n) for row in held.to_numpy()
            ],
        }
    )


def _count(tokens: Tokens, words: list[str]) -> pd.DataFrame:
    """Mentions `n` of each word and whether one stands `in_title`, by (document, word)."""
    parts = []
    for text in read_texts(tokens):
        for number, word in enumerate(words):
            hits = match_words(text, [word])
            parts.append(
                pd.DataFrame(
                    {
                        "document": hits.document + text.first,
                        "word": number,
                        "in_title": hits.in_title.astype(bool),
                    }
                )
            )
    every = pd.concat(parts) if parts else pd.DataFrame(columns=["document", "word", "in_title"])
    grouped = every.groupby(["document", "word"])["in_title"]
    return grouped.agg(n="size", in_title="any")
