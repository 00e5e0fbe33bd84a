"""The briefing beside an earlier run: what is new, and what moved beyond chance."""

import json

import pytest
from stored_runs import store

from analytics import BriefingView
from analytics.earlier import EarlierRunError
from analytics.prepared import open_corpus
from analytics.run_tables import run_tables

GOOD = ("净利润大增三成", "获得大额订单", "业绩创新高")
BAD = ("亏损扩大", "被监管部门重罚", "宣布大规模裁员")


def write_posts(path, deeds, n, subject="自动驾驶"):
    posts = [
        {"id": f"{path.stem}{i}", "title": f"第{i}家{subject}公司{deeds[i % len(deeds)]}"}
        for i in range(n)
    ]
    path.write_text("\n".join(map(json.dumps, posts)), encoding="utf-8")
    return path


@pytest.fixture
def earlier(tmp_path, monkeypatch):
    """An earlier run over thirty good pieces about cars that drive themselves."""
    monkeypatch.setenv("ANALYTICS_CACHE", str(tmp_path / "cache"))
    corpus = open_corpus(write_posts(tmp_path / "then.jsonl", GOOD, 30))
    parameters = BriefingView(corpus=corpus.source).parameters
    return store(tmp_path / "run", run_tables({"05_briefing": parameters}, corpus))


def test_what_is_new_and_what_sounds_worse_is_told(tmp_path, earlier):
    now = write_posts(tmp_path / "now.jsonl", BAD, 30)
    view = BriefingView(corpus=str(now), previous=str(earlier))
    said = [str(getattr(finding, "text", finding)) for finding in view.findings()]
    assert "Since the earlier run: 30 new stories, 0 told before." in said
    assert any(text.startswith("Autonomous driving sounds worse: mean polarity +") for text in said)
    html = str(view.since().html)
    assert "sounds worse" in html
    assert "sounds better" not in html


def test_the_same_news_again_is_nothing_new(tmp_path, earlier):
    view = BriefingView(corpus=str(tmp_path / "then.jsonl"), previous=str(earlier), language="zh")
    said = [str(getattr(finding, "text", finding)) for finding in view.findings()]
    assert "自上次运行以来：新增0条新闻，另有30条此前已收录。" in said
    assert "情感转" not in str(view.since().html)


def test_a_theme_that_takes_more_of_the_news_is_told(tmp_path, earlier):
    now = write_posts(tmp_path / "now.jsonl", GOOD, 30, subject="招股书")
    html = str(BriefingView(corpus=str(now), previous=str(earlier)).since().html)
    assert "more of the news" in html
    assert "less of the news" in html


def test_without_an_earlier_run_it_says_so(tmp_path, earlier):
    view = BriefingView(corpus=str(tmp_path / "then.jsonl"))
    assert "No earlier run to compare with" in str(view.since().html)
    with pytest.raises(EarlierRunError, match="no such file or folder"):
        _ = BriefingView(corpus=str(tmp_path / "then.jsonl"), previous="nowhere").since()
