"""Learn data/sentiment/leanings.tsv: how characters and pairs of characters lean, from unlabelled news.

    python scripts/build_sentiment.py NEWS.jsonl.gz TITLES.jsonl.gz …

The files hold a JSON object a line with `title` and, if there is one, `text`; they need no labels. Lines
that tell the same are read once.
"""

import gzip
import json
import sys
from pathlib import Path

import pandas as pd

from analytics.lexicon import dictionary_terms
from analytics.resources import data_path
from analytics.sentiment.self_training import fit_leanings
from analytics.tokens import Segmenter

NOTE = """\
# How characters and pairs of characters of a headline lean, learned from {n:,} unlabelled business news (no
# text of them is kept). The lexicon labelled them; two logistic regressions, for good and for bad news
# against all other, found these weights. Made by scripts/build_sentiment.py.
# @ is a name, 0 a number, % a share, ^ what every headline starts from.
# gram<TAB>good<TAB>bad
"""
# Channels of a file of many that tell business news.
CHANNELS = ("finance", "car", "technology", "eastmoney", "xueqiu")


def read(path: Path) -> list[tuple[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        entries = [json.loads(line) for line in lines]
    return [
        (entry.get("title") or "", entry.get("text") or "")
        for entry in entries
        if "hot" not in (source := entry.get("source") or "")
        or any(channel in source for channel in CHANNELS)
    ]


def main(paths: list[str]) -> None:
    rows = dict.fromkeys(row for path in paths for row in read(Path(path)))
    documents = pd.DataFrame(list(rows), columns=["title", "body"])
    documents.insert(0, "doc_id", documents.index.astype(str))
    leanings = fit_leanings(Segmenter(dictionary_terms()).segment(documents))
    lines = [f"{row.gram}\t{row.good:.2f}\t{row.bad:.2f}\n" for row in leanings.itertuples()]
    target = data_path("sentiment") / "leanings.tsv"
    target.write_text(NOTE.format(n=len(documents)) + "".join(lines), encoding="utf-8")
    print(f"{target}: {len(leanings):,} grams")


if __name__ == "__main__":
    main(sys.argv[1:])
