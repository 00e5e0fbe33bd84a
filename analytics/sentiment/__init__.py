"""Tone of documents, sentences and entities, with the words that made it."""

from analytics.sentiment.adapt import Adaptation, adapt
from analytics.sentiment.baseline import score_baseline
from analytics.sentiment.entities import score_entities
from analytics.sentiment.evaluation import Evaluation, evaluate_sentiment
from analytics.sentiment.scoring import Explanation, explain, score_documents

__all__ = [
    "Adaptation",
    "Evaluation",
    "Explanation",
    "adapt",
    "evaluate_sentiment",
    "explain",
    "score_baseline",
    "score_documents",
    "score_entities",
]
