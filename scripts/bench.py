"""Stage times, peak memory and, where labelled corpora lie at hand, quality. Run by `make bench`.

    python scripts/bench.py [SOURCE…]      # default: the bundled sample

Times compare only within one run on one machine: each line also gives the ratio to a bare
segmentation of the same text, so that runs on a busy machine can be set side by side.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from analytics.resources import data_path

console = Console(width=100)


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


def peak_megabytes() -> float:
    scale = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 1e6


def bench_stages(source: str, cache: Path) -> None:
    """The stages of one source, each once, from nothing; run in a process of its own."""
    import analytics
    from analytics import stages
    from analytics.prepared import bundled_terms
    from analytics.tokens import Segmenter

    rows: list[tuple[str, float, float]] = []

    def stage(name: str, call: Callable[[], Any]) -> Any:
        seconds, result = timed(call)
        rows.append((name, seconds, peak_megabytes()))
        return result

    stage("dictionary", bundled_terms)
    corpus = stage("read and segment", lambda: analytics.open_corpus(source, cache_folder=cache))
    bare = Segmenter()
    texts = (corpus.documents["title"] + "\n" + corpus.documents["body"]).tolist()
    segmentation, _ = timed(lambda: [bare.cut(text) for text in texts])
    themes = stage("themes", lambda: stages.theme_tables(corpus))
    stage("sentiment", lambda: stages.sentiment_table(corpus))
    stage("entities", lambda: stages.entity_table(corpus))
    stage("topics, n = 12", lambda: stages.topic_tables(corpus, themes, n_topics=12))
    stage("topics, auto", lambda: stages.topic_tables(corpus, themes))
    stage("baseline of at most 100", lambda: stages.baseline_table(corpus))
    stage("open again", lambda: analytics.open_corpus(source, cache_folder=cache))
    table = Table(
        "stage", "s", "× bare segmentation", "peak MB", title=f"{source}: {corpus.tokens}"
    )
    table.add_row("bare segmentation", f"{segmentation:.3f}", "1.0", "")
    for name, seconds, peak in rows:
        table.add_row(name, f"{seconds:.3f}", f"{seconds / segmentation:.1f}", f"{peak:,.0f}")
    console.print(table)


def bench_run(source: str, cache: Path, out: Path) -> None:
    """The whole command, twice: from nothing, and on the prepared corpus."""
    command = [sys.executable, "-m", "analytics", "run", "--all", "--corpus", source, "-j", "2"]
    table = Table("analytics run --all -j 2", "s", title=source)
    for words in ("from nothing", "prepared before"):
        seconds, _ = timed(
            lambda: subprocess.run(
                [*command, "--out", str(out)],
                check=True,
                capture_output=True,
                env={**os.environ, "ANALYTICS_CACHE": str(cache)},
            )
        )
        table.add_row(words, f"{seconds:.1f}")
    console.print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", nargs="*", help="files, folders or globs; default: the sample")
    parser.add_argument("--only-stages", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        if arguments.only_stages:
            bench_stages(arguments.only_stages, scratch)
            return
        for source in arguments.sources or [str(data_path("sample", "digests"))]:
            # Its own process, so that the peak is this source's.
            subprocess.run([sys.executable, __file__, "--only-stages", source], check=True)
            bench_run(source, scratch / "cache", scratch / "reports")


if __name__ == "__main__":
    main()
