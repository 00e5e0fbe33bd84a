"""What became of the topics of an earlier run, and the documents of each topic, in `02_topics`."""

from functools import cached_property

import pandas as pd
from markupsafe import Markup

from analytics.among import is_among
from analytics.reports import Note, Shown
from analytics.views.mapping import OUTLIERS, MapView
from analytics.views.wording import CHANGES, count, listed


class LastingView(MapView):
    """Topics with their documents, and how they go on from those of the run that `previous` names."""

    @cached_property
    def _found(self) -> pd.DataFrame:
        """Topics without the outliers, with their exemplar's headline and address."""
        topics = self._told(self.topics.topics, "exemplar_id")
        return topics[topics["topic"] != OUTLIERS].sort_values(
            ["n_documents", "topic"], ascending=[False, True], ignore_index=True
        )

    def topic_documents(self, n_each: int = 4) -> Shown:
        """The documents that fit each topic best."""
        return self._best_fitting(
            self.topics.document_topics,
            n_each,
            self._say("Documents that fit each topic best", "各话题的代表文档"),
            self._say("No topic was found.", "未发现话题。"),
        )

    def _best_fitting(
        self, document_topics: pd.DataFrame, n_each: int, caption: str, empty: str
    ) -> Shown:
        place = pd.Series(range(len(self._found)), self._found["topic"])
        rows = document_topics.assign(place=document_topics["topic"].map(place))
        rows = rows.dropna(subset="place").merge(self.stories[["doc_id"]], on="doc_id")
        rows = rows.sort_values(["place", "weight", "doc_id"], ascending=[True, False, True])
        rows = rows.groupby("place").head(n_each)
        return self._table(
            self._told(rows.merge(self._found[["topic", "label"]], on="topic")),
            caption,
            {
                "label": ("Topic", "话题"),
                "headline": ("Document", "文档"),
                "weight": ("Fit", "契合度"),
            },
            empty=empty,
            link=("headline", "url"),
            formats={"weight": ".2f"},
        )

    def changes(self) -> Shown:
        """What became of the topics of the earlier run, with numbers and a typical document of each."""
        rows = self.topics.changes
        if rows.empty:
            return Shown.sentence(
                self._say("Neither run found a topic.", "两次运行均未发现话题。")
                if self.parameters.previous
                else self._say(
                    "No earlier run to compare with; name one with the parameter previous.",
                    "未指定上次运行，可用参数 previous 指定。",
                ),
                absent=True,
            )
        rows = rows[rows["change"] != "ended"].copy()
        words, labels = CHANGES[self.language], rows.set_index("topic")["label"]
        rows["told"] = [
            self._say(f"merged into {labels[row.into]}", f"并入{labels[row.into]}")
            if row.change == "merged" else words[row.change]
            for row in rows.itertuples()
        ]  # fmt: skip
        rows["place"] = rows["change"].map(list(CHANGES["en"]).index)
        rows["size"] = -rows["n_now"] - rows["n_before"]
        return self._table(
            rows.sort_values(["place", "size", "topic"]),
            self._say("Topics then and now, changes first", "话题的前后变化（有变化者在前）"),
            {
                "topic": ("No.", "编号"),
                "label": ("Topic", "话题"),
                "told": ("Change", "变化"),
                "n_before": ("Stories then", "上次新闻数"),
                "n_now": ("Stories now", "本次新闻数"),
                "headline": ("Most typical document", "最典型的文档"),
            },
            empty=self._say("Neither run found a topic.", "两次运行均未发现话题。"),
            link=("headline", "url"),
            choices=["told"],
        )

    def new_documents(self, n_each: int = 3) -> Shown:
        """The documents that joined each topic since the earlier run and fit it best."""
        if self.topics.changes.empty:
            return Shown(Markup(""), "", absent=True)  # `changes` has said why
        new = self.topics.document_topics
        new = new[~is_among(new["doc_id"], self.topics.known["doc_id"])]
        return self._best_fitting(
            new,
            n_each,
            self._say(
                "Documents that the earlier run did not have, those that fit each topic best",
                "本次新增文档（各话题取最契合者）",
            ),
            self._say("No topic has a new document.", "各话题均无新增文档。"),
        )

    def _changes_told(self) -> list[str | Note]:
        """How many topics of the earlier run went on and what became of the others, as a finding."""
        rows = self.topics.changes
        rows = rows[rows["change"] != "ended"]
        if rows.empty:
            return []
        words, counts = CHANGES[self.language], rows["change"].value_counts()
        told = []
        for change in [change for change in words if counts.get(change, 0)]:
            largest = rows[rows["change"] == change].sort_values(
                ["n_now", "n_before", "topic"], ascending=[False, False, True]
            )
            names = listed(largest["label"].head(3).tolist(), self.language)
            n, named = counts[change], change not in ("same",)
            told.append(
                self._say(
                    f"{n:,} {words[change]}" + (f" ({names})" if named else ""),
                    f"{words[change]}{n:,}个" + (f"（{names}）" if named else ""),
                )
            )
        n_then, kept = int((rows["change"] != "born").sum()), int((rows["n_now"] > 0).sum())
        kept -= int(counts.get("born", 0))
        return [
            Note(
                self._say(
                    f"{kept:,} of {count(n_then, 'topic')} of the earlier run "
                    f"{'goes' if kept == 1 else 'go'} on: {'; '.join(told)}.",
                    f"上次运行的{n_then:,}个话题中{kept:,}个得以延续：{'；'.join(told)}。",
                ),
                anchor=self._say("Since the earlier run", "与上次运行相比"),
            )
        ]

    def _changes_warned(self) -> list[str | Note]:
        """That topics could be matched by their terms alone."""
        if len(self.topics.changes) and self.topics.known.empty:
            return [
                self._say(
                    "The earlier run had none of these documents: its topics go on by their terms "
                    "alone.",
                    "上次运行没有这些文档中的任何一篇：话题仅凭关键词延续。",
                )
            ]
        return []
