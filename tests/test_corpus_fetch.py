"""Feeds over the network: a real server on loopback, polite and hostile."""

import gzip
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from analytics.corpus import Limits, SourceError, fetch, fingerprint_source, read_corpus
from analytics.freshness import each_once

FEED = (
    '<rss version="2.0"><channel><title>澄江日报</title><item><title>新桥今天通车</title><guid>1</guid>'
    "<link>https://news.example/1</link></item></channel></rss>"
).encode()


class Server:
    """Answers each path with the next of its prepared answers; the last one is repeated."""

    def __init__(self) -> None:
        self.answers: dict[str, list[tuple[int, dict[str, str], bytes]]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.asked.append((self.path, dict(self.headers)))
                prepared = server.answers.get(self.path, [(404, {}, b"")])
                status, headers, body = prepared.pop(0) if len(prepared) > 1 else prepared[0]
                if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                    status, body = 304, b""
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    if body == b"forever":
                        while True:
                            self.wfile.write(b"x" * 100)
                            time.sleep(0.02)
                    self.wfile.write(body)
                except OSError:
                    pass

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True).start()
        self.address = f"http://127.0.0.1:{self.http.server_port}"

    def answer(self, path: str, *answers: tuple[int, dict[str, str], bytes]) -> str:
        self.answers[path] = list(answers)
        return self.address + path


@pytest.fixture
def server(tmp_path, monkeypatch) -> Iterator[Server]:
    monkeypatch.setenv("ANALYTICS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    running = Server()
    yield running
    running.http.shutdown()
    running.http.server_close()


def test_a_feed_is_read_from_its_address(server):
    corpus = read_corpus(server.answer("/feed", (200, {}, FEED)))
    assert corpus.documents["title"].tolist() == ["新桥今天通车"]
    assert corpus.sources["file"].tolist() == [f"{server.address}/feed"]
    assert corpus.fingerprint == fingerprint_source(f"{server.address}/feed")


def test_an_unchanged_feed_is_not_sent_again(server):
    url = server.answer(
        "/feed", (200, {"ETag": '"one"', "Last-Modified": "Mon, 02 Mar 2026 00:00:00 GMT"}, FEED)
    )
    first, second = read_corpus(url), read_corpus(url)
    assert first.documents.equals(second.documents)
    assert "If-None-Match" not in server.asked[0][1]
    assert server.asked[1][1]["If-None-Match"] == '"one"'
    assert server.asked[1][1]["If-Modified-Since"] == "Mon, 02 Mar 2026 00:00:00 GMT"


def test_a_damaged_copy_is_not_used(server, tmp_path):
    url = server.answer("/feed", (200, {"ETag": '"one"'}, FEED))
    read_corpus(url)
    (copy,) = (tmp_path / "cache" / "feeds").iterdir()
    copy.write_bytes(copy.read_bytes()[:-20])
    assert len(read_corpus(url).documents) == 1
    assert "If-None-Match" not in server.asked[1][1]


def test_a_failure_that_passes_is_tried_again(server, monkeypatch):
    monkeypatch.setattr(fetch, "PAUSE", 0.01)
    url = server.answer("/feed", (503, {}, b""), (429, {"Retry-After": "0"}, b""), (200, {}, FEED))
    assert len(read_corpus(url).documents) == 1
    assert len(server.asked) == 3


@pytest.mark.parametrize(("answer", "reason"), [
    ((404, {}, b""), "status 404"), ((500, {}, b""), "status 500"), ((200, {}, b""), "neither RSS nor Atom"),
    ((200, {}, b"<html><body>x</body></html>"), "neither RSS nor Atom"), ((302, {"Location": "file:///etc/hosts"}, b""), "not followed"),
    ((302, {"Location": "http://127.0.0.1:1/feed"}, b""), "not followed"), ((302, {"Location": "http://localhost/feed"}, b""), "not followed"),
    ((302, {"Location": "http://169.254.169.254/latest"}, b""), "not followed"), ((302, {"Location": "/feed"}, b""), "more than 5 redirects"),
    ((302, {"Location": "gopher://x"}, b""), "not followed"),
])  # fmt: skip
def test_what_cannot_be_fetched_is_one_sentence(server, monkeypatch, answer, reason):
    monkeypatch.setattr(fetch, "PAUSE", 0.01)
    url = server.answer("/feed", answer)
    for ask in (read_corpus, fingerprint_source):
        with pytest.raises(SourceError, match=reason) as caught:
            ask(url)
        assert str(caught.value).startswith(url)
        assert "\n" not in str(caught.value)


def test_a_redirect_on_the_same_server_is_followed(server):
    server.answer("/new", (200, {}, FEED))
    assert len(read_corpus(server.answer("/feed", (301, {"Location": "/new"}, b""))).documents) == 1


def test_a_feed_that_never_ends_is_refused(server):
    url = server.answer("/feed", (200, {}, b"forever"))
    with pytest.raises(SourceError, match=r"more than 2,000 bytes.* download it and give the file"):
        read_corpus(url, Limits(fetch_bytes=2_000))
    with pytest.raises(SourceError, match="not received within"):
        read_corpus(url, Limits(fetch_seconds=0.3))


def test_a_packed_bomb_is_refused(server):
    bomb = gzip.compress(b"<rss>" + b" " * (20 << 20))
    url = server.answer("/feed", (200, {"Content-Encoding": "gzip"}, bomb))
    with pytest.raises(SourceError, match="more than"):
        read_corpus(url, Limits(fetch_bytes=1 << 20))


def test_nobody_there(server, monkeypatch):
    monkeypatch.setattr(fetch, "PAUSE", 0.01)
    with pytest.raises(SourceError, match="could not be fetched"):
        read_corpus("http://127.0.0.1:1/feed")


def test_a_cache_that_cannot_be_written_costs_nothing_else(server, tmp_path):
    (tmp_path / "cache").write_text("in the way")
    url = server.answer("/feed", (200, {"ETag": '"one"'}, FEED))
    assert len(read_corpus(url).documents) == 1


def test_within_one_command_a_feed_is_asked_for_once_and_stays_the_same(server):
    newer = FEED.replace("新桥今天通车".encode(), "新桥今天封闭".encode())
    url = server.answer("/feed", (200, {}, FEED), (200, {}, newer))
    with each_once():
        first = fingerprint_source(url)
        assert read_corpus(url).fingerprint == first
        assert read_corpus(url).documents["title"].tolist() == ["新桥今天通车"]
        assert len(server.asked) == 1
    assert fingerprint_source(url) != first
