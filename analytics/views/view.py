"""What all notebooks' views share: checked parameters, the prepared corpus, themes and their names."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Self

import pandas as pd

from analytics import briefing, charts, overview, stages
from analytics.parameters import MODELS, Parameters, validate
from analytics.prepared import PreparedCorpus
from analytics.reports import Note, Shown, record, shown
from analytics.views.wording import (
    ENTITY_KINDS,
    TONES,
    Language,
    count,
    day,
    headline,
    listed,
    share,
)

# What is known of every story; what its document says is looked up where it is shown (`View._told`).
STORY = ["doc_id", "story_id", "published_at", "source", "kind"]
TOLD = ["title", "body", "url", "parent_title"]
FOREIGN = 0.05  # share of documents in other languages from which a reader is told
FEW = 100  # documents; below this shares and means describe the day, not more


class View:
    """A notebook's answers; each method returns one chart or table that shows itself.

    Build it in a notebook with `from_notebook(globals())`, which checks the parameters, or from
    Python with the same names: `CorpusView(corpus="digest.md", language="zh")`.
    """

    notebook: ClassVar[str]
    tells_tone: ClassVar[bool] = True

    def __init__(self, **parameters: Any) -> None:
        self.parameters: Any = validate(MODELS[self.notebook], parameters)
        self.language: Language = self.parameters.language

    @classmethod
    def from_notebook(cls, names: Mapping[str, Any]) -> Self:
        """The view for a notebook's parameters, found among its variables."""
        model: type[Parameters] = MODELS[cls.notebook]
        return cls(**model.from_notebook(names).model_dump())

    @cached_property
    def corpus(self) -> PreparedCorpus:
        """The corpus, read and segmented, or taken from the cache."""
        return stages.open_chosen(self.parameters)

    @cached_property
    def themes(self) -> stages.ThemeTables:
        """Named themes and the documents that are about them."""
        return stages.theme_tables(self.corpus, self.parameters.themes)

    @cached_property
    def sentiment(self) -> pd.DataFrame:
        """Tone of every document."""
        return stages.sentiment_table(self.corpus)

    @cached_property
    def stories(self) -> pd.DataFrame:
        """Distinct stories with their tone, without their texts."""
        documents = self.corpus.documents
        known = documents[STORY].assign(asks=documents["title"].str.contains("[?？]").astype(bool))
        tone = self.sentiment.drop(columns="coverage")
        return briefing.toned_stories(known, tone).drop(columns="story_id")

    @cached_property
    def theme_names(self) -> dict[str, str]:
        """The themes' names in the report's language, "" being all news, in the file's order."""
        names = self.themes.themes.set_index("theme")[f"name_{self.language}"]
        return {"": self._say("All news", "全部新闻")} | names.to_dict()

    @cached_property
    def names_of_themes(self) -> pd.Series:
        """The names of each document's themes, joined, by doc_id; only documents with a theme."""
        return self._join_names(self.themes.document_themes)

    @property
    def theme_colors(self) -> dict[str, str]:
        """A fixed colour for each theme."""
        return charts.theme_colors([theme for theme in self.theme_names if theme])

    def findings(self) -> list[str | Note]:
        """What a reader should take away, in plain sentences."""
        raise NotImplementedError

    def warnings(self) -> list[str | Note]:
        """What limits the findings."""
        documents, rejected = self.corpus.documents, self.corpus.rejected
        n, found = len(documents), self._own_notes() if self.tells_tone else []
        if n < FEW:
            found.append(
                self._say(
                    f"Only {count(n, 'document')}: shares and means describe no more than these.",
                    f"仅有{n:,}篇文档，占比与均值只反映这些文档，不宜外推。",
                )
            )
        foreign = overview.foreign_share(documents)
        if foreign >= FOREIGN:
            found.append(
                self._say(
                    f"{share(foreign, 1)} of the documents are not in Chinese: the words that carry tone and "
                    "most of those that name themes are Chinese, so they count as neutral and "
                    "belong to few themes.",
                    f"{share(foreign, 1)}的文档不是中文：情感词典与多数主题词均为中文，"
                    "此类文档多被记为中性，也较少归入主题。",
                )
            )
        undated = int(documents["published_at"].isna().sum())
        if undated:
            found.append(
                self._say(
                    f"{undated:,} of {count(n, 'document')} without evidence of a date, in no trend.",
                    f"{n:,}篇文档中有{undated:,}篇日期不详，未计入趋势。",
                )
            )
        damaged = int(documents["n_damaged_lines"].sum())
        if damaged:
            found.append(
                self._say(
                    f"Characters were lost at the source in {count(damaged, 'line')}.",
                    f"{damaged:,}行文字在原始文件中即有字符缺失。",
                )
            )
        if len(rejected):
            found.append(
                self._say(
                    f"{count(len(rejected), 'piece')} of the input could not be read; "
                    "see the corpus report.",
                    f"有{len(rejected):,}条内容无法读取，详见语料报告。",
                )
            )
        return list(found)

    def _own_notes(self) -> list[str | Note]:
        """With which words and model of the user's own the tone was made."""
        own, found = self.corpus.own, list[str | Note]()
        words = [
            self._say(
                f"{own.counts[name]:,} {en} ({Path(path).name})",
                f"{own.counts[name]:,}个{zh}（{Path(path).name}）",
            )
            for name, path, en, zh in (
                ("lexicon", own.lexicon, "terms", "情感词语"),
                ("names", own.names, "names", "名称"),
            )
            if path
        ]
        if words:
            found.append(
                self._say(
                    f"Scored with words of your own over the bundled ones: {listed(words, 'en')}. Compare "
                    "with runs that had the same.",
                    f"评分时在内置词典之上叠加了自定义内容：{listed(words, 'zh')}。宜与使用相同内容的运行作比较。",
                )
            )
        if own.model:
            found.append(self._model_note())
        return found

    def _model_note(self) -> str:
        """Which trained model scored, from how many labels, and how well it did in cross-validation."""
        name, report = Path(self.corpus.own.model).name, stages.trained_on(self.corpus.own.model)
        n, macro_f1 = sum(report["documents"].values()), report["macro_f1"]
        measured = macro_f1 is not None
        return self._say(
            f"Documents were scored by the trained model {name}, made of {count(n, 'labelled document')}"
            + (f" (macro-F1 {macro_f1:.2f} in cross-validation)" if measured else "")
            + ". Marked words and the tone of names are the lexicon's; they did not decide.",
            f"文档情感由训练模型{name}评定，训练用标注文档{n:,}篇"
            + (f"（交叉验证宏F1为{macro_f1:.2f}）" if measured else "")
            + "。标出的词语与名称的情感出自词典，并非该模型的依据。",
        )

    def tables(self) -> dict[str, pd.DataFrame]:
        """Small tables kept in `results.json`, for whoever compares runs."""
        return {}

    def report(self) -> None:
        """Record findings, warnings and tables; they open the report."""
        record(self.findings(), self.warnings(), self.tables(), title=self.title())

    def title(self) -> str:
        """The report's title where it depends on the parameters; empty: that of the notebook."""
        return ""

    def _table(
        self,
        frame: pd.DataFrame,
        caption: str,
        columns: Mapping[str, tuple[str, str]],
        empty: str = "",
        **options: Any,
    ) -> Shown:
        """The frame as a table; `columns` are (English, Chinese) headings, `empty` words no rows.

        Rows can be chosen by theme (`name`) and by `tone`, which is coloured by its `label`.
        """
        options.setdefault("choices", [name for name in ("name", "tone") if name in columns])
        if "tone" in columns and "label" in frame and frame["label"].isin(list(TONES["en"])).all():
            options.setdefault("tone", ("tone", "label"))
        return shown(
            frame,
            caption,
            columns={name: self._say(en, zh) for name, (en, zh) in columns.items()},
            empty=empty or self._say("Nothing to show.", "无内容。"),
            more=self._say("{shown:,} of {n:,} rows shown", "共{n:,}行，显示{shown:,}行"),
            **options,
        )

    def _new_names(self, since: pd.Timestamp, n_names: int = 10) -> Shown:
        """Those first named since an instant, in more than one story."""
        from analytics.trends import new_names

        documents = self.corpus.documents
        found = new_names(stages.entity_table(self.corpus), documents, since).head(n_names)
        rows = self._told(found)
        rows["kind"] = rows["kind"].map(ENTITY_KINDS[self.language])
        return self._table(
            rows,
            self._say(
                f"Named since {day(since)} and never before",
                f"{day(since)}以来首次出现的公司、人物、产品与机构",
            ),
            {
                "entity": ("Name", "名称"),
                "kind": ("Kind", "类别"),
                "n": ("Stories", "新闻"),
                "headline": ("First story", "首条报道"),
            },
            empty=self._say("Nobody in more than one story.", "没有在多条新闻中出现的新名称。"),
            link=("headline", "url"),
        )

    def _extreme_notes(self, stories: pd.DataFrame) -> list[Note]:
        """The clearest bad and the clearest good of these stories, linked."""
        kinds = {
            "neg": self._say("Worst news", "最大利空"),
            "pos": self._say("Best news", "最大利好"),
        }
        return [
            Note(self._say(f"{words}: {row.headline}", f"{words}：{row.headline}"), url=row.url)
            for tone, words in kinds.items()
            for row in self._told(briefing.extreme_stories(stories, tone, 1)).itertuples()
        ]

    def _told(self, rows: pd.DataFrame, key: str = "doc_id") -> pd.DataFrame:
        """The rows with what a reader sees of the documents that `key` names: TOLD, and `headline`.

        Of `stories` also `tone`, their label in words. The texts of a missing document are empty.
        """
        texts = self.corpus.look_up(rows[key], TOLD).rename(columns={"doc_id": key})
        told = rows.merge(texts, on=key, how="left").fillna(dict.fromkeys(TOLD, ""))
        told["headline"] = list(map(headline, told["title"], told["body"]))
        if "prominence" in told:
            told["tone"] = told["label"].map(TONES[self.language])
        return told

    def _balance(self, labels: pd.Series | None = None) -> str:
        """Shares of the three tones among labels of stories, those of all when none are given, as a phrase."""
        labels = self.stories["label"] if labels is None else labels
        return listed(
            [
                self._say(f"{part} {TONES['en'][tone]}", f"{TONES['zh'][tone]}{part}")
                for tone in ("pos", "neu", "neg")
                for part in [share(int((labels == tone).sum()), len(labels))]
            ],
            self.language,
        )

    def _join_names(self, document_themes: pd.DataFrame) -> pd.Series:
        """The names of each document's themes in these rows, joined, by doc_id."""
        themed = self._in_theme_order(document_themes)
        return themed.groupby("doc_id")["name"].agg(self._say("; ", "、").join)

    def _in_theme_order(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows in the order of the themes file, with the theme's name as `name`."""
        order = {theme: i for i, theme in enumerate(self.theme_names)}
        rows = rows.sort_values("theme", key=lambda keys: keys.map(order), kind="stable")
        return rows.assign(name=rows["theme"].map(self.theme_names))

    def _bars_in_words(self, title: str, values: pd.Series) -> str:
        """Alternative text of a bar chart: its message and its values."""
        words = listed([f"{label} {n:,}" for label, n in values.items()], self.language)
        return self._say(f"{title}. {words}.", f"{title}：{words}。")

    def _say(self, en: str, zh: str) -> str:
        """The wording in the report's language."""
        return zh if self.language == "zh" else en
