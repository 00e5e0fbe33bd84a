"""Segmentation loses nothing, keeps names whole and depends on nobody else."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analytics.text import normalise
from analytics.tokens import Segmenter, Tokens

SEGMENTER = Segmenter(["不及预期", "驰澜智行"])


def documents(*pairs: tuple[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(pairs, columns=["title", "body"])
    return frame.assign(doc_id=[f"d{i}" for i in range(len(pairs))])


def test_names_numbers_and_dictionary_words_stay_whole():
    cut = SEGMENTER.cut("驰澜智行营收不及预期，GPT-4.1与H20、688327.SH涨3.5%")
    for term in ("驰澜智行", "不及预期", "GPT-4.1", "H20", "688327.SH", "3.5%"):
        assert term in cut


def test_punctuation_keeps_words_apart():
    # Stripped first, 发展中国,家电 would become 发展中国家.
    assert SEGMENTER.cut("发展中国,家电") == ["发展", "中国", ",", "家电"]


@given(st.text(max_size=60))
def test_tokens_rejoin_to_the_text(text):
    assert "".join(SEGMENTER.cut(text)) == normalise(text)


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12)), max_size=5))
def test_every_document_rejoins_to_title_newline_body(pairs):
    tokens = SEGMENTER.segment(documents(*pairs))
    for i, (title, body) in enumerate(pairs):
        expected = normalise(f"{title}\n{body}" if title else body)
        assert "".join(tokens.terms(i)) == expected
        in_title = "".join(tokens.terms(i)[: tokens.title_lengths[i]])
        assert in_title == (normalise(title) + "\n" if title else "")


def test_two_segmenters_do_not_share_a_dictionary():
    Segmenter(["甲乙丙丁戊"])
    assert "甲乙丙丁戊" not in Segmenter().cut("甲乙丙丁戊")


def test_traditional_and_full_width_count_as_their_simple_forms():
    tokens = SEGMENTER.segment(documents(("", "資料ＧＰＵ"), ("", "资料GPU")))
    assert tokens.terms(0) == tokens.terms(1)


def test_take_keeps_the_documents_and_their_order():
    tokens = SEGMENTER.segment(documents(("一", "甲"), ("", ""), ("三", "丙丁")))
    taken = tokens.take([2, 0])
    assert taken.doc_ids.tolist() == ["d2", "d0"]
    assert [taken.terms(0), taken.terms(1)] == [tokens.terms(2), tokens.terms(0)]
    assert len(tokens.take([])) == 0


def test_written_tokens_read_back_equal(tmp_path):
    tokens = SEGMENTER.segment(documents(("停运", "调查\n仍在继续"), ("", "")))
    tokens.write(tmp_path / "tokens.parquet")
    back = Tokens.read(tmp_path / "tokens.parquet")
    assert [back.terms(i) for i in range(2)] == [tokens.terms(i) for i in range(2)]
    assert back.title_lengths.tolist() == tokens.title_lengths.tolist()
    assert back.term_ids.dtype == tokens.term_ids.dtype
