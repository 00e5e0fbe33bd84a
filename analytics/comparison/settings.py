"""In what two runs differ before any news is looked at: corpus, parameters, versions."""

import json
from collections.abc import Collection
from pathlib import PurePath
from typing import Any

import pandas as pd

from analytics.reports.manifest import Manifest

_OWN = ("names", "lexicon", "sentiment_model")  # parameters that decide how tone is scored
_OF_THE_RUN = ("corpus", "language", "seed")  # parameters that every notebook shares


def compare_settings(a: Manifest, b: Manifest) -> pd.DataFrame:
    """A row a difference: where ("run", "parameters" or "versions"), name, a, b as texts.

    A parameter is told once when it differs alike in all notebooks that take it, else by notebook; a file
    that both were given, by the digests of what it held.
    "" is empty; a side that has no such setting is missing.
    """
    rows = _differing("run", _facts(a), _facts(b))
    rows += _parameters(a, b)
    rows += _differing("parameters", *(_contents(run, a.files.keys() & b.files) for run in (a, b)))
    rows += _differing("versions", a.versions, b.versions)
    return pd.DataFrame(rows, columns=["where", "name", "a", "b"]).astype({"where": "str"})


def differing_words(a: Manifest, b: Manifest) -> list[str]:
    """The parameters that lay other names, terms or another model over the bundled ones in B than in A.

    Files are the same when their contents are, wherever they lie.
    """
    return [name for name in _OWN if _content(a, name) != _content(b, name)]


def _content(run: Manifest, name: str) -> set[str]:
    given = {str(notebook.parameters.get(name, "")) for notebook in run.notebooks} - {""}
    return {run.files.get(path, path) for path in given}


def _facts(run: Manifest) -> dict[str, Any]:
    return {
        "corpus": run.corpus_name,
        "fingerprint": run.fingerprint[:12],
        "n_documents": run.n_documents,
        "seed": run.seed,
        "language": run.language,
        "own": ", ".join(f"{name} {n}" for name, n in run.own.items()),
        "status": run.status,
        "notebooks": ", ".join(notebook.name for notebook in run.notebooks),
    }


def _contents(run: Manifest, paths: Collection[str]) -> dict[str, Any]:
    return {PurePath(path).name: run.files[path][:12] for path in sorted(paths)}


def _parameters(a: Manifest, b: Manifest) -> list[tuple[str, str, Any, Any]]:
    given = [{n.name: n.parameters for n in run.notebooks} for run in (a, b)]
    both = [name for name in given[0] if name in given[1]]
    by_name: dict[str, dict[str, tuple[Any, Any]]] = {}
    for notebook in both:
        left, right = given[0][notebook], given[1][notebook]
        for name in dict.fromkeys([*left, *right]):
            if name not in _OF_THE_RUN:
                by_name.setdefault(name, {})[notebook] = (left.get(name), right.get(name))
    rows: list[tuple[str, str, Any, Any]] = []
    for name, values in by_name.items():
        alike = len({repr(pair) for pair in values.values()}) == 1
        told = {name: next(iter(values.values()))} if alike else {
            f"{notebook}: {name}": pair for notebook, pair in values.items()
        }  # fmt: skip
        for words, (x, y) in told.items():
            rows += _differing("parameters", {words: x}, {words: y})
    return rows


def _differing(where: str, a: dict[str, Any], b: dict[str, Any]) -> list[tuple[str, str, Any, Any]]:
    return [
        (where, name, _text(a.get(name)), _text(b.get(name)))
        for name in dict.fromkeys([*a, *b])
        if a.get(name) != b.get(name)
    ]


def _text(value: Any) -> str | None:
    """A value as people wrote it; folders of this machine are left out."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
