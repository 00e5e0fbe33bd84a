"""Tone of documents, sentences and entities, with the words that made it."""

from analytics.sentiment.adapt import Adaptation, adapt
from analytics.sentiment.baseline import score_baseline
from analytics.sentiment.entities import score_entities, score_named
from analytics.sentiment.evaluation import Evaluation, evaluate_sentiment
from analytics.sentiment.scoring import Explanation, explain, score_documents
from analytics.sentiment.single import ScoredText, score_text
from analytics.sentiment.training import SentimentModel, load_model, train_sentiment

__all__ = [
    "Adaptation",
    "Evaluation",
    "Explanation",
    "ScoredText",
    "SentimentModel",
    "adapt",
    "evaluate_sentiment",
    "explain",
    "load_model",
    "score_baseline",
    "score_documents",
    "score_entities",
    "score_named",
    "score_text",
    "train_sentiment",
]
