"""What shows itself as the last line of a cell, and the tour that uses it, in a real kernel."""

import json
import subprocess
import sys

import nbformat
import pytest

import analytics
from analytics.displays import corpus_html, text_html, topics_html
from analytics.resources import notebook_path


def test_a_scored_text_shows_its_hits_marked_and_nothing_of_it_is_markup():
    html = text_html(analytics.score_text("<b>星桥电子</b>净利润下滑"))
    assert '<mark class="neg">净利润下滑</mark>' in html
    assert "&lt;b&gt;星桥电子" in html
    assert "negative" in html


def test_a_text_without_evidence_says_so():
    scored = analytics.score_text("星桥电子位于临汐市")
    assert abs(scored.polarity) < 0.1
    assert (scored.coverage, scored.label) == (0, "neu")
    assert set(scored.hits["rule"]) == {"learned"}
    assert "no word with a known tone" in repr(scored)


def test_a_corpus_and_its_topics_show_themselves(tmp_path, monkeypatch):
    monkeypatch.setenv("ANALYTICS_CACHE", str(tmp_path))
    rows = [
        {"id": str(i), "title": f"<i>第{i}家</i>面馆开业", "body": "面馆卖面。"} for i in range(12)
    ]
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    corpus = analytics.open_corpus(path)
    assert "12 documents" in corpus_html(corpus)
    assert "The first 8; all 12 are in .documents." in corpus_html(corpus)
    assert "<i>" not in corpus_html(corpus)
    found = analytics.find_topics(corpus.documents, corpus.tokens)
    assert "TopicResult" in topics_html(found)


@pytest.mark.slow
def test_the_tour_runs_and_shows_markup_not_representations(tmp_path):
    out = tmp_path / "tour.ipynb"
    command = [sys.executable, "-m", "papermill", str(notebook_path("00_tour.ipynb")), str(out)]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    cells = [cell for cell in nbformat.read(out, as_version=4).cells if cell.cell_type == "code"]
    shown = {cell.source: cell.outputs for cell in cells}
    for source, outputs in shown.items():
        if source != "import analytics":
            assert outputs, source
        assert all(output.output_type != "error" for output in outputs)
        if source.splitlines()[-1] in ("corpus", "topics") or "score_text" in source:
            assert "text/html" in outputs[0]["data"]
