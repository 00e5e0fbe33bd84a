"""Hostile text in every place of every page leaves the page's elements as they were."""

import re
from html.parser import HTMLParser

import pytest
from hostile import CLASSES, harmless, payloads
from hostile_pages import report_page, skeleton, stored_pages, utf8

from analytics.reports.places import without_places

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
