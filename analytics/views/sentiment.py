"""What `03_sentiment` shows: how does it sound, for whom, and why?"""

from functools import cached_property

import numpy as np
import pandas as pd
from markupsafe import Markup

from analytics import charts, stages
from analytics.among import join
from analytics.briefing import extreme_stories, rank_entities
from analytics.reports import Note, Shown
from analytics.views.marking import (
    decisive_sentence,
    document_text,
    mark_hits,
    sentence_about,
    shows,
)
from analytics.views.view import View
from analytics.views.wording import ENTITY_KINDS, TONES, count, listed, share, signed

TONE_ORDER = ["neg", "neu", "pos"]
N_UNMET = 5  # vetoed words that are named where more occur nowhere
CLEARLY = 0.6  # on SnowNLP's scale made −1 to +1; nearer zero it is not sure


class SentimentView(View):
    """Tone by theme and source, the sentences that decided, entities, and the baseline beside it."""

    notebook = "03_sentiment"

    @cached_property
    def entities(self) -> pd.DataFrame:
        """Who is named, with the tone of its own clauses."""
        return stages.entity_table(self.corpus)

    @cached_property
    def baseline(self) -> pd.DataFrame:
        """Our score beside SnowNLP's for the documents both read."""
        scores = stages.baseline_table(self.corpus, self.parameters.seed)
        return scores.merge(self.stories, on="doc_id").assign(
            snownlp=lambda rows: 2 * rows["p_pos_x"] - 1
        )

    def findings(self) -> list[str | Note]:
        """The balance of tone, the themes that differ, and how the baseline compares."""
        n = len(self.stories)
        found: list[str | Note] = [
            self._say(
                f"Of {count(n, 'distinct story', 'distinct stories')}, {self._balance()}.",
                f"去重后{n:,}条新闻中，{self._balance()}。",
            )
        ]
        tones = self._theme_tones()
        enough = tones[(tones["n"] >= self.parameters.min_documents) & (tones["theme"] != "")]
        if len(enough) > 1:
            best, worst = enough.iloc[0], enough.iloc[-1]
            found.append(
                self._say(
                    f"{worst['name']} sounds worst (mean polarity {signed(worst['mean'])}, "
                    f"n = {worst['n']:,}), {best['name']} best ({signed(best['mean'])}, "
                    f"n = {best['n']:,}).",
                    f"{worst['name']}情感最负面（均值{signed(worst['mean'])}，n = {worst['n']:,}），"
                    f"{best['name']}最正面（{signed(best['mean'])}，n = {best['n']:,}）。",
                )
            )
        return found + self._extreme_notes(self.stories)

    def warnings(self) -> list[str | Note]:
        """Beside the common ones: documents without any evidence of tone."""
        found = super().warnings()
        bare = int((self.stories["n_hits"] == 0).sum())
        if bare:
            n = len(self.stories)
            found.append(
                self._say(
                    f"{bare:,} of {n:,} stories hold no word with a known tone; their tone is no more "
                    "than a guess, neutral as a rule, and means leave them out.",
                    f"{n:,}条新闻中有{bare:,}条不含已知情感词，其情感仅为推测（多为中性），不计入均值。",
                )
            )
        if self.parameters.veto and (
            unmet := stages.unmet_vetoes(self.corpus, self.parameters.veto)
        ):
            named = listed(unmet[:N_UNMET], self.language)
            more = "" if len(unmet) <= N_UNMET else " …"
            found.append(
                self._say(
                    f"{count(len(unmet), 'word')} of the veto file {'occurs' if len(unmet) == 1 else 'occur'} "
                    f"nowhere in this corpus: {named}{more}",
                    f"排除词文件中有{len(unmet):,}个词语未在本语料中出现：{named}{more}",
                )
            )
        return found

    def by_theme(self) -> charts.Chart:
        """Shares of the three tones for all news and each theme."""
        tones = self._theme_tones()
        stories = self._themed()
        counts = (
            stories.groupby(["theme", "label"]).size().unstack(fill_value=0)
            .reindex(columns=TONE_ORDER, fill_value=0)
        )  # fmt: skip
        counts = counts.reindex([t for t in self.theme_names if t in counts.index])
        counts.index = pd.Index([self.theme_names[str(theme)] for theme in counts.index])
        enough = tones[(tones["n"] >= self.parameters.min_documents) & (tones["theme"] != "")]
        named = self._best_and_worst(enough.set_index("name")["mean"])
        whole = self._say(f"All news: {self._balance()}", f"全部新闻：{self._balance()}")
        return self._shares(counts, named or whole)

    def by_source(self, n_sources: int = 10) -> charts.Chart | Shown:
        """Shares of the three tones for the sources with most stories."""
        stories = self.stories[self.stories["source"] != ""]
        counts = (
            stories.groupby(["source", "label"]).size().unstack(fill_value=0)
            .reindex(columns=TONE_ORDER, fill_value=0)
        )  # fmt: skip
        counts = counts[counts.sum(axis=1) >= self.parameters.min_documents]
        order = counts.sum(axis=1).sort_values(ascending=False, kind="stable").index
        counts = counts.reindex(order[:n_sources])
        if counts.empty:
            return Shown.sentence(
                self._say(
                    f"No source is credited with {self.parameters.min_documents} stories or more.",
                    f"没有任何来源的新闻达到{self.parameters.min_documents}条。",
                )
            )
        scored = stories[stories["source"].isin(counts.index) & (stories["n_hits"] > 0)]
        means = scored.groupby("source")["polarity"].agg(["size", "mean"])
        enough = means.loc[means["size"] >= self.parameters.min_documents, "mean"]
        top = counts.index[0]
        balance = self._balance(stories.loc[stories["source"] == top, "label"])
        most = self._say(f"{top}, with most stories: {balance}", f"新闻最多的{top}：{balance}")
        return self._shares(counts, self._best_and_worst(enough) or most)

    def distribution(self) -> charts.Chart:
        """How polarity is spread over the stories that carry evidence."""
        scored = self.stories.loc[self.stories["n_hits"] > 0, "polarity"]
        edges = np.linspace(-1, 1, 21)
        n, _ = np.histogram(scored, edges)
        bins = pd.DataFrame({"left": edges[:-1], "right": edges[1:], "n": n})
        mean = float(scored.mean()) if len(scored) else 0.0
        title = self._say(
            f"The mean polarity of {count(len(scored), 'story', 'stories')} is {signed(mean)}",
            f"{len(scored):,}条新闻的平均情感为{signed(mean)}",
        )
        alt = self._say(f"Histogram of polarity from −1 to +1. {title}.", f"情感分布。{title}。")
        x_label = self._say("polarity, −1 (negative) to +1 (positive)", "情感极性，−1至+1")
        marker = (mean, self._say(f"mean {signed(mean)}", f"均值 {signed(mean)}"))
        y_label = self._say("stories", "新闻数")
        return charts.plot_histogram(
            bins, title=title, alt=alt, x_label=x_label, y_label=y_label, marker=marker
        )

    def worst(self) -> Shown:
        """The most clearly bad news with the sentence that decided."""
        return self._extremes(
            "neg", self._say("The bad news that weighs most, and why", "分量最重的利空及其判定依据")
        )

    def best(self) -> Shown:
        """The most clearly good news with the sentence that decided."""
        return self._extremes(
            "pos",
            self._say("The good news that weighs most, and why", "分量最重的利好及其判定依据"),
        )

    def entity_tones(self, n_entities: int = 25) -> Shown:
        """Who is named most, ranked by tone."""
        ranked = self._told(rank_entities(self.entities, self.stories, n_entities))
        ranked["kind"] = ranked["kind"].map(ENTITY_KINDS[self.language])
        ranked["said"] = self._said_of(ranked)
        # A tone that no marked word accounts for is not one to show.
        ranked = ranked[[shows(row.said, row.polarity) for row in ranked.itertuples()]]
        return self._table(
            ranked,
            self._say(
                "Those named most, from the worst tone to the best (of their own clauses)",
                "提及最多者，按相关语句的情感由负到正排列",
            ),
            {
                "entity": ("Name", "名称"),
                "kind": ("Kind", "类别"),
                "n": ("Stories", "新闻"),
                "polarity": ("Mean tone", "平均情感"),
                "said": ("Said most strongly", "情感最强的表述"),
                "headline": ("In", "出自"),
            },
            markup=["said"],
            empty=self._say(
                "Nobody is named in a clause with a tone.",
                "没有带情感倾向的公司、人物、产品或机构。",
            ),
            link=("headline", "url"),
            formats={"polarity": "+.2f"},
            choices=["kind"],
        )

    def own_names(self) -> Shown:
        """The names of the user's own that stories hold, each with its tone, and those that none holds."""
        own = self.corpus.own.entities
        if not own:
            return Shown.sentence(
                self._say("No names of your own were given.", "未提供自定义名称。"), absent=True
            )
        listed_names = pd.DataFrame(own, columns=["entity", "kind"])
        named = self.entities.merge(listed_names, on=["entity", "kind"])
        named = named.merge(self.stories[["doc_id"]], on="doc_id")
        named["strength"] = named["polarity"].abs().fillna(0)
        named = named.sort_values(["strength", "doc_id"], ascending=[False, True])
        rows = named.groupby(["entity", "kind"], as_index=False, sort=True).agg(
            n=("doc_id", "size"), polarity=("polarity", "mean"), doc_id=("doc_id", "first")
        )
        rows = rows.sort_values(["n", "entity"], ascending=[False, True], ignore_index=True)
        unmet = [name for name, _ in own if name not in set(rows["entity"])]
        said = self._say(
            f"{len(rows):,} of {count(len(own), 'name')} of your own",
            f"{len(own):,}个自定义名称中出现{len(rows):,}个",
        )
        if unmet:
            more = "" if len(unmet) <= N_UNMET else " …"
            first = listed(unmet[:N_UNMET], self.language)
            said += self._say(f"; in no story: {first}{more}", f"；未出现：{first}{more}")
        rows["kind"] = rows["kind"].map(ENTITY_KINDS[self.language])
        return self._table(
            self._told(rows),
            said,
            {
                "entity": ("Name", "名称"),
                "kind": ("Kind", "类别"),
                "n": ("Stories", "新闻"),
                "polarity": ("Mean tone", "平均情感"),
                "headline": ("For example", "示例"),
            },
            empty=self._say("None of them is in any story.", "均未出现。"),
            link=("headline", "url"),
            formats={"polarity": "+.2f"},
            choices=["kind"],
        )

    def against_baseline(self) -> Shown:
        """Where SnowNLP, trained on reviews, says the opposite."""
        rows = self.baseline
        opposite = rows[
            ((rows["label"] == "neg") & (rows["snownlp"] > CLEARLY))
            | ((rows["label"] == "pos") & (rows["snownlp"] < -CLEARLY))
        ].copy()
        opposite["gap"] = (opposite["polarity"] - opposite["snownlp"]).abs()
        opposite = opposite.sort_values(["gap", "doc_id"], ascending=[False, True])
        decided = rows[rows["label"] != "neu"]
        same = int(((decided["polarity"] > 0) == (decided["snownlp"] > 0)).sum())
        n, clearly = len(decided), len(opposite)
        if not n:
            return Shown.sentence(
                self._say("No story has a tone to compare.", "没有带情感倾向的新闻可供对照。")
            )
        between = n - same - clearly
        caption = self._say(
            f"SnowNLP agrees in sign on {same:,} of {n:,} toned stories ({share(same, n)}), "
            f"clearly says the opposite of {clearly:,} (beyond ±{CLEARLY}) and leans weakly the "
            f"other way on {between:,}; listed are the clear ones",
            f"{n:,}条带情感倾向的新闻中，SnowNLP与本套件方向一致者{same:,}条（{share(same, n)}），"
            f"明显相反者{clearly:,}条（超过±{CLEARLY}），略偏相反者{between:,}条；下列为明显相反者",
        )
        return self._table(
            self._told(opposite.head(2 * self.parameters.n_examples)),
            caption,
            {
                "headline": ("Story", "新闻"),
                "polarity": ("Ours", "本套件"),
                "snownlp": ("SnowNLP", "SnowNLP"),
            },
            empty=self._say("Nowhere.", "无。"),
            link=("headline", "url"),
            formats={"polarity": "+.2f", "snownlp": "+.2f"},
        )

    def learned(self, n_terms: int = 25) -> Shown:
        """Words that the lexicon lacks and whose tone this corpus teaches, each with an example."""
        terms = stages.learned_table(self.corpus, self.parameters.veto).head(n_terms)
        if terms.empty:
            return Shown.sentence(
                self._say(
                    "Nothing: too few stories have a clear tone, or they use no new word often enough.",
                    "无：情感鲜明的新闻太少，或没有足够常见的新词语。",
                ),
                absent=True,
            )
        return self._table(
            self._told(terms, "example_id"),
            self._say(
                "Words that the lexicon lacks and this corpus would teach, the most telling first",
                "词典未收录、可由本语料学到的词语，倾向最强者在前",
            ),
            {
                "term": ("Word", "词语"),
                "valence": ("Valence (−3 to 3)", "情感值（−3至3）"),
                "n_documents": ("Stories with a clear tone", "情感鲜明的新闻"),
                "headline": ("For example", "示例"),
            },
            link=("headline", "url"),
            formats={"valence": "+.2f"},
        )

    def tables(self) -> dict[str, pd.DataFrame]:
        """Tone by theme and by document, for whoever compares runs."""
        return {"by_theme": self._theme_tones(), "sentiment": self.sentiment}

    def _themed(self) -> pd.DataFrame:
        """A row for each story and theme, and one with the theme "" for each story."""
        stories = self.stories[["doc_id", "label", "polarity", "n_hits"]]
        themed = join(self.themes.document_themes[["doc_id", "theme"]], stories)
        return pd.concat([stories.assign(theme=""), themed], ignore_index=True)

    def _theme_tones(self) -> pd.DataFrame:
        """Theme, name, n and mean polarity of the stories with evidence, best first."""
        rows = self._themed()
        tones = rows[rows["n_hits"] > 0].groupby("theme")["polarity"].agg(["size", "mean"])
        tones = tones.reset_index().rename(columns={"size": "n"})
        tones["name"] = tones["theme"].map(self.theme_names)
        return tones.sort_values(["mean", "theme"], ascending=[False, True], ignore_index=True)

    def _best_and_worst(self, means: pd.Series) -> str:
        """Who sounds best and who worst, of the mean polarities by name; empty for fewer than two."""
        if len(means) < 2:
            return ""
        means = means.sort_values(ascending=False, kind="stable")
        (best, high), (worst, low) = ((means.index[i], signed(means.iloc[i])) for i in (0, -1))
        return self._say(
            f"{best} sounds best (mean polarity {high}), {worst} worst ({low})",
            f"{best}情感最正面（均值{high}），{worst}最负面（{low}）",
        )

    def _shares(self, counts: pd.DataFrame, title: str) -> charts.Chart:
        names = TONES[self.language]
        rows = [
            (label, [(names[tone], share(row[tone], row.sum())) for tone in TONE_ORDER])
            for label, row in counts.iterrows()
        ]
        english = [f"{label}: {', '.join(f'{k} {tone}' for tone, k in row)}" for label, row in rows]
        chinese = [f"{label}：{'、'.join(tone + k for tone, k in row)}" for label, row in rows]
        alt = self._say(f"{title}. {'; '.join(english)}.", f"{title}。{'；'.join(chinese)}。")
        few = self.parameters.min_documents
        return charts.plot_shares(counts, title=title, alt=alt, names=names, n_sure=few)

    def _extremes(self, tone: str, caption: str) -> Shown:
        from analytics.sentiment import explain

        rows = self._told(extreme_stories(self.stories, tone, self.parameters.n_examples))
        documents = self.corpus.documents
        positions = documents["doc_id"].isin(rows["doc_id"]).to_numpy().nonzero()[0]
        evidence = explain(
            documents.iloc[positions],
            self.corpus.tokens.take(positions),
            lexicon=self.corpus.own.words,
        )
        rows = rows.assign(
            why=[
                self._why(row.title, row.body, evidence.hits, evidence.sentences, row.doc_id)
                for row in rows.itertuples()
            ],
        )
        return self._table(
            rows,
            caption,
            {
                "headline": ("Story", "新闻"),
                "polarity": ("Polarity", "极性"),
                "why": (
                    ("The lexicon's words in it", "其中的情感词")
                    if self.corpus.own.model
                    else ("The sentence that decided", "关键句")
                ),
            },
            empty=self._say("None.", "无。"),
            markup=["why"],
            link=("headline", "url"),
            formats={"polarity": "+.2f"},
            tone=("polarity", "label"),
        )

    def _said_of(self, ranked: pd.DataFrame) -> list[Markup]:
        """For each row (entity, doc_id) the sentence of that document that speaks of the entity."""
        from analytics.sentiment import explain

        documents = self.corpus.documents
        positions = documents["doc_id"].isin(ranked["doc_id"]).to_numpy().nonzero()[0]
        evidence = explain(
            documents.iloc[positions],
            self.corpus.tokens.take(positions),
            lexicon=self.corpus.own.words,
        )
        own = documents.iloc[positions].set_index("doc_id")
        named = self.entities[self.entities["doc_id"].isin(ranked["doc_id"])]
        tone = named.set_index(["doc_id", "entity"])["polarity"]
        said = []
        for row in ranked.itertuples():
            text = document_text(own.at[row.doc_id, "title"], own.at[row.doc_id, "body"])
            sentences = evidence.sentences[evidence.sentences["doc_id"] == row.doc_id]
            hits = evidence.hits[evidence.hits["doc_id"] == row.doc_id]
            place = sentence_about(text, row.entity, tone[row.doc_id, row.entity], sentences)
            said.append(mark_hits(text, *place, hits))
        return said

    def _why(
        self, title: str, body: str, hits: pd.DataFrame, sentences: pd.DataFrame, doc_id: str
    ) -> Markup:
        own_hits = hits[hits["doc_id"] == doc_id]
        own_sentences = sentences[sentences["doc_id"] == doc_id].reset_index(drop=True)
        start, end = decisive_sentence(own_hits, own_sentences)
        return mark_hits(document_text(title, body), start, end, own_hits)
