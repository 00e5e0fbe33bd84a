"""What is known of words before a corpus is read: how rare each is, and which keep company."""

from analytics.background.background import Background, BackgroundError, load_background
from analytics.background.counts import Counts
from analytics.background.terms import content_terms, fold, is_content, stop_words

__all__ = [
    "Background",
    "BackgroundError",
    "Counts",
    "content_terms",
    "fold",
    "is_content",
    "load_background",
    "stop_words",
]
