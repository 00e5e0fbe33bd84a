"""What `06_theme` shows: everything about one theme, or about the words of a query."""

import pandas as pd

from analytics import charts
from analytics.reports import Shown
from analytics.views.marking import telling_sentence
from analytics.views.subject import SubjectView
from analytics.views.wording import ENTITY_KINDS, TONES, count, day, share, signed, within

TONE_ORDER = ["neg", "neu", "pos"]
NEAREST = 0.05  # cosine below which nothing is called near


class ThemeView(SubjectView):
    """A deep dive: how much, when and how it sounds, who is named, the documents, what is near.

    Give `theme` (its key or name) or `query`; with neither, the theme with most stories is taken.
    """

    notebook = "06_theme"

    def balance(self) -> charts.Chart | Shown:
        """Shares of the three tones, beside those of the other news."""
        if self.own.empty:
            return self._nothing()
        rows = {self.name: self.own, self._say("Other news", "其他新闻"): self.others}
        counts = pd.DataFrame(
            {
                name: stories["label"].value_counts().reindex(TONE_ORDER, fill_value=0)
                for name, stories in rows.items()
                if len(stories)
            }
        ).T
        names = TONES[self.language]
        bad, good = (share(counts[tone].iloc[0], len(self.own)) for tone in ("neg", "pos"))
        title = (
            self._say(
                f"{self.name}: {bad} of the stories are negative, {good} positive",
                f"{self.name}：负面{bad}，正面{good}",
            )
            if len(self.own) >= self.parameters.min_documents
            else self._say(
                f"{self.name}: only {count(len(self.own), 'story', 'stories')}",
                f"{self.name}：仅{len(self.own):,}条",
            )
        )
        words = [
            self._say(": ", "：").join(
                [
                    str(name),
                    self._say(", ", "、").join(
                        f"{names[tone]} {share(row[tone], row.sum())}" for tone in TONE_ORDER
                    ),
                ]
            )
            + self._say(f" (n = {row.sum():,})", f"（n = {row.sum():,}）")
            for name, row in counts.iterrows()
        ]
        return charts.plot_shares(
            counts,
            title=title,
            alt=self._say(f"{title}. {'; '.join(words)}.", f"{title}。{'；'.join(words)}。"),
            names=names,
            n_sure=self.parameters.min_documents,
        )

    def timeline(self) -> charts.Chart | Shown:
        """Stories and mean polarity a period, with the interval."""
        if self.own.empty:
            return self._nothing()
        counts = self.counts[self.counts["theme"] == "this"]
        if counts["period"].nunique() < 2:
            return Shown.sentence(
                self._say(
                    "One period only, or no date: nothing to draw over time.",
                    "只有一个时段或没有日期，无可绘制。",
                ),
                absent=True,
            )
        few = self.parameters.min_documents
        busiest = counts.loc[counts["n"].idxmax()]
        per = self._say(self.period, {"day": "日", "week": "周", "month": "月"}[self.period])
        title = self._say(
            f"{self.name}: most stories {within(self.period, busiest['period'], 'en')} ({busiest['n']:,})",
            f"{self.name}：{within(self.period, busiest['period'], 'zh')}最多，共{busiest['n']:,}条",
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
                    f"mean polarity with 95 % interval; hollow: fewer than {few} stories",
                    f"平均情感及95%区间；空心：不足{few}条",
                ),
                "beside": self._say("all news", "全部新闻"),
            },
        )

    def entity_chart(self) -> charts.Chart | Shown:
        """Tone of those named most, with n and interval."""
        if self.own.empty:
            return self._nothing()
        if self.entities.empty:
            return Shown.sentence(
                self._say(
                    "Nobody is named in a clause with a tone.",
                    "没有带情感倾向的公司、人物、产品或机构。",
                )
            )
        rows, few = self.entities.set_index("entity"), self.parameters.min_documents
        leading = rows.sort_values(["n", "n_mentions"], ascending=False, kind="stable").iloc[0]
        title = (
            self._say(
                f"{leading.name} is named most; who fares badly is on top",
                f"{leading.name}提及最多；由上至下情感由低到高",
            )
            if leading["n"] > 1
            else self._say("Who fares badly is on top", "由上至下情感由低到高")
        )
        words = [
            self._say(
                f"{name} {signed(row.polarity)} (n = {row.n:,})",
                f"{name} {signed(row.polarity)}（n = {row.n:,}）",
            )
            for name, row in zip(rows.index, rows.itertuples(), strict=True)
        ]
        alt = self._say(
            f"{title}. Mean polarity of their own clauses: {'; '.join(words)}. Hollow marks rest on "
            f"fewer than {few} stories.",
            f"{title}。相关语句的平均情感：{'；'.join(words)}。空心点不足{few}条。",
        )
        ends = (TONES[self.language]["neg"], TONES[self.language]["pos"])
        return charts.plot_dots(rows, title=title, alt=alt, ends=ends)

    def entity_table(self) -> Shown:
        """The same with the story of each one's strongest tone."""
        if self.own.empty:
            return self._nothing()
        rows = self.entities.sort_values(
            ["n", "n_mentions", "entity"], ascending=[False, False, True]
        )
        rows = rows.assign(kind=rows["kind"].map(ENTITY_KINDS[self.language]))
        return self._table(
            rows,
            self._say(
                "Those named most, with the strongest story of each", "提及最多者及其情感最强的新闻"
            ),
            {
                "entity": ("Name", "名称"),
                "kind": ("Kind", "类别"),
                "n": ("Stories", "新闻"),
                "polarity": ("Mean tone", "平均情感"),
                "headline": ("Strongest story", "情感最强的新闻"),
            },
            empty=self._say(
                "Nobody is named in a clause with a tone.",
                "没有带情感倾向的公司、人物、产品或机构。",
            ),
            link=("headline", "url"),
            formats={"polarity": "+.2f"},
            choices=["kind"],
        )

    def documents(self) -> Shown:
        """The stories that belong: date, headline, tone, and the sentence that says why."""
        if self.own.empty:
            return self._nothing()
        rows = self._told(self.own.head(self.parameters.n_listed))
        why = [
            telling_sentence(row.title, row.body, row.evidence.split("、"))
            or self._say(f"reads like it: {row.evidence}", f"内容相近：{row.evidence}")
            for row in rows.itertuples()
        ]
        rows = rows.assign(
            day=rows["published_at"].map(day),
            names=rows["doc_id"].map(self.names_of_other_themes).fillna(""),
            why=why,
        )
        caption = self._say(
            f"{count(len(rows), 'story', 'stories')} of {len(self.own):,}, those most clearly about "
            f"{self.name} first",
            f"{len(self.own):,}条中列出{len(rows):,}条，按与{self.quoted}的相关度排列",
        )
        return self._table(
            rows,
            caption,
            {
                "day": ("Date", "日期"),
                "headline": ("Story", "新闻"),
                "names": ("Also about", "其他主题") if self.theme else ("Themes", "主题"),
                "tone": ("Tone", "情感"),
                "polarity": ("Polarity", "极性"),
                "why": ("Why it belongs", "归入依据"),
            },
            link=("headline", "url"),
            markup=["why"],
            choices=["names", "tone"],
            rows=len(rows),
            formats={"polarity": "+.2f"},
        )

    def going_with(self) -> Shown:
        """Terms that go with the subject."""
        if self.own.empty:
            return self._nothing()
        return self._table(
            self.terms,
            self._say(
                f"Terms that go with {self.name}, strongest first",
                f"常与{self.quoted}一同出现的词（由强到弱）",
            ),
            {
                "term": ("Term", "词"),
                "n_inside": ("Stories here", "此处新闻数"),
                "n_outside": ("Stories elsewhere", "其他新闻"),
                "z": ("Strength (z; below 2 may be chance)", "强度（z，低于2可能出于偶然）"),
            },
            empty=self._say("No term stands out.", "没有突出的词。"),
            formats={"n_inside": ",.0f", "n_outside": ",.0f", "z": ".1f"},
        )

    def near_groups(self) -> Shown:
        """The nearest themes and topics."""
        if self.own.empty:
            return self._nothing()
        rows = self.neighbours.groups.copy()
        if len(rows):
            kind = rows["group"].str.split(":").str[0]
            labels = {
                f"topic:{row.topic}": row.label for row in self.topics.topics.itertuples()
            } | {f"theme:{key}": name for key, name in self.theme_names.items()}
            kinds = {"theme": self._say("theme", "主题"), "topic": self._say("topic", "话题")}
            rows = rows.assign(name=rows["group"].map(labels), kind=kind.map(kinds))
            rows = rows[
                (rows["group"] != f"theme:{self.theme}")
                & ((rows["nearness"] >= NEAREST) | (rows["n_shared"] > 0))
            ]
        return self._table(
            rows.head(10),
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
        if self.own.empty:
            return self._nothing()
        rows = self.neighbours.documents
        rows = self._told(rows.merge(self.stories, on="doc_id"))
        rows["day"] = rows["published_at"].map(day)
        return self._table(
            rows,
            self._say(
                "Stories that read alike and do not match; a theme may be missing a word",
                "内容相近但未归入的新闻（或可据此补充种子词）",
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

    def _nothing(self) -> Shown:
        """What every section says when no document belongs."""
        return Shown.sentence(self._nothing_found(), absent=True)
