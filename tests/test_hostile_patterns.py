"""No regular expression of the package takes more than time in proportion on text made to mislead it."""

import ast
import importlib
import pkgutil
import re
import time
from itertools import product
from pathlib import Path

import pytest
from bombs import growth

import analytics
from analytics.cli.writing import _BEFORE_SIGN
from analytics.corpus.roundups import section_name
from analytics.entities.patterns import PERSON
from analytics.entities.short_forms import _INDUSTRY
from analytics.reports.safe import mark_chinese
from analytics.sentiment.grammar import _PERCENT

# What news, markup and attacks are made of; every pair of them is repeated, and ends in what fits nothing.
UNITS = ["江", "一", "a", "1", " ", "\n", "。", "：", "，", "、", "（", "(", "【", "《", "“", "<", "&", "#", "*", "-", "/", ".", "|", "1月1日", "记者", "获悉", "来源", "\ud800", "é\x80"]  # fmt: skip
SIZE = 600
SLOW = 0.002  # seconds for so many characters; what is linear takes a tenth of it
LARGE = 3000  # characters, and twice as many, for those that were slow
WORDS = ("compile", "contains", "extract", "extractall", "findall", "finditer", "fullmatch", "match",
         "replace", "search", "split", "sub")  # fmt: skip


def patterns() -> dict[str, re.Pattern[str]]:
    found = {}
    for module in pkgutil.walk_packages(analytics.__path__, "analytics."):
        if not module.name.endswith("__main__"):
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    found[f"{module.name}.{name}"] = value
    return found | inline_patterns()


def inline_patterns() -> dict[str, re.Pattern[str]]:
    """Those written where they are used: `re.sub("…", …)`, `table["x"].str.replace("…", …)`."""
    found = {}
    package = Path(analytics.__file__).parent
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(
                        value=ast.Name(id="re") | ast.Attribute(attr="str"), attr=word
                    ),
                    args=[ast.Constant(value=str(pattern)), *_],
                ) if word in WORDS:
                    name = f"{path.relative_to(package)}:{node.lineno}"
                    found[name] = re.compile(pattern, re.DOTALL)
    return found


def attack(one: str, other: str, size: int) -> str:
    return (one + other) * (size // len(one + other)) + "\0"


def look(pattern: re.Pattern[str], text: str) -> None:
    for _ in pattern.finditer(text):
        pass
    pattern.fullmatch(text)


def test_patterns_that_are_written_where_they_are_used_are_looked_at_too():
    """Those in calls, and one kept as text, were passed over by the test below."""
    found = patterns()
    assert any(name.startswith("corpus/html.py:") for name in found)
    assert "analytics.cli.writing._BEFORE_SIGN" in found


@pytest.mark.slow
def test_every_pattern_takes_time_in_proportion():
    slow = set()
    for name, pattern in patterns().items():
        for one, other in product(UNITS, UNITS):
            text = attack(one, other, SIZE)
            start = time.process_time()
            look(pattern, text)
            if time.process_time() - start > SLOW:
                slow.add((name, pattern, one, other))
    worse = {
        (name, one, other): ratio
        for name, pattern, one, other in slow
        if (ratio := growth(lambda n, p=pattern, a=one, b=other: look(p, attack(a, b, n)), LARGE))
        > 2.8
    }
    assert worse == {}


@pytest.mark.parametrize(
    ("look_through", "unit"),
    [
        (lambda text: mark_chinese(text), "：【"),
        (lambda text: section_name(f"a{text}b"), "：-"),
        (lambda text: _BEFORE_SIGN.sub("", f"a{text}b"), "\n\t"),
        (lambda text: _BEFORE_SIGN.sub("", f"a{text}b"), " '"),
        (lambda text: _PERCENT.search(f"{text}a"), "1."),
        (lambda text: look(PERSON, text), "CEO"),
        (lambda text: _INDUSTRY.sub("", f"{text}a"), "科技"),
    ],
    ids=[
        "runs of Chinese",
        "names of sections",
        "formulas",
        "blanks",
        "percentages",
        "titles of people",
        "industries",
    ],
)
def test_runs_of_signs_are_looked_through_once(look_through, unit):
    """Each was begun anew at every sign of a run: 100,000 of them took minutes."""
    assert growth(lambda n: look_through(unit * (n // 2)), 100_000) < 2.8
