"""Every document's name: the input's own id where it has unique ones, else made of content."""

import numpy as np
import pandas as pd


def name_documents(own_ids: np.ndarray, content_ids: np.ndarray) -> np.ndarray:
    """Unique ids. Of rows that share an own id the first keeps it, the others are named by content;
    a name that is taken already gets a number behind it.
    """
    own = pd.Series(own_ids, dtype=object)
    keeps = (own != "") & ~own.duplicated()
    names = own.where(keeps, pd.Series(content_ids, dtype=object))
    repeated = names.duplicated() | (~keeps & names.isin(own[keeps]))
    if not repeated.any():
        return names.to_numpy(dtype=object)
    taken = set(names[~repeated])
    seen: dict[str, int] = {}
    values = names.to_numpy(dtype=object).copy()
    for position in np.flatnonzero(repeated.to_numpy()):
        name, number = values[position], seen.get(values[position], 1)
        while (numbered := f"{name}-{number + 1}") in taken:
            number += 1
        seen[name] = number + 1
        taken.add(numbered)
        values[position] = numbered
    return values
