"""Parquet, CSV and JSON made to unfold, to nest, or to be no text: refused or set aside, within bounds."""

import gzip
import json
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bombs import growth, read_apart
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.corpus import Limits, SourceError, read_corpus
from analytics.corpus.dates import date_in_text, parse_instant
from analytics.corpus.jsonl import read_jsonl

GOOD = {"title": "新桥通车", "text": "新桥今天通车，第一天过桥的车有一万两千辆。"}
quick = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def write_repeated(path, value="江" * 4_000_000, n=2_000, **options):
    """A dictionary of one long value that all rows mean."""
    rows = pa.DictionaryArray.from_arrays(pa.array([0] * n, pa.int32()), pa.array([value]))
    options = {
        "compression": "zstd",
        "store_schema": False,
        "dictionary_pagesize_limit": 1 << 30,
    } | options
    pq.write_table(pa.table({"title": rows}), path, **options)


def write_page(path):
    """A page of 40 megabytes in a few kilobytes."""
    schema = pa.schema([("title", pa.string())])
    with pq.ParquetWriter(path, schema, compression="zstd", use_dictionary=False) as file:
        file.write_table(pa.table({"title": ["x" * 40_000_000]}))


def write_delta(path):
    """Each value shares all of its million characters with the one before."""
    options = {
        "use_dictionary": False,
        "column_encoding": {"title": "DELTA_BYTE_ARRAY"},
        "data_page_size": 1 << 30,
    }
    pq.write_table(
        pa.table({"title": ["x" * 100_000] * 3_000}), path, compression="zstd", **options
    )


def write_list(path):
    """One row with a list of a million times the same."""
    pq.write_table(
        pa.table({"title": pa.array([["x" * 1_000] * 300_000])}), path, compression="zstd"
    )


def write_nulls(path):
    """Millions of rows that hold nothing."""
    pq.write_table(pa.table({"title": pa.nulls(2_000_000, pa.string())}), path, compression="zstd")


@pytest.mark.parametrize(
    "write",
    [write_repeated, write_page, pytest.param(write_delta, marks=pytest.mark.slow), write_list],
)
def test_a_parquet_bomb_is_refused_before_it_unfolds(tmp_path, write):
    path = tmp_path / "rows.parquet"
    write(path)
    assert path.stat().st_size < 200_000
    told = read_apart(path, memory=800, unpacked_bytes=32 << 20)
    assert "unpacks to more than" in told["error"]
    assert told["seconds"] < 20


def test_rows_of_nothing_are_counted_up_to_a_limit(tmp_path):
    write_nulls(tmp_path / "rows.parquet")
    told = read_apart(tmp_path / "rows.parquet", rejections=20_000)
    assert "more than 20,000 pieces are no news" in told["error"]


def test_parquet_of_any_shape_is_read_or_refused(tmp_path):
    path = tmp_path / "rows.parquet"
    pq.write_table(
        pa.table({f"c{i}": ["江"] for i in range(3_000)} | {"title": ["新桥通车"]}), path
    )
    assert read_apart(path)["titles"] == ["新桥通车"]
    deep = pa.string()
    for _ in range(300):
        deep = pa.struct([("x", deep)])
    pq.write_table(pa.table({"title": ["新桥通车"], "text": pa.array([None], deep)}), path)
    assert "too deeply nested" in read_apart(path)["error"]
    pq.write_table(pa.table({"title": [["新桥", "通车"]], "source": [{"name": "河畔晚报"}]}), path)
    assert read_corpus(path).documents.loc[0, ["title", "source"]].tolist() == [
        "新桥 通车",
        "河畔晚报",
    ]


def test_text_kept_as_bytes_is_text(tmp_path):
    text = pa.array(
        [
            value.encode(code)
            for value, code in (("新桥通车", "utf-8"), ("老船停航了，岸上来了很多人", "gb18030"))
        ]
    )
    for name, column in {
        "bytes": text,
        "not utf-8": pa.Array.from_buffers(pa.string(), 2, text.buffers()),
    }.items():
        pq.write_table(pa.table({"title": column}), tmp_path / f"{name}.parquet")
        documents = read_corpus(tmp_path / f"{name}.parquet").documents
        assert documents["title"].tolist() == ["新桥通车", "老船停航了，岸上来了很多人"]


@pytest.mark.parametrize(
    "kind",
    [
        pa.timestamp("us"),
        pa.timestamp("ns", "UTC"),
        pa.duration("us"),
        pa.date64(),
    ],
)
def test_a_date_beyond_the_calendar_is_none(tmp_path, kind):
    dates = pa.array([2**62, None], pa.int64()).cast(kind, safe=False)
    pq.write_table(
        pa.table({"title": ["新桥通车", "老船停航"], "date": dates}), tmp_path / "rows.parquet"
    )
    documents = read_corpus(tmp_path / "rows.parquet").documents
    assert documents["published_at"].isna().all() and len(documents) == 2


@quick
@given(
    cut=st.integers(0, 1_500),
    bits=st.lists(st.tuples(st.integers(0, 1_500), st.integers(0, 255)), max_size=4),
)
def test_damaged_parquet_is_one_clear_sentence_or_rows(tmp_path, cut, bits):
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.table({"title": ["新桥通车"] * 9, "text": ["江"] * 9}), path)
    content = bytearray(path.read_bytes())
    for place, value in bits:
        content[place % len(content)] = value
    path.write_bytes(content[:cut] + content[cut:] if cut % 3 else content[: cut % len(content)])
    try:
        counts = read_corpus(path, Limits(unpacked_bytes=1 << 24)).sources
    except SourceError as error:
        assert "\n" not in str(error)
    else:
        assert (counts["n_read"] + counts["n_rejected"] == counts["n_found"]).all()


def rows_of(n, header="title,text\n"):
    return header + "".join(f"新桥{i},新桥今天通车\n" for i in range(n))


def test_a_long_line_of_csv_is_set_aside_and_told(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text(
        "title,text\n老船停航,船票已售完\n" + "x" * 3_000 + ",y\n新桥通车,新桥今天通车\n"
    )
    corpus = read_corpus(path, Limits(line_bytes=1_000))
    assert corpus.documents["title"].tolist() == ["老船停航", "新桥通车"]
    assert corpus.rejected["reason"].tolist() == [
        "not a row of CSV: a line of more than 1,000 bytes"
    ]


def test_a_row_of_csv_that_never_ends_is_cut(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("title,text\n新桥通车,新桥今天通车\n" + '"a\n' + 'a","b\n' * 200_000)
    told = read_apart(path, memory=500, line_bytes=1 << 18)
    assert told["titles"][0] == "新桥通车"
    assert told["reasons"][0] == "not a row of CSV: a row of more than 262,144 characters"


@pytest.mark.slow
def test_a_line_of_a_gigabyte_is_never_held(tmp_path):
    for name, start in {"rows.jsonl": '{"title": "', "rows.csv": "title\n"}.items():
        with gzip.open(tmp_path / f"{name}.gz", "wb", 1) as file:
            file.write(start.encode())
            for _ in range(256):
                file.write(b"x" * (1 << 20))
            file.write(b'\n{"title":"spring"}\n')
        told = read_apart(tmp_path / f"{name}.gz", memory=500, expansion=10_000)
        assert (told["read"], told["rejected"]) == (1, 1)
        assert "a line of more than 8,388,608 bytes" in told["reasons"][0]


def test_a_separator_inside_a_cell_ends_no_row(tmp_path):
    (tmp_path / "rows.csv").write_text(
        "title,text\n新桥\u2028通车,新桥\x0b今天\x85通车\n", "utf-16"
    )
    assert len(read_corpus(tmp_path / "rows.csv").documents) == 1


@pytest.mark.parametrize("depth", [200, 500, 900, 950, 980, 990, 995, 1_000, 10_000, 100_000])
def test_nested_json_is_set_aside_at_any_depth(tmp_path, depth):
    nests = [
        '{"x":' * depth + "1" + "}" * depth,
        "[" * depth + "]" * depth,
        '{"title":' + "[" * depth + "]" * depth + "}",
    ]
    (tmp_path / "rows.jsonl").write_text("\n".join([*nests, json.dumps(GOOD)]))
    corpus = read_corpus(tmp_path / "rows.jsonl")
    assert (len(corpus.documents), len(corpus.rejected)) == (1, 3)
    (tmp_path / "rows.json").write_text("[" + ",".join([*nests, json.dumps(GOOD)]) + "]")
    try:
        assert len(read_corpus(tmp_path / "rows.json").documents) == 1
    except SourceError as error:
        assert "nested too deeply" in str(error)


JSON = {
    "numbers": lambda n: "[" + "1," * n + "1]", "lists": lambda n: '{"title": [' + "[]," * n + "[]]}", "texts": lambda n: json.dumps({"title": ["江"] * n}),
    "names": lambda n: json.dumps({f"n{i}": i for i in range(n)}), "escapes": lambda n: '{"title": "' + "\\ud800" * n + '"}',
    "digits": lambda n: '{"title": ' + "9" * n + "}", "quotes": lambda n: '"' * n, "dates": lambda n: json.dumps(GOOD | {"date": "2026-" * n}),
    "html": lambda n: json.dumps({"text": "<p" * n}), "entities": lambda n: json.dumps({"text": "&#x1f;&amp" * n}), "spaces": lambda n: json.dumps({"text": " \n" * n + "x"}),
}  # fmt: skip


@pytest.mark.parametrize("name", JSON)
def test_json_takes_time_in_proportion(tmp_path, name):
    path = tmp_path / "rows.jsonl"

    def read(n):
        path.write_text(JSON[name](n))
        assert len(list(read_jsonl(path, Limits()))) == 1

    assert growth(read, 20_000) < 3


def test_a_long_date_is_not_remembered():
    from analytics.corpus.dates import _parse

    before = _parse.cache_info().currsize
    assert parse_instant("2026-03-02" + " " * 100_000 + "x") is None
    assert _parse.cache_info().currsize == before


_DAMAGE = """
import sys
from pathlib import Path
from analytics.corpus import Limits, SourceError
from analytics.corpus.parquet import read_parquet
path, changed = Path(sys.argv[1]), int(sys.argv[2])
content = path.read_bytes()
for place in range(changed % 3, len(content), 3):
    path.write_bytes(content[:place] + bytes([content[place] ^ changed]) + content[place + 1 :])
    try:
        list(read_parquet(path, Limits()))
    except SourceError as error:
        assert "\\n" not in str(error)
"""


@pytest.mark.parametrize("changed", [2, pytest.param(255, marks=pytest.mark.slow)])
def test_no_byte_of_parquet_ends_the_process(tmp_path, changed):
    """pyarrow's own view of a damaged footer may abort the interpreter (found by fuzzing)."""
    table = {"title": ["新桥通车", None], "text": [["江"], None], "source": [{"name": "x"}, None]}
    pq.write_table(pa.table(table), tmp_path / "rows.parquet", compression="none")
    told = [sys.executable, "-c", _DAMAGE, str(tmp_path / "rows.parquet"), str(changed)]
    done = subprocess.run(told, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr[-600:]


def test_a_date_after_white_space_is_read():
    """The end of the date was compared with the length of another text (found by fuzzing)."""
    assert date_in_text("\n\n\n2026年3月00") is None
    assert date_in_text(" \n2026-03-02 ") == parse_instant("2026-03-02")


def test_names_of_fields_do_not_stay_in_memory(tmp_path):
    """Each of ten thousand sets of them was kept, of megabytes as of a few letters."""
    with (tmp_path / "a.jsonl").open("w") as file:
        for number in range(60):
            file.write(f'{{"title": "新桥{number}通车", "{number}{"x" * 2_000_000}": 1}}\n')
    told = read_apart(tmp_path / "a.jsonl", memory=400)
    assert told["read"] == 60 and told["memory"] < 60
