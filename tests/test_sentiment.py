"""Tone of documents: classes, probabilities, evidence, learned words, evaluation."""

import json
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.labelled import LabelledError
from analytics.lexicon import LexiconError, dictionary_terms
from analytics.sentiment import adapt, evaluate_sentiment, explain, score_baseline, score_documents
from analytics.sentiment.evaluation import calibration_error
from analytics.sentiment.leanings import BEGIN, Reader, headlines, read_leanings
from analytics.sentiment.learned import load_roles
from analytics.sentiment.learning import learn_terms
from analytics.sentiment.self_training import fit_leanings
from analytics.tokens import Segmenter

SEGMENTER = Segmenter(dictionary_terms())


def frame(*texts):
    rows = [text if isinstance(text, tuple) else (text, "") for text in texts]
    return pd.DataFrame(
        [(f"d{i}", title, body) for i, (title, body) in enumerate(rows)],
        columns=["doc_id", "title", "body"],
    )


def score(*texts):
    documents = frame(*texts)
    return score_documents(documents, SEGMENTER.segment(documents))


def test_good_bad_and_plain_news_get_their_classes():
    scores = score("澄岸科技净利润大增35%", "木犀电子被罚款并暂停上市", "栗山食品周四召开年会")
    assert scores["label"].tolist() == ["pos", "neg", "neu"]


def test_probabilities_sum_to_one_and_the_label_is_the_likeliest():
    scores = score("澄岸科技获批上市", "木犀电子亏损扩大", "", "栗山食品周四召开年会")
    probabilities = scores[["p_neg", "p_neu", "p_pos"]].to_numpy()
    assert np.allclose(probabilities.sum(axis=1), 1)
    assert scores["label"].tolist() == [
        ["neg", "neu", "pos"][i] for i in probabilities.argmax(axis=1)
    ]


def test_a_document_without_evidence_has_no_polarity_and_no_confidence():
    scores = score("", "一二三四")
    assert scores["polarity"][0] == 0
    assert abs(scores["polarity"][1]) < 0.1
    assert scores["n_hits"].tolist() == [0, 0]
    assert scores["coverage"].tolist() == [0, 0]
    assert scores["p_neu"].max() < 0.75


def test_the_title_weighs_more_than_the_body():
    good, bad = "订单大增", "遭到罚款"
    scores = score((f"澄岸科技{good}", f"公司此前{bad}。"), (f"澄岸科技{bad}", f"公司此前{good}。"))
    assert scores["polarity"][0] > scores["polarity"][1]


def test_names_carry_no_tone():
    assert score("辉煌科技：周四召开年会")["polarity"][0] < 0.2


def test_roundups_of_unrelated_things_and_official_plans_are_damped():
    plain, roundup = score(
        "澄岸科技订单大增", "晚报：澄岸科技订单大增；木犀电子发布手机；栗山食品召开年会"
    )["polarity"]
    assert roundup < plain / 2


def test_a_place_speaks_for_its_government_but_not_in_the_name_of_a_company():
    government, company = score("天津：电池产业规模扩大", "天津岚澄：电池产业规模扩大")["polarity"]
    assert 0 < government < company / 2


def test_what_a_ministry_plans_is_no_measure():
    measured, planned = score("商务部：进口扩大", "商务部：扩大进口")["polarity"]
    assert planned < measured


def test_contributions_sum_to_the_polarity_of_the_document():
    documents = frame(
        (
            "澄岸科技亏损收窄，但订单大跌",
            "尽管行业低迷，公司并未裁员。如果关税取消，销量有望回升？",
        ),
        ("", "木犀电子未能避免亏损。"),
    )
    tokens = SEGMENTER.segment(documents)
    polarity = score_documents(documents, tokens)["polarity"]
    sums = explain(documents, tokens).hits.groupby("doc_id")["contribution"].sum()
    assert np.allclose(sums.to_numpy(), polarity.to_numpy())


def test_hits_stand_where_the_text_says_and_sentences_rejoin():
    documents = frame(("澄岸科技亏损收窄", "订单大增。客户流失！"))
    text = "澄岸科技亏损收窄\n订单大增。客户流失！"
    found = explain(documents)
    assert [text[a:b] for a, b in zip(found.hits["start"], found.hits["end"], strict=True)] == (
        found.hits["term"].tolist()
    )
    pieces = [
        text[a:b] for a, b in zip(found.sentences["start"], found.sentences["end"], strict=True)
    ]
    assert "".join(pieces) == text
    assert found.sentences["polarity"].iloc[1] > 0 > found.sentences["polarity"].iloc[2]


def test_scores_do_not_depend_on_the_other_documents():
    texts = ["澄岸科技亏损收窄", "木犀电子被罚款", "栗山食品订单大增"]
    together = score(*texts)["polarity"].tolist()
    assert together == [score(text)["polarity"][0] for text in texts]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(
            "未不没涨跌亏损盈利增长下降收窄成本罚款取消避免但虽然如果零+-5%。，；？：\nAB",
            max_size=40,
        ),
        max_size=4,
    )
)
def test_any_text_scores_within_bounds(texts):
    scores = score(*texts) if texts else score("")
    assert scores["polarity"].between(-1, 1).all()
    assert scores["coverage"].between(0, 1).all()


def test_the_baseline_is_the_same_each_time_and_stays_within_bounds():
    documents = frame("东西很好，很喜欢", "")
    first = score_baseline(documents)
    assert first.equals(score_baseline(documents))
    assert first["p_pos"].between(0, 1).all()
    assert first["p_pos"][1] == 0.5


# Words that do not exist, beside words of the lexicon.
GOOD = [f"澄岸科技{word}，玄霁列席" for word in ("订单大增", "亏损收窄", "获批上市")] * 60
BAD = [f"木犀电子{word}，墨圮列席" for word in ("被罚款", "亏损扩大", "遭到起诉")] * 60


def test_a_corpus_teaches_the_words_that_stand_beside_good_and_bad_news():
    documents = frame(*GOOD, *BAD)
    tokens = Segmenter([*dictionary_terms(), "玄霁", "墨圮", "列席"]).segment(documents)
    learned = adapt(documents, tokens)
    assert learned.valences["玄霁"] > 0 > learned.valences["墨圮"]
    assert "列席" not in learned.valences
    example = learned.terms.set_index("term").loc["玄霁"]
    assert "玄霁" in example["example"]
    assert example["n_documents"] == 180
    before = score_documents(documents, tokens)["polarity"]
    after = score_documents(documents, tokens, learned.valences)["polarity"]
    assert after[0] != before[0]


def test_what_numbers_count_is_not_learned():
    """万件 stands in all the good news, but says how many, not how good."""
    documents = frame(*(f"{text}3万件" for text in GOOD), *BAD)
    tokens = Segmenter([*dictionary_terms(), "玄霁", "墨圮", "列席", "万件"]).segment(documents)
    assert "万件" in tokens.terms(0)
    learned = adapt(documents, tokens).valences
    assert "玄霁" in learned
    assert "万件" not in learned


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("澄岸科技转回减值准备2.3亿元", "pos"),
        ("澄岸科技坏账准备转回增厚当期利润", "pos"),
        ("澄岸科技冲回存货跌价准备", "pos"),
        ("澄岸科技未能转回减值准备", "neg"),
        ("澄岸科技计提减值准备2.3亿元", "neg"),
        ("澄岸科技启动A股上市辅导", "neu"),
        ("澄岸科技终止上市辅导", "neg"),
    ],
)
def test_provisions_and_steps_to_a_listing(text, label):
    assert score((text, ""))["label"][0] == label


def test_vetoed_words_are_not_learned(tmp_path):
    documents = frame(*GOOD, *BAD)
    tokens = Segmenter([*dictionary_terms(), "玄霁", "墨圮"]).segment(documents)
    veto = tmp_path / "veto.txt"
    veto.write_text("# mine\n玄霁\n", encoding="utf-8")
    learned = adapt(documents, tokens, veto).valences
    assert "玄霁" not in learned
    assert "墨圮" in learned
    with pytest.raises(LexiconError, match=r"none\.txt"):
        adapt(documents, tokens, tmp_path / "none.txt")


def test_too_few_documents_teach_nothing():
    documents = frame("澄岸科技订单大增")
    assert learn_terms(SEGMENTER.segment(documents)).empty


def test_a_headline_leans_by_its_characters_and_pairs_names_and_numbers_masked():
    documents = frame("澄岸获批 3款新药", "", ("", "停产 停产《崩塌之城》"))
    tokens = SEGMENTER.segment(documents)
    roles = load_roles(tokens.vocabulary)
    table = read_leanings()
    leanings = Reader.of(tokens.vocabulary, roles).lean(tokens)
    weights = dict(zip(table.keys.tolist(), table.weights.tolist(), strict=False))
    texts = headlines(tokens, roles)
    assert texts == ["澄岸获批0款新药", "", "停产停产《》"]
    for text, sums, logits in zip(texts, leanings.sums, leanings.logits, strict=True):
        keys = [*map(ord, text), *(ord(a) << 21 | ord(b) for a, b in pairwise(text))]
        expected = np.sum([weights.get(key, [0, 0]) for key in keys] or [[0, 0]], axis=0)
        assert np.allclose(sums, expected)
        assert np.allclose(logits, expected + table.begin)


def test_news_that_the_lexicon_labels_teaches_how_headlines_lean():
    tokens = SEGMENTER.segment(frame(*GOOD, *BAD, *["栗山食品周四召开年会"] * 60))
    leanings = fit_leanings(tokens).set_index("gram")
    assert leanings.loc["玄霁", "good"] > 0 > leanings.loc["玄霁", "bad"]
    assert leanings.loc["墨圮", "bad"] > 0 > leanings.loc["墨圮", "good"]
    assert BEGIN in leanings.index


def test_where_the_lexicon_has_no_word_the_headline_leans_without_confidence():
    scores = score("澄岸科技机器人驶上云端", "栗山食品召开年会")
    assert (scores["n_hits"] == 0).all()
    assert (scores["polarity"] != 0).all()
    assert (scores[["p_neg", "p_neu", "p_pos"]].max(axis=1) < 0.85).all()


def test_a_bad_line_of_leanings_is_named(tmp_path):
    path = tmp_path / "leanings.tsv"
    path.write_text("^\t-1\t-1\n停产\t-0.2\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"leanings\.tsv, line 2: '停产'"):
        read_leanings(path)


def labelled(tmp_path, *entries):
    path = tmp_path / "labelled.jsonl"
    path.write_text("\n".join(map(json.dumps, entries)), encoding="utf-8")
    return path


def test_an_evaluation_counts_right_and_wrong_and_shows_the_evidence(tmp_path):
    path = labelled(
        tmp_path,
        {"title": "澄岸科技净利润大增35%", "text": "", "tone": "pos"},
        {"text": "木犀电子被罚款并暂停上市", "label": "neg"},
        {"text": "栗山食品周四召开年会", "label": "neu"},
        {"text": "澄岸科技亏损扩大，股价大跌", "label": "pos"},
    )
    found = evaluate_sentiment(path)
    measures = found.measures.set_index("measure")["value"]
    assert measures["accuracy"] == 0.75
    assert measures["n"] == 4
    assert found.confusion.loc["pos", "neg"] == 1
    assert found.errors["line"].tolist() == [4]
    assert "大跌" in found.errors["evidence"][0]
    assert "SnowNLP" in str(found)


def test_without_neutral_labels_the_likelier_of_good_and_bad_is_scored(tmp_path):
    path = labelled(
        tmp_path,
        {"text": "澄岸科技订单增长", "label": "pos"},
        {"text": "木犀电子被罚款", "label": "neg"},
    )
    assert evaluate_sentiment(path, baseline=False).measures["value"][0] == 1


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 1: not JSON"),
        ("[1]", "line 1: expected an object"),
        ('{"text": "a", "label": "good"}', "line 1: label 'good' is none of neg, neu, pos"),
        ('{"id": "a", "label": "pos"}', "line 1: neither title nor text"),
        ("", "holds no labelled document"),
    ],
)
def test_a_bad_labelled_file_is_reported_with_its_line(tmp_path, line, message):
    path = tmp_path / "labelled.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(LabelledError, match=message):
        evaluate_sentiment(path)


def test_the_calibration_error_is_the_distance_of_confidence_from_accuracy():
    sure = np.array([[0.0, 0.0, 1.0]] * 4)
    assert calibration_error(sure, np.array([True] * 4)) == 0
    assert calibration_error(sure, np.array([True, True, True, False])) == pytest.approx(0.25)
