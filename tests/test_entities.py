"""Mentions: which names are found, where, and which look-alikes are not."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.entities import GazetteerError, find_mentions, read_gazetteer
from analytics.text import normalise
from analytics.tokens import Segmenter

SEGMENTER = Segmenter()


def documents_of(*texts: str) -> pd.DataFrame:
    rows = [text.split("\n", 1) if "\n" in text else ["", text] for text in texts]
    return pd.DataFrame(
        [(f"d{i}", title, body) for i, (title, body) in enumerate(rows)],
        columns=["doc_id", "title", "body"],
    )


def found(text: str, **options) -> list[tuple[str, str]]:
    documents = documents_of(text)
    mentions = find_mentions(documents, SEGMENTER.segment(documents), **options)
    return list(zip(mentions["entity"], mentions["kind"], strict=True))


def names(text: str) -> list[str]:
    return [entity for entity, _ in found(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("岚岳科技（688999.SH）公告称，拟回购股份。", ["岚岳科技"]),
        ("汀洲生物-B（9911.HK）午后走高。", ["汀洲生物-B"]),
        ("Quillmark（NASDAQ: QLMK）盘前上涨。", ["Quillmark"]),
        ("昨日，青汀汽车宣布降价。", ["青汀汽车"]),
        ("法院判决沐岚重工赔偿损失。", ["沐岚重工"]),
        ("砚岭教育关停三个校区", ["砚岭教育"]),
    ],
)
def test_unlisted_companies_are_found_by_their_form(text, expected):
    assert [entity for entity, kind in found(text) if kind == "company"] == expected


@pytest.mark.parametrize(
    "text",
    [
        "高科技公司的股份被抛售，上市公司纷纷回购。",
        "人工智能技术改变汽车产业，半导体设备需求增加。",
        "多家银行和证券公司下调利率。",
        "公司拟减持不超过3%股份。",
        "他把苹果洗干净，又买了一袋小米。",
        "全国一半以上的村民种植石头旁的粉笔树。",
        "自动驾驶汽车上路，Robotaxi车队扩大，无人驾驶汽车获准测试。",
        "主力资金净流出电子、通信等行业，大力发展科技金融。",
        "企业办起“小面大学”和“小面研究院”。",
    ],
)
def test_common_nouns_are_no_companies(text):
    assert names(text) == []


def test_a_word_that_is_also_a_name_needs_evidence():
    assert names("苹果宣布新款手机降价。") == ["苹果公司"]
    assert names("今年苹果丰收，果农高兴。") == []


@pytest.mark.parametrize(
    "role", ["权利人", "专利权人", "申请人", "原告", "供应商", "子公司", "竞争对手"]
)
def test_a_role_is_no_part_of_the_name(role):
    assert names(f"法院判决{role}砺岳重工获赔。") == ["砺岳重工"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kestwick Energy拟裁员", ["Kestwick Energy"]),
        ("Fenwick & Rowe Holdings与Orrin Bio签约", ["Fenwick & Rowe Holdings", "Orrin Bio"]),
        ("监管机构调查Tall Pine公司", ["Tall Pine"]),
        ("Open Source AI发展，Clean Energy产业兴起，APP公司增多", []),
    ],
)
def test_latin_names_are_found_by_their_last_word(text, expected):
    assert names(text) == expected


def test_a_name_of_one_letter_is_found_by_its_longer_forms():
    assert names("X公司宣布裁员，推特表示遗憾。") == ["X", "X"]


def test_aliases_are_one_entity():
    assert names("阿里与阿里巴巴集团的云业务，阿里巴巴表示满意。")[-1] == "阿里巴巴"


def test_a_full_name_and_its_short_forms_are_one_entity():
    text = "岚岳科技股份有限公司（以下简称“岚岳”）与客户签约。岚岳表示，岚岳科技将扩产。"
    assert set(names(text)) == {"岚岳科技"}
    assert len(names(text)) == 4


def test_short_forms_do_not_leave_their_document():
    documents = documents_of("岚岳科技股份有限公司（以下简称“岚岳”）签约。", "岚岳云海，风景如画。")
    mentions = find_mentions(documents, SEGMENTER.segment(documents))
    assert set(mentions["doc_id"]) == {"d0"}


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("岚岳科技创始人李砚秋表示，订单充足。", "李砚秋"),
        ("公司CEO Nora Quill 辞职。", "Nora Quill"),
        ("董事长安德烈·洛佩兹宣布退休。", "安德烈·洛佩兹"),
        ("艾布纳·霍根：这门生意还早。", "艾布纳·霍根"),
        ("罗维亚总理德米特·缅舍夫昨日表态。", "德米特·缅舍夫"),
    ],
)
def test_people_are_found_behind_their_titles(text, person):
    assert (person, "person") in found(text)


def test_works_and_products():
    assert ("雾海归舟", "product") in found("新游戏《雾海归舟》今日公测。")
    assert ("Lantern-9", "product") in found("岚岳科技发布“Lantern-9”模型。")
    assert found("国务院印发《关于加快发展的意见》。") == [("国务院", "institution")]


def test_authorities_and_countries_that_act():
    assert ("浙江证监局", "institution") in found("浙江证监局对其出具警示函。")
    assert ("印度", "institution") in found("印度政府批准新规。")
    assert found("他去印度旅行。") == []


def test_who_reports_is_not_whom_it_is_about():
    assert names("岚岳科技签约。（新华社）") == ["岚岳科技"]


def test_offsets_are_those_of_title_newline_body():
    documents = documents_of(
        "岚岳科技：净利增长\n岚岳科技（688999.SH）公告称，ＡＩ业务增长。", "无名小事。"
    )
    mentions = find_mentions(documents, SEGMENTER.segment(documents))
    text = documents["title"][0] + "\n" + documents["body"][0]
    assert [text[a:b] for a, b in zip(mentions["start"], mentions["end"], strict=True)] == [
        "岚岳科技",
        "岚岳科技",
    ]


def test_a_user_can_add_names(tmp_path):
    extra = tmp_path / "names.tsv"
    extra.write_text("# ours\n雾里\tproduct\t雾里看花\n", encoding="utf-8")
    assert found("雾里看花今日上线。", gazetteer=extra) == [("雾里", "product")]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("雾里", "1 fields"),
        ("雾里\tfirm", "'firm' is not one of company, person, product, institution"),
        ("雾\tcompany", "shorter than two"),
        ("雾里\tcompany\t雾", "alias '雾' is shorter than two"),
        ("岚一\tcompany\n岚一\tproduct", "'岚一' is listed twice; see line 2"),
        ("岚一\tcompany\n雾里\tcompany\t岚一", "alias '岚一' of '雾里' is a name of '岚一'"),
    ],
)
def test_mistakes_in_a_list_name_file_and_line(tmp_path, line, complaint):
    extra = tmp_path / "names.tsv"
    extra.write_text("# ours\n" + line + "\n", encoding="utf-8")
    with pytest.raises(GazetteerError, match=complaint) as error:
        read_gazetteer(extra)
    assert f"names.tsv, line {2 + line.count(chr(10))}" in str(error.value)


def test_no_documents_give_a_typed_empty_table():
    documents = documents_of()
    mentions = find_mentions(documents, SEGMENTER.segment(documents))
    assert list(mentions.columns) == ["doc_id", "entity", "kind", "start", "end"]
    assert len(mentions) == 0


PIECES = [
    "岚岳科技",
    "（688999.SH）",
    "苹果",
    "公司",
    "，",
    "。",
    "CEO",
    "李砚秋",
    "《雾》",
    "AI",
    " ",
    "\n",
    "·",
    "\x00",
    "有限公司",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), max_size=4))
def test_mentions_lie_inside_their_documents_and_never_overlap(bodies):
    documents = documents_of(*(f"标题\n{body}" for body in bodies))
    mentions = find_mentions(documents, SEGMENTER.segment(documents))
    lengths = dict(
        zip(documents["doc_id"], documents["body"].map(normalise).str.len() + 3, strict=True)
    )
    for doc_id, group in mentions.groupby("doc_id"):
        assert (group["start"] < group["end"]).all()
        assert group["end"].max() <= lengths[doc_id]
        assert (group["start"].to_numpy()[1:] >= group["end"].to_numpy()[:-1]).all()


def test_documents_are_read_independently_of_their_neighbours():
    texts = ["岚岳科技（688999.SH）公告。", "汀洲生物发布财报", "苹果宣布降价", "浙江证监局出手"]
    together = documents_of(*texts)
    all_at_once = find_mentions(together, SEGMENTER.segment(together))
    for i, text in enumerate(texts):
        alone = documents_of(text)
        one = find_mentions(alone, SEGMENTER.segment(alone))
        rows = all_at_once[all_at_once["doc_id"] == f"d{i}"]
        assert (
            one.drop(columns="doc_id").to_numpy().tolist()
            == rows.drop(columns="doc_id").to_numpy().tolist()
        )
