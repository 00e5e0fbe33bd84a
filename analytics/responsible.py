"""The documents most responsible for a move: those one run has and the other has not.

Each table has a row for each document named: kind (share or tone), theme, doc_id, run (A or B: which
alone has it), weight or polarity; at most 5 a move, the most responsible first.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

AT_MOST = 5
Tables = Mapping[str, pd.DataFrame]
COLUMNS = ["kind", "theme", "doc_id", "run", "weight", "polarity"]


def for_share(shares: pd.DataFrame, a: Tables, b: Tables) -> pd.DataFrame:
    """Documents of each theme whose share moved: new in B where it rose, gone from A where it fell.

    The ones most about the theme come first.
    """
    told = []
    for theme, difference in _moves(shares):
        here, there, run = (b, a, "B") if difference > 0 else (a, b, "A")
        found = _alone(here, there, theme).sort_values(
            ["weight", "doc_id"], ascending=[False, True]
        )
        told.append(found.head(AT_MOST).assign(kind="share", run=run))
    return _table(told)


def for_tone(tones: pd.DataFrame, a: Tables, b: Tables) -> pd.DataFrame:
    """Documents of each theme whose tone moved, furthest in the direction of the move.

    Those new in B come first; where there are too few, those gone from A that had held it back.
    """
    told = []
    for theme, difference in _moves(tones):
        sides = []
        for here, there, run in ((b, a, "B"), (a, b, "A")):
            towards = np.sign(difference) * (1 if run == "B" else -1)
            found = _alone(here, there, theme).merge(
                here["sentiment"].loc[here["sentiment"]["n_hits"] > 0, ["doc_id", "polarity"]],
                on="doc_id",
            )
            found = found.assign(pull=found["polarity"] * towards, run=run)
            found = found[found["pull"] > 0]
            sides.append(found.sort_values(["pull", "doc_id"], ascending=[False, True]))
        told.append(pd.concat(sides).head(AT_MOST).assign(kind="tone"))
    return _table(told)


def _moves(table: pd.DataFrame) -> Iterator[tuple[str, float]]:
    moved = table[table["moved"]]
    yield from zip(moved["theme"], moved["difference"], strict=True)


def _alone(here: Tables, there: Tables, theme: str) -> pd.DataFrame:
    """The documents about `theme` ("" is any) that only one run has: doc_id, theme, weight."""
    if theme:
        rows = here["document_themes"].loc[here["document_themes"]["theme"] == theme]
    else:
        rows = here["documents"].assign(theme="", weight=np.nan)
    return rows.loc[
        ~rows["doc_id"].isin(there["documents"]["doc_id"]), ["doc_id", "theme", "weight"]
    ]


def _table(told: list[pd.DataFrame]) -> pd.DataFrame:
    empty = pd.DataFrame({name: [] for name in COLUMNS}).astype(
        {"weight": float, "polarity": float}
    )
    rows = [rows.reindex(columns=COLUMNS) for rows in told if len(rows)]
    return pd.concat(rows, ignore_index=True) if rows else empty.astype({"doc_id": "str"})
