"""Themes: what a document is about, and what it only mentions."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.tables import DOCUMENT_THEMES
from analytics.themes import Theme, ThemeResult, assign_themes, read_themes, seed_terms
from analytics.tokens import Segmenter, Tokens

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "theme_cases.jsonl")
    .read_text("utf-8")
    .splitlines()
]
SEGMENTER = Segmenter(seed_terms())


def documents(*pairs: tuple[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(pairs, columns=["title", "body"])
    return frame.assign(doc_id=[f"d{i}" for i in range(len(pairs))])


def assign(*pairs: tuple[str, str], themes: list[Theme] | None = None) -> ThemeResult:
    frame = documents(*pairs)
    return assign_themes(frame, SEGMENTER.segment(frame), themes or read_themes())


def themes_of(title: str, body: str = "") -> list[str]:
    return sorted(assign((title, body)).document_themes["theme"])


def theme(key: str, **wording) -> Theme:
    return Theme(key=key, name_en=key, name_zh=key, similar=False, **wording)


@pytest.mark.parametrize("case", CASES, ids=[f"{case['kind']}-{case['id']}" for case in CASES])
def test_confusion_cases(case):
    assert themes_of(case["title"], case["text"]) == case["themes"]


def test_the_cases_cover_each_theme_and_none():
    labels = [label for case in CASES for label in case["themes"]]
    assert len(CASES) >= 60
    assert all(labels.count(theme.key) >= 7 for theme in read_themes())
    assert sum(not case["themes"] for case in CASES) >= 30


def test_result_keeps_its_contract_and_says_why():
    result = assign(("砾岳科技递表港交所", "公司做GPU服务器。"), ("半盏茶涨价", ""))
    table = DOCUMENT_THEMES.check(result.document_themes)
    assert table[["doc_id", "theme"]].to_numpy().tolist() == [["d0", "ipo"]]
    assert table["evidence"][0] == "递表、港交所"
    assert table["weight"].between(0.5, 1).all()


def test_headline_counts_more_than_lead_and_lead_more_than_rest():
    filler = "这一句话只是为了把后面的内容推远，与主题没有任何关系，读者可以跳过它继续往下看。" * 4
    solar = [theme("solar", seeds=["光伏"])]
    strengths = [
        assign((title, body), themes=solar).seeds["share_accepted"][0]
        for title, body in (("光伏装机", ""), ("能源", "光伏装机"), ("能源", filler + "光伏装机"))
    ]
    assert strengths == [1.0, 0.0, 0.0]


def test_many_mentions_in_a_long_text_make_it_about_the_theme():
    solar = [theme("solar", seeds=["光伏", "硅料", "组件"])]
    body = "记者走访了一座工厂。" * 15 + "光伏企业把组件卖到海外，硅料价格却在下跌。" * 6
    assert len(assign(("工厂一日", body), themes=solar).document_themes) == 1


def test_one_document_and_none_at_all():
    assert themes_of("北纬储能递表港交所") == ["ipo"]
    empty = assign()
    assert len(empty.document_themes) == 0
    assert (empty.seeds["n_documents"] == 0).all()
    assert assign(("", "")).document_themes.empty


def test_untitled_document_is_judged_by_its_beginning():
    assert themes_of("", "北纬储能向港交所递表，拟募资五亿港元。") == ["ipo"]


def test_a_title_that_the_text_begins_with_leaves_the_headline_to_it():
    plans = "北纬储能公告，董事会授权管理层启动H股上市的筹备工作，期限十二个月。"
    assert themes_of("北纬储能", plans) == ["ipo"]
    assert themes_of("海上风电", plans) == []


def test_seed_words_absent_from_the_corpus_are_named():
    seeds = assign(("光伏装机增长", ""), themes=[theme("solar", seeds=["光伏", "钙钛矿"])]).seeds
    absent = seeds[seeds["n_documents"] == 0]
    assert absent["term"].tolist() == ["钙钛矿"]
    assert absent["share_accepted"].isna().all()


def test_seed_words_that_mislead_are_shown():
    pairs = [("火箭点火升空", ""), *[("菜市场见闻", f"第{i}摊卖火箭菜。") for i in range(3)]]
    seeds = assign(*pairs, themes=[theme("space", seeds=["火箭"])]).seeds
    assert seeds["n_documents"].tolist() == [4]
    assert seeds["share_accepted"].tolist() == [0.25]


def test_suggestions_are_words_beside_the_seeds_with_an_example():
    about = [(f"光伏公司第{i}季扩产单晶", "逆变器出货") for i in range(10)]
    other = [(f"第{i}届烘焙大赛", "面包师傅交流") for i in range(20)]
    solar = [theme("solar", seeds=["光伏"])]
    suggestions = assign(*about, *other, themes=solar).suggestions
    assert {"逆变器", "单晶"} <= set(suggestions["term"])
    assert not {"光伏", "面包"} & set(suggestions["term"])
    assert suggestions["example_id"].isin([f"d{i}" for i in range(10)]).all()


def test_nothing_is_suggested_from_what_a_day_s_few_documents_share():
    about = [(f"光伏公司第{i}季扩产单晶", "逆变器出货") for i in range(6)]
    other = [(f"第{i}届烘焙大赛", "面包师傅交流") for i in range(50)]
    assert assign(*about, *other, themes=[theme("solar", seeds=["光伏"])]).suggestions.empty


def test_a_word_half_of_whose_documents_are_about_something_else_is_not_suggested():
    about = [(f"光伏公司第{i}季扩产单晶", "逆变器出货") for i in range(12)]
    other = [(f"第{i}届烘焙大赛", "面包师傅用逆变器烤炉" * (i < 9)) for i in range(200)]
    suggestions = assign(*about, *other, themes=[theme("solar", seeds=["光伏"])]).suggestions
    assert "单晶" in set(suggestions["term"]) and "逆变器" not in set(suggestions["term"])


def test_a_document_does_not_depend_on_its_neighbours():
    pairs = [(case["title"], case["text"]) for case in CASES]
    together = assign(*pairs).document_themes
    for position in range(0, len(pairs), 9):
        alone = assign(pairs[position]).document_themes.drop(columns="doc_id")
        mine = together[together["doc_id"] == f"d{position}"].drop(columns="doc_id")
        pd.testing.assert_frame_equal(alone, mine.reset_index(drop=True))


def test_tokens_of_other_documents_are_refused():
    frame = documents(("甲", ""), ("乙", ""))
    with pytest.raises(ValueError, match="2 documents but tokens of 1"):
        assign_themes(frame, SEGMENTER.segment(frame.head(1)), read_themes())


@pytest.mark.slow
def test_same_input_same_bytes_whatever_the_hash_seed():
    code = (
        "import test_themes as t; r = t.assign(*[(c['title'], c['text']) for c in t.CASES]); "
        "print(r.document_themes.to_csv(), r.suggestions.to_csv(), r.seeds.to_csv())"
    )
    outputs = {
        subprocess.check_output(
            [sys.executable, "-c", code],
            cwd=Path(__file__).parent,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent)},
        )
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_batches_do_not_change_the_result(monkeypatch):
    pairs = [(case["title"], case["text"]) for case in CASES]
    whole = assign(*pairs)
    monkeypatch.setattr("analytics.themes.matching.BATCH", 7)
    parts = assign(*pairs)
    pd.testing.assert_frame_equal(whole.document_themes, parts.document_themes)


@pytest.mark.slow
def test_twenty_six_thousand_documents_in_five_seconds():
    import time

    frame = documents(*[(case["title"], case["text"] * 3) for case in CASES])
    tokens = SEGMENTER.segment(frame)
    many = np.arange(26_000) % len(tokens)
    tokens = tokens.take(many)
    ids = np.array([f"d{i}" for i in range(len(many))], dtype=object)
    tokens = Tokens(ids, tokens.vocabulary, tokens.term_ids, tokens.offsets, tokens.title_lengths)
    frame = frame.iloc[many].assign(doc_id=ids).reset_index(drop=True)
    start = time.process_time()
    assign_themes(frame, tokens, read_themes())
    assert time.process_time() - start < 5


def test_a_name_that_most_of_its_news_ties_to_a_theme_counts_like_one_of_the_theme():
    news = [(f"驰澜智行第{n}批无人出租车上路", "自动驾驶车队扩大。") for n in "一二三四五六"]
    other = [(f"第{n}家茶馆开张", "茶客不少。") for n in "一二三四五六"]
    found = assign(*news, ("驰澜智行裁员三成", "地勤与市场岗位最多。"), *other).document_themes
    assert set(found["doc_id"]) == {f"d{n}" for n in range(7)}
    laid_off = found[found["doc_id"] == "d6"]
    assert laid_off["theme"].tolist() == ["autonomous_driving"]
    assert "驰澜智行" in laid_off["evidence"].item() or "驰澜" in laid_off["evidence"].item()
