"""Which texts are among many others: `Series.isin` makes a Python object of each of the others."""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def is_among(texts: pd.Series, others: pd.Series) -> pd.Series:
    """For each text whether it is one of the others; a flag a row, with the index of `texts`."""
    found = pc.is_in(_arrow(texts), value_set=_arrow(others))
    return pd.Series(found.to_numpy(zero_copy_only=False), texts.index)


def _arrow(texts: pd.Series) -> pa.Array:
    array = pa.array(texts, pa.large_string())
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
