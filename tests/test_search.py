"""Queries find documents that hold the words; neighbours read alike without holding them."""

import numpy as np
import pandas as pd
import pytest

from analytics.document_map import draw_sample, place_documents
from analytics.neighbours import Space, near_documents, near_groups
from analytics.search import QueryError, find_documents, read_query
from analytics.tokens import Segmenter

NEWS = [
    ("星河芯片发布新一代GPU", "新品面向数据中心。"),
    ("海潮机器人完成融资", "资金将用于采购 gpu 与招聘。"),
    ("远山汽车召回两千辆", "原因是刹车软件故障。"),
    ("智能体验馆开业", "首日接待三千人。"),
]


@pytest.fixture(scope="module")
def tokens():
    documents = pd.DataFrame(NEWS, columns=["title", "body"])
    documents["doc_id"] = list("abcd")
    return Segmenter(["GPU", "智能体"]).segment(documents)


def found(tokens, query):
    return find_documents(tokens, query).set_index("doc_id")["evidence"].to_dict()


def test_latin_words_are_found_in_any_case_and_weighed_by_place(tokens):
    table = find_documents(tokens, "GPU").set_index("doc_id")
    assert list(table.index) == ["a", "b"]
    assert table["weight"].to_dict() == {"a": 1.0, "b": pytest.approx(1 / 3)}


def test_spaces_ask_for_all_words_and_commas_for_any(tokens):
    assert found(tokens, "gpu 融资") == {"b": "gpu、融资"}
    assert found(tokens, "gpu 融资, 召回") == {"b": "gpu、融资", "c": "召回"}
    assert found(tokens, "召回、开业") == {"c": "召回", "d": "开业"}


def test_a_word_is_not_found_across_two_others(tokens):
    assert found(tokens, "能体") == {}


def test_nothing_found_is_an_empty_table(tokens):
    table = find_documents(tokens, "毫无此词")
    assert table.empty
    assert list(table.columns) == ["doc_id", "weight", "evidence"]


@pytest.mark.parametrize("query", ["", " ,、 ", "&&&", "[("])
def test_a_query_without_words_is_refused(query):
    with pytest.raises(QueryError, match="give words"):
        read_query(query)


def test_too_many_words_are_refused():
    with pytest.raises(QueryError, match="at most 20"):
        read_query(" ".join(f"w{n}" for n in range(21)))


def test_patterns_in_a_query_are_ordinary_words(tokens):
    assert found(tokens, "G.U") == {}
    with pytest.raises(QueryError):
        find_documents(tokens, "gpu .*")


def test_what_reads_alike_is_near():
    vectors = np.array([[1, 0], [0.9, 0.1], [0.8, 0.2], [0, 1], [0.1, 0.9], [0, 0]], np.float32)
    inside = np.array([True, False, False, False, False, False])
    near = near_documents(Space.of(vectors), inside, ~inside, 5)
    assert list(near["position"]) == [1, 2]
    groups = near_groups(
        Space.of(vectors), inside, {"own": vectors[:, 0] > 0.5, "other": vectors[:, 1] > 0.5}
    )
    assert list(groups["group"]) == ["own", "other"]
    assert list(groups["n_shared"]) == [1, 0]


def test_a_map_is_the_same_each_time_and_keeps_likes_together():
    random = np.random.default_rng(1)
    centres = np.eye(3).repeat(20, axis=0)
    vectors = (centres + random.normal(0, 0.05, centres.shape)).astype(np.float32)
    vectors[7] = 0
    places = place_documents(vectors)
    pd.testing.assert_frame_equal(places, place_documents(vectors))
    assert 7 not in set(places["position"])
    assert places[["x", "y"]].to_numpy().min() == 0
    assert places[["x", "y"]].to_numpy().max() == 1
    spread = places.groupby(places["position"] // 20)[["x", "y"]].std().to_numpy().max()
    middles = places.groupby(places["position"] // 20)[["x", "y"]].mean().to_numpy()
    apart = min(np.linalg.norm(middles[i] - middles[j]) for i, j in ((0, 1), (0, 2), (1, 2)))
    assert apart > 2 * spread


@pytest.mark.parametrize("n", [0, 1, 3, 5, 9])
def test_a_few_documents_still_have_places(n):
    assert len(place_documents(np.eye(9, 4, dtype=np.float32)[:n] + 0.1)) == n


def test_a_sample_keeps_every_group_in_proportion():
    groups = np.array(["gpu"] * 10 + [""] * 980 + ["ipo"] * 2, dtype=object)
    kept = draw_sample(groups, 100)
    assert len(kept) <= 100
    names, n = np.unique(groups[kept].astype(str), return_counts=True)
    assert dict(zip(names.tolist(), n.tolist(), strict=True)) == {"": 98, "gpu": 1, "ipo": 1}
    assert list(draw_sample(groups[:50], 100)) == list(range(50))
