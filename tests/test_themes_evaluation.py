"""Measures of themes against labels, on files small enough to count by hand."""

import json

import pytest

from analytics.labelled import LabelledError
from analytics.themes import ThemeError, evaluate_themes


def write(path, *entries):
    path.write_text("".join(json.dumps(e, ensure_ascii=False) + "\n" for e in entries), "utf-8")
    return path


def test_precision_recall_and_f1_by_theme(tmp_path):
    path = write(
        tmp_path / "labelled.jsonl",
        {"title": "北纬储能递表港交所", "text": "", "themes": ["ipo"]},  # right
        {"title": "栖木家居撤回IPO", "text": "", "themes": []},  # assigned against the label
        {"title": "半盏茶去敲门", "text": "", "themes": ["ipo"]},  # missed
        {"title": "HBM报价上涨", "text": "", "themes": ["gpu"]},  # right
        {"title": "早餐铺涨价", "text": "", "themes": []},  # right: none
    )
    evaluation = evaluate_themes(path)
    rows = evaluation.themes.set_index("theme")
    assert rows.loc["ipo", ["precision", "recall", "f1"]].tolist() == [0.5, 0.5, 0.5]
    assert rows.loc["gpu", ["precision", "recall", "f1"]].tolist() == [1, 1, 1]
    assert rows.loc["ai_raas", ["precision", "recall", "f1"]].isna().all()
    measures = evaluation.measures.set_index("measure")["value"]
    assert measures["macro_f1"] == pytest.approx(0.75)
    assert measures["precision"] == pytest.approx(2 / 3)
    assert measures["coverage"] == pytest.approx(0.6)
    assert "macro_f1" in str(evaluation)
    assert evaluation.table["value"].dtype == float


def test_one_label_a_line_also_measures_the_nearest_theme(tmp_path):
    themes = tmp_path / "themes.yaml"
    themes.write_text("sea: [渔船]\nland: [拖拉机]\n", "utf-8")
    path = write(
        tmp_path / "labelled.jsonl",
        {"text": "渔船返港", "label": "sea"},
        {"text": "拖拉机下地", "label": "land"},
        {"text": "天气晴", "label": "land"},
    )
    measures = evaluate_themes(path, themes).measures.set_index("measure")["value"]
    assert measures["macro_f1_nearest"] >= measures["macro_f1"]
    assert measures["precision"] == 1


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"text": "甲"}', "line 1: needs `themes`"),
        ('{"text": "甲", "themes": "ipo"}', "line 1: needs `themes`"),
        ("[1]", "line 1: expected an object"),
        ("{", "line 1: not JSON"),
        ('{"text": "甲", "label": "sea"}', "none of its labels"),
        ("", "holds no labelled document"),
    ],
)
def test_errors_name_the_line_and_what_to_do(tmp_path, line, message):
    path = tmp_path / "labelled.jsonl"
    path.write_text(line, "utf-8")
    with pytest.raises((LabelledError, ThemeError)) as error:
        evaluate_themes(path)
    assert message in str(error.value)


def test_an_absent_file_is_explained(tmp_path):
    with pytest.raises(LabelledError, match="cannot be read"):
        evaluate_themes(tmp_path / "absent.jsonl")
