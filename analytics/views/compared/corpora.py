"""Settings and corpora of two runs: what was asked, which documents are in both or in one alone."""

from collections.abc import Mapping

import pandas as pd

from analytics.comparison.runs import StoredRun
from analytics.comparison.settings import differing_words
from analytics.reports import Note, Shown
from analytics.reports.sheet import Section
from analytics.reports.words import WORDS
from analytics.views.compared.part import Part
from analytics.views.wording import count, day, listed

_SETTINGS = {
    "corpus": ("corpus", "语料"),
    "fingerprint": ("fingerprint", "指纹"),
    "n_documents": ("documents", "文档数"),
    "seed": ("seed", "随机种子"),
    "language": ("language", "语言"),
    "own": ("additions of the user's", "自定义内容"),
    "status": ("status", "状态"),
    "notebooks": ("notebooks", "笔记本"),
}
_TABLES = {
    "documents": ("documents", "文档"),
    "themes": ("names of themes", "主题名称"),
    "document_themes": ("themes", "主题"),
    "sentiment": ("tone", "情感"),
    "topics": ("topics", "话题"),
    "topic_terms": ("terms of topics", "话题词"),
    "document_topics": ("topics of documents", "文档话题"),
}
_OWN = {
    "names": ("names", "名称"),
    "lexicon": ("lexicon", "情感词典"),
    "sentiment_model": ("trained model", "训练模型"),
}
_N_SOURCES = 15
_N_DOCUMENTS = 50


class Corpora(Part):
    """What lies under both runs."""

    def settings(self) -> Section:
        """Everything that was set differently, or made with another version."""
        rows = self.found.settings.copy()
        title = self._say("Settings that differ", "不同的设置")
        if rows.empty:
            words = self._say(
                "Corpus, parameters and versions are the same.", "语料、参数与版本均相同。"
            )
            return Section("settings", title, [Shown.sentence(words)])
        kinds = {
            "run": self._say("run", "运行"),
            "parameters": self._say("parameter", "参数"),
            "versions": self._say("version", "版本"),
        }
        rows["kind"] = rows["where"].map(kinds)
        rows["name"] = [
            self._say(*_SETTINGS[name]) if where == "run" else name
            for where, name in zip(rows["where"], rows["name"], strict=True)
        ]
        empty = WORDS[self.language]["empty"]
        for side in "ab":
            rows[side] = ["–" if pd.isna(x) else x or empty for x in rows[side]]
        columns = {"kind": ("Kind", "类别"), "name": ("Setting", "设置"), "a": ("A", "A"), "b": ("B", "B")}  # fmt: skip
        caption = self._say("Only what differs", "仅列出不同之处")
        return Section("settings", title, [self._table(rows, caption, columns, sortable=False)])

    def documents(self) -> Section | None:
        """Documents in both runs and in one alone, their dates, sources and titles."""
        found = self.found
        if found.pairs is None:
            return None
        counts = self._counts()
        columns = {
            "where": ("Documents", "文档"),
            "n": ("Number", "篇数"),
            "first": ("First day", "最早"),
            "last": ("Last day", "最晚"),
        }
        caption = self._say(
            "Documents are the same when their words are", "文字相同的文档视为同一文档"
        )
        content = [self._table(counts, caption, columns, sortable=False)]
        sources = self._sources()
        if len(sources) > 1 or (sources["n_a"] != sources["n_b"]).any():
            columns = {
                "source": ("Source", "来源"),
                "n_a": ("In A", "A篇数"),
                "n_b": ("In B", "B篇数"),
                "difference": ("B − A", "B−A"),
            }
            caption = self._say("Sources, those that differ most first", "来源（差异大者在前）")
            content.append(self._table(sources, caption, columns, rows=_N_SOURCES))
        content += [table for where in ("B", "A") if (table := self._alone(where))]
        return Section("documents", self._say("Corpus: which documents", "语料：哪些文档"), content)

    def findings(self) -> list[Note]:
        """How much the two corpora have in common."""
        pairs, stories = self.found.pairs, self.found.stories
        if pairs is None or stories is None:
            return []
        in_a, in_b = pairs["doc_id_a"] != "", pairs["doc_id_b"] != ""
        both, gone, new = (int(x.sum()) for x in (in_a & in_b, in_a & ~in_b, in_b & ~in_a))
        if not gone and not new:
            words = self._say(
                f"Both runs hold the same {count(both, 'document')}.",
                f"两次运行的{both:,}篇文档相同。",
            )
        else:
            words = self._say(
                f"{count(both, 'document')} {'is' if both == 1 else 'are'} in both runs, {new:,} only "
                f"in B, {gone:,} only in A.",
                f"{both:,}篇文档两次运行均有，仅B有{new:,}篇，仅A有{gone:,}篇。",
            )
        if edited := int(pairs["edited"].sum()):
            words += self._say(
                f" The words of {edited:,} of them have changed.", f"其中{edited:,}篇文字有改动。"
            )
        return [Note(words, anchor="documents")]

    def warnings(self) -> list[Note]:
        """Runs that ended early, tables that are missing, themes that cannot be compared."""
        notes = [note for letter, run in self._runs() for note in self._ended_early(letter, run)]
        lacking: dict[str, list[str]] = {}
        for letter, table in self.found.missing:
            lacking.setdefault(letter, []).append(self._say(*_TABLES[table]))
        notes += [
            Note(
                self._say(
                    f"Run {letter} kept no {' and no '.join(names)}, so nothing is said of "
                    f"{'it' if len(names) == 1 else 'them'}: its notebooks do not ask for "
                    f"{'it' if len(names) == 1 else 'them'}, did not complete, or an older version "
                    "made it.",
                    f"运行{letter}没有保存{listed(names, 'zh')}，因此不作比较："
                    "其笔记本不涉及、未完成，或由旧版本生成。",
                )
            )
            for letter, names in lacking.items()
        ]
        changed = self.found.themes[self.found.themes["changed"]]
        if len(changed):
            names = [self.names[theme] for theme in changed["theme"]]
            notes.append(
                Note(
                    self._say(
                        f"Themes that only one run knows are not compared: {listed(names, 'en')}.",
                        f"只有一次运行定义的主题不作比较：{listed(names, 'zh')}。",
                    )
                )
            )
        if differing := differing_words(self.found.a.manifest, self.found.b.manifest):
            said = listed([self._say(*_OWN[name]) for name in differing], self.language)
            notes.append(
                Note(
                    self._say(
                        f"The runs were made with different additions of the user's ({said}), so a "
                        "difference in tone may come from these and not from the news.",
                        f"两次运行使用的自定义内容不同（{said}），情感差异可能由此而来，而非来自新闻。",
                    ),
                    anchor="settings",
                )
            )
        if (self.found.settings["where"] == "versions").any():
            notes.append(
                Note(
                    self._say(
                        "The runs were made with different versions, so a difference may come from "
                        "the programs and not from the news.",
                        "两次运行使用的版本不同，差异可能来自程序而非新闻。",
                    ),
                    anchor="settings",
                )
            )
        return notes

    def _runs(self) -> list[tuple[str, StoredRun]]:
        return [("A", self.found.a), ("B", self.found.b)]

    def _ended_early(self, letter: str, run: StoredRun) -> list[Note]:
        words = WORDS[self.language]
        early = [
            f"{notebook.name} ({words['status ' + notebook.status]})"
            for notebook in run.manifest.notebooks
            if notebook.status != "completed"
        ]
        if not early:
            return []
        told = listed(early, self.language)
        return [
            Note(
                self._say(f"Run {letter} is not complete: {told}.", f"运行{letter}不完整：{told}。")
            )
        ]

    def _counts(self) -> pd.DataFrame:
        pairs = self.found.pairs
        assert pairs is not None
        in_a, in_b = pairs["doc_id_a"] != "", pairs["doc_id_b"] != ""
        rows = []
        for words, chosen, side in (
            (self._say("in both", "两者均有"), in_a & in_b, "b"),
            (self._say("only in A", "仅A"), in_a & ~in_b, "a"),
            (self._say("only in B", "仅B"), in_b & ~in_a, "b"),
        ):
            documents = self._documents(side).set_index("doc_id")
            dates = documents["published_at"].reindex(pairs.loc[chosen, f"doc_id_{side}"])
            rows.append(
                (words, int(chosen.sum()), day(dates.min()) or "–", day(dates.max()) or "–")
            )
        return pd.DataFrame(rows, columns=["where", "n", "first", "last"])

    def _sources(self) -> pd.DataFrame:
        counts = pd.DataFrame(
            {f"n_{side}": self._documents(side)["source"].value_counts() for side in "ab"}
        )
        table = counts.fillna(0).astype("int64").rename_axis("source").reset_index()
        table["difference"] = table["n_b"] - table["n_a"]
        order = pd.DataFrame(
            {"far": -table["difference"].abs(), "n": -table["n_b"], "s": table["source"]}
        )
        table = table.loc[order.sort_values(["far", "n", "s"]).index]
        unknown = self._say("(unknown)", "（不详）")
        return table.assign(source=table["source"].where(table["source"] != "", unknown))

    def _alone(self, letter: str) -> Shown | None:
        """The stories that only one run has, the latest first."""
        stories = self.found.stories
        assert stories is not None
        mine, other = (f"doc_id_{letter.lower()}", f"doc_id_{'b' if letter == 'A' else 'a'}")
        rows = stories[(stories[mine] != "") & (stories[other] == "")]
        if rows.empty or len(rows) == (stories[mine] != "").sum():
            return None  # nothing, or everything: the reports of the run show it
        total = len(rows)
        rows = rows.sort_values(
            ["published_at", mine], ascending=[False, True], na_position="last", kind="stable"
        ).head(_N_DOCUMENTS)
        columns: Mapping[str, tuple[str, str]] = {
            "headline": ("Story", "新闻"),
            "day": ("Date", "日期"),
            "source": ("Source", "来源"),
        }
        caption = self._say(
            f"{count(total, 'story', 'stories')} only in {letter}", f"仅{letter}有的{total:,}条新闻"
        )
        if total > len(rows):
            caption += self._say(f"; the latest {len(rows)}", f"，列出最新{len(rows)}条")
        shown = self._with_story(pd.DataFrame({"story": rows.index}))
        return self._table(shown, caption, columns, link=("headline", "url"))

    def _documents(self, side: str) -> pd.DataFrame:
        run = self.found.a if side == "a" else self.found.b
        return run.tables["documents"]
