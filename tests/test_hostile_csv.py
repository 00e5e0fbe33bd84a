"""Tables as CSV start no formula in a spreadsheet, and give every text back."""

import csv
import re

import pandas as pd
import pytest
from hostile import CLASSES, payloads
from hostile_pages import utf8
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analytics.cli.writing import text_of_cell, write_table

TEXTS = [utf8(text) for text in CLASSES["formulas"] + payloads(600, seed=5)]
SIGNS = "=+-@＝＋－＠"


def written(path, texts):
    write_table(pd.DataFrame({"title": texts}, dtype="str"), path)
    with path.open(encoding="utf-8", newline="") as file:
        return [row[0] for row in csv.reader(file)][1:]


def starts_formula(cell):
    """What a spreadsheet makes of it that looks at the first sign that can be seen."""
    first = cell.lstrip("\x00\x01\x08\t\n\r\x0b\x0c\x1b\x1f \xa0\u3000\u200b\u200d\ufeff")[:1]
    return bool(first) and first in SIGNS and not cell.lstrip("+-").replace(".", "", 1).isdigit()


def test_no_cell_starts_a_formula(tmp_path):
    for cell in written(tmp_path / "t.csv", TEXTS):
        assert not starts_formula(cell), cell


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_nor_does_one_where_another_sign_parts_the_cells(tmp_path, sign):
    """A table opened with another separator began a formula in the middle of a text."""
    written(tmp_path / "t.csv", TEXTS)
    content = (tmp_path / "t.csv").read_text(encoding="utf-8")
    for cell in re.split(rf"[\r\n{sign}]", content):
        assert cell.startswith('"') or not starts_formula(cell), cell


def test_a_carriage_return_does_not_end_a_row(tmp_path):
    """A lone one was not quoted: what followed it was a row of its own."""
    assert written(tmp_path / "t.csv", ["x\r=1+1", "y"]) == ["x\r'=1+1", "y"]


def test_full_width_signs_and_blanks_before_a_sign_start_no_formula(tmp_path):
    """`＝1+1`, which some spreadsheets read as `=1+1`, and ` =1+1` were written as they are."""
    texts = ["＝1+1", "＠SUM(A1)", " =1+1", "\n=1+1", "\x01=1+1", "\ufeff=1+1"]
    assert all(cell.startswith("'") for cell in written(tmp_path / "t.csv", texts))


def test_what_is_no_formula_stays_as_it_is(tmp_path):
    texts = ["营收增长3%", "-12", "+1.5", "a=b", "A-B", "", "'quoted'", "涨+跌-平"]
    assert written(tmp_path / "t.csv", texts) == texts


@settings(deadline=None)
@given(st.lists(st.text(alphabet=" '=+-@＝;|\t\r\nx1.，\u200b\x00", max_size=8), min_size=1, max_size=9))  # fmt: skip
@example(["'=1", "''=1", "\t=1", ";;=", ";'=1", "=", "-1", "'-1", "x\n=1"])
def test_every_text_comes_back(tmp_path_factory, texts):
    cells = written(tmp_path_factory.mktemp("csv") / "t.csv", texts)
    assert [text_of_cell(cell) for cell in cells] == texts


def test_every_payload_comes_back(tmp_path):
    assert [text_of_cell(cell) for cell in written(tmp_path / "t.csv", TEXTS)] == TEXTS
