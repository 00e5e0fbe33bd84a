"""Documents that are about a theme without its seed words, and those that are about none."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.features import Features
from analytics.themes import Theme, assign_themes, evaluate_themes
from analytics.tokens import Segmenter

RNG = np.random.default_rng(0)
WORDS = {
    "sport": [
        "球队",
        "主场",
        "教练",
        "进球",
        "联赛",
        "冠军",
        "比分",
        "球员",
        "裁判",
        "球迷",
        "点球",
    ],
    "film": [
        "电影",
        "导演",
        "票房",
        "演员",
        "上映",
        "剧本",
        "影院",
        "主演",
        "首映",
        "镜头",
        "片方",
    ],
    "": ["水稻", "化肥", "灌溉", "收割", "农户", "耕地", "种子", "田间", "秧苗", "粮仓", "亩产"],
}
SEEDS = {"sport": ["球队", "主场", "教练"], "film": ["电影", "导演", "票房"]}


def corpus(n: int) -> tuple[pd.DataFrame, list[str]]:
    """n invented documents of each kind, six words each."""
    rows, kinds = [], []
    for i in range(n):
        for kind, words in WORDS.items():
            rows.append((f"{kind}{i}", "", "，".join(RNG.choice(words, 6, replace=False))))
            kinds.append(kind)
    return pd.DataFrame(rows, columns=["doc_id", "title", "body"]), kinds


DOCUMENTS, KINDS = corpus(120)
TOKENS = Segmenter().segment(DOCUMENTS)
THEMES = [Theme(key=k, name_en=k, name_zh=k, seeds=tuple(v)) for k, v in SEEDS.items()]
RESULT = assign_themes(DOCUMENTS, TOKENS, THEMES)
ASSIGNED = (
    RESULT.document_themes.set_index("doc_id")["theme"].reindex(DOCUMENTS["doc_id"]).fillna("")
)


def test_documents_go_to_their_theme_and_others_to_none():
    right = ASSIGNED.to_numpy() == np.array(KINDS)
    assert right.mean() > 0.9
    assert not ASSIGNED[np.array(KINDS) == ""].str.len().any()


def test_documents_without_a_seed_word_are_recognised_and_say_by_what():
    seeds = "|".join(word for words in SEEDS.values() for word in words)
    unseeded = ~DOCUMENTS["body"].str.contains(seeds).to_numpy() & (np.array(KINDS) != "")
    assert unseeded.any()
    assert (ASSIGNED.to_numpy()[unseeded] == np.array(KINDS)[unseeded]).mean() > 0.8
    table = RESULT.document_themes
    found = table[table["doc_id"].isin(DOCUMENTS["doc_id"][unseeded])]
    for theme, evidence in zip(found["theme"], found["evidence"], strict=True):
        assert set(evidence.split("、")) <= set(WORDS[theme])


def test_leanings_are_of_documents_without_a_theme():
    leanings = RESULT.leanings
    assert (leanings["weight"] < 0.5).all()
    assert not set(leanings["doc_id"]) & set(RESULT.document_themes["doc_id"])
    n_themed = RESULT.document_themes["doc_id"].nunique()
    assert len(leanings) + n_themed == len(DOCUMENTS)


def test_too_few_seeded_documents_leave_the_decision_to_words():
    few = assign_themes(DOCUMENTS.head(9), TOKENS.take(range(9)), THEMES)
    assert few.leanings.empty
    assert (few.document_themes["evidence"] != "").all()


def test_the_same_input_gives_the_same_result():
    again = assign_themes(DOCUMENTS, TOKENS, THEMES)
    pd.testing.assert_frame_equal(again.document_themes, RESULT.document_themes)
    pd.testing.assert_frame_equal(again.leanings, RESULT.leanings)


def test_batches_do_not_change_the_result(monkeypatch):
    monkeypatch.setattr("analytics.themes.assignment.BATCH", 50)
    parts = assign_themes(DOCUMENTS, TOKENS, THEMES)
    pd.testing.assert_frame_equal(parts.document_themes, RESULT.document_themes)


def test_feature_rows_have_length_one():
    matrix = Features.fit(TOKENS).transform(TOKENS)
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1))).ravel()
    np.testing.assert_allclose(lengths, 1, rtol=1e-5)


def shared() -> Path:
    folder = os.environ.get("ANALYTICS_SHARED")
    path = Path(folder) if folder else Path(__file__).parent.parent.parent / "shared"
    if not (path / "labelled").is_dir():
        pytest.skip("needs labelled corpora: set ANALYTICS_SHARED to their folder")
    return path / "labelled"


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "nearest", "coverage"),
    [("topics-headlines", 0.75, 0.4), ("topics-articles", 0.92, 0.7)],
)
def test_guided_by_eight_seed_words_a_class(name, nearest, coverage):
    folder = shared()
    evaluation = evaluate_themes(folder / f"{name}.jsonl", folder / f"{name}.themes.yaml")
    measures = evaluation.measures.set_index("measure")["value"]
    assert measures["macro_f1_nearest"] > nearest
    assert measures["precision"] > 0.9
    assert measures["coverage"] > coverage
