"""Two runs on one page: what they share, who moved a figure, what is missing, and hostile titles."""

import json
import os
import shutil
import subprocess
import sys

import pandas as pd
import pytest
from pages import manifest_of

from analytics.compared_runs import compare_runs
from analytics.parameters import MODELS
from analytics.prepared import open_corpus
from analytics.reports.comparison_page import render_comparison
from analytics.reports.comparison_words import COMPARISON_WORDS
from analytics.reports.files import write_tables
from analytics.reports.manifest import ManifestError, NotebookRecord, read_manifest
from analytics.run_tables import RunTableError, run_tables

HOSTILE = "<script>alert(1)</script>"
BAD_NEWS = "自动驾驶事故致损失"


def news(path, days, bad: int, good: int):
    """Posts about autonomous driving, some bad news and some good; ids run over all days."""
    posts = [
        {"id": f"{days}-b{n}", "title": f"{BAD_NEWS}{n}", "url": f"https://news.example/{days}/{n}",
         "body": "自动驾驶出租车发生严重事故，公司亏损扩大，裁员。"}
        for n in range(bad)
    ] + [
        {"id": f"{days}-g{n}", "title": f"自动驾驶{n}号路线获批",
         "body": "自动驾驶车队盈利大增，广受好评，创下新高。"}
        for n in range(good)
    ]  # fmt: skip
    path.write_text("\n".join(map(json.dumps, posts)), encoding="utf-8")
    return path


def run_of(folder, source, *notebooks):
    """A run's folder as `analytics run` leaves it, without the reports."""
    folder.mkdir()
    corpus = open_corpus(source, cache_folder=folder / "cache")
    tables = run_tables({name: MODELS[name]() for name in notebooks}, corpus)
    manifest = manifest_of([NotebookRecord(name=name, status="completed") for name in notebooks])
    manifest = manifest.model_copy(
        update={
            "corpus": str(source),
            "n_documents": len(corpus),
            "tables": write_tables(folder, tables),
        }
    )
    manifest.write(folder)
    return folder


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    base = tmp_path_factory.mktemp("runs")
    a = run_of(base / "a", news(base / "one.jsonl", 1, bad=2, good=14), "02_topics")
    b = run_of(base / "b", news(base / "two.jsonl", 2, bad=14, good=2), "02_topics")
    return a, b


def test_the_documents_that_moved_a_tone_are_named(runs):
    comparison = compare_runs(*runs)
    assert comparison.documents["where"].value_counts().to_dict() == {"A": 16, "B": 16}
    tone = comparison.tones.set_index("theme").loc["autonomous_driving"]
    assert tone["moved"] and tone["difference"] < 0
    told = comparison.responsible.query("kind == 'tone' and theme == 'autonomous_driving'")
    assert len(told) == 5 and set(told["run"]) == {"B"}
    assert told["title"].str.startswith(BAD_NEWS).all() and (told["polarity"] < 0).all()
    # Every document of both runs is about the theme: its share has not moved.
    assert not comparison.shares.set_index("theme").loc["autonomous_driving", "moved"]


def test_a_run_compared_with_itself_has_not_moved(runs):
    comparison = compare_runs(runs[0], runs[0])
    assert comparison.settings.empty and comparison.responsible.empty
    assert set(comparison.documents["where"]) == {"both"}
    assert set(comparison.topics["change"]) <= {"same"}
    assert "Nothing moved beyond chance" in render_comparison(comparison)


def test_the_page_tells_the_move_and_links_its_documents(runs):
    page = render_comparison(compare_runs(*runs))
    assert "Autonomous driving reads more negative" in page
    assert 'href="https://news.example/2/' in page
    assert str(runs[0].parent) not in page


def test_the_page_speaks_chinese_where_run_b_does(runs, tmp_path):
    folder = shutil.copytree(runs[1], tmp_path / "zh")
    manifest = read_manifest(folder / "manifest.json")
    manifest.model_copy(update={"language": "zh"}).write(folder)
    page = render_comparison(compare_runs(runs[0], folder))
    assert '<html lang="zh-Hans">' in page and "自动驾驶的语气更负面" in page
    assert COMPARISON_WORDS["en"].keys() == COMPARISON_WORDS["zh"].keys()


def test_the_same_ids_for_other_news_are_other_documents(runs, tmp_path):
    source = news(tmp_path / "again.jsonl", 1, bad=2, good=14)
    text = source.read_text(encoding="utf-8").replace("u53f7", "u73ed")
    source.write_text(text, encoding="utf-8")
    again = run_of(tmp_path / "again", source, "02_topics")
    counts = compare_runs(runs[0], again).documents["where"].value_counts()
    assert counts.to_dict() == {"A": 14, "B": 14, "both": 2}


def test_hostile_text_in_a_run_stays_text(runs, tmp_path):
    folder = shutil.copytree(runs[1], tmp_path / "hostile")
    for table, columns in (("documents", ["title", "source"]), ("topics", ["label"]),
                           ("topic_terms", ["term"]), ("themes", ["name_en"])):  # fmt: skip
        path = folder / "tables" / f"{table}.parquet"
        frame = pd.read_parquet(path)
        frame[columns] = HOSTILE
        if table == "documents":
            frame["url"] = "javascript:alert(1)"
        frame.to_parquet(path)
    manifest = read_manifest(folder / "manifest.json")
    manifest.model_copy(update={"corpus": HOSTILE, "run": HOSTILE}).write(folder)
    page = render_comparison(compare_runs(runs[0], folder))
    assert "<script>alert" not in page and "javascript:" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "Content-Security-Policy" in page and "default-src &#39;none&#39;" in page


def test_what_both_have_is_compared_and_the_missing_notebook_named(runs, tmp_path):
    less = run_of(tmp_path / "less", runs[0].parent / "one.jsonl", "01_corpus")
    comparison = compare_runs(less, runs[1])
    assert comparison.shares is None and len(comparison.documents) == 32
    page = render_comparison(comparison)
    assert "Run A lacks document_themes, sentiment, topics, topic_terms, document_topics" in page
    assert "run the notebook 02_topics there" in page


def test_what_is_no_run_or_no_table_is_refused(runs, tmp_path):
    with pytest.raises(ManifestError, match="not the folder of a run"):
        compare_runs(tmp_path, runs[1])
    broken = run_of(tmp_path / "broken", runs[0].parent / "one.jsonl", "01_corpus")
    (broken / "tables" / "documents.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(RunTableError, match="not a Parquet table"):
        compare_runs(broken, runs[1])
    pd.DataFrame({"doc_id": ["1"]}).to_parquet(broken / "tables" / "documents.parquet")
    with pytest.raises(RunTableError, match="lacks the column title"):
        compare_runs(broken, runs[1])


@pytest.mark.slow
def test_two_real_runs_compared_from_the_command_line(tmp_path):
    def analytics(*words):
        return subprocess.run(
            [sys.executable, "-m", "analytics", *map(str, words)],
            cwd=tmp_path, capture_output=True, text=True,
            env={**os.environ, "ANALYTICS_CACHE": str(tmp_path / "cache")},
        )  # fmt: skip

    folders = []
    for day, bad in ((1, 2), (2, 14)):
        source = news(tmp_path / f"{day}.jsonl", day, bad=bad, good=16 - bad)
        ran = analytics("run", "topics", "--corpus", source, "--out", f"runs{day}")
        assert ran.returncode == 0, ran.stderr
        folders += [path.parent for path in (tmp_path / f"runs{day}").glob("*/manifest.json")]
    compared = analytics("compare", *folders, "--out", "moved.html")
    assert compared.returncode == 0, compared.stderr
    page = (tmp_path / "moved.html").read_text(encoding="utf-8")
    assert "reads more negative" in page and "<script>alert" not in page
    refused = analytics("compare", tmp_path, folders[0])
    assert refused.returncode == 2 and "Traceback" not in refused.stderr
