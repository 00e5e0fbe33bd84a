"""The tables a run keeps beside its reports, so that a later run can be compared with it.

They are Parquet under `tables/` in the folder of the run; texts of documents are not kept.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from analytics.parameters import Parameters, TopicsParameters
from analytics.prepared import PreparedCorpus
from analytics.reports.files import TABLES
from analytics.stages import sentiment_table, theme_tables, topic_tables

DOCUMENT_COLUMNS = ["doc_id", "title", "url", "published_at", "source", "story_id"]
MAX_BYTES = 2_000_000_000  # of one table; a larger file is not ours
COLUMNS = {
    "documents": DOCUMENT_COLUMNS,
    "themes": ["theme", "name_en", "name_zh"],
    "document_themes": ["doc_id", "theme", "weight"],
    "sentiment": ["doc_id", "polarity", "n_hits"],
    "topics": ["topic", "label", "n_documents"],
    "topic_terms": ["topic", "rank", "term"],
    "document_topics": ["doc_id", "topic"],
}
# A notebook that leaves the table, for whoever misses it; sentiment is left by all but the first.
NOTEBOOK_OF = {
    "documents": "01_corpus",
    "themes": "02_topics",
    "document_themes": "02_topics",
    "sentiment": "02_topics",
    "topics": "02_topics",
    "topic_terms": "02_topics",
    "document_topics": "02_topics",
}


class RunTableError(ValueError):
    """A kept table that cannot be read; the message says why."""


def run_tables(
    notebooks: Mapping[str, Parameters], corpus: PreparedCorpus
) -> dict[str, pd.DataFrame]:
    """What these notebooks leave for comparison: tables by name, a subset of `NOTEBOOK_OF`.

    The stages are taken from the cache that `analytics.stages.prepare` filled.
    """
    tables = {"documents": corpus.documents[DOCUMENT_COLUMNS]}
    for name, parameters in notebooks.items():
        if name == "01_corpus":
            continue
        themes = theme_tables(corpus, parameters.themes)
        tables["themes"] = themes.themes
        tables["document_themes"] = themes.document_themes
        tables["sentiment"] = sentiment_table(corpus)
        if isinstance(parameters, TopicsParameters):
            found = topic_tables(
                corpus,
                themes,
                model=parameters.model,
                n_topics=parameters.n_topics,
                among=parameters.among,
                seed=parameters.seed,
            )
            tables["topics"] = found.topics
            tables["topic_terms"] = found.topic_terms
            tables["document_topics"] = found.document_topics
    return tables


def read_run_tables(folder: Path, names: list[str]) -> dict[str, pd.DataFrame]:
    """The tables of a run that are there, by name; raises RunTableError for one that is not ours."""
    tables = {}
    for name in names:
        path = folder / TABLES / f"{name}.parquet"
        if name not in NOTEBOOK_OF or not path.is_file():
            continue
        if path.stat().st_size > MAX_BYTES:
            raise RunTableError(f"{path}: larger than {MAX_BYTES:,} bytes.")
        try:
            tables[name] = pd.read_parquet(path)
        except (OSError, ValueError) as error:  # pyarrow's errors are of these
            reason = re.split(r"[.\n]", str(error))[0]
            raise RunTableError(f"{path}: not a Parquet table: {reason}.") from error
        absent = [column for column in COLUMNS[name] if column not in tables[name]]
        if absent:
            raise RunTableError(f"{path}: lacks the column {absent[0]}.")
    return tables
