"""What `05_briefing` shows: one page for someone with two minutes."""

from functools import cached_property

import pandas as pd

from analytics import briefing, stages, trends
from analytics.among import join
from analytics.reports import Note, Shown
from analytics.views.since import SinceView
from analytics.views.wording import TONES, count, day, listed, numbered

MIN_MENTIONS = 2  # of somebody in a story, for its tone to be theirs


class BriefingView(SinceView):
    """Stories by theme, the worst and the best news, what is new, and what to read."""

    notebook = "05_briefing"

    @cached_property
    def entities(self) -> pd.DataFrame:
        """Who is named, with the tone of its own clauses."""
        return stages.entity_table(self.corpus)

    def findings(self) -> list[str | Note]:
        """What happened, the worst and the best of it."""
        stories, n = self.stories, len(self.stories)
        dates = stories["published_at"].dropna()
        first, last = (day(dates.min()), day(dates.max())) if len(dates) else ("", "")
        when = first if first == last else self._say(f"{first} to {last}", f"{first}至{last}")
        sizes = join(self.themes.document_themes, stories[["doc_id"]])
        sizes = sizes["theme"].value_counts()
        named = [
            numbered(name, int(sizes[theme]), self.language)
            for theme, name in self.theme_names.items()
            if theme in sizes
        ]
        head = f"{when}: " if when else ""
        found: list[str | Note] = [
            self._say(
                f"{head}{count(n, 'distinct story', 'distinct stories')}, {self._balance()}.",
                f"{when}{'，' if when else ''}去重后共{n:,}条新闻，{self._balance()}。",
            )
        ]
        if named:
            found.append(
                self._say(
                    f"Stories by named theme: {listed(named, 'en')}.",
                    f"各主题新闻条数：{listed(named, 'zh')}。",
                )
            )
        return found + self._since_notes() + self._extreme_notes(self.stories)

    def by_theme(self) -> Shown:
        """Stories of each theme."""
        rows = briefing.stories_by_theme(
            self.stories, self.themes.document_themes, self.parameters.n_stories
        )
        return self._list(
            self._in_theme_order(rows),
            self._say("The most prominent stories of each theme", "各主题要闻"),
            {"name": ("Theme", "主题")},
            self._say("No story is about a named theme.", "没有新闻属于已命名主题。"),
        )

    def worst(self) -> Shown:
        """The most clearly bad news, with whom it is bad for."""
        return self._extremes(
            "neg", self._say("Bad news, the weightiest first", "利空新闻（按分量排列）")
        )

    def best(self) -> Shown:
        """The most clearly good news, with whom it is good for."""
        return self._extremes(
            "pos", self._say("Good news, the weightiest first", "利好新闻（按分量排列）")
        )

    def new(self) -> Shown:
        """Stories and terms of the last day against what came before; for one day, who is named."""
        documents = self.corpus.documents
        dates = documents["published_at"].dropna()
        if len(dates) and dates.dt.normalize().nunique() > 1:
            since = dates.max().normalize()
            terms = trends.emerging_terms(self.corpus.tokens, documents, since, n_terms=10)
            if terms.empty:
                long = (since - dates.min()).days >= 14
                return self._new_names(since - pd.Timedelta(days=6) if long else since)
            return self._table(
                terms,
                self._say(
                    f"New on {day(since)} against the days before",
                    f"{day(since)}新出现或明显增多的词",
                ),
                {
                    "term": ("Term", "词"),
                    "n_since": ("Stories that day", "当日新闻"),
                    "n_before": ("Stories before", "此前新闻"),
                },
            )
        named_twice = self.entities["n_mentions"] >= MIN_MENTIONS
        toned = self.entities[self.entities["polarity"].notna() & named_twice]
        stories = self.stories[["doc_id", "label"]].rename(columns={"label": "story_label"})
        named = toned.merge(stories, on="doc_id")
        # What people speak of is not news of them unless the story as a whole sounds so.
        theirs = (named["kind"] != "person") | (named["label"] == named["story_label"])
        named = (
            named[theirs]
            .assign(strength=lambda rows: rows["polarity"].abs() * rows["n_mentions"])
            .sort_values(["strength", "entity"], ascending=[False, True])
            .drop_duplicates("entity")
            .head(2 * self.parameters.n_stories)
        )
        named = self._told(named)
        named["tone"] = named["label"].map(TONES[self.language])
        return self._table(
            named,
            self._say(
                "One day only, so nothing to compare with: who made news, and how",
                "仅有一天的语料，无前期可比：当日焦点及其情感",
            )
            if len(dates)
            else self._say(
                "Without dates there is nothing to compare with: who made news, and how",
                "日期不详，无前期可比：焦点及其情感",
            ),
            {
                "entity": ("Name", "名称"),
                "tone": ("Tone", "情感"),
                "headline": ("Story", "新闻"),
            },
            empty=self._say(
                "Nobody is named in a clause with a tone.",
                "没有带情感倾向的公司、人物、产品或机构。",
            ),
            link=("headline", "url"),
        )

    def to_read(self) -> Shown:
        """A few stories worth opening, each with the reasons."""
        picked = briefing.to_read(
            self.stories, self.themes.document_themes, self.parameters.n_stories
        )
        words = {
            "good": self._say("good news", "利好"),
            "bad": self._say("bad news", "利空"),
            "retold": self._say("told more than once", "多方报道"),
            "long": self._say("a full article", "深度长文"),
        }
        picked["why"] = [
            listed(
                [
                    self.theme_names[row.theme] if reason == "theme" else words[reason]
                    for reason in row.reasons.split(",")
                    if reason
                ],
                self.language,
            )
            for row in picked.itertuples()
        ]
        picked["why"] = picked["why"].str[:1].str.upper() + picked["why"].str[1:]
        return self._list(
            picked,
            self._say("Stories worth opening, with the reasons", "值得一读的新闻及推荐理由"),
            {"why": ("Because", "推荐理由")},
            self._say("Nothing.", "无。"),
        )

    def tables(self) -> dict[str, pd.DataFrame]:
        """The stories on the page, for whoever compares runs."""
        columns = ["doc_id", "headline", "label", "polarity", "url"]
        worst = briefing.extreme_stories(self.stories, "neg", self.parameters.n_stories)
        best = briefing.extreme_stories(self.stories, "pos", self.parameters.n_stories)
        return {"worst": self._told(worst)[columns], "best": self._told(best)[columns]}

    def _extremes(self, tone: str, caption: str) -> Shown:
        rows = briefing.extreme_stories(self.stories, tone, self.parameters.n_stories)
        own = self.entities[self.entities["label"] == tone].sort_values(
            ["n_mentions", "entity"], ascending=[False, True]
        )
        whom = own.groupby("doc_id")["entity"].agg(lambda names: "、".join(names.head(3)))
        rows = rows.assign(whom=rows["doc_id"].map(whom).fillna("–"))
        return self._table(
            self._with_whereabouts(rows),
            caption,
            {
                "headline": ("Story", "新闻"),
                "whom": ("For", "影响对象"),
                "polarity": ("Polarity", "极性"),
                "where": ("Source", "来源"),
            },
            empty=self._say("None.", "无。"),
            link=("headline", "url"),
            formats={"polarity": "+.2f"},
            tone=("polarity", "label"),
        )

    def _list(
        self,
        rows: pd.DataFrame,
        caption: str,
        first: dict[str, tuple[str, str]],
        empty: str,
    ) -> Shown:
        columns = first | {
            "headline": ("Story", "新闻"),
            "tone": ("Tone", "情感"),
            "where": ("Source", "来源"),
        }
        return self._table(
            self._with_whereabouts(rows), caption, columns, empty=empty, link=("headline", "url")
        )

    def _with_whereabouts(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The stories as told, with `where`: who published, else the roundup it stood in."""
        rows = self._told(rows)
        return rows.assign(where=rows["source"].where(rows["source"] != "", rows["parent_title"]))
