"""Which stories a briefing chooses, on a handful whose order a reader can check."""

import pandas as pd

from analytics.briefing import (
    extreme_stories,
    rank_entities,
    stories_by_theme,
    to_read,
    toned_stories,
)

DOCUMENTS = pd.DataFrame(
    {
        "doc_id": ["a", "b", "c", "d", "b2"],
        "story_id": ["a", "b", "c", "d", "b"],
        "asks": False,
        "kind": ["article", "roundup_item", "newsflash", "newsflash", "roundup_item"],
    }
)
SENTIMENT = pd.DataFrame(
    {
        "doc_id": ["a", "b", "c", "d", "b2"],
        "polarity": [-0.8, 0.6, 0.0, -0.4, 0.6],
        "label": ["neg", "pos", "neu", "neg", "pos"],
        "p_neg": [0.9, 0.1, 0.1, 0.6, 0.1],
        "p_neu": [0.1, 0.1, 0.8, 0.3, 0.1],
        "p_pos": [0.0, 0.8, 0.1, 0.1, 0.8],
    }
)
THEMES = pd.DataFrame(
    {
        "doc_id": ["a", "b", "b2", "d"],
        "theme": ["autonomous_driving", "ipo", "ipo", "autonomous_driving"],
        "weight": [0.9, 0.8, 0.8, 0.7],
        "evidence": ["停运", "上市", "上市", "裁员"],
    }
)
STORIES = toned_stories(DOCUMENTS, SENTIMENT)


def test_a_story_told_twice_is_one_story_and_more_prominent():
    assert STORIES["doc_id"].tolist() == ["a", "b", "c", "d"]
    prominence = STORIES.set_index("doc_id")["prominence"]
    assert prominence["b"] == 0.75  # a roundup item, 0.5, and half of the rest once more
    assert prominence["c"] == 0.5


def test_worst_news_first():
    assert extreme_stories(STORIES, "neg", 5)["doc_id"].tolist() == ["a", "d"]
    assert extreme_stories(STORIES, "pos", 5)["doc_id"].tolist() == ["b"]


def test_a_headline_that_asks_is_bad_news_at_most():
    asked = STORIES.assign(asks=True)
    assert extreme_stories(asked, "pos", 5).empty
    assert len(extreme_stories(asked, "neg", 5)) == 2


def test_a_long_article_is_not_passed_over_for_a_short_note():
    stories = pd.DataFrame(
        {
            "doc_id": ["note", "article"], "asks": False, "label": "neg", "p_neg": [0.8, 0.7],
            "polarity": [-0.7, -0.45], "prominence": [0.5, 1.0],
        }
    )  # fmt: skip
    assert extreme_stories(stories, "neg", 5)["doc_id"].tolist() == ["article", "note"]


def test_each_theme_lists_its_most_prominent_stories():
    listed = stories_by_theme(STORIES, THEMES, 1)
    assert listed[["theme", "doc_id"]].to_numpy().tolist() == [
        ["autonomous_driving", "a"],
        ["ipo", "b"],
    ]


def test_reading_list_spreads_over_themes_and_gives_reasons():
    picked = to_read(STORIES, THEMES, 3)
    assert picked["doc_id"].tolist() == ["a", "b", "d"]
    assert picked["reasons"].tolist() == ["theme,bad,long", "theme,good,retold", "theme,bad"]


def test_reading_list_of_nothing_is_empty():
    assert to_read(STORIES.iloc[:0], THEMES, 3).empty


def test_of_those_named_in_equally_many_stories_it_is_who_is_named_more_often():
    rows = [("a", "澄江渡轮", 9, -0.6), ("a", "北岸航运", 1, 0.2), ("a", "何畔", 2, None)]
    entities = pd.DataFrame(rows, columns=["doc_id", "entity", "n_mentions", "polarity"])
    entities["kind"] = "company"
    stories = pd.DataFrame({"doc_id": ["a"], "headline": ["渡轮停航"], "url": [""]})
    ranked = rank_entities(entities, stories, n_entities=1)
    assert ranked[["entity", "n", "n_mentions"]].to_numpy().tolist() == [["澄江渡轮", 1, 9]]
