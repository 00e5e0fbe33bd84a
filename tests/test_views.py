"""What notebooks show, on the bundled sample: in both languages, with titles that say something."""

import json
import re

import pandas as pd
import pytest

import analytics
from analytics.charts import Chart
from analytics.reports import Shown
from analytics.views.marking import decisive_sentence, mark_hits, sentence_about
from analytics.views.wording import headline

VIEWS = {
    "CorpusView": (
        [
            "kinds",
            "files",
            "timeline",
            "evidence",
            "lengths",
            "sources",
            "repeated",
            "damage",
            "rejected",
        ]
    ),
    "TopicsView": [
        "theme_sizes",
        "theme_stories",
        "seed_words",
        "suggestions",
        "topic_sizes",
        "topic_table",
        "topic_documents",
        "changes",
        "new_documents",
        "trials",
    ],
    "SentimentView": (
        [
            "by_theme",
            "by_source",
            "distribution",
            "worst",
            "best",
            "entity_tones",
            "own_names",
            "learned",
            "against_baseline",
        ]
    ),
    "TrendsView": ["volume", "tone", "change_documents", "emerging_terms", "new_names"],
    "BriefingView": ["to_read", "by_theme", "worst", "best", "new"],
    "EvaluationView": ["agreement", "measures"],
    "ThemeView": [
        "balance",
        "timeline",
        "entity_chart",
        "entity_table",
        "documents",
        "going_with",
        "near_groups",
        "near_documents",
    ],
}
# Comparing six models takes half a minute.
NAMES = [
    pytest.param(name, marks=pytest.mark.slow) if name == "EvaluationView" else name
    for name in VIEWS
]
HAN = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANALYTICS_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", NAMES)
def test_every_answer_shows_itself(name, language):
    view = getattr(analytics, name)(language=language)
    for method in VIEWS[name]:
        answer = getattr(view, method)()
        assert isinstance(answer, Chart | Shown)
        if isinstance(answer, Chart):
            assert len(answer.alt) > 20
            if language == "zh":
                assert HAN.search(answer.alt)
        else:
            caption = re.search("<caption>(.*?)</caption>", str(answer.html))
            if caption and language == "zh":
                assert HAN.search(caption.group(1))


@pytest.mark.parametrize("name", NAMES)
def test_findings_come_first_and_are_sentences(name):
    findings = getattr(analytics, name)().findings()
    assert findings
    for finding in findings:
        assert "nan" not in str(getattr(finding, "text", finding)).split()


def test_the_words_a_corpus_teaches_come_with_an_example_and_a_veto(tmp_path):
    good, bad = ("订单大增", "亏损收窄", "获批上市"), ("被罚款", "亏损扩大", "遭到起诉")
    told = [f"澄岸科技{what}，秋千迎客" for what in good] * 60
    told += [f"木犀电子{what}，灯笼挂起" for what in bad] * 60
    news = tmp_path / "news.jsonl"
    lines = [json.dumps({"title": text, "text": f"第{i}条"}) for i, text in enumerate(told)]
    news.write_text("\n".join(lines), encoding="utf-8")
    shown = str(analytics.SentimentView(corpus=str(news)).learned().html)
    assert ">秋千</span>" in shown
    assert ">灯笼</span>" in shown
    assert "澄岸科技" in shown  # in the example
    veto = tmp_path / "veto.txt"
    veto.write_text("灯笼\n", encoding="utf-8")
    left = str(analytics.SentimentView(corpus=str(news), veto=str(veto)).learned().html)
    assert ">灯笼</span>" not in left
    with pytest.raises(ValueError, match=r"none\.txt"):
        analytics.SentimentView(corpus=str(news), veto=str(tmp_path / "none.txt")).learned()


def test_a_single_source_with_enough_stories_titles_its_own_chart(tmp_path):
    path = tmp_path / "news.jsonl"
    losses = ["书店倒闭", "渡口停航", "酸奶召回", "电梯故障", "桥梁垮塌", "工厂爆炸"]
    rows = [{"title": f"江口市{loss}", "source": "澄江日报"} for loss in losses]
    rows += [{"title": "青禾乳业获奖", "source": "北岸新闻"}]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    alt = analytics.SentimentView(corpus=str(path)).by_source().alt
    assert alt.startswith("澄江日报, with most stories: 0% positive")


def test_a_single_undated_document_is_told_in_the_singular(tmp_path):
    path = tmp_path / "news.jsonl"
    path.write_text(
        json.dumps({"title": "青禾乳业召回酸奶", "body": "坏\ufffd了。"}), encoding="utf-8"
    )
    view = analytics.BriefingView(corpus=str(path))
    assert [str(getattr(warning, "text", warning)) for warning in view.warnings()] == [
        "Only 1 document: shares and means describe no more than these.",
        "1 of 1 document without evidence of a date, in no trend.",
        "Characters were lost at the source in 1 line.",
    ]
    assert "Without dates there is nothing to compare with" in str(view.new().html)
    corpus = analytics.CorpusView(corpus=str(path))
    assert corpus.findings()[0] == "1 document tells 1 distinct story: 1 newsflash."


def test_an_unknown_parameter_is_refused():
    with pytest.raises(ValueError, match="n_storys"):
        analytics.BriefingView(n_storys=3)


def test_the_event_of_the_sample_is_found():
    changes = analytics.TrendsView().changes
    driving = changes[changes["theme"] == "autonomous_driving"]
    assert len(driving) == 1
    assert driving["after"].item() < driving["before"].item()
    # The day of the accident also holds good news, so that the tone turns on it or on the next.
    assert driving["day"].item() in pd.to_datetime(["2026-03-30", "2026-03-31"])


def test_a_corpus_without_dates_themes_or_chinese_says_so(tmp_path):
    path = tmp_path / "news.jsonl"
    rows = [
        {"title": f"Harbour ferry number {n} leaves the dock today", "body": "It was late."}
        for n in "12"
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert analytics.TrendsView(corpus=str(path)).findings()[0].startswith("No document has a date")
    theme = analytics.ThemeView(corpus=str(path))
    assert "any named theme" in theme.findings()[0]
    assert not any("most stories" in str(warning) for warning in theme.warnings())
    assert any("100% of the documents are not in Chinese" in w for w in map(str, theme.warnings()))
    compared = analytics.SentimentView(corpus=str(path)).against_baseline()
    assert "No story has a tone" in str(compared.html)


def test_hits_are_marked_and_everything_else_escaped():
    import pandas as pd

    text = "某公司<b>净利润</b>下滑"
    start = text.index("下滑")
    hits = pd.DataFrame(
        {
            "start": [0, start],
            "end": [3, start + 2],
            "rule": ["learned", "metric"],
            "contribution": [0.02, -0.4],
        }
    )
    marked = str(mark_hits(text, 0, len(text), hits))
    assert marked == '某公司&lt;b&gt;净利润&lt;/b&gt;<mark class="neg">下滑</mark>'


def test_what_is_said_of_somebody_is_the_sentence_of_their_tone():
    import pandas as pd

    text = "青屿发布新品。青屿净利润大增。云湾亏损。"
    sentences = pd.DataFrame({"start": [0, 7, 15], "end": [7, 15, 20]})
    sentences["polarity"] = [0.1, 0.8, -0.7]
    assert sentence_about(text, "青屿", 0.7, sentences) == (7, 15)
    assert sentence_about(text, "海岳", 0.7, sentences) == (0, 0)


def test_the_decisive_sentence_is_the_one_that_contributes_most():
    import pandas as pd

    sentences = pd.DataFrame({"start": [0, 10, 20], "end": [10, 20, 30]})
    hits = pd.DataFrame({"start": [2, 12, 15], "contribution": [0.3, -0.2, -0.2]})
    assert decisive_sentence(hits, sentences) == (10, 20)


def test_a_title_that_only_names_somebody_is_followed_by_the_news():
    assert headline("青屿药业", "公司递交上市申请。\n次行") == "青屿药业：公司递交上市申请。"
    assert headline("青屿药业递交上市申请", "正文") == "青屿药业递交上市申请"
    assert headline("青屿", "") == "青屿"
    assert headline("a" * 119 + "b" * 9, "") == "a" * 119 + "…"
    assert headline("", "青屿药业递交上市申请。公司去年盈利。") == "青屿药业递交上市申请"
    assert headline("", "没有句号的一行快讯，照原样给出") == "没有句号的一行快讯，照原样给出"
    assert headline("青屿药业", "青屿药业公告，递交上市申请。") == "青屿药业公告，递交上市申请。"


def test_the_stories_behind_a_turn_for_the_worse_are_the_most_negative():
    table = str(analytics.TrendsView().change_documents().html)
    assert "negative" in table
    assert "neutral" not in table.split("<tbody>")[1]


def test_a_single_day_has_no_section_on_what_changed():
    view = analytics.TrendsView(start="2026-03-03", end="2026-03-03")
    sections = [view.volume, view.tone, view.change_documents, view.emerging_terms, view.new_names]
    assert all(section().absent for section in sections)
    assert "one day" in view.findings()[0]


def test_the_best_news_is_no_question(tmp_path):
    path = tmp_path / "news.jsonl"
    rows = [
        {"title": "青禾乳业净利润大增，能一直涨吗？", "body": "青禾乳业净利润大增，股价涨停。"},
        {"title": "澄江重工中标大桥检修", "body": "澄江重工中标大桥检修合同，公司今日公告。"},
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert "青禾" not in str(analytics.BriefingView(corpus=str(path)).best().html)
    assert "澄江重工中标" in str(analytics.BriefingView(corpus=str(path)).best().html)
