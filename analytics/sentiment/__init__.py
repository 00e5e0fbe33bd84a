"""Tone of documents, sentences and entities, with the words that made it."""

from analytics.sentiment.baseline import score_baseline
from analytics.sentiment.entities import score_entities
from analytics.sentiment.scoring import Explanation, explain, score_documents

__all__ = ["Explanation", "explain", "score_baseline", "score_documents", "score_entities"]
