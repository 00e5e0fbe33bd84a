"""Two run folders read and compared: what both hold is compared, what one lacks is named."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analytics.comparison.moves import ALL, claims, compare_shares, compare_tones, tones
from analytics.comparison.settings import compare_settings
from analytics.comparison.stories import match_documents, match_stories
from analytics.comparison.topics import TOPIC_TABLES, compare_topics
from analytics.reports.manifest import FILE, Manifest, read_manifest
from analytics.run_tables import CONTRACTS, read_run_tables

_OF_ONE_RUN = "topic_changes"  # tells of the run that one of them went on from


class ComparisonError(ValueError):
    """Folders that cannot be compared; the message says why and what to do."""


@dataclass(frozen=True)
class StoredRun:
    """A run as its folder holds it; `tables` are those of `analytics.run_tables` that are there."""

    folder: Path
    manifest: Manifest
    tables: dict[str, pd.DataFrame]

    @property
    def completed(self) -> list[str]:
        """The notebooks that ended well."""
        return [n.name for n in self.manifest.notebooks if n.status == "completed"]


@dataclass(frozen=True)
class Comparison:
    """What two runs have in common and where they differ; a table is None when a run lacks it.

    The tables are those of the modules of this package: `settings`, `pairs` and `stories`, `told`
    (claims) and `toned`, `shares`, `tones`, `topics`. `themes` has theme, name_en, name_zh, changed
    (whether only one run knows it). `missing` are (run "A" or "B", table).
    """

    a: StoredRun
    b: StoredRun
    settings: pd.DataFrame
    missing: list[tuple[str, str]]
    themes: pd.DataFrame
    pairs: pd.DataFrame | None = None
    stories: pd.DataFrame | None = None
    told: pd.DataFrame | None = None
    toned: pd.DataFrame | None = None
    shares: pd.DataFrame | None = None
    tones: pd.DataFrame | None = None
    topics: pd.DataFrame | None = None


def read_run(folder: Path) -> StoredRun:
    """The run in a folder; raises ComparisonError, ManifestError or RunTableError."""
    manifest = manifest_in(folder)
    return StoredRun(folder, manifest, read_run_tables(folder, manifest.tables))


def manifest_in(folder: Path) -> Manifest:
    """The manifest of the run in a folder; raises ComparisonError or ManifestError."""
    if not folder.is_dir():
        raise ComparisonError(f"{folder}: no such folder; name the folder of a run.")
    if not (folder / FILE).is_file():
        inside = sorted(path.parent.name for path in folder.glob(f"*/{FILE}"))
        hint = f" It holds runs: name one of them, such as {folder / inside[0]}." if inside else ""
        raise ComparisonError(f"{folder}: not the folder of a run, for it has no {FILE}.{hint}")
    return read_manifest(folder / FILE)


def compare_runs(folder_a: Path, folder_b: Path) -> Comparison:
    """Compare the run in `folder_b` with the one in `folder_a`; differences are B minus A.

    Raises ComparisonError for folders that are no runs, for one folder given twice and for runs that
    have no notebook in common; ManifestError and RunTableError for files that cannot be read.
    """
    a, b = read_run(folder_a), read_run(folder_b)
    _check(a, b)
    settings = compare_settings(a.manifest, b.manifest)
    held = [name for name in CONTRACTS if name in a.tables or name in b.tables]
    wanted = [name for name in held if name != _OF_ONE_RUN] or ["documents"]
    missing = [
        (letter, name)
        for letter, run in (("A", a), ("B", b))
        for name in wanted
        if name not in run.tables
    ]
    left, right = a.tables, b.tables
    both = {name for name in left if name in right}
    themes = _themes(a, b)
    if "documents" not in both:
        return Comparison(a, b, settings, missing, themes)
    pairs = match_documents(left["documents"], right["documents"])
    stories = match_stories(left["documents"], right["documents"], pairs)
    told = toned = shares = by_tone = topics = None
    if "document_themes" in both:
        told = claims(stories, left["document_themes"], right["document_themes"])
        comparable = themes.loc[~themes["changed"], "theme"].tolist()
        shares = compare_shares(stories, told, comparable)
        if "sentiment" in both:
            toned = tones(stories, left["sentiment"], right["sentiment"])
            by_tone = compare_tones(told, toned, [ALL, *comparable])
    if both.issuperset(TOPIC_TABLES):
        topics = compare_topics(left, right, pairs)
    return Comparison(
        a, b, settings, missing, themes, pairs, stories, told, toned, shares, by_tone, topics
    )


def _check(a: StoredRun, b: StoredRun) -> None:
    if a.folder.resolve() == b.folder.resolve():
        raise ComparisonError(f"{a.folder}: given twice; name two runs.")
    ran = [[notebook.name for notebook in run.manifest.notebooks] for run in (a, b)]
    if not set(ran[0]) & set(ran[1]):
        raise ComparisonError(
            f"{a.folder} ran {', '.join(ran[0])} and {b.folder} ran {', '.join(ran[1])}: "
            "runs of different kinds, with nothing to compare. Run the same notebook in both."
        )


def _themes(a: StoredRun, b: StoredRun) -> pd.DataFrame:
    """The themes of both runs in the order of B, then those of A alone; `changed`: of one alone."""
    known = [run.tables.get("themes") for run in (b, a)]
    tables = [table for table in known if table is not None]
    if not tables:
        return pd.DataFrame({"theme": [], "name_en": [], "name_zh": [], "changed": []})
    every = pd.concat(tables).drop_duplicates("theme").reset_index(drop=True)
    in_all = [every["theme"].isin(table["theme"]) for table in tables]
    return every.assign(changed=~pd.concat(in_all, axis=1).all(axis=1))
