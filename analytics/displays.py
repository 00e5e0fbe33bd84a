"""How a corpus, its topics and a scored text show themselves as the last line of a notebook's cell.

IPython asks these functions by the name of a type, so what is shown knows nothing of how, and nothing is
imported before something is shown.
"""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markupsafe import Markup

    from analytics.prepared import PreparedCorpus
    from analytics.sentiment.single import ScoredText
    from analytics.topics import TopicResult

N_ROWS = 8  # documents of a corpus that are shown
TELLING = 0.02  # contribution of what only leans from which it is shown

# Both schemes of JupyterLab: a tint that lets the letters of either show.
_LOOK = (
    "<style>mark.pos{{background:#0f667440;color:inherit;border-bottom:2px solid #0f6674}}"
    "mark.neg{{background:#c8542a40;color:inherit;border-bottom:2px dashed #c8542a}}</style>"
)


def corpus_html(corpus: "PreparedCorpus") -> "Markup":
    """How much there is, from when, and its first documents."""
    from analytics.reports.table_html import table_html

    documents = corpus.documents
    days = documents["published_at"].dropna()
    when = f"{days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}" if len(days) else "no dates"
    caption = (
        f"{len(documents):,} documents, {documents['story_id'].nunique():,} distinct stories, {when}; "
        f"{len(corpus.rejected):,} set aside"
    )
    columns = {"published_at": "Published", "title": "Title", "source": "Source", "kind": "Kind"}
    more = "The first {shown:,}; all {n:,} are in .documents."
    return table_html(
        documents, caption, link=("title", "url"), columns=columns, rows=N_ROWS, more=more
    )


def topics_html(result: "TopicResult") -> "Markup":
    """Topics with their terms, size and how reliably each is found again."""
    from analytics.reports.table_html import table_html

    topics = result.topics[result.topics["topic"] >= 0]
    terms = result.topic_terms.sort_values(["topic", "rank"])
    words = terms[terms["rank"] <= 8].groupby("topic")["term"].agg("、".join)
    rows = topics.assign(terms=[words.get(topic, "") for topic in topics["topic"]])
    columns = {
        "topic": "Topic",
        "terms": "Terms",
        "n_documents": "Documents",
        "stability": "Found again",
    }
    return table_html(rows, repr(result).strip("<>"), columns=columns, formats={"stability": ".0%"})


def text_html(scored: "ScoredText") -> "Markup":
    """The text with its hits marked, its tone, and what each hit gave; of what only leans what it gave at all."""
    from markupsafe import Markup

    from analytics.reports.table_html import table_html
    from analytics.views.marking import mark_hits

    marked = mark_hits(scored.text, 0, len(scored.text), scored.hits)
    tone = (
        f"Polarity {scored.polarity:+.2f}: negative {scored.p_neg:.0%}, neutral {scored.p_neu:.0%}, "
        f"positive {scored.p_pos:.0%}"
    )
    columns = {
        "term": "Term",
        "valence": "Valence",
        "rule": "Turned or strengthened by",
        "contribution": "Contribution",
    }
    formats = {"valence": "+.2f", "contribution": "+.2f"}
    telling = (scored.hits["rule"] != "learned") | (scored.hits["contribution"].abs() >= TELLING)
    hits = table_html(scored.hits[telling], tone, columns=columns, formats=formats)
    return Markup(_LOOK + "<p>{}</p>{}").format(marked, hits)


_SHOWN: dict[tuple[str, str], Callable[[Any], "Markup"]] = {
    ("analytics.prepared", "PreparedCorpus"): corpus_html,
    ("analytics.topics.result", "TopicResult"): topics_html,
    ("analytics.sentiment.single", "ScoredText"): text_html,
}


def register() -> None:
    """Tell the running notebook, if there is one, how to show these types."""
    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython

    shell = get_ipython()
    if shell is not None:
        html = shell.display_formatter.formatters["text/html"]
        for (module, name), show in _SHOWN.items():
            html.for_type_by_name(module, name, lambda item, show=show: str(show(item)))
