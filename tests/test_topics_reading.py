"""What a reader sees of topics: whole words, families of topics, documents that fit none."""

import numpy as np
import pandas as pd

from analytics.tokens import Segmenter
from analytics.topics import find_topics
from analytics.topics.hierarchy import group_topics
from analytics.topics.labels import pick_terms
from analytics.topics.phrases import whole_terms
from analytics.views.topics import TopicsView

FINANCE = [
    "央行下调利率，银行股走强",
    "央行公布利率决议，国债上涨",
    "银行下调存款利率，债券收益率回落",
]
SPORT = ["球队夺冠，球迷欢呼", "球员转会，教练更换阵容", "联赛开幕，球队备战"]


def tokens_of(bodies: list[str]):
    frame = pd.DataFrame({"doc_id": [f"d{i}" for i in range(len(bodies))], "title": ""})
    frame["body"] = bodies
    return frame, Segmenter().segment(frame)


def test_a_piece_of_a_name_gives_way_to_the_name():
    _, tokens = tokens_of([f"槐序资本领投{city}项目" for city in "沪京深杭苏宁"])
    pieces = [tokens.terms(0)[0]]
    assert pieces == ["槐序"]
    assert whole_terms(np.array(pieces), tokens) == {"槐序": "槐序资本"}


def test_a_unit_after_numbers_is_no_term():
    _, tokens = tokens_of([f"油价上涨{n}美元" for n in range(1, 8)])
    assert whole_terms(np.array(["美元", "油价"]), tokens)["美元"] == ""


def test_a_word_with_many_neighbours_is_whole():
    _, tokens = tokens_of(["芯片涨价", "国产芯片", "芯片扩产", "进口芯片", "手机芯片降价"])
    assert whole_terms(np.array(["芯片"]), tokens) == {}


def test_terms_within_each_other_are_shown_once():
    shown, places = pick_terms(["槐序", "资本", "领投", "美元"], {"槐序": "槐序资本", "美元": ""})
    assert (shown, places) == (["槐序资本", "领投"], [0, 2])


def test_topics_of_two_kinds_form_families():
    near = np.random.default_rng(0).normal(0, 0.02, (14, 3))
    centroids = near + np.repeat([[1, 0, 0], [0, 1, 0]], 7, axis=0)
    groups = group_topics(centroids)
    assert set(groups[:7]).isdisjoint(groups[7:])


def test_few_topics_are_one_family():
    assert set(group_topics(np.eye(5))) == {0}


def test_a_document_of_strange_words_is_forced_into_no_topic():
    bodies = [text + "。" * i for i in range(12) for text in FINANCE + SPORT]
    documents, tokens = tokens_of([*bodies, "磲砗礵礴 瓴甑甓甏 甍瓯瓿"])
    found = find_topics(documents, tokens, n_topics=2).document_topics["topic"].to_numpy()
    assert found[-1] == -1
    assert (found[:-1] >= 0).all()


def test_the_number_of_topics_is_said_to_agree_best_only_where_it_does():
    def title(stability: list[float]) -> str:
        trials = pd.DataFrame({"n_topics": [2, 8, 32], "stability": stability, "coherence": 0.1})
        return TopicsView()._why_so_many(trials.assign(chosen=[False, True, False]))

    assert title([0.3, 0.6, 0.5]) == "Repeated clusterings agree best at about 8 topics"
    assert "fewer agree more easily" in title([0.7, 0.6, 0.5])
    assert "together" in title([0.3, 0.6, 0.65])
