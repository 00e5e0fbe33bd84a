"""Pages pass axe, the accessibility checker, in both schemes and on a phone's width."""

import json

import pytest
from pages import map_cells, ordinary_cells, page_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def axe():
    reason = "axe-playwright-python is not installed"
    return pytest.importorskip("axe_playwright_python.sync_playwright", reason=reason).Axe()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("cells", [ordinary_cells, map_cells])
def test_axe_finds_nothing(open_page, axe, scheme, width, language, cells):
    page = open_page(
        page_of(cells(), language=language, status="failed", cell=3, error="E: because"),
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
    )
    problems = axe.run(page).response["violations"]
    found = [
        (problem["id"], [node["html"][:120] for node in problem["nodes"][:3]])
        for problem in problems
    ]
    assert found == [], json.dumps(found, ensure_ascii=False, indent=1)
