"""Servers that never end, drip, unfold or lead elsewhere: real ones, on loopback."""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from bombs import read_apart

from analytics.corpus import Limits, SourceError, fetch, read_corpus

FEED = (
    '<rss version="2.0"><channel><title>澄江日报</title><item><title>新桥今天通车</title></item></channel></rss>'
).encode()
OK = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture
def serve(tmp_path, monkeypatch) -> Iterator[Callable[[Callable[[socket.socket], None]], str]]:
    """Starts a server whose every connection is handled by a function, and gives its address."""
    monkeypatch.setenv("ANALYTICS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(fetch, "PAUSE", 0.01)
    listening: list[socket.socket] = []

    def start(handle: Callable[[socket.socket], None]) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        listening.append(server)

        def answer(connection: socket.socket) -> None:
            with connection:
                try:
                    connection.recv(65_536)
                    handle(connection)
                except OSError:
                    pass

        def accept() -> None:
            while True:
                try:
                    connection = server.accept()[0]
                except OSError:
                    return
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        return f"http://127.0.0.1:{server.getsockname()[1]}/feed"

    yield start
    for server in listening:
        server.close()


def drip(start: bytes, piece: bytes) -> Callable[[socket.socket], None]:
    def handle(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            time.sleep(0.05)
            connection.sendall(piece)

    return handle


DRIPS = {
    "nothing": (b"", b""), "status": (b"", b"H"), "headers": (OK, b"a: b\r\n"), "one header": (OK + b"a: ", b"x"),
    "body": (OK + b"\r\n", b" "), "chunk size": (OK + b"transfer-encoding: chunked\r\n\r\n1;", b"x"),
    "continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"), "packed": (OK + b"content-encoding: gzip\r\n\r\n", gzip.compress(b"")[:10]),
}  # fmt: skip


@pytest.mark.parametrize("name", DRIPS)
def test_a_server_that_drips_is_left_in_time(serve, name):
    url = serve(drip(*DRIPS[name]))
    start = time.monotonic()
    with pytest.raises(SourceError) as caught:
        read_corpus(url, Limits(fetch_seconds=0.6))
    assert str(caught.value).startswith(url)
    assert time.monotonic() - start < 4


def test_threads_of_slow_servers_end(serve):
    before = threading.active_count()
    url = serve(drip(OK, b"a: b\r\n"))
    for _ in range(3):
        with pytest.raises(SourceError):
            read_corpus(url, Limits(fetch_seconds=0.2))
    until = time.monotonic() + 10
    while threading.active_count() > before + 1 and time.monotonic() < until:  # one accepts
        time.sleep(0.1)
    waiting = [t.name for t in threading.enumerate() if "work" in t.name]
    assert waiting == []


def whole(body: bytes, headers: bytes = b"") -> Callable[[socket.socket], None]:
    return lambda connection: connection.sendall(
        OK + headers + f"content-length: {len(body)}\r\n\r\n".encode() + body
    )


def test_a_packed_feed_is_read(serve):
    assert (
        len(read_corpus(serve(whole(gzip.compress(FEED), b"content-encoding: gzip\r\n"))).documents)
        == 1
    )


def test_a_packed_bomb_never_unfolds(serve):
    bomb = gzip.compress(b"<rss>" + b" " * (150 << 20), 1)
    told = read_apart(serve(whole(bomb, b"content-encoding: gzip\r\n")), memory=250)
    assert "more than 16,777,216 bytes" in told["error"]
    assert told["memory"] < 100


@pytest.mark.parametrize("packing", ["gzip, gzip", "br", "zstd", "deflate", "x" * 5_000])
def test_packing_that_was_not_asked_for_is_refused(serve, packing):
    url = serve(
        whole(gzip.compress(gzip.compress(FEED)), f"content-encoding: {packing}\r\n".encode())
    )
    with pytest.raises(SourceError, match="not asked for") as caught:
        read_corpus(url)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("answer", [
    b"", b"\0" * 1_000, b"HTTP/9.9 200 OK\r\n\r\n", b"<rss></rss>", OK + b"content-length: 99\r\n\r\n<rss>", OK + b"a\0b: c\r\n\r\n",
    OK + b"content-length: -1\r\n\r\n", OK + b"transfer-encoding: chunked\r\n\r\nfffffffffff\r\n", OK + b"content-encoding: gzip\r\ncontent-length: 5\r\n\r\n\x1f\x8bxyz",
    OK + b"a: " + b"x" * 300_000 + b"\r\n\r\n", b"HTTP/1.1 302 x\r\nlocation: http://[::1\r\ncontent-length: 0\r\n\r\n", b"HTTP/1.1 302 x\r\ncontent-length: 0\r\n\r\n",
    b"HTTP/1.1 304 x\r\n\r\n",
])  # fmt: skip
def test_a_broken_answer_is_one_sentence(serve, answer):
    url = serve(lambda connection: connection.sendall(answer))
    with pytest.raises(SourceError) as caught:
        read_corpus(url, Limits(fetch_seconds=2))
    assert str(caught.value).startswith(url) and "\n" not in str(caught.value)


@pytest.mark.parametrize("target", [
    "file:///etc/hostname", "http://127.0.0.1:1/x", "http://localhost/x", "http://[::1]/x", "http://[::ffff:127.0.0.1]/x", "http://0/x", "http://2130706433/x",
    "http://0x7f.1/x", "http://10.0.0.1/x", "http://192.168.1.1/x", "http://169.254.169.254/latest/meta-data", "http://[fd00::1]/x", "http://[64:ff9b::7f00:1]/x",
    "http://[2002:7f00:1::]/x", "http://224.0.0.1/x", "http://news.example@127.0.0.1:1/x", "http://127.0.0.1:1\\@news.example/x", "//127.0.0.1:1/x", "data:text/xml,<rss/>",
    "ftp://news.example/x", "HTTP://LOCALHOST:1/x", "http://①②⑦.0.0.1:1/x",
])  # fmt: skip
def test_a_redirect_to_a_private_place_is_not_followed(serve, target):
    asked: list[str] = []
    trap = serve(lambda connection: asked.append("asked"))
    for address in (target, target.replace(":1/", f":{trap.rsplit(':', 1)[1].split('/')[0]}/")):
        answer = f"HTTP/1.1 302 Found\r\nlocation: {address}\r\ncontent-length: 0\r\n\r\n".encode()
        url = serve(lambda connection, answer=answer: connection.sendall(answer))
        with pytest.raises(SourceError):
            read_corpus(url, Limits(fetch_seconds=2))
    assert asked == []


def test_a_redirect_goes_to_the_number_that_was_looked_at(serve, monkeypatch):
    """A name that means a public server when it is checked and loopback when it is used (rebinding)."""
    asked: list[bytes] = []

    def handle(connection: socket.socket) -> None:
        connection.sendall(OK + f"content-length: {len(FEED)}\r\n\r\n".encode() + FEED)

    port = int(serve(handle).rsplit(":", 1)[1].split("/")[0])
    answer = f"HTTP/1.1 302 Found\r\nlocation: http://rebind.example:{port}/x\r\ncontent-length: 0\r\n\r\n".encode()
    url = serve(lambda connection: connection.sendall(answer))
    real = socket.getaddrinfo

    def lookup(host, *rest, **named):
        if host == "rebind.example":
            asked.append(host)
            return real(
                "127.0.0.1" if len(asked) == 1 else "127.0.0.2", port, proto=socket.IPPROTO_TCP
            )
        return real(host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.setattr(fetch, "_is_public", lambda place: place == "127.0.0.1")
    assert len(read_corpus(url).documents) == 1
    assert asked == ["rebind.example"]


@pytest.mark.parametrize(
    "url",
    [
        "http://",
        "http://[",
        "http://[::1",
        "https://a b/x",
        "http://\udcff/",
        "http://a:99999/",
        "http://" + "a" * 70_000,
        "http://x\0y/",
    ],
)
def test_what_is_no_address_is_one_sentence(url):
    with pytest.raises(SourceError):
        read_corpus(url, Limits(fetch_seconds=1))
