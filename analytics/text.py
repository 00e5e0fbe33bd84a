"""Pure functions on strings: normal forms for analysis, sentences that rejoin to the original."""

import re
from functools import cache

# Letters, digits and the signs of numbers in their full-width form. Full-width punctuation is
# ordinary Chinese punctuation and stays.
_FULL_WIDTH = {
    code: chr(code - 0xFEE0)
    for code in range(0xFF01, 0xFF5F)
    if chr(code - 0xFEE0).isalnum() or chr(code - 0xFEE0) in "%+-.&/@$"
} | {0x3000: " ", 0xA0: " "}
_NEEDS_WIDTH = re.compile("[" + "".join(map(chr, _FULL_WIDTH)) + "]")

# Controls, and characters without width or that turn the direction of writing. Let be are U+200D
# between the parts of an emoji and one selector of a variant after a sign that has variants.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U0001d173-\U0001d17a\U000e0000-\U000e00ff]"
    "|(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d"
    "|(?<![#*0-9\u00a9\u00ae\u2000-\u9fff\uf900-\ufaff\U0001f000-\U0003ffff])"
    "[\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)

# Also written in simplified text, where they mean something else than their simplified form.
_BOTH = "乾瞭藉"

SENTENCE_ENDS = "。！？!?；;…\n"
_SENTENCE = re.compile(r"[^。！？!?；;…\n]*(?:[。！？!?；;…]+[”’」』）)】]*|\n+|$)")


def visible(text: str) -> str:
    """The text with hidden characters and controls written out, as in `[U+202E]`."""
    return _HIDDEN.sub(lambda match: f"[U+{ord(match.group()):04X}]", text)


def normalise(text: str) -> str:
    """The text in half-width letters and simplified characters, for analysis.

    Character for character: `len(normalise(text)) == len(text)`, so offsets into the one are offsets
    into the other.
    """
    if _NEEDS_WIDTH.search(text):
        text = text.translate(_FULL_WIDTH)
    traditional, simplified = _traditional()
    if traditional.search(text):
        text = text.translate(simplified)
    return text


@cache
def _traditional() -> tuple[re.Pattern[str], dict[int, str]]:
    """The characters OpenCC maps one to one from traditional to simplified."""
    import opencc

    han = [chr(code) for code in (*range(0x4E00, 0xA000), *range(0x3400, 0x4DC0))]
    converted = opencc.OpenCC("t2s").convert("\n".join(han)).split("\n")
    table = {
        ord(a): b
        for a, b in zip(han, converted, strict=True)
        if a != b and len(b) == 1 and a not in _BOTH
    }
    return re.compile("[" + "".join(map(chr, table)) + "]"), table


def split_sentences(text: str) -> list[str]:
    """Sentences of a text, in order; `"".join(split_sentences(text)) == text`."""
    return [match.group() for match in _SENTENCE.finditer(text) if match.group()]
