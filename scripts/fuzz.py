"""Coverage-guided fuzzing of every parser: `make fuzz TARGET=feed SECONDS=600`, or without for all targets.

Needs atheris (`pip install atheris`), which is no dependency of the project. A target may only raise the
error that is written for people; whatever else it raises, and an input that takes more than ten seconds
or two gigabytes, is a defect. The inputs found so far are kept in .fuzz/TARGET and are where the next
run begins.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

try:
    import atheris
except ImportError:
    sys.exit("Fuzzing needs atheris: .venv/bin/python -m pip install atheris")

with atheris.instrument_imports(include=["analytics", "feedparser", "markdown_it"]):
    from analytics.corpus import Limits, SourceError
    from analytics.corpus.batches import SourceCount, batch_drafts, read_file
    from analytics.corpus.clean import clean_document
    from analytics.corpus.dates import date_in_heading, date_in_name, date_in_text, parse_instant
    from analytics.corpus.decode import decode_text
    from analytics.corpus.files import Format, find_format
    from analytics.corpus.html import parse_html
    from analytics.corpus.links import host_of, web_address
    from analytics.corpus.repair import repair
    from analytics.lexicon import LexiconError
    from analytics.parameters import MODELS, ParameterError, parse_texts
    from analytics.sentiment.leanings import read_leanings
    from analytics.themes.definitions import ThemeError, read_themes

FOLDER = Path(tempfile.mkdtemp(prefix="fuzz-"))
LIMITS = Limits(line_bytes=1 << 16, document_characters=20_000, unpacked_bytes=1 << 22)


def read(content: bytes, form: Format | None, name: str = "source") -> None:
    """One file through its reader into tables: every piece that was found is read or rejected."""
    path = FOLDER / name
    path.write_bytes(content)
    count = SourceCount(str(path), "")
    try:
        found = read_file(path, form or find_format(path, LIMITS), LIMITS)
        n = sum(map(len, batch_drafts(found, count, LIMITS, float("inf"))))
        assert n == count.n_read and count.n_rejected == len(count.rejections)
    except SourceError as error:
        assert "\n" not in str(error)


def fuzz_text(content: bytes) -> None:
    text = decode_text(content)
    for value in (text, repair(text)):
        for understand in (parse_instant, date_in_text, date_in_heading, date_in_name):
            understand(value)
        address = web_address(value)
        assert address == web_address(address)
        host_of(address)
    title, body, _ = clean_document(text[:100], text)
    assert not any("\ud800" <= c <= "\udfff" for c in title + body)


def fuzz_themes(content: bytes) -> None:
    path = FOLDER / "themes.yaml"
    path.write_bytes(content)
    with suppress(ThemeError):
        read_themes(path)


def fuzz_settings(content: bytes) -> None:
    """A lexicon, and parameters as they are typed."""
    path = FOLDER / "values.tsv"
    path.write_bytes(content)
    with suppress(LexiconError):
        read_leanings(path)
    pairs = dict(
        line.partition("=")[::2] for line in content.decode("utf-8", "replace").split("\n")
    )
    for model in MODELS.values():
        with suppress(ParameterError):
            parse_texts(model, pairs)


TARGETS: dict[str, Callable[[bytes], object]] = {
    "markdown": lambda content: read(content, "markdown", "source-2026-03-02.md"),
    "html": lambda content: list(parse_html(decode_text(content))),
    "feed": lambda content: read(content, "feed"),
    "jsonl": lambda content: read(content, "jsonl"),
    "json": lambda content: read(content, "json"),
    "csv": lambda content: read(content, "csv"),
    "parquet": lambda content: read(content, "parquet"),
    "any": lambda content: read(content, None),
    "text": fuzz_text,
    "themes": fuzz_themes,
    "settings": fuzz_settings,
}
SEEDS = {
    "markdown": ["---\ndate: 2026-03-02\n---\n# 题\n\n> 引\n\n- **甲**：乙\n\n| a | b |\n|---|---|\n\n[原文链接](https://news.example/1)\n<div>丙</div>",
                 "# 早报｜2026年3月2日\n\n## 要闻\n\n1️⃣ **南桥通车**：3月2日，据南岸日报报道，南桥今天通车。（南岸日报）\n\n2、北桥获批\n2026-03-02 08:30 · 北岸网\n北桥今天获批。\n\n11:30 | 东桥开工 | 东桥今天上午开工。\n\n参考资料：\n南岸日报"],
    "html": ["<table><tr><td>甲</td></tr></table><p><b>乙</b><a href='https://news.example/1'>丙</a><br><img src=x><li>丁"],
    "feed": ['<rss version="2.0"><channel><title>报</title><item><title>甲</title><description>乙</description><pubDate>2026-03-02</pubDate><category>丙</category></item></channel></rss>',
             '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>甲</title><content type="html">&lt;p&gt;乙</content></entry></feed>'],
    "jsonl": ['{"title": "甲", "text": "<p>乙</p>", "date": "2026-03-02", "source": {"name": "丙"}}\n[1]\n'],
    "json": ['{"items": [{"title": "甲", "content": ["乙"]}]}'],
    "csv": ['title,text,date\n甲,"乙\n丙",2026-03-02\n'],
    "text": ["2026年3月2日 08:10", "Mon, 02 Mar 2026 00:00:00 GMT", "https://news.example/a?utm_source=x#y", "（来源：新华社）&amp;", "北岸社3月2日电，甲"],
    "themes": ["solar:\n  name: {en: Solar, zh: 光伏}\n  seeds: [光伏, 硅料]\n  never: [光伏…险]\nport: [港口]\n"],
    "settings": ["光伏\t1.5\n# 注\n风\t-2\n", "n_topics=auto\nstart=2026-03-02\nseed=1\nlanguage=zh\n"],
}  # fmt: skip


def write_seeds(folder: Path, target: str) -> None:
    """Small valid inputs to begin with."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = [text for name in SEEDS if target in (name, "any") for text in SEEDS[name]]
    for number, text in enumerate(texts):
        (folder / f"seed-{number}").write_text(text, encoding="utf-8")
    if target == "parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = pa.table({"title": ["甲", "乙"], "text": [["丙"], None], "date": [1, 2]})
        pq.write_table(table, folder / "seed-parquet", compression="none")


def main() -> None:
    """`fuzz.py TARGET SECONDS` fuzzes one target; `fuzz.py all SECONDS` each in a process of its own."""
    target, seconds = (*sys.argv[1:], "all", "600")[: max(2, len(sys.argv) - 1)][:2]
    if target == "all":
        ended = [
            subprocess.run([sys.executable, __file__, name, seconds]).returncode for name in TARGETS
        ]
        sys.exit(max(ended))
    if target not in TARGETS:
        sys.exit(f"{target}: no such target. Targets are: all, {', '.join(TARGETS)}.")
    kept = Path(".fuzz", target)
    write_seeds(kept, target)
    options = [f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048", "-max_len=8192", f"-artifact_prefix={kept.parent}/{target}-"]  # fmt: skip
    atheris.Setup([sys.argv[0], str(kept), *options, "-print_final_stats=1"], TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
