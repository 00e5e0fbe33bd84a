"""A run held against itself made again: the same to the byte, or the first place where it is not."""

import json
import os
import subprocess
import sys

import pandas as pd
import pytest
from stored_runs import documents, store, toned
from typer.testing import CliRunner

from analytics.cli import app
from analytics.earlier import digest_named
from analytics.freshness import each_once
from analytics.parameters import MODELS
from analytics.reports.manifest import NotebookRecord, read_manifest
from analytics.reports.results import table_json
from analytics.themes.definitions import ThemeError, read_themes
from analytics.verification import (
    VerificationError,
    fingerprint_now,
    first_difference,
    parameters_of,
)

TITLES = {"001": "星河芯片涨价", "002": "东港造船停工", "003": "南岸银行降息"}


def stored(folder, *, polarity=0.25, found="一句发现", **changes):
    """A folder as a run of `03_sentiment` leaves it."""
    tables = {
        "documents": documents(TITLES),
        "sentiment": toned({"001": 0.5, "002": polarity, "003": -0.5}),
    }
    record = NotebookRecord(name="03_sentiment", status="completed")
    store(folder, tables, notebooks=[record], **changes)
    shown = pd.DataFrame({"label": ["pos", "neg"], "n": [2, 1]})
    results = {
        "status": "completed", "findings": [{"text": found, "url": "", "anchor": ""}],
        "warnings": [], "tables": {"by_label": table_json(shown)}, "figures": {}, "title": "",
    }  # fmt: skip
    path = folder / "03_sentiment.results.json"
    path.write_text(json.dumps(results), encoding="utf-8")
    return folder


def difference(run, again):
    return first_difference(run, read_manifest(run / "manifest.json"), again)


def test_equal_runs_have_no_difference(tmp_path):
    assert difference(stored(tmp_path / "a"), stored(tmp_path / "b")) is None


def test_the_first_difference_names_table_row_column_and_both_values(tmp_path):
    found = difference(stored(tmp_path / "a"), stored(tmp_path / "b", polarity=0.75))
    assert str(found) == (
        "tables/sentiment.parquet, row 1, column polarity: 0.25 in the run, 0.75 now"
    )


def test_what_a_notebook_said_is_compared(tmp_path):
    found = difference(stored(tmp_path / "a"), stored(tmp_path / "b", found="\x1b[31m另一句\u202e"))
    assert str(found) == (
        "03_sentiment.results.json, findings, row 0, column text: "
        "'一句发现' in the run, '\\x1b[31m另一句\\u202e' now"
    )


def test_a_table_that_is_gone_or_broken_is_a_difference(tmp_path):
    a, b = stored(tmp_path / "a"), stored(tmp_path / "b")
    (a / "03_sentiment.results.json").write_text('{"tables": 3}', encoding="utf-8")
    assert "unreadable" in str(difference(a, b))
    (a / "tables" / "sentiment.parquet").write_bytes(b"PAR1")
    assert "sentiment.parquet: unreadable" in str(difference(a, b))
    (a / "tables" / "documents.parquet").unlink()
    assert str(difference(a, b)) == "tables/documents.parquet: missing in the run, there now"


def test_other_rows_columns_and_bytes_are_told(tmp_path):
    a, b = stored(tmp_path / "a"), stored(tmp_path / "b")
    path = b / "tables" / "sentiment.parquet"
    table = pd.read_parquet(path)
    table.head(2).to_parquet(path, index=False, compression="zstd")
    assert str(difference(a, b)).endswith("row 2: 3 rows in the run, 2 rows now")
    table.drop(columns="n_hits").to_parquet(path, index=False, compression="zstd")
    assert "column n_hits in the run, column missing now" in str(difference(a, b))
    table.to_parquet(path, index=False, compression="gzip")
    assert "written as other bytes" in str(difference(a, b))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"status": "running"}, "only a completed run"),
        ({"corpus": "https://news.example/feed"}, "other news each day"),
        ({"name": "07_other"}, "not ours"),
    ],
)
def test_what_cannot_be_repeated_is_refused(tmp_path, changes, said):
    manifest = read_manifest(stored(tmp_path / "a") / "manifest.json")
    record = NotebookRecord(
        name=changes.get("name", "03_sentiment"), parameters={"corpus": changes.get("corpus", "")}
    )
    changed = {"status": changes.get("status", "completed"), "notebooks": [record]}
    with pytest.raises(VerificationError, match=said):
        parameters_of(manifest.model_copy(update=changed))


def test_parameters_come_from_the_manifest_and_the_corpus_may_have_moved(tmp_path):
    manifest = read_manifest(stored(tmp_path / "a") / "manifest.json")
    given = MODELS["03_sentiment"](corpus="old.jsonl", seed=7).model_dump()
    manifest.notebooks[0].parameters = given
    chosen = parameters_of(manifest, "new.jsonl")["03_sentiment"]
    assert (chosen.corpus, chosen.seed) == ("new.jsonl", 7)


def test_versions_and_a_changed_corpus_are_named_first(tmp_path):
    run = stored(tmp_path / "a", fingerprint="0" * 16)
    done = CliRunner().invoke(app, ["verify", str(run)])
    assert done.exit_code == 1
    assert "bundled sample: changed since the run" in done.stderr
    assert "code: not recorded in the run" in done.stderr
    assert done.stderr.index("code:") < done.stderr.index("Fingerprint")


def test_a_changed_or_vanished_file_of_settings_or_earlier_run_is_named(tmp_path):
    """All that a run read besides its corpus is in the manifest by digest: themes, vetoes, an earlier run."""
    themes, veto = tmp_path / "themes.yaml", tmp_path / "veto.txt"
    words = tmp_path / "words"
    words.mkdir()
    (words / "polarity.tsv").write_text("玄霁\t2\n", encoding="utf-8")
    themes.write_text("port: [港口, 造船]\n", encoding="utf-8")
    veto.write_text("灯笼\n", encoding="utf-8")
    before = stored(tmp_path / "before")
    chosen = {
        "03_sentiment": MODELS["03_sentiment"](veto=str(veto), lexicon=str(words)),
        "05_briefing": MODELS["05_briefing"](
            themes=str(themes), previous=str(before / "manifest.json")
        ),
    }
    records = [
        NotebookRecord(name=name, status="completed", parameters=given.model_dump())
        for name, given in chosen.items()
    ]
    now = fingerprint_now("")
    files = digest_named(chosen.values())
    run = store(tmp_path / "run", {}, notebooks=records, fingerprint=now, files=files)

    def said():
        done = CliRunner().invoke(app, ["verify", str(run), "--timeout", "1"])
        return [line for line in done.stderr.splitlines() if "nothing was repeated" in line]

    themes.write_text("port: [港口]\n", encoding="utf-8")
    changed = f"{themes}: changed since the run; nothing was repeated."
    assert said() == [changed]
    (before / "tables" / "sentiment.parquet").write_bytes(b"PAR1")
    earlier = changed.replace(str(themes), chosen["05_briefing"].previous)
    assert said() == [changed, earlier]
    veto.write_text("", encoding="utf-8")
    assert sorted(said()) == sorted([changed, earlier, changed.replace(str(themes), str(veto))])
    (words / "polarity.tsv").write_text("玄霁\t-2\n", encoding="utf-8")
    assert f"{words}: changed since the run; nothing was repeated." in said()
    themes.unlink()
    assert f"{themes}: no longer there; nothing was repeated." in said()


def test_a_themes_file_that_changes_during_a_run_is_refused(tmp_path):
    """Else one notebook would tell of other themes than the next, and than the run's tables."""
    path = tmp_path / "themes.yaml"
    path.write_text("port: [港口]\n", encoding="utf-8")
    with each_once():
        assert read_themes(path) == read_themes(path)
        path.write_text("port: [港口, 造船]\n", encoding="utf-8")
        with pytest.raises(ThemeError, match="changed since this run began"):
            read_themes(path)
    assert len(read_themes(path)[0].seeds) == 2


def analytics(tmp_path, *words, wrapper=()):
    environment = {**os.environ, "ANALYTICS_CACHE": str(tmp_path / "cache")}
    command = [*wrapper, sys.executable, "-m", "analytics", *map(str, words)]
    return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)


@pytest.fixture
def news(tmp_path):
    path = tmp_path / "news.jsonl"
    makers, deeds = ("星河", "南岸", "东港"), ("发布新芯片，股价上涨", "裁员三百人，亏损扩大")
    posts = [
        {
            "id": f"{n:03}",
            "title": f"{makers[n % 3]}科技{deeds[n % 2]}",
            "body": f"{makers[n % 3]}科技称，第{n}季度订单增长{n}成，分析师看法不一。",
            "published_at": f"2026-03-{n + 1:02}T08:00:00+08:00",
        }
        for n in range(12)
    ]
    path.write_text("\n".join(json.dumps(post) for post in posts), encoding="utf-8")
    return path


@pytest.mark.slow
def test_a_real_run_verifies_until_its_tables_or_corpus_change(tmp_path, news):
    done = analytics(tmp_path, "run", "topics", "--corpus", news, "--out", "out")
    assert done.returncode == 0, done.stderr
    [run] = (path.parent for path in (tmp_path / "out").glob("*/manifest.json"))
    done = analytics(tmp_path, "verify", run)
    assert done.returncode == 0, done.stderr
    assert "The same: 7 tables and the results of 1 notebook." in done.stderr
    moved = news.rename(news.with_name("moved.jsonl"))
    assert analytics(tmp_path, "verify", run).returncode == 2

    path = run / "tables" / "sentiment.parquet"
    table = pd.read_parquet(path)
    table.loc[3, "polarity"] = 0.125
    table.to_parquet(path, index=False, compression="zstd")
    (tmp_path / "same").mkdir()
    kept = moved.rename(tmp_path / "same" / "news.jsonl")
    done = analytics(tmp_path, "verify", run, "--corpus", kept)
    assert done.returncode == 1
    assert "tables/sentiment.parquet, row 3, column polarity: 0.125 in the run" in done.stderr
    with kept.open("a", encoding="utf-8") as file:
        file.write('\n{"title": "东港造船开工", "body": "东港造船今天开工。"}')
    done = analytics(tmp_path, "verify", run, "--corpus", kept)
    assert done.returncode == 1
    assert "changed since the run" in done.stderr
