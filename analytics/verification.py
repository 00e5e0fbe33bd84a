"""A run made again from its manifest and held against what it left, table by table, byte by byte.

Compared are the tables under `tables/` and everything the notebooks recorded (`NAME.results.json`).
Pages and executed notebooks are not: they say when they were made.
"""

import filecmp
import json
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pandas as pd

from analytics.archive import find_archive
from analytics.archive.archive import Archive
from analytics.corpus import fingerprint_source, read_table
from analytics.parameters import MODELS, Parameters, validate
from analytics.reports.files import TABLES
from analytics.reports.manifest import Manifest, installed_versions
from analytics.resources import data_path
from analytics.run_tables import MAX_BYTES

_LONGEST = 200  # characters shown of a value


class VerificationError(ValueError):
    """A run that cannot be made again; the message says why and what to do."""


@dataclass(frozen=True)
class Difference:
    """The first place where two runs part: `row` counts from 0, None for the table as a whole."""

    table: str
    row: int | None
    column: str
    then: str
    now: str

    def __str__(self) -> str:
        place = [self.table]
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column:
            place.append(f"column {self.column}")
        return f"{', '.join(place)}: {_short(self.then)} in the run, {_short(self.now)} now"


def parameters_of(manifest: Manifest, corpus: str = "") -> dict[str, Parameters]:
    """The notebooks of a run with their parameters; `corpus` says where its corpus lies by now.

    Raises VerificationError for a run that did not complete, read an address or ran no notebook of
    ours, ParameterError for parameters this version does not take.
    """
    if manifest.status != "completed":
        raise VerificationError(
            f"{manifest.run}: ended as “{manifest.status}”; only a completed run can be verified."
        )
    chosen: dict[str, Parameters] = {}
    for notebook in manifest.notebooks:
        if notebook.name not in MODELS:
            raise VerificationError(f"{manifest.run}: ran {notebook.name!r}, which is not ours.")
        moved = {"corpus": corpus} if corpus else {}
        chosen[notebook.name] = validate(MODELS[notebook.name], notebook.parameters | moved)
    if not chosen or len({parameters.corpus for parameters in chosen.values()}) > 1:
        raise VerificationError(f"{manifest.run}: its manifest does not name one corpus.")
    source = next(iter(chosen.values())).corpus
    if "://" in source:
        raise VerificationError(
            f"{source!r}: an address gives other news each day. Ingest it and run over the archive, "
            "or name the file that was read with --corpus."
        )
    return chosen


def fingerprint_now(source: str) -> str:
    """Fingerprint that a run over this source would have; raises SourceError."""
    if archive := find_archive(source):
        return Archive(archive[0]).log.read(archive[1]).fingerprint
    return fingerprint_source(source or data_path("sample", "digests"))


def changed_versions(manifest: Manifest) -> list[tuple[str, str, str]]:
    """Name, version in the run and version here of what differs."""
    then, now = manifest.versions, installed_versions()
    names = sorted({*then, *now})
    pairs = [
        (name, then.get(name, "not recorded"), now.get(name, "not recorded")) for name in names
    ]
    return [(name, a, b) for name, a, b in pairs if a != b]


def first_difference(run: Path, manifest: Manifest, again: Path) -> Difference | None:
    """Where the results in folder `again` first differ from those of the run; None when equal."""
    here = {path.stem for folder in (run, again) for path in (folder / TABLES).glob("*.parquet")}
    files = [f"{TABLES}/{name}.parquet" for name in sorted({*manifest.tables, *here})]
    files += [f"{notebook.name}.results.json" for notebook in manifest.notebooks]
    for name in files:
        pair = (run / name, again / name)
        if not all(path.is_file() for path in pair):
            there = ["there" if path.is_file() else "missing" for path in pair]
            return Difference(name, None, "", *there)
        if not filecmp.cmp(*pair, shallow=False):
            return _inside(name, *pair)
    return None


def _inside(name: str, then: Path, now: Path) -> Difference:
    """Where two files differ that are not the same bytes."""
    try:
        if then.stat().st_size > MAX_BYTES:
            raise ValueError(f"larger than {MAX_BYTES:,} bytes")
        read = _read_table if name.endswith(".parquet") else _read_results
        old, new = read(name, then), read(name, now)
    except (OSError, ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        return Difference(name, None, "", f"unreadable ({error})", "readable")
    for table in {**old, **new}:
        if table not in old or table not in new:
            there = ["there" if table in tables else "missing" for tables in (old, new)]
            return Difference(table, None, "", *there)
        if found := _between(table, old[table], new[table]):
            return found
    return Difference(name, None, "", "the same values", "written as other bytes")


def _read_table(name: str, path: Path) -> dict[str, pd.DataFrame]:
    return {name: read_table(path).to_pandas()}


def _read_results(name: str, path: Path) -> dict[str, pd.DataFrame]:
    """Everything a notebook recorded as tables, by names that say where they were."""
    results: dict[str, Any] = json.loads(path.read_bytes())
    tables = {}
    for key, table in results["tables"].items():
        rows = pd.DataFrame(table["rows"], columns=table["columns"], dtype=object)
        tables[f"{name}, table {key}"] = rows
        whole = {key: [table[key]] for key in ("n_rows", "digest")}
        tables[f"{name}, all rows of table {key}"] = pd.DataFrame(whole)
    for key in ("figures", "findings", "warnings"):
        held = results[key]
        rows = pd.DataFrame(list(held.items()) if isinstance(held, dict) else held, dtype=object)
        tables[f"{name}, {key}"] = rows
    tables[name] = pd.DataFrame({key: [results[key]] for key in ("title", "status")})
    return tables


def _between(table: str, then: pd.DataFrame, now: pd.DataFrame) -> Difference | None:
    for a, b in zip_longest(map(str, then.columns), map(str, now.columns), fillvalue="missing"):
        if a != b:
            return Difference(table, None, "", f"column {a}", f"column {b}")
    found = []
    for number, column in enumerate(then.columns):
        a, b = then.iloc[:, number], now.iloc[:, number]
        if a.dtype != b.dtype and len(a) and len(b):
            return Difference(table, None, str(column), str(a.dtype), str(b.dtype))
        # As text a missing value equals itself, and -0.0 does not equal 0.0.
        pairs = enumerate(zip(map(repr, a.tolist()), map(repr, b.tolist()), strict=False))
        unequal = next(((row, number, x, y) for row, (x, y) in pairs if x != y), None)
        if unequal:
            found.append(unequal)
    if found:
        row, number, x, y = min(found)
        return Difference(table, row, str(then.columns[number]), x, y)
    if len(then) != len(now):
        row = min(len(then), len(now))
        return Difference(table, row, "", f"{len(then):,} rows", f"{len(now):,} rows")
    return None


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
