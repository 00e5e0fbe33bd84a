"""The same story told again is found; a note to the same template about something else is not."""

import pandas as pd
import pytest

from analytics.corpus.stories import group_stories
from analytics.tables import TIME_ZONE


def stories(*rows: tuple[str, str, str]) -> list[str]:
    frame = pd.DataFrame(rows, columns=["title", "body", "day"]).astype("str")
    frame["doc_id"] = [str(number) for number in range(len(frame))]
    instants = pd.to_datetime(frame["day"].replace("", None)).dt.tz_localize(TIME_ZONE)
    frame["published_at"] = instants.dt.as_unit("us")
    return list(group_stories(frame))


BODY = "渡口集团宣布完成1.2亿元B轮融资，由江口产业基金领投，松石资本跟投，资金将用于两条新航线的船队采购与码头改造。"
SAME = [
    (("渡口集团融资", BODY, ""), ("渡口集团融资", BODY, "")),
    (("渡口集团融资", BODY, "2026-03-02"), ("渡口集团融资！", BODY.replace("，", ","), "2026-03-03")),
    (("渡口集团完成1.2亿元B轮融资", BODY, ""), ("渡口集团获1.2亿元B轮融资", BODY.replace("宣布", "3月2日宣布"), "")),
    (("渡口集团融资", BODY, ""), ("渡口集團融資", BODY.replace("资", "資").replace("团", "團"), "")),
    (("渡口集团融资", BODY, ""), ("渡口集团融资", BODY + "公司没有披露估值变化。".replace("没有", "暂未"), "")),
    (("", BODY, ""), ("", BODY.replace("将用于", "拟用于"), "")),
    (("老船今天又开了一趟", "", "2026-03-02"), ("老船今天，又开了一趟", "", "2026-03-03")),
    # told again in other words: the same names, figures and day
    (("渡口集团裁员约三成", "知情人士称，渡口集团3月9日下午召开线上全员会，宣布裁减约三成岗位，涉及640余人，地勤与市场团队最多，船务也减去一成。补偿按N+1计，其中一半推迟发放。", "2026-03-09"),
     ("渡口集团裁去三成员工", "据知情人士透露，航运商渡口集团于3月9日下午的线上全员会上宣布裁减约三成岗位，波及640余人，地勤、市场团队最多，船务也减去一成。补偿标准为N+1，一半要推迟发放。", "2026-03-10")),
]  # fmt: skip
NOTE = "早盘，{name}股价高开{rise}%，成交额{amount}亿元，换手率达到{rate}%，航运板块整体走强，多只个股跟涨。"
DIFFERENT = [
    # the same template about another company
    (("青禾乳业获批上市", "青禾乳业股份有限公司的上市申请昨日获交易所批准，公司拟募资用于扩建产线和补充流动资金。", "2026-03-02"),
     ("松石百货获批上市", "松石百货股份有限公司的上市申请昨日获交易所批准，公司拟募资用于扩建产线和补充流动资金。", "2026-03-02")),
    # the same company, other figures the next day
    (("渡口集团股价异动", NOTE.format(name="渡口集团", rise="3.2", amount="1.85", rate="2.1"), "2026-03-02"),
     ("渡口集团股价异动", NOTE.format(name="渡口集团", rise="1.7", amount="2.40", rate="3.9"), "2026-03-03")),
    # without titles
    (("", NOTE.format(name="渡口集团", rise="3.2", amount="1.85", rate="2.1"), ""),
     ("", NOTE.format(name="榆木机器", rise="3.2", amount="1.85", rate="2.1"), "")),
    # another day
    (("", "海事部门发布航行警告，3月2日8时至12时，江口以东海域进行演习，禁止驶入。", ""),
     ("", "海事部门发布航行警告，3月9日8时至12时，江口以东海域进行演习，禁止驶入。", "")),
    # the contrary
    (("渡口集团将收购松石航运", "渡口集团今日在公告中表示，将收购松石航运全部股权，交易价格由双方另行商定，预计年底前完成。", ""),
     ("渡口集团不收购松石航运", "渡口集团今日在公告中表示，不会收购松石航运全部股权，交易价格由双方另行商定，预计年底前完成。", "")),
    # the same words as news again much later
    (("沪指收涨", "", "2024-03-01"), ("沪指收涨", "", "2026-03-01")),
    # short titles of two companies
    (("青禾乳业召回酸奶", "", ""), ("松石乳业召回酸奶", "", "")),
    # two warnings in the same words for other hours and waters
    (("澄江海事发布航行警告", "据海事网站消息，3月9日3时至9时，澄江口以北部分海域进行演习，禁止驶入，过往船只应保持守听。", "2026-03-08"),
     ("北岸海事发布航行警告", "据海事网站消息，3月9日4时至8时，北岸附近部分海域进行演习，禁止驶入，过往船只应保持守听。", "2026-03-08")),
    # two items on one draft law
    (("监管拟规范收购行为", "监管部门就《条例（公开征求意见稿）》公开征求意见。其中提到，规范收购，明确收购人资格，缩短披露时间，减少争议。", ""),
     ("监管拟追回多发薪酬", "监管部门就《条例（公开征求意见稿）》公开征求意见。其中提到，董事会应追回因造假多分配的利润和多发的薪酬。", "")),
]  # fmt: skip


@pytest.mark.parametrize("pair", SAME)
def test_the_same_story(pair):
    assert stories(*pair) == ["0", "0"]


@pytest.mark.parametrize("pair", DIFFERENT)
def test_different_stories(pair):
    assert stories(*pair) == ["0", "1"]


def test_the_earliest_document_names_the_story():
    assert stories(("渡口集团融资", BODY, "2026-03-03"), ("渡口集团融资", BODY, "2026-03-02")) == [
        "1",
        "1",
    ]
    assert stories(("渡口集团融资", BODY, ""), ("渡口集团融资", BODY, "2026-03-02")) == ["1", "1"]


def test_documents_without_letters_are_their_own_stories():
    assert stories(("……", "", ""), ("——", "", "")) == ["0", "1"]


def test_many_copies_make_one_story():
    rows = [("渡口集团融资", BODY + "。" * number, "2026-03-02") for number in range(300)]
    assert set(stories(*rows)) == {"0"}


@pytest.mark.slow
def test_grouping_is_nearly_linear():
    import time

    def seconds(n: int) -> float:
        rows = [
            ("", NOTE.format(name="渡口集团", rise=i % 97, amount=i, rate=i % 89), "2026-03-02")
            for i in range(n)
        ]
        start = time.perf_counter()
        stories(*rows)
        return time.perf_counter() - start

    seconds(1_000)
    assert seconds(40_000) < 8 * max(seconds(10_000), 0.2)
