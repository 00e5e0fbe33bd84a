"""Topics that nobody named: found by clustering what documents say, or by the classic models."""

from analytics.topics.discovery import TopicError, find_topics
from analytics.topics.evaluation import TopicEvaluation, evaluate_topics, measure
from analytics.topics.lasting import LastingTopics, keep_ids
from analytics.topics.result import TopicResult
from analytics.topics.view import MODELS

__all__ = [
    "MODELS",
    "LastingTopics",
    "TopicError",
    "TopicEvaluation",
    "TopicResult",
    "evaluate_topics",
    "find_topics",
    "keep_ids",
    "measure",
]
