"""From polarity to three classes with probabilities, by curves for each kind of text."""

from dataclasses import dataclass

import numpy as np

from analytics.tokens import Tokens


@dataclass(frozen=True)
class Curves:
    """Two logistic curves over polarity, for negative and for positive; the rest is neutral. `absent` are
    the classes of documents without any hit."""

    slope_neg: float
    cut_neg: float
    slope_pos: float
    cut_pos: float
    absent: tuple[float, float, float]

    def classes(self, polarity: np.ndarray, n_hits: np.ndarray) -> np.ndarray:
        """Probabilities (n, 3) of neg, neu and pos."""
        negative = 1 / (1 + np.exp(self.slope_neg * (polarity - self.cut_neg)))
        positive = 1 / (1 + np.exp(-self.slope_pos * (polarity - self.cut_pos)))
        neutral = np.maximum(1 - negative - positive, 0.02)
        found = np.stack([negative, neutral, positive], axis=1)
        found[n_hits == 0] = self.absent
        return found / found.sum(axis=1, keepdims=True)


# Chosen on labelled sets, see docs/sentiment.md. What has a headline is news, of which much is neutral; a
# loose sentence or post is judged sooner, and less surely; a paragraph lies between.
HEADED = Curves(7.5, -0.31, 8.0, 0.28, (0.1, 0.68, 0.22))
LOOSE = Curves(4.1, -0.24, 3.8, 0.22, (0.17, 0.44, 0.39))
PARAGRAPH = Curves(5.2, -0.32, 5.2, 0.32, (0.15, 0.55, 0.3))
LONG = 50  # tokens of a paragraph


def class_probabilities(polarity: np.ndarray, n_hits: np.ndarray, tokens: Tokens) -> np.ndarray:
    """Probabilities (n, 3) of neg, neu and pos of documents with these polarities and numbers of hits."""
    loose = np.where(np.diff(tokens.offsets) < LONG, 1, 2)
    kind = np.where(tokens.title_lengths > 0, 0, loose)
    curves = (HEADED, LOOSE, PARAGRAPH)
    found = np.stack([each.classes(polarity, n_hits) for each in curves])
    return found[kind, np.arange(len(tokens))]
