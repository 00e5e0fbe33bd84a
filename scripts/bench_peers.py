"""Peers beside ours in one run on the same documents and cores: speed, memory, and quality where labels exist.

    python scripts/bench_peers.py [FILE…] [--sizes 250,1000] [--pipeline 500] [--out FOLDER]

FILE is anything `analytics` reads (default: the bundled sample); a JSONL file whose lines have `label` gives
NMI of topics, or for the labels pos and neg the AUC of tone. Writes peers.md, peers.json and peers.svg, the
scaling curve, into FOLDER. Run by `make bench`; the full run of 26,000 newsflashes:

    make bench PEERS="newsflashes.jsonl --sizes 1000,4000,16000 --pipeline 26000 --most 26000"
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from bench_scale import Watched
from peers import TASKS
from rich.console import Console

from analytics.resources import data_path

SLOW = ("SnowNLP",)  # some 50 documents a second
MEASURES = ("nmi", "auc")
COLUMNS = (
    "task",
    "who",
    "documents",
    "s",
    "CPU s",
    "documents/s",
    "peak MB",
    "NMI",
    "AUC",
    "grows as n to",
)
console = Console(width=140)


def read_documents(source: str) -> pd.DataFrame:
    """doc_id, title, body and label of a source."""
    from analytics.corpus import read_corpus
    from analytics.model_comparison import read_labels

    documents = read_corpus(source).documents
    return documents[["doc_id", "title", "body"]].assign(label=read_labels(documents, source))


def draw(documents: pd.DataFrame, n: int) -> pd.DataFrame:
    """At most `n` documents, evenly spaced."""
    rows = np.arange(min(n, len(documents))) * len(documents) // min(n, len(documents))
    return documents.iloc[rows].reset_index(drop=True)


def measure(task: str, who: str, documents: pd.DataFrame, arguments: Any) -> dict[str, Any]:
    """One contestant at one task in a process of its own."""
    n_labels = documents["label"].replace("", np.nan).nunique()
    n_topics = n_labels if n_labels > 3 else arguments.topics
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "documents.parquet"
        documents.to_parquet(path, index=False)
        script = str(Path(__file__).with_name("peers.py"))
        words = [task, who, str(path), str(n_topics), str(arguments.cores)]
        threads = {name: str(arguments.cores) for name in ("OMP_NUM_THREADS", "RAYON_NUM_THREADS")}
        run = Watched([sys.executable, script, *words], {**os.environ, **threads})
    told = json.loads(run.lines[-1])
    row = {"task": task, "who": who, "documents": len(documents), "peak_mb": run.peak / 1e6, **told}
    # A pipeline is what a person waits for: the whole process, the start of its libraries included.
    return row | {"seconds": run.seconds, "cpu_s": run.cpu} if task == "all" else row


def contests(documents: pd.DataFrame, arguments: Any) -> Iterator[dict[str, Any]]:
    sizes = sorted({min(n, len(documents)) for n in arguments.sizes})
    for task in ("words", "tone", "topics"):
        for who in TASKS[task]:
            most = arguments.most if who in SLOW else len(documents)
            for n in dict.fromkeys(min(size, most) for size in sizes):
                yield measure(task, who, draw(documents, n), arguments)
    if arguments.pipeline:
        for who in TASKS["all"]:
            yield measure("all", who, draw(documents, arguments.pipeline), arguments)


def growth(rows: list[dict[str, Any]]) -> float:
    """The power of n that time grows with from the smallest to the largest size; NaN for one size."""
    first, last = (f(rows, key=lambda row: row["documents"]) for f in (min, max))
    if first["documents"] == last["documents"]:
        return float("nan")
    ratio = last["seconds"] / max(first["seconds"], 1e-9)
    return float(np.log(ratio) / np.log(last["documents"] / first["documents"]))


def to_table(rows: list[dict[str, Any]]) -> str:
    """The rows as Markdown, largest sizes only where there are several."""
    lines = [f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}"]
    for task, who in dict.fromkeys((row["task"], row["who"]) for row in rows):
        own = [row for row in rows if (row["task"], row["who"]) == (task, who)]
        last = max(own, key=lambda row: row["documents"])
        n, power = last["documents"], growth(own)
        qualities = [f"{last[name]:.3f}" if name in last else "" for name in MEASURES]
        cells = [f"{n:,}", *(f"{last[name]:.2f}" for name in ("seconds", "cpu_s"))]
        cells.append(f"{n / last['seconds']:,.0f}")
        cells += [f"{last['peak_mb']:,.0f}", *qualities, "" if np.isnan(power) else f"{power:.2f}"]
        lines.append(f"| {' | '.join([task, who, *cells])} |")
    return "\n".join(lines)


def ratio(rows: list[dict[str, Any]]) -> str:
    """How many times faster ours is end to end; "" where that was not run."""
    seconds = {row["who"]: row for row in rows if row["task"] == "all"}
    if len(seconds) < 2:
        return ""
    ours, usual = (seconds[who] for who in TASKS["all"])
    times = usual["seconds"] / ours["seconds"]
    return (
        f"{ours['documents']:,} documents end to end: {usual['who']} {usual['seconds']:.1f} s, "
        f"ours {ours['seconds']:.1f} s: {times:.1f} times faster "
        f"({usual['cpu_s'] / ours['cpu_s']:.1f} times less CPU)."
    )


def draw_curves(rows: list[dict[str, Any]], path: Path) -> None:
    """Seconds by documents, both logarithmic, a panel a task."""
    import matplotlib

    matplotlib.use("svg")
    import matplotlib.pyplot as plt

    tasks = [task for task in ("words", "tone", "topics") if any(r["task"] == task for r in rows)]
    figure, panels = plt.subplots(1, len(tasks), figsize=(4.2 * len(tasks), 3.6), squeeze=False)
    for panel, task in zip(panels[0], tasks, strict=True):
        for who in TASKS[task]:
            own = [row for row in rows if (row["task"], row["who"]) == (task, who)]
            style = {"linewidth": 2.5, "color": "black"} if who == "ours" else {}
            xs, ys = [r["documents"] for r in own], [r["seconds"] for r in own]
            panel.plot(xs, ys, marker="o", label=who, **style)
        panel.set(xscale="log", yscale="log", title=task, xlabel="documents", ylabel="seconds")
        panel.grid(alpha=0.3)
        panel.legend(frameon=False, fontsize=8)
    figure.tight_layout()
    figure.savefig(path)


def numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", nargs="*", default=[])
    parser.add_argument("--sizes", type=numbers, default=[100, 366], help="numbers of documents")
    parser.add_argument("--pipeline", type=int, default=366, help="documents end to end; 0: none")
    parser.add_argument("--most", type=int, default=300, help="documents given to slow peers")
    parser.add_argument("--topics", type=int, default=20, help="number of topics without labels")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("bench"))
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    told, found, curves = [], {}, []
    for source in arguments.sources or [str(data_path("sample", "digests"))]:
        rows = []
        for row in contests(read_documents(source), arguments):
            rows.append(row)
            console.print(
                f"{row['task']}: {row['who']}, {row['documents']:,}: {row['seconds']:.2f} s"
            )
        name = Path(source).name
        found[name] = rows
        told.append(
            f"## {name}, {arguments.cores} cores\n\n{to_table(rows)}\n\n{ratio(rows)}".strip()
        )
        picture = arguments.out / ("peers.svg" if not curves else f"peers-{len(curves) + 1}.svg")
        draw_curves(rows, picture)
        curves.append(picture)
    text = "\n\n".join(told) + "\n"
    (arguments.out / "peers.md").write_text(text, encoding="utf-8")
    (arguments.out / "peers.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
