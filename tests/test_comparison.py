"""Two runs compared: what counts as the same, what moved and by which stories, what cannot be compared."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from stored_runs import about, documents, store, toned, topics

from analytics.comparison import ComparisonError, compare_runs
from analytics.comparison.moves import judged_otherwise, movers_of_share, movers_of_tone, themes_of
from analytics.comparison.stories import match_documents, match_stories
from analytics.reports.manifest import ManifestError, NotebookRecord
from analytics.run_tables import RunTableError, read_run_tables


def numbered(n, start=0):
    return {f"{i:03}": f"第{i}条新闻" for i in range(start, start + n)}


def test_documents_are_the_same_when_their_words_are():
    a = documents({"1": "甲厂开工", "2": "乙船下水", "3": "丙港封航", "4": "丁桥合龙"})
    b = documents(
        {"9": "甲厂开工", "2": "乙船下水", "3": "戊站通车"},
        digests={"2": "乙船下水，另有更正"},  # edited: same id and address, other words
    )
    b.loc[b["doc_id"] == "3", "url"] = "https://news.example/other"  # the same number, other news
    pairs = match_documents(a, b)
    assert pairs.to_numpy().tolist() == [
        ["1", "9", False], ["2", "2", True], ["3", "", False], ["4", "", False], ["", "3", False],
    ]  # fmt: skip


def test_stories_are_the_same_when_they_share_a_document():
    a = documents({"1": "甲厂开工", "2": "甲厂今日开工"}).assign(story_id="1")
    b = documents({"0": "甲厂即将开工", "2": "甲厂今日开工", "5": "乙船下水"})
    b["story_id"] = ["0", "0", "5"]
    stories = match_stories(a, b, match_documents(a, b))
    assert stories[["doc_id_a", "doc_id_b"]].to_numpy().tolist() == [["1", "0"], ["", "5"]]
    assert stories["headline"].tolist() == ["甲厂即将开工", "乙船下水"]


def test_a_share_that_rose_is_told_with_the_stories_that_joined(tmp_path):
    ids = list(numbered(100))
    a = store(tmp_path / "a", {
        "documents": documents(numbered(100)), "document_themes": about({"chips": ids[:10]}),
    })  # fmt: skip
    b = store(tmp_path / "b", {
        "documents": documents(numbered(140)),
        "document_themes": about({"chips": [*ids[:10], *numbered(30, 105)], "boats": ids[:3]}),
    })  # fmt: skip
    found = compare_runs(a, b)
    chips, boats = found.shares.set_index("theme").loc[["chips", "boats"]].to_dict("records")
    assert (chips["n_a"], chips["n_b"], chips["moved"]) == (10, 40, True)
    assert chips["difference"] == pytest.approx(40 / 140 - 0.1)
    assert 0 < chips["low"] < chips["difference"] < chips["high"]
    assert not boats["moved"]
    joined = movers_of_share(found.told, "chips", chips["difference"])
    assert set(found.stories.loc[joined["story"], "doc_id_b"]) <= set(numbered(30, 105))
    assert found.missing == []
    back = compare_runs(b, a).shares.set_index("theme").loc["chips"]
    assert (-back["high"], -back["low"]) == pytest.approx((chips["low"], chips["high"]))


def test_the_parts_of_a_move_of_tone_sum_to_it(tmp_path):
    rng = np.random.default_rng(3)
    first, second = numbered(40), numbered(40, 20)
    tone_a = {i: float(x) for i, x in zip(first, rng.uniform(-0.2, 0.9, 40), strict=True)}
    tone_b = {i: tone_a.get(i, -0.8) for i in second}
    sides = [
        store(tmp_path / name, {
            "documents": documents(titles), "sentiment": toned(tones),
            "document_themes": about({"chips": list(titles)}),
        })
        for name, titles, tones in (("a", first, tone_a), ("b", second, tone_b))
    ]  # fmt: skip
    found = compare_runs(*sides)
    for theme in ("", "chips"):
        row = found.tones.set_index("theme").loc[theme]
        assert row["moved"]
        assert row["difference"] < 0
        movers = movers_of_tone(found.told, found.toned, theme, row["difference"])
        assert (movers["pull"] < 0).all()
        assert set(found.stories.loc[movers["story"], "doc_id_a"]) == {""}
    everything = movers_of_tone(found.told, found.toned, "", 1)["pull"].sum()
    assert everything > 0


def test_the_same_corpus_judged_otherwise_is_told_story_by_story(tmp_path):
    titles = numbered(12)
    ids = list(titles)
    before, now = dict.fromkeys(ids, 0.5), dict.fromkeys(ids, 0.5) | {ids[3]: -0.6}
    a, b = (
        store(tmp_path / name, {
            "documents": documents(titles), "sentiment": toned(tones),
            "document_themes": about({"chips": themed}),
        })
        for name, tones, themed in (("a", before, ids[:5]), ("b", now, ids[:6]))
    )  # fmt: skip
    found = compare_runs(a, b)
    rows = judged_otherwise(found.told, found.toned, found.stories)
    assert rows["story"].map(found.stories["doc_id_b"]).tolist() == [ids[5], ids[3]]
    assert themes_of(found.told, rows["story"], "a") == [[], ["chips"]]
    assert themes_of(found.told, rows["story"], "b") == [["chips"], ["chips"]]
    assert rows["change"].tolist() == pytest.approx([0, -1.1])
    again = compare_runs(a, store(tmp_path / "c", found.a.tables))
    assert again.shares[["low", "high"]].to_numpy().tolist() == [[0, 0], [0, 0]]
    assert not again.tones["moved"].any()
    assert again.settings.empty


def test_topics_go_on_are_born_merge_and_go(tmp_path):
    titles = numbered(40)
    ids = list(titles)
    before = {
        "芯片·晶圆": ids[:10],
        "航线·客机": ids[10:20],
        "货轮·港口": ids[20:26],
        "白酒·酒厂": ids[30:36],
    }
    now = {
        "晶圆·芯片": ids[:9],
        "航线·客机·港口": [*ids[10:20], *ids[20:26]],
        "游戏·厂商": ids[26:30],
    }
    a, b = (
        store(tmp_path / name, {"documents": documents(titles), **topics(groups)})
        for name, groups in (("a", before), ("b", now))
    )
    table = compare_runs(a, b).topics
    rows = {row.label_a or row.label_b: row for row in table.itertuples()}
    assert {label: row.change for label, row in rows.items()} == {
        "游戏·厂商": "born", "白酒·酒厂": "gone", "货轮·港口": "merged", "航线·客机": "grown",
        "芯片·晶圆": "same",
    }  # fmt: skip
    assert table["change"].tolist() == ["born", "gone", "merged", "grown", "same"]
    chips = rows["芯片·晶圆"]
    assert (chips.topic_a, chips.topic_b, chips.label_b, chips.n_shared) == (0, 0, "晶圆·芯片", 9)
    assert chips.overlap == 1  # one of its documents was not searched in B
    assert chips.terms == ["晶圆", "芯片"]
    assert rows["货轮·港口"].into == "航线·客机·港口"


def test_parameters_that_differ_are_told_once(tmp_path):
    both = ("02_topics", "03_sentiment")
    a, b = (
        store(tmp_path / name, {"documents": documents(numbered(3))}, notebooks=[
            NotebookRecord(name=n, status="completed",
                           parameters={"start": day, "n_topics": k, "seed": 0})
            for n, k in zip(both, ("auto", k), strict=True)
        ])
        for name, day, k in (("a", "", 5), ("b", "2026-03-02", 12))
    )  # fmt: skip
    rows = compare_runs(a, b).settings.set_index("name")[["a", "b"]]
    assert rows.loc["start"].tolist() == ["", "2026-03-02"]
    assert rows.loc["03_sentiment: n_topics"].tolist() == ["5", "12"]
    assert list(rows.index) == ["start", "03_sentiment: n_topics"]


def test_a_file_of_the_same_name_that_held_something_else_is_told(tmp_path):
    a, b = (
        store(tmp_path / name, {"documents": documents(numbered(3))}, files=files)
        for name, files in (
            ("a", {"desk/mine.yaml": "1" * 64, "a.yaml": "2" * 64}),
            ("b", {"desk/mine.yaml": "3" * 64}),
        )
    )
    rows = compare_runs(a, b).settings
    assert rows.to_numpy().tolist() == [["parameters", "mine.yaml", "1" * 12, "3" * 12]]


def test_what_one_run_lacks_is_named_and_the_rest_compared(tmp_path):
    full = {"documents": documents(numbered(6)), "document_themes": about({"chips": ["001"]}),
            "sentiment": toned(dict.fromkeys(numbered(6), 0.3)),
            **topics({"芯片·晶圆": ["001"]})}  # fmt: skip
    a, b = store(tmp_path / "a", full), store(tmp_path / "b", {"documents": full["documents"]})
    found = compare_runs(a, b)
    assert {letter for letter, _ in found.missing} == {"B"}
    assert {"sentiment", "topics", "document_themes"} <= {table for _, table in found.missing}
    assert found.shares is None
    assert len(found.pairs) == 6
    old = compare_runs(a, store(tmp_path / "old", {}))
    assert ("B", "documents") in old.missing
    assert old.pairs is None


def test_what_is_no_run_or_another_kind_is_refused(tmp_path):
    a = store(tmp_path / "sweep" / "1-n_topics=5", {"documents": documents(numbered(3))})
    other = store(
        tmp_path / "other", {}, notebooks=[NotebookRecord(name="04_trends", status="completed")]
    )
    for folder, said in (
        (tmp_path / "absent", "no such folder"),
        (tmp_path, "no manifest.json"),
        (tmp_path / "sweep", "It holds runs: name one of them, such as"),
        (other, "different kinds"),
        (a, "given twice"),
    ):
        with pytest.raises(ComparisonError, match=said):
            compare_runs(a, folder)
    (other / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(ManifestError):
        compare_runs(a, other)


@pytest.mark.parametrize("content", [b"", b"PAR1 but no table PAR1", None])
def test_a_broken_table_is_refused_by_name(tmp_path, content):
    a, b = (store(tmp_path / name, {"documents": documents(numbered(3))}) for name in ("a", "b"))
    path = b / "tables" / "documents.parquet"
    if content is None:
        documents(numbered(3)).drop(columns="digest").to_parquet(path)
    else:
        path.write_bytes(content)
    with pytest.raises(RunTableError, match=r"documents\.parquet"):
        compare_runs(a, b)


def _bomb(table):
    long = table.set_column(0, "doc_id", pa.array(["号" * 200] * 3))
    return long.take(np.zeros(120_000, dtype=np.int64))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda table: table.replace_schema_metadata({b"pandas": b"[]"}), ""),
        (lambda table: table.set_column(0, "doc_id", pa.array([{"a": [1]}] * 3)), "repeat a key"),
        (lambda table: table.set_column(0, "doc_id", pa.array([b"\xff"] * 3).view(pa.string())), "UTF8"),
        (_bomb, "100 times its size"),
    ],
    ids=["metadata", "objects", "bytes", "bomb"],
)  # fmt: skip
def test_a_table_of_a_run_that_somebody_forged_is_read_or_refused_by_name(tmp_path, change, said):
    run = store(tmp_path / "run", {"documents": documents(numbered(3))})
    path = run / "tables" / "documents.parquet"
    pq.write_table(change(pq.read_table(path).combine_chunks()), path)
    if not said:
        assert len(read_run_tables(run, ["documents"])["documents"]) == 3
        return
    with pytest.raises(RunTableError, match=rf"documents\.parquet(.|\n)*{said}"):
        read_run_tables(run, ["documents"])


def test_a_table_without_rows_is_whole(tmp_path):
    """Two runs in which no document had a theme could not be compared."""
    from analytics.corpus import read_table

    path = tmp_path / "document_themes.parquet"
    empty = pd.DataFrame({"doc_id": pd.Series(dtype="str"), "weight": pd.Series(dtype=float)})
    for dictionary in (True, False):
        empty.to_parquet(path, use_dictionary=dictionary)
        read = read_table(path).to_pandas()
        assert len(read) == len(read.merge(read, on=["doc_id", "weight"], how="outer")) == 0
