"""The command line says what is wrong in a sentence, writes tables, and leaves with honest codes."""

import json
import os
import subprocess
import sys

import pandas as pd
import pytest
from typer.testing import CliRunner

from analytics.cli import app
from analytics.cli.writing import write_table

runner = CliRunner()


def run(*words):
    return runner.invoke(app, [str(word) for word in words])


def test_list_names_each_notebook_with_its_question():
    result = run("list")
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.stdout.splitlines()] == [
        "01_corpus", "02_topics", "03_sentiment", "04_trends", "05_briefing", "06_theme",
        "07_evaluation",
    ]  # fmt: skip
    assert "What changed?" in result.stdout


def test_params_says_what_is_allowed():
    result = run("params", "02_topics")
    assert result.exit_code == 0
    assert '"auto" or a whole number of at least 2' in " ".join(result.stdout.split())


def test_a_notebook_may_be_named_shortly():
    assert run("params", "topics").stdout == run("params", "02_topics").stdout
    assert run("params", "02").stdout == run("params", "02_topics").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["params", "topcis"], "Did you mean 02_topics?"),
        (["run"], "--all"),
        (["run", "--all", "01_corpus"], "--all"),
        (["run", "05_breifing"], "Did you mean 05_briefing?"),
        (["run", "02_topics", "-p", "n_topic=3"], "Did you mean n_topics?"),
        (["run", "02_topics", "-p", "n_topics=abc"], "must be"),
        (["run", "02_topics", "-p", "n_topics"], "NAME=VALUE"),
        (["run", "01_corpus", "-p", "n_topics=4"], "not a parameter of 01_corpus"),
        (["run", "01_corpus", "-p", "start=2026-13-01"], "a day such as"),
        (["run", "01_corpus", "-f", "absent.yaml"], "absent.yaml: No such file"),
        (["run", "01_corpus", "-j", "0"], "greater than or equal to 1"),
        (["documents", "a.md", "--out", "a.xlsx"], ".parquet"),
        (["documents", "", "--out", "a.csv"], "INPUT is empty"),
        (["documents", "absent.md", "--out", "a.csv"], "absent.md"),
        (["topics", "a.md", "--out", "a.csv", "--n-topics", "1"], "at least 2"),
        (["sentiment", "a.md", "--out", "a.csv", "--veto", "v.txt"], "goes with --adapt"),
        (["index", "absent"], "absent: no such folder"),
        (["nonsense"], "No such command"),
    ],
)
def test_wrong_use_is_refused_in_a_sentence(words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run(*words)
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output
    assert not list(tmp_path.iterdir())


def test_words_that_the_corpus_teaches_count_when_asked(tmp_path, monkeypatch):
    monkeypatch.setenv("ANALYTICS_CACHE", str(tmp_path / "cache"))
    good, bad = ("订单大增", "亏损收窄", "获批上市"), ("被罚款", "亏损扩大", "遭到起诉")
    told = [f"澄岸科技{what}，秋千迎客" for what in good] * 60
    told += [f"木犀电子{what}，灯笼挂起" for what in bad] * 60
    told += ["灯笼挂起"]
    lines = [json.dumps({"title": text, "text": f"第{i}条"}) for i, text in enumerate(told)]
    (tmp_path / "news.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "veto.txt").write_text("灯笼\n", encoding="utf-8")
    found = {}
    for name, more in (
        ("plain", []),
        ("adapted", ["--adapt"]),
        ("vetoed", ["--adapt", "--veto", tmp_path / "veto.txt"]),
    ):
        out = tmp_path / f"{name}.parquet"
        result = run("sentiment", tmp_path / "news.jsonl", "--out", out, *more)
        assert result.exit_code == 0, result.output
        found[name] = pd.read_parquet(out).iloc[-1]  # the lanterns alone
    assert found["plain"]["coverage"] == 0
    assert found["adapted"]["polarity"] < found["vetoed"]["polarity"]
    assert found["adapted"]["coverage"] > found["vetoed"]["coverage"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("n_topics: [3]", "must be one value"),
        ("- 3", "must be a mapping"),
        ("a: !!python/object/apply:os.system ['true']", "must be one value"),
        ("{", "not YAML"),
        ("seed: x", "a whole number"),
        ("#" * 2_000_000, "larger than"),
    ],
)
def test_a_parameter_file_is_read_safely(text, said, tmp_path):
    path = tmp_path / "params.yaml"
    path.write_text(text, encoding="utf-8")
    result = run("run", "02_topics", "-f", path, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert said in result.output
    assert not (tmp_path / "out").exists()


def test_csv_does_not_start_formulas_and_keeps_numbers_and_ids(tmp_path):
    table = pd.DataFrame(
        {
            "doc_id": ["007", "-12", "a", "b", "c"],
            "title": ['=HYPERLINK("http://x")', "+1+1", "@SUM(A1)", "-5%", "\t=1"],
            "polarity": [-0.5, 0.0, 1.0, -1.0, 0.25],
        }
    )
    write_table(table, tmp_path / "t.csv")
    read = pd.read_csv(tmp_path / "t.csv", dtype={"doc_id": str})
    assert read["doc_id"].tolist() == ["007", "-12", "a", "b", "c"]
    assert read["polarity"].tolist() == table["polarity"].tolist()
    assert all(title.startswith("'") for title in read["title"])


def test_jsonl_and_parquet_keep_every_text_as_it_was(tmp_path):
    at = pd.to_datetime(["2026-03-02 08:30", None]).tz_localize("Asia/Shanghai")
    table = pd.DataFrame({"doc_id": ["007", "=1"], "title": ["涨 3%\n下一行", ""], "at": at})
    write_table(table, tmp_path / "t.jsonl")
    write_table(table, tmp_path / "t.parquet")
    lines = [json.loads(line) for line in (tmp_path / "t.jsonl").open(encoding="utf-8")]
    assert lines == [
        {"doc_id": "007", "title": "涨 3%\n下一行", "at": "2026-03-02T08:30:00+08:00"},
        {"doc_id": "=1", "title": "", "at": None},
    ]
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "t.parquet"), table)


def test_documents_of_a_small_file(tmp_path):
    source = tmp_path / "news.jsonl"
    posts = [
        {
            "id": "007",
            "title": "星河芯片发布新款处理器",
            "body": "新款处理器将于下月上市，售价未公布。",
        },
        {
            "id": "008",
            "title": "-SUM(A1) 海潮机器人获得融资",
            "body": "海潮机器人宣布完成新一轮融资。",
        },
    ]
    source.write_text("\n".join(json.dumps(post) for post in posts), encoding="utf-8")
    out = tmp_path / "new" / "documents.csv"
    result = run("documents", source, "--out", out)
    assert result.exit_code == 0, result.output
    read = pd.read_csv(out, dtype=str)
    assert read["doc_id"].tolist() == ["007", "008"]
    assert read["title"][1].startswith("'-SUM")


def test_the_command_starts_quickly():
    code = (
        "import sys, analytics.cli; heavy = {'pandas', 'papermill', 'matplotlib', 'sklearn'}; "
        "print(*sorted(heavy & set(sys.modules)))"
    )
    out = subprocess.check_output([sys.executable, "-c", code], text=True, env=os.environ)
    assert out.split() == []
