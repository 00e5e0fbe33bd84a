"""An executed notebook full of payloads, opened and trusted in a real JupyterLab."""

import shutil
import subprocess
import sys

import nbformat
import pytest
from hostile import payloads
from hostile_corpus import write_corpus
from hostile_pages import hostile_notebook
from test_browser_hostile import analytics

pytestmark = [pytest.mark.browser, pytest.mark.slow]


LOOK = r"""
() => {
  const outputs = [...document.querySelectorAll(".jp-OutputArea-output")];
  const within = (what) => outputs.flatMap((o) => [...o.querySelectorAll(what)]);
  const hrefs = within("a").map((a) => a.getAttribute("href") || "#");
  return {
    outputs: outputs.length,
    links: hrefs.filter((href) => !/^(https?:\/\/|#)/.test(href)),
    typeset: within("mjx-container, mjx-merror").map((e) => e.outerHTML.slice(0, 80)),
    hidden: outputs.map((o) => o.innerText).filter((t) => /[\x00-\x08\x1b\u202a-\u202e\u2066-\u2069\u200b\u00ad]/.test(t)),
    handlers: within("*").filter((e) => [...e.attributes].some((a) => a.name.startsWith("on"))).map((e) => e.outerHTML.slice(0, 80)),
  };
}
"""


@pytest.mark.parametrize("trusted", [True, False])
def test_nothing_runs_loads_or_is_typeset_where_texts_stand_as_they_are(lab, chromium, trusted):
    path = lab[0] / f"hostile-{trusted}.ipynb"
    nbformat.write(hostile_notebook(payloads(100)), path)
    look_through(lab, chromium, path, trusted)


def test_nor_in_the_notebooks_of_a_run(lab, chromium, tmp_path):
    corpus = write_corpus(tmp_path / "corpus", payloads(400, seed=1), n=80)
    analytics(tmp_path, "run", "topics", "briefing", "--corpus", corpus, "--out", tmp_path / "out", "-j", 2)  # fmt: skip
    notebooks = sorted((tmp_path / "out").glob("*/*.ipynb"))
    assert len(notebooks) == 2
    for number, notebook in enumerate(notebooks):
        path = shutil.copy(notebook, lab[0] / f"run-{number}.ipynb")
        look_through(lab, chromium, path, trusted=True)


def look_through(lab, chromium, path, trusted):
    """Scroll through a notebook; fails when anything ran, was asked for or is no plain text."""
    _, address, environment = lab
    if trusted:  # as after a run of one's own
        subprocess.run(
            [sys.executable, "-m", "jupyter", "trust", path], env=environment, check=True
        )
    context = chromium.new_context(viewport={"width": 1400, "height": 1000})
    said = []
    page = context.new_page()
    page.on("dialog", lambda dialog: (said.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("popup", lambda _: said.append("popup"))

    def route(route):
        url = route.request.url
        if url.startswith((address, "data:", "blob:")):
            route.continue_()
        else:
            said.append(f"request: {url[:200]}")
            route.abort()

    context.route("**", route)
    page.goto(f"{address}/lab/tree/{path.name}", timeout=120_000)
    page.locator(".jp-Notebook .jp-OutputArea-output").first.wait_for(
        state="attached", timeout=120_000
    )
    scroller = page.locator(".jp-WindowedPanel-outer").first
    bottom, at, found = 1, 0, []
    while at < bottom:  # cells are drawn when they come into view
        bottom = scroller.evaluate("(e, y) => { e.scrollTop = y; return e.scrollHeight }", at)
        page.wait_for_timeout(150)
        found.append(page.evaluate(LOOK))
        at += 900
    assert sum(look["outputs"] for look in found) > 10
    assert page.evaluate("window.__hit ?? 0") == 0
    for wrong in ("links", "typeset", "hidden", "handlers"):
        assert [thing for look in found for thing in look[wrong]] == []
    context.close()
    assert [
        line for line in said if "marked.example" in line or not line.startswith("request")
    ] == []
