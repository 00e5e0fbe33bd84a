"""A million real short documents from raw text to all reports: time and memory, stage by stage.

    ANALYTICS_CORPORA=FOLDER python scripts/bench_scale.py [--documents 1000000] [--json FILE]

FOLDER holds JSONL files (packed or not) with `title`, `text` and `published_at`. Titles are taken as they
are and texts cut into sentences or, for more documents, clauses; all documents differ. Memory is that of all processes together, shared
pages counted once where the system tells (PSS). Run by `make bench-scale`.
"""

import argparse
import gzip
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

SHORTEST, LONGEST = 4, 400  # characters of a sentence that makes a document
SENTENCES = re.compile(r"(?<=[。！？!?…\n])")
CLAUSES = re.compile(r"(?<=[。！？!?…\n，；：])")
INTERVAL = 0.25  # seconds between two looks at the memory
_STAGE = re.compile(r"\[\s*([\d.]+) s\] (.+)")
console = Console(width=100)

BARE = """
import json, sys, time
from analytics.prepared import bundled_terms
from analytics.tokens import Segmenter
segmenter = Segmenter(bundled_terms())
texts = [json.loads(line)["title"] for line in open(sys.argv[1], encoding="utf-8")]
start = time.perf_counter()
for text in texts:
    segmenter.cut(text)
print(time.perf_counter() - start)
"""


def read_pieces(folder: Path, cut: re.Pattern[str]) -> Iterator[dict[str, str]]:
    """Titles and pieces of texts of all files, each with its date and publisher."""
    for path in sorted([*folder.glob("*.jsonl"), *folder.glob("*.jsonl.gz")]):
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8") as file:
            for line in file:
                record = json.loads(line)
                kept = {name: record.get(name, "") for name in ("published_at", "source")}
                pieces = cut.split(record.get("text") or "")
                for text in map(str.strip, (record.get("title") or "", *pieces)):
                    if SHORTEST <= len(text) <= LONGEST:
                        yield {"title": text, **kept}


def write_documents(folder: Path, n: int, path: Path) -> int:
    """Write at most `n` different documents, in the order of their days; returns how many.

    Texts are cut into sentences, and where these are too few, into clauses.
    """
    for cut in (SENTENCES, CLAUSES):
        seen: set[int] = set()
        pieces = []
        for piece in read_pieces(folder, cut):
            key = hash(piece["title"])
            if key not in seen:
                seen.add(key)
                pieces.append((piece["published_at"], json.dumps(piece, ensure_ascii=False)))
        if len(pieces) >= n:
            break
    # Evenly spaced, so that fewer documents are of the same kinds and days.
    pieces = [pieces[i * len(pieces) // n] for i in range(n)] if len(pieces) > n else pieces
    pieces.sort(key=lambda dated: dated[0][:10])
    path.write_text("".join(f"{line}\n" for _, line in pieces), encoding="utf-8")
    return len(pieces)


class Watched:
    """A command run to its end: `seconds`, `peak` (bytes of all its processes), `cpu` seconds, `lines`."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.peak, self.cpu, self.lines = 0, 0.0, []
        start = time.perf_counter()
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
        ) as process:
            watcher = threading.Thread(target=self._watch, args=(process.pid,), daemon=True)
            watcher.start()
            assert process.stdout
            self.lines = [line.rstrip() for line in process.stdout]
        self.seconds = time.perf_counter() - start
        if process.returncode:
            sys.exit("\n".join(self.lines[-30:]))

    def _watch(self, pid: int) -> None:
        spent: dict[int, float] = {}
        while True:
            try:
                root = psutil.Process(pid)
                family = [root, *root.children(recursive=True)]
            except psutil.Error:
                return
            held = 0
            for process in family:
                try:
                    held += getattr(process.memory_full_info(), "pss", process.memory_info().rss)
                    times = process.cpu_times()
                    spent[process.pid] = times.user + times.system
                except psutil.Error:
                    continue
            self.peak, self.cpu = max(self.peak, held), sum(spent.values())
            time.sleep(INTERVAL)


def stages_of(lines: list[str], total: float) -> dict[str, float]:
    """Seconds of each step that `analytics run` tells of, by name."""
    told = [(float(m[1]), m[2]) for line in lines if (m := _STAGE.fullmatch(line))]
    prepared = [(when, what) for when, what in told if what.startswith("preparing")]
    first = next((when for when, what in told if "cell" in what), total)
    edges = [*prepared, (first, "")]
    steps = {what: after[0] - when for (when, what), after in itertools.pairwise(edges)}
    finished = (re.fullmatch(r"(\S+): completed in ([\d.]+) s", what) for _, what in told)
    return steps | {m[1]: float(m[2]) for m in finished if m}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--json", type=Path, help="file for the figures")
    parser.add_argument("--notebooks", nargs="*", default=[], help="default: all")
    parser.add_argument("--jobs", default="2")
    arguments = parser.parse_args()
    folder = os.environ.get("ANALYTICS_CORPORA")
    if not folder:
        sys.exit("ANALYTICS_CORPORA names the folder of JSONL files to build documents from")
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        environment = {**os.environ, "ANALYTICS_CACHE": str(home / "cache")}
        n = write_documents(Path(folder), arguments.documents, home / "documents.jsonl")
        bare = Watched([sys.executable, "-c", BARE, str(home / "documents.jsonl")], environment)
        floor = float(bare.lines[-1])
        analytics = [sys.executable, "-m", "analytics"]
        archive = str(home / "archive")
        ingest = Watched(
            [*analytics, "ingest", str(home / "documents.jsonl"), "--archive", archive], environment
        )
        chosen = arguments.notebooks or ["--all"]
        words = ["--corpus", archive, "--out", str(home / "reports"), "-j", arguments.jobs]
        run = Watched([*analytics, "run", *chosen, *words], environment)
        figures = {
            "documents": n,
            "bare_segmentation_s": floor,
            "ingest_s": ingest.seconds,
            "ingest_cpu_s": ingest.cpu,
            "ingest_peak_mb": ingest.peak / 1e6,
            "run_s": run.seconds,
            "run_cpu_s": run.cpu,
            "run_peak_mb": run.peak / 1e6,
            "steps_s": stages_of(run.lines, run.seconds),
        }
        show(figures)
        if arguments.json:
            arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def show(figures: dict) -> None:
    floor = figures["bare_segmentation_s"]
    table = Table(
        "step", "s", "× bare", "CPU s", "peak MB", title=f"{figures['documents']:,} documents"
    )
    table.add_row("bare segmentation", f"{floor:.1f}", "1", "", "")
    for name in ("ingest", "run"):
        seconds, cpu, peak = (figures[f"{name}_{unit}"] for unit in ("s", "cpu_s", "peak_mb"))
        table.add_row(
            name, f"{seconds:.1f}", f"{seconds / floor:.1f}", f"{cpu:.1f}", f"{peak:,.0f}"
        )
    for name, seconds in figures["steps_s"].items():
        table.add_row(f"  {name}", f"{seconds:.1f}", f"{seconds / floor:.1f}", "", "")
    console.print(table)


if __name__ == "__main__":
    main()
