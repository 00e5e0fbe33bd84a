"""Words of themes are found where a reader would find them."""

import re

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analytics.themes.matching import Text, match_words, read_texts
from analytics.tokens import Segmenter

SEGMENTER = Segmenter(["智能体", "上市"])


def text_of(frame: pd.DataFrame) -> Text:
    return next(read_texts(SEGMENTER.segment(frame)))


def found(words, *bodies, title="", whole=True):
    frame = pd.DataFrame({"title": title, "body": bodies})
    text = text_of(frame.assign(doc_id=[str(i) for i in range(len(bodies))]))
    hits = match_words(text, words, whole=whole)
    return [
        (int(d), words[w], int(s))
        for d, w, s in zip(hits.document, hits.word, hits.start, strict=True)
    ]


def test_words_are_found_in_any_case_and_width():
    assert found(["GPU"], "新款ＧＰＵ与gpu") == [(0, "GPU", 2), (0, "GPU", 6)]


def test_latin_words_match_whole_with_plural():
    assert found(["agent"], "Agents与agency，reagent") == [(0, "agent", 0)]
    assert found(["H20"], "H200与H20") == [(0, "H20", 5)]


def test_spaces_between_scripts_are_optional():
    assert [hit[1] for hit in found(["AI员工", "Claude Code"], "AI 员工用ClaudeCode")] == [
        "AI员工",
        "Claude Code",
    ]


def test_the_longest_word_at_a_place_wins():
    assert found(["上市", "上市公司"], "上市公司公告") == [(0, "上市公司", 0)]


def test_no_word_is_found_across_the_seam_of_two_others():
    assert found(["智能体"], "带孩子去智能体验馆") == []


def test_no_word_is_found_across_two_documents():
    assert found(["上市"], "登上", "市场") == []


def test_a_gap_stays_within_a_clause():
    assert [w for _, w, _ in found(["拟…上市"], "拟于明年上市", "拟扩产，产品上市")] == ["拟…上市"]


def test_title_and_start():
    frame = pd.DataFrame({"doc_id": ["a"], "title": ["公司上市"], "body": ["再次上市"]})
    hits = match_words(text_of(frame), ["上市"])
    assert hits.start.tolist() == [2, 7]
    assert hits.in_title.tolist() == [True, False]


@given(st.lists(st.text("甲乙丙a1 \n", max_size=12), min_size=1, max_size=5))
def test_agrees_with_a_plain_search(bodies):
    expected = [
        (i, "甲乙", match.start())
        for i, body in enumerate(bodies)
        for match in re.finditer("甲乙", body)
    ]
    assert found(["甲乙"], *bodies, whole=False) == expected


def test_swallow_precede_follow():
    frame = pd.DataFrame(
        {"doc_id": ["a", "b"], "title": "", "body": ["新款手机上市", "公司不上市了"]}
    )
    text = text_of(frame)
    hits = match_words(text, ["上市"], whole=False)
    launches = match_words(text, ["手机…上市"], whole=False)
    assert launches.swallow(hits, np.array([False])).tolist() == [True, False]
    assert match_words(text, ["不"], whole=False).precede(hits, 0).tolist() == [False, True]
    assert match_words(text, ["了"], whole=False).follow(hits, 0).tolist() == [False, True]
    assert match_words(text, ["绝无"], whole=False).follow(hits, 9).tolist() == [False, False]
