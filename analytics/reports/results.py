"""What a notebook says to its reader, and how it gets from the kernel to the report.

`record` shows its message in the notebook; beside the readable form the output carries the same as
JSON under a MIME type of our own. Whoever renders an executed notebook finds it there (`collect`):
findings at the top of the page, warnings after them, everything in `results.json`. Text of the news
cannot forge a finding, because only an output of that MIME type counts and only code makes outputs.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from analytics.reports.safe import in_notebook
from analytics.text import visible

if TYPE_CHECKING:
    import pandas as pd

MIME = "application/vnd.analytics.results+json"
MAX_ROWS = 10_000  # of a recorded table; the digest covers all rows


@dataclass(frozen=True)
class Note:
    """A plain sentence for the reader, with where to look: `url` (http or https) or `anchor`.

    An anchor is the text of a heading in the same report.
    """

    text: str
    url: str = ""
    anchor: str = ""


@dataclass
class Results:
    """Everything a notebook recorded, in the order of its cells."""

    findings: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    figures: dict[str, str] = field(default_factory=dict)
    title: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The same as JSON types."""
        return asdict(self)


class _Recording:
    """An output that shows the notes to a reader and carries everything as JSON."""

    def __init__(self, results: Results) -> None:
        self._results = results

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        notes = [*self._results.findings, *(Note(f"⚠ {w.text}") for w in self._results.warnings)]
        said = [visible(note.text) for note in notes]
        # JupyterLab makes links of what looks like an address in plain text, javascript: included.
        items = Markup("").join(Markup("<li>{}</li>").format(text) for text in said)
        return {
            MIME: self._results.as_dict(),
            "text/html": in_notebook(Markup("<ul>{}</ul>").format(items)),
            "text/plain": "\n".join(f"• {text}" for text in said) or "(recorded)",
        }


def record(
    findings: Iterable[str | Note] = (),
    warnings: Iterable[str | Note] = (),
    tables: Mapping[str, "pd.DataFrame"] | None = None,
    figures: Mapping[str, Any] | None = None,
    title: str = "",
) -> None:
    """Say what this notebook found; may be called several times.

    `findings` and `warnings` open the report. `tables` (small frames by name) go to `results.json`
    for whoever compares runs; of more than 10,000 rows the first are kept, with the number and a
    digest of all. `figures` gives charts by name, of which the alternative text is kept.
    `title` takes the place of the notebook's own, where the question depends on the parameters.
    """
    from IPython.display import display

    results = Results(
        [_note(finding) for finding in findings],
        [_note(warning) for warning in warnings],
        {name: table_json(frame) for name, frame in (tables or {}).items()},
        {name: str(getattr(figure, "alt", figure)) for name, figure in (figures or {}).items()},
        title,
    )
    display(_Recording(results))


def collect(notebook: Mapping[str, Any]) -> Results:
    """What an executed notebook recorded; an output that is not ours in shape is passed over."""
    results = Results()
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            recorded = output.get("data", {}).get(MIME)
            if not isinstance(recorded, Mapping):
                continue
            results.findings += [Note(**note) for note in recorded.get("findings", ())]
            results.warnings += [Note(**note) for note in recorded.get("warnings", ())]
            results.tables |= dict(recorded.get("tables", {}))
            results.figures |= dict(recorded.get("figures", {}))
            results.title = str(recorded.get("title", "")) or results.title
    return results


def table_json(frame: "pd.DataFrame") -> dict[str, Any]:
    """A frame as JSON types: columns, rows (missing is null, instants are ISO), n_rows, digest."""
    import pandas as pd

    columns = [str(name) for name in frame.columns]
    rows = [
        [
            None if pd.api.types.is_scalar(value) and pd.isna(value) else _json_value(value)
            for value in row
        ]
        for row in frame.head(MAX_ROWS).itertuples(index=False, name=None)
    ]
    digest = hashlib.sha256(json.dumps([columns, rows]).encode())
    if len(frame) > MAX_ROWS:
        digest.update(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes())
    return {"columns": columns, "rows": rows, "n_rows": len(frame), "digest": digest.hexdigest()}


def _note(said: str | Note) -> Note:
    return said if isinstance(said, Note) else Note(str(said))


def _json_value(value: Any) -> Any:
    if hasattr(value, "item"):  # a numpy scalar
        value = value.item()
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value.isoformat() if isinstance(value, datetime | date) else str(value)
