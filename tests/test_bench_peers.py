"""The comparison with peers: what it says of its figures, and a small run of all of it."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

SCRIPTS = Path(__file__).parent.parent / "scripts"
sys.path.insert(0, str(SCRIPTS))
pytest.importorskip("psutil", reason="psutil is not installed")

from bench_peers import draw, growth, ratio, to_table  # noqa: E402
from peers import TASKS, quality  # noqa: E402


def row(task, who, n, seconds, **more):
    shape = {"task": task, "who": who, "documents": n, "seconds": seconds}
    return shape | {"cpu_s": seconds, "peak_mb": 100.0} | more


def test_growth_is_the_power_of_n():
    assert growth([row("words", "ours", 100, 1.0), row("words", "ours", 400, 8.0)]) == 1.5
    assert np.isnan(growth([row("words", "ours", 100, 1.0)]))


def test_the_table_shows_the_largest_size_with_its_quality():
    rows = [row("topics", "ours", 100, 1.0, nmi=0.1), row("topics", "ours", 1000, 10.0, nmi=0.5)]
    *_, last = to_table(rows).splitlines()
    assert last == "| topics | ours | 1,000 | 10.00 | 10.00 | 100 | 100 | 0.500 |  | 1.00 |"


def test_the_ratio_is_of_the_pipelines():
    ours, usual = TASKS["all"]
    told = ratio(
        [row("all", ours, 50, 2.0), row("all", usual, 50, 100.0), row("words", ours, 1, 9)]
    )
    assert told.endswith("ours 2.0 s: 50.0 times faster (50.0 times less CPU).")
    assert ratio([row("words", ours, 50, 2.0)]) == ""


def test_quality_is_told_where_labels_exist():
    labels = np.array(["a", "b", "b", ""], dtype=object)
    assert quality("topics", labels, np.array([1, 2, 2, 1])) == {"nmi": 1.0}
    assert quality("topics", np.array([""] * 4, dtype=object), np.arange(4)) == {}
    tones = np.array(["pos", "neg", "neu"], dtype=object)
    assert quality("tone", tones, np.array([0.9, -0.2, 1.0])) == {"auc": 1.0}


@pytest.mark.slow
def test_a_small_run_writes_table_figures_and_curve(tmp_path):
    for name in ("jieba", "tomotopy"):
        pytest.importorskip(name, reason=f"{name} is not installed: pip install .[bench]")
    subjects = ["球队 比赛 进球 教练 联赛 冠军", "疫苗 医院 患者 药物 临床 病毒",
                "股票 基金 涨幅 市场 券商 指数", "电影 导演 演员 票房 剧本 观众"]  # fmt: skip
    posts = []
    for n in range(40):
        words = subjects[n // 10].split()
        text = "，".join(words[n % 5 :] + words[: n % 3])
        posts.append({"text": f"{text}，第{n}期", "label": str(n // 10)})
    source = tmp_path / "labelled.jsonl"
    source.write_text("\n".join(json.dumps(one) for one in posts), encoding="utf-8")
    options = ["--sizes", "40", "--most", "40", "--pipeline", "20", "--out", str(tmp_path)]
    command = [sys.executable, str(SCRIPTS / "bench_peers.py"), str(source), *options]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "times faster" in told
    assert (tmp_path / "peers.md").read_text(encoding="utf-8") in told
    rows = json.loads((tmp_path / "peers.json").read_text(encoding="utf-8"))["labelled.jsonl"]
    assert {(one["task"], one["who"]) for one in rows} == {
        (task, who) for task, whos in TASKS.items() for who in whos
    }
    assert all(0 <= one["nmi"] <= 1 for one in rows if one["task"] == "topics")
    assert "<svg" in (tmp_path / "peers.svg").read_text(encoding="utf-8")


def test_documents_are_drawn_evenly():
    import pandas as pd

    assert draw(pd.DataFrame({"doc_id": range(10)}), 5)["doc_id"].tolist() == [0, 2, 4, 6, 8]
