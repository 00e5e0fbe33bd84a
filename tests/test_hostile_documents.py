"""One document costs time in proportion to its length, from its file to its tone and its names."""

import json
import tempfile
from pathlib import Path

import pytest
from bombs import growth

from analytics.prepared import open_corpus
from analytics.sentiment import explain
from analytics.stages import entity_table, sentiment_table, theme_tables

# What rules look around for, repeated until a document is full of it.
UNITS = ["有限公司", "张三获悉：", "不是，", "，但没有", "下降12%", "1.", "！", "1月1日", "（", "“", "一", " ", "\n=", "&amp;", "<b>"]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS)
def test_a_document_of_one_repeated_piece_takes_time_in_proportion(tmp_path, unit):
    def work(size):
        rows = [
            {"title": "星河科技发布芯片", "body": "订单增长，分析师看法不一。"},
            {"title": "江湖", "body": f"江湖{unit * (size // len(unit))}完"},
        ]
        path = tmp_path / f"{size}.jsonl"
        path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
        cache = Path(tempfile.mkdtemp(dir=tmp_path))  # each try computes anew
        corpus = open_corpus(path, cache_folder=cache)
        theme_tables(corpus, "")
        sentiment_table(corpus)
        entity_table(corpus)
        explain(corpus.documents)

    work(100)  # what is loaded once
    assert growth(work, 60_000) < 2.8
