"""`analytics run` from end to end, with real kernels, in a process of its own."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.slow


def environment(tmp_path):
    return {**os.environ, "ANALYTICS_CACHE": str(tmp_path / "cache")}


def analytics(tmp_path, *words):
    command = [sys.executable, "-m", "analytics", *map(str, words)]
    return subprocess.run(
        command, cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True
    )


@pytest.fixture
def news(tmp_path):
    path = tmp_path / "日报 1.jsonl"
    posts = [
        {
            "id": f"{n:03}",
            "title": f"星河芯片发布第{n}代处理器",
            "body": f"第{n}代处理器售价下调一成。",
        }
        for n in range(12)
    ]
    path.write_text("\n".join(json.dumps(post) for post in posts), encoding="utf-8")
    return path


def test_a_run_leaves_reports_a_manifest_and_a_line_in_the_index(tmp_path, news):
    words = ["run", "corpus", "--corpus", news.name, "--out", "reports", "-p", "seed=7"]
    result = analytics(tmp_path, *words, "--language", "zh")
    assert result.returncode == 0, result.stderr
    [path] = (tmp_path / "reports").glob("*/manifest.json")
    manifest = json.loads(path.read_text(encoding="utf-8"))
    assert manifest["status"] == "completed"
    assert manifest["corpus"] == str(news)
    assert manifest["n_documents"] == 12
    assert manifest["notebooks"][0]["parameters"]["seed"] == 7
    assert manifest["fingerprint"]
    html = (path.parent / "01_corpus.html").read_text(encoding="utf-8")
    assert "语料概览" in html
    assert str(tmp_path) not in html
    assert path.parent.name.startswith("日报-1-")
    index = (tmp_path / "reports" / "index.html").read_text(encoding="utf-8")
    assert "01_corpus.html" in index
    again = subprocess.run(
        manifest["command"].replace("analytics", f"{sys.executable} -m analytics", 1),
        shell=True, cwd=tmp_path, env=environment(tmp_path), capture_output=True, check=False,
    )  # fmt: skip
    assert again.returncode == 0
    paths = sorted((tmp_path / "reports").glob("*/manifest.json"))
    results = [(p.parent / "01_corpus.results.json").read_bytes() for p in paths]
    assert len(results) == 2
    assert results[0] == results[1]


@pytest.mark.parametrize("content", [None, b"", b"\x00\x01\x02" * 400, b"[]"])
def test_a_source_without_news_is_refused_and_leaves_nothing(tmp_path, content):
    path = tmp_path / "news.md"
    if content is not None:
        path.write_bytes(content)
    result = analytics(tmp_path, "run", "01_corpus", "--corpus", path, "--out", "reports")
    assert result.returncode == 2
    assert "news.md" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "reports").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_says_so(tmp_path, news, number):
    words = ["run", "corpus", "--corpus", news.name, "--out", "reports"]
    process = subprocess.Popen(
        [sys.executable, "-m", "analytics", *words],
        cwd=tmp_path,
        env=environment(tmp_path),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "cell 1 of" in line:
            break
    time.sleep(0.2)
    process.send_signal(number)
    process.communicate(timeout=30)
    assert process.returncode == 130
    [path] = (tmp_path / "reports").glob("*/manifest.json")
    assert json.loads(path.read_text(encoding="utf-8"))["status"] == "interrupted"
    html = (path.parent / "01_corpus.html").read_text(encoding="utf-8")
    assert "This report is incomplete." in html


def test_a_run_out_of_time_ends_with_one_line_and_no_lost_tasks(tmp_path, news):
    done = analytics(tmp_path, "run", "corpus", "--corpus", news.name, "--timeout", "1")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("Not finished after 1 s")


def test_fewer_topics_than_asked_for_are_said(tmp_path, news):
    done = analytics(tmp_path, "topics", news.name, "--n-topics", "40", "--out", "topics.csv")
    assert "Of 40 topics asked for" in done.stderr


def test_a_notebook_runs_bare_with_papermill(tmp_path, news):
    from analytics.resources import notebook_path

    command = [
        sys.executable,
        "-m",
        "papermill",
        str(notebook_path("01_corpus.ipynb")),
        "out.ipynb",
    ]
    result = subprocess.run(
        [*command, "-p", "corpus", str(news), "-k", "python3"],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr[-2000:]
