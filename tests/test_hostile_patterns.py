"""No regular expression of the package takes more than time in proportion on text made to mislead it."""

import importlib
import pkgutil
import re
import time
from itertools import product

import pytest
from bombs import growth

import analytics

# What news, markup and attacks are made of; every pair of them is repeated, and ends in what fits nothing.
UNITS = ["江", "一", "a", "1", " ", "\n", "。", "：", "，", "、", "（", "(", "【", "《", "“", "<", "&", "#", "*", "-", "/", ".", "|", "1月1日", "记者", "获悉", "来源", "\ud800", "é\x80"]  # fmt: skip
SIZE = 600
SLOW = 0.01  # seconds for so many characters; what is linear takes a hundredth of it


def patterns() -> dict[str, re.Pattern[str]]:
    found = {}
    for module in pkgutil.walk_packages(analytics.__path__, "analytics."):
        if not module.name.endswith("__main__"):
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    found[f"{module.name}.{name}"] = value
    return found


def attack(one: str, other: str, size: int) -> str:
    return (one + other) * (size // len(one + other)) + "\0"


@pytest.mark.slow
def test_every_pattern_takes_time_in_proportion():
    slow = []
    for name, pattern in patterns().items():
        for one, other in product(UNITS, UNITS):
            text = attack(one, other, SIZE)
            start = time.process_time()
            pattern.sub("", text)
            pattern.fullmatch(text)
            if time.process_time() - start > SLOW:
                slow.append((name, pattern, one, other))
    worse = {
        (name, one, other): ratio
        for name, pattern, one, other in slow
        if (ratio := growth(lambda n, p=pattern, a=one, b=other: p.sub("", attack(a, b, n)), SIZE))
        > 2.8
    }
    assert worse == {}
