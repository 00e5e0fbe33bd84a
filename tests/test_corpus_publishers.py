"""A publisher known by its name and by its address is one."""

from analytics.corpus import read_corpus
from analytics.corpus.publishers import publisher_of


def test_an_address_has_the_name_of_its_publisher():
    assert publisher_of("https://36kr.com/p/1") == "36氪"
    assert publisher_of("https://m.36kr.com/p/1") == "36氪"
    assert publisher_of("https://not36kr.com/p/1") == "not36kr.com"
    assert publisher_of("https://www.news.example/1") == "news.example"
    assert publisher_of("") == ""


def test_news_with_and_without_a_credit_counts_for_one_publisher(tmp_path):
    digest = tmp_path / "digest.md"
    digest.write_text(
        "# 青屿药业递交上市申请\n\n来源：36氪\n\n公司称募资用于新厂。\n\n[原文](https://36kr.com/p/1)\n\n"
        "# 澜舟电池投产\n\n首条产线昨日点火。\n\n[原文](https://36kr.com/p/2)\n",
        encoding="utf-8",
    )
    assert set(read_corpus(str(digest)).documents["source"]) == {"36氪"}
