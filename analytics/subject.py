"""What a deep dive is about, a named theme or a query, and what lies near it; kept like the stages."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.among import is_among
from analytics.mapped import digest_frame
from analytics.prepared import PreparedCorpus
from analytics.stages import (
    ThemeTables,
    TopicTables,
    borrowed,
    embed_corpus,
    theme_tables,
    topic_tables,
)

N_NEAR = 12  # stories shown beside those that match


@dataclass(frozen=True)
class NeighbourTables:
    """What lies near the matching documents.

    `groups` has group ("theme:KEY" or "topic:NUMBER"), n_documents, n_shared, nearness; `documents`
    doc_id, nearness of stories that do not match but read alike.
    """

    groups: pd.DataFrame
    documents: pd.DataFrame


def check_subject(parameters: Any) -> None:
    """Refuse an unknown theme or an empty query before anything is read."""
    if getattr(parameters, "theme", "").strip():
        from analytics.themes import find_theme, read_themes

        find_theme(read_themes(parameters.themes), parameters.theme)
    if getattr(parameters, "query", "").strip():
        from analytics.search import read_query

        read_query(parameters.query)


def chosen_theme(corpus: PreparedCorpus, themes: ThemeTables, path: str, theme: str) -> str:
    """The key of the theme meant, else of the one with most stories; raises ThemeError."""
    from analytics.themes import find_theme, read_themes

    if theme.strip():
        return find_theme(read_themes(path), theme).key
    stories = corpus.documents.loc[~corpus.documents["story_id"].duplicated(), "doc_id"]
    own = themes.document_themes[is_among(themes.document_themes["doc_id"], stories)]
    sizes = own["theme"].value_counts().reindex(themes.themes["theme"], fill_value=0)
    return str(sizes.idxmax())


def matching_documents(
    corpus: PreparedCorpus, themes: ThemeTables, theme: str, query: str
) -> pd.DataFrame:
    """The documents about a theme (its key), or without one those a query asks for.

    Columns doc_id, weight, evidence.
    """
    if theme:
        own = themes.document_themes[themes.document_themes["theme"] == theme]
        return own[["doc_id", "weight", "evidence"]].reset_index(drop=True)
    return query_table(corpus, query)


def query_table(corpus: PreparedCorpus, query: str) -> pd.DataFrame:
    """The documents that hold the words of a query: doc_id, weight, evidence; raises QueryError."""

    def compute() -> dict[str, pd.DataFrame]:
        from analytics.search import find_documents

        return {"query": find_documents(corpus.tokens, query)}

    return corpus.keep("query", {"query": query}, compute)["query"]


def neighbour_tables(
    corpus: PreparedCorpus, themes: ThemeTables, topics: TopicTables, matching: pd.Series
) -> NeighbourTables:
    """Themes, topics and stories near the documents whose ids are `matching`."""

    def compute() -> dict[str, pd.DataFrame]:
        from analytics.neighbours import Space, near_documents, near_groups

        documents = corpus.documents
        ids, first = documents["doc_id"], ~documents["story_id"].duplicated().to_numpy()
        inside = is_among(ids, matching).to_numpy()
        space = Space.of(embed_corpus(corpus))
        members = {
            f"{kind}:{key}": is_among(ids, rows["doc_id"]).to_numpy() & first
            for kind, table in (
                ("theme", themes.document_themes),
                ("topic", topics.document_topics[topics.document_topics["topic"] >= 0]),
            )
            for key, rows in table.groupby(kind)
        }
        told = is_among(documents["story_id"], documents.loc[inside, "story_id"]).to_numpy()
        near = near_documents(space, inside & first, ~told & first, N_NEAR)
        return {
            "groups": near_groups(space, inside & first, members),
            "documents": pd.DataFrame(
                {
                    "doc_id": ids.iloc[near["position"]].to_numpy(),
                    "nearness": near["nearness"],
                }
            ),
        }

    settings = {
        "matching": digest_frame(matching.to_frame()),
        "themes": digest_frame(themes.document_themes),
        "topics": digest_frame(topics.document_topics),
    }
    settings |= borrowed(corpus)
    return NeighbourTables(**corpus.keep("neighbours", settings, compute))


def neighbours_of_subject(corpus: PreparedCorpus, parameters: Any) -> NeighbourTables:
    """The neighbours of what these parameters (of `06_theme`) ask for."""
    themes = theme_tables(corpus, parameters.themes)
    query = parameters.query.strip()
    theme = "" if query else chosen_theme(corpus, themes, parameters.themes, parameters.theme)
    matching = matching_documents(corpus, themes, theme, query)
    topics = topic_tables(corpus, themes, seed=parameters.seed)
    return neighbour_tables(corpus, themes, topics, matching["doc_id"])
