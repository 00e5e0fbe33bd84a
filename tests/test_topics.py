import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from analytics.background import is_content
from analytics.tokens import Segmenter
from analytics.topics import TopicError, find_topics, keep_ids
from analytics.topics.clustering import continue_centres, largest_columns, narrow, stay
from analytics.topics.number import adjusted_rand, choose
from analytics.topics.sample import draw

CHIPS = [
    "存储芯片涨价，晶圆厂扩产{}",
    "光刻机出口受阻，芯片产能紧张{}",
    "晶圆代工提价，半导体扩产{}",
]
SPORT = [
    "球队主场夺冠，教练祝贺球员{}",
    "联赛进球创纪录，球迷欢呼{}",
    "篮球球员转会，教练更换阵容{}",
]
FOOD = [
    "餐厅推出火锅新菜，食客排队{}",
    "茶饮门店降价，奶茶销量上升{}",
    "烘焙面包店扩张，咖啡门店增多{}",
]
PLACES = ["上海", "北京", "广州", "成都", "武汉"]


@pytest.fixture(scope="module")
def corpus():
    bodies = [t.format(place) for kind in (CHIPS, SPORT, FOOD) for t in kind for place in PLACES]
    bodies.append("！！！ 123")
    frame = pd.DataFrame(
        {"doc_id": [f"d{i}" for i in range(len(bodies))], "title": "", "body": bodies}
    )
    return frame, Segmenter().segment(frame)


@pytest.fixture(scope="module")
def three(corpus):
    return find_topics(*corpus, n_topics=3)


def test_three_subjects_become_three_topics(three):
    topic = three.document_topics["topic"].to_numpy()[:45].reshape(3, 15)
    assert [len(set(row)) for row in topic] == [1, 1, 1]
    assert len({row[0] for row in topic}) == 3


def test_a_document_without_a_word_is_an_outlier(three):
    last = three.document_topics.iloc[-1]
    assert (last["topic"], last["weight"]) == (-1, 0)
    assert three.topics.set_index("topic").loc[-1, "n_documents"] == 1


def test_terms_are_words_and_exemplars_belong_to_their_topic(three):
    assert all(is_content(term) for term in three.topic_terms["term"])
    home = three.document_topics.set_index("doc_id")["topic"]
    found = three.topics[three.topics["topic"] >= 0]
    assert list(home[found["exemplar_id"]]) == list(found["topic"])


def test_sizes_add_up(three, corpus):
    assert three.topics["n_documents"].sum() == len(corpus[0])


def test_the_same_input_gives_the_same_tables(three, corpus):
    again = find_topics(*corpus, n_topics=3)
    for table in ("topics", "topic_terms", "document_topics", "trials"):
        pd.testing.assert_frame_equal(getattr(three, table), getattr(again, table))


def test_auto_says_what_was_tried(corpus):
    trials = find_topics(*corpus).trials
    assert trials["chosen"].sum() == 1
    assert len(trials) > 3


@pytest.mark.parametrize("model", ["nmf", "lda", "gensim_lda"])
def test_every_model_gives_the_same_tables(model, corpus):
    result = find_topics(*corpus, model=model, n_topics=3)
    assert len(result.document_topics) == len(corpus[0])


def test_topics_go_on_from_earlier_ones(three, corpus):
    documents, tokens = corpus
    kept = list(range(0, 45, 2))
    fewer = documents.iloc[kept].reset_index(drop=True), tokens.take(kept)
    before = find_topics(*fewer, n_topics=3)
    now = find_topics(*corpus, n_topics=3, previous=before)
    lasting = keep_ids(now, before)
    assert set(lasting.changes["change"]) == {"grown"}
    assert adjusted_rand_score(now.document_topics["topic"], three.document_topics["topic"]) == 1


def test_centres_go_on_and_those_lacking_lie_apart():
    corners = np.eye(3, dtype=np.float32).repeat(4, axis=0)
    earlier = np.repeat([0, 2, -1], 4)
    np.testing.assert_allclose(continue_centres(corners, earlier, 3, 0), np.eye(3), atol=1e-6)
    np.testing.assert_allclose(continue_centres(corners, earlier, 1, 0), [[1, 0, 0]])


def test_documents_stay_where_they_were_but_go_where_their_topic_ended_or_a_new_one_began():
    earlier = np.array([2, 2, 5, 5, 5, 7, -1])  # two go on, 7 is the smallest; a third is new
    clusters = np.array([0, 1, 1, 0, 2, 0, 1])
    assert stay(clusters, earlier, 2).tolist() == [0, 0, 1, 1, 2, 0, 1]


@pytest.mark.parametrize("n_columns", [3, 16, 47, 500])
def test_the_largest_columns_are_those_of_a_sort(n_columns):
    matrix = np.random.default_rng(1).permutation(20 * n_columns).reshape(20, n_columns) - 90.0
    n = min(3, n_columns)
    expected = np.sort(np.argsort(-matrix, axis=1)[:, :n], axis=1)
    assert np.array_equal(np.sort(largest_columns(matrix, n), axis=1), expected)


def test_narrow_vectors_keep_what_is_near_and_what_is_far():
    draw_one = np.random.default_rng(0)
    flat = draw_one.standard_normal((50, 20)) @ draw_one.standard_normal((20, 200))
    vectors = (flat / np.linalg.norm(flat, axis=1, keepdims=True)).astype(np.float32)
    short = narrow(vectors)
    assert short.shape == (50, 96)
    np.testing.assert_allclose(short @ short.T, vectors @ vectors.T, atol=1e-5)


def test_documents_appended_hardly_change_who_is_drawn():
    before, after = draw(1_000, 200), draw(1_010, 200)
    assert len(before) == len(after) == 200
    assert len(np.intersect1d(before, after)) >= 195
    assert list(draw(3, 200)) == [0, 1, 2]


@pytest.mark.parametrize("n_clusters", [1, 2, 5, 30])
def test_agreement_is_that_of_scikit_learn(n_clusters):
    a, b = np.random.default_rng(0).integers(n_clusters, size=(2, 30))
    assert adjusted_rand(a, b) == pytest.approx(adjusted_rand_score(a, b))
    assert adjusted_rand(a, a) == 1


def test_of_two_peaks_alike_the_one_of_more_topics_is_chosen():
    def chosen(*stability):
        numbers = [2, 4, 6, 8, 10, 12, 14]
        columns = {"n_topics": numbers, "stability": stability, "error": 0.001, "coherence": 0.0}
        trials = choose(pd.DataFrame(columns))
        best = trials.loc[trials["score"][1:].idxmax(), "n_topics"]
        return best, trials.loc[trials["chosen"], "n_topics"].item()

    assert chosen(0.9, 0.62, 0.5, 0.5, 0.55, 0.66, 0.55) == (12, 12)
    assert chosen(0.9, 0.64, 0.5, 0.5, 0.55, 0.62, 0.55) == (4, 12)  # as good but for noise
    assert chosen(0.9, 0.72, 0.6, 0.5, 0.55, 0.62, 0.55) == (4, 4)  # clearly better


def test_the_earlier_number_stays_while_no_other_is_clearly_better():
    trials = pd.DataFrame(
        {"n_topics": [8, 9, 10, 11], "stability": [0.60, 0.61, 0.73, 0.61], "coherence": 0.0}
    )
    for error, number in ((0.005, 10), (0.05, 9)):
        chosen = choose(trials.assign(error=error), before=9)
        assert chosen.loc[chosen["chosen"], "n_topics"].item() == number


def test_nothing_to_find_in_no_documents(corpus):
    documents, tokens = corpus
    result = find_topics(documents[:0], tokens.take([]))
    assert len(result.topics) == len(result.document_topics) == 0


@pytest.mark.parametrize("wrong", [{"model": "best"}, {"n_topics": 1}, {"n_topics": "many"}])
def test_a_wrong_setting_is_explained(wrong, corpus):
    with pytest.raises(TopicError, match=str(next(iter(wrong.values())))):
        find_topics(*corpus, **wrong)
