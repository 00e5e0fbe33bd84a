"""What `04_trends` shows: what changed?"""

from functools import cached_property

import pandas as pd

from analytics import charts, trends
from analytics.reports import Note, Shown
from analytics.views.view import View
from analytics.views.wording import count, day, signed, within

RECENT = 0.25  # the last quarter of the covered time is compared with what came before


class TrendsView(View):
    """Volume and tone over time by theme, change points, and terms that are new."""

    notebook = "04_trends"

    @cached_property
    def period(self) -> trends.Period:
        """The step in time: chosen, or fitting the length of the corpus."""
        chosen = self.parameters.period
        return trends.choose_period(self.corpus.documents) if chosen == "auto" else chosen

    @cached_property
    def counts(self) -> pd.DataFrame:
        """Stories a period and theme."""
        return trends.count_by_period(
            self.corpus.documents, self.themes.document_themes, self.period
        )

    @cached_property
    def tones(self) -> pd.DataFrame:
        """Mean polarity a period and theme."""
        return trends.tone_by_period(
            self.corpus.documents,
            self.themes.document_themes,
            self.sentiment,
            self.period,
            self.parameters.min_documents,
        )

    @cached_property
    def changes(self) -> pd.DataFrame:
        """Days on which a theme's tone shifted."""
        return trends.change_points(
            self.corpus.documents,
            self.themes.document_themes,
            self.sentiment,
            random_state=self.parameters.seed,
        )

    @cached_property
    def n_periods(self) -> int:
        """Periods that the corpus covers."""
        return int(self.counts["period"].nunique())

    @cached_property
    def recent(self) -> pd.Timestamp:
        """The first instant of what counts as recent."""
        dates = self.corpus.documents["published_at"].dropna()
        return (dates.max() - (dates.max() - dates.min()) * RECENT).normalize()

    @cached_property
    def emerging(self) -> pd.DataFrame:
        """Terms that set the recent news apart."""
        if self.n_periods < 2:
            return pd.DataFrame({"term": [], "n_since": [], "n_before": [], "z": []})
        return trends.emerging_terms(self.corpus.tokens, self.corpus.documents, self.recent)

    def findings(self) -> list[str | Note]:
        """What shifted, when, and which words are new."""
        if self.n_periods == 0:
            return [
                self._say(
                    "No document has a date, so nothing can be said about change.",
                    "全部文档日期不详，无法判断变化。",
                )
            ]
        if self.n_periods < 2:
            return [
                self._say(
                    "All dated news falls into one "
                    f"{self.period}: there is no change to speak of. A longer archive shows trends.",
                    "注明日期的新闻均落在同一时段，无法比较前后变化；时间跨度更长的语料方能显示趋势。",
                )
            ]
        found: list[str | Note] = []
        for row in self.changes.itertuples():
            name = self.theme_names[row.theme]
            better = row.after > row.before
            found.append(
                self._say(
                    f"{name} turned {'better' if better else 'worse'} on {day(row.day)}: mean "
                    f"polarity {signed(row.before)} before (n = {row.n_before:,}), "
                    f"{signed(row.after)} since (n = {row.n_after:,}); chance alone would do so "
                    f"with probability {row.p_value:.3f}.",
                    f"{name}自{day(row.day)}起{'好转' if better else '转差'}：此前情感均值为"
                    f"{signed(row.before)}（n = {row.n_before:,}），此后为{signed(row.after)}"
                    f"（n = {row.n_after:,}）；偶然出现这种变化的概率为{row.p_value:.3f}。",
                )
            )
        if not found:
            found.append(
                self._say(
                    "No theme's tone shifted by more than chance would explain.",
                    "各主题情感均无统计显著的变化。",
                )
            )
        if len(self.emerging):
            terms = "、".join(self.emerging["term"].head(6))
            found.append(
                self._say(
                    f"New or much more frequent since {day(self.recent)}: {terms}.",
                    f"{day(self.recent)}以来新出现或明显增多：{terms}。",
                )
            )
        return found

    def volume(self) -> charts.Chart | Shown:
        """Stories a period, a panel a theme."""
        if self.n_periods < 2:
            return self._too_short()
        everything = self.counts[self.counts["theme"] == ""]
        busiest = everything.loc[everything["n"].idxmax()]
        title = self._say(
            f"Most stories {within(self.period, busiest['period'], 'en')}: {busiest['n']:,}",
            f"{within(self.period, busiest['period'], 'zh')}新闻最多，共{busiest['n']:,}条",
        )
        alt = self._say(
            f"Small multiples of the number of stories a {self.period}, one for each theme. {title}.",
            f"各主题新闻数随时间变化的小图。{title}。",
        )
        return charts.plot_small_multiples(
            self.counts,
            title=title,
            alt=alt,
            names=self.theme_names,
            colors=self.theme_colors,
            value="n",
        )

    def tone(self) -> charts.Chart | Shown:
        """Mean polarity a period with its 95 % interval, a panel a theme."""
        if self.n_periods < 2:
            return self._too_short()
        if len(self.changes):
            first = self.changes.iloc[0]
            title = self._say(
                f"{self.theme_names[first['theme']]} moved most: {signed(first['before'])} to "
                f"{signed(first['after'])} on {day(first['day'])}",
                f"{self.theme_names[first['theme']]}变化最大：{day(first['day'])}由"
                f"{signed(first['before'])}变为{signed(first['after'])}",
            )
        else:
            title = self._say("No theme's tone moved beyond chance", "各主题情感均无显著变化")
        alt = self._say(
            f"Small multiples of mean polarity a {self.period} with 95 % intervals; hollow marks are "
            f"periods of fewer than {self.parameters.min_documents} stories. {title}.",
            f"各主题平均情感随时间变化的小图，阴影为95%区间，空心点为不足{self.parameters.min_documents}条新闻的时段。{title}。",
        )
        return charts.plot_small_multiples(
            self.tones,
            title=title,
            alt=alt,
            names=self.theme_names,
            colors=self.theme_colors,
            value="polarity",
            marks=self.changes,
        )

    def change_documents(self, n_each: int = 6) -> Shown:
        """The stories that weigh most in each new tone: the most negative where it turned worse."""
        if self.n_periods < 2:
            return self._too_short()
        if self.changes.empty:
            return Shown.sentence(self._say("There is no change point.", "未发现变化点。"))
        stories = self.stories
        themed = self.themes.document_themes[["doc_id", "theme"]]
        parts = []
        for change in self.changes.itertuples():
            own = stories
            if change.theme:
                own = stories.merge(themed[themed["theme"] == change.theme], on="doc_id")
            days = own["published_at"].dt.tz_localize(None).dt.normalize()
            sign = 1 if change.after > change.before else -1
            since = own[(days >= change.day) & (own["polarity"] * sign > 0)]
            since = since.sort_values(
                ["polarity", "published_at", "doc_id"], ascending=[sign < 0, True, True]
            )
            parts.append(since.head(n_each).assign(name=self.theme_names[change.theme]))
        rows = self._told(pd.concat(parts))
        rows["day"] = rows["published_at"].map(day)
        return self._table(
            rows,
            self._say(
                "Stories that weigh most in each new tone: the most negative since a turn for the "
                "worse, the most positive since one for the better",
                "对情感转变影响最大的新闻：转差后列最负面者，好转后列最正面者",
            ),
            {
                "name": ("Theme", "主题"),
                "day": ("Day", "日期"),
                "headline": ("Story", "新闻"),
                "tone": ("Tone", "情感"),
                "polarity": ("Polarity", "极性"),
            },
            link=("headline", "url"),
            formats={"polarity": "+.2f"},
        )

    def emerging_terms(self) -> Shown:
        """Terms that set the recent news apart, with their counts."""
        if self.n_periods < 2:
            return self._too_short()
        since = day(self.recent)
        return self._table(
            self.emerging,
            self._say(
                f"Terms of the news since {since} against the time before, strongest first",
                f"{since}以来较此前更突出的词（由强到弱）",
            ),
            {
                "term": ("Term", "词"),
                "n_since": ("Stories since", "此后新闻数"),
                "n_before": ("Stories before", "此前新闻数"),
                "z": ("Strength (z)", "强度（z）"),
            },
            empty=self._say("No term stands out.", "没有突出的词。"),
            formats={"n_since": ",.0f", "n_before": ",.0f", "z": ".1f"},
        )

    def new_names(self) -> Shown:
        """Who is named since the recent time began and was not before, with the first story."""
        if self.n_periods < 2:
            return self._too_short()
        return self._new_names(self.recent)

    def warnings(self) -> list[str | Note]:
        """Beside the common ones: periods of few stories."""
        found = super().warnings()
        thin = self.tones[
            (self.tones["theme"] != "") & (self.tones["n"] < self.parameters.min_documents)
        ]
        if self.n_periods > 1 and len(thin):
            found.append(
                self._say(
                    f"{count(len(thin), 'point')} of the themes' tone rest on fewer than "
                    f"{self.parameters.min_documents} stories and are drawn hollow, without an interval.",
                    f"主题情感图中有{len(thin):,}个点不足{self.parameters.min_documents}条新闻，以空心表示，不给出区间。",
                )
            )
        return found

    def tables(self) -> dict[str, pd.DataFrame]:
        """Counts, tones and changes, for whoever compares runs."""
        return {
            "counts": self.counts,
            "tones": self.tones,
            "changes": self.changes,
            "emerging": self.emerging,
        }

    def _too_short(self) -> Shown:
        """What every section says of one period."""
        return Shown.sentence(
            self._say("One period only: nothing to compare.", "只有一个时段，无从比较。"),
            absent=True,
        )
