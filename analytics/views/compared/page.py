"""The whole page of two runs: its parts in the order of a reader's questions."""

from analytics.comparison import Comparison
from analytics.comparison.runs import StoredRun
from analytics.reports.sheet import Link, Sheet
from analytics.reports.words import WORDS
from analytics.views.compared.corpora import Corpora
from analytics.views.compared.moves import Moves
from analytics.views.compared.part import Part
from analytics.views.compared.stories import Stories
from analytics.views.compared.topics import Topics
from analytics.views.wording import Language

KIND = "analytics compare"


def comparison_sheet(
    comparison: Comparison, language: Language = "en", links: list[Link] | None = None
) -> Sheet:
    """The page of a comparison; `links` lead to the runs."""
    return _Page(comparison, language).sheet(links or [])


class _Page(Part):
    def __init__(self, comparison: Comparison, language: Language) -> None:
        super().__init__(comparison, language)
        self._corpora, self._moves = Corpora(comparison, language), Moves(comparison, language)
        self._stories, self._topics = Stories(comparison, language), Topics(comparison, language)

    def sheet(self, links: list[Link]) -> Sheet:
        sections = [
            self._moves.shares(), self._moves.tones(), self._stories.movers(),
            self._stories.judgements(), self._topics.section(), self._corpora.documents(),
            self._corpora.settings(),
        ]  # fmt: skip
        return Sheet(
            kind=KIND,
            title=self._say("Two runs compared", "两次运行对比"),
            lead=self._say(
                "Every difference is B minus A. Something moved only where the 95 % interval of its "
                "difference excludes zero.",
                "差值均为B减A。只有差值的95%区间不含零，才算“变化”。",
            ),
            summary=self._summary(),
            # Not the clock's: the same two runs give the same page, byte for byte.
            made=max(run.manifest.started for run in (self.found.a, self.found.b)),
            facts=[self._fact("A", self.found.a), self._fact("B", self.found.b)],
            findings=[
                *self._corpora.findings(), *self._moves.findings(), *self._topics.findings()
            ],
            warnings=[*self._corpora.warnings(), *self._moves.warnings()],
            sections=[section for section in sections if section],
            links=links,
        )  # fmt: skip

    def _summary(self) -> str:
        """The result in a sentence, for a list of pages."""
        told = " → ".join(run.folder.resolve().name for run in (self.found.a, self.found.b))
        shares, tones = self.found.shares, self.found.tones
        if shares is not None and tones is not None:
            moved, of = int(shares["moved"].sum() + tones["moved"].sum()), len(shares) + len(tones)
            told += self._say(f": {moved} of {of} figures moved", f"：{of}项指标中{moved}项有变化")
        if changes := self._topics.changes():
            told += self._say("; topics: ", "；话题：") + changes
        return told

    def _fact(self, letter: str, run: StoredRun) -> str:
        manifest, words = run.manifest, WORDS[self.language]
        return (
            f"{letter}: {self._run_name(run)} · {manifest.started.astimezone():%Y-%m-%d %H:%M} · "
            f"{manifest.n_documents:,} {words['documents']} · {run.folder.resolve().name}"
        )
