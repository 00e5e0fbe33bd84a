"""Read + rejected = found: what a piece is for each reader, and that none is lost.

| source      | one piece found is                                                               |
|-------------|----------------------------------------------------------------------------------|
| JSONL       | a line that holds anything but white space                                       |
| JSON        | an element of the list                                                           |
| CSV, TSV    | a row below the header with anything in any cell, or what breaks the rules       |
| Parquet     | a row                                                                            |
| RSS, Atom   | an entry; of a roundup each of its items; the rest of a feed that was cut off     |
| Markdown    | a post (a heading with what stands under it); of a roundup each of its items     |
| folder      | every file that is not hidden: its pieces, or the file itself when it has none    |
"""

import csv
import io
import json
from pathlib import Path
from xml.sax.saxutils import escape

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.corpus import Corpus, SourceError, read_corpus

quick = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
cells = st.one_of(
    st.text(st.sampled_from("春江水暖鸭先知，。【】<p>&;\"'|,\t 0123"), max_size=20),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=12), st.just(""), st.just("来源：某报"),
)  # fmt: skip
records = st.lists(
    st.fixed_dictionaries({"title": cells, "text": cells, "date": cells}), min_size=1, max_size=8
)


def counted(path: Path, content: bytes | None = None) -> Corpus | None:
    """The corpus, its counts checked; None where nothing at all was read, which says how many were set aside."""
    if content is not None:
        path.write_bytes(content)
    try:
        corpus = read_corpus(path)
    except SourceError:
        return None
    sources = corpus.sources
    assert (sources["n_read"] + sources["n_rejected"] == sources["n_found"]).all()
    assert sources["n_read"].sum() == len(corpus.documents)
    assert sources["n_rejected"].sum() == len(corpus.rejected)
    by_file = corpus.rejected["origin"].value_counts().to_dict()
    assert by_file == {
        f: n for f, n in zip(sources["file"], sources["n_rejected"], strict=True) if n
    }
    return corpus


def found(corpus: Corpus) -> int:
    return int(corpus.sources["n_found"].sum())


def places(corpus: Corpus) -> set[int]:
    return {*corpus.documents["origin_line"], *corpus.rejected["origin_line"]}


@quick
@given(
    rows=records,
    junk=st.lists(
        st.sampled_from(["", "  ", "{", "[1]", "null", "\x00", "\ufeff", '{"a":', "\t\r"]),
        max_size=6,
    ),
)
def test_lines_of_json(tmp_path, rows, junk):
    lines = [json.dumps(row, ensure_ascii=False).replace("\n", " ") for row in rows] + junk
    corpus = counted(tmp_path / "rows.jsonl", "\n".join(lines).encode())
    if corpus:
        expected = [n for n, line in enumerate(lines, 1) if line.strip("\ufeff \t\r\x1e")]
        assert found(corpus) == len(expected)
        assert places(corpus) == set(expected)


@quick
@given(
    rows=st.lists(
        st.one_of(st.fixed_dictionaries({"title": cells}), st.integers(), st.none(), cells),
        min_size=1,
        max_size=8,
    )
)
def test_lists_of_json(tmp_path, rows):
    corpus = counted(tmp_path / "rows.json", json.dumps({"items": rows}).encode())
    if corpus:
        assert found(corpus) == len(rows)
        assert places(corpus) == set(range(1, len(rows) + 1))


@quick
@given(rows=records, delimiter=st.sampled_from(",\t;|"))
def test_rows_of_csv(tmp_path, rows, delimiter):
    text = io.StringIO()
    table = csv.DictWriter(text, ["title", "text", "date"], delimiter=delimiter)
    table.writeheader()
    table.writerows(rows)
    corpus = counted(tmp_path / "rows.csv", text.getvalue().encode())
    if corpus:
        assert found(corpus) == sum(any(cell.strip() for cell in row.values()) for row in rows)


@quick
@given(text=st.text(st.sampled_from('ab江,"\n\r\t;'), max_size=80))
def test_whatever_is_in_a_csv_is_counted(tmp_path, text):
    counted(tmp_path / "rows.csv", f"title,text\n{text}".encode())


@quick
@given(rows=records)
def test_rows_of_parquet(tmp_path, rows):
    pd.DataFrame(rows).to_parquet(tmp_path / "rows.parquet", row_group_size=3)
    corpus = counted(tmp_path / "rows.parquet")
    if corpus:
        assert found(corpus) == len(rows)
        assert places(corpus) == set(range(1, len(rows) + 1))


@quick
@given(
    entries=st.lists(st.tuples(cells, cells), min_size=1, max_size=6),
    end=st.sampled_from(["</channel></rss>", "", "<item><title>半"]),
)
def test_entries_of_a_feed(tmp_path, entries, end):
    legal = [
        tuple("".join(c for c in cell if c.isprintable()) for cell in entry) for entry in entries
    ]
    items = "".join(
        f"<item><title>{escape(title)}</title><description>{escape(text)}</description></item>"
        for title, text in legal
    )
    corpus = counted(tmp_path / "feed.xml", f'<rss version="2.0"><channel>{items}{end}'.encode())
    if corpus:
        assert places(corpus) == set(range(1, len(entries) + (not end.startswith("</")) + 1))
        items = (corpus.documents["kind"] == "roundup_item").sum()
        assert found(corpus) == len(places(corpus)) or items


@quick
@given(posts=st.lists(st.tuples(cells, cells), min_size=1, max_size=6))
def test_posts_of_a_digest(tmp_path, posts):
    flat = [(" ".join(title.split()) or "无题", " ".join(text.split())) for title, text in posts]
    lines: list[str] = []
    headings: list[int] = []
    for title, text in flat:
        headings.append(len(lines) + 1)
        lines += [f"# 第{len(headings)}条 {title}", "", f"> 今天{text}", ""]
    corpus = counted(tmp_path / "digest.md", "\n".join(lines).encode())
    if corpus:
        assert set(headings) <= places(corpus)
        assert found(corpus) >= len(posts)


@quick
@given(
    files=st.dictionaries(
        st.sampled_from(
            ["a.md", "b.jsonl", "c.csv", "d.parquet", "e.xml", "f.bin", "g.json", "h.txt.gz"]
        ),
        st.binary(max_size=60),
        max_size=6,
    )
)
def test_files_of_a_folder(tmp_path_factory, files):
    folder = tmp_path_factory.mktemp("news")
    (folder / "ok.jsonl").write_text('{"title": "新桥今天通车"}')
    for name, content in files.items():
        (folder / name).write_bytes(content)
    corpus = counted(folder)
    assert corpus is not None
    assert sorted(Path(file).name for file in corpus.sources["file"]) == sorted(
        [*files, "ok.jsonl"]
    )
    assert (corpus.sources["n_found"] > 0).all()


@pytest.mark.parametrize(
    "extra", [b"PAR1", b"", b"\x00" * 9, b"# \n", b"{}", b"title\n", b"<rss></rss>"]
)
def test_a_file_that_gives_nothing_is_one_piece(tmp_path, extra):
    (tmp_path / "a.jsonl").write_text('{"title": "新桥今天通车"}')
    for name in ("b.md", "c.jsonl", "d.csv", "e.parquet", "f.xml", "g.json"):
        (tmp_path / name).write_bytes(extra)
    corpus = counted(tmp_path)
    assert corpus is not None and (corpus.sources["n_found"] > 0).all()
