"""Keys in sorted order, so that looking some up costs their number and not that of all there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from analytics.mapped import read_mapped, write_mapped

LOOKED_UP = ("identity", "own", "url", "doc_id", "whole")  # of `keys.make_keys`


@dataclass(frozen=True)
class Sought:
    """Keys (uint64, n) to look for: the `distinct` ones that are not 0, ascending, and where each stands:
    key i at the positions `order[starts[i]:starts[i + 1]]`."""

    distinct: np.ndarray
    starts: np.ndarray
    order: np.ndarray

    @classmethod
    def of(cls, keys: np.ndarray) -> "Sought":
        """The keys at their positions; 0 is no key."""
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        order, ordered = order[ordered != 0], ordered[ordered != 0]
        starts = np.flatnonzero(np.diff(ordered, prepend=np.uint64(0)))
        return cls(ordered[starts], np.append(starts, len(order)), order)

    def pairs(
        self, number: np.ndarray, rows: np.ndarray, most: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Positions and rows where row i holds the key `number[i]`: each row with at most `most` positions."""
        counts = np.minimum(np.diff(self.starts)[number], most)
        positions, found = [self.order[:0]], [rows[:0]]
        for step in range(int(counts.max(initial=0))):
            held = counts > step
            positions.append(self.order[self.starts[number[held]] + step])
            found.append(rows[held])
        return np.concatenate(positions), np.concatenate(found)

    def among(self, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Which of these keys are sought: the number of the distinct key, and the row; rows ascend."""
        if not len(self.distinct):
            return self.order, self.order
        number = np.minimum(np.searchsorted(self.distinct, keys), len(self.distinct) - 1)
        rows = np.flatnonzero(self.distinct[number] == keys)
        return number[rows], rows


@dataclass(frozen=True)
class Lookup:
    """For each column of `LOOKED_UP` its keys that are not 0, ascending (uint64), and the row of each (int32)."""

    columns: Mapping[str, tuple[np.ndarray, np.ndarray]]

    @classmethod
    def of(cls, keys: Mapping[str, np.ndarray]) -> "Lookup":
        """The columns of `LOOKED_UP` sorted."""
        columns = {}
        for name in LOOKED_UP:
            rows = np.argsort(keys[name], kind="stable").astype(np.int32)
            ordered = keys[name][rows]
            columns[name] = ordered[ordered != 0], rows[ordered != 0]
        return cls(columns)

    def find(self, name: str, sought: Sought) -> tuple[np.ndarray, np.ndarray]:
        """Every row whose key in this column is sought, ascending, with the number of the distinct key."""
        keys, rows = self.columns[name]
        low = np.searchsorted(keys, sought.distinct)
        number = (
            np.flatnonzero(keys[np.minimum(low, len(keys) - 1)] == sought.distinct)
            if len(keys)
            else low[:0]
        )
        low = low[number]
        n_rows = np.searchsorted(keys, sought.distinct[number], side="right") - low
        ends = np.cumsum(n_rows)
        places = np.repeat(low - ends + n_rows, n_rows) + np.arange(ends[-1] if len(ends) else 0)
        found, number = rows[places].astype(np.int64), np.repeat(number, n_rows)
        order = np.argsort(found, kind="stable")
        return number[order], found[order]

    def write(self, path: Path) -> None:
        """Write it as a file that is mapped when read: a row a column."""
        table = pa.table(
            {
                "column": list(self.columns),
                "keys": pa.array(
                    [keys for keys, _ in self.columns.values()], pa.large_list(pa.uint64())
                ),
                "rows": pa.array(
                    [rows for _, rows in self.columns.values()], pa.large_list(pa.int32())
                ),
            }
        )
        write_mapped(table, path)

    @classmethod
    def read(cls, path: Path) -> "Lookup":
        """Read what `write` wrote; raises OSError."""
        table = read_mapped(path)
        return cls(
            {
                name.as_py(): (keys.values.to_numpy(), rows.values.to_numpy())
                for name, keys, rows in zip(*table.columns, strict=True)
            }
        )
