"""What can be repaired is; what was lost at the source is marked and counted, never guessed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.corpus.decode import decode_text, find_encoding, is_binary
from analytics.corpus.digest import read_digest
from analytics.corpus.errors import Limits
from analytics.corpus.repair import count_damaged_lines, repair

NEWS = "渡口集团今日公布财报，营收同比增长三成，但净利润下滑；公司说新船的成本还要再看两个季度。"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_the_encoding_is_found(encoding):
    text = f"# 渡口\n\n{NEWS}\n"
    assert decode_text(text.encode(encoding)) == text


def test_traditional_characters_in_big5():
    text = (
        "渡口集團今日公布財報，營收同比增長三成，但是淨利潤下滑；公司說新船的成本還要再看兩個季度。"
    )
    assert decode_text(text.encode("big5")) == text


def test_broken_bytes_leave_the_rest_readable():
    content = f"{NEWS}\n{NEWS}".encode()
    broken = content[:30] + b"\xff" + content[31:]
    text = decode_text(broken)
    assert text.split("\n")[1] == NEWS
    assert count_damaged_lines(text) == 1


def test_a_line_in_another_encoding_is_read_by_its_own():
    content = "\n".join([NEWS] * 20).encode() + b"\n" + NEWS.encode("gb18030")
    assert decode_text(content).split("\n") == [NEWS] * 21


def test_a_digest_in_mojibake_keeps_its_structure():
    titles = [f"{name}公司完成新一轮融资" for name in ("澄江", "北岸", "渡口")]
    text = "# 晚报\n\n" + "\n\n".join(f"**{t}**\n\n公司今日公告，{t}。" for t in titles)
    documents = read_digest(text.encode().decode("latin-1"), "digest.md", Limits())
    assert [document.title for document in documents] == titles


def test_line_ends_become_one():
    assert decode_text(b"a\r\nb\rc\nd") == "a\nb\nc\nd"


def test_binary_is_recognised():
    assert is_binary(bytes(range(256)) * 4)
    assert not is_binary(NEWS.encode())
    assert not is_binary(NEWS.encode("utf-16"))


@pytest.mark.parametrize(("broken", "mended"), [
    (NEWS.encode().decode("latin-1"), NEWS),
    ("渡口集团今日公布财报".encode().decode("gb18030"), "渡口集团今日公布财报"),
    (NEWS.encode("gbk").decode("latin-1"), NEWS), ("渡口集团2026年营收“大增”".encode("gbk").decode("cp1252"), "渡口集团2026年营收“大增”"),
    (f"好：{NEWS}\n".replace(NEWS, NEWS.encode("gbk").decode("latin-1")), f"好：{NEWS}\n"),
    ("ÄÖÜßàâäèéêë ñõöùúûü", "ÄÖÜßàâäèéêë ñõöùúûü"),
    ("A&amp;B&nbsp;&#8220;好&#x201d;&lt;b&gt;", "A&B “好”<b>"),
    ("R&D 与 AT&T &unknown;", "R&D 与 AT&T &unknown;"),
    ("新\u200b船\ufeff下\x00水\x07", "新船下水"), ("一\u2028二\x0b三", "一\n二\n三"), ("\u202e倒\u202c", "倒"),
    ("好\ud800坏", "好\ufffd坏"), ("\ud83d\ude00", "😀"), ("Ünïcödé café résumé", "Ünïcödé café résumé"), ("ＡＩ芯片５０％", "ＡＩ芯片５０％"),
    ("皿鐨", "皿鐨"), ("重\ufffd\ufffd支柱", "重\ufffd\ufffd支柱"),
])  # fmt: skip
def test_repair(broken, mended):
    assert repair(broken) == mended


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=60))
def test_readable_text_is_left_alone(text):
    assert repair(NEWS + text).startswith(NEWS[:10])


@settings(deadline=None)
@given(st.text(max_size=200))
def test_repaired_text_can_be_stored_and_is_stable(text):
    once = repair(text)
    once.encode("utf-8")
    if "&" not in once:
        assert repair(once) == once


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_decode(content):
    assert find_encoding(content)
    decode_text(content).encode("utf-8", "replace")
