"""The news of two runs side by side: how much of it is about each theme, and how it sounds."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analytics.comparison.moves import ALL, claims, compare_shares, compare_tones, tones
from analytics.comparison.stories import match_documents, match_stories

NEWS_TABLES = ("documents", "document_themes", "sentiment")


@dataclass(frozen=True)
class NewsMoves:
    """`stories` as `match_stories` gives them, `shares` and `tones` as `compare_shares`, `compare_tones`."""

    stories: pd.DataFrame
    shares: pd.DataFrame
    tones: pd.DataFrame


def compare_news(
    a: Mapping[str, pd.DataFrame], b: Mapping[str, pd.DataFrame], themes: list[str]
) -> NewsMoves:
    """Compare the `NEWS_TABLES` of two runs over the `themes` that both know; differences are B minus A."""
    pairs = match_documents(a["documents"], b["documents"])
    stories = match_stories(a["documents"], b["documents"], pairs)
    told = claims(stories, a["document_themes"], b["document_themes"])
    toned = tones(stories, a["sentiment"], b["sentiment"])
    return NewsMoves(
        stories, compare_shares(stories, told, themes), compare_tones(told, toned, [ALL, *themes])
    )
