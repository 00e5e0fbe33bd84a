"""Word statistics from corpora of your own: document frequencies and word vectors, no text.

    python scripts/build_background.py SOURCE… [--out FOLDER] [--terms 60000] [--dimensions 128]

A source is whatever the suite reads: a file, a folder, a glob or a feed. See docs/background.md.
"""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

from analytics.background import Background, Counts
from analytics.background.background import N_DIMENSIONS
from analytics.background.counts import sum_counts
from analytics.corpus import Reading
from analytics.prepared import bundled_terms
from analytics.resources import data_path
from analytics.tokens import Segmenter

MIN_DOCUMENTS = 5


def count_source(source: str, segmenter: Segmenter) -> Iterator[Counts]:
    for table in Reading(source).batches():
        documents = table.select(["content_id", "title", "body"]).to_pandas()
        documents = documents.rename(columns={"content_id": "doc_id"})
        documents = documents.drop_duplicates(["title", "body"], ignore_index=True)
        yield Counts.count(segmenter.segment(documents))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sources", nargs="+")
    parser.add_argument("--out", type=Path, default=data_path() / "background")
    parser.add_argument("--terms", type=int, default=60_000)
    parser.add_argument("--dimensions", type=int, default=N_DIMENSIONS)
    arguments = parser.parse_args()
    start = time.perf_counter()
    segmenter = Segmenter(bundled_terms())
    counts = sum_counts(
        part for source in arguments.sources for part in count_source(source, segmenter)
    )
    print(f"{counts.n_documents:,} documents counted after {time.perf_counter() - start:.0f} s")
    counts = counts.keep(MIN_DOCUMENTS, arguments.terms)
    background = Background.from_counts(counts, arguments.dimensions)
    background.write(arguments.out)
    print(f"{background!r} written to {arguments.out} after {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
