"""No network is touched unless an address was given: a run in a process that refuses every socket but local ones."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

# Python loads this module at every start, so kernels and worker processes refuse as well.
GUARD = """
import os, socket, sys
def refuse(event, args):
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = args[0]
    elif event in ("socket.connect", "socket.sendto", "socket.bind"):
        if args[0].family == socket.AF_UNIX:
            return
        host = args[1][0]
    else:
        return
    if host not in ("127.0.0.1", "localhost", "::1", b"localhost"):
        with open(os.environ["REFUSED"], "a") as log:
            log.write(f"{event} {host!r} {sys.argv}\\n")
        raise OSError(f"refused: {event} {host!r}")
sys.addaudithook(refuse)
with open(os.environ["REFUSED"] + ".started", "a") as log:
    log.write("x")
"""


@pytest.fixture
def guarded(tmp_path):
    """Runs `python -m analytics …` under the guard; gives the result and what was refused."""
    guard = tmp_path / "guard"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    package = Path(__file__).parent.parent
    environment = {
        **os.environ,
        "ANALYTICS_CACHE": str(tmp_path / "cache"),
        "PYTHONPATH": os.pathsep.join([str(guard), str(package)]),
        "REFUSED": str(tmp_path / "refused"),
    }

    def run(*words, wrapper=()):
        command = [*wrapper, sys.executable, "-m", "analytics", *map(str, words)]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True
        )
        refused = tmp_path / "refused"
        return done, refused.read_text() if refused.exists() else ""

    return run


@pytest.fixture
def news(tmp_path):
    path = tmp_path / "news.jsonl"
    posts = [
        {"title": f"星河科技第{n}季度订单增长", "body": f"订单增长{n}成，股价上涨。"}
        for n in range(12)
    ]
    path.write_text("\n".join(json.dumps(post) for post in posts), encoding="utf-8")
    return path


def test_nothing_is_asked_of_the_network_for_a_file(tmp_path, guarded, news):
    done, refused = guarded("ingest", news, "--archive", "archive")
    assert (done.returncode, refused) == (0, ""), done.stderr
    words = ["run", "topics", "sentiment", "--out", "reports", "-j", "2"]
    done, refused = guarded(*words, "--corpus", "archive")
    assert (done.returncode, refused) == (0, ""), done.stderr
    assert (tmp_path / "refused.started").stat().st_size >= 4  # commands and kernels were guarded


def test_the_guard_refuses_what_an_address_would_ask(guarded):
    done, refused = guarded("run", "corpus", "--corpus", "http://news.example/feed", "--out", "out")
    assert done.returncode == 2
    assert "news.example" in refused


def test_a_run_works_where_there_is_no_network_at_all(guarded, news):
    unshare = shutil.which("unshare")
    wrapper = [unshare or "unshare", "--net", "--map-root-user"]
    if not unshare or subprocess.run([*wrapper, "true"], capture_output=True).returncode:
        pytest.skip("this system lets no process leave the network")
    done, _ = guarded("run", "corpus", "--corpus", news, "--out", "out", wrapper=wrapper)
    assert done.returncode == 0, done.stderr
