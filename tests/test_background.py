import numpy as np
import pandas as pd
import pytest

from analytics.background import Background, BackgroundError, Counts, is_content, load_background
from analytics.tokens import Segmenter


def tokens_of(*texts):
    frame = pd.DataFrame(
        {"doc_id": [str(i) for i in range(len(texts))], "title": "", "body": texts}
    )
    return Segmenter().segment(frame)


def test_counts_say_in_how_many_documents_a_term_occurs():
    counts = Counts.count(tokens_of("芯片涨价，芯片扩产", "芯片出口"))
    assert dict(zip(counts.terms, counts.document_frequency, strict=True))["芯片"] == 2


def test_counts_of_two_batches_add_up_to_the_counts_of_both():
    one, two = ("芯片涨价", "火箭发射"), ("芯片出口", "球队夺冠")
    added = Counts.count(tokens_of(*one)) + Counts.count(tokens_of(*two))
    both = Counts.count(tokens_of(*one, *two))
    assert list(added.terms) == list(both.terms)
    assert (added.document_frequency == both.document_frequency).all()
    assert (added.co_occurrence != both.co_occurrence).nnz == 0


def test_rare_terms_weigh_more():
    rare, common = load_background().idf(["光刻机", "公司"])
    assert rare > common


def test_a_word_never_counted_points_where_its_characters_say():
    background = load_background()
    unknown = ["云岫半导体", "球队主帅", "xqzt"]
    assert not {*unknown} & {*background.terms}
    chip, coach, nothing = background.vectors(unknown)
    wafer, football = background.vectors(["晶圆", "足球"])
    assert chip @ wafer > chip @ football and coach @ football > coach @ wafer
    assert 0 < np.linalg.norm(chip) <= 1 + 1e-6 and not nothing.any()


def test_words_of_one_field_point_the_same_way():
    chip, wafer, ball = load_background().vectors(["芯片", "晶圆", "篮球"])
    assert chip @ wafer > chip @ ball


def test_what_is_written_is_read(tmp_path):
    background = Background(
        np.array(["甲乙", "丙丁"], dtype=object), 5, np.array([3, 2]), np.eye(2, dtype=np.int8)
    )
    background.write(tmp_path)
    again = Background.read(tmp_path)
    assert again.n_documents == 5
    assert list(again.terms) == ["甲乙", "丙丁"]
    assert (again.codes == background.codes).all()


def test_a_folder_without_statistics_is_named(tmp_path):
    with pytest.raises(BackgroundError, match=str(tmp_path)):
        Background.read(tmp_path)


def test_counts_of_further_documents_add_up():
    background = load_background()
    common, new = str(background.terms[0]), "云岫半导体"
    more = background.plus(np.array([common, new], dtype=object), np.array([5, 3]), 1_000)
    n, own = background.n_documents + 1_000, background.document_frequency[0] + 5
    expected = [np.log((1 + n) / (1 + own)) + 1, np.log((1 + n) / 4) + 1]
    np.testing.assert_allclose(more.idf([common, new]), expected)
    np.testing.assert_array_equal(
        more.vectors([new, common]), background.vectors([new, common])
    )  # no vector of its own, only a guess
    assert background.document_frequency[0] == own - 5


@pytest.mark.parametrize(
    "empty",
    [
        "这部",
        "四十",
        "三年期",
        "二是",
        "头一回",
        "本次",
        "该案",
        "此番",
        "每桶",
        "本届",
        "第二届",
        "数十架",
        "两三年",
        "多艘",
        "万亩",
        "亿千瓦时",
        "俄方称",
        "通报称",
        "www.news.example",
        "html",
        "目前",
        "理论上",
        "不超过",
        "发稿",
    ],
)
def test_words_that_point_count_or_report_are_no_content(empty):
    assert not is_content(empty)


@pytest.mark.parametrize(
    "word",
    [
        "百度",
        "十一",
        "三七",
        "三星",
        "本田",
        "本科",
        "职称",
        "首都",
        "三农",
        "那曲",
        "第三方",
        "二手",
        "五一",
        "十五五",
        "eb-5",
        "gpt-5",
        "q1",
    ],
)
def test_names_built_like_them_are(word):
    assert is_content(word)
