"""The page of a sweep: figures read back from disk, the best marked, and nothing taken on trust."""

import json

import nbformat
import pytest

from analytics.reports.figures import best_of, key_figures, read_tables, tone_series
from analytics.reports.running import CorpusFacts, Job, new_run, run_all
from analytics.reports.sweeps import write_sweep

RECORD = """
import pandas as pd
from analytics.reports.results import record
record(tables={"topics": pd.DataFrame({"topic": [0, 1, -1][:n + 1], "n_documents": [5, 3, 2][:n + 1],
    "stability": [0.5, 0.7, None][:n + 1], "coherence": [0.1] * (n + 1)})})
"""


def swept(tmp_path, *settings, hostile="plain"):
    """A sweep folder with a real run for each of the settings of a tiny notebook."""
    book = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell("n = 0\nword = ''", metadata={"tags": ["parameters"]}),
            nbformat.v4.new_code_cell("assert n, word"),
            nbformat.v4.new_code_cell(RECORD),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(book, tmp_path / "tiny.ipynb")
    runs = []
    for number, n in enumerate(settings, 1):
        folder = tmp_path / "sweep" / f"{number}-n={n}"
        folder.mkdir(parents=True)
        job = Job("tiny", tmp_path / "tiny.ipynb", {"n": n, "word": hostile}, {})
        runs.append(new_run([job], folder, corpus=hostile, command="x", label=f"n={n}"))
    facts = CorpusFacts("f" * 64, 10)
    run_all(runs, lambda: [facts] * len(runs), n_jobs=2, timeout=60)
    return tmp_path / "sweep", [run.manifest.status for run in runs]


def test_one_failing_run_does_not_lose_the_others(tmp_path):
    hostile = "<img src=x onerror=alert(1)>"
    folder, ended = swept(tmp_path, 1, 0, 2, hostile=hostile)
    assert ended == ["completed", "failed", "completed"]
    html = write_sweep(folder).read_text(encoding="utf-8")
    assert html.count('class="status good"') == 2
    assert html.count('class="status bad"') == 1
    assert "<img" not in html
    assert "&lt;img" in html
    assert "20.0%" in html  # outliers of n=2: 2 of 10
    assert 'href="1-n%3D1/tiny.html"' in html
    assert "<code>n</code>" in html
    assert "<code>word</code>" not in html
    (folder / "1-n=1" / "manifest.json").write_text("{}")
    assert "cannot be read" in write_sweep(folder, "en").read_text(encoding="utf-8")


def test_key_figures_of_topics():
    topics = {
        "topic": [0, 1, -1],
        "n_documents": [5, 3, 2],
        "stability": [0.5, 0.7, None],
        "coherence": [None, None, None],
    }
    assert key_figures({"topics": topics}) == {
        "n_topics": 2, "stability": 0.6, "outliers": 0.2, "largest": 5,
    }  # fmt: skip


def test_the_best_is_marked_only_where_it_differs_as_shown():
    assert best_of("stability", {"a": 0.5, "b": 0.61, "c": 0.6101}) == {"b", "c"}
    assert best_of("outliers", {"a": 0.1, "b": 0.2}) == {"a"}
    assert best_of("outliers", {"a": 0.1, "b": 0.1}) == set()
    assert best_of("n_topics", {"a": 1, "b": 2}) == set()


def test_tone_by_period_is_that_of_all_documents():
    tones = {
        "period": ["2026-03-09", "2026-03-02", "2026-03-02", "2026-03-16"],
        "theme": ["", "", "gpu", ""],
        "polarity": [0.2, 0.1, 0.9, None],
    }
    assert tone_series({"tones": tones}) == [0.1, 0.2]


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"tables": 3}', '{"tables": {"a": 3}}', "[" * 100_000,
     '{"tables": {"a": {"columns": ["x"], "rows": [[1], []], "n_rows": 2}}}',
     '{"tables": {"a": {"columns": ["x"], "rows": [3], "n_rows": 1}}}'],
)  # fmt: skip
def test_results_that_are_none_hold_nothing(tmp_path, content):
    path = tmp_path / "x.results.json"
    path.write_text(content)
    assert read_tables(path) == {}
    assert read_tables(tmp_path / "absent.json") == {}


def test_a_table_cut_short_gives_no_figure(tmp_path):
    path = tmp_path / "x.results.json"
    table = {"columns": ["polarity"], "rows": [[0.5]], "n_rows": 20_000}
    path.write_text(json.dumps({"tables": {"sentiment": table}}))
    assert key_figures(read_tables(path)) == {}
