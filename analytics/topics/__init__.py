"""Topics that nobody named: found by clustering what documents say, or by the classic models."""

from analytics.topics.discovery import MODELS, TopicError, TopicResult, find_topics
from analytics.topics.evaluation import TopicEvaluation, evaluate_topics
from analytics.topics.lasting import LastingTopics, keep_ids

__all__ = [
    "MODELS",
    "LastingTopics",
    "TopicError",
    "TopicEvaluation",
    "TopicResult",
    "evaluate_topics",
    "find_topics",
    "keep_ids",
]
