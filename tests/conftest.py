"""A real Chromium for tests, and pages in it that fail when anything is requested, said or raised."""

import os
import shutil

import pytest
from pages import write_page


@pytest.fixture(scope="module")
def chromium():
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with api.sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=path,
                args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            )
        except api.Error:
            pytest.skip("no Chromium on this machine; CHROMIUM may name one")
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, tmp_path):
    """Opens HTML and fails at the end when anything was requested, said or raised."""
    contexts, said = [], []

    def opened(html, name="report.html", **options):
        options = {"viewport": {"width": 1280, "height": 900}} | options
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"error: {error}"))
        page.on("dialog", lambda dialog: said.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: requested(request.url))
        page.goto(write_page(tmp_path / name, html))
        return page

    def requested(url):
        if not url.startswith(("data:", tmp_path.resolve().as_uri())):
            said.append(f"request: {url}")

    yield opened
    for context in contexts:
        context.close()
    assert said == []
