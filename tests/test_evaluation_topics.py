import json

import pandas as pd
import pytest

from analytics.labelled import LabelledError
from analytics.topics import evaluate_topics
from analytics.topics.evaluation import diversity, junk


def test_diversity_and_junk_by_hand():
    assert diversity(pd.Series(["芯片", "芯片", "球队", "火锅"])) == 0.75
    assert junk(pd.Series(["芯片", "2026", "的", "，"])) == 0.75


def test_clear_labels_are_found(tmp_path):
    rows = [{"text": f"存储芯片涨价，晶圆厂扩产{i}", "label": "a"} for i in range(9)]
    rows += [{"text": f"球队主场夺冠，教练祝贺球员{i}", "label": "b"} for i in range(9)]
    path = tmp_path / "labelled.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    measured = evaluate_topics(path, n_seeds=2).table.iloc[0]
    assert measured["nmi"] == measured["ari"] == measured["stability"] == 1
    assert measured["junk"] == 0


def test_a_broken_line_is_named(tmp_path):
    path = tmp_path / "labelled.jsonl"
    path.write_text('{"text": "好"}\n{"label": "a"}\n', encoding="utf-8")
    with pytest.raises(LabelledError, match="line 2: neither title nor text"):
        evaluate_topics(path)
