"""Counts, intervals and change points on series whose right answer can be seen."""

import numpy as np
import pandas as pd
import pytest

from analytics.tables import DOCUMENTS
from analytics.tokens import Segmenter
from analytics.trends import (
    change_points,
    choose_period,
    count_by_period,
    emerging_terms,
    new_names,
    tone_by_period,
)


def documents(dates: list[str | None], bodies: list[str] | None = None) -> pd.DataFrame:
    ids = [f"d{i:03d}" for i in range(len(dates))]
    frame = pd.DataFrame({"doc_id": ids, "story_id": ids, "title": "", "kind": "newsflash"})
    frame["body"] = bodies or [""] * len(dates)
    frame["published_at"] = pd.to_datetime(pd.Series(dates)).dt.tz_localize("Asia/Shanghai")
    for column in DOCUMENTS.columns:
        if column.name not in frame:
            frame[column.name] = 0 if column.kind == "integer" else ""
    return DOCUMENTS.check(frame)


def themed(frame: pd.DataFrame, theme: str) -> pd.DataFrame:
    return pd.DataFrame({"doc_id": frame["doc_id"], "theme": theme, "weight": 1.0, "evidence": ""})


def toned(frame: pd.DataFrame, polarity: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"doc_id": frame["doc_id"], "polarity": polarity, "n_hits": 1})


def test_a_day_without_news_counts_zero_not_nothing():
    frame = documents(["2026-03-02", "2026-03-02", "2026-03-04"])
    counts = count_by_period(frame, themed(frame, "gpu"), "day")
    gpu = counts[counts["theme"] == "gpu"]
    assert gpu["n"].tolist() == [2, 0, 1]


def test_a_story_told_twice_counts_once():
    frame = documents(["2026-03-02", "2026-03-02"])
    frame["story_id"] = "d000"
    counts = count_by_period(frame, themed(frame, "gpu"), "day")
    assert counts["n"].tolist() == [1, 1]  # all news, gpu


def test_undated_documents_are_in_no_period():
    frame = documents(["2026-03-02", None])
    assert count_by_period(frame, themed(frame, "gpu"), "day")["n"].tolist() == [1, 1]


def test_documents_of_a_chinese_evening_stay_on_their_chinese_day():
    frame = documents(["2026-03-02 23:30"])
    period = count_by_period(frame, themed(frame, "gpu"), "day")["period"]
    assert set(period) == {pd.Timestamp("2026-03-02")}


def test_tone_interval_is_the_normal_one_of_the_mean_and_absent_below_five():
    frame = documents(["2026-03-02"] * 6 + ["2026-03-03"] * 2)
    values = [0.2, 0.4, 0.6, 0.2, 0.4, 0.6, 0.5, 0.7]
    tone = tone_by_period(frame, themed(frame, "gpu"), toned(frame, values), "day")
    first, second = tone[tone["theme"] == "gpu"].to_dict("records")
    half = 1.96 * np.std(values[:6], ddof=1) / np.sqrt(6)
    assert first["polarity"] == pytest.approx(0.4)
    assert first["high"] - first["polarity"] == pytest.approx(half)
    assert second["n"] == 2
    assert np.isnan(second["low"])


def test_documents_without_evidence_do_not_pull_the_mean_to_zero():
    frame = documents(["2026-03-02"] * 2)
    sentiment = toned(frame, [0.8, 0.0])
    sentiment.loc[1, "n_hits"] = 0
    tone = tone_by_period(frame, themed(frame, "gpu"), sentiment, "day")
    assert tone["polarity"].tolist() == [0.8, 0.8]


def test_change_point_names_the_first_day_of_the_new_tone():
    days = [f"2026-03-{d:02d}" for d in range(1, 31)]
    frame = documents(days)
    noise = np.random.default_rng(1).normal(0, 0.1, 30)
    values = (np.where(np.arange(30) < 18, 0.5, -0.5) + noise).tolist()
    found = change_points(frame, themed(frame, "autonomous_driving"), toned(frame, values))
    assert set(found["theme"]) == {"", "autonomous_driving"}
    assert (found["day"] == pd.Timestamp("2026-03-19")).all()
    assert (found["before"] > 0.3).all()
    assert (found["after"] < -0.3).all()


def test_days_that_happen_to_be_alike_are_not_split_off():
    """Ten good days with one exception, then twenty bad ones of many degrees: the mean moves after the fourteenth."""
    good = [0.45] * 10 + [-0.5, 0.75, 0.4, 0.7]
    bad = [-0.65, -0.1, -0.5, -0.3, -0.7, 0.1, -0.55, -0.2, -0.6, -0.15] * 2
    frame = documents([f"2026-03-{d:02d}" for d in range(1, 32)] + ["2026-04-01", "2026-04-02", "2026-04-03"])  # fmt: skip
    found = change_points(frame, themed(frame, "gpu"), toned(frame, good + bad))
    assert (found["day"] == pd.Timestamp("2026-03-15")).all()


def test_noise_has_no_change_point():
    frame = documents([f"2026-03-{d:02d}" for d in range(1, 31)])
    values = np.random.default_rng(2).normal(0, 0.3, 30).clip(-1, 1).tolist()
    assert change_points(frame, themed(frame, "gpu"), toned(frame, values)).empty


def test_emerging_terms_are_those_of_the_recent_documents():
    bodies = ["茶饮门店扩张"] * 30 + ["封装产能紧张"] * 10
    frame = documents(["2026-03-02"] * 30 + ["2026-03-09"] * 10, bodies)
    terms = emerging_terms(
        Segmenter().segment(frame), frame, pd.Timestamp("2026-03-09", tz="Asia/Shanghai")
    )
    assert "封装" in set(terms["term"])
    assert "茶饮" not in set(terms["term"])
    assert (terms["n_before"] == 0).all()


@pytest.mark.parametrize(
    ("dates", "period"),
    [
        (["2026-03-02", "2026-03-20"], "day"),
        (["2026-01-02", "2026-03-20"], "week"),
        (["2020-01-02", "2026-03-20"], "month"),
        ([None], "day"),
    ],
)
def test_period_follows_the_span(dates, period):
    assert choose_period(documents(dates)) == period


def test_new_names_are_those_first_named_since_in_more_than_one_story():
    days = pd.to_datetime(
        ["2026-03-01", "2026-03-02", "2026-03-09", "2026-03-10", "2026-03-10", None]
    )
    documents = pd.DataFrame(
        {
            "doc_id": list("abcdef"),
            "story_id": list("abcddf"),
            "published_at": days.tz_localize("UTC"),
        }
    )
    named = [
        ("a", "旧港"),
        ("c", "旧港"),
        ("c", "新桥"),
        ("d", "新桥"),
        ("d", "一次"),
        ("e", "一次"),
        ("f", "无日"),
    ]
    entities = pd.DataFrame(named, columns=["doc_id", "entity"]).assign(kind="company")
    found = new_names(entities, documents, pd.Timestamp("2026-03-08", tz="UTC"))
    # 旧港 was named before; 一次 stands in one story told twice; 无日 has no date.
    assert found[["entity", "n", "doc_id"]].to_numpy().tolist() == [["新桥", 2, "c"]]
