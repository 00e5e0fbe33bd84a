"""What `01_corpus` shows: what is in here, what is missing or damaged?"""

from functools import cached_property

import pandas as pd

from analytics import charts, overview
from analytics.reports import Note, Shown
from analytics.views.view import View
from analytics.views.wording import (
    EVIDENCE,
    KIND_COUNTS,
    KINDS,
    MEASURES,
    count,
    day,
    file_name,
    listed,
    numbered,
    share,
)


class CorpusView(View):
    """The corpus as read: kinds, dates, lengths, sources, damage, duplicates, what was set aside."""

    notebook = "01_corpus"
    tells_tone = False

    @cached_property
    def _documents(self) -> pd.DataFrame:
        return self.corpus.documents

    def findings(self) -> list[str | Note]:
        """What the corpus holds, in plain sentences."""
        documents, rejected = self._documents, self.corpus.rejected
        n, stories = len(documents), documents["story_id"].nunique()
        kinds = [
            self._say(
                count(k, *KIND_COUNTS[kind]),
                f"{k:,}{MEASURES[kind]}{KINDS['zh'][kind]}",
            )
            for kind, k in overview.count_kinds(documents).items()
        ]
        found: list[str | Note] = [
            self._say(
                f"{count(n, 'document')} {'tells' if n == 1 else 'tell'} {count(stories, 'distinct story', 'distinct stories')}: "
                f"{listed(kinds, 'en')}.",
                f"共{n:,}篇文档，去重后为{stories:,}条新闻：{listed(kinds, 'zh')}。",
            )
        ]
        dates = documents["published_at"].dropna()
        if len(dates):
            by = overview.count_evidence(documents)
            by = by[by.index != ""]
            evidence = [
                numbered(EVIDENCE[self.language][str(e)], int(k), self.language)
                for e, k in by.items()
            ]
            first, last = day(dates.min()), day(dates.max())
            span_en = f"on {first}" if first == last else f"from {first} to {last}"
            span_zh = first if first == last else f"{first}至{last}"
            found.append(
                self._say(
                    f"{'All' if len(dates) == n else share(len(dates), n)} are dated, {span_en}; the date was taken from "
                    f"{listed(evidence, 'en')}.",
                    f"{'全部' if len(dates) == n else share(len(dates), n)}注明日期（{span_zh}），日期取自{listed(evidence, 'zh')}。",
                )
            )
        median = overview.median_length(documents)
        found.append(
            self._say(
                f"Half of the documents have at most {median:,} characters.",
                f"半数文档篇幅不超过{median:,}字。",
            )
        )
        if len(rejected):
            found.append(
                self._say(
                    f"{count(len(rejected), 'piece')} could not be read and "
                    f"{'is' if len(rejected) == 1 else 'are'} listed with the reason.",
                    f"{len(rejected):,}条内容无法读取，原因列于文末。",
                )
            )
        return found

    def kinds(self) -> charts.Chart:
        """Documents by kind."""
        counts = overview.count_kinds(self._documents)
        names = KINDS[self.language]
        counts.index = pd.Index([names[str(kind)] for kind in counts.index])
        most = counts.index[0]
        title = self._say(
            f"{share(counts.iloc[0], counts.sum())} of the documents are {most}",
            f"{share(counts.iloc[0], counts.sum())}的文档是{most}",
        )
        return charts.plot_bars(counts, title=title, alt=self._bars_in_words(title, counts))

    def timeline(self) -> charts.Chart | Shown:
        """Documents a day, the undated in its title; a sentence where there are not two days."""
        counts = overview.count_days(self._documents)
        undated = int(self._documents["published_at"].isna().sum())
        if counts.empty:
            title = self._say("No document has a date", "所有文档均无日期")
        elif len(counts) == 1:
            title = self._say(
                f"All dated documents are of {day(counts['period'].iloc[0])}",
                f"有日期的文档均来自{day(counts['period'].iloc[0])}",
            )
        else:
            busiest = counts.loc[counts["n"].idxmax()]
            title = self._say(
                f"Most documents in a day: {busiest['n']:,} on {day(busiest['period'])}",
                f"单日最多：{day(busiest['period'])}，{busiest['n']:,}篇",
            )
        if undated:
            title += self._say(f" ({undated:,} undated)", f"（另有{undated:,}篇无日期）")
        if len(counts) < 2:
            return Shown.sentence(title + self._say(".", "。"))
        alt = self._say(
            f"Columns of documents a day. {title}.",
            f"每日文档数柱状图。{title}。",
        )
        unit = self._say("documents", "文档数")
        return charts.plot_timeline(counts, title=title, alt=alt, unit=unit)

    def lengths(self) -> charts.Chart:
        """Lengths of the documents in characters, on a doubling scale."""
        bins, median = (
            overview.bin_lengths(self._documents),
            overview.median_length(self._documents),
        )
        title = self._say(
            f"Half of the documents have at most {median:,} characters",
            f"半数文档篇幅不超过{median:,}字",
        )
        x_label = self._say("characters, title and body", "字数（标题与正文）")
        alt = self._say(
            f"Histogram of document lengths in bins that double. {title}.",
            f"文档长度直方图（对数刻度）。{title}。",
        )
        marker = (float(median), self._say(f"median {median:,}", f"中位数 {median:,}"))
        y_label = self._say("documents", "文档数")
        return charts.plot_histogram(
            bins, title=title, alt=alt, x_label=x_label, y_label=y_label, marker=marker
        )

    def sources(self) -> Shown:
        """Who published or is credited."""
        frame = overview.summarise_sources(self._documents)
        unknown = self._say("(not stated)", "（未注明）")
        frame["source"] = frame["source"].where(frame["source"] != "", unknown)
        frame["first"], frame["last"] = frame["first"].map(day), frame["last"].map(day)
        return self._table(
            frame,
            self._say("Sources, most documents first", "来源（按文档数排序）"),
            {
                "source": ("Source", "来源"),
                "n_documents": ("Documents", "文档"),
                "n_stories": ("Stories", "新闻"),
                "first": ("First", "最早"),
                "last": ("Last", "最晚"),
            },
        )

    def evidence(self) -> Shown:
        """What each date was taken from."""
        counts = overview.count_evidence(self._documents).rename_axis("taken").reset_index(name="n")
        counts["taken"] = [EVIDENCE[self.language][str(value)] for value in counts["taken"]]
        return self._table(
            counts,
            self._say("Dates are taken from evidence, never guessed", "日期均有出处，绝不臆测"),
            {"taken": ("Date taken from", "日期依据"), "n": ("Documents", "文档")},
        )

    def damage(self) -> Shown:
        """Documents that hold characters lost at the source, with the place."""
        return self._table(
            overview.list_damage(self._documents),
            self._say(
                "Lines with characters lost at the source (U+FFFD)",
                "原始文件中已缺失字符（U+FFFD）的行",
            ),
            {
                "title": ("Title", "标题"),
                "n_damaged_lines": ("Damaged lines", "受损行数"),
                "excerpt": ("Where", "位置"),
            },
            empty=self._say("No document is damaged.", "没有受损文档。"),
            link=("title", "url"),
        )

    def repeated(self) -> Shown:
        """Stories told more than once."""
        return self._table(
            overview.list_repeated_stories(self._documents),
            self._say(
                "The same story in several documents; counted once from here on",
                "多次刊出的同一新闻（后续统计只计一次）",
            ),
            {
                "title": ("Story", "新闻"),
                "n_documents": ("Told", "刊出次数"),
                "told_in": ("In", "出现于"),
            },
            empty=self._say("Every story is told once.", "没有重复的新闻。"),
            link=("title", "url"),
        )

    def files(self) -> Shown:
        """The files read, with what was found in each."""
        return self._table(
            self.corpus.sources,
            self._say(
                "Files read: found = read + set aside", "读取的文件：发现数＝读取数＋未能读取数"
            ),
            {
                "file": ("File", "文件"),
                "format": ("Format", "格式"),
                "n_found": ("Found", "发现"),
                "n_read": ("Read", "读取"),
                "n_rejected": ("Set aside", "未能读取"),
            },
        )

    def rejected(self) -> Shown:
        """What was set aside, with file, line and reason."""
        if self.corpus.rejected.empty:
            return Shown.sentence(self._say("Everything could be read.", "全部内容均已读入。"))
        return self._table(
            self.corpus.rejected.assign(origin=self.corpus.rejected["origin"].map(file_name)),
            self._say("Set aside", "未能读取的内容"),
            {
                "origin": ("File", "文件"),
                "origin_line": ("Line", "行"),
                "reason": ("Reason", "原因"),
                "excerpt": ("Begins", "开头"),
            },
        )

    def tables(self) -> dict[str, pd.DataFrame]:
        """Kinds and dates, for whoever compares runs."""
        documents = self._documents
        return {
            "kinds": overview.count_kinds(documents).rename_axis("kind").reset_index(name="n"),
            "days": overview.count_days(documents),
            "files": self.corpus.sources.assign(file=self.corpus.sources["file"].map(file_name)),
        }
