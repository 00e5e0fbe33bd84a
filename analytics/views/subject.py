"""The subject of `06_theme`, a theme or a query: its stories, the figures about them, the findings."""

import difflib
from functools import cached_property

import pandas as pd

from analytics import briefing, charts, stages, subject, trends
from analytics.among import is_among
from analytics.reports import Note
from analytics.views.view import View
from analytics.views.wording import count, day, listed, share, signed

OTHERS = "others"  # group of the stories that do not match


class SubjectView(View):
    """Everything that is computed about a subject, and what a reader should take away."""

    @cached_property
    def query(self) -> str:
        """The words asked for; empty for a theme."""
        return str(self.parameters.query).strip()

    @cached_property
    def theme(self) -> str:
        """The key of the theme; empty for a query."""
        if self.query:
            return ""
        chosen = self.parameters
        return subject.chosen_theme(self.corpus, self.themes, chosen.themes, chosen.theme)

    @cached_property
    def name(self) -> str:
        """What the report calls its subject."""
        quoted = self._say(f'"{self.query}"', f"“{self.query}”")
        return quoted if self.query else self.theme_names[self.theme]

    @property
    def quoted(self) -> str:
        """The name in Chinese quotation marks; a query stands in them already."""
        return self.name if self.query else f"“{self.name}”"

    @cached_property
    def color(self) -> str:
        """The theme's own colour; a query has the neutral accent."""
        return self.theme_colors[self.theme] if self.theme else charts.ACCENT

    @cached_property
    def matching(self) -> pd.DataFrame:
        """Documents that belong: doc_id, weight, evidence."""
        return subject.matching_documents(self.corpus, self.themes, self.theme, self.query)

    @cached_property
    def own(self) -> pd.DataFrame:
        """The distinct stories that belong, the most clearly so first."""
        rows = self.matching.merge(self.stories, on="doc_id")
        rows["rank"] = rows["weight"] * rows["prominence"]
        return rows.sort_values(["rank", "doc_id"], ascending=[False, True], ignore_index=True)

    @cached_property
    def names_of_other_themes(self) -> pd.Series:
        """As `names_of_themes`, without the theme that the report is about."""
        themed = self.themes.document_themes
        return self._join_names(themed[themed["theme"] != self.theme])

    @cached_property
    def others(self) -> pd.DataFrame:
        """Tone of the distinct stories that do not belong: label, polarity, n_hits."""
        rest = ~is_among(self.stories["doc_id"], self.own["doc_id"])
        return self.stories.loc[rest, ["label", "polarity", "n_hits"]]

    @cached_property
    def entities(self) -> pd.DataFrame:
        """Who is named in these stories, as `briefing.rank_entities` says."""
        ranked = briefing.rank_entities(
            stages.entity_table(self.corpus), self.own, 20, self.parameters.min_documents
        )
        return self._told(ranked)[[*ranked.columns, "headline", "url"]]

    @cached_property
    def period(self) -> trends.Period:
        """The step in time that fits the length of the corpus."""
        return trends.choose_period(self.corpus.documents)

    @cached_property
    def counts(self) -> pd.DataFrame:
        """Stories a period, those that belong and all."""
        return trends.count_by_period(self.corpus.documents, self._as_theme(), self.period)

    @cached_property
    def tones(self) -> pd.DataFrame:
        """Mean polarity a period, of those that belong and of all."""
        return trends.tone_by_period(
            self.corpus.documents,
            self._as_theme(),
            self.sentiment,
            self.period,
            self.parameters.min_documents,
        )

    @cached_property
    def means(self) -> pd.DataFrame:
        """Mean polarity with its interval of the stories that belong (this) and of the others."""
        columns = ["polarity", "n_hits"]
        groups = {"this": self.own[columns], OTHERS: self.others[columns]}
        rows = pd.concat(groups, names=["group"])
        means = trends.mean_polarity(
            rows[rows["n_hits"] > 0], ["group"], self.parameters.min_documents
        )
        return means.set_index("group")

    @cached_property
    def neighbours(self) -> subject.NeighbourTables:
        """Themes, topics and stories near these."""
        return subject.neighbour_tables(
            self.corpus, self.themes, self.topics, self.matching["doc_id"]
        )

    @cached_property
    def terms(self) -> pd.DataFrame:
        """Terms that set these stories apart, without those that were looked for."""
        documents = self.corpus.documents
        inside = is_among(documents["doc_id"], self.own["doc_id"]).to_numpy()
        outside = ~documents["story_id"].duplicated().to_numpy() & ~inside
        few = 2 if len(self.own) < 20 else 3
        found = trends.telling_terms(
            self.corpus.tokens, inside, outside, n_terms=60, min_documents=few
        )
        asked = {term.lower() for words in self.own["evidence"] for term in words.split("、")}
        return found[~found["term"].str.lower().isin(asked)].head(20)

    @cached_property
    def topics(self) -> stages.TopicTables:
        """Topics nobody named, among what no theme claims."""
        return stages.topic_tables(self.corpus, self.themes, seed=self.parameters.seed)

    def title(self) -> str:
        """The name of the subject: the theme's own, or the query in quotes."""
        return self.name

    def findings(self) -> list[str | Note]:
        """How much and when, how it sounds beside the other news, who is named, worst and best."""
        n, everything = len(self.own), len(self.stories)
        if not n:
            near = "、".join(self._nearest_words()) if self.query else ""
            hint = self._say(f" Words that do occur: {near}.", f"语料中相近的词：{near}。")
            return [self._nothing_found() + (hint if near else "")]
        found: list[str | Note] = [
            self._say(
                f"{self.name}: {count(n, 'distinct story', 'distinct stories')} of {everything:,} "
                f"({share(n, everything)}){self._when()}.",
                f"{self.name}：{everything:,}条新闻中有{n:,}条（{share(n, everything)}）{self._when()}。",
            ),
            *self._tone_findings(),
        ]
        named = [
            self._say(
                f"{row.entity} ({signed(row.polarity)}, n = {row.n:,})",
                f"{row.entity}（{signed(row.polarity)}，n = {row.n:,}）",
            )
            for row in self.entities.sort_values(
                ["n", "n_mentions", "entity"], ascending=[False, False, True]
            ).head(3).itertuples()
        ]  # fmt: skip
        if named:
            found.append(
                self._say(
                    f"Most named, with the tone of their own clauses: {listed(named, 'en')}.",
                    f"提及最多者（括号内为相关语句的情感值）：{listed(named, 'zh')}。",
                )
            )
        return found + self._extreme_notes(self.own)

    def warnings(self) -> list[str | Note]:
        """Beside the common ones: why this theme, few stories, none of them toned."""
        found = super().warnings()
        if not self.query and not self.parameters.theme.strip() and len(self.matching):
            found.insert(
                0,
                self._say(
                    "No theme or query was given, so this is the theme with most stories. Choose "
                    f"with theme={self._other_theme()} or query=WORDS.",
                    "未指定主题或关键词，默认取新闻最多的主题；可用"
                    f" theme={self._other_theme()} 或 query=关键词 另选。",
                ),
            )
        n, fewest = len(self.own), self.parameters.min_documents
        if 0 < n < fewest:
            found.append(
                self._say(
                    f"Only {count(n, 'story', 'stories')}: read the documents, not the means.",
                    f"仅有{n:,}条新闻：宜读原文，均值参考意义有限。",
                )
            )
        return found

    def _as_theme(self) -> pd.DataFrame:
        """The stories that belong as if they were of one theme, for the tables over time."""
        return self.own[["doc_id"]].assign(theme="this")

    def _when(self) -> str:
        dates = self.own["published_at"].dropna()
        if dates.empty:
            return ""
        first, last = day(dates.min()), day(dates.max())
        if first == last:
            return self._say(f", on {first}", f"，日期为{first}")
        return self._say(f", from {first} to {last}", f"，自{first}至{last}")

    def _tone_findings(self) -> list[str | Note]:
        """Mean tone beside that of the other news, and whether the two differ beyond chance."""
        if "this" not in self.means.index:
            return [
                self._say(
                    "None of them holds a word with a known tone.", "这些新闻均不含已知情感词。"
                )
            ]
        own = self.means.loc["this"]
        if OTHERS not in self.means.index or pd.isna(own["low"]):
            return [
                self._say(
                    f"Mean polarity {signed(own['polarity'])} (n = {own['n']:,.0f}).",
                    f"平均情感{signed(own['polarity'])}（n = {own['n']:,.0f}）。",
                )
            ]
        rest = self.means.loc[OTHERS]
        apart = own["low"] > rest["polarity"] or own["high"] < rest["polarity"]
        better = own["polarity"] > rest["polarity"]
        verdict = (
            self._say(
                "clearly better" if better else "clearly worse",
                "明显偏正面" if better else "明显偏负面",
            )
            if apart
            else self._say("no clear difference", "差异不明显")
        )
        return [
            self._say(
                f"Mean polarity {signed(own['polarity'])} (95 % interval {signed(own['low'])} to "
                f"{signed(own['high'])}, n = {own['n']:,.0f}), other news {signed(rest['polarity'])} "
                f"(n = {rest['n']:,.0f}): {verdict}.",
                f"平均情感{signed(own['polarity'])}（95%区间{signed(own['low'])}至"
                f"{signed(own['high'])}，n = {own['n']:,.0f}），其他新闻{signed(rest['polarity'])}"
                f"（n = {rest['n']:,.0f}）：{verdict}。",
            )
        ]

    def _nothing_found(self) -> str:
        """That no document belongs."""
        if self.theme and not self.parameters.theme.strip():
            return self._say(
                "No document is about any named theme. Choose words that occur with query=WORDS.",
                "没有文档属于任何已命名主题；可用 query=关键词 指定语料中出现的词。",
            )
        if self.theme:
            return self._say(
                f"No document is about {self.name}.", f"没有文档属于{self.quoted}主题。"
            )
        return self._say(f"No document holds {self.name}.", f"没有文档包含{self.name}。")

    def _nearest_words(self) -> list[str]:
        """Names and words of the corpus that look like the query."""
        names = stages.entity_table(self.corpus)["entity"].value_counts().index
        words = [str(term) for term in self.corpus.tokens.vocabulary if len(str(term)) > 1]
        pool = list(dict.fromkeys([*map(str, names), *words[:50_000]]))
        return difflib.get_close_matches(self.query, pool, 4, 0.5)

    def _other_theme(self) -> str:
        """The key of another theme, as an example."""
        return next((key for key in self.theme_names if key and key != self.theme), self.theme)
