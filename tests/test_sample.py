"""The bundled sample is what its datasheet says: whole, labelled, invented, written without a template."""

import gzip
import json
import os
import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from analytics.corpus import read_corpus
from analytics.resources import data_path

SAMPLE = data_path("sample")
THEMES = ("ai_raas", "autonomous_driving", "ipo", "gpu")
ACCIDENT = "2026-03-30T19:52"
# None of these may act in the sample; 苹果 alone is a fruit.
REAL_NAMES = """
阿里巴巴 腾讯 字节跳动 百度 京东 美团 拼多多 滴滴 快手 小红书 哔哩哔哩 网易 华为 小米 荣耀 联想 大疆 比亚迪 蔚来 理想汽车 小鹏 特斯拉
宁德时代 吉利 长安汽车 英伟达 寒武纪 摩尔线程 沐曦 壁仞 海光 中芯国际 台积电 三星 海力士 英特尔 高通 微软 谷歌 亚马逊 苹果公司 脸书
OpenAI Anthropic DeepSeek Nvidia Tesla Google Microsoft Amazon Waymo Apple Meta 小马智行 文远知行 地平线 毫末 智谱 月之暗面 科大讯飞
蜜雪 喜茶 奈雪 瑞幸 茅台 五粮液 万科 恒大 碧桂园 顺丰 招商银行 工商银行 中信证券 高盛 红杉 高瓴 软银 马斯克 黄仁勋 马化腾 雷军
36氪 新华社 央视 人民日报 财新 澎湃 彭博 路透 新浪 财联社 第一财经 证券时报
"""


@cache
def documents() -> list[dict]:
    return [json.loads(line) for line in (SAMPLE / "documents.jsonl").open(encoding="utf-8")]


@cache
def gold() -> dict[str, dict]:
    rows = [json.loads(line) for line in (SAMPLE / "gold.jsonl").open(encoding="utf-8")]
    return {row["id"]: row for row in rows}


def text_of(document: dict) -> str:
    return f"{document['title']}\n{document['body']}"


def tones(chosen: list[dict]) -> Counter[str]:
    return Counter(gold()[document["id"]]["tone"] for document in chosen)


def on_theme(theme: str) -> list[dict]:
    return [d for d in documents() if theme in gold()[d["id"]]["themes"]]


def test_every_document_has_one_row_of_labels():
    ids = [document["id"] for document in documents()]
    assert len(ids) >= 300
    assert len(set(ids)) == len(ids)
    assert list(gold()) == ids
    for row in gold().values():
        assert set(row["themes"]) <= set(THEMES)
        assert row["tone"] in ("pos", "neu", "neg")
        assert row.get("near_duplicate_of", ids[0]) in gold()


def test_it_covers_every_weekday_of_eight_weeks():
    days = sorted({date.fromisoformat(d["published_at"][:10]) for d in documents()})
    assert days == [day.date() for day in pd.bdate_range("2026-03-02", "2026-04-24")]
    assert [f"digest-{day}.md" for day in days] == sorted(
        p.name for p in (SAMPLE / "digests").iterdir()
    )


def test_kinds_themes_and_tones_are_mixed_as_in_a_feed():
    kinds = Counter(document["kind"] for document in documents())
    assert kinds["article"] >= 20 and kinds["newsflash"] >= 100 and kinds["roundup_item"] >= 150
    assert all(len(on_theme(theme)) >= 24 for theme in THEMES)
    assert all(set(tones(on_theme(theme))) == {"pos", "neu", "neg"} for theme in THEMES)
    share = {tone: n / len(documents()) for tone, n in tones(documents()).items()}
    assert 0.35 < share["pos"] < 0.55 and 0.25 < share["neu"] < 0.45 and 0.12 < share["neg"] < 0.25
    background = sum(not row["themes"] for row in gold().values()) / len(documents())
    assert 0.55 < background < 0.75


def test_the_accident_turns_the_tone_of_autonomous_driving():
    theme = on_theme("autonomous_driving")
    before = tones([d for d in theme if d["published_at"] < ACCIDENT])
    after = tones([d for d in theme if d["published_at"] >= ACCIDENT])
    assert before["pos"] / before.total() > 0.8
    assert after["neg"] / after.total() > 0.6


def test_the_hard_cases_are_there():
    traits = Counter(trait for row in gold().values() for trait in row.get("traits", ()))
    assert traits["two_sided"] >= 24 and traits["damaged"] >= 4 and traits["traditional"] >= 1
    assert sum("near_duplicate_of" in row for row in gold().values()) >= 8
    assert sum("confusion" in row for row in gold().values()) >= 24
    for document in documents():
        row = gold()[document["id"]]
        assert ("\ufffd" in document["body"]) == ("damaged" in row.get("traits", ()))
        two_sided = {"pos", "neg"} <= {entity["tone"] for entity in row["entities"]}
        assert two_sided == ("two_sided" in row.get("traits", ()))
        for entity in row["entities"]:
            assert entity["name"] in text_of(document), (document["id"], entity["name"])


@pytest.mark.parametrize(
    "markup",
    [
        r"^> ## \*\*大公司\*\*$",  # roundup in bold lines, its first section in the quoted lead
        r"^\[\*\*[^]]+\*\*\]\(https://",  # roundup in bold links
        r"^\*\*\[[^]]+\]\(https://",  # roundup in linked bold lines
        r"^## \*\*.+\*\*$",  # sections of an article
        r"^\*\*快了多少\*\*$",  # sections as bold lines only
        r"^\*\*问：.+？\*\*$",  # interview
        r"^- .+；$",  # list
        r"^\|---\|",  # table
        r"`kestrel pool --all`",  # code
        r"^!\[\]\(https://.+\)\n\n.+\n\n图源：",  # picture, caption, credit
        r"\$2亿到\$7亿",
        r"<10%.*\n+.*A&B|A&B.*<10%",
    ],
)
def test_digests_hold_the_markup_that_feeds_have(markup):
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((SAMPLE / "digests").iterdir())
    )
    assert re.search(markup, text, re.MULTILINE)


def test_companies_and_people_are_invented():
    for document in documents():
        found = [name for name in REAL_NAMES.split() if name in text_of(document)]
        assert not found, (document["id"], found)


def test_no_sentence_pattern_comes_back_with_other_names():
    names = {e["name"] for row in gold().values() for e in row["entities"]}
    name = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    number = re.compile(
        r"[\d一二三四五六七八九十百千万亿两半][\d.,一二三四五六七八九十百千万亿两半]*[%年月日元家个倍]*"
    )
    seen: dict[str, str] = {}
    for document in documents():
        own = gold()[document["id"]].get("near_duplicate_of")
        for sentence in re.split(r"(?<=[。！？；])|\n", text_of(document)):
            if len(sentence) < 8:
                continue
            mask = number.sub("#", re.sub(r"[A-Za-z][A-Za-z ]*", "@", name.sub("@", sentence)))
            first = seen.setdefault(mask, document["id"])
            assert first in (document["id"], own), (first, document["id"], sentence)


def test_near_duplicates_are_alike_and_nothing_else_is():
    def trigrams(document: dict) -> set[str]:
        body = document["body"]
        return {body[i : i + 3] for i in range(len(body) - 2)}

    grams = {document["id"]: trigrams(document) for document in documents()}

    def alike(one: str, other: str) -> float:
        return len(grams[one] & grams[other]) / len(grams[one] | grams[other])

    pairs = {
        (row["near_duplicate_of"], key) for key, row in gold().items() if "near_duplicate_of" in row
    }
    assert min(alike(*pair) for pair in pairs) > 0.2
    ids = sorted(grams)
    assert (
        max(alike(a, b) for i, a in enumerate(ids) for b in ids[i + 1 :] if (a, b) not in pairs)
        < 0.2
    )
    for first, later in pairs:
        assert gold()[first]["themes"] == gold()[later]["themes"]
        assert gold()[first]["tone"] == gold()[later]["tone"]


def test_digests_and_jsonl_hold_the_same_documents():
    digests, jsonl = read_corpus(SAMPLE / "digests"), read_corpus(SAMPLE / "documents.jsonl")
    assert digests.rejected.empty and jsonl.rejected.empty
    told = ["title", "body", "kind", "section", "parent_title", "url"]

    def rows(frame: pd.DataFrame) -> set[tuple[str, ...]]:
        day = frame["published_at"].dt.strftime("%Y-%m-%d")
        return set(
            zip(
                day,
                *(frame[column].str.replace(r"\s", "", regex=True) for column in told),
                strict=True,
            )
        )

    assert len(digests.documents) == len(jsonl.documents) == len(documents())
    assert rows(digests.documents) == rows(jsonl.documents)


def test_jsonl_keeps_its_ids_and_texts():
    read = read_corpus(SAMPLE / "documents.jsonl").documents.set_index("doc_id")
    for document in documents():
        row = read.loc[document["id"]]
        assert (row["title"], row["body"]) == (document["title"], document["body"])
        assert row["source"] == document["source"]
        assert row["published_at"] == pd.Timestamp(document["published_at"])


def test_the_datasheet_counts_what_the_files_hold():
    sheet = (SAMPLE / "README.md").read_text(encoding="utf-8")
    expected = {
        "**all**": documents(),
        "no theme": [d for d in documents() if not gold()[d["id"]]["themes"]],
    }
    expected |= {f"theme `{theme}`": on_theme(theme) for theme in THEMES}
    for kind in ("article", "newsflash", "roundup_item"):
        expected[f"kind `{kind}`"] = [d for d in documents() if d["kind"] == kind]
    for name, chosen in expected.items():
        n = tones(chosen)
        assert f"| {name} | {len(chosen)} | {n['pos']} | {n['neu']} | {n['neg']} |" in sheet


@pytest.mark.shared
@pytest.mark.slow
def test_nothing_is_taken_from_real_news():
    beside = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("ANALYTICS_SHARED", beside))
    if not folder.is_dir():
        pytest.skip("needs real corpora: set ANALYTICS_SHARED to their folder")
    han = re.compile(r"[\u3400-\u9fff]{14,}")
    own = {
        run[i : i + 14]
        for document in documents()
        for run in han.findall(f"{text_of(document)}\n{document.get('parent_title', '')}")
        for i in range(len(run) - 13)
    }
    for path in sorted(folder.glob("*/*.jsonl*")) + sorted(folder.glob("*/*.md")):
        with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                for run in han.findall(line):
                    taken = [
                        run[i : i + 14] for i in range(len(run) - 13) if run[i : i + 14] in own
                    ]
                    assert not taken, (path.name, taken)
