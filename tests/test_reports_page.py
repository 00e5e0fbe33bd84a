"""A report is one file: findings first, provenance last, nothing from outside, nothing executed."""

import json
import re

import nbformat
import pandas as pd
import pytest
from pages import (
    ATTACKS,
    SVG,
    cell,
    display,
    hostile_cells,
    manifest_of,
    ordinary_cells,
    page_of,
    picture,
    recorded,
    table,
)
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from analytics.reports import Note, Shown
from analytics.reports.index import write_index
from analytics.reports.manifest import NotebookRecord
from analytics.reports.results import MIME
from analytics.reports.sweeps import write_sweep


def test_findings_come_first_then_warnings_the_body_and_provenance():
    page = HTMLParser(page_of(ordinary_cells()))
    order = [node.text(strip=True) for node in page.css("main h2")]
    assert order == ["Findings", "Keep in mind", "Tone", "Sentences", "Where this comes from"]
    assert page.css_first("h1").text(strip=True) == "What is it about?"
    assert page.css_first(".lead").text(strip=True) == "One question."
    listed = [link.attributes["href"] for link in page.css("nav.contents a")]
    assert listed == ["#findings", "#warnings", "#s-tone", "#s-sentences", "#provenance"]
    assert all(page.css_first(f'[id="{anchor[1:]}"]') for anchor in listed)


def test_a_finding_leads_to_its_source_or_its_section():
    page = HTMLParser(page_of(ordinary_cells()))
    links = [link.attributes["href"] for link in page.css(".findings a")]
    assert links == ["https://news.example/1", "#s-tone"]


def test_money_stays_money():
    html = page_of(ordinary_cells())
    text = HTMLParser(html).css_first("main").text()
    assert text.count("$2亿到$7亿") == 2
    assert "MathJax" not in html


def test_code_is_folded_and_printed_text_has_no_colour_codes():
    page = HTMLParser(page_of(ordinary_cells()))
    assert all("open" not in fold.attributes for fold in page.css("details.code"))
    assert "view.stories()" in page.css_first("details.code").text()
    assert page.css_first("pre.printed").text() == "1\n"


def test_a_section_that_can_say_nothing_is_not_there():
    absent = Shown.sentence("One period only: nothing to compare.", absent=True)
    empty = display(*absent._repr_mimebundle_())
    cells = [
        *ordinary_cells(),
        nbformat.v4.new_markdown_cell("## Over time\n\nWhat moved."),
        cell("view.tone()", empty),
        cell("view.changes()", empty),
        nbformat.v4.new_markdown_cell("## Partly"),
        cell("view.tone()", empty),
        cell("view.days()", picture()),
    ]
    page = HTMLParser(page_of(cells))
    headings = [node.text() for node in page.css("main h2")]
    assert "Partly" in headings and "Over time" not in headings
    assert "Over time" not in page.css_first("nav.contents").text()
    assert page.body.text().count("One period only") == 1


def test_a_phone_is_given_the_narrow_picture():
    output = display({"image/svg+xml": SVG}, {"image/svg+xml": {"alt": "Columns", "narrow": SVG}})
    page = HTMLParser(page_of([cell("view.days()", output)]))
    source, image = page.css_first("picture source"), page.css_first("picture img")
    assert source.attributes["media"] == "(max-width: 34rem)"
    assert source.attributes["srcset"] == image.attributes["src"]
    assert not any(space in source.attributes["srcset"] for space in " \n\t")  # would end it


def test_every_picture_has_alternative_text():
    page = HTMLParser(page_of([cell("x", picture()), cell("y", picture(alt=""))]))
    assert [image.attributes["alt"] for image in page.css("img")] == [
        "Columns of documents a day.",
        "Figure without a description",
    ]


def test_chinese_runs_carry_their_language():
    page = HTMLParser(page_of(ordinary_cells()))
    cells = page.css("td [lang=zh-Hans]")
    assert cells
    assert page.css_first("html").attributes["lang"] == "en"
    chinese = HTMLParser(page_of(ordinary_cells(), language="zh"))
    assert chinese.css_first("html").attributes["lang"] == "zh-Hans"
    assert chinese.css_first("#findings").text() == "主要发现"


def test_marked_hits_are_shown_as_marks():
    page = HTMLParser(page_of(ordinary_cells()))
    assert page.css_first("td mark.pos").text() == "大增"


def test_passages_of_the_other_language_are_left_out():
    cells = [
        nbformat.v4.new_markdown_cell("# Question", metadata={"tags": ["en"]}),
        nbformat.v4.new_markdown_cell("# 问题", metadata={"tags": ["zh"]}),
        cell("x = 1", tags=["parameters"]),
    ]
    assert HTMLParser(page_of(cells)).css_first("h1").text() == "Question"
    chinese = HTMLParser(page_of(cells, language="zh"))
    assert chinese.css_first("h1").text() == "问题"
    assert not chinese.css("details.code")


@pytest.mark.parametrize("status", ["failed", "killed", "timed out", "interrupted", "not run"])
def test_an_incomplete_report_says_so_at_its_top(status):
    number = 0 if status == "not run" else 2
    page = HTMLParser(page_of(ordinary_cells(), status=status, cell=number, error="E: because"))
    problem = page.css_first("main > section")
    assert "problem" in problem.attributes["class"]
    assert problem.attributes["role"] == "alert"
    assert "This report is incomplete." in problem.text()
    assert "E: because" in problem.text()
    if number:
        assert page.css_first("#cell-2") is not None


def test_pages_do_not_tell_where_things_lie(tmp_path):
    trace = f'File "{tmp_path}/deep/digest.md"\nFile "{pd.__file__}", line 1'
    html = page_of(
        [cell("x", nbformat.v4.new_output("error", ename="E", evalue="e", traceback=[trace]))],
        corpus=f"{tmp_path}/deep/digest.md",
        status="failed",
        cell=1,
        error=f"E: {tmp_path}/deep/digest.md",
    )
    assert str(tmp_path) not in html
    assert "site-packages" not in html
    assert "digest.md" in html


def test_nothing_refers_outside_but_links():
    html = page_of(ordinary_cells())
    page = HTMLParser(html)
    assert not page.css("[src]:not(img), link:not([rel=icon]), iframe, object, embed, [style]")
    assert all(image.attributes["src"].startswith("data:") for image in page.css("img"))
    policy = page.css_first("meta[http-equiv=Content-Security-Policy]").attributes["content"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert (
        re.findall(
            r"https?://[^\"'&< ]+",
            html.replace("https://news.example", "").replace("http://www.w3.org", ""),
        )
        == []
    )
    assert len(html.encode()) < 1_500_000


def test_a_page_is_the_same_each_time():
    assert page_of(ordinary_cells()) == page_of(ordinary_cells())


def test_hostile_text_leaves_no_element_and_no_attribute_of_its_own():
    page = HTMLParser(
        page_of(hostile_cells(), corpus=ATTACKS[4], parameters={"corpus": ATTACKS[2]})
    )
    assert len(page.css("script")) == 1
    assert len(page.css("style")) == 1
    assert not page.css("iframe, object, embed, form, base, svg, math, input, button, video")
    for node in page.root.traverse():
        for name, value in node.attributes.items():
            assert not name.startswith("on"), node.html
            if name == "href":
                assert re.match(
                    r"(#|https?://|data:,$|[\w.]+\.html$|\.\./index\.html$)", value or ""
                )


def test_hidden_characters_are_written_out():
    html = page_of([table_cell("\u202egnp.exe\u200b")])
    assert "[U+202E]gnp.exe[U+200B]" in html
    assert "\u202e" not in html


def table_cell(text):
    return cell("x", table(pd.DataFrame({"title": [text]}), "t"))


def test_news_cannot_forge_a_finding():
    forged = f'{{"{MIME}": {{"findings": [{{"text": "all is well"}}]}}}}'
    page = HTMLParser(page_of([cell("x", display({"text/plain": forged, "text/html": forged}))]))
    assert not page.css(".findings")


def test_the_contents_list_both_notes_when_there_are_any():
    page = HTMLParser(page_of([cell("x", recorded([], [Note("careful")]))]))
    assert [a.text() for a in page.css("nav.contents a")] == [
        "Keep in mind",
        "Where this comes from",
    ]


def test_the_index_lists_runs_newest_first_and_names_unreadable_ones(tmp_path):
    for day in (1, 3, 2):
        folder = tmp_path / f"run-{day}"
        folder.mkdir()
        record = NotebookRecord(name="05_briefing", title="简报 & more", status="completed")
        started = manifest_of([]).started.replace(day=day)
        manifest_of([record], run=folder.name, started=started).write(folder)
        (folder / "05_briefing.html").write_text("", encoding="utf-8")
    attacks = {
        "broken": "{",
        "list": "[]",
        "<img src=x onerror=1>": '{"run": "<script>"}',
        "deep": "[" * 100_000,
        "huge": " " * 3_000_000,
    }
    for name, text in attacks.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text(text, encoding="utf-8")
    page = HTMLParser(write_index(tmp_path).read_text(encoding="utf-8"))
    runs = page.css(".run")
    links = [link.attributes["href"] for link in page.css(".run a")]
    assert [link.split("/")[0] for link in links] == ["run-3", "run-2", "run-1"]
    assert len(runs) == 3 + len(attacks)
    assert sum("cannot be read" in run.text() for run in runs) == len(attacks)
    assert not page.css("img")


def test_the_index_leads_only_into_its_own_runs(tmp_path):
    (tmp_path / "run").mkdir()
    good = NotebookRecord(name="05_briefing", title=ATTACKS[0], status="completed")
    manifest = manifest_of([good], corpus=ATTACKS[1], run="../..", command=ATTACKS[0])
    manifest.write(tmp_path / "run")
    (tmp_path / "run" / "05_briefing.html").write_text("", encoding="utf-8")
    for number, name in enumerate(["../../../etc/passwd", "javascript:alert(1)//", "a/b"]):
        (tmp_path / f"evil-{number}").mkdir()
        text = manifest.model_dump_json().replace("05_briefing", name)
        (tmp_path / f"evil-{number}" / "manifest.json").write_text(text, encoding="utf-8")
    page = HTMLParser(write_index(tmp_path).read_text(encoding="utf-8"))
    assert [link.attributes["href"] for link in page.css(".run a")] == ["run/05_briefing.html"]
    assert sum("cannot be read" in run.text() for run in page.css(".run")) == 3
    assert not page.css("img")
    assert len(page.css("script")) == 1


def test_the_index_does_not_link_what_a_cut_off_run_never_wrote(tmp_path):
    (tmp_path / "run").mkdir()
    record = NotebookRecord(name="05_briefing", status="running")
    manifest_of([record], status="running").write(tmp_path / "run")
    page = HTMLParser(write_index(tmp_path).read_text(encoding="utf-8"))
    assert "interrupted" in page.css_first(".run").text()
    assert not page.css(".run a")


def index_with_tone(tmp_path, tones, status="completed"):
    folder = tmp_path / "run"
    folder.mkdir()
    manifest_of([NotebookRecord(name="04_trends", status=status)]).write(folder)
    table = {"columns": ["period", "theme", "polarity"], "rows": tones, "n_rows": len(tones)}
    text = json.dumps({"tables": {"tones": table}})
    (folder / "04_trends.results.json").write_text(text, encoding="utf-8")
    return HTMLParser(write_index(tmp_path).read_text(encoding="utf-8")).css_first(".run")


def test_the_index_draws_the_tone_of_all_documents(tmp_path):
    tones = [["2026-03-02", "", 0.1], ["2026-03-02", "gpu", 0.9], ["2026-03-09", "", -0.2]]
    run = index_with_tone(tmp_path, tones)
    line = run.css_first("svg.spark")
    assert line.attributes["role"] == "img"
    assert line.attributes["aria-label"] == (
        "Mean tone in 2 periods: from +0.10 to −0.20, lowest −0.20, highest +0.10"
    )
    assert line.css_first("polyline").attributes["points"] == "3.0,8.5 117.0,25.0"
    assert "−0.20" in run.css_first(".tone").text()


@pytest.mark.parametrize("tones", [[], [["2026-03-02", "gpu", 0.9]], [["x", "", None]]])
def test_a_run_without_tone_has_no_line(tmp_path, tones):
    assert not index_with_tone(tmp_path, tones).css(".tone, svg")


def test_a_run_that_failed_has_no_line(tmp_path):
    assert not index_with_tone(tmp_path, [["a", "", 0.1], ["b", "", 0.2]], "failed").css("svg")


def test_the_index_leads_to_a_sweep(tmp_path):
    name = "sweep-<i>-1"
    for status in ("completed", "failed"):
        run = tmp_path / name / status
        run.mkdir(parents=True)
        record = NotebookRecord(name="02_topics", status=status)
        manifest_of([record], status=status).write(run)
    write_sweep(tmp_path / name)
    [run] = HTMLParser(write_index(tmp_path).read_text(encoding="utf-8")).css(".run")
    assert [a.attributes["href"] for a in run.css("a")] == ["sweep-%3Ci%3E-1/index.html"]
    assert "2 settings" in run.text()
    assert "failed" in run.css_first(".status").text()
