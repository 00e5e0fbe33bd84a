"""The stages behind the reports, each computed once for a corpus and its settings and then kept.

`prepare` computes what a set of notebooks will ask for, so that they start from disk.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analytics.among import is_among
from analytics.mapped import digest_frame
from analytics.memory import release
from analytics.own import Own
from analytics.parameters import Parameters, ThemeParameters, TopicsParameters
from analytics.parts import in_parts
from analytics.prepared import PreparedCorpus, digest_files, open_corpus
from analytics.tables import TOPIC_CHANGES
from analytics.tokens import Tokens

if TYPE_CHECKING:
    from analytics.archive.drift import Drift
    from analytics.archive.lending import Lent

LEARNED_SIZE = 100_000  # documents that teach words
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
    """Themes of a YAML file (the bundled ones without) and the documents that are about them.

    Where the corpus was kept to a theme, they are those found in the whole of it: what else a document is
    about must not change with the company it is looked at in.
    """
    from analytics.themes import assign_themes, read_themes

    if corpus.whole is not None:
        found = theme_tables(corpus.whole, path)
        kept = is_among(found.document_themes["doc_id"], corpus.documents["doc_id"])
        return replace(found, document_themes=found.document_themes[kept].reset_index(drop=True))

    themes = read_themes(path)

    def compute() -> dict[str, pd.DataFrame]:
        background = corpus.lent.background if corpus.lent else None
        result = assign_themes(corpus.documents, corpus.tokens, themes, background)
        return {
            "document_themes": result.document_themes,
            "seeds": result.seeds,
            "suggestions": result.suggestions,
        }

    tables = corpus.keep("themes", {"themes": repr(themes)} | borrowed(corpus), compute)
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

    Those that go on from topics of the run at `previous` keep their numbers and labels. A story counts once,
    so `n_documents` of a topic is the number of its stories; `document_topics` holds every document of
    these. In a slice of an archive they are the archive's topics, unless another model or a number is
    asked for.
    """
    lent = lent_topics(corpus, model, n_topics)

    from analytics.earlier import read_earlier

    earlier = read_earlier(previous) if previous else None

    def compute() -> dict[str, pd.DataFrame]:
        from analytics.topics import find_topics

        documents = corpus.documents
        pairs = earlier.match(documents) if earlier else None
        before = earlier.topics(pairs) if earlier else None
        claimed = is_among(documents["doc_id"], themes.document_themes["doc_id"])
        stories = documents["story_id"]
        kept = ~stories.duplicated()
        if among == "unclaimed":
            kept &= ~is_among(stories, stories[claimed])
        tokens = corpus.tokens.take(kept.to_numpy().nonzero()[0])
        if lent:
            found = lent.topics.describe(tokens, lent.background)
        else:
            chosen = documents[kept].reset_index(drop=True)
            found = find_topics(
                chosen, tokens, model=model, n_topics=n_topics, seed=seed, previous=before
            )
        changes, known = TOPIC_CHANGES.empty(), documents[["doc_id"]].head(0)
        if earlier and pairs is not None and before is not None:
            found, changes = earlier.continued(found, before, documents)
            both = pairs.loc[pairs["doc_id_b"] != "", "doc_id_a"]
            known = documents.loc[is_among(documents["doc_id"], both), ["doc_id"]]
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

    claims = digest_frame(themes.document_themes[["doc_id"]]) if among == "unclaimed" else ""
    settings = {"model": model, "n_topics": n_topics, "seed": seed, "claimed": claims}
    settings["previous"] = earlier.key if earlier else ""
    settings |= {"lent": lent.name} if lent else {}
    return TopicTables(**corpus.keep("topics", settings, compute))


def lent_topics(corpus: PreparedCorpus, model: str, n_topics: str | int) -> "Lent | None":
    """What the archive lends to these settings: topics of our model whose number is not given."""
    return corpus.lent if model == "ours" and n_topics == "auto" else None


def drift_of(corpus: PreparedCorpus) -> "Drift | None":
    """How far the archive that this is a slice of has moved since its topics were learned; None elsewhere."""
    from analytics.archive import find_archive
    from analytics.archive.archive import Archive
    from analytics.archive.drift import find_drift

    found = find_archive(corpus.source) if corpus.lent else None
    if not found:
        return None
    archive = Archive(found[0])
    return find_drift(archive, archive.log.read(found[1]), corpus.folder.parent / "batches")


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
    """Tone of every document: by the lexicon, or by the user's own trained model.

    A model judges by the whole text, so it has evidence where the lexicon has no hit. Raises ModelError.
    """

    def compute() -> dict[str, pd.DataFrame]:
        return {"sentiment": in_parts(score_tone, corpus.documents, corpus.tokens, corpus.own)}

    def trained() -> dict[str, pd.DataFrame]:
        from analytics.sentiment import load_model

        found = load_model(corpus.own.model).score(corpus.documents)
        kept = by_words[["coverage"]].assign(n_hits=by_words["n_hits"].clip(lower=1))
        return {"sentiment": pd.concat([found, kept], axis=1)}

    by_words = corpus.keep("sentiment", corpus.own_words, compute)["sentiment"]
    if not corpus.own.model:
        return by_words
    settings = corpus.own_words | {"model": digest_files([Path(corpus.own.model)])}
    return corpus.keep("trained", settings, trained)["sentiment"]


def score_tone(documents: pd.DataFrame, tokens: Tokens, own: Own) -> pd.DataFrame:
    """Tone of each document by the bundled lexicon and the user's over it."""
    from analytics.sentiment import score_documents

    return score_documents(documents, tokens, lexicon=own.words)


def score_names(documents: pd.DataFrame, tokens: Tokens, own: Own) -> pd.DataFrame:
    """Tone of each name, the user's own among them, by the lexicon and the user's over it."""
    from analytics.sentiment import score_entities

    return score_entities(documents, tokens, own.gazetteer, own.words)


def learned_table(corpus: PreparedCorpus, veto: str = "") -> pd.DataFrame:
    """Words whose tone the corpus teaches (see `sentiment.adapt`), without those of the file `veto`; of a
    large corpus `LEARNED_SIZE` documents drawn at random teach.

    Raises LexiconError when the file cannot be read.
    """
    from analytics.sentiment import adapt
    from analytics.sentiment.learned import read_veto

    words = sorted(read_veto(Path(veto))) if veto else []

    def compute() -> dict[str, pd.DataFrame]:
        rows = np.arange(len(corpus.documents))
        if len(rows) > LEARNED_SIZE:
            drawn = np.random.default_rng(0).choice(len(rows), LEARNED_SIZE, replace=False)
            rows = np.sort(drawn)
        documents = corpus.documents.iloc[rows].reset_index(drop=True)
        tokens = corpus.tokens.take(rows)
        return {"learned": adapt(documents, tokens, veto, corpus.own.words).terms}

    settings = {"veto": "\n".join(words)} | corpus.own_words
    return corpus.keep("learned", settings, compute)["learned"]


def unmet_vetoes(corpus: PreparedCorpus, veto: str) -> list[str]:
    """Words of a veto file that stand nowhere in the corpus as words: misspelt, or cut otherwise."""
    from analytics.sentiment.learned import read_veto

    tokens = corpus.tokens
    met = {term.lower() for term in tokens.vocabulary[np.unique(tokens.term_ids)]}
    return sorted(read_veto(Path(veto)) - met)


def adapted_sentiment_table(corpus: PreparedCorpus, learned: pd.DataFrame) -> pd.DataFrame:
    """Tone of every document when the words that the corpus teaches (a `learned_table`) count too."""
    valences = dict(zip(learned["term"], learned["valence"], strict=True))

    def compute() -> dict[str, pd.DataFrame]:
        from analytics.sentiment import score_documents

        words = corpus.own.words
        return {"sentiment": score_documents(corpus.documents, corpus.tokens, valences, words)}

    settings = {"learned": valences} | corpus.own_words
    return corpus.keep("adapted", settings, compute)["sentiment"]


def entity_table(corpus: PreparedCorpus) -> pd.DataFrame:
    """Companies, people, products and institutions of every document, each with its own tone.

    Those that publish the documents are left out: who reports is not who is reported on.
    """

    def compute() -> dict[str, pd.DataFrame]:
        found = in_parts(score_names, corpus.documents, corpus.tokens, corpus.own)
        publishers = corpus.documents["source"].unique()
        return {"entities": found[~found["entity"].isin(publishers)].reset_index(drop=True)}

    return corpus.keep("entities", corpus.own_words, compute)["entities"]


def baseline_table(corpus: PreparedCorpus, seed: int = 0) -> pd.DataFrame:
    """SnowNLP's view (doc_id, p_pos) of at most `BASELINE_SIZE` documents drawn at random."""

    def compute() -> dict[str, pd.DataFrame]:
        from analytics.sentiment import score_baseline

        documents = corpus.documents
        if len(documents) > BASELINE_SIZE:
            documents = documents.sample(BASELINE_SIZE, random_state=seed).sort_index()
        release()  # SnowNLP's model takes as much as a million documents
        return {"baseline": score_baseline(documents)}

    return corpus.keep("baseline", {"seed": seed}, compute)["baseline"]


def map_table(corpus: PreparedCorpus, themes: ThemeTables, seed: int = 0) -> pd.DataFrame:
    """Places of distinct stories on the map (doc_id, x, y); a sample by theme of a large corpus."""

    def compute() -> dict[str, pd.DataFrame]:
        from analytics.document_map import draw_sample, place_documents

        documents = corpus.documents
        first = (~documents["story_id"].duplicated()).to_numpy().nonzero()[0]
        theme = themes.document_themes.drop_duplicates("doc_id").set_index("doc_id")["theme"]
        groups = documents["doc_id"].iloc[first].map(theme).fillna("").to_numpy(dtype=object)
        rows = first[draw_sample(groups, seed=seed)]
        places = place_documents(embed_corpus(corpus, rows), seed)
        ids = documents["doc_id"].iloc[rows[places["position"]]].to_numpy()
        return {"map": pd.DataFrame({"doc_id": ids, "x": places["x"], "y": places["y"]})}

    settings = {"seed": seed, "themes": digest_frame(themes.document_themes)}
    settings |= borrowed(corpus)
    return corpus.keep("map", settings, compute)["map"]


def embed_corpus(corpus: PreparedCorpus, rows: np.ndarray | None = None) -> np.ndarray:
    """Vectors of documents (see `neighbours.embed_documents`), in the archive's space in a slice of one."""
    from analytics.neighbours import embed_documents

    return embed_documents(corpus.tokens, rows, corpus.lent.embedding if corpus.lent else None)


def borrowed(corpus: PreparedCorpus) -> dict[str, str]:
    """The settings of a stage that depends on what the archive lends."""
    return {"lent": corpus.lent.name} if corpus.lent else {}


def open_chosen(parameters: Parameters) -> PreparedCorpus:
    """The slice of a corpus that a notebook's parameters choose; raises SourceError, ThemeError."""
    corpus = open_corpus(
        parameters.corpus,
        start=parameters.start,
        end=parameters.end,
        publisher=parameters.source,
        own=own_of(parameters),
    )
    theme = _kept_theme(parameters)
    return keep_to_theme(corpus, theme, parameters.themes) if theme else corpus


def own_of(parameters: Parameters) -> Own:
    """What the parameters lay over the bundled words."""
    return Own(parameters.names, parameters.lexicon, parameters.sentiment_model)


def count_own(own: Own) -> dict[str, int]:
    """How many names, terms and labelled documents of the user's own there are, by parameter."""
    if not own.model:
        return own.counts
    return own.counts | {"sentiment_model": sum(trained_on(own.model)["documents"].values())}


def trained_on(model: str) -> dict[str, Any]:
    """How a trained model was made: documents of each class, macro_f1; raises ModelError."""
    from analytics.sentiment import load_model

    return {"documents": {}, "macro_f1": None} | load_model(model).report


def keep_to_theme(corpus: PreparedCorpus, theme: str, path: str = "") -> PreparedCorpus:
    """The documents about a theme (its key or name); raises ThemeError, SourceError when there are none."""
    from analytics.corpus import SourceError
    from analytics.themes import find_theme, read_themes

    key = find_theme(read_themes(path), theme).key
    found = theme_tables(corpus, path).document_themes
    kept = corpus.keep_to(found.loc[found["theme"] == key, "doc_id"])
    if not len(kept):
        raise SourceError(
            f"{corpus.source}: none of the {len(corpus):,} documents asked for is about {key}"
        )
    return kept


def slice_of(parameters: Parameters) -> tuple[str, ...]:
    """What decides which documents a notebook reads, and with which words: equal for those that read the same."""
    theme = _kept_theme(parameters)
    chosen = (parameters.corpus, parameters.start, parameters.end, parameters.source)
    own = (parameters.names, parameters.lexicon, parameters.sentiment_model)
    return (*chosen, *own, theme, parameters.themes if theme else "")


def _kept_theme(parameters: Parameters) -> str:
    """The theme that documents are kept to; `06_theme` sets its own beside all the others."""
    return "" if isinstance(parameters, ThemeParameters) else parameters.theme.strip()


def prepare(
    notebooks: Mapping[str, Parameters],
    on_stage: Callable[[str], None] = lambda stage: None,
    without: Collection[str] = (),
) -> list[PreparedCorpus]:
    """Compute and keep what these notebooks will ask for; returns the corpora they read.

    `notebooks` maps a notebook's name to its parameters. `on_stage` hears the name of each stage
    before it starts; stages `without` are left to the notebooks, and so is the baseline: SnowNLP takes
    longer than all of ours, so its one notebook computes it while others run. Raises SourceError,
    ThemeError, EarlierRunError, GazetteerError, LexiconError, ModelError.
    """
    from analytics.earlier import read_earlier, read_earlier_news
    from analytics.sentiment.learned import read_veto
    from analytics.subject import check_subject

    for parameters in notebooks.values():
        check_subject(parameters)
        if parameters.sentiment_model:
            trained_on(parameters.sentiment_model)
        if veto := getattr(parameters, "veto", ""):
            read_veto(Path(veto))
        if previous := getattr(parameters, "previous", ""):
            topics = isinstance(parameters, TopicsParameters)
            read_earlier(previous) if topics else read_earlier_news(previous)
    corpora: dict[tuple[str, ...], PreparedCorpus] = {}
    done: set[tuple[object, ...]] = set()
    for name, parameters in notebooks.items():
        source = slice_of(parameters)
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
    if notebook in ("03_sentiment", "04_trends", "05_briefing", "06_theme"):
        yield "entities", lambda: entity_table(corpus)
    if notebook == "03_sentiment":
        yield "learned", lambda: learned_table(corpus, parameters.veto)
    if notebook == "06_theme":
        from analytics.subject import neighbours_of_subject

        yield "neighbours", lambda: neighbours_of_subject(corpus, parameters)
