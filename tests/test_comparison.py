"""Two runs compared: intervals against worked numbers, and what counts as moved."""

import numpy as np
import pandas as pd
import pytest

from analytics.comparison import (
    align_ids,
    compare_documents,
    compare_shares,
    compare_tones,
    newcombe,
    wilson,
)


def about(theme: str, ids: range, run: str = "") -> pd.DataFrame:
    return pd.DataFrame({"doc_id": [f"{run}{i}" for i in ids], "theme": theme})


def titled(**titles: str) -> pd.DataFrame:
    return pd.DataFrame({"doc_id": list(titles), "title": list(titles.values())})


def toned(polarities: list[float], run: str) -> pd.DataFrame:
    ids = [f"{run}{i}" for i in range(len(polarities))]
    return pd.DataFrame({"doc_id": ids, "polarity": polarities, "n_hits": 1})


def test_wilsons_interval_as_published():
    # Newcombe 1998 (one proportion), table I: 81 of 263, 0 of 20.
    assert np.round(wilson(81, 263), 4).tolist() == [0.2553, 0.3662]
    assert np.round(wilson(0, 20), 4).tolist() == [0.0, 0.1611]
    assert np.isnan(wilson(0, 0)).all()


def test_newcombes_interval_as_published():
    # Newcombe 1998 (two proportions), table II, method 10: 56/70 − 48/80 and 9/10 − 3/10.
    assert np.round(newcombe(48, 80, 56, 70), 4).tolist() == [0.0524, 0.3339]
    assert np.round(newcombe(3, 10, 9, 10), 4).tolist() == [0.1705, 0.8090]


def test_a_share_has_moved_only_when_chance_does_not_explain_it():
    a = pd.concat([about("cars", range(48)), about("chips", range(3))])
    b = pd.concat([about("cars", range(56)), about("chips", range(5)), about("law", range(1))])
    table = compare_shares(a, 80, b, 70).set_index("theme")
    assert table.loc["cars", ["docs_a", "docs_b", "moved"]].tolist() == [48, 56, True]
    assert table.loc["cars", "difference"] == pytest.approx(0.2)
    assert not table.loc["chips", "moved"]
    assert table.loc["law", "share_a"] == 0 and not table.loc["law", "moved"]
    assert table.index[0] == "cars"


def test_tone_is_the_mean_of_documents_with_evidence():
    low, high = [-0.4, -0.2] * 8, [0.2, 0.4] * 8
    silent = pd.DataFrame({"doc_id": ["A99"], "polarity": [0.0], "n_hits": [0]})
    table = compare_tones(
        about("cars", range(100), "A"),
        pd.concat([toned(low, "A"), silent]),
        about("cars", range(100), "B"),
        toned(high, "B"),
    ).set_index("theme")
    cars = table.loc["cars"]
    assert (cars["docs_a"], cars["docs_b"], cars["moved"]) == (16, 16, True)
    assert (cars["mean_a"], cars["mean_b"]) == pytest.approx((-0.3, 0.3))
    # Standard deviation 0.1033, standard error 0.0258 in each run.
    assert cars["mean_a_high"] == pytest.approx(-0.3 + 1.96 * 0.0258, abs=1e-4)
    assert cars["difference_low"] == pytest.approx(0.6 - 1.96 * 0.0365, abs=1e-4)
    assert table.loc["", "docs_a"] == 16  # all documents


def test_few_documents_give_a_mean_but_no_judgement():
    table = compare_tones(
        about("cars", range(9), "A"), toned([-0.9] * 9, "A"),
        about("cars", range(9), "B"), toned([0.9] * 9, "B"),
    )  # fmt: skip
    assert table["difference"].tolist() == pytest.approx([1.8, 1.8])
    assert table["difference_low"].isna().all() and not table["moved"].any()


def test_documents_in_both_or_one():
    table = compare_documents(titled(x="甲", y="乙"), titled(y="乙", z="丙"))
    assert table.set_index("doc_id")["where"].to_dict() == {"x": "A", "y": "both", "z": "B"}


def test_the_same_number_with_another_title_is_another_document():
    assert align_ids(titled(x="甲", y="乙"), titled(x="甲", y="丁")) == {"y": "y (B)"}
