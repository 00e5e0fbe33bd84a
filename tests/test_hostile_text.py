"""Hostile text in every place of every page leaves the page's elements as they were."""

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pandas as pd
import pytest
from hostile import CLASSES, HIT, harmless, payloads
from hostile_pages import report_page, skeleton, stored_pages, utf8

from analytics.charts import Label, Mark, plot_bars, plot_map, plot_moves
from analytics.reports import Note
from analytics.reports.places import without_places
from analytics.reports.results import Results, _Recording
from analytics.reports.table_html import shown
from analytics.text import visible

TEXTS = payloads(150, seed=7)


def pages_of(folder, texts):
    folder.mkdir()
    return {"report": report_page(texts), **stored_pages(folder, texts)}


def links_of(page):
    found = []
    reader = HTMLParser()
    reader.handle_starttag = lambda tag, attributes: found.extend(
        value or "" for name, value in attributes if name in ("href", "src", "xlink:href", "action")
    )
    reader.feed(page)
    return found


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    texts = TEXTS[::12]
    return pages_of(folder / "hostile", texts), pages_of(
        folder / "harmless", [harmless(text) + str(i) for i, text in enumerate(texts)]
    )


@pytest.mark.parametrize("name", ["report", "compare", "sweep", "index"])
def test_the_elements_are_those_of_a_harmless_page(attacked, name):
    hostile, usual = (pages[name] for pages in attacked)
    assert skeleton(hostile) == skeleton(usual)


@pytest.mark.parametrize("name", ["report", "compare", "sweep", "index"])
def test_links_go_to_the_web_or_stay(attacked, name):
    for link in links_of(attacked[0][name]):
        assert re.match(r"https?://|#|data:(image/|,)|[^:]*$", link), link


@pytest.mark.parametrize("name", ["report", "compare", "sweep", "index"])
def test_the_page_carries_a_strict_policy_before_anything_else(attacked, name):
    page = attacked[0][name]
    policy = re.match(
        r'<!doctype html>\n<html lang="[\w-]+">\n<head>\n<meta charset="utf-8">\n'
        r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', page
    )  # fmt: skip
    rules = dict(rule.split(" ", 1) for rule in policy[1].replace("&#39;", "'").split("; "))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["img-src"] == rules["font-src"] == "data:"
    for kind in ("script-src", "style-src"):
        assert re.fullmatch(r"'sha256-[\w+/]+='", rules[kind])


def test_every_class_is_tried_and_the_same_seed_gives_the_same_texts():
    plain = sum(len(texts) for texts in CLASSES.values())
    assert len(payloads(400)) == 400 > plain
    assert set(payloads(plain)) == {text for texts in CLASSES.values() for text in texts}
    assert payloads(300, seed=3) == payloads(300, seed=3) != payloads(300, seed=4)
    assert all(utf8(text) for text in payloads(400))


def test_a_folder_that_an_address_also_names_is_kept_in_the_address():
    """`/news/` was cut out of https://a.example/news/1 too, which then led to another host."""
    page = '<a href="https://a.example/news/1">x</a> /news/today.jsonl "/news/today.jsonl" d/news/Z'
    shortened = '<a href="https://a.example/news/1">x</a> today.jsonl "today.jsonl" d/news/Z'
    assert without_places(page, ["/news/today.jsonl"]) == shortened


def outputs_in_a_notebook(text):
    """The HTML of each kind of output that holds text of the news, as JupyterLab gets it."""
    frame = pd.DataFrame({"title": [text] * 3}, dtype=object)
    mark = Mark(0.5, 0.5, "", text, "#row-1", {"theme": text})
    drawing = plot_map(
        [mark], title=text, note=text, alt=text, colors={}, labels=[Label(text, 0, 0)]
    )
    return [
        shown(frame, text)._repr_mimebundle_()[0]["text/html"],
        shown(frame.head(0), text, empty=text)._repr_mimebundle_()[0]["text/html"],
        drawing._repr_mimebundle_()[0]["text/html"],
        _Recording(Results([Note(text)], [Note(text)]))._repr_mimebundle_()["text/html"],
    ]  # fmt: skip


def test_money_between_dollar_signs_is_not_typeset_in_jupyterlab():
    """`$2亿到$7亿` in a table or a finding was read as TeX when the notebook was opened."""
    for html in outputs_in_a_notebook("从$2亿到$7亿"):
        assert html.startswith('<div class="mathjax_ignore">')
        assert html.endswith("</div>")


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200b", "\u00ad", "\x1b", "\u2028", "\U000e0041"])  # fmt: skip
def test_hidden_characters_are_written_out_in_notebooks_too(sign):
    """They were only in the pages; JupyterLab turned the reading order and took colour codes."""
    for html in outputs_in_a_notebook(f"a{sign}b"):
        assert sign not in html
        assert f"a[U+{ord(sign):04X}]b" in html


@pytest.mark.parametrize("text", ["❤️", "👩‍💻", "1️⃣", "葛\U000e0100城", "נ", "ＡＢＣ", "a\tb\nc"])
def test_what_only_looks_like_a_trick_stays(text):
    assert visible(text) == text


@pytest.mark.parametrize("sign", ["\u034f", "\u2029", "\u180b", "\uffa0", "\U000e0101", "\ufe0f"])
def test_less_known_hidden_characters_are_written_out(sign):
    """Line separators, selectors of variants and fillers passed as if nothing was there."""
    assert visible(f"b{sign}c") == f"b[U+{ord(sign):04X}]c"


def test_a_finding_that_looks_like_an_address_is_no_link_in_jupyterlab():
    """JupyterLab links what it finds in plain text, `javascript://…` and `data:…` included."""
    bundle = _Recording(Results([Note(f"Worst news: javascript://x/%0a{HIT}")]))._repr_mimebundle_()
    assert bundle["text/html"].count("<li>") == 1
    assert "<a" not in bundle["text/html"]


def test_a_mark_leads_to_the_web_or_to_a_row():
    """The page dropped other addresses of marks, the notebook did not."""
    mark = Mark(0.5, 0.5, "", "x", f"javascript:{HIT}", {})
    assert "javascript" not in plot_map([mark], title="", note="", alt="", colors={}).svg


@pytest.mark.parametrize(
    "text", ["a\x00b", "a\x1b[31mb", "a\ufffeb", "a-->b", "a\u202eb", "</svg>"]
)
def test_a_control_in_a_label_does_not_break_the_picture(text):
    """A theme, source or term with one made a picture that no browser could draw."""
    moves = pd.DataFrame(
        {"low": -0.1, "high": 0.1, "difference": 0.0, "moved": True, "note": text}, index=[text]
    )
    for chart in (
        plot_bars(pd.Series({text: 3, "x": 2}), title=text, alt=text, unit=text),
        plot_moves(moves, title=text, alt=text, unit=text),
    ):
        assert ElementTree.fromstring(chart.svg).tag.endswith("svg")
        assert visible(chart.svg) == chart.svg
