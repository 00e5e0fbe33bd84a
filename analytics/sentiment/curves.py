"""From polarity to three classes with probabilities, by curves for each kind of text."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Curves:
    """Two logistic curves, for negative and for positive; the rest is neutral.

    A curve rises with polarity, from a cut on, and with how much the headline suggests its class
    (`lean`). Documents without any hit start from the shares of negative and positive ones among such,
    `absent`, and only what is suggested moves them.
    """

    slope_neg: float
    cut_neg: float
    slope_pos: float
    cut_pos: float
    lean: float
    absent: tuple[float, float]

    def classes(
        self, polarity: np.ndarray, suggested: np.ndarray, n_hits: np.ndarray
    ) -> np.ndarray:
        """Probabilities (n, 3) of neg, neu and pos; `suggested` (n, 2) of pos and neg."""
        bare = n_hits == 0
        share_neg, share_pos = (np.log(share / (1 - share)) for share in self.absent)
        toward_neg = np.where(bare, share_neg, self.slope_neg * (self.cut_neg - polarity))
        toward_pos = np.where(bare, share_pos, self.slope_pos * (polarity - self.cut_pos))
        negative = 1 / (1 + np.exp(-toward_neg - self.lean * suggested[:, 1]))
        positive = 1 / (1 + np.exp(-toward_pos - self.lean * suggested[:, 0]))
        neutral = np.maximum(1 - negative - positive, 0.02)
        found = np.stack([negative, neutral, positive], axis=1)
        return found / found.sum(axis=1, keepdims=True)


# Chosen on labelled sets, see docs/sentiment.md. What has a headline or a dateline is news, of which much is
# neutral; a loose sentence or post is judged sooner, and less surely; a paragraph lies between.
NEWS = Curves(5.0, -0.28, 5.5, 0.32, 1.0, (0.07, 0.23))
LOOSE = Curves(3.4, -0.3, 3.0, 0.265, 1.0, (0.13, 0.33))
PARAGRAPH = Curves(4.5, -0.28, 4.5, 0.4, 0.6, (0.14, 0.28))
LONG = 50  # tokens of a paragraph


def class_probabilities(
    polarity: np.ndarray,
    suggested: np.ndarray,
    n_hits: np.ndarray,
    news: np.ndarray,
    lengths: np.ndarray,
) -> np.ndarray:
    """Probabilities (n, 3) of neg, neu and pos of documents with these polarities, suggestions (n, 2: how
    much the headline leans to pos, to neg) and numbers of hits, that are news or not, of these lengths in
    tokens."""
    kind = np.where(news, 0, np.where(lengths < LONG, 1, 2))
    found = np.stack(
        [each.classes(polarity, suggested, n_hits) for each in (NEWS, LOOSE, PARAGRAPH)]
    )
    return found[kind, np.arange(len(kind))]
