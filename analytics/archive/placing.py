"""Where a new batch's documents stand in the archive: known, corrected, renamed, told before.

Everything is looked up by the numbers of `keys`; texts are read for the few documents only that may
tell the same story within days of each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from analytics.archive.archive import Archive
from analytics.archive.index import Segment, segments
from analytics.archive.keys import TEXT_KEYS, UNDATED, bands
from analytics.archive.log import Snapshot
from analytics.archive.lookup import Sought
from analytics.corpus.stories import DAYS, LONG, group_stories

ALIKE = 0.3  # agreement of signatures from which two texts are compared
RETOLD = 0.1  # the same under equal titles
MOST = 8  # earlier documents that one is compared with
_DAYS = DAYS * 86_400_000_000
_FAR = 1 << 60
_TEXTS = [*TEXT_KEYS, "instant", "letters", "minima"]
_ROW_NUMBER = 6  # digits up to which an id may be a mere row number

Keys = dict[str, np.ndarray]


@dataclass
class Placement:
    """What a record says of its batch's rows; see `log.Record`."""

    dropped: list[int] = field(default_factory=list)
    renamed: dict[int, str] = field(default_factory=dict)
    stories: dict[int, str] = field(default_factory=dict)
    replaces: dict[str, list[int]] = field(default_factory=dict)


def place(archive: Archive, snapshot: Snapshot, keys: Keys, draft: str) -> Placement:
    """Compare a batch, by its keys and its documents table at `draft`, with all that is in the archive."""
    placement = Placement()
    table = pq.read_table(draft, columns=["doc_id", "story_id"])
    names = table["doc_id"].to_numpy(zero_copy_only=False)
    stories = table["story_id"].to_numpy(zero_copy_only=False)
    n = len(names)
    known, taken = np.zeros(n, bool), np.zeros(n, bool)
    corrected: list[tuple[Segment, np.ndarray, np.ndarray]] = []
    weak = np.array([len(name) <= _ROW_NUMBER and name.isdecimal() for name in names], dtype=bool)
    held = segments(archive, snapshot)
    ids = {name: Sought.of(keys[name]) for name in ("identity", "own", "url", "doc_id")}
    for segment in held:
        which, _ = segment.find("identity", ids["identity"])
        known |= np.isin(keys["identity"], ids["identity"].distinct[which])
        new, row = _corrections(segment, keys, ids, weak)
        if len(row):
            corrected.append((segment, new, row))
        which, named = segment.find("doc_id", ids["doc_id"])
        if len(named):
            which = which[segment.live[named] & ~np.isin(named, row)]
            taken |= np.isin(keys["doc_id"], ids["doc_id"].distinct[which])
    placement.dropped = np.flatnonzero(known).tolist()
    for number in np.flatnonzero(taken & ~known).tolist():
        placement.renamed[number] = f"{names[number]}-{int(keys['identity'][number]) >> 32:08x}"
    found = _stories(held, keys, draft, ~known)
    for segment, new, row in corrected:
        order = np.argsort(row, kind="stable")
        order = order[~known[new[order]]]
        new, row = new[order], row[order]
        if len(row):
            told = segment.documents(np.unique(row), ["story_id"])["story_id"].to_numpy()
            found |= dict(
                zip(new.tolist(), told[np.unique(row, return_inverse=True)[1]], strict=True)
            )
            for record, rows in segment.split(np.unique(row)):
                placement.replaces[record.batch] = rows.tolist()
    story_of = {stories[number]: story for number, story in sorted(found.items(), reverse=True)}
    own = {names[number]: name for number, name in placement.renamed.items()}
    for number in np.flatnonzero(~known).tolist():
        story = stories[number]
        given = story_of.get(story, own.get(story, story))
        if given != story:
            placement.stories[number] = str(given)
    return placement


def _corrections(
    segment: Segment, keys: Keys, ids: dict[str, Sought], weak: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of new and live old rows of which the new one is the other's later version.

    They share the publisher's id or the address and differ in content. A bare row number or an
    address says little by itself, so then the date, the title or the text must be like the other's.
    """
    new_own, row_own = _found(segment, "own", ids["own"])
    new_url, row_url = _found(segment, "url", ids["url"])
    if not len(new_own) + len(new_url):
        return new_own, row_own
    sure = np.concatenate([~weak[new_own], np.zeros(len(new_url), bool)])
    new, row = np.concatenate([new_own, new_url]), np.concatenate([row_own, row_url])
    live = segment.live[row]
    sure, new, row = sure[live], new[live], row[live]
    other = segment.keys(["identity", "instant", "title", "minima"])
    same_time = (keys["instant"][new] == other["instant"][row]) & (keys["instant"][new] != UNDATED)
    same_title = (keys["title"][new] == other["title"][row]) & (keys["title"][new] != 0)
    alike = _agreement(keys["minima"][new], other["minima"][row]) >= ALIKE
    differs = keys["identity"][new] != other["identity"][row]
    kept = differs & (sure | same_time | same_title | alike)
    return new[kept], row[kept]


def _stories(held: list[Segment], keys: Keys, draft: str, fresh: np.ndarray) -> dict[int, str]:
    """The earlier story that each of some new rows tells again."""
    new_rows: list[np.ndarray] = []
    old_texts: list[pd.DataFrame] = []
    for segment, pairs in _alike(held, keys, fresh):
        rows = np.unique(pairs[:, 1])
        columns = ["title", "body", "published_at", "story_id"]
        old_texts.append(segment.documents(rows, columns))
        new_rows.append(pairs[:, 0])
    if not old_texts:
        return {}
    rows = np.unique(np.concatenate(new_rows))
    new_texts = pq.read_table(draft, columns=["title", "body", "published_at"])
    new_texts = new_texts.take(rows).to_pandas()
    texts = pd.concat([*old_texts, new_texts], ignore_index=True)
    texts["doc_id"] = np.arange(len(texts)).astype(str)
    group = group_stories(texts).astype(np.int64)
    n_old = len(texts) - len(rows)
    first = pd.Series(texts["story_id"][:n_old].to_numpy(), index=group[:n_old])
    first = first[~first.index.duplicated()]
    told = pd.Series(group[n_old:], index=rows).map(first).dropna()
    return {int(row): str(story) for row, story in told.items()}


def _alike(
    held: list[Segment], keys: Keys, fresh: np.ndarray
) -> Iterator[tuple[Segment, np.ndarray]]:
    """For each earlier segment the pairs (new row, old row) that may tell one story."""
    dated = fresh & (keys["instant"] != UNDATED)
    first = int(keys["instant"][dated].min(initial=_FAR)) - _DAYS
    last = int(keys["instant"][dated].max(initial=-_FAR)) + _DAYS
    words = Sought.of(np.where(fresh & (keys["letters"] >= LONG), keys["whole"], 0))
    texts = [Sought.of(np.where(dated, keys[name], 0)) for name in TEXT_KEYS]
    alike = [Sought.of(np.where(dated, band, 0)) for band in bands(keys["minima"]).T]
    for segment in held:
        near = bool(dated.any()) and segment.overlaps(first, last)
        new, row = _found(segment, "whole", words)
        if len(row):
            kept = segment.live[row] & (segment.keys(["letters"])["letters"][row] >= LONG)
            new, row = new[kept], row[kept]
        found = [(new, row)]
        if near:
            old = segment.keys(_TEXTS)
            around = segment.live & (old["instant"] >= first) & (old["instant"] <= last)
            rows = np.flatnonzero(around)
            columns = [*(old[name][rows] for name in TEXT_KEYS), *bands(old["minima"][rows]).T]
            for sought, column in zip([*texts, *alike], columns, strict=True):
                new, row = sought.pairs(*sought.among(column), MOST)
                found.append((new, rows[row]))
        pairs = np.unique(
            np.stack([np.concatenate(side) for side in zip(*found, strict=True)], 1), axis=0
        )
        if len(pairs) and near:
            pairs = _closest(pairs, keys, old)
        if len(pairs):
            yield segment, pairs


def _closest(pairs: np.ndarray, keys: Keys, old: Keys) -> np.ndarray:
    """Of pairs those alike enough to be compared, the `MOST` most alike for each new row."""
    new, row = pairs.T
    agreement = _agreement(keys["minima"][new], old["minima"][row])
    agreement[keys["whole"][new] == old["whole"][row]] = 1
    same_title = (keys["title"][new] == old["title"][row]) & (keys["title"][new] != 0)
    order = np.lexsort((row, -agreement, new))
    order = order[((agreement >= ALIKE) | (same_title & (agreement >= RETOLD)))[order]]
    rank = pd.Series(new[order]).groupby(new[order]).cumcount().to_numpy()
    return pairs[order[rank < MOST]]


def _found(segment: Segment, column: str, sought: Sought) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of a new row and an old row of a segment with equal keys, each old one with at most `MOST` new ones."""
    return sought.pairs(*segment.find(column, sought), MOST)


def _agreement(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Share of equal minima, an estimate of the likeness of two texts; 0 for texts too short to have any."""
    return ((one == other) & (one != 0)).mean(axis=1) if len(one) else np.zeros(0)
