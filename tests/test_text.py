"""Normal forms keep offsets, sentences keep every character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.text import normalise, split_sentences


@pytest.mark.parametrize(("text", "normal"), [
    ("ＡＩ芯片降价５０％", "AI芯片降价50%"), ("電動車銷量", "电动车销量"), ("渡口，老船。", "渡口，老船。"), ("第\u3000一", "第 一"), ("", ""),
    ("$2亿", "$2亿"), ("乾坤", "乾坤"),
])  # fmt: skip
def test_normal_form(text, normal):
    assert normalise(text) == normal


@given(st.text())
def test_the_normal_form_keeps_every_place(text):
    assert len(normalise(text)) == len(text)
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(("text", "sentences"), [
    ("新桥通车了。老船停了！", ["新桥通车了。", "老船停了！"]),
    ("他说：“再见。”然后走了。", ["他说：“再见。”", "然后走了。"]),
    ("涨3.5%，到1.2亿元", ["涨3.5%，到1.2亿元"]),
    ("一行\n\n二行", ["一行\n\n", "二行"]), ("真的吗？！真的……", ["真的吗？！", "真的……"]), ("", []),
])  # fmt: skip
def test_sentences(text, sentences):
    assert split_sentences(text) == sentences


@given(st.text(st.sampled_from("渡口老船，。！？；…”’」』）)】\n 3.5a!?")))
def test_sentences_rejoin_to_the_text(text):
    sentences = split_sentences(text)
    assert "".join(sentences) == text
    assert all(sentences)
