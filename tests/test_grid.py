"""A grid of settings: every combination, each value typed and checked before anything runs."""

import pytest

from analytics.grid import make_grid
from analytics.parameters import ParameterError, ThemeParameters, TopicsParameters


def refused(**texts):
    with pytest.raises(ParameterError) as caught:
        make_grid(TopicsParameters, {name: [text] for name, text in texts.items()})
    return str(caught.value)


def test_every_combination_in_order():
    grid = make_grid(
        TopicsParameters, {"n_topics": ["5, 10"], "model": ["ours,nmf"], "seed": ["3"]}
    )
    assert [(s.parameters.n_topics, s.parameters.model, s.parameters.seed) for s in grid] == [
        (5, "ours", 3), (5, "nmf", 3), (10, "ours", 3), (10, "nmf", 3),
    ]  # fmt: skip
    assert [setting.words for setting in grid][1] == "n_topics=5 model=nmf"
    assert grid[0].texts == {"n_topics": "5", "model": "ours", "seed": "3"}


def test_a_value_given_twice_runs_once():
    assert len(make_grid(TopicsParameters, {"n_topics": ["5,05", "auto", "5"]})) == 2


def test_nothing_given_is_one_run():
    [only] = make_grid(TopicsParameters, {}, "news.jsonl")
    assert only.words == ""
    assert only.parameters == TopicsParameters(corpus="news.jsonl")


def test_everything_wrong_is_named_with_the_nearest_right_one():
    message = refused(n_topic="5", model="ours,nfm", seed="0,x")
    assert "Did you mean n_topics?" in message
    assert 'Did you mean "nmf"?' in message
    assert "seed='x': must be a whole number" in message


def test_values_that_do_not_go_together_are_refused():
    assert "lies after" in refused(start="2026-03-05", end="2026-03-04,2026-03-09")


def test_too_many_are_refused_with_their_number():
    message = refused(n_topics=",".join(map(str, range(2, 15))), seed="0,1,2,3,4")
    assert "65 combinations (n_topics 13 × seed 5)" in message


def test_the_corpus_is_one_for_all():
    assert "--corpus" in refused(corpus="a.jsonl,b.jsonl")


def test_text_keeps_its_commas_and_takes_more_values_when_given_again():
    queries = ["自动驾驶, 裁员", "云岭航空"]
    grid = make_grid(ThemeParameters, {"query": queries, "n_listed": ["5,10"]})
    assert [setting.parameters.query for setting in grid] == [queries[0]] * 2 + [queries[1]] * 2
    assert len(make_grid(TopicsParameters, {"start": ["2026-03-02,2026-03-09"]})) == 2
