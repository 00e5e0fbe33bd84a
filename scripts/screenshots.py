"""Pictures of the reports for the README and docs, taken with a real Chromium.

    python scripts/screenshots.py [RUN_FOLDER]    # default: runs the bundled sample first

Writes PNG files to docs/pictures/. Needs a Chromium: `CHROMIUM` names it, else the one on
the path, else Playwright's own.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
NOTEBOOKS = ["01_corpus", "02_topics", "03_sentiment", "04_trends", "05_briefing", "06_theme"]


def browser_path() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


def run_sample(out: Path) -> Path:
    command = [sys.executable, "-m", "analytics", "run", "--all", "--out", str(out), "-j", "2"]
    subprocess.run(command, check=True)
    return next(path.parent for path in out.glob("*/manifest.json"))


def take(page: Page, address: str, name: str, height: int) -> None:
    page.set_viewport_size({"width": 1180, "height": height})
    page.goto(address)
    page.screenshot(path=PICTURES / f"{name}.png")
    print(f"docs/pictures/{name}.png")


def take_map(page: Page, address: str) -> None:
    """The map of documents with a mark pointed at."""
    page.set_viewport_size({"width": 1180, "height": 900})
    page.goto(address)
    figure = page.locator("figure.drawing")
    figure.evaluate("figure => figure.scrollIntoView({ behavior: 'instant', block: 'center' })")
    figure.locator(".mark[href='#row-3']").hover(force=True)
    figure.screenshot(path=PICTURES / "map.png")
    print("docs/pictures/map.png")


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        run = Path(sys.argv[1]) if len(sys.argv) > 1 else run_sample(Path(scratch))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=browser_path(),
                args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            )
            page = browser.new_page()
            for name in NOTEBOOKS:
                take(page, (run / f"{name}.html").resolve().as_uri(), name, 1000)
            take_map(page, (run / "02_topics.html").resolve().as_uri())
            take(page, (run.parent / "index.html").resolve().as_uri(), "index", 560)
            browser.close()


if __name__ == "__main__":
    main()
