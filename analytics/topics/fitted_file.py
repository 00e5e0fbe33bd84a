"""A fitted topic model on disk: Parquet tables, an archive of arrays, a few numbers as JSON; no objects."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.features import Features
from analytics.topics.fitted import Directions, FittedTopics

_TABLES = ("topics", "topic_terms", "trials", "changes")
_NUMBERS = ("least_likeness", "share_outliers", "mean_likeness", "unused")


def write_fitted(fitted: FittedTopics, folder: Path) -> None:
    """Write the model into a folder."""
    for name in _TABLES:
        getattr(fitted, name).to_parquet(folder / f"{name}.parquet", index=False)
    directions, features = fitted.directions, fitted.features
    terms = pd.DataFrame({"term": pd.array(directions.terms, "str"), "idf": directions.weight})
    terms.to_parquet(folder / "terms.parquet", index=False, compression="zstd")
    forms = pd.DataFrame({"form": pd.array(features.forms, "str")})
    forms.to_parquet(folder / "forms.parquet", index=False, compression="zstd")
    np.savez_compressed(
        folder / "arrays.npz",
        own=directions.own,
        latent=directions.latent,
        mean_own=directions.means[0],
        mean_background=directions.means[1],
        mean_latent=directions.means[2],
        feature_columns=features.kept,
        feature_idf=features.idf,
        centroids=fitted.centroids,
        log_odds=fitted.log_odds,
        ids=fitted.ids,
    )
    numbers = {name: getattr(fitted, name) for name in _NUMBERS} | {
        "n_documents": directions.n_documents,
        "weights": list(map(float, directions.weights)),
        "long": directions.long,
        "max_characters": features.max_characters,
    }
    (folder / "numbers.json").write_text(json.dumps(numbers) + "\n", encoding="utf-8")


def read_fitted(folder: Path) -> FittedTopics:
    """Read what `write_fitted` wrote."""
    numbers = json.loads((folder / "numbers.json").read_text(encoding="utf-8"))
    terms = pd.read_parquet(folder / "terms.parquet")
    forms = pd.read_parquet(folder / "forms.parquet")["form"].to_numpy(dtype=object)
    with np.load(folder / "arrays.npz", allow_pickle=False) as arrays:
        directions = Directions(
            terms["term"].to_numpy(dtype=object),
            terms["idf"].to_numpy(),
            arrays["own"],
            arrays["latent"],
            (arrays["mean_own"], arrays["mean_background"], arrays["mean_latent"]),
            tuple(numbers["weights"]),
            numbers.get("long", 0.0),  # before it was kept, all words counted by their rarity alone
            numbers["n_documents"],
        )
        columns, idf = arrays["feature_columns"], arrays["feature_idf"]
        nothing = np.zeros(0, dtype=np.int64)
        return FittedTopics(
            **{name: pd.read_parquet(folder / f"{name}.parquet") for name in _TABLES},
            directions=directions,
            features=Features(nothing, forms, columns, idf, numbers["max_characters"]),
            centroids=arrays["centroids"],
            log_odds=arrays["log_odds"],
            ids=arrays["ids"],
            **{name: numbers[name] for name in _NUMBERS},
        )
