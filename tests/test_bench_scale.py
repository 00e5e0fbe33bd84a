"""How cost is said to grow with the number of documents."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))
pytest.importorskip("psutil", reason="psutil is not installed")

from bench_scale import growth, stages_of


def test_growth_leaves_out_what_it_takes_to_start():
    rows = [{"documents": n, "run_cpu_s": 30 + 2 * (n / 1000) ** 1.5} for n in (1, 1e4, 1e5, 1e6)]
    assert growth(rows, "run") == pytest.approx(1.5, abs=0.001)
    assert growth(rows[:2], "run") != growth(rows[:2], "run")  # not known of two


def test_a_step_lasts_until_the_next_begins_however_often_it_is_told_of():
    told = [
        "[   1.0 s] preparing: reading", "[   3.0 s] preparing: themes",
        "[  20.0 s] preparing: still themes", "[  24.0 s] 01_corpus: cell 1 of 9",
        "[  30.0 s] 01_corpus: completed in 6.0 s",
    ]  # fmt: skip
    assert stages_of(told, 31.0) == {
        "preparing: reading": 2.0, "preparing: themes": 21.0, "01_corpus": 6.0,
    }  # fmt: skip
