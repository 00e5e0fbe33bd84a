"""A user's own names, words, labels and vetoes: in the tables, in the reports, in the manifest."""

import json
import os
import subprocess
import sys

import pandas as pd
import pytest
from test_training import write_labelled
from typer.testing import CliRunner

import analytics
from analytics import stages
from analytics.archive import ingest
from analytics.cli import app
from analytics.corpus import SourceError
from analytics.freshness import each_once
from analytics.own import Own
from analytics.prepared import open_corpus
from analytics.sentiment import score_text, train_sentiment

NAMES = "# 我们的\n大跌眼镜店\tcompany\t大跌眼镜\n谷雨一号\tproduct\n无人提及\tperson\n"
TITLES = ["大跌眼镜店公布地址", "谷雨一号真咕噜", "远帆物流又咕噜了", "砚岭教育裁员三成"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """News, names and words; 咕噜 is good, 裁员 says nothing."""
    monkeypatch.setenv("ANALYTICS_CACHE", str(tmp_path / "cache"))
    posts = [
        {"id": f"n{n}", "title": title, "body": "", "published_at": f"2026-03-0{n + 1}"}
        for n, title in enumerate(TITLES)
    ]
    lines = "\n".join(json.dumps(post, ensure_ascii=False) for post in posts)
    (tmp_path / "news.jsonl").write_text(lines, encoding="utf-8")
    (tmp_path / "names.tsv").write_text(NAMES, encoding="utf-8")
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "polarity.tsv").write_text("咕噜\t3\n裁员\t0\n", encoding="utf-8")
    return tmp_path


def own(folder, **more):
    return Own(str(folder / "names.tsv"), str(folder / "words"), **more)


def labels(table):
    return dict(zip(table["doc_id"], table["label"], strict=True))


def test_names_are_kept_whole_found_and_without_tone(folder):
    corpus = open_corpus(folder / "news.jsonl", own=own(folder))
    assert corpus.tokens.terms(0)[0] == "大跌眼镜店"
    entities = stages.entity_table(corpus)
    assert entities["entity"].tolist()[:2] == ["大跌眼镜店", "谷雨一号"]
    assert (entities["entity"] == "谷雨一号").sum() == 1
    assert stages.sentiment_table(corpus)["n_hits"].iloc[0] == 0
    bare = open_corpus(folder / "news.jsonl")
    assert "谷雨一号" not in set(stages.entity_table(bare)["entity"])
    assert stages.sentiment_table(bare)["polarity"].iloc[0] < 0


def test_words_reach_documents_names_and_evidence(folder):
    corpus = open_corpus(folder / "news.jsonl", own=own(folder))
    assert labels(stages.sentiment_table(corpus)) | {"n0": ""} == {
        "n0": "", "n1": "pos", "n2": "pos", "n3": "neu",
    }  # fmt: skip
    tone = stages.entity_table(corpus).set_index("entity")["polarity"]
    assert tone["谷雨一号"] > 0.3
    view = analytics.SentimentView(
        corpus=str(folder / "news.jsonl"),
        names=str(folder / "names.tsv"),
        lexicon=str(folder / "words"),
    )
    assert '<mark class="pos">咕噜</mark>' in str(view.best().html)
    assert "2 of 3 names of your own; in no story: 无人提及" in str(view.own_names())
    assert "2 terms (words) and 3 names (names.tsv)" in str(view.warnings()[0])


def test_the_characters_of_a_word_with_a_meaning_of_ones_own_are_not_read(folder):
    """Else what characters suggest would go on saying that 裁员 is bad."""
    words = Own(lexicon=str(folder / "words"))
    news = pd.DataFrame({"doc_id": ["a"], "title": ["裁员"], "body": [""]})
    from analytics.tokens import Segmenter

    tokens = Segmenter(words.words.terms).segment(news)
    [row] = stages.score_tone(news, tokens, words).itertuples()
    assert abs(row.polarity) < 0.05
    assert score_text("裁员").polarity < -0.4


def test_a_slice_of_an_archive_is_scored_anew_and_the_archive_stays(folder):
    ingest([folder / "news.jsonl"], folder / "archive")
    before = sorted(path for path in (folder / "archive").rglob("*"))
    plain = stages.sentiment_table(open_corpus(folder / "archive", start="2026-03-02"))
    ours = open_corpus(folder / "archive", start="2026-03-02", own=own(folder))
    assert labels(stages.sentiment_table(ours)) == {"n1": "pos", "n2": "pos", "n3": "neu"}
    assert labels(plain)["n3"] == "neg"
    assert sorted(path for path in (folder / "archive").rglob("*")) == before
    of_file = open_corpus(folder / "news.jsonl", start="2026-03-02", own=own(folder))
    pd.testing.assert_frame_equal(stages.sentiment_table(ours), stages.sentiment_table(of_file))


def test_an_edited_file_counts_at_once_but_not_in_the_middle_of_a_run(folder):
    source, mine = folder / "news.jsonl", folder / "words" / "polarity.tsv"
    assert labels(stages.sentiment_table(open_corpus(source, own=own(folder))))["n2"] == "pos"
    mine.write_text("咕噜\t-3\n", encoding="utf-8")
    with each_once():
        assert labels(stages.sentiment_table(open_corpus(source, own=own(folder))))["n2"] == "neg"
        mine.write_text("咕噜\t3\n", encoding="utf-8")
        with pytest.raises(SourceError, match="words: changed since this run began"):
            open_corpus(source, own=own(folder))


def test_a_trained_model_scores_the_report_and_is_named(folder):
    train_sentiment(write_labelled(folder / "labelled.jsonl"), folder / "ours.model")
    view = analytics.SentimentView(
        corpus=str(folder / "news.jsonl"), sentiment_model=str(folder / "ours.model")
    )
    assert labels(view.sentiment)["n2"] == "pos"
    assert (view.sentiment["n_hits"] > 0).all()
    said = str(view.warnings()[0])
    assert "the trained model ours.model, made of 54 labelled documents (macro-F1 1.00" in said
    assert "words in it" in str(view.best().html)


def test_the_commands_take_names_and_words(folder):
    def run(*words):
        return CliRunner().invoke(app, [str(word) for word in words])

    source, out = folder / "news.jsonl", folder / "tone.jsonl"
    given = ["--names", folder / "names.tsv", "--lexicon", folder / "words"]
    done = run("sentiment", source, "--out", out, *given)
    assert done.exit_code == 0, done.output
    assert labels(pd.read_json(out, lines=True))["n3"] == "neu"
    refused = run("sentiment", source, "--out", out, "--model", "ours.model", *given)
    assert refused.exit_code == 2
    gold = {"远帆物流又咕噜了": "pos", "砚岭教育裁员三成": "neu", "木犀电子巨额亏损": "neg"}
    lines = [json.dumps({"text": text, "label": label}) for text, label in gold.items()]
    (folder / "gold.jsonl").write_text("\n".join(lines), encoding="utf-8")
    scored = [
        run("evaluate", "sentiment", folder / "gold.jsonl", "--no-baseline", *more).stdout
        for more in ([], ["--lexicon", folder / "words"])
    ]
    assert ["accuracy      1.000" in text for text in scored] == [False, True]
    (folder / "words" / "polarity.tsv").write_text("咕噜\t好\n", encoding="utf-8")
    done = run("sentiment", source, "--out", out, *given)
    assert done.exit_code == 2
    assert "polarity.tsv, line 1: '咕噜': '好' is not a number" in done.output


@pytest.mark.slow
def test_a_real_run_shows_records_and_verifies_all_of_it(folder):
    """Real papermill: the user's names, words and vetoes in the page, what was learned with examples."""
    good, bad = ("订单大增", "亏损收窄", "获批上市"), ("被罚款", "亏损扩大", "遭到起诉")
    told = [f"大跌眼镜店{what}，秋千迎客" for what in good] * 60
    told += [f"木犀电子{what}，灯笼挂起，纸伞收起" for what in bad] * 60
    lines = [json.dumps({"title": text, "text": f"第{i}条"}) for i, text in enumerate(told)]
    (folder / "news.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (folder / "veto.txt").write_text("灯笼\n灯龙\n", encoding="utf-8")
    words = [
        "run", "sentiment", "--corpus", "news.jsonl", "-p", "names=names.tsv",
        "-p", "lexicon=words", "-p", "veto=veto.txt",
    ]  # fmt: skip

    def analytics_in(*words):
        command = [sys.executable, "-m", "analytics", *map(str, words)]
        return subprocess.run(command, cwd=folder, env=os.environ, capture_output=True, text=True)

    done = analytics_in(*words)
    assert done.returncode == 0, done.stderr
    [path] = (folder / "reports").glob("*/manifest.json")
    manifest = json.loads(path.read_text(encoding="utf-8"))
    assert manifest["own"] == {"names": 3, "lexicon": 2}
    assert {name.rpartition("/")[2] for name in manifest["files"]} == {
        "names.tsv",
        "words",
        "veto.txt",
    }
    page = (path.parent / "03_sentiment.html").read_text(encoding="utf-8")
    taught = page[page.index("What this corpus teaches") :]
    assert "纸伞" in taught
    assert "木犀电子" in taught
    assert ">灯笼</span>" not in taught
    assert "1 word of the veto file occurs nowhere in this corpus" in page
    assert "灯龙" in page
    assert "大跌眼镜店" in page[page.index("Your own names") :]
    assert str(folder) not in page
    done = analytics_in("verify", path.parent)
    assert done.returncode == 0, done.stderr
