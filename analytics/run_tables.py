"""The tables a run keeps beside its reports, so that a later run can be compared with it.

They are Parquet under `tables/` in the folder of the run and named in its manifest. Of the documents
they hold what names and places them and a digest of the text, never the text itself.
"""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa

from analytics.corpus import SourceError, read_table
from analytics.parameters import Parameters, TopicsParameters
from analytics.prepared import PreparedCorpus
from analytics.reports.files import TABLES
from analytics.stages import chosen_topics, open_chosen, sentiment_table, theme_tables
from analytics.tables import (
    DOCUMENT_THEMES,
    DOCUMENT_TOPICS,
    DOCUMENTS,
    SENTIMENT,
    TOPIC_CHANGES,
    TOPIC_TERMS,
    TOPICS,
    Column,
    Table,
    TableError,
)
from analytics.views.wording import headline

MAX_BYTES = 2_000_000_000  # of one table; a larger file is not ours

_BATCH = 50_000  # documents whose texts are looked at at a time
_KEPT = ("doc_id", "published_at", "source", "url", "kind", "story_id")
RUN_DOCUMENTS = Table(
    "documents",
    ("doc_id",),
    (
        *(column for column in DOCUMENTS.columns if column.name in _KEPT),
        Column("headline", "text", "title, else the beginning of the body"),
        Column("digest", "text", "of title and body: equal for the same words"),
    ),
)
THEMES = Table(
    "themes",
    ("theme",),
    (
        Column("theme", "text", "key of the theme"),
        Column("name_en", "text", "its name in English"),
        Column("name_zh", "text", "its name in Chinese"),
    ),
)
CONTRACTS = {
    table.name: table
    for table in (
        RUN_DOCUMENTS, THEMES, DOCUMENT_THEMES, SENTIMENT, TOPICS, TOPIC_TERMS, DOCUMENT_TOPICS,
        TOPIC_CHANGES,
    )
}  # fmt: skip


class RunTableError(ValueError):
    """A kept table that cannot be read; the message says why."""


def run_tables(
    notebooks: Mapping[str, Parameters], corpus: PreparedCorpus
) -> dict[str, pd.DataFrame]:
    """What these notebooks leave for comparison, by the names of `CONTRACTS`, without topics.

    The stages are taken from the cache that `analytics.stages.prepare` filled.
    """
    tables = {"documents": named_documents(corpus.documents)}
    for name, parameters in notebooks.items():
        if name != "01_corpus":
            themes = theme_tables(corpus, parameters.themes)
            tables["themes"] = themes.themes
            tables["document_themes"] = themes.document_themes
            tables["sentiment"] = sentiment_table(corpus)
    return {name: CONTRACTS[name].check(table) for name, table in tables.items()}


def topics_of_run(parameters: Parameters) -> dict[str, pd.DataFrame]:
    """What a notebook that finds topics leaves beside `run_tables`; nothing for the others.

    The corpus is opened anew, so nothing of it is held while notebooks run.
    """
    if not isinstance(parameters, TopicsParameters):
        return {}
    corpus = open_chosen(parameters)
    themes = theme_tables(corpus, parameters.themes)
    found = chosen_topics(corpus, themes, parameters)
    tables = {
        "topics": TOPICS.check(found.topics),
        "topic_terms": TOPIC_TERMS.check(found.topic_terms),
        "document_topics": DOCUMENT_TOPICS.check(found.document_topics),
    }
    return tables | ({"topic_changes": found.changes} if len(found.changes) else {})


def read_run_tables(folder: Path, names: list[str]) -> dict[str, pd.DataFrame]:
    """The tables of a run that are there, by name; raises RunTableError for one that is not ours."""
    tables: dict[str, pd.DataFrame] = {}
    for name in names:
        path = folder / TABLES / f"{name}.parquet"
        if name not in CONTRACTS or not path.is_file():
            continue
        if path.stat().st_size > MAX_BYTES:
            raise RunTableError(f"{path}: larger than {MAX_BYTES:,} bytes.")
        try:
            tables[name] = CONTRACTS[name].check(read_table(path).to_pandas())
        except TableError as error:
            raise RunTableError(
                f"{path}: {error}. Another version may have made this run; run it again."
            ) from error
        except SourceError as error:
            raise RunTableError(str(error)) from error
    return tables


def named_documents(documents: pd.DataFrame) -> pd.DataFrame:
    """What a run keeps of its documents: of their text only `headline` and `digest`."""
    parts = [documents.iloc[low : low + _BATCH] for low in range(0, len(documents), _BATCH)]
    named = pa.concat_tables(_named(part) for part in parts or [documents]).combine_chunks()
    named = named.to_pandas().set_index(documents.index)
    return pd.concat([documents[list(_KEPT)], named], axis=1)


def _named(documents: pd.DataFrame) -> pa.Table:
    texts = documents["title"] + "\n" + documents["body"]
    digests = pd.util.hash_pandas_object(texts, index=False)
    return pa.table(
        {
            "headline": list(map(headline, documents["title"], documents["body"])),
            "digest": [f"{digest:016x}" for digest in digests],
        },
        pa.schema([("headline", pa.large_string()), ("digest", pa.large_string())]),
    )
