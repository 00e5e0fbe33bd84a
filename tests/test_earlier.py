"""Topics that keep number and label from run to run, in reports made with real kernels."""

import json
import os
import shlex
import subprocess
import sys

import pandas as pd
import pytest
from stored_runs import documents, store, topics

from analytics.earlier import EarlierRunError, read_earlier
from analytics.resources import data_path
from analytics.stages import topic_tables
from analytics.topics import TopicResult

PLACES = [a + b for a in ("东", "南", "西", "北", "中") for b in ("山市", "河县", "港区", "原镇")]
KINDS = {
    "chips": ["存储芯片涨价，晶圆厂扩产", "光刻机受阻，芯片产能紧张", "晶圆代工提价，半导体扩产"],
    "sport": ["球队主场夺冠，教练祝贺球员", "联赛进球创纪录，球迷欢呼", "篮球球员转会，教练换阵容"],
    "food": ["餐厅推出火锅新菜，食客排队", "茶饮门店降价，奶茶销量上升", "烘焙面包店扩张，咖啡门店增多"],
    "farm": ["小麦丰收，农户抢种玉米", "果园苹果滞销，农户直播卖果", "水稻插秧，农机下田"],
    "space": ["火箭发射成功，卫星入轨", "航天员出舱，空间站换舱", "卫星组网，火箭回收试验"],
}  # fmt: skip


def write_news(path, kinds=tuple(KINDS), places=PLACES, extra=()):
    """Short news of these kinds, each from each place; `extra` bodies come last."""
    bodies = [f"{text}，{place}" for kind in kinds for text in KINDS[kind] for place in places]
    rows = [{"id": f"{body}", "title": "", "body": body} for body in [*bodies, *extra]]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")


def test_a_run_is_found_by_its_folder_or_by_what_lies_in_it(tmp_path):
    tables = {"documents": documents({"a": "芯片涨价"}), **topics({"芯片·涨价": ["a"]})}
    run = store(tmp_path / "one", tables)
    for place in (run, run / "manifest.json", run / "tables", run / "tables" / "topics.parquet"):
        assert read_earlier(str(place)).folder == run


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("absent", "no such file or folder"),
        ("empty", "not the folder of a run"),
        ("runs", "name one of them, such as"),
        ("runs/without", "kept no topics, topic_terms, document_topics"),
    ],
)
def test_what_is_no_run_with_topics_is_refused(tmp_path, name, said):
    (tmp_path / "empty").mkdir()
    store(tmp_path / "runs" / "without", {"documents": documents({"a": "芯片涨价"})})
    with pytest.raises(EarlierRunError, match=said):
        read_earlier(str(tmp_path / name))


def test_a_number_is_never_given_twice(tmp_path):
    """Topic 9 ended in the run before the earlier one; a new topic must not take its number."""
    tables = {"documents": documents({"a": "芯片涨价"}), **topics({"芯片": ["a"]})}
    ended = {"topic": [9], "label": ["火箭"], "change": ["gone"], "n_before": [4], "n_now": [0]}
    tables["topic_changes"] = pd.DataFrame(ended | {"into": [-1], "headline": [""], "url": [""]})
    earlier = read_earlier(str(store(tmp_path / "run", tables)))
    new = topics({"球队": ["b", "c"]})
    texts = pd.DataFrame({"doc_id": ["b", "c"], "title": ["球队夺冠", "球队失利"], "body": ""})
    texts[["published_at", "source", "url", "kind", "story_id"]] = ""
    found = TopicResult(*new.values(), pd.DataFrame())
    result, changes = earlier.continued(found, earlier.topics(earlier.match(texts)), texts)
    assert result.topics["topic"].tolist() == [10]
    assert dict(zip(changes["topic"], changes["change"], strict=True)) == {
        10: "born",
        0: "gone",
        9: "ended",
    }


def analytics(folder, *words):
    environment = {**os.environ, "ANALYTICS_CACHE": str(folder / "cache")}
    command = [sys.executable, "-m", "analytics", *map(str, words)]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def run_topics(folder, corpus, *words):
    """Run `02_topics` and give the run's folder."""
    before = set(folder.glob("reports/*/"))
    result = analytics(folder, "run", "topics", "--corpus", corpus, *words)
    assert result.returncode == 0, result.stderr
    [run] = set(folder.glob("reports/*/")) - before
    return run


def kept(run):
    """The run's topics by number, without outliers, and what changed."""
    found = pd.read_parquet(run / "tables" / "topics.parquet").set_index("topic")
    return found.drop(index=-1, errors="ignore")


@pytest.mark.slow
def test_topics_keep_number_and_label_when_news_is_added(tmp_path):
    write_news(tmp_path / "news.jsonl")
    first = run_topics(tmp_path, "news.jsonl", "-p", "among=all", "-p", "n_topics=5")
    more = ["晶圆厂停电，芯片减产，海边市", "教练辞职，球队换帅，海边市", "火箭推迟发射，海边市"]
    write_news(tmp_path / "news.jsonl", extra=more)
    named = f"previous=reports/{first.name}"
    second = run_topics(tmp_path, "news.jsonl", "-p", "among=all", "-p", "n_topics=5", "-p", named)
    before, now = kept(first), kept(second)
    assert now["label"].to_dict() == before["label"].to_dict()
    assert now["n_documents"].sum() == before["n_documents"].sum() + len(more)
    page = (second / "02_topics.html").read_text(encoding="utf-8")
    assert "5 of 5 topics of the earlier run go on" in page
    assert "球队换帅" in page[page.index("Documents that the earlier run did not have") :]
    assert str(tmp_path) not in page
    manifest = json.loads((second / "manifest.json").read_text(encoding="utf-8"))
    assert f"previous={first}" in shlex.split(manifest["command"])


@pytest.mark.slow
@pytest.mark.parametrize("among", ["unclaimed", "all"])
def test_the_sample_keeps_its_topics_when_one_in_a_hundred_is_added(tmp_path, among):
    lines = data_path("sample", "documents.jsonl").read_text(encoding="utf-8").splitlines()
    late = set(lines[50::100])
    assert 0.01 <= len(late) / (len(lines) - len(late)) < 0.012
    corpus = tmp_path / "news.jsonl"
    corpus.write_text("\n".join(line for line in lines if line not in late), encoding="utf-8")
    first = run_topics(tmp_path, corpus.name, "-p", f"among={among}")
    corpus.write_text("\n".join(lines), encoding="utf-8")
    named = f"previous=reports/{first.name}"
    second = run_topics(tmp_path, corpus.name, "-p", f"among={among}", "-p", named)
    topic, again = (
        pd.read_parquet(run / "tables" / "document_topics.parquet").set_index("doc_id")["topic"]
        for run in (first, second)
    )
    shared = topic.index.intersection(again.index)
    assert len(shared) >= 0.98 * len(topic)  # a theme may claim one more document now
    assert (topic[shared] == again[shared]).mean() >= 0.95
    before, now = kept(first)["label"], kept(second)["label"]
    assert len(before) >= 4
    assert now.to_dict() == before.to_dict()


@pytest.mark.slow
def test_a_missing_run_is_refused_before_anything_runs(tmp_path):
    write_news(tmp_path / "news.jsonl")
    words = ["run", "topics", "--corpus", "news.jsonl", "-p", "previous=reports/monday"]
    result = analytics(tmp_path, *words)
    assert result.returncode == 2
    assert "monday: no such file or folder" in result.stderr
    assert not (tmp_path / "reports").exists()


def test_a_subject_that_comes_and_one_that_goes_are_told(tmp_path, monkeypatch):
    from analytics.prepared import open_corpus
    from analytics.run_tables import named_documents
    from analytics.stages import theme_tables
    from analytics.views.topics import TopicsView

    monkeypatch.setenv("ANALYTICS_CACHE", str(tmp_path / "cache"))
    write_news(tmp_path / "then.jsonl", kinds=["chips", "sport", "food"])
    write_news(tmp_path / "now.jsonl", kinds=["sport", "food", "space"])
    then = open_corpus(tmp_path / "then.jsonl")
    found = topic_tables(then, theme_tables(then), n_topics=3, among="all")
    tables = {name: getattr(found, name) for name in ("topics", "topic_terms", "document_topics")}
    run = store(tmp_path / "run", {"documents": named_documents(then.documents), **tables})
    view = TopicsView(
        corpus=str(tmp_path / "now.jsonl"), n_topics=3, among="all", previous=str(run)
    )
    changes = view.topics.changes.set_index("label")["change"].value_counts().to_dict()
    assert changes == {"same": 2, "born": 1, "gone": 1}
    finding = str(view.findings()[-1].text)
    assert finding.startswith("2 of 3 topics of the earlier run go on: 1 born (")
    new = view.topics.document_topics
    assert set(new.loc[~new["doc_id"].isin(view.topics.known["doc_id"]), "topic"]) == {3}
