"""Commands of `analytics` in processes that can be killed at any moment, started quickly."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd

from analytics.mapped import SUFFIX, read_mapped

# Loads what the commands need once and then forks, so that a moment chosen at random lies in their
# work and not in the loading of libraries. Each command leads a process group of its own.
_NURSERY = """
import json, os, sys
import pandas, pyarrow.parquet, scipy.sparse, sklearn.decomposition, sklearn.cluster
import analytics.archive, analytics.comparison, analytics.reports.index, analytics.reports.page
import analytics.reports.running, analytics.reports.sheet, analytics.run_tables, analytics.sentiment
import analytics.archive.ingestion as ingestion, analytics.archive.index as index
import analytics.stages, analytics.views.compared
from analytics.cli import main
ingestion.MOST_DOCUMENTS = 8  # so that small sources have many batches
index.SIZES = (4, 16)
from pathlib import Path
ingestion.ingest([Path("warm.jsonl")], Path("warm"), workers=1)  # loads dictionaries and models
print("ready", flush=True)
for line in sys.stdin:
    words, cache = json.loads(line)
    pid = os.fork()
    if not pid:
        os.setsid()
        os.environ["ANALYTICS_CACHE"] = os.path.abspath(cache)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(os.open("stderr", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
        sys.argv = ["analytics", *words]
        code = 70
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code or 0
        finally:
            os._exit(code)
    print(pid, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


class Nursery:
    """Starts commands in `folder`; each `run` gives the exit code, -9 when it was killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        write_news(folder / "warm.jsonl", 6)
        self.process = subprocess.Popen(
            [sys.executable, "-c", _NURSERY],
            cwd=folder,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._said() == "ready"

    def run(self, *words: object, kill_after: float | None = None, cache: str = "cache") -> int:
        """Run a command; its whole group is killed after so many seconds, if it has not ended."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps([[str(word) for word in words], cache]) + "\n")
        self.process.stdin.flush()
        pid = int(self._said())
        if kill_after is not None:
            time.sleep(kill_after)
            # It is its parent's to be waited for, so its number is nobody else's yet, or it was just
            # waited for; a number is not given again so soon.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
        return int(self._said())

    def timed(self, *words: object) -> float:
        """Run a command to its good end; seconds it took."""
        began = time.monotonic()
        code = self.run(*words)
        assert code == 0, self.complaint()
        return time.monotonic() - began

    def complaint(self) -> str:
        """What the last command said."""
        return (self.folder / "stderr").read_text(encoding="utf-8", errors="replace")

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(timeout=60)

    def _said(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()


def start(
    tmp_path: Path, *words: object, wrapper: Sequence[str] = (), **options: Any
) -> "subprocess.Popen[str]":
    """Start a command in a folder, with a cache of the folder's own; `wrapper` runs it."""
    command = [*wrapper, sys.executable, "-m", "analytics", *map(str, words)]
    environment = {**os.environ, "ANALYTICS_CACHE": str(tmp_path / "cache")}
    return subprocess.Popen(
        command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True, **options
    )


def digests(folder: Path, *patterns: str) -> dict[str, str]:
    """Digest of each file under a folder that matches; hidden ones are nobody's."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for pattern in patterns or ("**/*",)
        for path in sorted(folder.glob(pattern))
        if path.is_file() and not is_hidden(path.relative_to(folder))
    }


def is_hidden(path: Path) -> bool:
    """Whether a part of the path begins with a dot: what is being written, or was when it was killed."""
    return any(part.startswith(".") for part in path.parts)


def check_whole(folder: Path) -> int:
    """Read every file under a folder that has its final name; the number of files."""
    n = 0
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or is_hidden(path.relative_to(folder)):
            continue
        n += 1
        if path.suffix == ".parquet":
            pd.read_parquet(path)
        elif path.suffix == SUFFIX:
            read_mapped(path)
        elif path.suffix in (".json", ".ipynb"):
            json.loads(path.read_text(encoding="utf-8"))
        elif path.suffix == ".html":
            assert path.read_text(encoding="utf-8").rstrip().endswith("</html>"), path
    return n


def write_news(path: Path, n: int, first: int = 0) -> Path:
    """A file of `n` posts about three makers over some weeks."""
    makers = ("星河科技", "南岸银行", "东港造船")
    deeds = ("发布新款芯片，股价上涨", "裁员三百人，亏损扩大", "获得大额订单", "被监管部门处罚")
    posts = [
        {
            "id": f"{path.stem}-{i}",
            "title": f"{makers[i % 3]}{deeds[i % 4]}",
            "body": f"{makers[i % 3]}表示，第{i}个项目{deeds[(i + 1) % 4]}，金额{i * 7 + 3}万元。",
            "published_at": f"2026-03-{i % 28 + 1:02}T08:{i % 60:02}:00+08:00",
        }
        for i in range(first, first + n)
    ]
    path.write_text("\n".join(json.dumps(post) for post in posts), encoding="utf-8")
    return path
