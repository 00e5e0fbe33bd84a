"""Known names in the text: at word borders, and ambiguous ones only with evidence."""

import re
import weakref

import numpy as np

from analytics.entities.gazetteer import Gazetteer
from analytics.entities.matching import NameIndex, fold
from analytics.entities.text_batches import TextBatch
from analytics.entities.word_classes import is_known

Mention = tuple[int, int, str, str]  # start, end, canonical name, kind

# What stands behind or before a company's name but not behind the ordinary word.
_BEHIND = re.compile(
    r"(?:公司|集团|汽车|手机|科技|股份|电脑|官方|官宣|CEO|首席|创始人|董事长|总裁|高管|员工|股价|市值|旗下|概念股|产业链"
    r"|宣布|发布|推出|回应|表示|称|否认|起诉|收购|计划|正在|已|拟|将|跌|涨|高开|低开|盘前|盘中|美股|财报|营收|净利|第.季|[一二三四]季度"
    r"|新|的?iPhone|[A-Z]\d|[（(][A-Za-z0-9]|在|与|和|、|：|:|对|向|超越|超过|败诉|胜诉|利用|首次)"
)
_BEFORE = re.compile(
    r"(?:^|[\x00\n。！？；，、：:（(“《\s与和对向据由被]|美股|港股|股价|公司|巨头|厂商|起诉|收购|投资|制造商|CEO)$"
)
# 某某社7月3日电, （某某社）, （某某社记者 …）: who reports it is not whom it is about.
_CREDIT = re.compile(
    r"》?(?:\d{1,2}月)?\d{1,2}日(?:电|讯)|[）)]\s*(?:$|[\x00\n])|\s?记者\s?[\u4e00-\u9fff ]{2,8}[）)]"
)
_LATIN = re.compile(r"[A-Za-z0-9]")

_indexes: "weakref.WeakKeyDictionary[Gazetteer, tuple[NameIndex, dict]]" = (
    weakref.WeakKeyDictionary()
)


def known_names(batch: TextBatch, gazetteer: Gazetteer) -> list[Mention]:
    """Every known name in the batch that stands by itself."""
    index, by_folded = _index(gazetteer)
    text = batch.text
    sure: list[Mention] = []
    doubtful: list[Mention] = []
    spans = [(start, end, by_folded[fold(text[start:end])]) for start, end in index.find(text)]
    spans = [
        span for span in spans if _stands_alone(text, *span) and not _is_credit(text, *span[:2])
    ]
    inside_words = _inside_words(batch, np.array([(s, e) for s, e, _ in spans]).reshape(-1, 2))
    for (start, end, form), inside in zip(spans, inside_words.tolist(), strict=True):
        if inside:
            continue
        entity, kind = gazetteer.names[form]
        target = doubtful if form in gazetteer.ambiguous else sure
        target.append((start, end, entity, kind))
    return sorted(sure + _with_evidence(batch, sure, doubtful))


def _index(gazetteer: Gazetteer) -> tuple[NameIndex, dict[str, str]]:
    if gazetteer not in _indexes:
        by_folded: dict[str, str] = {}
        for form in gazetteer.names:
            by_folded.setdefault(fold(form), form)
        _indexes[gazetteer] = (NameIndex.of(gazetteer.names), by_folded)
    return _indexes[gazetteer]


def _stands_alone(text: str, start: int, end: int, form: str) -> bool:
    """No Latin word continues it on either side, and its capitals are those of the name."""
    if (
        _LATIN.match(form[0])
        and start
        and (text[start - 1].isascii() and text[start - 1].isalnum())
    ):
        return False
    if _LATIN.match(form[-1]) and text[end : end + 1].isascii() and text[end : end + 1].isalnum():
        return False
    seen = text[start:end]
    if seen == form or not form.isascii():
        return True
    return len(form) > 3 and (seen.isupper() or seen[0] == form[0])


def _is_credit(text: str, start: int, end: int) -> bool:
    """Is it named only as who reports?"""
    behind = _CREDIT.match(text, end)
    return behind is not None and (text[end] not in "）)" or text[start - 1 : start] in ("（", "("))


def _inside_words(batch: TextBatch, spans: np.ndarray) -> np.ndarray:
    """Whether each span begins or ends inside a longer word of the dictionary (小米 in 小米粒)."""
    inside = np.zeros(len(spans), dtype=bool)
    if not len(spans):
        return inside
    starts = batch.token_starts
    for side, places in ((0, spans[:, 0]), (1, spans[:, 1] - 1)):
        at = np.searchsorted(starts, places, side="right") - 1
        edges = starts[at] if side == 0 else starts[at] + [len(batch.words[i]) for i in at] - 1
        for row in np.flatnonzero(edges != places):
            word = batch.words[at[row]]
            # A word that holds the whole name and more, or overlaps it, must be a real one.
            inside[row] |= is_known(word)
    return inside


def _with_evidence(batch: TextBatch, sure: list[Mention], doubtful: list[Mention]) -> list[Mention]:
    """The ambiguous mentions that the words around them or another form in the document back."""
    if not doubtful:
        return []
    text = batch.text
    rows = batch.document_of(np.array([mention[0] for mention in [*sure, *doubtful]]))
    named = {(row, mention[2]) for row, mention in zip(rows.tolist(), sure, strict=False)}
    rows = rows[len(sure) :].tolist()
    backed = [
        mention
        for mention in doubtful
        if _BEHIND.match(text, mention[1])
        and _BEFORE.search(text[max(0, mention[0] - 4) : mention[0]])
    ]
    backed_places = {mention[0] for mention in backed}
    named |= {(row, m[2]) for row, m in zip(rows, doubtful, strict=True) if m[0] in backed_places}
    return [m for row, m in zip(rows, doubtful, strict=True) if (row, m[2]) in named]
