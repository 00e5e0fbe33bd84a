"""The lexicon: what it holds, and errors that name file and line."""

import shutil

import pytest

from analytics.lexicon import LexiconError, dictionary_terms, lay_over, load_lexicon, read_lexicon
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
        ("relations.tsv", "起诉\t0", r"line 1: '起诉': write verb<TAB>doer<TAB>target"),
        ("relations.tsv", "起诉\t0\t2", r"line 1: '起诉': write verb<TAB>doer<TAB>target"),
        ("relations.tsv", "诉\t0\t-1", r"line 1: '诉': write verb<TAB>doer<TAB>target"),
        ("relations.tsv", "起诉\t0\t-1\n起诉\t0\t1", r"line 2: '起诉' is listed twice"),
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


def test_terms_of_ones_own_add_override_and_shield(tmp_path):
    (tmp_path / "polarity").mkdir()
    (tmp_path / "polarity" / "ours.tsv").write_text(
        "\ufeff# 我们的\n玄霁\t2\n裁员\t0\n", encoding="utf-8"
    )
    (tmp_path / "metrics.tsv").write_text("客座率\t-1\n", encoding="utf-8")
    (tmp_path / "grammar.tsv").write_text("假如说是\tcondition\n", encoding="utf-8")
    (tmp_path / "relations.tsv").write_text("顶替\t1\t-1\n", encoding="utf-8")
    (tmp_path / "README.md").write_text("ours", encoding="utf-8")
    (tmp_path / "pairs.tsv").write_text("锦鲤奖\tof\tprize\t2\n", encoding="utf-8")
    bundled, ours = load_lexicon(), lay_over(load_lexicon(), tmp_path)
    assert (ours.polarity["玄霁"], ours.polarity["裁员"], bundled.polarity["裁员"]) == (2, 0, -2)
    assert ours.metrics["客座率"] == -1
    assert ours.grammar["condition"].keys() - bundled.grammar["condition"] == {"假如说是"}
    assert ours.relations["顶替"] == (1, -1)
    assert ours.pairs["prize"].of["锦鲤奖"] == 2
    assert ours.pairs["prize"].before == bundled.pairs["prize"].before
    assert ours.own == {"锦鲤奖", "玄霁", "裁员", "客座率", "假如说是", "顶替"}
    assert {"玄霁", "假如说是"} <= ours.terms - bundled.terms
    assert "顶替" not in ours.terms - bundled.terms
    assert lay_over(load_lexicon(), tmp_path / "metrics.tsv").own == {"客座率"}


def test_a_name_that_is_given_a_tone_has_one(tmp_path):
    assert "苹果" in load_lexicon().names
    (tmp_path / "polarity.tsv").write_text("苹果\t1\n", encoding="utf-8")
    assert "苹果" not in lay_over(load_lexicon(), tmp_path).names


@pytest.mark.parametrize(
    ("name", "line", "message"),
    [
        (
            "metric.tsv",
            "营收\t1",
            r"metric\.tsv: no file of a lexicon .* polarity\.tsv .*metrics\.tsv",
        ),
        ("entities.tsv", "玄霁\tcompany", "give names as names=FILE"),
        ("polarity.tsv", "大涨\t9", r"polarity\.tsv, line 1: '大涨': 9 lies outside"),
        ("polarity.tsv", "大涨\t1\n大涨\t2", r"line 2: '大涨' is listed twice"),
        (".hidden", "", "holds no file of a lexicon"),
    ],
)
def test_what_is_no_lexicon_of_ones_own_is_refused(tmp_path, name, line, message):
    (tmp_path / name).write_text(line + "\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=message):
        lay_over(load_lexicon(), tmp_path)
    with pytest.raises(LexiconError, match="no such file or folder"):
        lay_over(load_lexicon(), tmp_path / "none")
