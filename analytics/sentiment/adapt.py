"""Adaptation to a corpus: the words its own documents teach, for a person to look through and veto."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analytics.lexicon import Lexicon
from analytics.sentiment.learned import read_veto
from analytics.sentiment.learning import learn_terms
from analytics.tokens import Tokens


@dataclass(frozen=True)
class Adaptation:
    """What a corpus taught: `terms` (term, valence −3…3, n_documents, example_id, example).

    Give `valences` to `score_documents` and `explain` to use them.
    """

    terms: pd.DataFrame

    @property
    def valences(self) -> dict[str, float]:
        """Valence by term."""
        return dict(zip(self.terms["term"], self.terms["valence"], strict=True))


def adapt(
    documents: pd.DataFrame,
    tokens: Tokens,
    veto: str | Path = "",
    lexicon: Lexicon | None = None,
) -> Adaptation:
    """Learn from the documents which words of theirs tell their tone, without any label.

    Words in the bundled veto file and in `veto` (a file of one word a line) are left
    out. `example` is the headline of the clearest document with the word. Raises LexiconError when the veto
    file cannot be read.
    """
    vetoed = read_veto() | (read_veto(Path(veto)) if veto else frozenset())
    terms = learn_terms(tokens, vetoed, lexicon)
    headline = documents["title"].where(documents["title"] != "", documents["body"].str[:60])
    by_id = dict(zip(documents["doc_id"], headline, strict=True))
    return Adaptation(terms.assign(example=terms["example_id"].map(by_id).astype("str")))
