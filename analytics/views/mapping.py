"""The map of documents in `02_topics`, and the table that its marks lead to."""

from functools import cached_property

import pandas as pd

from analytics import charts, document_map, stages
from analytics.reports import Shown
from analytics.views.view import View
from analytics.views.wording import day, listed, share, signed

OUTLIERS = -1
N_PLACES = 14  # topics named on the map, where there is room
N_ROWS = 400  # of the table; marks of further stories lead to their source


class MapView(View):
    """Themes and topics of documents, and a map on which documents that read alike lie together."""

    @cached_property
    def topics(self) -> stages.TopicTables:
        """Topics discovered in this corpus."""
        return stages.chosen_topics(self.corpus, self.themes, self.parameters)

    @cached_property
    def mapped(self) -> pd.DataFrame:
        """Stories on the map: x, y, their strongest theme, all themes' names, topic, and a row number.

        Those with a theme come first, in the order of the themes file, then by topic.
        """
        places = stages.map_table(self.corpus, self.themes, self.parameters.seed)
        rows = self._told(places.merge(self.stories, on="doc_id"))
        rows["names"] = rows["doc_id"].map(self.names_of_themes).fillna("")
        strongest = self.themes.document_themes.sort_values(
            ["weight", "theme"], ascending=[False, True]
        ).drop_duplicates("doc_id")
        rows["theme"] = rows["doc_id"].map(strongest.set_index("doc_id")["theme"]).fillna("")
        found = self.topics.document_topics.set_index("doc_id")["topic"]
        labels = self.topics.topics.set_index("topic")["label"].drop(OUTLIERS, errors="ignore")
        rows["topic_number"] = rows["doc_id"].map(found).fillna(OUTLIERS).astype(int)
        rows["topic"] = rows["topic_number"].map(labels).fillna("")
        order = {theme: i for i, theme in enumerate(self.theme_names)}
        rows["place"] = rows["theme"].map(order).where(rows["theme"] != "", len(order))
        rows = rows.sort_values(["place", "topic_number", "doc_id"], ignore_index=True)
        return rows.assign(row=range(len(rows)))

    def map(self) -> charts.Drawing | Shown:
        """Distinct stories on a plane, coloured by theme; a mark leads to its row in the table."""
        rows = self.mapped
        if len(rows) < 2:
            return Shown.sentence(self._say("Too few stories for a map.", "新闻过少，无法绘图。"))
        title = self._map_title()
        marks = [
            charts.Mark(
                row.x, row.y, row.theme, self._mark_words(row),
                f"#row-{row.row}" if row.row < N_ROWS else row.url,
                {"theme": row.names, "tone": row.tone},
            )
            for row in rows.itertuples()
        ]  # fmt: skip
        return charts.plot_map(
            marks,
            title=title,
            note=self._map_note(),
            alt=self._map_alt(title),
            colors=self.theme_colors,
            labels=self._labels(),
        )

    def mapped_documents(self) -> Shown:
        """The stories on the map, to be sorted and chosen by theme or tone."""
        rows = self.mapped.assign(day=self.mapped["published_at"].map(day))
        return self._table(
            rows,
            self._say("The stories on the map", "图中的新闻"),
            {
                "day": ("Date", "日期"),
                "headline": ("Story", "新闻"),
                "names": ("Theme", "主题"),
                "topic": ("Topic", "话题"),
                "tone": ("Tone", "情感"),
                "polarity": ("Polarity", "极性"),
            },
            empty=self._say("None.", "无。"),
            link=("headline", "url"),
            choices=["names", "tone"],
            formats={"polarity": "+.2f"},
            rows=N_ROWS,
            row_ids="row",
        )

    def _labels(self) -> list[charts.Label]:
        """The names of the themes and of the largest topics, each where most of its stories lie."""
        rows = self.mapped
        themes = [
            (rows["theme"] == key, name, key) for key, name in self.theme_names.items() if key
        ]
        unclaimed = rows[(rows["topic"] != "") & (rows["theme"] == "")]
        largest = unclaimed.groupby(["topic_number", "topic"]).size()
        largest = largest[largest >= 3].sort_values(ascending=False, kind="stable").head(N_PLACES)
        topics = [(rows["topic_number"] == number, name, "") for number, name in largest.index]
        return [
            charts.Label(name, *document_map.heart(rows.loc[own, ["x", "y"]].to_numpy()), key)
            for own, name, key in [*themes, *topics]
            if own.any()
        ]

    def _map_title(self) -> str:
        rows = self.mapped
        kept = document_map.own_neighbours(
            rows[["x", "y"]].to_numpy(), rows["theme"].to_numpy(dtype=object)
        )
        if kept.empty or kept.iloc[0] < 0.5:
            return self._say("Stories that read alike lie together", "内容相近的新闻在图中彼此靠近")
        name, part = self.theme_names[str(kept.index[0])], share(kept.iloc[0], 1)
        return self._say(
            f"{name} keeps most to itself: {part} of its nearest neighbours are its own",
            f"{name}最为集中：最近邻中{part}属于同一主题",
        )

    def _map_note(self) -> str:
        n, everything = len(self.mapped), len(self.stories)
        shown = (
            self._say(f"All {n:,} stories are shown.", f"图中为全部{n:,}条新闻。")
            if n == everything
            else self._say(
                f"{n:,} of {everything:,} stories are shown"
                + (
                    ", drawn at random from each theme in proportion."
                    if everything > document_map.MAX_POINTS
                    else "; the others hold no word that places them."
                ),
                f"图中为{everything:,}条新闻中的{n:,}条"
                + (
                    "，按主题比例随机抽取。"
                    if everything > document_map.MAX_POINTS
                    else "，其余没有可定位的词。"
                ),
            )
        )
        return shown + self._say(
            " Near means alike in words; directions and axes mean nothing (t-SNE of the document "
            "vectors that topics are found with). Small faint marks belong to no theme; grey words "
            "name topics.",
            "距离近表示用词相近，方向与坐标没有含义（对话题所用文档向量做t-SNE）。"
            "浅色小点不属于任何主题，灰字为话题。",
        )

    def _map_alt(self, title: str) -> str:
        sizes = self.mapped["theme"].value_counts()
        counted = [
            f"{name} {sizes[theme]:,}"
            for theme, name in self.theme_names.items()
            if theme and theme in sizes
        ]
        rest = int(sizes.get("", 0))
        return self._say(
            f"Map of {len(self.mapped):,} stories. {title}. Marks by theme: "
            f"{listed([*counted, f'none {rest:,}'], 'en')}. The table below lists them.",
            f"{len(self.mapped):,}条新闻的分布图。{title}。各主题标记数："
            f"{listed([*counted, f'无主题 {rest:,}'], 'zh')}。下表逐一列出。",
        )

    def _mark_words(self, row: pd.Series) -> str:
        """What a mark says when pointed at, a line each."""
        lines = [str(row.headline)]
        if row.names:
            lines.append(self._say(f"Theme: {row.names}", f"主题：{row.names}"))
        if row.topic:
            lines.append(self._say(f"Topic: {row.topic}", f"话题：{row.topic}"))
        value = signed(row.polarity)
        return "\n".join(
            [*lines, self._say(f"Tone: {row.tone} ({value})", f"情感：{row.tone}（{value}）")]
        )
