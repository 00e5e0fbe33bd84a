"""Two runs compared as one self-contained page: what moved first, then every table behind it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from analytics.reports.comparison_words import COMPARISON_WORDS
from analytics.reports.page import render
from analytics.reports.table_html import table_html
from analytics.reports.words import WORDS

if TYPE_CHECKING:
    import pandas as pd

    from analytics.compared_runs import Comparison

Words = dict[str, str]


@dataclass(frozen=True)
class Section:
    """A part of the page; `key` is its anchor."""

    key: str
    title: str
    content: Markup
    note: str = ""


def render_comparison(comparison: "Comparison") -> str:
    """The page, in the language of run B."""
    language = comparison.b.manifest.language
    said = COMPARISON_WORDS[language]
    names = {key: name[language == "zh"] for key, name in comparison.names.items()} | {
        "": said["all"]
    }
    manifests = [("A", comparison.a.manifest), ("B", comparison.b.manifest)]
    return render(
        "compare.html.jinja",
        [manifest.corpus for _, manifest in manifests],
        words=WORDS[language],
        language=language,
        said=said,
        runs=manifests,
        findings=_findings(comparison, said, names),
        missing=missing_sentences(comparison, said),
        sections=[
            Section("settings", said["settings"], _settings(comparison.settings, said)),
            Section("corpus", said["corpus"], _documents(comparison.documents, said)),
            Section("shares", said["shares"], _moves(comparison.shares, said, names, "share")),
            Section("tones", said["tones"], _moves(comparison.tones, said, names, "mean"), said["few"]),
            Section("topics", said["topics"], _topics(comparison.topics, said), said["grown note"]),
            Section("responsible", said["responsible"],
                    _responsible(comparison.responsible, said, names)),
        ],
    )  # fmt: skip


def missing_sentences(comparison: "Comparison", said: Words) -> list[str]:
    """A sentence for each run and notebook whose tables are not there."""
    tables: dict[tuple[str, str], list[str]] = {}
    for entry in comparison.missing:
        tables.setdefault((entry.run, entry.notebook), []).append(entry.table)
    return [
        said["missing"].format(run=run, notebook=notebook, tables=", ".join(names))
        for (run, notebook), names in tables.items()
    ]


def _findings(comparison: "Comparison", said: Words, names: dict[str, str]) -> list[str]:
    told = []
    for kind, table, column in (
        ("share", comparison.shares, "share"),
        ("tone", comparison.tones, "mean"),
    ):
        if table is None:
            continue
        for row in table[table["moved"]].to_dict("records"):
            way = "up" if row["difference"] > 0 else "down"
            a, b = (_number(row[f"{column}_{run}"], column) for run in "ab")
            name = names.get(row["theme"], row["theme"])
            told.append(said[f"{kind} {way}"].format(name=name, a=a, b=b))
    return told


def _settings(settings: "pd.DataFrame", said: Words) -> Markup:
    if settings.empty:
        return _sentence(said["same settings"])
    shown = settings.replace({"a": {"": said["empty"]}, "b": {"": said["empty"]}})
    columns = {"setting": said["setting"], "a": "A", "b": "B"}
    return table_html(shown, said["settings caption"], columns=columns, sortable=False)


def _documents(documents: "pd.DataFrame | None", said: Words) -> Markup:
    import pandas as pd

    if documents is None:
        return _sentence(said["no table"])
    rows = []
    for where in ("both", "A", "B"):
        dates = documents.loc[documents["where"] == where, "published_at"]
        first, last = (
            "–" if pd.isna(at) else f"{at:%Y-%m-%d}" for at in (dates.min(), dates.max())
        )
        rows.append((said[where], len(dates), first, last))
    names = [said["where"], said["n"], said["from"], said["to"]]
    return table_html(pd.DataFrame(rows, columns=names), said["corpus caption"], sortable=False)


def _moves(table: "pd.DataFrame | None", said: Words, names: dict[str, str], column: str) -> Markup:
    """Shares or means by theme, each with interval and number of documents."""
    if table is None:
        return _sentence(said["no table"])
    shown = _sides(table, said, column)
    shown.insert(0, "name", [names.get(theme, theme) for theme in table["theme"]])
    columns = {"name": said["theme"], "A": "A", "B": "B", "difference": said["difference"],
               "moved": said["moved"]}  # fmt: skip
    return table_html(shown, said["shares caption" if column == "share" else "tones caption"],
                      columns=columns, sortable=False)  # fmt: skip


def _topics(topics: "pd.DataFrame | None", said: Words) -> Markup:
    if topics is None:
        return _sentence(said["no table"])
    shown = _sides(topics, said, "share").assign(
        label=topics["label"].to_numpy(),
        terms=["、".join(terms) for terms in topics["terms"]],
        change=[said[change] for change in topics["change"]],
    )
    columns = {"label": said["topic"], "change": said["change"], "A": "A", "B": "B",
               "difference": said["difference"], "moved": said["moved"],
               "terms": said["terms"]}  # fmt: skip
    return table_html(shown, said["topics caption"], columns=columns, sortable=False)


def _responsible(documents: "pd.DataFrame | None", said: Words, names: dict[str, str]) -> Markup:
    if documents is None or documents.empty:
        return _sentence(said["none responsible"])
    shown = documents.assign(
        move=[f"{names.get(theme, theme)}: {said[kind]}"
              for kind, theme in zip(documents["kind"], documents["theme"], strict=True)],
        run=documents["run"].map({"A": said["A"], "B": said["B"]}),
        title=documents["title"].where(documents["title"] != "", said["untitled"]),
        url=documents["url"].fillna(""),
    )  # fmt: skip
    columns = {"title": said["document"], "move": said["move"], "run": said["where"],
               "polarity": said["polarity"], "published_at": said["date"],
               "source": said["source"]}  # fmt: skip
    return table_html(shown, said["responsible caption"], link=("title", "url"), columns=columns)


def _sides(table: "pd.DataFrame", said: Words, column: str) -> "pd.DataFrame":
    """Columns A, B, difference and moved as a reader takes them in."""
    import pandas as pd

    rows = []
    for row in table.to_dict("records"):
        sides = [
            _interval(row, f"{column}_{run}", column, f" n\u00a0{row[f'docs_{run}']:,}")
            for run in "ab"
        ]
        way = ("up" if row["difference"] > 0 else "down") if row["moved"] else "no"
        rows.append((*sides, _interval(row, "difference", column, "", sign="+"), said[way]))
    return pd.DataFrame(rows, columns=["A", "B", "difference", "moved"])


def _interval(row: dict[Any, Any], name: str, column: str, n: str, sign: str = "") -> str:
    """A figure with its interval in brackets and its number; "–" for what is missing."""
    value, low, high = (
        _number(row[key], column, sign) for key in (name, f"{name}_low", f"{name}_high")
    )
    return f"{value}{n}" if low == "–" else f"{value} ({low}…{high}){n}"


def _number(value: float, column: str, sign: str = "") -> str:
    """A share in per cent or a polarity, with a true minus and no negative zero."""
    if value != value:
        return "–"
    return format(value, f"{sign}z.1%" if column == "share" else f"{sign}z.2f").replace("-", "−")


def _sentence(words: str) -> Markup:
    return Markup('<p class="dim">{}</p>').format(words)
