"""Where a name begins in front of its suffix, and where a person's name ends: told by the tokens."""

from functools import lru_cache

import numpy as np

from analytics.entities.patterns import ROLE, SURNAMES
from analytics.entities.text_batches import SEPARATOR, TextBatch
from analytics.entities.word_classes import (
    ends_name,
    is_distinct,
    is_known,
    is_place,
    tagged_words,
)

_LONGEST_LEGAL, _LONGEST = 24, 12
_PLACE_LETTERS = frozenset("美日韩英法德俄欧省市县区州")
_SPOKEN = "表示称说在指认也于将出为等则今近日和与预透宣、，。：；？！）（”“ \n" + SEPARATOR


def legal_start(batch: TextBatch, suffix: int) -> int:
    """Start of the name before a legal form (…有限公司), where nearly anything is a name; −1: none."""
    start, pieces = _walk_left(batch, suffix, _LONGEST_LEGAL)
    return start if pieces and suffix - start >= 2 else -1


def short_start(batch: TextBatch, suffix: int, strong: bool) -> int:
    """Start of the short unknown word that a suffix makes a company's name; −1 when there is none.

    A strong suffix needs a left edge told by the tokens, a weak one the beginning of a clause.
    """
    start, pieces = _walk_left(batch, suffix, _LONGEST)
    # Places in front say where it is, not what it is called.
    while len(pieces) > 1 and is_place(pieces[-1]):
        start += len(pieces.pop())
    if not 2 <= suffix - start <= (6 if strong else 3):
        return -1
    singles = sum(len(piece) == 1 for piece in pieces)
    named = any(len(piece) > 1 and is_distinct(piece) for piece in pieces) or singles > 1
    if not strong:
        before = batch.text[start - 1] if start else SEPARATOR
        named &= not before.isalnum() and not any(map(is_known, pieces))
    return start if named else -1


def places_start(batch: TextBatch, suffix: int) -> int:
    """Start of the places' names right before an authority's (某某市中级人民法院); −1 without any."""
    token = int(np.searchsorted(batch.token_starts, suffix, side="right")) - 1
    start = int(batch.token_starts[token])
    if start != suffix:
        return -1
    while token and suffix - start < 9:
        word = batch.words[token - 1]
        if not is_place(word) and word not in _PLACE_LETTERS:
            break
        start, token = start - len(word), token - 1
    return start if start < suffix else -1


def _walk_left(batch: TextBatch, suffix: int, limit: int) -> tuple[int, list[str]]:
    """Start and tokens (nearest first) of the run before the suffix that a name could hold."""
    token = int(np.searchsorted(batch.token_starts, suffix, side="right")) - 1
    start = int(batch.token_starts[token])
    pieces: list[str] = []
    if start < suffix:
        if is_known(batch.words[token]) and limit < _LONGEST_LEGAL:
            return suffix, []  # an ordinary word ends like a name (高科技)
        pieces.append(batch.text[start:suffix])
    while token and suffix - start <= limit and not ends_name(batch.words[token - 1]):
        before = int(batch.token_starts[token - 1])
        if before + len(batch.words[token - 1]) != start:
            break  # another document lies there
        start, token = before, token - 1
        pieces.append(batch.words[token])
    # The segmenter may cut a role askew (权利|人砺|岳): what it is called begins behind the role.
    roles = [role.end() for role in ROLE.finditer(batch.text, start, suffix)]
    if roles and roles[-1] < suffix:
        start = roles[-1]
        pieces = [word for word, _ in reversed(tagged_words(batch.text[start:suffix]))]
    return (start, pieces) if suffix - start <= limit else (suffix, [])


@lru_cache(maxsize=100_000)
def person_end(text: str) -> int:
    """How many characters at the beginning of this run are a person's name; 0 when none are."""
    if not "\u4e00" <= text[0] <= "\u9fff" or "·" in text:
        return len(text)
    words = tagged_words(text)
    first, kind = words[0]
    if text[0] not in SURNAMES:
        return 0
    if kind.startswith("nr") and 2 <= len(first) <= 3:
        # The segmenter likes to add a third character that belongs to what follows (杨凯于).
        return len(first) - (len(first) == 3 and first[-1] in "于称说在将也")
    if len(first) == 1 and len(words) > 1:
        second, second_kind = words[1]
        rest = text[1 + len(second) :][:1]
        if len(second) <= 2 and not second_kind.startswith(("v", "p", "c", "u", "d")):
            return 1 + len(second) if not rest or rest in _SPOKEN else 0
    return 0
