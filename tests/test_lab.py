"""Each notebook opened in a real JupyterLab, and Run All: no error, no warning, pictures there."""

import shutil
import time

import nbformat
import pytest

from analytics.resources import notebook_path

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOTEBOOKS = sorted(path.name for path in notebook_path().glob("*.ipynb"))
PATIENCE = 300  # seconds for a notebook; 07_evaluation compares six models

SEEN = """
() => ({
  pictures: [...document.querySelectorAll(".jp-OutputArea-output img, .jp-OutputArea-output svg")]
    .map((e) => e.getBoundingClientRect().width),
  broken: [...document.querySelectorAll(".jp-OutputArea-output img")].filter((e) => !e.naturalWidth).length,
  tables: document.querySelectorAll(".jp-OutputArea-output table").length,
})
"""


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_run_all_shows_everything_without_a_complaint(lab, chromium, name):
    folder, address, _ = lab
    path = shutil.copy(notebook_path() / name, folder / name)
    with chromium.new_context(viewport={"width": 1400, "height": 1000}) as context:
        page = context.new_page()
        page.goto(f"{address}/lab/workspaces/{name[:2]}/tree/{name}", timeout=120_000)
        page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=120_000)
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=120_000)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_text("Run All Cells", exact=True).click()
        cells = run_cells(page, path)
        page.locator(".jp-WindowedPanel-outer").first.evaluate("(e) => { e.scrollTop = 0 }")
        seen = looked_through(page)
    outputs = [output for cell in cells for output in cell.outputs]
    assert [o for o in outputs if o.output_type == "error"] == []
    assert [o.text for o in outputs if o.get("name") == "stderr"] == []
    drawn = sum("image/svg+xml" in o.get("data", {}) for o in outputs)
    assert len(seen["pictures"]) >= min(drawn, 1)
    assert all(width > 100 for width in seen["pictures"])
    assert seen["broken"] == 0
    assert seen["tables"] > 0


def run_cells(page, path):
    """The code cells of the notebook, saved once all of them have run."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        page.wait_for_timeout(2000)
        page.keyboard.press("Control+s")
        page.wait_for_timeout(500)
        try:
            notebook = nbformat.read(path, 4)
        except nbformat.reader.NotJSONError:  # being written
            continue
        cells = [c for c in notebook.cells if c.cell_type == "code"]
        failed = any(o.output_type == "error" for c in cells for o in c.outputs)
        if failed or all(cell.execution_count for cell in cells):
            return cells
    raise AssertionError(f"{path}: not all cells ran within {PATIENCE} s")


def looked_through(page):
    """What is seen while scrolling down; cells are drawn when they come into view."""
    scroller = page.locator(".jp-WindowedPanel-outer").first
    seen = {"pictures": [], "broken": 0, "tables": 0}
    bottom, at = 1, 0
    while at < bottom:
        bottom = scroller.evaluate("(e, y) => { e.scrollTop = y; return e.scrollHeight }", at)
        page.wait_for_timeout(200)
        for key, value in page.evaluate(SEEN).items():
            seen[key] += value
        at += 900
    return seen
