"""What changed since the run that `previous` names: how much news of each theme, and how it sounds."""

from functools import cached_property

import pandas as pd

from analytics.comparison.news import NewsMoves, compare_news
from analytics.earlier import read_earlier_news
from analytics.reports import Note, Shown
from analytics.run_tables import named_documents
from analytics.views.view import View
from analytics.views.wording import count, listed, share, signed


class SinceView(View):
    """The news beside that of an earlier run."""

    @cached_property
    def _moves(self) -> NewsMoves | None:
        if not self.parameters.previous:
            return None
        earlier = read_earlier_news(self.parameters.previous)
        now = {
            "documents": named_documents(self.corpus.documents),
            "document_themes": self.themes.document_themes,
            "sentiment": self.sentiment,
        }
        known = set(earlier.tables["themes"]["theme"])
        return compare_news(earlier.tables, now, [key for key in self.theme_names if key in known])

    def since(self) -> Shown:
        """Stories and mean tone of each theme then and now, and what moved beyond chance."""
        if self._moves is None:
            return Shown.sentence(
                self._say(
                    "No earlier run to compare with; name one with the parameter previous.",
                    "未指定上次运行，可用参数 previous 指定。",
                ),
                absent=True,
            )
        rows = self._moves.tones.merge(
            self._moves.shares, on="theme", how="left", suffixes=("_tone", "_share")
        )
        stories = self._moves.stories
        for name in "ab":  # all news is no theme, and has no share
            rows[f"n_{name}_share"] = rows[f"n_{name}_share"].fillna(
                int((stories[f"doc_id_{name}"] != "").sum())
            )
        rows["moved_share"] = rows["moved_share"].eq(True)
        rows["name"] = rows["theme"].map(self.theme_names)
        rows["moved"] = [
            listed(self._moved(row), self.language) or "–" for row in rows.itertuples()
        ]
        return self._table(
            rows,
            self._say(
                "Then and now; what moved is beyond chance (95 %)",
                "与上次运行对比；“变化”一栏仅列统计显著者（95%）",
            ),
            {
                "name": ("Theme", "主题"),
                "n_a_share": ("Stories then", "上次新闻数"),
                "n_b_share": ("Stories now", "本次新闻数"),
                "tone_a": ("Tone then", "上次情感"),
                "tone_b": ("Tone now", "本次情感"),
                "moved": ("Moved", "变化"),
            },
            formats={"n_a_share": ",.0f", "n_b_share": ",.0f", "tone_a": "+.2f", "tone_b": "+.2f"},
        )

    def _since_notes(self) -> list[str | Note]:
        """How many stories are new since the earlier run, and which themes moved."""
        if self._moves is None:
            return []
        stories = self._moves.stories
        now, before = stories["doc_id_b"] != "", stories["doc_id_a"] != ""
        n, known = int(now.sum()), int((now & before).sum())
        found: list[str | Note] = [
            self._say(
                f"Since the earlier run: {count(n - known, 'new story', 'new stories')}, "
                f"{known:,} told before.",
                f"自上次运行以来：新增{n - known:,}条新闻，另有{known:,}条此前已收录。",
            )
        ]
        for row in self._moves.shares[self._moves.shares["moved"]].itertuples():
            then, since = (share(x, 1) for x in (row.share_a, row.share_b))
            found.append(
                self._say(
                    f"{self.theme_names[row.theme]}: {then} of the news then, {since} now.",
                    f"{self.theme_names[row.theme]}：占比由{then}变为{since}。",
                )
            )
        found += [
            self._say(
                f"{self.theme_names[row.theme]} sounds "
                f"{'better' if row.difference > 0 else 'worse'}: mean polarity "
                f"{signed(row.tone_a)} then, {signed(row.tone_b)} now.",
                f"{self.theme_names[row.theme]}情感{'转好' if row.difference > 0 else '转差'}："
                f"平均极性由{signed(row.tone_a)}变为{signed(row.tone_b)}。",
            )
            for row in self._moves.tones[self._moves.tones["moved"]].itertuples()
        ]
        return found

    def _moved(self, row: pd.Series) -> list[str]:
        words = []
        if row.moved_share:
            words.append(
                self._say("more of the news", "占比上升")
                if row.difference_share > 0
                else self._say("less of the news", "占比下降")
            )
        if row.moved_tone:
            words.append(
                self._say("sounds better", "情感转好")
                if row.difference_tone > 0
                else self._say("sounds worse", "情感转差")
            )
        return words
