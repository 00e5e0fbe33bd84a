"""Topics, themes and sentiment of Chinese business and technology news.

Read
    open_corpus(source)       a corpus, read and segmented once, kept on disk
    read_corpus(source)       the tables alone: documents, rejected, sources

Ask (each a class whose methods return one table or chart, in English or Chinese)
    CorpusView                what is in here, what is missing or damaged?
    TopicsView                what is it about?
    SentimentView             how does it sound, for whom, and why?
    TrendsView                what changed?
    BriefingView              one page for someone with two minutes
    ThemeView                 everything about one theme, or about the words of a query
    EvaluationView            which topic model suits a corpus?

Compute (pandas tables in, pandas tables out)
    read_themes, assign_themes    documents to the themes of a YAML file
    find_topics                   topics that nobody named
    score_documents, explain      tone of documents, and the words that made it
    score_entities                tone for each company, person, product
    score_text                    tone of one headline or sentence

Nothing heavy is imported before it is used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from analytics.displays import register

if TYPE_CHECKING:
    from analytics.corpus import read_corpus
    from analytics.prepared import open_corpus
    from analytics.sentiment import explain, score_documents, score_entities, score_text
    from analytics.themes import assign_themes, read_themes
    from analytics.topics import find_topics
    from analytics.views.briefing import BriefingView
    from analytics.views.corpus import CorpusView
    from analytics.views.evaluation import EvaluationView
    from analytics.views.sentiment import SentimentView
    from analytics.views.theme import ThemeView
    from analytics.views.topics import TopicsView
    from analytics.views.trends import TrendsView

__version__ = "0.1.0"

_HOMES = {
    "open_corpus": "analytics.prepared",
    "read_corpus": "analytics.corpus",
    "CorpusView": "analytics.views.corpus",
    "TopicsView": "analytics.views.topics",
    "SentimentView": "analytics.views.sentiment",
    "TrendsView": "analytics.views.trends",
    "BriefingView": "analytics.views.briefing",
    "ThemeView": "analytics.views.theme",
    "EvaluationView": "analytics.views.evaluation",
    "read_themes": "analytics.themes",
    "assign_themes": "analytics.themes",
    "find_topics": "analytics.topics",
    "score_documents": "analytics.sentiment",
    "explain": "analytics.sentiment",
    "score_entities": "analytics.sentiment",
    "score_text": "analytics.sentiment",
}

__all__ = [
    "BriefingView",
    "CorpusView",
    "EvaluationView",
    "SentimentView",
    "ThemeView",
    "TopicsView",
    "TrendsView",
    "assign_themes",
    "explain",
    "find_topics",
    "open_corpus",
    "read_corpus",
    "read_themes",
    "score_documents",
    "score_entities",
    "score_text",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'analytics' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})


register()
