"""Reports as a reader sees them: in a real Chromium, in both schemes, on a phone, under attack."""

import json

import pandas as pd
import pytest
from pages import (
    ATTACKS,
    cell,
    hostile_cells,
    manifest_of,
    ordinary_cells,
    page_of,
    table,
    write_page,
)

from analytics.reports.index import write_index
from analytics.reports.manifest import NotebookRecord

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Text whose contrast with what lies behind it is under 4.5 (WCAG AA).
LOW_CONTRAST = """
() => {
  const parse = (c) => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => {
    const f = (v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b);
  };
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const c = parse(getComputedStyle(node).backgroundColor);
      if (c.length === 3 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !node.checkVisibility()) continue;
    const [a, b] = [light(parse(getComputedStyle(node).color)), light(behind(node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push(node.tagName + "." + node.className + " " + ratio.toFixed(2));
  }
  return low;
}
"""


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_runs_and_nothing_leaves(open_page, language):
    html = page_of(
        hostile_cells(),
        language=language,
        corpus=ATTACKS[4],
        parameters={"corpus": ATTACKS[2]},
        status="failed",
        cell=3,
        error="\n".join(ATTACKS),
    )
    page = open_page(html)
    for fold in page.locator("details").all():
        fold.evaluate("fold => { fold.open = true }")
    for link in page.locator("main a").all()[:60]:
        link.focus()
    page.wait_for_timeout(300)
    assert page.evaluate("window.hit") is None
    assert page.evaluate("document.body.scrollWidth <= innerWidth")
    dead = page.locator("main a[href]").evaluate_all(
        "links => links.map(l => l.protocol).filter(p => !['http:', 'https:', 'file:'].includes(p))"
    )
    assert dead == []


def test_the_index_under_attack(open_page, tmp_path):
    for number, text in enumerate(ATTACKS):
        record = NotebookRecord(name="05_briefing", title=text, status="completed")
        (tmp_path / f"run-{number}").mkdir()
        clean = text.encode("utf-8", "replace").decode()
        manifest_of([record.model_copy(update={"title": clean})], corpus=clean).write(
            tmp_path / f"run-{number}"
        )
    page = open_page(write_index(tmp_path).read_text(encoding="utf-8"), "index.html")
    assert page.locator(".run").count() == len(ATTACKS)
    assert page.evaluate("window.hit") is None


def test_the_list_of_runs_is_filtered_by_text_and_whole_without_a_script(
    open_page, chromium, tmp_path
):
    tones = {"columns": ["period", "theme", "polarity"], "n_rows": 2}
    tones["rows"] = [["2026-03-02", "", 0.1], ["2026-03-09", "", -0.2]]
    for number, corpus in enumerate(["一月.jsonl", "二月.jsonl", "三月.jsonl"]):
        folder = tmp_path / f"run-{number}"
        folder.mkdir()
        record = NotebookRecord(name="04_trends", title=f"Report {number}", status="completed")
        manifest_of([record], corpus=corpus).write(folder)
        results = json.dumps({"tables": {"tones": tones}})
        (folder / "04_trends.results.json").write_text(results, encoding="utf-8")
    html = write_index(tmp_path).read_text(encoding="utf-8")
    page = open_page(html, "index.html", viewport={"width": 390, "height": 800})
    assert page.locator(".run:visible").count() == 3
    assert page.locator("svg.spark:visible").count() == 3
    page.get_by_role("searchbox").fill("二月 Trends")
    assert page.locator(".run:visible h2").all_inner_texts() == ["二月.jsonl"]
    assert page.get_by_role("status").inner_text() == "1 / 3"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(LOW_CONTRAST) == []
    plain = chromium.new_page(java_script_enabled=False)
    plain.goto(write_page(tmp_path / "plain.html", html))
    assert plain.locator(".run:visible").count() == 3
    assert plain.locator("input").count() == 0
    plain.close()


def test_a_script_slipped_into_the_page_does_not_run(open_page, chromium, tmp_path):
    html = page_of(ordinary_cells()).replace("</main>", "<script>window.hit=1</script></main>")
    page = chromium.new_page()
    page.goto(write_page(tmp_path / "slipped.html", html))
    assert page.evaluate("window.hit") is None
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_it_fits_the_screen_and_can_be_read(open_page, scheme, width):
    page = open_page(
        page_of(ordinary_cells(), status="failed", cell=3, error="E: because"),
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(LOW_CONTRAST) == []
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, paper[4:-1].split(","))) > 600) == (scheme == "light")


def test_landmarks_and_names(open_page):
    page = open_page(page_of(ordinary_cells()))
    assert page.locator("h1").count() == 1
    assert page.get_by_role("main").count() == 1
    assert page.get_by_role("navigation").count() == 2
    assert page.get_by_role("img", name="Columns of documents a day.").count() == 1
    assert page.get_by_role("table", name="Stories").count() == 1
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_a_table_is_sorted_and_filtered(open_page):
    page = open_page(page_of(ordinary_cells()))
    stories = page.get_by_role("table", name="Stories")
    numbers = "table => [...table.tBodies[0].rows].map(row => row.cells[1].textContent)"
    before = stories.evaluate(numbers)
    stories.get_by_role("button", name="n", exact=True).click()
    assert stories.evaluate(numbers) == [str(n) for n in range(14, -1, -1)]
    stories.get_by_role("button", name="n", exact=True).press("Enter")
    assert stories.evaluate(numbers) == [str(n) for n in range(15)]
    stories.get_by_role("button", name="n", exact=True).click()
    assert stories.evaluate(numbers) == before
    stories.get_by_role("searchbox").fill("第11代")
    assert stories.locator("tbody tr:visible").count() == 1


def test_it_reads_the_same_without_script_and_on_paper(open_page):
    page = open_page(page_of(ordinary_cells()), java_script_enabled=False)
    assert page.locator("tbody tr:visible").count() >= 17
    page.emulate_media(media="print")
    assert not page.locator("nav.contents").is_visible()
    assert page.locator("#provenance").is_visible()
    assert len(page.pdf()) > 10_000


def test_the_head_of_a_long_table_is_repeated_on_paper(open_page):
    page = open_page(page_of(ordinary_cells()))
    page.emulate_media(media="print")
    heads = page.get_by_role("table", name="Stories").locator("th")
    shown = "th => [getComputedStyle(th).position, getComputedStyle(th, '::before').content]"
    assert heads.first.evaluate(shown) == ["static", '"title"']
    assert not heads.first.locator("button").is_visible()


def test_many_columns_share_the_width_of_a_page(open_page):
    frame = pd.DataFrame(
        {f"Heading number {i}": ["星河芯片的订单与产能、价格"] * 3 for i in range(7)}
    )
    page = open_page(page_of([cell("view.topics()", table(frame, "Topics"))]))
    assert page.locator(".wide").first.evaluate("box => box.scrollWidth <= box.clientWidth + 1")
