"""The map of documents: harmless whatever titles say, the same each time, named and linked."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from pages import ATTACKS, cell, display, page_of
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from analytics.charts import Label, Mark, plot_map
from analytics.document_map import place_documents
from analytics.reports.drawings import clean_svg

COLORS = {"": "#5b6673", "gpu": "#4458d6", "ipo": "#c8802b"}


def draw(words="星河芯片发布处理器", address="#row-0", choice="GPU"):
    marks = [
        Mark(i / 12, (i * 5 % 12) / 12, ("", "gpu", "ipo")[i % 3], f"{words} {i}", address,
             {"theme": choice, "tone": ("positive", "negative")[i % 2]})
        for i in range(12)
    ]  # fmt: skip
    return plot_map(
        marks, title=words, note=words, alt=words, colors=COLORS,
        labels=[Label("GPU", 0.5, 0.1, "gpu"), Label("上市", 0.5, 0.9, "ipo"), Label(words, 0.5, 0.5)],
    )  # fmt: skip


def map_page(**options):
    data, metadata = draw(**options)._repr_mimebundle_()
    return page_of([cell("view.map()", display(data, metadata))])


def test_every_mark_is_named_and_leads_somewhere():
    page = HTMLParser(map_page())
    marks = page.css("svg.map a.mark")
    assert len(marks) == 12
    assert {mark.attributes["href"] for mark in marks} == {"#row-0"}
    assert marks[0].css_first("title").text() == "星河芯片发布处理器 0"
    assert marks[0].css_first("title").attributes["lang"] == "zh-Hans"
    assert page.css_first("svg.map").attributes["aria-label"] == "星河芯片发布处理器"
    assert page.css_first("figcaption").text() == "星河芯片发布处理器"


def test_groups_differ_in_shape_and_are_named_where_they_lie():
    svg = ElementTree.fromstring(draw().svg)
    groups = svg.findall("{*}g")
    # A path's letters are its shape: squares, diamonds and circles are drawn by other commands.
    paths = [group.find("{*}a/{*}path").get("d") for group in groups]
    shapes = {re.sub("[^a-z]", "", path) for path in paths}
    assert len({group.get("fill") for group in groups}) == len(groups) == 3
    assert len(shapes) == 3
    assert {text.text for text in svg.findall("{*}text")} >= {"GPU", "上市"}


def test_the_same_marks_are_the_same_bytes():
    assert draw().svg == draw().svg


def test_a_mark_without_an_address_is_no_link():
    assert not HTMLParser(map_page(address="")).css("svg.map a")


@pytest.mark.parametrize("text", ATTACKS)
def test_titles_stay_text(text):
    page = HTMLParser(map_page(words=text, address=text, choice=text))
    figure = page.css_first("figure.drawing")
    allowed = {"figure", "figcaption", "svg", "g", "a", "path", "title", "text", "p", "span"}
    assert {node.tag for node in figure.traverse()} <= allowed | {"-text"}
    for node in figure.traverse():
        assert not [name for name in node.attributes or () if name.startswith(("on", "style"))]
        address = (node.attributes or {}).get("href", "")
        assert not address or address.startswith(("http://", "https://", "#row-"))


@pytest.mark.parametrize(
    "svg",
    [
        "<svg xmlns='http://www.w3.org/2000/svg' onload='x()'><script>x()</script></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><foreignObject><b onclick='x()'/></foreignObject></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><a href='javascript:x()'><text>x</text></a></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><image href='http://evil.example/a.png'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><g fill='url(http://evil.example/)'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><set attributeName='href' to='javascript:x()'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:x='http://www.w3.org/1999/xhtml'><x:script>x()</x:script></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><g style='background:url(http://evil.example)'/></svg>",
        "<svg xmlns:xlink='http://www.w3.org/1999/xlink'><a xlink:href='javascript:x()'/></svg>",
        "<!DOCTYPE svg [<!ENTITY a 'aaaa'>]><svg><text>&a;</text></svg>",
        "<svg><!DOCTYPE svg [<!ENTITY a 'aaaa'>]><text>&a;</text></svg>",
        "<svg><text>unclosed</svg>",
        "<svg",
        "",
    ],
)
def test_what_does_not_draw_is_left_out(svg):
    cleaned = str(clean_svg(svg))
    for word in ("script", "x()", "evil", "onload", "style", "foreign", "image", "set ", "ENTITY"):
        assert word not in cleaned


def test_two_thousand_marks_weigh_less_than_a_megabyte():
    marks = [
        Mark(i % 50 / 50, i / 2000, ("", "gpu")[i % 2], f"{i} {'星河芯片发布处理器' * 6}", f"#row-{i}",
             {"theme": "GPU", "tone": "positive"})
        for i in range(2000)
    ]  # fmt: skip
    drawing = plot_map(marks, title="t", note="n", alt="a", colors=COLORS)
    assert len(str(clean_svg(drawing.svg)).encode()) < 1_000_000


def test_documents_that_all_read_alike_do_not_end_the_process():
    same = np.tile(np.array([[0.3, 0.1, 0.7]]), (12, 1))
    placed = place_documents(same)
    assert len(placed) == 12
    assert not placed.isna().any(axis=None)
    two_kinds = np.vstack([same, same[:, ::-1]])
    assert not place_documents(two_kinds).isna().any(axis=None)


def test_more_names_than_there_is_room_for_end_over_one_another():
    """A hundred long names of themes, more than there are lines, were placed for ever."""
    names = [f"{'很长的主题名称' * 8}{i}" for i in range(100)]
    labels = [Label(name, 0.5, 0.5, name) for name in names]
    drawing = plot_map(
        [], title="t", note="n", alt="a", labels=labels, colors=dict.fromkeys(names, "#4458d6")
    )
    assert drawing.svg.count('class="name"') == 100


def test_a_name_stands_aside_rather_than_cover_a_story():
    column = [Mark(0.5, y / 100, "gpu", "", "", {}) for y in range(100)]
    drawing = plot_map(
        column, title="t", note="n", alt="a", labels=[Label("GPU", 0.5, 0.5, "gpu")], colors=COLORS
    )
    left = float(re.search(r'class="name" x="(\d+)"', drawing.svg)[1])
    assert left > 365 or left + 30 < 355  # the column is at 360
