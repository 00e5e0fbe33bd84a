"""Learn data/sentiment/learned.tsv: words that the lexicon lacks, from unlabelled business news.

    python scripts/build_sentiment.py NEWS.jsonl.gz TITLES.jsonl.gz …

The files hold a JSON object a line with `title` and, if there is one, `text`; they need no labels.
"""

import gzip
import json
import sys
from pathlib import Path

import pandas as pd

from analytics.lexicon import dictionary_terms
from analytics.resources import data_path
from analytics.sentiment.learned import read_veto
from analytics.sentiment.learning import learn_terms
from analytics.tokens import Segmenter

NOTE = """\
# Words that the lexicon lacks, learned from {n:,} unlabelled business news (no text of them is kept).
# The lexicon labelled them; a linear model found these words. Made by scripts/build_sentiment.py.
# term<TAB>valence, on the lexicon's scale of -3 to 3
"""


def read(path: Path) -> list[tuple[str, str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        entries = [json.loads(line) for line in lines]
    return [
        (f"{path.name}:{number}", entry.get("title") or "", entry.get("text") or "")
        for number, entry in enumerate(entries, 1)
    ]


def main(paths: list[str]) -> None:
    rows = [row for path in paths for row in read(Path(path))]
    documents = pd.DataFrame(rows, columns=["doc_id", "title", "body"])
    tokens = Segmenter(dictionary_terms()).segment(documents)
    learned = learn_terms(tokens, read_veto()).sort_values("term")
    lines = [f"{row.term}\t{row.valence:.2f}\n" for row in learned.itertuples()]
    target = data_path("sentiment") / "learned.tsv"
    target.write_text(NOTE.format(n=len(documents)) + "".join(lines), encoding="utf-8")
    print(f"{target}: {len(learned):,} terms")


if __name__ == "__main__":
    main(sys.argv[1:])
