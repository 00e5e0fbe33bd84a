"""A theme kept to: its documents alone, with the themes that the whole slice says they have."""

import json

import pandas as pd
import pytest

from analytics.archive import ingest
from analytics.corpus import SourceError
from analytics.parameters import MODELS
from analytics.stages import keep_to_theme, open_chosen, prepare, sentiment_table, theme_tables
from analytics.themes import ThemeError

OWN = "cards: {seeds: [显卡], similar: false}\ncars: {seeds: [无人车], similar: false}\n"


def post(n, text):
    return {
        "id": f"n{n}",
        "title": text,
        "body": f"{text}，编号{n}，消息人士说，细节将于{n + 3}日公布。",
        "published_at": f"2026-03-{n % 4 + 1:02}",
    }


@pytest.fixture
def archive(tmp_path, monkeypatch):
    monkeypatch.setenv("ANALYTICS_CACHE", str(tmp_path / "cache"))
    texts = [
        "云岫发布新款显卡",
        "北渡的无人车开始路测",
        "远帆物流下调运价",
        "青禾的无人车装上新款显卡",
    ]
    lines = [json.dumps(post(n, texts[n % 4]), ensure_ascii=False) for n in range(24)]
    news = tmp_path / "news.jsonl"
    news.write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "own.yaml").write_text(OWN, encoding="utf-8")
    ingest([news], tmp_path / "archive")
    return tmp_path / "archive"


def chosen(archive, notebook="02_topics", **values):
    themes = str(archive.parent / "own.yaml")
    return MODELS[notebook](corpus=str(archive), themes=themes, **values)


def test_only_documents_about_the_theme_are_read(archive):
    corpus = open_chosen(chosen(archive, theme="cards", start="2026-03-02"))
    assert corpus.documents["title"].str.contains("显卡").all()
    assert corpus.documents["published_at"].min() >= pd.Timestamp("2026-03-02", tz="Asia/Shanghai")
    assert list(corpus.tokens.doc_ids) == list(corpus.documents["doc_id"])
    assert set(sentiment_table(corpus)["doc_id"]) == set(corpus.documents["doc_id"])


def test_what_else_they_are_about_is_what_the_whole_slice_says(archive):
    parameters = chosen(archive, theme="cards")
    part = theme_tables(open_chosen(parameters), parameters.themes).document_themes
    whole = theme_tables(open_chosen(chosen(archive)), parameters.themes).document_themes
    assert set(part["theme"]) == {"cards", "cars"}
    expected = whole[whole["doc_id"].isin(part["doc_id"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(part, expected)


def test_the_notebook_about_a_theme_still_sees_all_news(archive):
    parameters = chosen(archive, "06_theme", theme="cards")
    assert len(open_chosen(parameters)) == 24


def test_notebooks_that_read_the_same_documents_share_them(archive):
    asked = {name: chosen(archive, name, theme="cards") for name in MODELS}
    asked["06_theme"] = chosen(archive, "06_theme", theme="cards")
    first, *others = prepare(asked)
    assert [len(corpus) for corpus in (first, *others)] == [12, 24]


def test_an_unknown_theme_and_one_without_documents_are_said(archive):
    with pytest.raises(ThemeError, match="Did you mean cards"):
        prepare({"01_corpus": chosen(archive, "01_corpus", theme="card")})
    (archive.parent / "own.yaml").write_text("cards: [显卡]\nships: [货轮]\n", encoding="utf-8")
    corpus = open_chosen(chosen(archive))
    with pytest.raises(SourceError, match="none of the 24 documents asked for is about ships"):
        keep_to_theme(corpus, "ships", str(archive.parent / "own.yaml"))
