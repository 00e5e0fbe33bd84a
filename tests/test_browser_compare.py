"""Comparisons, sweeps and the list of runs as a reader sees them: in Chromium, with axe, under attack."""

import json

import pytest
from pages import manifest_of
from stored_runs import hostile_runs
from test_browser_axe import axe  # noqa: F401
from test_browser_reports import LOW_CONTRAST

from analytics.comparison import compare_runs
from analytics.reports.index import write_index
from analytics.reports.manifest import NotebookRecord
from analytics.reports.sheet import render_sheet
from analytics.reports.sweeps import write_sweep
from analytics.views.compared import comparison_sheet

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def pages(tmp_path):
    """The three pages over the same hostile runs, by name."""
    folder = tmp_path / "sweep-x"
    runs = hostile_runs(folder)
    for number, run in enumerate(runs):
        record = NotebookRecord(name="02_topics", status="failed" if number else "completed",
                                error="E: <b>because</b>", parameters={"n_topics": number})  # fmt: skip
        manifest_of([record], corpus="<i>日报.jsonl", status=record.status).write(run)
        (run / "02_topics.html").write_text("x", encoding="utf-8")
    compared = render_sheet(comparison_sheet(compare_runs(*hostile_runs(tmp_path / "c"))))
    (tmp_path / "compare-a-b.html").write_text(compared, encoding="utf-8")
    return {
        "compare": compared,
        "sweep": write_sweep(folder).read_text(encoding="utf-8"),
        "index": write_index(tmp_path).read_text(encoding="utf-8"),
    }


@pytest.mark.parametrize("name", ["compare", "sweep", "index"])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_nothing_runs_all_fits_and_axe_finds_nothing(open_page, axe, pages, name, width, scheme):  # noqa: F811
    page = open_page(
        pages[name], f"{name}.html", viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    assert page.evaluate("window.hit") is None
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(LOW_CONTRAST) == []
    protocols = page.locator("a[href]").evaluate_all("links => links.map(l => l.protocol)")
    assert set(protocols) <= {"http:", "https:", "file:"}
    assert page.locator("h1").count() == 1
    found = [
        (problem["id"], [node["html"][:120] for node in problem["nodes"][:3]])
        for problem in axe.run(page).response["violations"]
    ]
    assert found == [], json.dumps(found, ensure_ascii=False, indent=1)


def test_the_stories_behind_a_move_are_chosen_by_it(open_page, pages):
    page = open_page(pages["compare"], "compare.html")
    movers = page.locator("section[aria-labelledby=movers]")
    every = movers.locator("tbody tr").count()
    movers.locator("select").select_option(index=1)
    assert 0 < movers.locator("tbody tr:visible").count() < every


def test_the_pages_read_whole_without_a_script(open_page, pages):
    for name, html in pages.items():
        page = open_page(html, f"{name}.html", java_script_enabled=False)
        assert page.locator("tr:visible, .run:visible").count() >= 2
        assert page.locator("input").count() == 0
