"""A million real short documents from raw text to all reports: time and memory, stage by stage.

    ANALYTICS_CORPORA=FOLDER python scripts/bench_scale.py [--documents 1000,…,1000000] [--out FOLDER]

FOLDER holds JSONL files (packed or not) with `title`, `text` and `published_at`. Titles are taken as they
are and texts cut into sentences or, for more documents, clauses; all documents differ. Memory is that of all processes together, shared
pages counted once where the system tells (PSS). With several numbers of documents also how CPU time grows
with them. Writes scale.json and, of several numbers, scale.svg. Run by `make bench-scale`; the growth:

    make bench-scale BENCH="--documents 1000,10000,100000,300000,1000000"
"""

import argparse
import gzip
import itertools
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
from rich.console import Console
from rich.table import Table

SHORTEST, LONGEST = 4, 400  # characters of a sentence that makes a document
SENTENCES = re.compile(r"(?<=[。！？!?…\n])")
CLAUSES = re.compile(r"(?<=[。！？!?…\n，；：])")
STEPS = ("ingest", "run")
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


def make_documents(folder: Path, n: int) -> list[str]:
    """At most `n` different documents as lines, in the order of their days.

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
    pieces = [pieces[i * len(pieces) // n] for i in range(n)] if len(pieces) > n else pieces
    pieces.sort(key=lambda dated: dated[0][:10])
    return [f"{line}\n" for _, line in pieces]


class Watched:
    """A command run to its end: `seconds`, `peak` (bytes of all its processes), `cpu` seconds, `lines`.

    Processes that were not waited for count with what they had spent when last looked at.
    """

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.peak, self.cpu, self.lines = 0, 0.0, []
        start, before = time.perf_counter(), cpu_of_children()
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
        ) as process:
            watcher = threading.Thread(target=self._watch, args=(process.pid,), daemon=True)
            watcher.start()
            assert process.stdout
            self.lines = [line.rstrip() for line in process.stdout]
        self.seconds = time.perf_counter() - start
        self.cpu = max(self.cpu, cpu_of_children() - before)
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


def cpu_of_children() -> float:
    """CPU seconds of all processes that this one has waited for, and that they have."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def stages_of(lines: list[str], total: float) -> dict[str, float]:
    """Seconds of each step that `analytics run` tells of, by name."""
    told = [
        (float(m[1]), m[2])
        for line in lines
        if (m := _STAGE.fullmatch(line)) and ": still " not in m[2]
    ]
    prepared = [(when, what) for when, what in told if what.startswith("preparing")]
    first = next((when for when, what in told if "cell" in what), total)
    edges = [*prepared, (first, "")]
    steps = {what: after[0] - when for (when, what), after in itertools.pairwise(edges)}
    finished = (re.fullmatch(r"(\S+): completed in ([\d.]+) s", what) for _, what in told)
    return steps | {m[1]: float(m[2]) for m in finished if m}


def growth(rows: list[dict], step: str) -> float:
    """The power of the number of documents that CPU time grows with, beyond what it takes to start.

    That is taken to be the time of the fewest documents; a line is fitted to the logarithms of what others take
    beyond it, those that take at least twice as long: of less, what is left is chance. NaN for fewer than two.
    """
    start = rows[0][f"{step}_cpu_s"]
    told = [(row["documents"], row[f"{step}_cpu_s"] - start) for row in rows]
    told = [(n, more) for n, more in told if more >= start]
    if len(told) < 2:
        return float("nan")
    return float(np.polyfit(*np.log(told).T, 1)[0])


def measure(documents: list[str], arguments: argparse.Namespace) -> dict:
    """Time and memory of these documents (lines) from nothing, in a folder that is removed."""
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        environment = {**os.environ, "ANALYTICS_CACHE": str(home / "cache")}
        (home / "documents.jsonl").write_text("".join(documents), encoding="utf-8")
        bare = Watched([sys.executable, "-c", BARE, str(home / "documents.jsonl")], environment)
        analytics = [sys.executable, "-m", "analytics"]
        archive = str(home / "archive")
        ingest = Watched(
            [*analytics, "ingest", str(home / "documents.jsonl"), "--archive", archive], environment
        )
        chosen = arguments.notebooks or ["--all"]
        words = ["--corpus", archive, "--out", str(home / "reports"), "-j", arguments.jobs]
        run = Watched([*analytics, "run", *chosen, *words], environment)
        return {
            "documents": len(documents),
            "bare_segmentation_s": float(bare.lines[-1]),
            "ingest_s": ingest.seconds,
            "ingest_cpu_s": ingest.cpu,
            "ingest_peak_mb": ingest.peak / 1e6,
            "run_s": run.seconds,
            "run_cpu_s": run.cpu,
            "run_peak_mb": run.peak / 1e6,
            "steps_s": stages_of(run.lines, run.seconds),
        }


def numbers(text: str) -> list[int]:
    return sorted(int(part) for part in text.split(","))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=numbers, default=[1_000_000], help="numbers of them")
    parser.add_argument("--out", type=Path, default=Path("bench"), help="folder for the figures")
    parser.add_argument("--notebooks", nargs="*", default=[], help="default: all")
    parser.add_argument("--jobs", default="2")
    arguments = parser.parse_args()
    folder = os.environ.get("ANALYTICS_CORPORA")
    if not folder:
        sys.exit("ANALYTICS_CORPORA names the folder of JSONL files to build documents from")
    arguments.out.mkdir(parents=True, exist_ok=True)
    lines = make_documents(Path(folder), max(arguments.documents))
    rows: list[dict] = []
    for n in (min(n, len(lines)) for n in arguments.documents):
        # Evenly spaced, so that fewer documents are of the same kinds and days.
        rows.append(measure([lines[i * len(lines) // n] for i in range(n)], arguments))
        show(rows[-1])
        found = {"sizes": rows, "grows": {step: growth(rows, step) for step in STEPS}}
        text = json.dumps(found, indent=1).replace("NaN", "null") + "\n"
        (arguments.out / "scale.json").write_text(text, encoding="utf-8")
    if len(rows) > 1:
        show_growth(rows)
        draw_growth(rows, arguments.out / "scale.svg")


def show_growth(rows: list[dict]) -> None:
    table = Table(
        "documents", *(f"{step}, {unit}" for step in STEPS for unit in ("CPU s", "peak MB"))
    )
    for row in rows:
        cells = [f"{row[f'{step}_{unit}']:,.0f}" for step in STEPS for unit in ("cpu_s", "peak_mb")]
        table.add_row(f"{row['documents']:,}", *cells)
    console.print(table)
    for step in STEPS:
        console.print(f"{step}: CPU beyond the start grows as n to {growth(rows, step):.2f}")


def draw_growth(rows: list[dict], path: Path) -> None:
    """CPU seconds by documents, both logarithmic, and those beyond the start."""
    import matplotlib

    matplotlib.use("svg")
    import matplotlib.pyplot as plt

    figure, panel = plt.subplots(figsize=(6, 4))
    for step, color in zip(STEPS, ("tab:blue", "tab:orange"), strict=True):
        xs, ys = [row["documents"] for row in rows], [row[f"{step}_cpu_s"] for row in rows]
        panel.plot(xs, ys, marker="o", color=color, label=step)
        label = f"beyond the start, as n to {growth(rows, step):.2f}"
        panel.plot(xs[1:], np.subtract(ys[1:], ys[0]), "--", color=color, label=label)
    panel.set(xscale="log", yscale="log", xlabel="documents", ylabel="CPU seconds")
    panel.grid(alpha=0.3)
    panel.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(path)


def show(figures: dict) -> None:
    floor = figures["bare_segmentation_s"]
    table = Table(
        "step", "s", "× bare", "CPU s", "peak MB", title=f"{figures['documents']:,} documents"
    )
    table.add_row("bare segmentation", f"{floor:.1f}", "1", "", "")
    for name in STEPS:
        seconds, cpu, peak = (figures[f"{name}_{unit}"] for unit in ("s", "cpu_s", "peak_mb"))
        table.add_row(
            name, f"{seconds:.1f}", f"{seconds / floor:.1f}", f"{cpu:.1f}", f"{peak:,.0f}"
        )
    for name, seconds in figures["steps_s"].items():
        table.add_row(f"  {name}", f"{seconds:.1f}", f"{seconds / floor:.1f}", "", "")
    console.print(table)


if __name__ == "__main__":
    main()
