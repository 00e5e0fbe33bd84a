"""What is written appears whole under its name, and what a killed process left is nobody's page."""

import os
import time
from pathlib import Path

import pandas as pd
import pytest
from pages import manifest_of

from analytics.prepared import publish
from analytics.reports.files import replacing, write_text
from analytics.reports.index import write_index

LEFT_LONG_AGO = time.time() - 7 * 3600


def half_a_page(path):
    head = (
        '<!doctype html><html><head><meta name="generator" content="analytics compare">'
        '<meta name="date" content="2026-03-02T08:00:00+08:00">'
        '<meta name="description" content="half of it"><title>Half a page · x</title>'
    )
    path.write_text(head, encoding="utf-8")


def test_a_page_being_written_is_not_in_the_list(tmp_path):
    with replacing(tmp_path / "compare-a-b.html") as draft:
        half_a_page(draft)
        assert "Half a page" not in write_index(tmp_path).read_text(encoding="utf-8")
    assert "Half a page" in write_index(tmp_path).read_text(encoding="utf-8")


def test_a_report_being_written_is_no_page_of_its_run(tmp_path):
    run = tmp_path / "run"
    run.mkdir()
    manifest_of([], run="run").write(run)
    with replacing(run / "01_corpus.html") as draft:
        half_a_page(draft)
        assert list(run.glob("*.html")) == []


def test_what_a_killed_process_left_is_removed_by_the_next_writer(tmp_path):
    page = tmp_path / f"{'长' * 60}.html"
    with replacing(page) as draft:
        left = draft.with_name(draft.name.replace(".draft", "0.draft"))
        fresh = draft.with_name(draft.name.replace(".draft", "1.draft"))
        draft.write_text("whole")
    for path in (left, fresh):
        path.write_text("half")
    os.utime(left, (LEFT_LONG_AGO, LEFT_LONG_AGO))
    write_text(page, "again")
    assert page.read_text(encoding="utf-8") == "again"
    assert set(tmp_path.iterdir()) == {page, fresh}  # another may be writing it now


def test_what_a_killed_run_left_in_the_cache_is_removed(tmp_path):
    left, fresh = tmp_path / ".draft-left", tmp_path / ".draft-fresh"
    for path in (left, fresh):
        (path / "inside").mkdir(parents=True)
        (path / "documents.parquet").write_bytes(b"PAR1")
    os.utime(left, (LEFT_LONG_AGO, LEFT_LONG_AGO))
    publish(tmp_path / "0123", {"documents": pd.DataFrame({"doc_id": ["a"]})})
    assert {path.name for path in tmp_path.iterdir()} == {".draft-fresh", "0123"}


def test_an_error_leaves_the_file_as_it_was(tmp_path):
    path: Path = tmp_path / "page.html"
    write_text(path, "before")
    with pytest.raises(OSError, match="full"), replacing(path) as draft:
        draft.write_text("half")
        raise OSError("full")
    assert path.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]
