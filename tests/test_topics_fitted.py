"""A kept topic model: new documents get its topics and ids, a refit keeps them, nothing is pickled."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics.background import load_background
from analytics.tokens import Segmenter
from analytics.topics import find_topics
from analytics.topics.fitted import fit_topics
from analytics.topics.fitted_file import read_fitted, write_fitted

SUBJECTS = [
    ["球队", "比赛", "进球", "教练", "球员", "联赛", "冠军", "射门"],
    ["股票", "基金", "涨幅", "市场", "投资者", "收益", "券商", "指数"],
    ["电影", "导演", "演员", "票房", "剧本", "上映", "观众", "镜头"],
    ["疫苗", "医院", "患者", "药物", "临床", "医生", "治疗", "病毒"],
]


def documents(n, start=0):
    draw = np.random.default_rng(start)
    subject = np.arange(n) % 4
    bodies = ["，".join(draw.choice(SUBJECTS[s], 5, replace=False)) for s in subject]
    ids = [f"d{start + i}" for i in range(n)]
    return pd.DataFrame({"doc_id": ids, "title": "", "body": bodies}), subject


def tokens_of(frame):
    return Segmenter([word for words in SUBJECTS for word in words]).segment(frame)


@pytest.fixture(scope="module")
def fitted():
    return fit_topics(tokens_of(documents(200)[0]), load_background(), n_topics=4)


def test_new_documents_get_the_topics_that_were_found(fitted):
    frame, subject = documents(20, start=1_000)
    places = fitted.place(tokens_of(frame), load_background())
    assert all(len(set(places.topic[subject == s])) == 1 for s in range(4))
    assert set(places.topic) == set(fitted.ids)
    assert ((places.weight > 0.5) & (places.weight <= 1)).all()


def test_the_documents_it_was_fitted_to_keep_theirs(fitted):
    frame, _ = documents(200)
    tokens = tokens_of(frame)
    found = find_topics(frame, tokens, n_topics=4)
    again = fitted.describe(tokens, load_background())
    pd.testing.assert_frame_equal(
        again.document_topics[["doc_id", "topic"]], found.document_topics[["doc_id", "topic"]]
    )
    pd.testing.assert_frame_equal(again.topic_terms, found.topic_terms)


def test_a_document_about_nothing_known_is_an_outlier(fitted):
    frame = pd.DataFrame({"doc_id": ["a", "b"], "title": "", "body": ["123 ……", "进球 射门 比赛"]})
    result = fitted.describe(tokens_of(frame), load_background())
    assert list(result.document_topics["topic"] == -1) == [True, False]
    assert list(result.topics["topic"])[-1] == -1 and len(result.topics) == 2


def test_it_is_the_same_from_disk_and_holds_no_objects(fitted, tmp_path):
    write_fitted(fitted, tmp_path)
    tokens = tokens_of(documents(40, start=7)[0])
    one, other = (m.place(tokens, load_background()) for m in (fitted, read_fitted(tmp_path)))
    assert (one.topic == other.topic).all() and (one.weight == other.weight).all()
    assert {path.suffix for path in tmp_path.iterdir()} == {".parquet", ".npz", ".json"}


def test_a_refit_keeps_ids_and_never_gives_one_twice(fitted):
    frame, subject = documents(300, start=50)
    tokens = tokens_of(frame)
    before = fitted.place(tokens, load_background()).topic
    again = fit_topics(tokens, load_background(), n_topics=4, previous=fitted)
    assert (again.place(tokens, load_background()).topic == before).mean() > 0.95
    assert set(again.changes["change"]) <= {"same", "grown", "shrunk"}
    few = tokens.take(np.flatnonzero(subject < 2))
    fewer = fit_topics(few, load_background(), n_topics=2, previous=again)
    assert set(fewer.ids) < set(again.ids) and fewer.unused == 4
    more = fit_topics(tokens, load_background(), n_topics=4, previous=fewer)
    assert max(more.ids) == 5 and more.unused == 6


def test_a_background_of_other_dimensions_is_left_out(fitted):
    shipped = load_background()
    earlier = replace(shipped, codes=np.ascontiguousarray(shipped.codes[:, :96]))
    frame, subject = documents(20, start=1_000)
    places = fitted.place(tokens_of(frame), earlier)
    assert all(len(set(places.topic[subject == s])) == 1 for s in range(4))
