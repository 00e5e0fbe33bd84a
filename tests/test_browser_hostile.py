"""Every page we make of a corpus of payloads, in a real Chromium: nothing runs, loads or is forged.

Each page is opened twice: as it is, and with its policy switched off, so that neither what is escaped
relies on the policy nor the policy on what is escaped.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hostile import CLASSES, HIT, harmless, payloads
from hostile_corpus import write_corpus, write_themes
from hostile_pages import report_page, stored_pages
from pages import ordinary_cells, page_of, write_page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

N_TEXTS = int(os.environ.get("ANALYTICS_PAYLOADS", "300"))  # more for a longer search
SEED = int(os.environ.get("ANALYTICS_SEED", "0"))
ELEMENTS = {
    "html", "head", "meta", "title", "link", "style", "script", "body", "header", "div", "main", "nav",
    "section", "article", "figure", "picture", "source", "figcaption", "h1", "h2", "h3", "h4", "p", "a", "strong", "em", "b",
    "span", "code", "pre", "mark", "br", "ol", "ul", "li", "dl", "dt", "dd", "img", "small", "table",
    "caption", "thead", "tbody", "tr", "th", "td", "button", "input", "select", "option", "output",
    "details", "summary", "svg", "g", "path", "circle", "rect", "line", "polyline", "text",
}  # fmt: skip

# What a page must not hold whatever was in the news, and what it holds of ours.
LOOK = """
() => {
  const all = [...document.querySelectorAll("*")];
  const written = all.filter((e) => e.className !== "tip");  // which the script of the map places
  const names = written.flatMap((e) => [...e.attributes].map((a) => a.name));
  const links = all.flatMap((e) => [e.getAttribute("href"), e.getAttribute("xlink:href")]);
  return {
    tags: [...new Set(all.map((e) => e.localName))],
    handlers: names.filter((n) => n.startsWith("on") || ["style", "srcdoc", "action", "formaction", "ping"].includes(n)),
    sources: all.flatMap((e) => [e.getAttribute("src"), e.getAttribute("srcset")]).filter((s) => s && !s.startsWith("data:image/")),
    links: links.filter((l) => l && l !== "data:,"),
    scripts: document.scripts.length,
    policies: document.querySelectorAll("meta[http-equiv]").length,
    broken: [...document.images].filter((i) => !i.naturalWidth).length,
    headings: [...document.querySelectorAll("h1, h2, h3")].map((h) => h.localName + "#" + h.id),
    findings: document.querySelectorAll("section.findings > ul > li").length,
    warnings: document.querySelectorAll("section.warnings > ul > li").length,
    hit: window.__hit ?? 0,
  };
}
"""
STIR = """
() => {
  for (const fold of document.querySelectorAll("details")) fold.open = true;
  for (const e of document.querySelectorAll("*")) {
    for (const kind of ["mouseover", "pointerover", "mouseenter", "focus", "toggle", "load", "error"])
      e.dispatchEvent(new Event(kind));
    if (!e.closest("a[href]")) e.dispatchEvent(new MouseEvent("click", {bubbles: true}));
  }
  for (const e of [...document.querySelectorAll("a, [tabindex], button, input")].slice(0, 80)) e.focus();
  for (const field of document.querySelectorAll("input")) {
    field.value = "<img src=x onerror=window.__hit=1>";
    field.dispatchEvent(new Event("input"));
  }
}
"""
SLIP = """
async (host) => {
  const events = [];
  document.addEventListener("securitypolicyviolation", (e) => events.push(e.effectiveDirective));
  const add = (name, values) => document.body.append(Object.assign(document.createElement(name), values));
  add("script", {textContent: "window.__hit = 1"});
  add("script", {src: host + "/s.js"});
  add("style", {textContent: "body { --slipped: 1 }"});
  add("link", {rel: "stylesheet", href: host + "/l.css"});
  add("img", {src: host + "/i.png"});
  add("iframe", {src: host + "/f"});
  add("iframe", {srcdoc: "<script>parent.__hit = 1</" + "script>"});
  add("object", {data: host + "/o"});
  add("video", {src: host + "/v"});
  document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.__hit = 1'><p style='--x: 1'>");
  try { await fetch(host + "/fetch"); } catch {}
  try { new WebSocket("ws://marked.example/"); } catch {}
  try { new Worker("data:text/javascript,1"); } catch {}
  try { setTimeout("window.__hit = 1"); } catch {}  // as eval, which the test's own tool is let do
  try { navigator.sendBeacon(host + "/beacon"); } catch {}
  await new Promise((done) => setTimeout(done, 500));
  const styled = getComputedStyle(document.body).getPropertyValue("--slipped");
  return {hit: window.__hit ?? 0, styled, events: [...new Set(events)].sort()};
}
"""


def analytics(folder: Path, *words: object, ends: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "analytics", *map(str, words)],
        cwd=folder,
        env={**os.environ, "ANALYTICS_CACHE": str(folder / "cache")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == ends, done.stderr
    return done.stderr


@pytest.fixture(scope="module")
def texts():
    return payloads(N_TEXTS, SEED)


@pytest.fixture(scope="module")
def made(tmp_path_factory, texts):
    """The folder of all that the command line makes of the two corpora, and the names of its runs."""
    folder = tmp_path_factory.mktemp("attack")
    out, runs = folder / "out", {}
    for kind, words in (("hostile", texts), ("harmless", [harmless(text) for text in texts])):
        corpus = write_corpus(folder / kind, words, kind)
        themes = write_themes(folder / f"{kind}'\"<b>.yaml", words)
        analytics(folder, "run", "--all", "--corpus", corpus, "--out", out, "-j", 2, "-p", f"themes={themes}")  # fmt: skip
        runs[kind] = next(out.glob(f"{kind}-*"))
    analytics(folder, "run", "07_evaluation", "01_corpus", "--corpus", folder / "hostile", "--language",
              "zh", "--out", out / "named <b>'", "-p", f"themes={themes}")  # fmt: skip
    # The second query holds no words: the page of a run that failed.
    one = next((folder / "hostile").glob("*.jsonl"))  # a file with a name to be afraid of
    queries = [f"query=芯片,{CLASSES['breaks'][0]}", f"query=汽车,{CLASSES['attributes'][5]}"]
    analytics(folder, "sweep", "06_theme", "--corpus", one, "--language", "zh", "--out", out,
              *(word for query in queries for word in ("-p", query)), ends=1)  # fmt: skip
    analytics(folder, "compare", runs["harmless"], runs["hostile"])
    return out, runs


@pytest.fixture
def watched(chromium):
    """Opens a page and tells what it said, asked for and ran, with or without its policy."""
    contexts = []

    def opened(address, **options):
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, **options)
        contexts.append(context)
        said = []
        page = context.new_page()
        page.on("console", lambda message: said.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"error: {error}"))
        page.on(
            "dialog", lambda dialog: (said.append(f"dialog: {dialog.message}"), dialog.dismiss())
        )
        page.on("popup", lambda _: said.append("popup"))
        own = address.split("#")[0]

        def route(route):
            url = route.request.url
            if url == own or url.startswith("data:"):
                route.continue_()
            else:
                said.append(f"request: {url[:200]}")
                route.abort()

        context.route("**", route)
        page.goto(address)
        return page, said

    yield opened
    for context in contexts:
        context.close()


def inspect(watched, address, policy=True):
    """What a page holds once everything on it was touched; fails when anything ran or was asked for."""
    page, said = watched(address, bypass_csp=not policy)
    page.evaluate(STIR)
    page.wait_for_timeout(150)
    found = page.evaluate(LOOK)
    assert said == []
    assert page.url.split("#")[0] == address
    assert found["hit"] == 0
    assert set(found["tags"]) <= ELEMENTS
    assert found["handlers"] == found["sources"] == []
    assert found["scripts"] == found["policies"] == 1
    assert found["broken"] == 0
    for link in found["links"]:
        assert link.lower().startswith(("http://", "https://", "#")) or ":" not in link, link
    page.close()
    return found


def test_the_payloads_would_run_in_a_page_that_let_them(watched, tmp_path, texts):
    """Without teeth the others would show nothing: of the plain payloads, most of those with script."""
    armed = [text for text in texts[:120] if HIT in text and "<" in text]
    bitten = 0
    for number, text in enumerate(armed):
        address = write_page(tmp_path / f"{number}.html", f"<!doctype html><body><p>{text}\n")
        page, said = watched(address)
        page.wait_for_timeout(30)
        bitten += bool(page.evaluate("window.__hit ?? 0") or said)
        page.close()
    assert bitten > len(armed) / 2


@pytest.mark.parametrize("policy", [True, False])
def test_nothing_on_any_page_of_the_command_line_runs_or_loads(watched, made, policy):
    out, _ = made
    pages = sorted(out.rglob("*.html"))
    assert len(pages) == 2 * 6 + (2 + 1) + 1 + (2 + 1) + 1
    for path in pages:
        found = inspect(watched, path.resolve().as_uri(), policy)
        results = path.with_name(f"{path.stem}.results.json")
        if results.is_file():  # what stands under findings is what the notebook found, no more
            told = json.loads(results.read_text(encoding="utf-8"))
            assert found["findings"] == len(told["findings"])
            assert found["warnings"] == len(told["warnings"])


def told(path):
    """How many findings a notebook itself made: tone and themes of the two corpora differ."""
    results = path.with_name(f"{path.stem}.results.json")
    return len(json.loads(results.read_text(encoding="utf-8"))["findings"])


def test_findings_and_headings_are_those_of_a_harmless_corpus(watched, made):
    _, runs = made
    for path in sorted(runs["hostile"].glob("*.html")):
        attacked = inspect(watched, path.resolve().as_uri())
        usual = inspect(watched, (runs["harmless"] / path.name).resolve().as_uri())
        assert attacked["headings"] == usual["headings"]
        assert attacked["findings"] - told(path) == usual["findings"] - told(
            runs["harmless"] / path.name
        )


def test_payloads_did_reach_the_pages(made):
    _, runs = made
    whole = "".join(path.read_text(encoding="utf-8") for path in runs["hostile"].glob("*.html"))
    for escaped in ("&lt;script", "&lt;img", "onerror=", "＜", "{{"):
        assert escaped in whole


@pytest.fixture(scope="module")
def rendered(tmp_path_factory, texts):
    """Pages in which every text stands in every place as it is: reading a corpus takes much away."""
    folder, found = tmp_path_factory.mktemp("rendered"), []
    for part in range(0, len(texts), 100):
        some, own = texts[part : part + 100], folder / str(part)
        own.mkdir()
        pages = {"en": report_page(some), "zh": report_page(some, "zh"), **stored_pages(own, some)}
        for name, html in pages.items():
            n = len(some) if name in ("en", "zh") else None
            found.append((write_page(own / f"{name}.html", html), n))
    return found


@pytest.mark.parametrize("policy", [True, False])
def test_nothing_runs_where_texts_stand_as_they_are(watched, rendered, policy):
    for address, n in rendered:
        found = inspect(watched, address, policy)
        assert n is None or found["findings"] == found["warnings"] == n


def test_the_policy_blocks_whatever_is_slipped_in(watched, made, tmp_path):
    out, runs = made
    pages = [out / "index.html", *out.glob("compare-*.html"), *out.glob("sweep-*/index.html")]
    pages.append(runs["hostile"] / "02_topics.html")
    for path in pages:
        page, said = watched(path.resolve().as_uri())
        found = page.evaluate(SLIP, "http://marked.example")
        assert (found["hit"], found["styled"]) == (0, "")
        assert [line for line in said if line.startswith(("request", "dialog", "popup"))] == []
        assert {"script-src-elem", "script-src-attr", "style-src-elem", "style-src-attr", "img-src",
                "frame-src", "object-src", "media-src", "connect-src"} <= set(found["events"])  # fmt: skip
        page.close()
    html = page_of(ordinary_cells()).replace("</head>", f"<base href=http://marked.example/><script>{HIT}</script></head>")  # fmt: skip
    page, said = watched(write_page(tmp_path / "slipped.html", html))
    assert page.evaluate("[window.__hit ?? 0, document.baseURI]") == [0, page.url]
