"""A feed over the network: politely, within limits, and only where the user pointed.

Times out, tries again after a growing pause, asks only for what has changed (ETag, Last-Modified; the
last copy lies in the user's cache folder), reads no more than the limit, follows few redirects, and
those only to the same server or to a public address, which is then the one that is connected to.
"""

import hashlib
import ipaddress
import json
import os
import socket
import tempfile
import threading
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TimedOut
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.corpus.errors import DownError, LimitError, Limits, SourceError
from analytics.freshness import is_fresh

if TYPE_CHECKING:
    import httpx

REDIRECTS = 5
TRIES = 3
PAUSE = 0.5  # seconds before the second try; doubled before each further one
_HEADERS = {
    "User-Agent": "china-news-analytics (feed reader)",
    "Accept": "application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5",
    "Accept-Encoding": "gzip",
}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PASSING = {429, 500, 502, 503, 504}


@dataclass(frozen=True)
class _Copy:
    """The last copy of a feed, and what the server called it."""

    content: bytes
    etag: str = ""
    modified: str = ""
    at: float = 0.0  # when it was received or found unchanged, in seconds of the epoch


class _PassingError(Exception):
    """A failure that may be over at the next try; `pause` is what the server asked for, in seconds."""

    def __init__(self, reason: str, pause: float = 0.0) -> None:
        super().__init__(reason)
        self.pause = pause


def fetch(url: str, limits: Limits) -> bytes:
    """The content at a web address; raises SourceError saying what failed and what to do.

    Within `analytics.freshness.each_once` a copy received since it began is taken as it is.
    """
    import httpx

    url = url.strip()
    try:
        if not httpx.URL(url).host:
            raise httpx.InvalidURL("it names no host")
    except (httpx.InvalidURL, ValueError) as error:
        raise SourceError(
            f"{url}: not a web address; write it as https://host/path ({error})"
        ) from error
    timeout = httpx.Timeout(min(10.0, limits.fetch_seconds))
    done: Future[bytes] = Future()
    with httpx.Client(timeout=timeout, headers=_HEADERS, follow_redirects=False) as client:

        def work() -> None:
            try:
                done.set_result(_try(client, url, limits))
            except BaseException as error:
                done.set_exception(error)

        # A server that drips single bytes passes every time-out of the connection, so the whole has its
        # own: at its end the client is closed, and with it what the thread waits for.
        threading.Thread(target=work, daemon=True).start()
        try:
            return done.result(limits.fetch_seconds + 0.5)
        except TimedOut:
            raise _too_slow(url, limits) from None


def _try(client: "httpx.Client", url: str, limits: Limits) -> bytes:
    """The content, after some tries if need be."""
    import httpx

    deadline = time.monotonic() + limits.fetch_seconds
    kept = _read_copy(url)
    if kept and is_fresh(kept.at):
        return kept.content
    reason, asked = "", 0.0
    for number in range(TRIES):
        try:
            copy = _ask(client, url, kept, limits, deadline)
        except (_PassingError, httpx.TransportError) as error:
            reason = str(error) or type(error).__name__
            asked = getattr(error, "pause", 0.0)
            pause = max(asked, PAUSE * 2**number)
            if number + 1 == TRIES or time.monotonic() + pause > deadline:
                break
            time.sleep(pause)
            continue
        except (httpx.InvalidURL, UnicodeError, zlib.error) as error:
            raise SourceError(f"{url}: cannot be fetched ({error})") from error
        _write_copy(url, replace(copy, at=time.time()))
        return copy.content
    raise DownError(
        f"{url}: could not be fetched ({reason}); check the address or try again later", asked
    )


def _too_slow(url: str, limits: Limits) -> LimitError:
    return LimitError(
        f"{url}: not received within {limits.fetch_seconds:g} seconds; try again later, or "
        "download it and give the file (in Python: raise Limits(fetch_seconds=…))"
    )


def _ask(
    client: "httpx.Client", url: str, kept: _Copy | None, limits: Limits, deadline: float
) -> _Copy:
    """One try, redirects followed."""
    import httpx

    first = address = httpx.URL(url)
    for _ in range(REDIRECTS + 1):
        headers = {"Host": address.netloc.decode("ascii")}
        if kept and kept.etag:
            headers["If-None-Match"] = kept.etag
        if kept and kept.modified:
            headers["If-Modified-Since"] = kept.modified
        place = address if _origin(address) == _origin(first) else _public_place(address)
        if place is None:
            raise SourceError(
                f"{url}: redirects to {str(address)[:200]}, which is not followed; give that "
                "address itself if you trust it"
            )
        name = {"sni_hostname": address.host}
        with client.stream("GET", place, headers=headers, extensions=name) as response:
            if response.status_code == 304 and kept:
                return kept
            if response.is_redirect:
                address = address.join(response.headers.get("location", ""))
                continue
            if response.status_code in _PASSING:
                raise _PassingError(f"status {response.status_code}", _asked_pause(response))
            if response.status_code != 200:
                raise SourceError(
                    f"{url}: the server answered with status {response.status_code}; check the address"
                )
            content = _read(response, url, limits, deadline)
            return _Copy(
                content, response.headers.get("etag", ""), response.headers.get("last-modified", "")
            )
    raise SourceError(f"{url}: more than {REDIRECTS} redirects; give the final address")


def _read(response: "httpx.Response", url: str, limits: Limits, deadline: float) -> bytes:
    chunks, size = [], 0
    for chunk in _unpacked(response, url, limits.fetch_bytes + 1):
        size += len(chunk)
        if size > limits.fetch_bytes:
            raise LimitError(
                f"{url}: more than {limits.fetch_bytes:,} bytes; if you trust it, download it and give "
                "the file (in Python: raise Limits(fetch_bytes=…))"
            )
        if time.monotonic() > deadline:
            raise _too_slow(url, limits)
        chunks.append(chunk)
    return b"".join(chunks)


def _unpacked(response: "httpx.Response", url: str, most: int) -> Iterator[bytes]:
    """The body in pieces of at most so many bytes; a library's decoder would give a bomb as one piece."""
    packing = response.headers.get("content-encoding", "").strip().lower()
    if packing in ("", "identity"):
        yield from response.iter_raw()
        return
    if packing not in ("gzip", "x-gzip"):
        raise SourceError(
            f"{url}: packed as {packing[:40]}, which was not asked for; download it and give the file"
        )
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    for chunk in response.iter_raw():
        yield unpacker.decompress(chunk, most)
        while unpacker.unconsumed_tail:
            yield unpacker.decompress(unpacker.unconsumed_tail, most)
    if not unpacker.eof:
        raise _PassingError("the packed feed was cut off")


def _asked_pause(response: "httpx.Response") -> float:
    """Seconds that Retry-After asks for, as a number or up to a date; 0 where it says neither."""
    value = response.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit() and len(value) < 8:
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return 0.0


def _origin(address: "httpx.URL") -> tuple[str, str, int | None]:
    return address.scheme, address.host, address.port


def _public_place(address: "httpx.URL") -> "httpx.URL | None":
    """The address with the number of its server, which everyone can reach; None when there is no such one.

    The number that was looked at is the one connected to: a name may mean another the next time.
    """
    if address.scheme not in ("http", "https") or not address.host:
        return None
    try:
        found = socket.getaddrinfo(address.host, address.port or 443, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError, ValueError):
        return None
    places = [str(entry[4][0]).partition("%")[0] for entry in sorted(found, key=lambda e: e[0])]
    if not places or not all(map(_is_public, places)):
        return None
    return address.copy_with(host=places[0])


def _is_public(place: str) -> bool:
    number = ipaddress.ip_address(place)
    if isinstance(number, ipaddress.IPv6Address):
        inner = number.ipv4_mapped or number.sixtofour or (number.teredo or (None, None))[1]
        if number in _NAT64:
            inner = ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
        number = inner or number
    return number.is_global and not number.is_multicast


def feed_folder() -> Path:
    """Where copies of feeds are kept: `$ANALYTICS_CACHE/feeds`, else in the user's cache folder."""
    from platformdirs import user_cache_path

    chosen = os.environ.get("ANALYTICS_CACHE")
    return (Path(chosen) if chosen else user_cache_path("china-news-analytics")) / "feeds"


def _copy_path(url: str) -> Path:
    return feed_folder() / f"{hashlib.sha256(url.encode()).hexdigest()[:24]}.feed"


def _read_copy(url: str) -> _Copy | None:
    """The kept copy of a feed: a line of JSON, then the content; None when there is none or it is damaged."""
    try:
        head, _, content = _copy_path(url).read_bytes().partition(b"\n")
        described = json.loads(head)
        if described["sha256"] == hashlib.sha256(content).hexdigest() and described["url"] == url:
            return _Copy(
                content, str(described["etag"]), str(described["modified"]), float(described["at"])
            )
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None


def _write_copy(url: str, copy: _Copy) -> None:
    """Keep a copy for the next time; a cache that can't be written costs a longer answer, no more."""
    described = {
        "url": url,
        "etag": copy.etag,
        "modified": copy.modified,
        "at": copy.at,
        "sha256": hashlib.sha256(copy.content).hexdigest(),
    }
    path = _copy_path(url)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".draft-", delete=False) as draft:
            draft.write(json.dumps(described).encode() + b"\n" + copy.content)
        Path(draft.name).replace(path)
    except OSError:
        return
