"""What an earlier run found, so that a later one keeps its topics' numbers and labels, and tells what moved."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from analytics.comparison.news import NEWS_TABLES
from analytics.comparison.stories import match_documents
from analytics.comparison.topics import TOPIC_TABLES, topics_of
from analytics.lexicon import lexicon_files
from analytics.parameters import Parameters
from analytics.prepared import digest_files
from analytics.reports.files import TABLES
from analytics.reports.manifest import FILE, read_manifest
from analytics.run_tables import named_documents, read_run_tables
from analytics.tables import TOPIC_CHANGES
from analytics.topics import TopicResult, keep_ids
from analytics.topics.view import OUTLIERS

_TOPICS = ("documents", *TOPIC_TABLES)
_NEWS = ("themes", *NEWS_TABLES)


class EarlierRunError(ValueError):
    """No earlier run of use lies there; the message says what does and what to name instead."""


@dataclass(frozen=True)
class EarlierRun:
    """What a run kept in its `folder`."""

    folder: Path
    tables: dict[str, pd.DataFrame]

    @cached_property
    def key(self) -> str:
        """Digest of what the run kept."""
        return digest_files(self.folder / TABLES / f"{name}.parquet" for name in self.tables)

    def match(self, documents: pd.DataFrame) -> pd.DataFrame:
        """The documents of `match_documents`, A being `documents` and B this run."""
        return match_documents(named_documents(documents), self.tables["documents"])

    def topics(self, pairs: pd.DataFrame) -> TopicResult:
        """Its topics, their documents by the ids of A of `match`."""
        return topics_of(self.tables, pairs)

    def continued(
        self, found: TopicResult, before: TopicResult, documents: pd.DataFrame
    ) -> tuple[TopicResult, pd.DataFrame]:
        """Topics found among `documents` under the numbers of those `before`, and TOPIC_CHANGES.

        `before` is what `topics` gave. No number is given twice, even when a topic ended long ago.
        """
        known = self.tables.get("topic_changes", TOPIC_CHANGES.empty())
        lasting = keep_ids(found, before, int(known["topic"].max()) if len(known) else OUTLIERS)
        ended = known[known["change"].isin(["gone", "merged", "ended"])]
        changes = lasting.changes.merge(
            pd.concat(
                [
                    _exemplars(lasting.result.topics, named_documents(documents)),
                    _exemplars(self.tables["topics"], self.tables["documents"]),
                ]
            ).drop_duplicates("topic"),
            on="topic",
            how="left",
        ).fillna({"headline": "", "url": ""})
        gone_by = ended.assign(change="ended", n_before=0, n_now=0)
        both = pd.concat([changes, gone_by], ignore_index=True)
        return lasting.result, TOPIC_CHANGES.check(both)


def read_earlier(path: str) -> EarlierRun:
    """The documents and topics of the run in a folder, or that a file of it belongs to.

    Raises EarlierRunError, and ManifestError or RunTableError for files that are not ours.
    """
    return _read(path, _TOPICS, ("topic_changes",), "02_topics")


def read_earlier_news(path: str) -> EarlierRun:
    """The documents, themes and tone of that run; raises as `read_earlier` does."""
    return _read(path, _NEWS, (), "05_briefing")


def digest_named(notebooks: Iterable[Parameters]) -> dict[str, str]:
    """Digests by path of the files, lexicons and runs that parameters name, as far as they are there."""
    found = {}
    for parameters in notebooks:
        for name in ("themes", "names", "lexicon", "sentiment_model", "veto"):
            named = getattr(parameters, name, "")
            if named and Path(named).exists():
                files = lexicon_files(Path(named)) if name == "lexicon" else [Path(named)]
                found[named] = digest_files(files)
        previous = getattr(parameters, "previous", "")
        if previous and (folder := _folder_of(previous)):
            found[previous] = digest_files((folder / TABLES).glob("*.parquet"))
    return found


def _folder_of(path: str) -> Path | None:
    """The folder of the run that lies at a path or holds the file there."""
    named = Path(path).expanduser().absolute()
    return next((place for place in (named, *named.parents[:2]) if (place / FILE).is_file()), None)


def _read(path: str, needed: tuple[str, ...], wanted: tuple[str, ...], notebook: str) -> EarlierRun:
    named = Path(path).expanduser().absolute()
    if not named.exists():
        raise EarlierRunError(f"previous={path}: no such file or folder; name the folder of a run.")
    folder = _folder_of(path)
    if folder is None:
        runs = sorted(file.parent.name for file in named.glob(f"*/{FILE}"))
        hint = f" It holds runs: name one of them, such as {named / runs[-1]}." if runs else ""
        raise EarlierRunError(
            f"previous={path}: not the folder of a run, for it has no {FILE}.{hint}"
        )
    kept = read_manifest(folder / FILE).tables
    tables = read_run_tables(folder, [name for name in kept if name in (*needed, *wanted)])
    absent = [name for name in needed if name not in tables]
    if absent:
        raise EarlierRunError(
            f"previous={path}: that run kept no {', '.join(absent)}; "
            f"name a run of {notebook} that was completed."
        )
    return EarlierRun(folder, tables)


def _exemplars(topics: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """topic, headline and url of its most typical document."""
    told = documents[["doc_id", "headline", "url"]].rename(columns={"doc_id": "exemplar_id"})
    return topics[["topic", "exemplar_id"]].merge(told, on="exemplar_id")[
        ["topic", "headline", "url"]
    ]
