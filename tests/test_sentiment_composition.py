"""Composition: what a clause comes to, by direction, metric, negation, degree, contrast and modality."""

import json
from pathlib import Path

import pandas as pd
import pytest

from analytics.lexicon import dictionary_terms
from analytics.sentiment import explain, score_documents
from analytics.tokens import Segmenter

SEGMENTER = Segmenter(dictionary_terms())
CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "composition.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]


def score(texts):
    documents = pd.DataFrame({"title": texts, "body": ""})
    documents.insert(0, "doc_id", [f"d{i}" for i in range(len(texts))])
    return score_documents(documents, SEGMENTER.segment(documents))


def polarity(text):
    return float(score([text])["polarity"].iloc[0])


GOOD = [
    "澄岸科技亏损收窄",
    "澄岸科技生产成本下降",
    "澄岸科技扭亏为盈",
    "澄岸科技股价跌幅收窄",
    "澄岸科技业绩超预期",
    "澄岸科技净利润同比+35%",
    "澄岸科技客诉同比-70%",
    "澄岸科技上半年零召回",
    "监管撤销对澄岸科技的罚款",
    "澄岸科技成功避免违约",
    "澄岸科技否认裁员之后，订单大增",
    "行业虽然低迷，但澄岸科技订单大增",
]
BAD = [
    "木犀电子净利润下滑",
    "木犀电子营收增速放缓",
    "木犀电子由盈转亏",
    "木犀电子业绩不及预期",
    "木犀电子营业收入同比-12.3%",
    "木犀电子净利润同比增长-12%",
    "木犀电子被暂停上市",
    "木犀电子未能避免亏损",
    "木犀电子没有通过认证",
    "木犀电子复苏势头戛然而止",
    "木犀电子营收虽然增长，但利润大跌",
    "木犀电子终止与客户的合作",
]


@pytest.mark.parametrize("text", GOOD)
def test_good_news(text):
    assert polarity(text) > 0.1


@pytest.mark.parametrize("text", BAD)
def test_bad_news(text):
    assert polarity(text) < -0.1


@pytest.mark.parametrize(
    "text",
    [
        "市场有风险，投资须谨慎",
        "如有侵权，请联系后台删除",
        "文中观点不构成投资建议",
        "来源：栗山日报 编辑：林禾",
        "网传木犀电子停产，公司称消息不实",
    ],
)
def test_credits_disclaimers_and_denied_rumours_carry_no_clear_tone(text):
    assert score([text])["label"].iloc[0] == "neu"


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [
        ("木犀电子亏损大幅扩大", "木犀电子亏损略有扩大"),
        ("木犀电子将被罚款", "木犀电子是否会被罚款？"),
        ("木犀电子被罚款", "如果木犀电子被罚款，怎么办"),
        ("木犀电子亏损", "木犀电子没有盈利"),
    ],
)
def test_degree_question_supposition_and_negation_change_the_strength(stronger, weaker):
    assert abs(polarity(stronger)) > abs(polarity(weaker))


def test_a_range_and_a_comparison_of_figures_are_no_moves():
    assert abs(polarity("澄岸科技拟募集3亿元-5亿元")) < 0.1
    assert polarity("澄岸科技毛利率为4.2%（上年同期：-3.5%）") > -0.1


def test_the_title_of_a_work_carries_no_tone():
    assert abs(polarity("墨戟网络的新作名为《崩塌之城》")) < 0.1


def test_the_evidence_says_what_turned_a_word():
    documents = pd.DataFrame({"doc_id": ["a"], "title": ["澄岸科技没有亏损"], "body": [""]})
    hit = explain(documents).hits.set_index("term").loc["亏损"]
    assert hit["valence"] < 0 < hit["contribution"]
    assert hit["rule"] == "negated"


def share_right(cases):
    labels = score([case["text"] for case in cases])["label"]
    return (labels == [case["tone"] for case in cases]).mean()


def test_most_of_the_table_of_cases_gets_its_class():
    # What is said of one of several entities is judged with the entities.
    cases = [case for case in CASES if case["phenomenon"] != "two_entity"]
    assert len(cases) > 390
    assert share_right(cases) >= 0.78
    assert share_right([case for case in cases if not case["hard"]]) >= 0.87
