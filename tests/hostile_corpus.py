"""A corpus of the bundled sample's stories with given texts in every field, in every format we read."""

import csv
import json
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from hostile_pages import utf8

from analytics.resources import data_path

NAMES = {  # of the files, as far as a file system takes them
    "hostile": "<img src=x onerror=window.__hit=1> [red]'\"&{{7*7}}$x$\x1b[31m\u202e",
    "harmless": "news",
}


def write_corpus(folder: Path, texts: list[str], kind: str = "hostile", n: int = 120) -> Path:
    """A folder of JSONL, CSV, RSS and a Markdown digest with a text in each field of each story."""
    folder.mkdir(parents=True)
    lines = data_path("sample/documents.jsonl").read_text(encoding="utf-8").splitlines()[:n]
    supply = cycle(map(utf8, texts))
    stories = [_attacked(json.loads(line), i, lambda: next(supply)) for i, line in enumerate(lines)]
    for i, (ending, write) in enumerate(_WRITERS.items()):
        write(folder / f"{NAMES[kind]}{i}.{ending}", stories[i :: len(_WRITERS)])
    return folder


def write_themes(path: Path, texts: list[str]) -> Path:
    """Themes with texts as keys, names, descriptions and seed words beside ones that match."""
    import yaml

    key, en, zh, about, seed = [utf8(text)[:40] for text in texts[:5]]
    themes = {
        "chips": {"name": {"en": f"Chips {en}", "zh": f"芯片{zh}"}, "description": about, "seeds": ["芯片", "半导体", seed]},
        f"k{key}": {"name": f"{key} money", "seeds": ["融资", "上市", "H股"]},
        "cars": ["汽车", "新能源车", seed],
    }  # fmt: skip
    path.write_text(yaml.safe_dump(themes, allow_unicode=True), encoding="utf-8")
    return path


def _attacked(story: dict[str, str], i: int, text: Callable[[], str]) -> dict[str, str]:
    own = text()
    spoiled = {
        "id": f"{i}{own[:40]}",
        "title": (f"{story['title']}{own}", f"{own}{story['title']}", story["title"])[i % 3],
        "body": f"{story['body']}{text()}\n{text()}。{story['body'][:30]}",
        "source": text()[:80],
        "url": (text(), f"https://news.example/{i}?q={text()}")[i % 2],
        "section": text()[:40],
    }
    return {"published_at": str(story["published_at"])} | spoiled


def _write_jsonl(path: Path, stories: list[dict[str, str]]) -> None:
    rows = [json.dumps(story, ensure_ascii=False) for story in stories]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def _write_csv(path: Path, stories: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(stories[0]))
        writer.writeheader()
        writer.writerows(stories)


def _write_rss(path: Path, stories: list[dict[str, str]]) -> None:
    items = [
        f"<item><guid>{_xml(s['id'])}</guid><title>{_xml(s['title'])}</title>"
        f"<link>{_xml(s['url'])}</link><description>{_xml(s['body'])}</description>"
        f"<source url={quoteattr(_no_controls(s['url']))}>{_xml(s['source'])}</source>"
        f"<pubDate>{s['published_at']}</pubDate></item>"
        for s in stories
    ]
    path.write_text(
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>x</title>'
        f"{''.join(items)}</channel></rss>",
        encoding="utf-8",
    )


def _write_digest(path: Path, stories: list[dict[str, str]]) -> None:
    posts = [
        f"# {' '.join(s['title'].split())}\n\n> {' '.join(s['body'].split())}（{s['source']}）\n\n"
        f"[原文链接]({s['url']})\n\n"
        for s in stories
    ]
    path.write_text("\n".join(posts), encoding="utf-8")


def _xml(text: str) -> str:
    return escape(_no_controls(text))


def _no_controls(text: str) -> str:
    return "".join(c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))


_WRITERS = {"jsonl": _write_jsonl, "csv": _write_csv, "xml": _write_rss, "md": _write_digest}
