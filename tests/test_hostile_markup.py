"""Markup made to exhaust whoever reads it: the work grows with the size, not with its square."""

import pytest
from bombs import growth, read_apart

from analytics.corpus.blocks import Run, merge_runs
from analytics.corpus.html import parse_html
from analytics.corpus.markdown import parse_blocks

GOOD = "\n\n# 新桥通车\n\n新桥今天通车，第一天过桥的车有一万两千辆。\n"
HTML = {
    "unmatched ends": lambda n: "<span></x>" * n,
    "ends of what lies outside": lambda n: "".join(f"<b a={i}><div></b>" for i in range(n)),
    "breaks": lambda n: "<p>" + "x<br>" * n,
    "stars": lambda n: "<p>" + "** " * n,
    "attributes": lambda n: "<p " + " ".join(f"a{i}=1" for i in range(n)) + ">x</p>",
    "attributes in quotes": lambda n: "<p " + " ".join(f"a{i}='>'" for i in range(n)) + ">x</p>",
    "attributes like tags": lambda n: (
        "<p " + " ".join(f"<b{i} </b{i}" for i in range(n)) + ">x</p>"
    ),
    "cells outside": lambda n: "<table>" + "x<tr>" * n,
    "open brackets": lambda n: "<" * n + "<p " * n,
}


@pytest.mark.parametrize("name", HTML)
def test_html_takes_time_in_proportion(name):
    assert growth(lambda n: list(parse_html(HTML[name](n))), 10_000) < 3


def test_runs_are_joined_in_proportion():
    assert growth(lambda n: merge_runs([Run("长江日夜流")] * n), 50_000) < 3
    assert growth(lambda n: merge_runs([Run("** ")] * n), 50_000) < 3


def test_a_list_of_any_length_is_parsed_in_pieces():
    lines = ["- 船"] * 45_000
    blocks = list(parse_blocks(lines))
    assert len(blocks) == 45_000
    assert [block.line for block in blocks[39_999:40_002]] == [40_000, 40_001, 40_002]


MARKDOWN = {
    "brackets": lambda n: ["[" * n], "images": lambda n: ["![[]()" * n], "links": lambda n: ["[a](" * n], "stars": lambda n: ["*a _b " * n],
    "ticks": lambda n: [" ".join("`" * i for i in range(1, int(n**0.5)))], "tags": lambda n: ["<a b='" * n], "ampersands": lambda n: ["&" * n],
    "quotes": lambda n: ["> 船"] * (n // 4), "references": lambda n: [f"[a{i}]: b 'x" for i in range(n // 2)],
    "wide tables": lambda n: ["|" + "a|" * 300, "|" + "-|" * 300, *["|"] * 20, ""] * (n // 1_500),
}  # fmt: skip


@pytest.mark.parametrize("name", MARKDOWN)
def test_markdown_takes_time_in_proportion(name):
    assert growth(lambda n: list(parse_blocks(MARKDOWN[name](n))), 3_000) < 3


def test_html_without_end_is_kept_as_plain_text(tmp_path):
    (tmp_path / "a.md").write_text("# 长页\n\n<div>" + "<p>江" * 520_000 + GOOD)
    told = read_apart(tmp_path / "a.md", memory=700)
    assert told["titles"][-1] == "新桥通车"
