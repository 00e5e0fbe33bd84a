"""Reading hostile files in a process of its own, with little memory, and measuring what it costs."""

import gc
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Reads a source with limits and tells counts, errors, seconds of processor time and memory gained.
_READ = """
import json, resource, sys, time
import feedparser, httpx, markdown_it, pandas, pyarrow.parquet, selectolax.lexbor
from analytics.corpus import Limits, SourceError, read_corpus
source, memory, limits = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
def size(): return int(next(l for l in open("/proc/self/status") if l.startswith("VmSize")).split()[1]) * 1024
before, start = peak(), time.process_time()
resource.setrlimit(resource.RLIMIT_AS, (size() + memory * 2**20,) * 2)
told = {}
try:
    corpus = read_corpus(source, Limits(**limits))
    counts = corpus.sources
    told = {"read": len(corpus.documents), "rejected": len(corpus.rejected), "found": int(counts["n_found"].sum()),
            "titles": corpus.documents["title"].tolist()[-3:], "reasons": corpus.rejected["reason"].tolist()[:5]}
except SourceError as error:
    told = {"error": str(error)}
told |= {"seconds": time.process_time() - start, "memory": peak() - before}
print(json.dumps(told))
"""


def read_apart(
    source: Path | str, memory: int = 600, wait: float = 60, **limits: Any
) -> dict[str, Any]:
    """What `read_corpus` makes of a source in a process that may take `memory` MB more than it begins with.

    Fails when the process dies, raises anything but SourceError, or takes longer than `wait` seconds.
    """
    done = subprocess.run(
        [sys.executable, "-c", _READ, str(source), str(memory), json.dumps(limits)],
        capture_output=True, text=True, timeout=wait,
    )  # fmt: skip
    assert done.returncode == 0, f"exit code {done.returncode}: {done.stderr[-2_000:]}"
    told: dict[str, Any] = json.loads(done.stdout)
    if "found" in told:
        assert told["read"] + told["rejected"] == told["found"]
    return told


def growth(work: Callable[[int], object], size: int, tries: int = 4) -> float:
    """Processor time for twice the size over that for the size: 2 is linear, 4 is quadratic.

    The least of some tries, since others use the machine too.
    """

    def seconds(n: int) -> float:
        start = time.process_time()
        work(n)
        return time.process_time() - start

    ratio = 9.0
    gc.disable()
    try:
        for _ in range(tries):
            ratio = min(ratio, seconds(2 * size) / max(seconds(size), 0.01))
            if ratio < 2.8:
                break
    finally:
        gc.enable()
    return ratio
