"""What `06_theme` shows: everything about one theme, or about the words of a query."""

import difflib
from functools import cached_property

import pandas as pd

from analytics import briefing, charts, stages, subject, trends
from analytics.reports import Note, Shown
from analytics.views.marking import telling_sentence
from analytics.views.view import View
from analytics.views.wording import ENTITY_KINDS, TONES, count, day, listed, share, signed

OTHERS = "others"  # group of the stories that do not match
TONE_ORDER = ["neg", "neu", "pos"]


class ThemeView(View):
    """A deep dive: how much, when and how it sounds, who is named, the documents, what is near.

    Give `theme` (its key or name) or `query`; with neither, the theme with most stories is taken.
    """

    notebook = "06_theme"

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
        quoted = self._say(f"“{self.query}”", f"“{self.query}”")
        return quoted if self.query else self.theme_names[self.theme]

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
    def others(self) -> pd.DataFrame:
        """The distinct stories that do not belong."""
        return self.stories[~self.stories["doc_id"].isin(self.own["doc_id"])]

    @cached_property
    def entities(self) -> pd.DataFrame:
        """Who is named in these stories, as `briefing.rank_entities` says."""
        return briefing.rank_entities(stages.entity_table(self.corpus), self.own, 20)

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
            self.corpus.documents, self._as_theme(), self.sentiment, self.period
        )

    @cached_property
    def means(self) -> pd.DataFrame:
        """Mean polarity with its interval of the stories that belong (this) and of the others."""
        rows = pd.concat([self.own.assign(group="this"), self.others.assign(group=OTHERS)])
        means = trends.mean_polarity(rows[rows["n_hits"] > 0], ["group"])
        return means.set_index("group")

    @cached_property
    def neighbours(self) -> subject.NeighbourTables:
        """Themes, topics and stories near these."""
        return subject.neighbour_tables(
            self.corpus, self.themes, self._topics, self.matching["doc_id"]
        )

    @cached_property
    def terms(self) -> pd.DataFrame:
        """Terms that set these stories apart, without those that were looked for."""
        ids = self.corpus.documents["doc_id"]
        inside = ids.isin(self.own["doc_id"]).to_numpy()
        outside = ids.isin(self.others["doc_id"]).to_numpy()
        few = 2 if len(self.own) < 20 else 3
        found = trends.telling_terms(
            self.corpus.tokens, inside, outside, n_terms=60, min_documents=few
        )
        asked = {term.lower() for words in self.own["evidence"] for term in words.split("、")}
        return found[~found["term"].str.lower().isin(asked)].head(20)

    def findings(self) -> list[str | Note]:
        """How much and when, how it sounds beside the other news, who is named, worst and best."""
        n, everything = len(self.own), len(self.stories)
        if not n:
            return [self._nothing_found()]
        found: list[str | Note] = [
            self._say(
                f"{self.name}: {count(n, 'distinct story', 'distinct stories')} of {everything:,} "
                f"({share(n, everything)}){self._when()}.",
                f"{self.name}：{everything:,}件事中有{n:,}件（{share(n, everything)}）{self._when()}。",
            ),
            *self._tone_findings(),
        ]
        named = [
            f"{row.entity} ({signed(row.polarity)}, n = {row.n:,})"
            for row in self.entities.sort_values(
                ["n", "entity"], ascending=[False, True]
            ).head(3).itertuples()
        ]  # fmt: skip
        if named:
            found.append(
                self._say(
                    f"Most named, with the tone of their own clauses: {listed(named, 'en')}.",
                    f"提及最多者及其自身语句的情感：{listed(named, 'zh')}。",
                )
            )
        kinds = {
            "neg": self._say("Worst news", "最坏消息"),
            "pos": self._say("Best news", "最好消息"),
        }
        return found + [
            Note(self._say(f"{words}: {row.headline}", f"{words}：{row.headline}"), url=row.url)
            for tone, words in kinds.items()
            for row in briefing.extreme_stories(self.own, tone, 1).itertuples()
        ]

    def warnings(self) -> list[str | Note]:
        """Beside the common ones: why this theme, few stories, none of them toned."""
        found = super().warnings()
        if not self.query and not self.parameters.theme.strip():
            found.insert(
                0,
                self._say(
                    "No theme or query was given, so this is the theme with most stories. Choose "
                    f"with theme={self._other_theme()} or query=WORDS.",
                    "未指定主题或查询，故取新闻最多的主题。可用"
                    f" theme={self._other_theme()} 或 query=词语 另选。",
                ),
            )
        n, fewest = len(self.own), self.parameters.min_documents
        if 0 < n < fewest:
            found.append(
                self._say(
                    f"Only {count(n, 'story', 'stories')}: read the documents, not the means.",
                    f"仅{n:,}件：请读原文，不宜看均值。",
                )
            )
        return found

    def balance(self) -> charts.Chart | Shown:
        """Shares of the three tones, beside those of the other news."""
        if self.own.empty:
            return Shown.sentence(self._nothing_found())
        rows = {self.name: self.own, self._say("Other news", "其他新闻"): self.others}
        counts = pd.DataFrame(
            {
                name: stories["label"].value_counts().reindex(TONE_ORDER, fill_value=0)
                for name, stories in rows.items()
                if len(stories)
            }
        ).T
        names = TONES[self.language]
        title = self._say(
            f"{self.name}: {share(counts['neg'].iloc[0], len(self.own))} of the stories are negative, "
            f"{share(counts['pos'].iloc[0], len(self.own))} positive",
            f"{self.name}中{share(counts['neg'].iloc[0], len(self.own))}为负面，"
            f"{share(counts['pos'].iloc[0], len(self.own))}为正面",
        )
        words = [
            f"{name}: "
            + ", ".join(f"{names[tone]} {share(row[tone], row.sum())}" for tone in TONE_ORDER)
            + f" (n = {row.sum():,})"
            for name, row in counts.iterrows()
        ]
        return charts.plot_shares(
            counts, title=title, alt=f"{title}. {'; '.join(words)}", names=names
        )

    def timeline(self) -> charts.Chart | Shown:
        """Stories and mean polarity a period, with the interval."""
        counts = self.counts[self.counts["theme"] == "this"]
        if self.own.empty:
            return Shown.sentence(self._nothing_found())
        if counts["period"].nunique() < 2:
            return Shown.sentence(
                self._say(
                    "One period only, or no date: nothing to draw over time.",
                    "只有一个时段或没有日期，无可绘制。",
                )
            )
        busiest = counts.loc[counts["n"].idxmax()]
        per = self._say(self.period, {"day": "日", "week": "周", "month": "月"}[self.period])
        title = self._say(
            f"{self.name}: most stories in the {per} of {day(busiest['period'])} ({busiest['n']:,})",
            f"{self.name}：{day(busiest['period'])}所在{per}最多，共{busiest['n']:,}件",
        )
        tones = self.tones[self.tones["theme"] == "this"].reset_index(drop=True)
        lowest = tones.loc[tones["polarity"].idxmin()] if len(tones) else None
        alt = self._say(
            f"{title}. Columns of stories a {per}, and below them the mean polarity with its 95 % "
            "interval; hollow marks are periods of few stories.",
            f"{title}。上为每{per}新闻数，下为平均情感及95%区间，空心点为新闻过少的时段。",
        )
        if lowest is not None:
            alt += self._say(
                f" Lowest: {signed(lowest['polarity'])} from {day(lowest['period'])}.",
                f"最低为{signed(lowest['polarity'])}（{day(lowest['period'])}起）。",
            )
        return charts.plot_course(
            counts,
            tones,
            title=title,
            alt=alt,
            color=self.color,
            beside=self.tones[self.tones["theme"] == ""].reset_index(drop=True),
            words={
                "n": self._say(f"stories a {per}", f"每{per}新闻数"),
                "polarity": self._say(
                    f"mean polarity with 95 % interval; hollow: fewer than {trends.MIN_N} stories",
                    f"平均情感及95%区间；空心：不足{trends.MIN_N}件",
                ),
                "beside": self._say("all news", "全部新闻"),
            },
        )

    def entity_chart(self) -> charts.Chart | Shown:
        """Tone of those named most, with n and interval."""
        if self.entities.empty:
            return Shown.sentence(
                self._say("Nobody is named in a clause with a tone.", "没有带情感的实体。")
            )
        rows = self.entities.set_index("entity")
        leading = rows.sort_values("n", ascending=False, kind="stable").index[0]
        title = self._say(
            f"{leading} is named most; who fares badly is on top",
            f"{leading}提及最多；由上至下情感由低到高",
        )
        words = [
            f"{name} {signed(row.polarity)} (n = {row.n:,})"
            for name, row in zip(rows.index, rows.itertuples(), strict=True)
        ]
        alt = self._say(
            f"{title}. Mean polarity of their own clauses: {'; '.join(words)}. Hollow marks rest on "
            f"fewer than {trends.MIN_N} stories.",
            f"{title}。自身语句的平均情感：{'；'.join(words)}。空心点不足{trends.MIN_N}件。",
        )
        ends = (TONES[self.language]["neg"], TONES[self.language]["pos"])
        return charts.plot_dots(rows, title=title, alt=alt, ends=ends)

    def entity_table(self) -> Shown:
        """The same with the story of each one's strongest tone."""
        rows = self.entities.sort_values(["n", "entity"], ascending=[False, True])
        rows = rows.assign(kind=rows["kind"].map(ENTITY_KINDS[self.language]))
        return self._table(
            rows,
            self._say(
                "Those named most, with the strongest story of each", "提及最多者及其最鲜明的新闻"
            ),
            {
                "entity": ("Name", "名称"),
                "kind": ("Kind", "类别"),
                "n": ("Stories", "新闻"),
                "polarity": ("Mean tone", "平均情感"),
                "headline": ("Strongest story", "最鲜明的新闻"),
            },
            empty=self._say("Nobody is named in a clause with a tone.", "没有带情感的实体。"),
            link=("headline", "url"),
            formats={"polarity": "+.2f"},
            choices=["kind"],
        )

    def documents(self) -> Shown:
        """The stories that belong: date, headline, tone, and the sentence that says why."""
        rows = self.own.head(self.parameters.n_listed)
        why = [
            telling_sentence(row.title, row.body, row.evidence.split("、"))
            or self._say(f"reads like it: {row.evidence}", f"内容相近：{row.evidence}")
            for row in rows.itertuples()
        ]
        rows = rows.assign(day=rows["published_at"].map(day), why=why)
        caption = self._say(
            f"{count(len(rows), 'story', 'stories')} of {len(self.own):,}, those most clearly about "
            f"{self.name} first",
            f"{len(self.own):,}件中的{len(rows):,}件，与{self.name}最相关者在前",
        )
        return self._table(
            rows,
            caption,
            {
                "day": ("Date", "日期"),
                "headline": ("Story", "新闻"),
                "tone": ("Tone", "情感"),
                "polarity": ("Polarity", "极性"),
                "why": ("Why it belongs", "归入依据"),
            },
            empty=self._nothing_found(),
            link=("headline", "url"),
            markup=["why"],
            formats={"polarity": "+.2f"},
        )

    def going_with(self) -> Shown:
        """Terms that go with the subject."""
        return self._table(
            self.terms,
            self._say(f"Terms that go with {self.name}, strongest first", f"与{self.name}相伴的词"),
            {
                "term": ("Term", "词"),
                "n_inside": ("Stories here", "本主题新闻"),
                "n_outside": ("Stories elsewhere", "其他新闻"),
                "z": ("z of log-odds", "对数优势比z值"),
            },
            empty=self._say("No term stands out.", "没有突出的词。"),
            formats={"n_inside": ",.0f", "n_outside": ",.0f", "z": ".1f"},
        )

    def near_groups(self) -> Shown:
        """The nearest themes and topics."""
        rows = self.neighbours.groups.copy() if len(self.own) else pd.DataFrame()
        if len(rows):
            kind = rows["group"].str.split(":").str[0]
            labels = {
                f"topic:{row.topic}": row.label for row in self._topics.topics.itertuples()
            } | {f"theme:{key}": name for key, name in self.theme_names.items()}
            kinds = {"theme": self._say("theme", "主题"), "topic": self._say("topic", "话题")}
            rows = rows.assign(name=rows["group"].map(labels), kind=kind.map(kinds))
            rows = rows[(rows["group"] != f"theme:{self.theme}") & (rows["nearness"] > 0)].head(10)
        return self._table(
            rows,
            self._say("The nearest themes and topics", "最接近的主题与话题"),
            {
                "name": ("Name", "名称"),
                "kind": ("Kind", "类别"),
                "n_documents": ("Stories", "新闻"),
                "n_shared": ("Shared", "共有"),
                "nearness": ("Nearness (cosine)", "接近度（余弦）"),
            },
            empty=self._say("None is near.", "没有接近者。"),
            formats={"nearness": ".2f"},
            choices=["kind"],
        )

    def near_documents(self) -> Shown:
        """Stories that read like these and do not match."""
        rows = self.neighbours.documents if len(self.own) else pd.DataFrame(columns=["doc_id"])
        rows = rows.merge(self.stories, on="doc_id")
        rows["day"] = rows["published_at"].map(day)
        return self._table(
            rows,
            self._say(
                "Stories that read alike and do not match; a theme may be missing a word",
                "内容相近但未匹配的新闻，或许主题尚缺某词",
            ),
            {
                "day": ("Date", "日期"),
                "headline": ("Story", "新闻"),
                "tone": ("Tone", "情感"),
                "nearness": ("Nearness (cosine)", "接近度（余弦）"),
            },
            empty=self._say("None is near.", "没有接近者。"),
            link=("headline", "url"),
            formats={"nearness": ".2f"},
        )

    def tables(self) -> dict[str, pd.DataFrame]:
        """The stories that belong and the means, for whoever compares runs."""
        columns = ["doc_id", "weight", "evidence", "label", "polarity"]
        return {
            "stories": self.own[columns],
            "means": self.means.reset_index(),
            "entities": self.entities,
            "terms": self.terms,
        }

    @cached_property
    def _topics(self) -> stages.TopicTables:
        return stages.topic_tables(self.corpus, self.themes, seed=self.parameters.seed)

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
                self._say("None of them holds a word with a known tone.", "其中没有任何情感词。")
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
                "明显更好" if better else "明显更差",
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
        """That no document belongs, with the nearest words that would find some."""
        if self.theme:
            return self._say(f"No document is about {self.name}.", f"没有文档属于主题{self.name}。")
        near = "、".join(self._nearest_words())
        return self._say(
            f"No document holds {self.name}." + (f" Words that occur: {near}." if near else ""),
            f"没有文档包含{self.name}。" + (f"语料中相近的词：{near}。" if near else ""),
        )

    def _nearest_words(self) -> list[str]:
        """Names and words of the corpus that look like the query."""
        names = stages.entity_table(self.corpus)["entity"].value_counts().index
        words = [str(term) for term in self.corpus.tokens.vocabulary if len(str(term)) > 1]
        pool = list(dict.fromkeys([*map(str, names), *words[:50_000]]))
        return difflib.get_close_matches(self.query, pool, 4, 0.5)

    def _other_theme(self) -> str:
        """The key of another theme, as an example."""
        return next((key for key in self.theme_names if key and key != self.theme), self.theme)
