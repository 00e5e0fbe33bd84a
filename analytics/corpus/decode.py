"""Bytes to text: the encoding is found by trying strict decoders, what is lost becomes U+FFFD."""

import codecs
import re

# The commonest characters of running text; a wrong decoder gives hardly any of them.
_COMMON = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出会也时要就可以年生对能多月日司公新市业"
)
_COMMON_TRADITIONAL = frozenset("這來國個說們為會時對業")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TOLERATED = 0.05  # share of bytes above ASCII that may be broken in a text that is still UTF-8
_HIGH = bytes(range(0x80, 0x100))
SAMPLE = 1 << 20


def find_encoding(sample: bytes) -> str:
    """The Python name of the encoding of a text of which `sample` is the beginning."""
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return name
    wide = _wide_encoding(sample)
    if wide:
        return wide
    high = len(sample) - len(sample.translate(None, _HIGH))
    if not high:
        return "utf-8"
    broken = _broken_bytes(sample)
    if broken <= _TOLERATED * high:
        return "utf-8"
    scores = {name: _plausibility(sample, name) for name in ("gb18030", "big5", "utf-8")}
    return max(scores, key=lambda name: scores[name])


def _wide_encoding(sample: bytes) -> str:
    """UTF-16 without a mark: every other byte of its ASCII characters is a NUL."""
    head = sample[:4096]
    if len(head) < 4 or b"\0" not in head:
        return ""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) < len(head) // 100 + 1 or min(even, odd) * 8 > max(even, odd):
        return ""
    name = "utf-16-le" if odd > even else "utf-16-be"
    text = head[: len(head) // 2 * 2].decode(name, "replace")
    odd_ones = sum(not (c.isprintable() or c in "\r\n\t") or c == "\ufffd" for c in text)
    return name if odd_ones * 20 <= len(text) else ""


def _broken_bytes(sample: bytes) -> int:
    """Bytes that are not UTF-8; a character cut off by the end of the sample is not broken."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    return decoder.decode(sample).count("\ufffd") - sample.count(b"\xef\xbf\xbd")


def _plausibility(sample: bytes, encoding: str) -> float:
    """Share of common characters among those above ASCII, less what could not be decoded."""
    text = codecs.getincrementaldecoder(encoding)("replace").decode(sample)
    high = [c for c in text if c > "\x7f"]
    if not high:
        return 0.0
    common = sum(c in _COMMON or c in _COMMON_TRADITIONAL or c in "，。、：；“”" for c in high)
    return (common - high.count("\ufffd")) / len(high)


def decode_text(content: bytes) -> str:
    """A whole text, line ends unified; a line in another encoding than the rest is decoded by its own."""
    encoding = find_encoding(content[:SAMPLE])
    if encoding.startswith(("utf-16", "utf-32")):
        text = content.decode(encoding, "replace")
    else:
        text = "\n".join(decode_line(line, encoding) for line in content.split(b"\n"))
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def decode_line(line: bytes, encoding: str) -> str:
    """One line: in the file's encoding, else in one that clearly fits, else with U+FFFD."""
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        pass
    if len(line) <= SAMPLE and encoding != (other := find_encoding(line)):
        try:
            return line.decode(other)
        except UnicodeDecodeError:
            pass
    return line.decode(encoding, "replace")


_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def is_binary(sample: bytes) -> bool:
    """Whether a file's beginning is no text in any encoding read here."""
    if not sample or find_encoding(sample).startswith(("utf-16", "utf-32")):
        return False
    return len(_CONTROLS.findall(sample)) * 100 > len(sample)
