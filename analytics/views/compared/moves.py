"""Themes and tone of two runs: charts of all differences, tables behind them, what moved in words."""

from collections.abc import Callable

import pandas as pd

from analytics import charts
from analytics.reports import Note
from analytics.reports.sheet import Section, Showable
from analytics.views.compared.part import Part, or_dash
from analytics.views.wording import listed, signed


class Moves(Part):
    """How much of the news each theme is, and how it sounds."""

    def findings(self) -> list[Note]:
        """A sentence for each move, and one where nothing moved."""
        notes = [*self._moved_shares(), *self._moved_tones()]
        shares, tones = self.found.shares, self.found.tones
        still = [
            words
            for table, words in (
                (shares, self._say("no theme's share", "各主题占比")),
                (tones, self._say("no tone", "各主题情感")),
            )
            if table is not None and not table["moved"].any()
        ]
        if still:
            first = " and ".join(still)
            notes.append(
                Note(
                    self._say(
                        f"{first[0].upper()}{first[1:]} moved beyond chance.",
                        f"{listed(still, 'zh')}均无超出偶然的变化。",
                    )
                )
            )
        return notes

    def warnings(self) -> list[Note]:
        """What the intervals cannot say."""
        figures = sum(len(t) for t in (self.found.shares, self.found.tones) if t is not None)
        if not figures:
            return []
        by_chance = max(1, round(figures / 20))
        return [
            Note(
                self._say(
                    f"Of {figures} intervals of 95 %, about {by_chance} would exclude zero by chance "
                    "alone; the intervals take stories for independent of each other.",
                    f"{figures}个95%区间中，约有{by_chance}个会纯属偶然地不含零；区间假定各条新闻相互独立。",
                )
            )
        ]

    def _moved_shares(self) -> list[Note]:
        table = self.found.shares
        if table is None:
            return []
        return [
            Note(
                self._say(
                    f"{self.names[row.theme]} moved {'up' if row.difference > 0 else 'down'}: from "
                    f"{row.share_a:.1%} to {row.share_b:.1%} of the stories "
                    f"({_points(row.difference)} points, {_points(row.low)} to {_points(row.high)}).",
                    f"{self.names[row.theme]}占比{'上升' if row.difference > 0 else '下降'}："
                    f"由{row.share_a:.1%}至{row.share_b:.1%}（{_points(row.difference)}个百分点，"
                    f"区间{_points(row.low)}至{_points(row.high)}）。",
                ),
                anchor="shares",
            )
            for row in table[table["moved"]].itertuples()
        ]

    def _moved_tones(self) -> list[Note]:
        table = self.found.tones
        if table is None:
            return []
        return [
            Note(
                self._say(
                    f"The tone of {_inside(self.names[row.theme])} moved "
                    f"{'up' if row.difference > 0 else 'down'}: from "
                    f"{signed(row.tone_a)} to {signed(row.tone_b)} ({signed(row.difference)}, "
                    f"{signed(row.low)} to {signed(row.high)}).",
                    f"{self.names[row.theme]}的情感{'转好' if row.difference > 0 else '转差'}："
                    f"由{signed(row.tone_a)}至{signed(row.tone_b)}（{signed(row.difference)}，"
                    f"区间{signed(row.low)}至{signed(row.high)}）。",
                ),
                anchor="tones",
            )
            for row in table[table["moved"]].itertuples()
        ]

    def shares(self) -> Section | None:
        """The share of the stories about each theme."""
        table = self.found.shares
        if table is None:
            return None
        rows = table.assign(
            name=table["theme"].map(self.names),
            a=[f"{x:.1%} ({low * 100:.1f}–{high * 100:.1f})" for x, low, high in
               zip(table["share_a"], table["share_a_low"], table["share_a_high"], strict=True)],
            b=[f"{x:.1%} ({low * 100:.1f}–{high * 100:.1f})" for x, low, high in
               zip(table["share_b"], table["share_b_low"], table["share_b_high"], strict=True)],
            interval=self._intervals(table, _points),
            points=table["difference"] * 100,
            verdict=self._verdicts(table),
        )  # fmt: skip
        columns = {
            "name": ("Theme", "主题"),
            "a": ("Share in A", "A占比"),
            "n_a": ("Stories", "条数"),
            "b": ("Share in B", "B占比"),
            "n_b": ("Stories", "条数"),
            "points": ("B − A, points", "B−A（百分点）"),
            "interval": ("95 % interval", "95%区间"),
            "verdict": ("Moved", "变化"),
        }
        caption = self._say(
            "Share of the stories that are about each theme, with 95 % intervals",
            "各主题新闻占比及95%区间",
        )
        chart = self._chart(
            rows,
            self._say("share of stories", "新闻占比"),
            note=[f"{a:.1%} → {b:.1%}" for a, b in zip(rows["share_a"], rows["share_b"], strict=True)],
            unit=self._say("points, B − A", "百分点，B−A"), scale=100, least=0.02,
        )  # fmt: skip
        table_shown = self._table(rows, caption, columns, formats={"points": "+.1f"})
        content: list[Showable] = [chart, table_shown]
        title = self._say("Themes: how much of the news", "主题：占新闻的比例")
        return Section("shares", title, content)

    def tones(self) -> Section | None:
        """The mean polarity of each theme and of all news."""
        table = self.found.tones
        if table is None:
            return None
        rows = table.assign(
            name=table["theme"].map(self.names),
            interval=self._intervals(table, signed),
            verdict=self._verdicts(table),
        )
        columns = {
            "name": ("Theme", "主题"),
            "tone_a": ("Mean in A", "A均值"),
            "n_a": ("Stories", "条数"),
            "tone_b": ("Mean in B", "B均值"),
            "n_b": ("Stories", "条数"),
            "difference": ("B − A", "B−A"),
            "interval": ("95 % interval", "95%区间"),
            "verdict": ("Moved", "变化"),
        }
        caption = self._say(
            "Mean polarity (−1 … +1) of the stories with evidence, with the interval of the difference",
            "有依据新闻的平均极性（−1…+1）及差值区间",
        )
        chart = self._chart(
            rows,
            self._say("mean tone", "平均情感"),
            note=[f"{or_dash(a)} → {or_dash(b)}"
                  for a, b in zip(rows["tone_a"], rows["tone_b"], strict=True)],
            unit=self._say("polarity, B − A", "极性，B−A"),
        )  # fmt: skip
        formats = dict.fromkeys(("tone_a", "tone_b", "difference"), "+.2f")
        return Section(
            "tones",
            self._say("Tone: how it sounds", "情感：语气如何"),
            [chart, self._table(rows, caption, columns, formats=formats)],
        )

    def _chart(
        self, rows: pd.DataFrame, what: str, note: list[str], unit: str, **options: float
    ) -> charts.Chart:
        moved = rows[rows["moved"]]
        names = listed(list(moved["name"].head(3)), self.language)
        if len(moved) > 3:
            names = self._say(
                f"{len(moved)} of {len(rows)} themes", f"{len(rows)}项中的{len(moved)}项"
            )
        title = (
            self._say(f"What moved in {what}: {names}", f"{what}有变化：{names}")
            if len(moved)
            else self._say(f"No {what} moved beyond chance", f"{what}均无超出偶然的变化")
        )
        told = [
            f"{name} {words} ({interval}){self._say(', moved', '，有变化') if is_moved else ''}"
            for name, words, interval, is_moved in zip(
                rows["name"], note, rows["interval"], rows["moved"], strict=True
            )
        ]
        alt = self._say(f"{title}. {'; '.join(told)}.", f"{title}。{'；'.join(told)}。")
        moves = rows.set_index("name")[["difference", "low", "high", "moved"]].assign(note=note)
        return charts.plot_moves(moves, title=title, alt=alt, unit=unit, **options)

    def _intervals(self, table: pd.DataFrame, worded: Callable[[float], str]) -> list[str]:
        few = self._say("too few", "过少")
        return [
            few if pd.isna(low) else f"{worded(low)} … {worded(high)}"
            for low, high in zip(table["low"], table["high"], strict=True)
        ]

    def _verdicts(self, table: pd.DataFrame) -> list[str]:
        ways = {True: self._say("up", "上升"), False: self._say("down", "下降")}
        return [
            ways[difference > 0] if moved else self._say("no", "否")
            for moved, difference in zip(table["moved"], table["difference"], strict=True)
        ]


def _points(share: float) -> str:
    return f"{share * 100:+.1f}".replace("-", "−")


def _inside(name: str) -> str:
    """A name within an English sentence: "All news" loses its capital."""
    return "all news" if name == "All news" else name
