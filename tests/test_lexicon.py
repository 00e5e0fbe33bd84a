"""The lexicon: what it holds, and errors that name file and line."""

import shutil

import pytest

from analytics.lexicon import LexiconError, dictionary_terms, load_lexicon, read_lexicon
from analytics.resources import data_path


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(data_path("lexicons"), tmp_path / "lexicons")


def test_the_bundled_lexicon_holds_thousands_of_terms_in_every_role():
    lexicon = load_lexicon()
    assert len(lexicon.polarity) > 8000
    assert len(lexicon.metrics) > 1000
    assert lexicon.polarity["罚款"] < 0 < lexicon.polarity["获批"]
    assert lexicon.metrics["成本"] == -1
    assert lexicon.metrics["净利润"] == 1
    assert lexicon.directions["下滑"] < 0 < lexicon.directions["增长"]
    assert lexicon.negators["未能"] == "negate"


def test_terms_are_found_in_capitals_and_in_traditional_characters(folder):
    (folder / "polarity" / "general.tsv").write_text("獲獎ABC\t2\n", encoding="utf-8")
    assert read_lexicon(folder).polarity["获奖abc"] == 2


def test_the_segmenter_gets_whole_words_only():
    terms = dictionary_terms()
    assert terms == sorted(terms)
    assert min(map(len, terms)) == 2


@pytest.mark.parametrize(
    ("name", "line", "message"),
    [
        ("polarity/markets.tsv", "大涨\t三", r"line 1: '大涨': '三' is not a number"),
        ("polarity/markets.tsv", "大涨\t9", r"line 1: '大涨': 9 lies outside -3 to 3"),
        ("metrics.tsv", "净利", r"line 1: '净利' has no value"),
        ("negators.tsv", "不\tnever", r"line 1: '不': 'never' is none of negate"),
        ("frames.tsv", "早报\t0.5", r"line 1: '早报' needs two shares"),
        ("grammar.tsv", "如果\tmaybe", r"line 1: '如果': 'maybe' is none of condition"),
        ("grammar.tsv", "高\tfigured", r"line 1: '高': write term<TAB>role<TAB>value for the role"),
        ("grammar.tsv", "若\tcondition\n若\tcondition", r"line 2: '若': is listed twice"),
        ("directions.tsv", "\t2", r"line 1: the term is empty"),
        ("metrics.tsv", "营收\t1\n营收\t-1", r"line 2: '营收' is listed twice; see .*line 1"),
        (
            "pairs.tsv",
            "纪录\tof\trecord",
            r"line 1: '纪录': write term<TAB>of<TAB>group<TAB>valence",
        ),
        ("pairs.tsv", "刷新\twith\trecord", r"line 1: '刷新': 'with' is none of of, head, before"),
        ("pairs.tsv", "创\tbefore\ta\n创\tbefore\ta", r"line 2: '创': is listed twice as before"),
        ("frames.tsv", "早报\t1\t1\n早报\t0\t0", r"line 2: '早报' is listed twice"),
    ],
)
def test_a_bad_line_is_reported_with_file_line_and_value(folder, name, line, message):
    (folder / name).write_text(line + "\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=message) as caught:
        read_lexicon(folder)
    assert name.rpartition("/")[2] in str(caught.value)


def test_a_term_of_two_areas_is_reported_with_both_places(folder):
    (folder / "polarity" / "deals.tsv").write_text("大涨\t1\n", encoding="utf-8")
    (folder / "polarity" / "markets.tsv").write_text("# 行情\n大涨\t2\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"markets\.tsv, line 2: .*see deals\.tsv, line 1"):
        read_lexicon(folder)


def test_a_missing_file_is_named(folder):
    (folder / "degrees.tsv").unlink()
    with pytest.raises(LexiconError, match=r"degrees\.tsv"):
        read_lexicon(folder)
