"""What `02_topics` shows: what is it about, by themes that people named and topics nobody named?"""

from functools import cached_property

import pandas as pd

from analytics import charts
from analytics.among import join
from analytics.briefing import stories_by_theme
from analytics.reports import Note, Shown
from analytics.views.borrowing import BorrowingView
from analytics.views.lasting import LastingView
from analytics.views.mapping import OUTLIERS
from analytics.views.wording import count, listed, numbered, share

UNSTABLE = 0.6  # a topic found again less often than this may be an accident of the draw


class TopicsView(BorrowingView, LastingView):
    """Themes with their stories and evidence, topics among the rest, and how far to trust them."""

    notebook = "02_topics"

    @cached_property
    def _themed(self) -> pd.DataFrame:
        """A row for each distinct story and theme."""
        return join(self.themes.document_themes, self.stories)

    def findings(self) -> list[str | Note]:
        """Themes by size, what none of them covers, and the largest topics among the rest."""
        n, claimed = len(self.stories), self._themed["doc_id"].nunique()
        sizes = self._theme_sizes()
        named = [numbered(name, int(k), self.language) for name, k in sizes[sizes > 0].items()]
        found: list[str | Note] = [
            self._say(
                f"{count(claimed, 'story', 'stories')} of {n:,} ({share(claimed, n)}) "
                f"{'is' if claimed == 1 else 'are'} about a named theme: {listed(named, 'en')}.",
                f"{n:,}条新闻中有{claimed:,}条（{share(claimed, n)}）归入已命名主题：{listed(named, 'zh')}。",
            )
            if named
            else self._say(
                f"{'The one story is not' if n == 1 else f'None of the {n:,} stories is'} about a named theme.",
                f"{n:,}条新闻中没有一条属于已命名主题。",
            )
        ]
        leading = stories_by_theme(self.stories, self.themes.document_themes, 1)
        found += [
            Note(self._say(f"{name}: {row.headline}", f"{name}：{row.headline}"), url=row.url)
            for row in self._told(leading).itertuples()
            for name in [self.theme_names[row.theme]]
        ]
        topics = self._found
        if len(topics):
            holding = topics[~(topics["stability"] < UNSTABLE)].head(3)
            largest = [
                numbered(row.label, row.n_documents, self.language) for row in holding.itertuples()
            ]
            among = self._say(
                "Among the rest" if self.parameters.among == "unclaimed" else "Among all news",
                "其余新闻中" if self.parameters.among == "unclaimed" else "全部新闻中",
            )
            n_topics = len(topics)
            found.append(
                self._say(
                    f"{among}, {count(n_topics, 'topic')} {'was' if n_topics == 1 else 'were'} "
                    f"found; the largest that hold: {'; '.join(largest)}.",
                    f"{among}共发现{n_topics:,}个话题，稳定话题中规模最大的是：{'；'.join(largest)}。",
                )
                if largest
                else self._say(
                    f"{among}, no topic holds when the search is repeated: the news has too little in "
                    "common. The groups below are hints.",
                    f"{among}没有能在重复聚类中稳定再现的话题：新闻之间共性太少，以下分组仅供参考。",
                )
            )
        return found + self._borrowed_notes() + self._changes_told()

    def warnings(self) -> list[str | Note]:
        """Beside the common ones: seed words that never occur, topics that do not hold."""
        found = super().warnings() + self._changes_warned()
        occurring = self.themes.seeds.groupby("theme", sort=False)["n_documents"].sum()
        for theme in occurring[occurring == 0].index:
            found.append(
                self._say(
                    f"{self.theme_names[theme]}: none of its seed words occurs in any document.",
                    f"{self.theme_names[theme]}：其种子词均未在语料中出现。",
                )
            )
        asked = self.parameters.n_topics
        if asked != "auto" and len(self._found) < int(asked):
            found.append(
                self._say(
                    f"{int(asked):,} topics were asked for; the news holds {len(self._found):,}.",
                    f"指定{int(asked):,}个话题，实际只能分出{len(self._found):,}个。",
                )
            )
        shaky = self._found[self._found["stability"] < UNSTABLE]
        if len(shaky):
            found.append(
                self._say(
                    f"{count(len(shaky), 'topic')} of {len(self._found):,} "
                    f"{'is' if len(shaky) == 1 else 'are'} unstable: found again in fewer than "
                    f"{UNSTABLE:.0%} of the repetitions. Read "
                    f"{'it' if len(shaky) == 1 else 'them'} as a hint.",
                    f"{len(self._found):,}个话题中有{len(shaky):,}个不稳定"
                    f"（重复聚类中的再现率低于{UNSTABLE:.0%}），仅供参考。",
                )
            )
        return found + self._drift_notes()

    def theme_sizes(self) -> charts.Chart:
        """Distinct stories for each theme, and how many no theme claims."""
        sizes = self._theme_sizes()
        unclaimed = len(self.stories) - self._themed["doc_id"].nunique()
        rest = self._say("no named theme", "不属于任何主题")
        values = pd.concat([sizes, pd.Series({rest: unclaimed})])
        title = (
            self._say(
                f"{sizes.idxmax()} leads the named themes with "
                f"{count(int(sizes.max()), 'story', 'stories')}",
                f"“{sizes.idxmax()}”主题新闻最多，共{int(sizes.max()):,}条",
            )
            if len(sizes) and sizes.max()
            else self._say("No story is about a named theme", "没有新闻属于已命名主题")
        )
        colors = {name: self.theme_colors[theme] for theme, name in self.theme_names.items()}
        colors[rest] = charts.TONE_COLORS["neu"]
        return charts.plot_bars(
            values, title=title, alt=self._bars_in_words(title, values), colors=colors
        )

    def theme_stories(self, n_each: int = 10) -> Shown:
        """The most prominent stories of each theme with what decided and their tone."""
        rows = stories_by_theme(self.stories, self.themes.document_themes, n_each)
        rows = self._told(rows.sort_values("weight", ascending=False, kind="stable"))
        return self._table(
            self._in_theme_order(rows),
            self._say(
                f"Stories of each theme, at most {n_each} each, with the terms that decided",
                f"各主题新闻（每个主题至多{n_each}条）及其判定依据",
            ),
            {
                "name": ("Theme", "主题"),
                "headline": ("Story", "新闻"),
                "weight": ("Weight", "权重"),
                "evidence": ("Evidence", "依据"),
                "tone": ("Tone", "情感"),
            },
            empty=self._say("No story is about a named theme.", "没有新闻属于已命名主题。"),
            link=("headline", "url"),
        )

    def seed_words(self) -> Shown:
        """The seed words that occur, and how often their documents are about the theme."""
        rows = self.themes.seeds[self.themes.seeds["n_documents"] > 0].copy()
        rows["name"] = rows["theme"].map(self.theme_names)
        return self._table(
            rows,
            self._say("Seed words that occur", "出现的种子词"),
            {
                "name": ("Theme", "主题"),
                "term": ("Seed word", "种子词"),
                "n_documents": ("Documents", "文档"),
                "share_accepted": ("of these about the theme", "其中归入该主题"),
            },
            empty=self._say("No seed word occurs.", "没有种子词出现。"),
            formats={"share_accepted": ".0%"},
        )

    def absent_seeds(self) -> Shown:
        """The seed words that occur in no document, a row a theme."""
        absent = self.themes.seeds[self.themes.seeds["n_documents"] == 0]
        rows = absent.groupby("theme", sort=False)["term"].agg(["size", "、".join]).reset_index()
        rows.columns = pd.Index(["theme", "n", "words"])
        rows["name"] = rows["theme"].map(self.theme_names)
        return self._table(
            rows,
            self._say("Seed words that occur in no document", "未出现的种子词"),
            {
                "name": ("Theme", "主题"),
                "n": ("Words", "词数"),
                "words": ("Seed words", "种子词"),
            },
            empty=self._say("Every seed word occurs.", "所有种子词均出现。"),
        )

    def suggestions(self) -> Shown:
        """Words a person might add to a theme's seeds, each with an example."""
        rows = self._told(self.themes.suggestions, "example_id")
        rows["name"] = rows["theme"].map(self.theme_names)
        return self._table(
            rows,
            self._say(
                "Words to consider as further seeds; nothing is added by itself",
                "可考虑增补的种子词（不会自动加入）",
            ),
            {
                "name": ("Theme", "主题"),
                "term": ("Word", "词"),
                "n_documents": ("Documents", "文档"),
                "headline": ("For example", "例如"),
            },
            empty=self._say(
                "No suggestion: no word stands out in at least ten documents about a theme.",
                "暂无建议：尚无主题有足够文档（至少10篇）显示出突出的词。",
            ),
            link=("headline", "url"),
        )

    def topic_sizes(self) -> charts.Chart:
        """Documents a topic."""
        values = self._found.set_index("label")["n_documents"].head(20)
        outliers = self.topics.topics.loc[self.topics.topics["topic"] == OUTLIERS, "n_documents"]
        title = (
            self._say(
                f"The largest of {count(len(self._found), 'topic')} is {values.index[0]}",
                f"共{len(self._found):,}个话题，规模最大的是“{values.index[0]}”",
            )
            if len(values)
            else self._say("No topic stands out", "没有突出的话题")
        )
        if outliers.sum():
            title += self._say(
                f"; {count(int(outliers.sum()), 'story fits', 'stories fit')} none",
                f"；{int(outliers.sum()):,}条不属于任何话题",
            )
        return charts.plot_bars(values, title=title, alt=self._bars_in_words(title, values))

    def topic_table(self) -> Shown:
        """Topics with terms, exemplar, size, tone and stability."""
        terms = self.topics.topic_terms.sort_values(["topic", "rank"])
        words = terms[terms["rank"] <= 7].groupby("topic")["term"].agg("、".join)
        tones = self.topics.document_topics.merge(
            self.sentiment[["doc_id", "n_hits", "polarity"]], on="doc_id"
        )
        rows = self._found.assign(
            terms=[words.get(topic, "") for topic in self._found["topic"]],
            tone=self._found["topic"].map(
                tones[tones["n_hits"] > 0].groupby("topic")["polarity"].mean()
            ),
        )
        rows["family"] = rows["group"].map(self._families())
        hold = {True: self._say("stable", "稳定"), False: self._say("unstable", "不稳定")}
        rows["holds"] = [
            "–" if pd.isna(value) else f"{value:.0%} {hold[value >= UNSTABLE]}"
            for value in rows["stability"]
        ]
        several = rows["group"].nunique() > 1
        if several:
            rows = rows.sort_values(
                ["group", "n_documents"], ascending=[True, False], kind="stable"
            )
        return self._table(
            rows,
            self._say("Topics by family, largest first", "话题（按类归并，由大到小）")
            if several
            else self._say("Topics, largest first", "话题（按文档数排序）"),
            ({"family": ("Family", "类")} if several else {})
            | {
                "label": ("Topic", "话题"),
                "n_documents": ("Stories", "新闻"),
                "holds": ("Found again", "再现率"),  # before what a narrow screen scrolls to
                "terms": ("Terms", "关键词"),
                "headline": ("Most typical document", "最典型的文档"),
                "tone": ("Mean tone", "平均情感"),
            },
            empty=self._say("No topic was found.", "未发现话题。"),
            link=("headline", "url"),
            formats={"tone": "+.2f"},
        )

    def _families(self) -> dict[int, str]:
        """Each group of like topics by the first terms of its largest three."""
        leading = self._found.groupby("group")["label"].head(3)
        first = leading.str.split(" · ").str[0]
        return first.groupby(self._found.loc[leading.index, "group"]).agg("、".join).to_dict()

    def _why_so_many(self, trials: pd.DataFrame) -> str:
        """The number of topics chosen and what speaks for it: agreement, or more told for as much of it."""
        chosen = trials[trials["chosen"]].iloc[0]
        most = trials.loc[trials["stability"].idxmax()]
        n = int(chosen["n_topics"])
        if chosen["stability"] >= most["stability"] - 0.005:
            return self._say(
                f"Repeated clusterings agree best at about {n} topics",
                f"话题数约为{n}时，重复聚类的结果最为一致",
            )
        if most["n_topics"] < n:
            return self._say(
                f"{n} topics were chosen: fewer agree more easily and tell less",
                f"取{n}个话题：话题更少虽更易一致，但所示更少",
            )
        return self._say(
            f"{n} topics were chosen, for agreement and coherence together",
            f"取{n}个话题：兼顾稳定性与一致性",
        )

    def trials(self) -> charts.Chart | Shown:
        """What each number of topics tried was worth."""
        trials = self.topics.trials
        if len(trials) < 2:
            return Shown.sentence(
                self._say(
                    "The number of topics was given; no other was tried.",
                    "话题数为指定值，未尝试其他取值。",
                )
                if self.parameters.n_topics != "auto"
                else self._say(
                    "Too few documents to compare numbers of topics.",
                    "文档过少，无法比较不同话题数。",
                ),
                absent=True,
            )
        chosen = trials.loc[trials["chosen"], "n_topics"]
        title = self._why_so_many(trials)
        tried = "; ".join(
            f"k = {row.n_topics}: {row.stability:.2f} / {row.coherence:.2f}"
            for row in trials.itertuples()
        )
        alt = self._say(
            f"{title}. Stability / coherence: {tried}.", f"{title}。稳定性／一致性：{tried}。"
        )
        return charts.plot_lines(
            trials,
            x="n_topics",
            lines={
                "stability": self._say("stability", "稳定性"),
                "coherence": self._say("coherence", "一致性"),
            },
            title=title,
            alt=alt,
            x_label=self._say("number of topics", "话题数"),
            chosen=float(chosen.iloc[0]),
        )

    def tables(self) -> dict[str, pd.DataFrame]:
        """Themes and topics, for whoever compares runs."""
        sizes = self._themed.groupby("theme").size().rename("n_stories").reset_index()
        return {
            "themes": sizes,
            "document_themes": self.themes.document_themes,
            "topics": self.topics.topics,
            "topic_terms": self.topics.topic_terms[self.topics.topic_terms["rank"] <= 10],
            "trials": self.topics.trials,
            "topic_changes": self.topics.changes,
        }

    def _theme_sizes(self) -> pd.Series:
        """Distinct stories by the theme's name, largest first."""
        sizes = self._themed.groupby("theme").size()
        names = {theme: name for theme, name in self.theme_names.items() if theme}
        return pd.Series(
            {name: int(sizes.get(theme, 0)) for theme, name in names.items()}, dtype="int64"
        ).sort_values(ascending=False, kind="stable")
