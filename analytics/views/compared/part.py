"""What the parts of the page of two runs share: names, wording, tables, how a story is shown."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analytics.comparison import Comparison
from analytics.comparison.runs import StoredRun
from analytics.reports import Shown, shown
from analytics.reports.words import WORDS
from analytics.views.wording import Language, signed


class Part:
    """Sections and notes on one side of a comparison, in English or Chinese."""

    def __init__(self, comparison: Comparison, language: Language = "en") -> None:
        self.found = comparison
        self.language: Language = language
        names = comparison.themes.set_index("theme")[f"name_{language}"].to_dict()
        self.names = {"": self._say("All news", "全部新闻")} | names

    def _run_name(self, run: StoredRun) -> str:
        """What a reader calls the run's corpus."""
        return run.manifest.corpus_name or WORDS[self.language]["sample"]

    def _with_story(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows with what a reader knows a story by, and its polarity in both runs."""
        assert self.found.stories is not None
        told = self.found.stories.loc[rows["story"]].reset_index(drop=True)
        rows = rows.reset_index(drop=True).assign(
            headline=told["headline"],
            url=told["url"].fillna(""),
            source=told["source"],
            day=["" if pd.isna(at) else f"{at:%Y-%m-%d}" for at in told["published_at"]],
        )
        in_a, in_b = told["doc_id_a"] != "", told["doc_id_b"] != ""
        words = {
            (True, True): self._say("both", "两者"),
            (True, False): "A",
            (False, True): "B",
        }
        rows["where"] = [words[pair] for pair in zip(in_a, in_b, strict=True)]
        rows["polarity"] = "–"
        if self.found.toned is not None:
            toned = self.found.toned.loc[rows["story"]]
            rows["polarity"] = [
                f"{or_dash(a)} → {or_dash(b)}" if here and there else or_dash(a if here else b)
                for a, b, here, there in zip(toned["a"], toned["b"], in_a, in_b, strict=True)
            ]
        return rows

    def _table(
        self,
        frame: pd.DataFrame,
        caption: str,
        columns: Mapping[str, tuple[str, str]],
        **options: Any,
    ) -> Shown:
        """The frame as a table; `columns` are (English, Chinese) headings."""
        headings = {name: self._say(en, zh) for name, (en, zh) in columns.items()}
        more = self._say("{shown:,} of {n:,} rows shown", "共{n:,}行，显示{shown:,}行")
        return shown(frame, caption, columns=headings, more=more, **options)

    def _say(self, en: str, zh: str) -> str:
        """The wording in the page's language."""
        return zh if self.language == "zh" else en


def or_dash(polarity: float) -> str:
    """A polarity with its sign; "–" where there is none."""
    return "–" if pd.isna(polarity) else signed(polarity)
