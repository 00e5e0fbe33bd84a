"""Which texts are among many others, and where: pandas makes a Python object of each text to tell."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def is_among(texts: pd.Series, others: pd.Series) -> pd.Series:
    """For each text whether it is one of the others; a flag a row, with the index of `texts`."""
    found = pc.is_in(_arrow(texts), value_set=_arrow(others))
    return pd.Series(found.to_numpy(zero_copy_only=False), texts.index)


def join(rows: pd.DataFrame, others: pd.DataFrame, on: str = "doc_id") -> pd.DataFrame:
    """The rows whose text in column `on` others have, with the other columns of these, which have each text once.

    The same as `rows.merge(others, on=on)`, in a fraction of its memory when there are a million.
    """
    place = pc.index_in(_arrow(rows[on]), value_set=_arrow(others[on])).fill_null(-1).to_numpy()
    found = others.drop(columns=on).take(place[place >= 0]).reset_index(drop=True)
    return pd.concat([rows[place >= 0].reset_index(drop=True), found], axis=1)


def number_texts(texts: pd.Series) -> np.ndarray:
    """For each text a number (int32) that equal ones share, in the order of their first coming."""
    return _arrow(texts).dictionary_encode().indices.to_numpy()


def _arrow(texts: pd.Series) -> pa.Array:
    array = pa.array(texts, pa.large_string())
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
