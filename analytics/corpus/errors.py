"""What can go wrong with a source, and how much of it is read."""

from dataclasses import dataclass


class SourceError(ValueError):
    """A source gives no news; the message says what is wrong with it and what to do."""


class LimitError(SourceError):
    """A source is larger than a limit allows; nothing of it is taken."""


class DownError(SourceError):
    """A feed that could not be fetched now; `pause` is how long the server asked to wait, in seconds."""

    def __init__(self, message: str, pause: float = 0.0) -> None:
        super().__init__(message)
        self.pause = pause


@dataclass(frozen=True)
class Limits:
    """How much is read before a source is refused; raise one with `Limits(line_bytes=…)`.

    News text is untrusted: these bound memory and time, whatever a file claims to be.
    """

    documents: int = 2_000_000  # documents of one source
    rejections: int = 1_000_000  # pieces of one source that are set aside
    files: int = 100_000  # files of one folder or glob
    outside_links: bool = False  # whether links in a folder may lead out of it
    document_characters: int = 2_000_000  # text of one document
    line_bytes: int = 8 << 20  # one line of JSONL or CSV
    whole_file_bytes: int = 64 << 20  # files held in memory: Markdown, JSON arrays, UTF-16
    text_bytes: int = 8 << 30  # one file, unpacked
    unpacked_bytes: int = 256 << 20  # what of a Parquet file is unpacked at once
    expansion: int = 100  # unpacked size over packed size
    fetch_bytes: int = 16 << 20  # one feed, from the network or a file, unpacked
    fetch_seconds: float = 30.0  # one feed over the network, all tries together
    seconds: float = 3600.0  # reading one source


DEFAULT_LIMITS = Limits()
