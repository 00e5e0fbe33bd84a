"""An executed notebook full of payloads, opened and trusted in a real JupyterLab."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest
from hostile import payloads
from hostile_pages import hostile_notebook

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab of its own over a folder; gives the folder and the address."""
    pytest.importorskip("jupyterlab", reason="JupyterLab is not installed")
    folder = tmp_path_factory.mktemp("lab")
    work = folder / "work"
    work.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR",
              "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR")  # fmt: skip
    own = {name: str(folder / name.lower()) for name in places}
    environment = {**os.environ, **own}
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={port}",
             "--IdentityProvider.token=", "--ServerApp.password=", "--allow-root",
             f"--ServerApp.root_dir={work}", "--LabApp.news_url=None"],
            env=environment, cwd=work, stdout=log, stderr=log,
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{address}/api", timeout=5).close()
                break
            except OSError:
                assert server.poll() is None, (folder / "log").read_text()
                time.sleep(0.5)
        yield work, address, environment
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("trusted", [True, False])
def test_nothing_runs_loads_or_is_typeset_in_an_executed_notebook(lab, chromium, trusted):
    work, address, environment = lab
    path = work / f"hostile-{trusted}.ipynb"
    nbformat.write(hostile_notebook(payloads(100)), path)
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
    page.locator(".jp-Notebook .jp-OutputArea-output").first.wait_for(timeout=120_000)
    scroller = page.locator(".jp-WindowedPanel-outer").first
    for step in range(60):  # cells are drawn when they come into view
        scroller.evaluate("(e, y) => { e.scrollTop = y }", step * 900)
        page.wait_for_timeout(100)
    outputs = page.locator(".jp-OutputArea-output")
    assert outputs.count() > 0
    assert page.evaluate("window.__hit ?? 0") == 0
    links = page.locator(".jp-OutputArea-output a").evaluate_all("all => all.map(a => a.href)")
    assert [link for link in links if link and not link.startswith(("http://", "https://"))] == []
    assert page.locator("mjx-container, .MathJax, .jp-OutputArea-output .katex").count() == 0
    context.close()
    assert [
        line for line in said if "marked.example" in line or not line.startswith("request")
    ] == []
