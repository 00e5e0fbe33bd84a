"""Tables mapped into memory: what was written comes back, and looking at little of it loads little."""

import pandas as pd
import pyarrow as pa

from analytics.among import is_among, join, number_texts
from analytics.mapped import read_frame, write_frame

TABLE = pd.DataFrame(
    {
        "doc_id": ["a", "b", "c"],
        "published_at": pd.to_datetime(["2026-03-02", None, "2026-03-03"]).tz_localize("Asia/Shanghai"),
        "polarity": [0.5, None, -1.0],
        "n_hits": [3, 0, 1],
        "chosen": [True, False, True],
    }
)  # fmt: skip


def test_a_frame_comes_back_as_it_was(tmp_path):
    for frame in (TABLE, TABLE.head(0), pd.concat([TABLE, TABLE], ignore_index=True)):
        write_frame(frame, tmp_path / "t.arrow")
        pd.testing.assert_frame_equal(read_frame(tmp_path / "t.arrow"), frame)


def test_reading_allocates_nothing_for_texts_and_numbers(tmp_path):
    write_frame(
        pd.DataFrame({"text": ["澄江" * 50] * 20_000, "n": range(20_000)}), tmp_path / "t.arrow"
    )
    before = pa.total_allocated_bytes()
    frame = read_frame(tmp_path / "t.arrow")
    assert pa.total_allocated_bytes() - before < 100_000  # the texts alone are 6 MB
    assert frame["text"].iloc[-1] == "澄江" * 50
    (tmp_path / "t.arrow").unlink()
    assert frame["n"].sum() == 199_990_000  # still there for whoever has it open


def test_which_texts_are_among_others():
    texts = pd.Series(["a", "b", "c"], index=[7, 8, 9])
    assert is_among(texts, pd.Series(["c", "x", "a"])).to_dict() == {7: True, 8: False, 9: True}
    assert not is_among(texts, pd.Series([], dtype="str")).any()


def test_a_join_is_a_merge():
    rows = pd.DataFrame({"doc_id": ["c", "a", "x", "a"], "n": range(4)}, index=[9, 3, 5, 1])
    others = pd.DataFrame({"tone": [0.5, -0.5, 0.0], "doc_id": ["a", "b", "c"]})
    pd.testing.assert_frame_equal(join(rows, others), rows.merge(others, on="doc_id"))
    assert len(join(rows[:0], others)) == 0


def test_equal_texts_share_a_number():
    assert number_texts(pd.Series(["b", "a", "b", "c"])).tolist() == [0, 1, 0, 2]
