"""What a reader does to a report: point, sort, choose, filter, with mouse and keys, under attack."""

import pytest
from pages import ATTACKS, map_cells, ordinary_cells, page_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOWN = "table => [...table.tBodies[0].rows].filter(row => !row.hidden).length"


def test_rows_are_chosen_by_theme_and_tone_together(open_page):
    page = open_page(page_of(ordinary_cells()))
    stories = page.get_by_role("table", name="Stories", exact=True)
    stories.get_by_label("theme").select_option("GPU")
    assert stories.evaluate(SHOWN) == 10
    stories.get_by_label("tone").select_option("positive")
    assert stories.evaluate(SHOWN) == 5
    assert stories.locator("output").text_content() == "5 of 15 rows"
    stories.get_by_role("button", name="n", exact=True).click()
    assert stories.evaluate(SHOWN) == 5
    stories.get_by_label("theme").select_option("")
    stories.get_by_label("tone").select_option("")
    assert stories.evaluate(SHOWN) == 15


def test_tones_are_coloured_and_numbers_sort_as_numbers(open_page):
    page = open_page(page_of(ordinary_cells()))
    stories = page.get_by_role("table", name="Stories", exact=True)
    colors = stories.evaluate(
        "t => [...t.querySelectorAll('td.pos, td.neg')].map(c => getComputedStyle(c).color)"
    )
    assert len(set(colors)) == 2
    heading = stories.get_by_role("columnheader", name="share")
    heading.get_by_role("button").press("Space")
    assert heading.get_attribute("aria-sort") == "descending"


def test_pointing_at_a_mark_says_what_it_is(open_page):
    page = open_page(page_of(map_cells()))
    tip = page.locator(".tip")
    assert not tip.is_visible()
    page.locator(".map .mark").nth(4).hover()
    assert tip.is_visible()
    assert tip.text_content() == page.locator(".map .mark").nth(4).get_attribute("aria-label")
    page.keyboard.press("Escape")
    assert not tip.is_visible()


def test_marks_are_chosen_by_theme(open_page):
    page = open_page(page_of(map_cells()))
    page.locator("figure").get_by_label("Theme").select_option("GPU")
    assert page.locator(".map .mark:not(.off)").count() == 20
    page.locator("figure").get_by_label("Tone").select_option("negative")
    assert page.locator(".map .mark:not(.off)").count() == 10
    assert page.locator("figure output").text_content() == "10 / 30"


def test_arrow_keys_go_from_mark_to_mark_and_enter_follows(open_page):
    page = open_page(page_of(map_cells()))
    page.locator('.map .mark[tabindex="0"]').focus()
    first = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") != first
    assert page.locator(".tip").is_visible()
    assert page.locator('.map .mark[tabindex="0"]').count() == 1
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash").startswith("#row-")


def test_a_mark_leads_to_its_row_even_when_the_table_hides_it(open_page):
    page = open_page(page_of(map_cells()))
    page.get_by_role("table", name="The stories on the map").get_by_role("searchbox").fill(
        "nothing of the kind"
    )
    assert page.get_by_role("table", name="The stories on the map").evaluate(SHOWN) == 0
    page.locator(".map .mark[href='#row-5']").click()
    assert page.locator("#row-5").is_visible()
    assert page.locator("#row-5").evaluate("row => row.matches(':target')")


def test_without_script_titles_links_and_all_rows_are_there(open_page):
    page = open_page(page_of(map_cells()), java_script_enabled=False)
    assert page.locator(".map .mark title").count() == 30
    assert page.locator(".map a[href='#row-7']").count() == 1
    assert page.locator("tr[id]").count() == 30
    assert page.locator(".tools").count() == 0


@pytest.mark.parametrize("text", ATTACKS)
def test_hostile_titles_stay_text_on_the_map_and_in_the_tools(open_page, text):
    page = open_page(page_of(map_cells(text)))
    page.locator(".map .mark").nth(1).hover(force=True)
    page.get_by_role("table", name="The stories on the map").get_by_role("searchbox").fill("window")
    page.wait_for_timeout(30)
    assert page.evaluate("window.hit") is None
    assert page.locator(".tip *").count() == 0
    assert page.locator("img, iframe, script:not(body > script)").count() == 0


def test_paper_has_the_whole_table_and_no_tools(open_page):
    page = open_page(page_of(map_cells()), color_scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator(".tools").first.is_visible()
    assert page.locator(".tall").evaluate("e => e.scrollHeight <= e.clientHeight + 1")
    assert page.pdf().startswith(b"%PDF")
