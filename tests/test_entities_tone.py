"""Whose news it is: each entity gets the tone of its own clauses."""

import pandas as pd
import pytest

from analytics.lexicon import dictionary_terms, load_lexicon
from analytics.sentiment import score_entities, score_named
from analytics.sentiment.relations import relations_of
from analytics.tables import ENTITIES
from analytics.tokens import Segmenter

A, B, C = "岚岳科技", "汀岚生物", "青汀汽车"


def tones(text: str, *names: str) -> dict[str, str]:
    documents = pd.DataFrame({"doc_id": ["d"], "title": [""], "body": [text]})
    scored = score_named(documents, {"d": names or (A, B, C)})
    return dict(zip(scored["entity"], scored["label"], strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # who acts against another is not hurt by it
        (f"{A}起诉{B}，指控其侵犯三项专利", {A: "neu", B: "neg"}),
        (f"{A}向{B}索赔三亿元", {A: "neu", B: "neg"}),
        (f"{B}被{A}告上法庭", {A: "neu", B: "neg"}),
        (f"{A}诉{B}案宣判，{A}胜诉，{B}被判赔偿", {A: "pos", B: "neg"}),
        (f"法院驳回{A}对{B}的诉讼", {A: "neg", B: "pos"}),
        # who is spared or let go gains
        (f"监管机构决定免于对{A}的处罚", {A: "pos"}),
        (f"海关暂停对{A}加征的关税", {A: "pos"}),
        (f"{A}暂停供货并起诉{B}", {A: "neu", B: "neg"}),
        # ahead and behind
        (f"{A}销量首次超过{B}", {A: "pos", B: "neg"}),
        (f"{A}不敌{B}", {A: "neg", B: "pos"}),
        (f"{A}取代{B}成为独家供应商", {A: "pos", B: "neg"}),
        (f"{B}的订单被{A}抢走", {A: "pos", B: "neg"}),
        (f"{A}从对手{B}手中夺下大单", {A: "pos", B: "neg"}),
        # each its own predicate
        (f"{A}净利下滑，而{B}净利增长", {A: "neg", B: "pos"}),
        (f"{A}、{B}跌超3%，{C}涨近1%", {A: "neg", B: "neg", C: "pos"}),
        # a market report's index is nobody's
        (f"恒生指数跌2%，{A}涨超5%", {A: "pos"}),
        # the subject is carried over
        (f"{A}发布年报，全年亏损扩大，现金流恶化", {A: "neg"}),
        (f"{A}：净利润大增。公司拟收购{B}。", {A: "pos", B: "neu"}),
        # customers and shareholders
        (f"{C}弃用{A}，转投{B}", {A: "neg", B: "pos", C: "neu"}),
        (f"基金清仓{A}，增持{B}", {A: "neg", B: "pos"}),
        (f"{A}终止收购{B}", {A: "neg", B: "neu"}),
        (f"{A}研究员加入{B}", {A: "neg", B: "pos"}),
        (f"{A}收购{B}的要约遭拒", {A: "neg", B: "neu"}),
        (f"因{B}断供，{A}停产", {A: "neg"}),
        (f"{A}的夜间客服改由{B}承接，{C}因此失去合同", {A: "neu", B: "pos", C: "neg"}),
        (f"{A}暂缓向{B}注资", {A: "neu", B: "neg"}),
        (f"{A}把五年订单交给了{B}", {A: "neu", B: "pos"}),
        # who pays for a round is not who gets the money
        (f"{A}完成数亿元B轮融资，{B}领投", {A: "pos", B: "neu"}),
        (f"{A}获{B}数千万元融资", {A: "pos", B: "neu"}),
        # what stands before a name and 的 describes it, and what was is no news
        (f"{A}订单大增，连年亏损的{B}裁员", {A: "pos", B: "neg"}),
        (f"此前落选的{B}签下大单", {B: "pos"}),
        # who makes another suffer does not suffer
        (f"{A}大幅延长账期，致使{B}资金链断裂", {A: "neu", B: "neg"}),
        # whom a contract is taken from, and who gets it
        (f"{A}解除了与{B}的仓储合同，由{C}承接", {A: "neu", B: "neg", C: "pos"}),
        (f"{A}取消对{B}的处罚", {B: "pos"}),
        # verdicts on suits told before
        (f"{A}起诉{B}侵权，法院驳回其全部请求", {A: "neg", B: "pos"}),
        (f"{A}要求{B}赔偿。法院支持了大部分索赔。", {A: "pos", B: "neg"}),
        (f"法院判决{A}无需向{B}支付违约金", {A: "pos", B: "neg"}),
        (f"法院认定{A}不构成侵权", {A: "pos"}),
        # who accuses somebody unnamed is not accused; nor is whoever is called a short seller
        (f"{A}起诉前任销售窃取客户资料", {A: "neu"}),
        (f"做空机构{A}指控{B}造假", {A: "neu", B: "neg"}),
        (f"{A}多年未整改，监管机构遂将其列入黑名单", {A: "neg"}),
        # “公司” is the one that speaks
        (f"{A}裁员。{B}公告称，公司订单大增", {A: "neg", B: "pos"}),
        # a space ends a clause
        (f"{A}停产 {B}订单大增", {A: "neg", B: "pos"}),
        (f"{A}因材料造假被取消投标资格", {A: "neg"}),
    ],
)
def test_each_entity_has_its_own_tone(text, expected):
    found = tones(text)
    assert {name: found[name] for name in expected} == expected


def test_what_a_person_says_is_not_said_of_him():
    documents = pd.DataFrame(
        {
            "doc_id": ["a", "b", "c", "d"],
            "title": "",
            "body": [
                "艾布纳·霍根：这太讽刺了。",
                f"{A}董事长李砚秋坦言，{A}濒临倒闭。",
                f"{A}董事长李砚秋被员工称为骗子，遭到起诉。",
                f"{A}董事长李砚秋被捕。",
            ],
        }
    )
    scored = score_entities(documents, Segmenter(dictionary_terms()).segment(documents))
    people = scored[scored["kind"] == "person"].set_index("doc_id")["label"].to_dict()
    assert people == {"a": "neu", "b": "neu", "c": "neg", "d": "neg"}
    assert scored.set_index(["doc_id", "entity"])["label"]["b", A] == "neg"


def test_what_stands_below_does_not_turn_what_the_headline_says():
    body = f"{A}去年营收大增，门店扩张迅速，口碑良好。{A}的产品广受好评，{B}则增长强劲。" * 3
    documents = pd.DataFrame({"doc_id": ["d"], "title": [f"{A}上市首日破发"], "body": [body]})
    scored = score_named(documents, {"d": (A, B)}).set_index("entity")
    assert scored["label"].to_dict() == {A: "neg", B: "pos"}
    untitled = score_named(documents.assign(title=""), {"d": (A, B)}).set_index("entity")
    assert untitled["label"].to_dict() == {A: "pos", B: "pos"}


def test_a_headline_that_names_none_of_several_is_nobodys():
    title, body = "价格战再起", f"{A}位于城东。{B}股价大涨。"
    documents = pd.DataFrame({"doc_id": ["d"], "title": [title], "body": [body]})
    scored = score_named(documents, {"d": (A, B)}).set_index("entity")
    assert scored["label"].to_dict() == {A: "neu", B: "pos"}


def test_authorities_stay_neutral_unless_they_win_or_lose():
    found = tones(f"证监会对{A}处以罚款", A, "证监会")
    assert found == {A: "neg", "证监会": "neu"}


def test_no_evidence_is_missing_and_neutral():
    documents = pd.DataFrame({"doc_id": ["d"], "title": [""], "body": [f"{A}位于城东。"]})
    row = score_named(documents, {"d": [A, "未提及公司"]}).iloc[0]
    assert (row["entity"], row["n_mentions"], row["label"]) == (A, 1, "neu")
    assert pd.isna(row["polarity"])
    assert len(score_named(documents, {"d": ["未提及公司"]})) == 0


def test_entities_of_a_corpus_are_a_contract_table_in_reading_order():
    documents = pd.DataFrame(
        {
            "doc_id": ["x", "y", "z"],
            "title": ["岚岳科技：净利大增", "", ""],
            "body": ["岚岳科技（688999.SH）公告称，拟起诉汀岚生物。", "无事。", "青汀汽车召回新车"],
        }
    )
    tokens = Segmenter(dictionary_terms()).segment(documents)
    scored = score_entities(documents, tokens)
    assert ENTITIES.check(scored).equals(scored)
    assert scored[["doc_id", "entity", "label"]].to_numpy().tolist() == [
        ["x", A, "pos"],
        ["x", B, "neg"],
        ["z", C, "neg"],
    ]
    assert scored["n_mentions"].tolist() == [2, 1, 1]


def test_no_documents_give_the_empty_contract_table():
    documents = pd.DataFrame({"doc_id": [], "title": [], "body": []}, dtype="str")
    scored = score_entities(documents, Segmenter().segment(documents))
    assert scored.dtypes.equals(ENTITIES.empty().dtypes)


def test_words_stand_between_the_halves_of_a_verb():
    relations = relations_of(load_lexicon())
    (found,) = relations.find("对其提起专利侵权诉讼")
    assert (found.start, found.end, found.doer, found.target) == (2, 10, 0, -1)
    assert relations.find("提起此事，诉讼另说") == []


def test_what_is_said_of_rivals_is_not_told_against_the_speaker():
    assert tones(f"{A}称竞争对手正在落后", A) == {A: "neu"}
    assert tones(f"{A}正在落后", A) == {A: "neg"}


def test_names_of_ones_own_get_their_tone(tmp_path):
    (tmp_path / "names.tsv").write_text("桔梗喵\tcompany\n", encoding="utf-8")
    documents = pd.DataFrame({"doc_id": ["d"], "title": ["桔梗喵净利润大增"], "body": [""]})
    tokens = Segmenter(dictionary_terms()).segment(documents)
    assert score_entities(documents, tokens).empty
    scored = score_entities(documents, tokens, tmp_path / "names.tsv")
    assert scored[["entity", "label"]].to_numpy().tolist() == [["桔梗喵", "pos"]]
