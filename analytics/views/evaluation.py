"""What `07_evaluation` shows: which topic model suits a corpus, measured with labels or without."""

from functools import cached_property

import pandas as pd

from analytics import charts
from analytics.model_comparison import MEASURES, model_table
from analytics.reports import Note, Shown
from analytics.views.view import View
from analytics.views.wording import listed

NEAR = 0.02  # differences below this say little
_NAMES = {
    "en": {"ours": "ours", "nmf": "NMF", "lda": "LDA", "gensim_lda": "gensim LDA"},
    "zh": {"ours": "本套件", "nmf": "NMF", "lda": "LDA", "gensim_lda": "gensim LDA"},
}
_WORDS = {
    "nmi": ("agreement with labels (NMI)", "与标签的一致程度（NMI）"),
    "ari": ("agreement with labels (ARI)", "与标签的一致程度（ARI）"),
    "stability": ("stability over seeds", "不同随机种子下的稳定性"),
    "coherence": ("coherence of terms (NPMI)", "关键词一致性（NPMI）"),
    "diversity": ("diversity of terms", "关键词多样性"),
    "junk": ("junk among the terms", "关键词中的杂质"),
}
_LOWER_IS_BETTER = {"junk"}


class EvaluationView(View):
    """The models' measures as a table and a chart, and in words which leads in what."""

    notebook = "07_evaluation"
    tells_tone = False

    @cached_property
    def models(self) -> pd.DataFrame:
        """A row a model with its measures."""
        table = model_table(self.corpus, self.parameters)
        return table.assign(name=table["model"].map(_NAMES[self.language]))

    @property
    def _measured(self) -> list[str]:
        """The measures that there are: none without topics, agreement only with labels."""
        if not self.models["n_topics"].any():
            return []
        return [measure for measure in MEASURES if self.models[measure].notna().any()]

    @property
    def _main(self) -> str:
        """What decides: agreement with labels where there are any, else stability."""
        return "nmi" if "nmi" in self._measured else "stability"

    def findings(self) -> list[str | Note]:
        """What was compared, and which models lead in each measure."""
        if not self._measured:
            return [
                self._say("Too few documents to find topics in.", "文档过少，无法发现话题。"),
            ]
        first = self.models.iloc[0]
        n, seeds = int(first["n_documents"]), self.parameters.n_seeds
        n_labelled, n_topics = int(first["n_labelled"]), round(first["n_topics"])
        labels = self._say(
            f"{n_labelled:,} of them carry a label, which no model sees"
            if n_labelled
            else "none carries a label, so agreement is not measured",
            f"其中{n_labelled:,}条带标签，模型均未使用标签"
            if n_labelled
            else "均无标签，故不计一致程度",
        )
        return [
            self._say(
                f"Four models found about {n_topics} topics in {n:,} stories under {seeds} seeds; "
                f"{labels}.",
                f"四种模型在{n:,}条新闻中各找出约{n_topics}个话题，各用{seeds}个随机种子；{labels}。",
            ),
            *(self._leaders(measure) for measure in self._measured),
            self._times(),
        ]

    def warnings(self) -> list[str | Note]:
        """Beside the common ones: that measures without labels do not say which topics are right."""
        found = super().warnings()
        if "nmi" not in self._measured:
            found.append(
                self._say(
                    "Without labels nothing here says which topics are right: a model may be steady, "
                    "coherent and wrong. Give a JSONL with a field label to see agreement.",
                    "没有标签时，以上指标不能说明话题是否正确：模型可能稳定、连贯却有误。"
                    "提供带label字段的JSONL即可衡量一致程度。",
                )
            )
        return found

    def agreement(self) -> charts.Chart | Shown:
        """The measure that decides, a bar a model."""
        if not self._measured:
            return Shown.sentence(self._say("Nothing was measured.", "没有可衡量的内容。"))
        values = self.models.set_index("name")[self._main].fillna(0.0)
        title = self._leaders(self._main)
        tried = "; ".join(f"{name} {value:.2f}" for name, value in values.items())
        return charts.plot_bars(values, title=title, alt=f"{title} {tried}.", digits=2)

    def measures(self) -> Shown:
        """All measures of all models."""
        headings: dict[str, tuple[str, str]] = {
            "nmi": ("NMI", "NMI"),
            "ari": ("ARI", "ARI"),
            "stability": ("Stability", "稳定性"),
            "coherence": ("Coherence", "一致性"),
            "diversity": ("Diversity", "多样性"),
            "junk": ("Junk", "杂质"),
        }
        return self._table(
            self.models,
            self._say(
                "Models side by side, means over seeds; seconds are of one fit",
                "各模型指标（对随机种子取平均），用时为单次拟合的秒数",
            ),
            {"name": ("Model", "模型"), "n_topics": ("Topics", "话题数")}
            | {measure: headings[measure] for measure in self._measured}
            | {"seconds": ("Seconds", "用时")},
            choices=[],
            formats=dict.fromkeys(self._measured, ".3f")
            | {"junk": ".1%", "n_topics": ".1f", "seconds": ".1f"},
        )

    def tables(self) -> dict[str, pd.DataFrame]:
        """The measures, without the seconds, which differ from run to run."""
        return {"models": self.models.drop(columns=["seconds", "name"])}

    def _leaders(self, measure: str) -> str:
        """Which models are best in a measure, those within `NEAR` of the best among them."""
        words = self._say(*_WORDS[measure])
        values = self.models.set_index("name")[measure].dropna()
        low = measure in _LOWER_IS_BETTER
        best = values.min() if low else values.max()
        leading = values[(values - best).abs() < NEAR]
        rest = values.drop(leading.index)
        beyond = [f"{name} {_signed(value)}" for name, value in rest.items()]
        if rest.empty:
            return self._say(
                f"{words[0].upper()}{words[1:]}: all models are alike, {_signed(best)}.",
                f"{words}：各模型相当，{_signed(best)}。",
            )
        names = listed([str(name) for name in leading.index], self.language)
        leads, joined = "leads" if len(leading) == 1 else "lead", listed(beyond, self.language)
        return self._say(
            f"{words[0].upper()}{words[1:]}: {names} {leads} with {_signed(best)}, before {joined}.",
            f"{words}：{names}领先，为{_signed(best)}；其余为{joined}。",
        )

    def _times(self) -> str:
        seconds = self.models.set_index("name")["seconds"]
        told = listed([f"{name} {value:.1f} s" for name, value in seconds.items()], self.language)
        return self._say(f"One fit took {told}.", f"单次拟合用时：{told}。")


def _signed(value: float) -> str:
    """Two decimals with a minus sign, not a hyphen."""
    return f"{value:.2f}".replace("-", "−")
