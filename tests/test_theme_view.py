"""The deep dive: one theme or one query, with its evidence, and plain words when there is nothing."""

import json
import os
import re
import subprocess
import sys

import pandas as pd
import pytest

from analytics import ThemeView
from analytics.charts import Chart
from analytics.parameters import ParameterError
from analytics.reports import Shown
from analytics.search import QueryError
from analytics.themes import ThemeError
from analytics.views.marking import telling_sentence

SECTIONS = [
    "balance", "timeline", "entity_chart", "entity_table",
    "documents", "going_with", "near_groups", "near_documents",
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANALYTICS_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def little(tmp_path_factory):
    """Two days of news about two fictional companies, one of which nothing good is told."""
    told = [
        ("星河芯片发布新一代GPU", "星河芯片营收大增，新一代GPU性能提升三成。", "2026-03-02"),
        ("星河芯片的GPU获大额订单", "海潮机器人采购GPU，双方签下大单。", "2026-03-03"),
        ("远山汽车召回两千辆", "远山汽车因刹车故障召回车辆，股价下跌。", "2026-03-03"),
        ("远山汽车致歉", "远山汽车就刹车故障致歉，承诺整改。", "2026-03-04"),
        ("面馆开业", "首日接待三百人。", "2026-03-04"),
    ]
    path = tmp_path_factory.mktemp("news") / "little.jsonl"
    posts = [
        {"title": title, "body": body, "published_at": day, "url": f"https://news.example/{n}"}
        for n, (title, body, day) in enumerate(told)
    ]
    path.write_text("\n".join(json.dumps(post) for post in posts), encoding="utf-8")
    return str(path)


def words_of(view):
    return [str(getattr(finding, "text", finding)) for finding in view.findings()]


def test_a_query_finds_the_stories_that_hold_it(little):
    view = ThemeView(corpus=little, query="刹车")
    told = view.corpus.look_up(view.own["doc_id"], ["title"])
    assert list(told["title"].sort_values()) == ["远山汽车召回两千辆", "远山汽车致歉"]
    assert words_of(view)[0].startswith('"刹车": 2 distinct stories of 5 (40%)')
    assert "<mark>刹车</mark>" in str(view.documents().html)
    assert 'href="https://news.example/2"' in str(view.documents().html)


def test_a_query_stands_in_one_pair_of_quotes(little):
    view = ThemeView(corpus=little, query="刹车", language="zh")
    html = str(view.documents().html) + str(view.going_with().html)
    assert "与“刹车”的相关度" in re.sub("<[^>]+>", "", html)
    assert "““" not in html


def test_a_theme_is_known_by_its_key_or_name(little):
    keys = {
        ThemeView(corpus=little, theme=name).theme for name in ("gpu", "GPU", "GPUs and AI compute")
    }
    assert keys == {"gpu"}
    assert len(ThemeView(corpus=little, theme="gpu").own) == 2


def test_without_either_the_busiest_theme_is_taken_and_said(little):
    view = ThemeView(corpus=little)
    assert view.theme == "gpu"
    assert any("No theme or query was given" in str(warning) for warning in view.warnings())


def test_nothing_found_is_said_in_every_section_with_words_that_do_occur(little):
    view = ThemeView(corpus=little, query="星河芯皮")
    [said] = words_of(view)
    assert said.startswith('No document holds "星河芯皮". Words that do occur: 星河')
    for section in SECTIONS:
        assert "No document holds" in str(getattr(view, section)().html)
    view.tables()


@pytest.mark.parametrize("query", ["面馆", "三百人", "GPU, 刹车", "星河芯片 海潮机器人"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_handful_of_stories_still_shows_everything(little, query, language):
    view = ThemeView(corpus=little, query=query, language=language)
    assert words_of(view)
    for section in SECTIONS:
        assert isinstance(getattr(view, section)(), Chart | Shown)


def test_other_than_one_subject_is_refused(little):
    with pytest.raises(ParameterError, match="not both"):
        ThemeView(corpus=little, theme="gpu", query="GPU")
    with pytest.raises(ThemeError, match="Did you mean gpu"):
        ThemeView(corpus=little, theme="gpus").findings()
    with pytest.raises(QueryError):
        ThemeView(corpus=little, query="、,").findings()


def test_few_stories_carry_no_interval():
    view = ThemeView(theme="autonomous_driving", min_documents=6)
    thin = view.entities[view.entities["n"] < 6]
    assert len(thin)
    assert thin["low"].isna().all()
    assert view.means.loc["this", "low"] < view.means.loc["this", "polarity"]


@pytest.mark.slow
def test_neighbours_do_not_match_and_terms_are_not_those_asked_for():
    view = ThemeView(theme="autonomous_driving")
    own, near = set(view.own["doc_id"]), set(view.neighbours.documents["doc_id"])
    assert near
    assert not own & near
    assert "自动驾驶" not in set(view.terms["term"])
    assert view.terms["n_inside"].min() >= 2


def test_a_chinese_reader_meets_no_english():
    view = ThemeView(theme="gpu", language="zh")
    for text in [*words_of(view), view.balance().alt, view.timeline().alt, view.entity_chart().alt]:
        assert re.search("[\u4e00-\u9fff]", text)
        assert not re.search(r"\b(the|of|stories|mean|most)\b", text)


def test_the_same_question_gets_the_same_answer(little):
    first, again = (ThemeView(corpus=little, query="GPU") for _ in range(2))
    assert (
        first.timeline().svg == again.timeline().svg
        if isinstance(first.timeline(), Chart)
        else True
    )
    pd.testing.assert_frame_equal(first.neighbours.groups, again.neighbours.groups)


def test_the_sentence_with_most_of_the_words_is_told_and_marked():
    body = "公司周三开会。GPU销量大增，<b>芯片</b>涨价。天气晴。"
    told = telling_sentence("星河芯片开会", body, ["gpu", "芯片"])
    assert told == "<mark>GPU</mark>销量大增，&lt;b&gt;<mark>芯片</mark>&lt;/b&gt;涨价。"
    assert telling_sentence("星河芯片开会", "无关。", ["芯片"]) == "星河<mark>芯片</mark>开会"
    assert telling_sentence("甲", "乙。", ["丙"]) == ""


def test_a_hostile_query_stays_text(little):
    view = ThemeView(corpus=little, query='<script>x</script>, 刹车"><img')
    page = f"{view.documents().html}{view.near_groups().html}"
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in str(view.documents().html)


@pytest.mark.slow
def test_the_notebook_runs_and_refuses_before_a_kernel_starts(little, tmp_path):
    def run(*words):
        command = [sys.executable, "-m", "analytics", "run", "theme", "--corpus", little, *words]
        environment = {**os.environ, "ANALYTICS_CACHE": str(tmp_path / "cache")}
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True
        )

    assert run("-p", "query=刹车").returncode == 0
    [page] = (tmp_path / "reports").glob("*/06_theme.html")
    html = page.read_text(encoding="utf-8")
    assert "2 distinct stories" in html
    assert "<h1>" in html
    for words, said in (
        (["-p", "theme=gpus"], "Did you mean gpu?"),
        (["-p", "theme=gpu", "-p", "query=刹车"], "not both"),
        (["-p", "query=,"], "give words to look for"),
    ):
        refused = run(*words)
        assert refused.returncode == 2
        assert said in refused.stderr
    assert len(list((tmp_path / "reports").glob("*/manifest.json"))) == 1
