"""Every document's name: the input's own id where it has unique ones, else made of content."""

import numpy as np
import pandas as pd


def name_documents(own_ids: np.ndarray, content_ids: np.ndarray) -> np.ndarray:
    """Unique ids: the own id, else one made of content; a name that is taken gets a number behind it.

    Of rows that share an own id the first keeps it; the others have their content's behind it (ID-CONTENT),
    so that a reader who joins by id can see it, and the same row has the same name in another file.
    """
    own = pd.Series(own_ids, dtype=object)
    keeps = (own != "") & ~own.duplicated()
    content = pd.Series(content_ids, dtype=object)
    names = own.where(keeps, content.where(own == "", own + "-" + content))
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
