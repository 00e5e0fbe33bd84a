"""What a report says of topics that a slice has from its archive, and of how old they have become."""

from analytics import stages
from analytics.reports import Note
from analytics.views.view import View

REASONS = {
    "outliers": ("more of the new stories fit no topic", "新到新闻中不属于任何话题的更多"),
    "likeness": ("new stories lie farther from the topics", "新到新闻离已有话题更远"),
    "doubled": ("as many documents have come as there were", "新到文档数已不少于当时的总数"),
}


class BorrowingView(View):
    """What is said of topics that come from the archive."""

    def _borrowed_notes(self) -> list[str | Note]:
        """Whose topics these are; nothing where they were found in this corpus."""
        chosen = self.parameters
        lent = stages.lent_topics(self.corpus, chosen.model, chosen.n_topics)
        if lent is None:
            return []
        then = lent.topics.share_outliers
        return [
            self._say(
                f"The topics and their numbers are the archive's, found among {lent.n_stories:,} stories "
                f"at commit {lent.number:,}; {then:.1%} of those fitted none.",
                f"话题及其编号取自整个档案：在第{lent.number:,}次入库时由{lent.n_stories:,}条新闻得出，"
                f"其中{then:.1%}不属于任何话题。",
            )
        ]

    def _drift_notes(self) -> list[str | Note]:
        """That learning the archive's topics again would pay, and why; nothing otherwise."""
        chosen = self.parameters
        if stages.lent_topics(self.corpus, chosen.model, chosen.n_topics) is None:
            return []
        drift = stages.drift_of(self.corpus)
        if drift is None or not drift.reasons:
            return []
        english, chinese = zip(*(REASONS[reason] for reason in drift.reasons), strict=True)
        words = "、".join(drift.new_terms["term"].head(5))
        return [
            self._say(
                f"The archive has moved on since its topics were found: {', '.join(english)}"
                f"{f'; new words: {words}' if words else ''}. `analytics drift ARCHIVE --refit` finds them "
                "again and keeps the numbers of those that go on.",
                f"得出话题以来档案已有变化：{'；'.join(chinese)}{f'；新词：{words}' if words else ''}。"
                "运行 analytics drift 档案目录 --refit 可重新得出话题，延续的话题编号不变。",
            )
        ]
