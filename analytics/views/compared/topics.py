"""Topics of two runs in words: which go on, and which were born, went into another or are gone."""

import pandas as pd

from analytics.reports import Note, Shown
from analytics.reports.sheet import Section
from analytics.views.compared.part import Part
from analytics.views.wording import CHANGES, listed

_TOLD = 3  # topics named in a finding
_TERMS = 6  # shown of a topic


class Topics(Part):
    """What nobody named, then and now."""

    def changes(self) -> str:
        """How many topics changed in which way, as a phrase; "" for none."""
        if self.found.topics is None:
            return ""
        counts = self.found.topics["change"].value_counts()
        words = CHANGES[self.language]
        told = [
            self._say(f"{counts[key]} {words[key]}", f"{words[key]}{counts[key]}个")
            for key in words
            if counts.get(key, 0)
        ]
        return listed(told, self.language)

    def findings(self) -> list[Note]:
        """The changes of topics with the largest of each."""
        table = self.found.topics
        if table is None or table.empty:
            return []
        notes = [
            Note(
                self._say(f"Topics: {self.changes()}.", f"话题：{self.changes()}。"),
                anchor="topics",
            )
        ]
        for key, (en, zh) in {
            "born": ("Topics born", "新生话题"),
            "gone": ("Topics gone", "消失的话题"),
            "merged": ("Topics merged", "并入其他的话题"),
        }.items():
            rows = table[table["change"] == key]
            labels = [
                self._say(f"{row.label_a} into {row.into}", f"{row.label_a}并入{row.into}")
                if row.into else row.label_b or row.label_a
                for row in rows.head(_TOLD).itertuples()
            ]  # fmt: skip
            if len(rows) > _TOLD:
                labels.append(self._say(f"and {len(rows) - _TOLD} more", f"等{len(rows)}个"))
            if labels:
                words = self._say(f"{en}: {'; '.join(labels)}.", f"{zh}：{'；'.join(labels)}。")
                notes.append(Note(words, anchor="topics"))
        return notes

    def section(self) -> Section | None:
        """Every topic of either run with its counterpart."""
        table = self.found.topics
        if table is None:
            return None
        words = CHANGES[self.language]
        into = self._say("merged into ", "并入")
        rows = table.assign(
            change=[
                f"{into}{row.into}" if row.into else words[row.change] for row in table.itertuples()
            ],
            a=self._labels(table, "a"),
            b=self._labels(table, "b"),
            terms=["、".join(terms[:_TERMS]) for terms in table["terms"]],
        )
        columns = {
            "change": ("Change", "变化"),
            "a": ("Topic in A", "A话题"),
            "n_a": ("n", "条数"),
            "b": ("Topic in B", "B话题"),
            "n_b": ("n", "条数"),
            "n_shared": ("Shared", "共同文档"),
            "overlap": ("Overlap", "重合"),
            "terms": ("Terms", "关键词"),
        }
        title = self._say("Topics: which go on", "话题：延续与变化")
        text = self._say(
            "Topics are matched by the documents and terms they share; n counts stories. Grown and "
            "shrunk mean at least a fifth more or fewer. Shared are the documents of the topic in both "
            "runs, overlap their share of the documents of either topic that both runs searched.",
            "话题按共同文档与词语配对。扩大、缩小指条数增减至少五分之一；共同文档指两次运行中同属该话题者，"
            "重合为其在两次运行均检索的相关文档中所占比例。",
        )
        if table.empty:
            return Section("topics", title, [Shown.sentence(self._say("No topics.", "没有话题。"))])
        caption = self._say("Topics of both runs, changes first", "两次运行的话题，有变化者在前")
        shown = self._table(rows, caption, columns, formats={"overlap": ".0%"}, choices=["change"])
        return Section("topics", title, [shown], text)

    def _labels(self, table: pd.DataFrame, run: str) -> list[str]:
        """Number and label of each topic in the run; "–" where it has none."""
        numbers, labels = table[f"topic_{run}"], table[f"label_{run}"]
        return [
            "–" if pd.isna(number) else f"{number} {label}"
            for number, label in zip(numbers, labels, strict=True)
        ]
