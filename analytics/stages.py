"""The stages behind the reports, each computed once for a corpus and its settings and then kept.

`prepare` computes what a set of notebooks will ask for, so that they start from disk.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.parameters import Parameters, TopicsParameters
from analytics.prepared import PreparedCorpus, open_corpus
from analytics.tables import TOPIC_CHANGES

BASELINE_SIZE = 100  # documents SnowNLP scores for comparison; it reads about 40 a second


@dataclass(frozen=True)
class ThemeTables:
    """Named themes over a corpus.

    `themes` has the columns theme, name_en, name_zh, description in the file's order;
    `document_themes` keeps its contract; `seeds` says how often each seed word occurs and
    `suggestions` which further words a person might accept.
    """

    themes: pd.DataFrame
    document_themes: pd.DataFrame
    seeds: pd.DataFrame
    suggestions: pd.DataFrame


@dataclass(frozen=True)
class TopicTables:
    """Discovered topics over a corpus; `trials` is the evidence for the number of topics.

    `changes` (TOPIC_CHANGES) tells how they go on from those of an earlier run, and `known` (doc_id)
    which documents that run had; both are empty without one.
    """

    topics: pd.DataFrame
    topic_terms: pd.DataFrame
    document_topics: pd.DataFrame
    trials: pd.DataFrame
    changes: pd.DataFrame
    known: pd.DataFrame


def theme_tables(corpus: PreparedCorpus, path: str = "") -> ThemeTables:
    """Themes of a YAML file (the bundled ones without) and the documents that are about them."""
    from analytics.themes import assign_themes, read_themes

    themes = read_themes(path)

    def compute() -> dict[str, pd.DataFrame]:
        result = assign_themes(corpus.documents, corpus.tokens, themes)
        return {
            "document_themes": result.document_themes,
            "seeds": result.seeds,
            "suggestions": result.suggestions,
        }

    tables = corpus.keep("themes", {"themes": repr(themes)}, compute)
    names = pd.DataFrame(
        {
            "theme": [theme.key for theme in themes],
            "name_en": [theme.name_en for theme in themes],
            "name_zh": [theme.name_zh for theme in themes],
            "description": [theme.description for theme in themes],
        }
    )
    return ThemeTables(themes=names, **tables)


def topic_tables(
    corpus: PreparedCorpus,
    themes: ThemeTables,
    *,
    model: str = "ours",
    n_topics: str | int = "auto",
    among: str = "unclaimed",
    seed: int = 0,
    previous: str = "",
) -> TopicTables:
    """Topics found `among` the stories that no theme claims, or among "all".

    Those that go on from topics of the run at `previous` keep their numbers and labels. A story counts once, so `n_documents` of a topic is the number of its stories; `document_topics` holds
    every document of these.
    """

    from analytics.earlier import read_earlier

    earlier = read_earlier(previous) if previous else None

    def compute() -> dict[str, pd.DataFrame]:
        from analytics.topics import find_topics

        documents = corpus.documents
        pairs = earlier.match(documents) if earlier else None
        before = earlier.topics(pairs) if earlier else None
        claimed = documents["doc_id"].isin(themes.document_themes["doc_id"])
        stories = documents["story_id"]
        kept = ~stories.duplicated()
        if among == "unclaimed":
            kept &= ~stories.isin(stories[claimed])
        found = find_topics(
            documents[kept].reset_index(drop=True),
            corpus.tokens.take(kept.to_numpy().nonzero()[0]),
            model=model,
            n_topics=n_topics,
            seed=seed,
            previous=before,
        )
        changes, known = TOPIC_CHANGES.empty(), documents[["doc_id"]].head(0)
        if earlier and pairs is not None and before is not None:
            found, changes = earlier.continued(found, before, documents)
            both = pairs.loc[pairs["doc_id_b"] != "", "doc_id_a"]
            known = documents.loc[documents["doc_id"].isin(both), ["doc_id"]]
        # The other documents of a story share its topic.
        place = found.document_topics.merge(documents[["doc_id", "story_id"]], on="doc_id")
        place = documents[["doc_id", "story_id"]].merge(place.drop(columns="doc_id"), on="story_id")
        return {
            "topics": found.topics,
            "topic_terms": found.topic_terms,
            "document_topics": place.drop(columns="story_id"),
            "trials": found.trials,
            "changes": changes,
            "known": known,
        }

    claims = themes.document_themes["doc_id"].str.cat(sep="\n") if among == "unclaimed" else ""
    settings = {"model": model, "n_topics": n_topics, "seed": seed, "claimed": claims}
    settings["previous"] = earlier.key if earlier else ""
    return TopicTables(**corpus.keep("topics", settings, compute))


def chosen_topics(
    corpus: PreparedCorpus, themes: ThemeTables, parameters: TopicsParameters
) -> TopicTables:
    """The topics that a notebook's parameters choose."""
    return topic_tables(
        corpus,
        themes,
        model=parameters.model,
        n_topics=parameters.n_topics,
        among=parameters.among,
        seed=parameters.seed,
        previous=parameters.previous,
    )


def sentiment_table(corpus: PreparedCorpus) -> pd.DataFrame:
    """Tone of every document."""

    def compute() -> dict[str, pd.DataFrame]:
        from analytics.sentiment import score_documents

        return {"sentiment": score_documents(corpus.documents, corpus.tokens)}

    return corpus.keep("sentiment", {}, compute)["sentiment"]


def entity_table(corpus: PreparedCorpus) -> pd.DataFrame:
    """Companies, people, products and institutions of every document, each with its own tone.

    Those that publish the documents are left out: who reports is not who is reported on.
    """

    def compute() -> dict[str, pd.DataFrame]:
        from analytics.sentiment import score_entities

        found = score_entities(corpus.documents, corpus.tokens)
        publishers = corpus.documents["source"].unique()
        return {"entities": found[~found["entity"].isin(publishers)].reset_index(drop=True)}

    return corpus.keep("entities", {}, compute)["entities"]


def baseline_table(corpus: PreparedCorpus, seed: int = 0) -> pd.DataFrame:
    """SnowNLP's view (doc_id, p_pos) of at most `BASELINE_SIZE` documents drawn at random."""

    def compute() -> dict[str, pd.DataFrame]:
        from analytics.sentiment import score_baseline

        documents = corpus.documents
        if len(documents) > BASELINE_SIZE:
            documents = documents.sample(BASELINE_SIZE, random_state=seed).sort_index()
        return {"baseline": score_baseline(documents)}

    return corpus.keep("baseline", {"seed": seed}, compute)["baseline"]


def map_table(corpus: PreparedCorpus, themes: ThemeTables, seed: int = 0) -> pd.DataFrame:
    """Places of distinct stories on the map (doc_id, x, y); a sample by theme of a large corpus."""

    def compute() -> dict[str, pd.DataFrame]:
        from analytics.document_map import draw_sample, place_documents
        from analytics.neighbours import embed_documents

        documents = corpus.documents
        first = (~documents["story_id"].duplicated()).to_numpy().nonzero()[0]
        theme = themes.document_themes.drop_duplicates("doc_id").set_index("doc_id")["theme"]
        groups = documents["doc_id"].iloc[first].map(theme).fillna("").to_numpy(dtype=object)
        rows = first[draw_sample(groups, seed=seed)]
        places = place_documents(embed_documents(corpus.tokens, rows), seed)
        ids = documents["doc_id"].iloc[rows[places["position"]]].to_numpy()
        return {"map": pd.DataFrame({"doc_id": ids, "x": places["x"], "y": places["y"]})}

    settings = {"seed": seed, "themes": themes.document_themes.to_csv(index=False)}
    return corpus.keep("map", settings, compute)["map"]


def open_chosen(parameters: Parameters) -> PreparedCorpus:
    """The slice of a corpus that a notebook's parameters choose; raises SourceError."""
    return open_corpus(
        parameters.corpus,
        start=parameters.start,
        end=parameters.end,
        publisher=parameters.source,
    )


def prepare(
    notebooks: Mapping[str, Parameters],
    on_stage: Callable[[str], None] = lambda stage: None,
    without: Collection[str] = (),
) -> list[PreparedCorpus]:
    """Compute and keep what these notebooks will ask for; returns the corpora they read.

    `notebooks` maps a notebook's name to its parameters. `on_stage` hears the name of each stage
    before it starts; stages `without` are left to the notebooks. Raises SourceError, ThemeError,
    EarlierRunError.
    """
    from analytics.earlier import read_earlier
    from analytics.subject import check_subject

    for parameters in notebooks.values():
        check_subject(parameters)
        if previous := getattr(parameters, "previous", ""):
            read_earlier(previous)
    corpora: dict[tuple[str, ...], PreparedCorpus] = {}
    done: set[tuple[object, ...]] = set()
    for name, parameters in notebooks.items():
        source = (parameters.corpus, parameters.start, parameters.end, parameters.source)
        if source not in corpora:
            on_stage("reading")
            corpora[source] = open_chosen(parameters)
        for stage, compute in _stages_of(name, corpora[source], parameters):
            if stage not in without and (source, parameters.themes, stage) not in done:
                done.add((source, parameters.themes, stage))
                on_stage(stage)
                compute()
    return list(corpora.values())


def _stages_of(
    notebook: str, corpus: PreparedCorpus, parameters: Any
) -> Iterator[tuple[str, Callable[[], object]]]:
    if notebook == "01_corpus":
        return
    if notebook == "07_evaluation":
        from analytics.model_comparison import model_table

        yield "models", lambda: model_table(corpus, parameters)
        return
    yield "themes", lambda: theme_tables(corpus, parameters.themes)
    yield "sentiment", lambda: sentiment_table(corpus)
    if notebook == "02_topics":
        themes = theme_tables(corpus, parameters.themes)
        yield "topics", lambda: chosen_topics(corpus, themes, parameters)
        yield "map", lambda: map_table(corpus, themes, parameters.seed)
    if notebook in ("03_sentiment", "05_briefing", "06_theme"):
        yield "entities", lambda: entity_table(corpus)
    if notebook == "03_sentiment":
        yield "baseline", lambda: baseline_table(corpus, parameters.seed)
    if notebook == "06_theme":
        from analytics.subject import neighbours_of_subject

        yield "neighbours", lambda: neighbours_of_subject(corpus, parameters)
