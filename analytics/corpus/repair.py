"""Text as its writer meant it: entities, controls, mojibake, spaces. Nothing that can be read is lost."""

import re
from html import unescape

# Without any of these characters nothing below finds anything to do. One class of characters is looked for
# several times faster than alternatives are, and most news has none of it.
_ODD = re.compile(
    r"[&\x00-\x08\x0b-\x1f\x7f-\xff\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff"
    r"锛銆鐨鈥鏄鍏鍦鏈浠涓棩鐢璇缁鎴]"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
_BREAK = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LATIN_MOJIBAKE = re.compile(
    r"(?:[À-ÿ][\u0080-\u00bf\u0152-\u0178\u02c6\u02dc\u2013-\u203a\u20ac\u2122]+){2}"
)
_GBK_MOJIBAKE = re.compile(r"[锛銆鐨鈥鏄鍏鍦鏈浠涓棩鐢璇缁鎴]")
# GBK that was read as Latin-1 or Windows-1252: what one of them writes, four characters in a row.
_GBK_AS_LATIN = re.compile(r"[\u00a1-\u00fe]{8}")
_LATIN = re.compile(r"[\x20-\u00ff\u0152-\u0178\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{8,}")
_HAN = re.compile(r"[\u3400-\u9fff]")
DAMAGE = "\ufffd"


def repair(text: str) -> str:
    """The text with what was broken on its way mended; lines stay lines.

    Mojibake is undone only when the result is clearly Chinese and nothing is lost; entities are
    resolved; control and invisible characters go (the direction marks that forge a reading order
    among them); half a surrogate pair becomes U+FFFD.
    """
    if not _ODD.search(text):
        return text
    if _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = undo_mojibake(text)
    if "&" in text:
        text = _ENTITY.sub(lambda match: _resolve(match.group()), text)
    text = _BREAK.sub("\n", text)
    return _INVISIBLE.sub("", text).replace("\xa0", " ")


def undo_mojibake(text: str) -> str:
    """Text that was read in a wrong encoding as it was; any other text is left alone."""
    if _GBK_AS_LATIN.search(text):
        text = _LATIN.sub(lambda match: _undo_gbk_as_latin(match.group()), text)
    if _LATIN_MOJIBAKE.search(text):
        text = _undo_latin(text)
    if _GBK_MOJIBAKE.search(text):
        text = _undo_gbk(text)
    return text


def _resolve(entity: str) -> str:
    character = unescape(entity)
    return DAMAGE if _SURROGATE.search(character) else character


def _undo_latin(text: str) -> str:
    """UTF-8 that was read as Latin-1 or Windows-1252."""
    from ftfy import fix_encoding

    mended = fix_encoding(text)
    gained = len(_HAN.findall(mended)) - len(_HAN.findall(text))
    return mended if gained >= 2 and mended.count(DAMAGE) <= text.count(DAMAGE) else text


def _undo_gbk(text: str) -> str:
    """UTF-8 that was read as GBK; the way back must be exact, which chance does not give."""
    try:
        return text.encode("gb18030").decode("utf-8")
    except UnicodeError:
        return text


def _undo_gbk_as_latin(text: str) -> str:
    """GBK that was read as Latin-1 or Windows-1252, when nearly all of it becomes common characters."""
    if not _GBK_AS_LATIN.search(text):
        return text
    try:
        content = b"".join(c.encode("latin-1") if c <= "\xff" else c.encode("cp1252") for c in text)
        mended = content.decode("gbk")
    except UnicodeError:
        return text
    wide = [c for c in mended if c > "\x7f"]
    return mended if sum(map(_is_everyday, wide)) >= 0.85 * len(wide) else text


def _is_everyday(character: str) -> bool:
    """Whether a character is punctuation or in the first level of GB 2312, the 3,755 commonest."""
    try:
        row = character.encode("gb2312")[0]
    except UnicodeError:
        return False
    return 0xA1 <= row <= 0xA3 or 0xB0 <= row <= 0xD7


def one_line(text: str) -> str:
    """A title, a name or a section: repaired, on one line, single spaces."""
    if not text:
        return ""
    return " ".join(repair(text).split())


def paragraphs_of(text: str) -> list[str]:
    """The lines of a repaired text that hold something, without outer white space."""
    return [line for line in map(str.strip, text.split("\n")) if line]


def count_damaged_lines(text: str) -> int:
    """Lines that hold U+FFFD or half a surrogate pair."""
    if DAMAGE not in text and not _SURROGATE.search(text):
        return 0
    return sum(DAMAGE in line or bool(_SURROGATE.search(line)) for line in text.split("\n"))
