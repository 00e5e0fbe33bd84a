"""A day inside an archive: its topics and ids, its word counts, and when learning again would pay."""

import json
import os
import shutil

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from analytics.archive import ingest, lending
from analytics.archive.archive import Archive
from analytics.archive.drift import find_drift
from analytics.archive.lending import last_lent, learn
from analytics.background import load_background
from analytics.cli import app
from analytics.prepared import open_corpus
from analytics.stages import embed_corpus, theme_tables, topic_tables
from analytics.views.topics import TopicsView

SUBJECTS = {
    "sport": ["球队", "比赛", "进球", "教练", "球员", "联赛", "冠军", "射门"],
    "money": ["股票", "基金", "涨幅", "市场", "投资者", "收益", "券商", "指数"],
    "film": ["电影", "导演", "演员", "票房", "剧本", "上映", "观众", "镜头"],
    "health": ["疫苗", "医院", "患者", "药物", "临床", "医生", "治疗", "病毒"],
    "farm": ["水稻", "农户", "收割机", "灌溉", "土壤", "种子", "亩产", "化肥"],
}
FOUR = ["sport", "money", "film", "health"]


def write(path, day, n, subjects, extra=""):
    draw = np.random.default_rng(day)
    lines = []
    for i in range(n):
        words = draw.choice(SUBJECTS[subjects[i % len(subjects)]], 5, replace=False)
        post = {
            "id": f"{subjects[i % len(subjects)]}-{day}-{i:03}",
            "text": "，".join([*words, f"{extra}第{draw.integers(10**6)}号"]),
            "published_at": f"2026-03-{day:02}",
        }
        lines.append(json.dumps(post, ensure_ascii=False))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """An archive of 240 documents about four subjects; its cache beside it."""
    home = tmp_path_factory.mktemp("lending")
    ingest([write(home / "1.jsonl", 1, 240, FOUR)], home / "news")
    return home


@pytest.fixture
def news(grown, tmp_path, monkeypatch):
    """A copy of it that a test may change."""
    monkeypatch.setenv("ANALYTICS_CACHE", str(tmp_path / "cache"))
    return shutil.copytree(grown / "news", tmp_path / "news")


def topics_of(folder, **slice_of):
    corpus = open_corpus(folder, **slice_of)
    found = topic_tables(corpus, theme_tables(corpus), among="all")
    return found.document_topics.set_index("doc_id")["topic"], found


def snapshot_of(folder):
    archive = Archive(folder)
    return archive, archive.log.read()


def test_a_day_has_the_topics_of_the_archive_under_their_ids(news, tmp_path):
    whole, _ = topics_of(news)
    ingest([write(tmp_path / "2.jsonl", 2, 12, FOUR)], news)
    day, found = topics_of(news, start="2026-03-02")
    assert len(day) == 12
    subject = whole.index.str.split("-").str[0]
    for name in FOUR:
        own = whole[subject == name].mode()[0]
        assert (day[day.index.str.startswith(name)] == own).all()
    assert found.topics["n_documents"].sum() == 12
    again, _ = topics_of(f"{news}@1")
    pd.testing.assert_series_equal(again, whole)


@pytest.mark.slow
def test_word_counts_of_the_archive_are_added_to_those_of_the_background(news):
    corpus = open_corpus(news)
    lent = corpus.lent
    bundled = load_background()
    assert lent.background.n_documents == bundled.n_documents + 240
    holding = corpus.documents["body"].str.contains("进球").sum()
    place = list(lent.background.terms).index("进球")
    before = np.exp(bundled.idf(["进球"])[0] - 1)
    frequency = (1 + bundled.n_documents) / before - 1
    assert lent.background.document_frequency[place] == round(frequency) + holding
    assert embed_corpus(corpus).shape[0] == 240


@pytest.mark.slow
def test_corrected_documents_count_once(news, tmp_path):
    corpus = open_corpus(news)
    first = corpus.documents.iloc[0]
    post = {"id": first["doc_id"], "text": first["body"] + "，更正", "published_at": "2026-03-01"}
    fix = tmp_path / "fix.jsonl"
    fix.write_text(json.dumps(post, ensure_ascii=False), encoding="utf-8")
    ingest([fix], news)
    archive, snapshot = snapshot_of(news)
    assert snapshot.n_documents == 240
    lent = learn(archive, snapshot, tmp_path / "spare")
    assert lent.background.n_documents == load_background().n_documents + 240


@pytest.mark.slow
def test_another_number_or_model_is_found_in_the_slice_itself(news):
    corpus = open_corpus(news)
    found = topic_tables(corpus, theme_tables(corpus), among="all", n_topics=2)
    assert (found.topics["topic"] >= 0).sum() == 2
    assert not (news / "learned").exists() or len(found.trials) == 1


def test_a_small_archive_lends_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("ANALYTICS_CACHE", str(tmp_path / "cache"))
    ingest([write(tmp_path / "1.jsonl", 1, 40, FOUR)], tmp_path / "news")
    assert open_corpus(tmp_path / "news").lent is None
    archive, snapshot = snapshot_of(tmp_path / "news")
    assert find_drift(archive, snapshot, tmp_path) is None


def test_more_of_the_same_is_no_drift_and_new_subjects_are(news, tmp_path):
    topics_of(news)
    ingest([write(tmp_path / "2.jsonl", 2, 120, FOUR)], news)
    still = find_drift(*snapshot_of(news), tmp_path)
    assert (still.number, still.n_new, still.n_drawn) == (1, 120, 120)
    assert not still.reasons and not len(still.new_terms)
    ingest([write(tmp_path / "3.jsonl", 3, 240, ["farm"], "沃野智农")], news)
    moved = find_drift(*snapshot_of(news), tmp_path)
    assert moved.likeness[1] < moved.likeness[0]
    assert {"likeness", "doubled"} <= set(moved.reasons)
    assert moved.new_terms["term"].str.contains("沃野|智农").any()


@pytest.mark.slow
def test_learning_again_keeps_ids_and_gives_new_subjects_new_ones(news, tmp_path):
    before, _ = topics_of(news)
    ingest([write(tmp_path / "3.jsonl", 3, 200, ["farm"])], news)
    old, _ = topics_of(news, end="2026-03-01")
    pd.testing.assert_series_equal(old, before)  # nothing changes until it is asked for
    lent = learn(*snapshot_of(news), tmp_path / "spare")
    assert lent.number == 2
    now, _ = topics_of(news)
    assert (now[before.index] == before).mean() > 0.9
    farm = now[now.index.str.startswith("farm")]
    assert farm.mode()[0] not in set(before)
    assert learn(*snapshot_of(news), tmp_path / "spare") is lent
    pd.testing.assert_series_equal(topics_of(f"{news}@1")[0], before)


@pytest.mark.slow
def test_an_archive_that_grew_fourfold_learns_by_itself(news, tmp_path):
    topics_of(news)
    ingest([write(tmp_path / "4.jsonl", 4, 760, FOUR)], news)
    assert open_corpus(news).lent.number == 2


@pytest.mark.slow
def test_what_is_learned_is_the_same_bytes_again(news, tmp_path):
    archive, snapshot = snapshot_of(news)
    contents = []
    for _ in range(2):
        learn(archive, snapshot, tmp_path / "spare")
        [folder] = (news / "learned").iterdir()
        contents.append({path.name: path.read_bytes() for path in folder.iterdir()})
        folder.rename(tmp_path / f"aside-{len(contents)}")
    assert contents[0] == contents[1]


@pytest.mark.slow
def test_a_number_of_topics_asked_for_stays(news, tmp_path):
    archive, snapshot = snapshot_of(news)
    assert len(learn(archive, snapshot, tmp_path).topics.ids) == 4
    two = learn(archive, snapshot, tmp_path, 2)
    assert (len(two.topics.ids), two.revision) == (2, 1)
    assert open_corpus(news).lent is two is learn(archive, snapshot, tmp_path)
    ingest([write(tmp_path / "2.jsonl", 2, 12, FOUR)], news)
    again = learn(*snapshot_of(news), tmp_path)
    assert (again.number, again.n_topics, len(again.topics.ids)) == (2, 2, 2)


def test_ids_outlive_an_upgrade(news, tmp_path):
    archive, snapshot = snapshot_of(news)
    before = learn(archive, snapshot, tmp_path, 3)
    [folder] = (news / "learned").iterdir()
    folder.rename(folder.with_name("00000001-00-0123456789abcdef"))
    lending._read.cache_clear()  # as in the process after the upgrade
    again = learn(archive, snapshot, tmp_path)
    assert again is not before and again.n_topics == 3
    assert set(again.topics.changes["change"]) == {"same"}
    assert len(list((news / "learned").iterdir())) == 2


@pytest.mark.slow
def test_the_command_tells_the_drift_and_finds_topics_again(news, tmp_path):
    def said(*arguments):
        result = CliRunner().invoke(app, ["drift", str(news), *arguments])
        assert result.exit_code == 0, result.output
        return result.output

    assert "topics found at commit 1" in said()
    ingest([write(tmp_path / "3.jsonl", 3, 240, ["farm"], "沃野智农")], news)
    told = said("--refit")
    assert "240 documents since" in told and "would pay" in told and "New words" in told
    assert "found at commit 2" in told and "born" in told
    assert "0 documents since" in said()


@pytest.mark.slow
def test_the_report_says_whose_topics_it_shows(news, tmp_path):
    ingest([write(tmp_path / "2.jsonl", 2, 12, FOUR)], news)
    for language, words in (("en", "the archive's"), ("zh", "取自整个档案")):
        view = TopicsView(corpus=str(news), start="2026-03-02", language=language)
        assert any(words in str(note) for note in view.findings())
        assert not any("refit" in str(note) for note in view.warnings())
    ingest([write(tmp_path / "3.jsonl", 3, 240, ["farm"], "沃野智农")], news)
    view = TopicsView(corpus=str(news), start="2026-03-03")
    assert any("--refit" in str(note) for note in view.warnings())
    own = TopicsView(corpus=str(news), start="2026-03-03", n_topics=2)
    assert not any("archive" in str(note) for note in own.findings() + own.warnings())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_archive_that_cannot_be_written_lends_from_the_cache(news, tmp_path):
    news.chmod(0o555)
    archive, snapshot = snapshot_of(news)
    try:
        assert learn(archive, snapshot, tmp_path / "spare") is not None
        assert last_lent(archive, snapshot, tmp_path / "spare") is not None
    finally:
        news.chmod(0o755)
