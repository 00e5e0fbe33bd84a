"""`analytics compare` from end to end: refused in a sentence, or a page beside the runs."""

import json
import os
import subprocess
import sys

import pytest
from stored_runs import documents, store
from typer.testing import CliRunner

from analytics.cli import app

TITLES = {"1": "甲厂开工", "2": "乙船下水"}


def compare(*words):
    return CliRunner().invoke(app, ["compare", *map(str, words)])


def test_what_cannot_be_compared_is_refused_and_nothing_written(tmp_path):
    a, b = (store(tmp_path / name, {"documents": documents(TITLES)}) for name in ("a", "b"))
    (tmp_path / "page.html").mkdir()
    for words, said in (
        ([a, tmp_path / "absent"], "no such folder"),
        ([tmp_path, b], "no manifest.json"),
        ([a, b, "--language", "fr"], "en or zh"),
        ([a, b, "--out", tmp_path / "page.pdf"], "names an .html file"),
        ([a, b, "--out", tmp_path / "page.html"], "names an .html file"),
        ([a, b, "--out", tmp_path / "index.html"], "list of runs"),
    ):
        result = compare(*words)
        assert result.exit_code == 2, result.output
        assert said in result.output
    assert not list(tmp_path.glob("compare-*"))


def test_the_page_lies_beside_the_runs_and_leads_to_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    a = store(tmp_path / "reports" / "a", {"documents": documents(TITLES)})
    store(tmp_path / "reports" / "b", {"documents": documents(TITLES)})
    (a / "02_topics.html").write_text("x", encoding="utf-8")
    (tmp_path / "reports" / "index.html").write_text("", encoding="utf-8")
    result = compare("reports/a", "reports/b")
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[-1] == "reports/compare-a-b.html"
    html = (tmp_path / "reports" / "compare-a-b.html").read_text(encoding="utf-8")
    assert 'href="a/02_topics.html"' in html
    assert str(tmp_path) not in html
    assert "compare-a-b.html" in (tmp_path / "reports" / "index.html").read_text(encoding="utf-8")
    elsewhere = compare("reports/a", "reports/b", "--out", "deep/page.html", "--language", "zh")
    assert elsewhere.exit_code == 0
    html = (tmp_path / "deep" / "page.html").read_text(encoding="utf-8")
    assert "两次运行对比" in html
    assert "02_topics.html" not in html


def analytics(tmp_path, *words):
    return subprocess.run(
        [sys.executable, "-m", "analytics", *map(str, words)],
        cwd=tmp_path,
        env={**os.environ, "ANALYTICS_CACHE": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
    )


@pytest.mark.slow
def test_two_real_runs_and_the_runs_of_a_sweep(tmp_path):
    makers, deeds = ["星河芯片", "青禾能源", "远帆物流"], ["发布新品", "亏损扩大", "获得订单"]
    posts = [
        {
            "id": f"{i:03}",
            "title": f"{makers[i % 3]}{deeds[i // 3 % 3]}",
            "body": f"{makers[i % 3]}宣布，公司{deeds[i // 3 % 3]}，涉及第{i}号项目。",
            "published_at": f"2026-03-{i % 14 + 1:02}T08:00:00+08:00",
            "url": f"https://news.example/{i}",
        }
        for i in range(36)
    ]
    for name, part in (("monday", posts[:24]), ("tuesday", posts[6:])):
        path = tmp_path / f"{name}.jsonl"
        path.write_text("\n".join(map(json.dumps, part)), encoding="utf-8")
        result = analytics(tmp_path, "run", "topics", "--corpus", path.name, "-p", "among=all")
        assert result.returncode == 0, result.stderr
    runs = sorted(path.parent for path in (tmp_path / "reports").glob("*/manifest.json"))
    kept = json.loads((runs[0] / "manifest.json").read_text("utf-8"))["tables"]
    assert kept == [
        "document_themes", "document_topics", "documents", "sentiment", "themes", "topic_terms",
        "topics",
    ]  # fmt: skip
    assert sorted(path.stem for path in (runs[0] / "tables").iterdir()) == kept
    result = analytics(tmp_path, "compare", *runs)
    assert result.returncode == 0, result.stderr
    assert "18 documents are in both runs, 12 only in B, 6 only in A." in result.stderr
    assert "Topics: " in result.stderr
    assert (tmp_path / result.stderr.splitlines()[-1]).is_file()

    words = ["--corpus", "monday.jsonl", "-p", "n_topics=2,3", "-p", "among=all", "-j", 2]
    assert analytics(tmp_path, "sweep", "topics", *words).returncode == 0
    swept = sorted(path.parent for path in (tmp_path / "reports").glob("sweep-*/*/manifest.json"))
    result = analytics(tmp_path, "compare", *swept)
    assert result.returncode == 0, result.stderr
    assert "Both runs hold the same 24 documents." in result.stderr
    assert "Topics: " in result.stderr
