"""The stories behind each move of a comparison, and those the runs judge differently."""

import pandas as pd

from analytics.comparison.moves import judged_otherwise, movers_of_share, movers_of_tone, themes_of
from analytics.reports import Shown
from analytics.reports.sheet import Section
from analytics.views.compared.part import Part
from analytics.views.wording import count

_N_JUDGEMENTS = 50


class Stories(Part):
    """Who is to thank or to blame, story by story."""

    def movers(self) -> Section | None:
        """The stories behind every move."""
        found = self.found
        if found.told is None or found.stories is None or found.shares is None:
            return None
        parts = []
        for row in found.shares[found.shares["moved"]].itertuples():
            movers = movers_of_share(found.told, row.theme, row.difference)
            words = self._say(f"{self.names[row.theme]}: share", f"{self.names[row.theme]}：占比")
            parts.append(movers.assign(move=f"{words}\u00a0{_arrow(row.difference)}"))
        if found.tones is not None and found.toned is not None:
            for row in found.tones[found.tones["moved"]].itertuples():
                movers = movers_of_tone(found.told, found.toned, row.theme, row.difference)
                words = self._say(
                    f"{self.names[row.theme]}: tone", f"{self.names[row.theme]}：情感"
                )
                parts.append(movers.assign(move=f"{words}\u00a0{_arrow(row.difference)}"))
        title = self._say("The stories behind each move", "变化背后的新闻")
        if not parts:
            words = self._say("Nothing moved beyond chance.", "没有超出偶然的变化。")
            return Section("movers", title, [Shown.sentence(words)])
        rows = self._with_story(pd.concat(parts, ignore_index=True))
        columns = {
            "move": ("Move", "变化"),
            "headline": ("Story", "新闻"),
            "where": ("In run", "所在运行"),
            "polarity": ("Polarity", "极性"),
            "day": ("Date", "日期"),
            "source": ("Source", "来源"),
        }
        caption = self._say(
            "At most 5 stories for each move, those that did most for it first",
            "每项变化至多5条新闻，影响最大者在前",
        )
        table = self._table(rows, caption, columns, link=("headline", "url"), choices=["move"])
        return Section("movers", title, [table])

    def judgements(self) -> Section | None:
        """Stories of both runs that the runs judge differently."""
        found = self.found
        if found.told is None or found.stories is None or found.toned is None:
            return None
        rows = judged_otherwise(found.told, found.toned, found.stories)
        if rows.empty:
            return None
        total, rows = len(rows), rows.head(_N_JUDGEMENTS)
        for run in "ab":
            themes = themes_of(found.told, rows["story"], run)
            rows[f"themes_{run}"] = [
                self._say("; ", "、").join(self.names.get(theme, theme) for theme in held) or "–"
                for held in themes
            ]
        rows = self._with_story(rows)
        columns = {
            "headline": ("Story", "新闻"),
            "themes_a": ("Themes in A", "A主题"),
            "themes_b": ("Themes in B", "B主题"),
            "polarity": ("Polarity", "极性"),
        }
        caption = self._say(
            f"{count(total, 'story', 'stories')} in both runs with other themes or another tone",
            f"两次运行均有但主题或情感判定不同的{total:,}条新闻",
        )
        if total > len(rows):
            caption += self._say(f"; the first {len(rows)}", f"，列出前{len(rows)}条")
        title = self._say("The same story, judged differently", "同一新闻，不同判定")
        table = self._table(rows, caption, columns, link=("headline", "url"))
        return Section("judgements", title, [table])


def _arrow(difference: float) -> str:
    return "↑" if difference > 0 else "↓"
