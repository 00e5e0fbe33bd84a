"""The tone of one piece of text, for trying things out."""

from dataclasses import dataclass

import pandas as pd

from analytics.lexicon import dictionary_terms
from analytics.sentiment.scoring import explain, score_documents
from analytics.tokens import Segmenter


@dataclass(frozen=True)
class ScoredText:
    """A text with its tone: polarity −1…1, label neg, neu or pos, their probabilities, the hits.

    `coverage` is the share of its content words with a known tone; without any, the polarity is a mere
    leaning of its characters. `hits` are SENTIMENT_HITS.
    """

    text: str
    polarity: float
    label: str
    p_neg: float
    p_neu: float
    p_pos: float
    coverage: float
    hits: pd.DataFrame

    def __repr__(self) -> str:
        known = self.hits.loc[self.hits["rule"] != "learned", "term"]
        words = "、".join(known) or "no word with a known tone"
        return f"<ScoredText {self.polarity:+.2f} {self.label}: {words}>"


def score_text(text: str) -> ScoredText:
    """Tone of a headline or sentence, with the words that made it.

    >>> score_text("某公司净利润下滑三成").label
    'neg'
    """
    documents = pd.DataFrame({"doc_id": ["text"], "title": [text], "body": [""]})
    tokens = Segmenter(dictionary_terms()).segment(documents)
    [row] = score_documents(documents, tokens).itertuples(index=False)
    return ScoredText(
        text,
        row.polarity,
        row.label,
        row.p_neg,
        row.p_neu,
        row.p_pos,
        row.coverage,
        explain(documents, tokens).hits,
    )
