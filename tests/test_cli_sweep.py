"""`analytics sweep` from end to end: refused before anything runs, or a page to choose from."""

import json
import os
import re
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from analytics.cli import app


def posts(n=24):
    makers = ["星河芯片", "青禾能源", "远帆物流", "晨露乳业"]
    deeds = ["发布新一代产品", "第三季度亏损扩大", "获得大额订单"]
    return [
        {
            "id": f"{i:03}",
            "title": f"{makers[i % 4]}{deeds[i % 3]}",
            "body": f"{makers[i % 4]}今天宣布，公司{deeds[i % 3]}，涉及第{i}号项目。",
            "published_at": f"2026-03-{i % 14 + 1:02}T08:00:00+08:00",
        }
        for i in range(n)
    ]


@pytest.fixture
def news(tmp_path):
    path = tmp_path / "<b>日报.jsonl"
    path.write_text("\n".join(map(json.dumps, posts())), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-p", "n_topic=3,4"], "Did you mean n_topics?"),
        (["-p", "n_topics=3,1"], "at least 2"),
        (["-p", "model=ours,nfm"], 'Did you mean "nmf"?'),
        (["-p", f"seed={','.join(map(str, range(65)))}"], "65 combinations"),
        (["-p", "corpus=a,b"], "--corpus"),
        (["--corpus", "absent.jsonl"], "absent.jsonl"),
    ],
)
def test_what_is_wrong_is_refused_and_leaves_nothing(tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["sweep", "topics", *words, "--out", "reports"])
    assert result.exit_code == 2
    assert said in result.output
    assert not (tmp_path / "reports").exists()


def sweep(tmp_path, *words):
    return subprocess.run(
        [sys.executable, "-m", "analytics", "sweep", *map(str, words), "--out", "reports"],
        cwd=tmp_path,
        env={**os.environ, "ANALYTICS_CACHE": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
    )


@pytest.mark.slow
def test_each_setting_has_its_run_and_its_row(tmp_path, news):
    settings = ["-p", "n_topics=2,3", "-p", "among=all", "-p", "model=ours,nmf"]
    result = sweep(tmp_path, "02_topics", "--corpus", news, *settings, "-j", 2)
    assert result.returncode == 0, result.stderr
    assert result.stderr.count("preparing: reading") == 1
    [page] = (tmp_path / "reports").glob("sweep-*/index.html")
    manifests = sorted(page.parent.glob("*/manifest.json"))
    assert [path.parent.name for path in manifests] == [
        "1-n_topics=2-model=ours",
        "2-n_topics=2-model=nmf",
        "3-n_topics=3-model=ours",
        "4-n_topics=3-model=nmf",
    ]
    parameters = json.loads(manifests[1].read_text("utf-8"))["notebooks"][0]["parameters"]
    assert (parameters["n_topics"], parameters["model"], parameters["among"]) == (2, "nmf", "all")
    html = page.read_text(encoding="utf-8")
    for address in re.findall(r'href="([^"#]+\.html)"', html):
        assert (page.parent / address.replace("%3D", "=")).is_file()
    assert html.count('class="status good"') == 4
    assert "best</span>" in html
    assert "<b>" not in html
    assert "&lt;b&gt;日报.jsonl" in html.replace('<span lang="zh-Hans">', "").replace("</span>", "")
    assert str(tmp_path) not in html
    assert str(page.relative_to(tmp_path)) in result.stderr


@pytest.mark.slow
def test_runs_that_fail_are_told_in_the_end(tmp_path, news):
    words = ["--corpus", news, "-p", "n_topics=2,3", "--timeout", 1]
    result = sweep(tmp_path, "topics", *words)
    assert result.returncode == 1, result.stderr
    assert "n_topics=3: timed out in cell" in result.stderr
    [page] = (tmp_path / "reports").glob("sweep-*/index.html")
    assert page.read_text(encoding="utf-8").count("out of time") == 2
