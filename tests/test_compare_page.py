"""The page of two runs: what it says in both languages, what it leaves out, under hostile text."""

import re

import pytest
from stored_runs import about, documents, hostile_runs, store, toned, topics

from analytics.comparison import compare_runs
from analytics.reports.index import write_index
from analytics.reports.manifest import NotebookRecord
from analytics.reports.sheet import read_sheet_facts, render_sheet
from analytics.views.compared import comparison_sheet

TITLES = {f"{i:03}": f"第{i}条新闻" for i in range(80)}
IDS = list(TITLES)
HAN = re.compile("[\u4e00-\u9fff]")


@pytest.fixture
def runs(tmp_path):
    """B holds 30 further stories, all about chips and all bad; a topic is born."""
    first = {i: TITLES[i] for i in IDS[:50]}
    tone = {i: 0.1 + 0.002 * n for n, i in enumerate(IDS[:50])}
    bad = {i: -0.7 + 0.002 * n for n, i in enumerate(IDS[50:])}
    a = store(tmp_path / "reports" / "a", {
        "documents": documents(first), "sentiment": toned(tone),
        "document_themes": about({"chips": IDS[:5], "boats": IDS[5:9]}),
        **topics({"白酒·酒厂": IDS[10:20]}),
    })  # fmt: skip
    b = store(
        tmp_path / "reports" / "b",
        {
            "documents": documents(TITLES),
            "sentiment": toned(tone | bad),
            "document_themes": about({"chips": IDS[:5] + IDS[50:], "boats": IDS[5:9]}),
            **topics({"游戏·厂商": IDS[60:70], "白酒·酒厂": IDS[10:20]}),
        },
        notebooks=[
            NotebookRecord(name="02_topics", status="completed", parameters={"n_topics": 2})
        ],
    )
    return a, b


def test_other_words_of_the_users_own_are_told(tmp_path):
    told = {"documents": documents({"001": "星河芯片涨价"}), "sentiment": toned({"001": 0.5})}

    def run(name, path, digest):
        record = NotebookRecord(
            name="03_sentiment", status="completed", parameters={"lexicon": path}
        )
        files = {path: digest}
        return store(tmp_path / name, told, notebooks=[record], files=files, own={"lexicon": 2})

    def warned(*pair):
        sheet = comparison_sheet(compare_runs(*pair))
        return [
            n.text
            for n in sheet.warnings
            if "different additions of the user's (lexicon)" in n.text
        ]

    a, moved = run("a", "/home/a/words", "00"), run("moved", "/elsewhere/words", "00")
    assert not warned(a, moved)
    assert len(warned(a, run("b", "/home/a/words", "11"))) == 1


def test_it_says_plainly_what_moved(runs):
    sheet = comparison_sheet(compare_runs(*runs))
    said = " ".join(note.text for note in sheet.findings)
    assert "50 documents are in both runs, 30 only in B, 0 only in A." in said
    assert "Chips moved up: from 10.0% to 43.8% of the stories (+33.8 points," in said
    assert "The tone of Chips moved down: from +0.10 to" in said
    assert "The tone of all news moved down" in said
    assert "Boats" not in said
    assert "Topics born: 游戏·厂商." in said
    assert sheet.summary.startswith("a → b: 3 of 5 figures moved; topics: 1 born and 1 same")
    html = render_sheet(sheet)
    assert "条新闻" in html
    assert 'href="https://news.example/050"' in html
    assert "n_topics" in html


def test_nothing_moved_is_said_too(runs, tmp_path):
    again = store(tmp_path / "again", compare_runs(*runs).a.tables)
    sheet = comparison_sheet(compare_runs(runs[0], again))
    assert [note.text for note in sheet.findings][:2] == [
        "Both runs hold the same 50 documents.",
        "No theme's share and no tone moved beyond chance.",
    ]


def test_a_chinese_reader_meets_no_english(runs):
    sheet = comparison_sheet(compare_runs(*runs), "zh")
    notes = [note.text for note in [*sheet.findings, *sheet.warnings]]
    words = [
        *notes,
        *(s.title for s in sheet.sections),
        *(s.text for s in sheet.sections),
        sheet.lead,
    ]
    assert all(HAN.search(text) for text in words if text)
    assert not any(re.search("[A-Za-z]{4,}", text) for text in words)
    html = render_sheet(sheet, language="zh")
    headings = [
        re.sub("<[^>]*>", "", heading)
        for heading in re.findall(r'<th scope="col"[^>]*>(.*?)</th>', html)
    ]
    assert headings
    assert [heading for heading in headings if re.search("[A-Za-z]{2,}", heading)] == []


def test_what_is_missing_is_said(runs, tmp_path):
    found = compare_runs(*runs)
    failed = NotebookRecord(name="02_topics", status="failed", cell=4, error="E: because")
    only = store(tmp_path / "only", {"documents": found.b.tables["documents"]}, status="failed",
                 notebooks=[failed])  # fmt: skip
    sheet = comparison_sheet(compare_runs(runs[0], only))
    said = " ".join(note.text for note in sheet.warnings)
    assert "Run B is not complete: 02_topics (failed)." in said
    assert "Run B kept no names of themes and no themes and no tone" in said
    assert [section.key for section in sheet.sections] == ["documents", "settings"]
    nothing = comparison_sheet(compare_runs(runs[0], store(tmp_path / "old", {})))
    assert [section.key for section in nothing.sections] == ["settings"]
    assert render_sheet(nothing)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_hostile_text_stays_text(tmp_path, language):
    html = render_sheet(
        comparison_sheet(compare_runs(*hostile_runs(tmp_path)), language), language=language
    )
    head = html.split("</head>")[0]
    assert "window.hit" not in re.sub(r'content="[^"]*"', "", head)
    for bad in (
        "<script>window",
        "<img src=x",
        "onload=window.hit=1>",
        'javascript:window.hit=1"',
        "<iframe",
    ):
        assert bad not in html
    assert not re.search(r'href="(?!https?:|#|data:,")', html)
    assert "\u202e" not in html


def test_the_list_of_runs_names_the_page(runs):
    out = runs[0].parent
    sheet = comparison_sheet(compare_runs(*runs))
    (out / "compare-a-b.html").write_text(render_sheet(sheet), encoding="utf-8")
    (out / "else.html").write_text("<title>x</title>", encoding="utf-8")
    (out / "odd.html").write_bytes(b"\xff\xfe\x00")
    facts = read_sheet_facts(out / "compare-a-b.html")
    assert (facts.kind, facts.title, facts.summary) == (
        "analytics compare", "Two runs compared", sheet.summary,
    )  # fmt: skip
    html = write_index(out).read_text(encoding="utf-8")
    assert '<h2><a href="compare-a-b.html">Two runs compared</a></h2>' in html
    assert "3 of 5 figures moved" in html
    assert "else.html" not in html
    assert "odd.html" not in html
