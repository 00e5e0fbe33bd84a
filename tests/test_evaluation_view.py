"""`07_evaluation`: models compared with labels or without, in both languages, by name only."""

import json
import os
import subprocess
import sys

import pytest
from test_earlier import KINDS, PLACES

from analytics import EvaluationView
from analytics.model_comparison import read_labels
from analytics.prepared import open_corpus

PARTS = ("chips", "sport", "food")


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("ANALYTICS_CACHE", str(tmp_path / "cache"))


def write(path, labelled):
    rows = [
        {"text": f"{text}，{place}"} | ({"label": kind} if labelled else {})
        for place in PLACES[:8]
        for kind in PARTS
        for text in KINDS[kind]
    ]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(["not JSON", "", *lines]), encoding="utf-8")
    return path


def test_labels_are_those_of_the_line_a_document_was_read_from(tmp_path):
    corpus = open_corpus(write(tmp_path / "news.jsonl", labelled=True))
    documents = corpus.documents
    for body, label in zip(documents["body"], read_labels(documents, corpus.source), strict=True):
        assert body.split("，" + body.rsplit("，", 1)[1])[0] in KINDS[label]


@pytest.mark.slow
def test_with_labels_agreement_decides(tmp_path):
    view = EvaluationView(corpus=str(write(tmp_path / "news.jsonl", True)), n_seeds=2)
    ours = view.models.set_index("model").loc["ours"]
    assert (ours["n_topics"], ours["nmi"], ours["ari"], ours["stability"]) == (3, 1, 1, 1)
    assert "ours" in view.findings()[1].split(" lead")[0]
    assert not any("Without labels" in str(warning) for warning in view.warnings())
    assert "seconds" not in view.tables()["models"]


def test_without_labels_the_report_says_what_is_not_known(tmp_path):
    path = str(write(tmp_path / "news.jsonl", False))
    view = EvaluationView(corpus=path, n_seeds=2, n_topics=3, n_documents=40, language="zh")
    assert view.models["n_documents"].tolist() == [40] * 4
    assert view.models["nmi"].isna().all()
    assert any("没有标签" in str(warning) for warning in view.warnings())
    assert view.findings()[1].startswith("不同随机种子下的稳定性")


def test_too_few_documents_are_said_to_be_too_few(tmp_path):
    path = tmp_path / "news.jsonl"
    path.write_text(json.dumps({"text": "存储芯片涨价。"}), encoding="utf-8")
    view = EvaluationView(corpus=str(path))
    assert view.findings() == ["Too few documents to find topics in."]
    view.agreement()
    view.measures()


@pytest.mark.slow
def test_it_runs_by_its_name_alone(tmp_path):
    write(tmp_path / "news.jsonl", True)
    words = ["run", "evaluation", "--corpus", "news.jsonl", "-p", "n_seeds=2"]
    result = subprocess.run(
        [sys.executable, "-m", "analytics", *words],
        cwd=tmp_path, env=dict(os.environ), capture_output=True, text=True,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    [page] = (tmp_path / "reports").glob("*/07_evaluation.html")
    assert "Agreement with labels (NMI)" in page.read_text(encoding="utf-8")


def test_all_leaves_it_out():
    from analytics.cli.runs import _choose

    assert "07_evaluation" not in _choose([], True, {})
    assert list(_choose(["evaluation"], False, {})) == ["07_evaluation"]
