"""The table contract names every broken rule at once, in the words of the domain."""

import numpy as np
import pandas as pd
import pytest

from analytics.tables import DOCUMENT_THEMES, DOCUMENTS, SENTIMENT, TableError

GOOD = pd.DataFrame(
    {"evidence": ["停运"], "weight": [0.5], "theme": ["gpu"], "doc_id": ["a"], "extra": [1]}
)


def test_a_good_frame_comes_back_in_order_without_the_columns_nobody_promised():
    checked = DOCUMENT_THEMES.check(GOOD)
    assert checked.columns.tolist() == ["doc_id", "theme", "weight", "evidence"]


def test_every_violation_is_named_at_once():
    bad = pd.concat([GOOD, GOOD.assign(weight=1.5), GOOD.assign(weight=np.nan)])
    with pytest.raises(TableError) as raised:
        DOCUMENT_THEMES.check(bad)
    message = str(raised.value)
    assert "1.5 is above 1" in message
    assert "1 values are missing" in message
    assert "2 rows repeat a key" in message


def test_an_absent_column_is_named():
    with pytest.raises(TableError, match="columns are absent: weight"):
        DOCUMENT_THEMES.check(GOOD.drop(columns="weight"))


def test_infinity_is_not_a_number_here():
    with pytest.raises(TableError, match="infinite"):
        DOCUMENT_THEMES.check(GOOD.assign(weight=-np.inf))


def test_a_value_outside_the_choices_is_named():
    frame = SENTIMENT.empty()
    frame.loc[0] = ["a", 0.0, "good", 0.0, 1.0, 0.0, 0.0, 0]
    with pytest.raises(TableError, match="'good'"):
        SENTIMENT.check(frame)


def test_an_empty_table_keeps_its_contract():
    empty = DOCUMENTS.empty()
    pd.testing.assert_frame_equal(DOCUMENTS.check(empty), empty)
    assert str(empty["published_at"].dtype) == "datetime64[us, Asia/Shanghai]"


def test_checking_does_not_change_the_callers_frame():
    frame = GOOD.copy()
    DOCUMENT_THEMES.check(frame)
    pd.testing.assert_frame_equal(frame, GOOD)
