"""Themes files: short ones work, wrong ones are explained."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.themes import ThemeError, read_themes, seed_terms


def write(tmp_path, text):
    path = tmp_path / "themes.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_bundled_themes():
    themes = read_themes()
    assert [theme.key for theme in themes] == ["ai_raas", "autonomous_driving", "ipo", "gpu"]
    assert all(theme.name_zh and theme.name_en and theme.description for theme in themes)
    assert {"自动驾驶", "招股书", "英伟达"} <= set(seed_terms())
    assert not [term for term in seed_terms() if "…" in term]


def test_a_mapping_of_names_to_words_is_enough(tmp_path):
    solar, wind = read_themes(write(tmp_path, "solar: [光伏, 硅料]\n风电: [风机]\n"))
    assert (solar.key, solar.name_en, solar.name_zh) == ("solar", "solar", "solar")
    assert solar.seeds == ("光伏", "硅料")
    assert solar.similar
    assert wind.key == "风电"


def test_names_in_one_language_or_two(tmp_path):
    text = "a: {name: 光伏, seeds: [组件]}\nb: {name: {en: Wind, zh: 风电}, seeds: [风机]}\n"
    a, b = read_themes(write(tmp_path, text))
    assert (a.name_en, a.name_zh) == ("光伏", "光伏")
    assert (b.name_en, b.name_zh) == ("Wind", "风电")


def test_words_that_yaml_takes_for_something_else_stay_words(tmp_path):
    (norway,) = read_themes(write(tmp_path, "no: [NO, 5060, 3.10, on]\n"))
    assert norway.key == "no"
    assert norway.seeds == ("NO", "5060", "3.10", "on")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("solar: [光伏]\nsolar: [硅料]\n", "line 2: 'solar' is already defined in line 1"),
        ("solar:\n  seeds: [光伏]\n  sedes: [硅料]\n", "line 3: solar.sedes is not known"),
        ("solar:\n  name: 光伏\n", "line 2: solar.seeds is missing"),
        ("solar: []\n", "line 1: solar.seeds is empty"),
        ("solar:\n  seeds:\n    - 光伏\n    - ''\n", "line 4: solar.seeds holds an empty word"),
        ("solar: 光伏\n", "line 1: solar must be a list of seed words"),
        ("solar:\n  seeds: 光伏\n", "line 2: solar.seeds must be a list of words"),
        ("solar: [光伏\nwind: [风机]\n", "not YAML"),
        ("- 光伏\n", "expected a mapping"),
        ("", "expected a mapping"),
        ("a: &x [光伏]\nb: *x\n", "line 2"),
        ("a: {seeds: [光伏], similar: perhaps}\n", "line 1: a.similar must be true or false"),
        ("a: [" + "光" * 61 + "]\n", "more than 60 characters"),
    ],
)
def test_errors_name_file_line_and_what_to_do(tmp_path, text, message):
    path = write(tmp_path, text)
    with pytest.raises(ThemeError) as error:
        read_themes(path)
    assert message in str(error.value)
    assert str(path) in str(error.value)


@pytest.mark.parametrize("text", ["port:\n ? [a]\n : b\n", "? [a]\n: [b]\n", "? {a: b}\n: [b]\n"])
def test_a_key_that_is_a_list_is_explained(tmp_path, text):
    """It ended in a traceback: lists were looked up among the keys seen."""
    path = tmp_path / "themes.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ThemeError, match=r"line [12]"):
        read_themes(path)


def test_absent_binary_and_huge_files(tmp_path):
    with pytest.raises(ThemeError, match="cannot be read"):
        read_themes(tmp_path / "absent.yaml")
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ThemeError, match="UTF-8"):
        read_themes(tmp_path / "binary.yaml")
    (tmp_path / "huge.yaml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(ThemeError, match="at most"):
        read_themes(tmp_path / "huge.yaml")


@given(st.text(max_size=80))
def test_any_text_is_read_or_explained(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("themes") / "t.yaml"
    path.write_text(text, encoding="utf-8", errors="ignore")
    try:
        themes = read_themes(path)
    except ThemeError:
        return
    assert all(theme.seeds for theme in themes)
