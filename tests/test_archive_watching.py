"""A feed asked again and again: a real server on loopback that is new, unchanged, down, and asks for rest."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas as pd
import psutil
import pytest

from analytics.archive import ArchiveError, watch
from analytics.archive.archive import Archive
from analytics.archive.watching import LONGEST_ASKED, LONGEST_PAUSE, pause_after
from analytics.corpus import fetch
from analytics.prepared import open_corpus
from analytics.tables import TIME_ZONE

ITEM = (
    "<item><title>木棉医药第{n}号临床报告</title><guid>{n}</guid><link>https://news.example/{n}</link>"
    "<pubDate>{date}</pubDate><description>木棉医药今日公布第{n}号报告，入组{n}人。</description></item>"
)
DOWN, BUSY = 500, 429


class Feed:
    """A feed of `n_items`; answers `status`, 304 to who has the present one already."""

    def __init__(self) -> None:
        self.n_items, self.status, self.headers = 1, 200, {}
        self.answers: list[int] = []
        self.on_asked, self.newest = lambda: None, pd.Timestamp.now(TIME_ZONE)
        feed = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                feed.on_asked()
                tag = f'"{feed.n_items}"'
                status = feed.status
                if status == 200 and self.headers.get("If-None-Match") == tag:
                    status = 304
                feed.answers.append(status)
                items = "".join(
                    ITEM.format(n=n, date=format_datetime(feed.newest - n * pd.Timedelta(days=2)))
                    for n in range(feed.n_items)
                )
                body = f'<rss version="2.0"><channel><title>澄江日报</title>{items}</channel></rss>'
                self.send_response(status)
                for name, value in (feed.headers if status != 200 else {"ETag": tag}).items():
                    self.send_header(name, value)
                self.end_headers()
                if status == 200:
                    self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.http.server_port}/feed"


@pytest.fixture
def feed(tmp_path, monkeypatch):
    monkeypatch.setenv("ANALYTICS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(fetch, "PAUSE", 0.001)
    running = Feed()
    yield running
    running.http.shutdown()
    running.http.server_close()


def polls_of(sources, folder, every, n, after=lambda polled: None):
    """The first `n` polls."""
    polls = []

    def heard(polled):
        polls.append(polled)
        after(polled)

    watch(sources, folder, every, on_poll=heard, stopped=lambda: len(polls) >= n)
    return polls


def test_each_poll_adds_what_is_new_and_asks_for_changes_only(tmp_path, feed):
    def grow(polled):
        feed.n_items += len(feed.answers) % 2

    polls = polls_of([feed.url], tmp_path / "news", 0.01, 4, grow)
    assert [[done.n_new for done in polled.ingested] for polled in polls] == [[1], [1], [0], [1]]
    assert feed.answers == [200, 200, 304, 200]
    assert len(open_corpus(tmp_path / "news")) == 3


def test_a_feed_that_is_down_is_asked_less_and_less_and_then_goes_on(tmp_path, feed):
    feed.status = DOWN

    def mend(polled):
        feed.status = DOWN if polled.n_failures in (1, 2) else 200

    polls = polls_of([feed.url], tmp_path / "news", 0.01, 5, mend)
    assert [polled.n_failures for polled in polls] == [1, 2, 3, 0, 0]
    assert [polled.pause for polled in polls] == [0.02, 0.04, 0.08, 0.01, 0.01]
    assert "status 500" in polls[0].error
    assert [done.n_new for done in polls[3].ingested] == [1]


def test_a_feed_that_is_down_does_not_hold_up_another(tmp_path, feed):
    polls = polls_of(["http://127.0.0.1:1/feed", feed.url], tmp_path / "news", 0.01, 8)
    assert {polled.source for polled in polls if polled.error} == {"http://127.0.0.1:1/feed"}
    assert sum(not polled.error for polled in polls) >= 4


@pytest.mark.parametrize("as_date", [False, True])
def test_a_server_that_asks_for_rest_gets_it(tmp_path, feed, as_date):
    at = pd.Timestamp.now("UTC") + pd.Timedelta(seconds=90)
    feed.status, feed.headers = BUSY, {"Retry-After": format_datetime(at) if as_date else "90"}
    [polled] = polls_of([feed.url], tmp_path / "news", 0.01, 1)
    assert 85 < polled.pause <= 90
    assert feed.answers == [BUSY], "asked once only"


def test_pauses_double_up_to_a_bound_and_are_never_shorter_than_the_rhythm():
    assert [pause_after(n, 900) for n in (1, 2, 3, 4, 5, 99)] == [
        1800, 3600, 7200, 14400, LONGEST_PAUSE, LONGEST_PAUSE
    ]  # fmt: skip
    assert pause_after(1, 3 * 86400) == 3 * 86400
    assert pause_after(1, 900, asked=5000) == 5000
    assert pause_after(1, 900, asked=1e12) == LONGEST_ASKED


def test_an_archive_that_is_none_ends_it(tmp_path, feed):
    (tmp_path / "letter.txt").write_text("x", encoding="utf-8")
    with pytest.raises(ArchiveError, match="holds other files"):
        polls_of([feed.url], tmp_path, 0.01, 5)


def started(feed, folder, every):
    """The command, and a function that gives its next line."""
    command = [sys.executable, "-m", "analytics", "ingest", feed.url, "--archive", str(folder)]
    process = subprocess.Popen(
        [*command, "--every", every], stderr=subprocess.PIPE, text=True, env=os.environ
    )
    return process, process.stderr.readline


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_after_a_whole_poll(tmp_path, feed, number):
    process, line = started(feed, tmp_path / "news", "1h")
    assert "1 new, 0 known, 0 set aside. Next in 1h." in line()
    process.send_signal(number)
    assert process.wait(20) == 0
    assert line() == "Stopping after this poll.\n"


@pytest.mark.slow
def test_a_signal_within_a_poll_waits_for_its_end(tmp_path, feed):
    asked = threading.Event()

    def dawdle():
        asked.set()
        time.sleep(0.5)

    feed.on_asked = dawdle
    process, line = started(feed, tmp_path / "news", "1h")
    assert asked.wait(20)
    process.send_signal(signal.SIGTERM)
    assert line() == "Stopping after this poll.\n"
    assert "1 new" in line()
    assert process.wait(20) == 0
    assert len(open_corpus(tmp_path / "news")) == 1


def test_a_wrong_rhythm_is_refused(tmp_path, feed):
    process, line = started(feed, tmp_path / "news", "quarterly")
    assert line() == "'quarterly': write a number and a unit: 90s, 15m, 1h or 1d\n"
    assert process.wait(20) == 2
    assert not feed.answers


@pytest.mark.slow
def test_two_hundred_polls_leak_nothing(tmp_path, feed):
    def grow():  # by a story, every fifth poll
        feed.n_items = 1 + len(feed.answers) // 5

    feed.on_asked = grow
    process, line = started(feed, tmp_path / "news", "0.05s")
    seen = psutil.Process(process.pid)

    def measure():
        n_files = seen.num_fds() if hasattr(seen, "num_fds") else 0
        return seen.memory_info().rss, n_files, len(seen.children()), seen.num_threads()

    measures = {}
    for n in range(1, 201):
        told = line()
        assert "1 new" in told if n % 5 == 1 else "nothing changed" in told, (n, told)
        if n in (50, 200):
            measures[n] = measure()
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert Archive(tmp_path / "news").log.read().n_documents == feed.n_items >= 40
    memory, n_files, n_children, n_threads = zip(*measures.values(), strict=True)
    assert n_children == (0, 0)
    assert n_files[1] <= n_files[0] + 1
    assert n_threads[1] <= n_threads[0] + 1
    assert memory[1] - memory[0] < 12_000_000, f"grew by {(memory[1] - memory[0]) / 1e6:.1f} MB"
    print(measures)


@pytest.mark.slow
def test_what_a_feed_brought_today_makes_the_morning_report(tmp_path, feed, monkeypatch):
    monkeypatch.chdir(tmp_path)
    feed.n_items = 4
    polls_of([feed.url], Path("news"), 0.01, 1)
    command = [sys.executable, "-m", "analytics", "run", "briefing", "--corpus", "news"]
    done = subprocess.run([*command, "-p", "start=today"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    [manifest] = Path("reports").glob("*/manifest.json")
    told = json.loads(manifest.read_text(encoding="utf-8"))
    assert told["n_documents"] == 1
    assert "start=today" not in told["command"]
    assert f"start={feed.newest:%Y-%m-%d}" in told["command"]
