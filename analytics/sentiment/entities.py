"""Tone of each entity: the engine's hits, shared out by who does what to whom."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.entities import Gazetteer, find_mentions, read_gazetteer
from analytics.lexicon import Lexicon, dictionary_terms, load_lexicon
from analytics.sentiment.composition import compose
from analytics.sentiment.relations import relations_of
from analytics.sentiment.roles import read_roles
from analytics.sentiment.spans import Hit, Span
from analytics.sentiment.whose import tone_by_entity
from analytics.tables import ENTITIES
from analytics.text import normalise
from analytics.tokens import Segmenter, Tokens

NEUTRAL = 0.17  # a smaller tone either way is called neutral
BATCH = 20_000
_STRENGTH = 1.5  # a hit of two thirds of the scale counts like a verb between two entities
_MOVE = re.compile(
    r"(?:(?P<up>涨|高开|上涨|大涨|飙升|收涨|收高)|跌|低开|下跌|大跌|暴跌|收跌|收低)(?!幅)(?:超|近|逾|约|幅?达|幅?超)?\s?"
    r"\d+(?:\.\d+)?[%％]"
)
_AUTHORITY = re.compile(
    r"(?:法院|法庭|检察院|证监局|证监会|委员会|监管局|管理局|管理总局|监管总局|监管机构|邮政局|税务局|公安局|交易所|央行|商务部"
    r"|财政部|司法部|国防部|政府|议会|SEC|FTC|FDA|省|仲裁院)$"
)


def score_entities(
    documents: pd.DataFrame,
    tokens: Tokens,
    gazetteer: Gazetteer | Path | str | None = None,
    lexicon: Lexicon | None = None,
) -> pd.DataFrame:
    """Tone of each company, person, product and institution, as an ENTITIES table.

    `gazetteer` adds names of one's own, as in `find_mentions`; `lexicon` is the one to score with (None:
    the bundled one).

    Polarity is s / (1 + |s|) for the sum s of the tone of an entity's own clauses, missing without any (its label
    is then `neu`). Authorities have a tone only where they win, lose or are acted against. Rows are
    in the order of documents and first mentions.
    """
    known = gazetteer if isinstance(gazetteer, Gazetteer) else read_gazetteer(gazetteer)
    parts = []
    for low in range(0, len(tokens), BATCH):
        part = tokens.take(np.arange(low, min(low + BATCH, len(tokens))))
        parts.append(_score_found(documents.iloc[low : low + BATCH], part, known, lexicon))
    return pd.concat(parts, ignore_index=True) if parts else ENTITIES.empty()


def _score_found(
    documents: pd.DataFrame, tokens: Tokens, known: Gazetteer, lexicon: Lexicon | None
) -> pd.DataFrame:
    """Tone of the entities that the documents of one batch name."""
    mentions = find_mentions(documents, tokens, known)
    rows = pd.Index(tokens.doc_ids).get_indexer(mentions["doc_id"])
    kinds = dict(zip(mentions["entity"], mentions["kind"], strict=True))
    spans: dict[int, list[Span]] = {}
    columns = (mentions[name].tolist() for name in ("start", "end", "entity", "kind"))
    for row, *span in zip(rows.tolist(), *columns, strict=True):
        spans.setdefault(row, []).append(Span(*span))
    wanted = {row: list(dict.fromkeys(span.entity for span in own)) for row, own in spans.items()}
    return _score(documents, tokens, spans, wanted, kinds, lexicon)


def score_named(
    documents: pd.DataFrame, names: Mapping[str, Sequence[str]], tokens: Tokens | None = None
) -> pd.DataFrame:
    """Tone of entities whose names are given: `names` maps doc_id to them; an ENTITIES table.

    Other entities that the text names keep what is theirs. A name that the text lacks has no row.
    """
    if tokens is None:
        tokens = Segmenter(dictionary_terms()).segment(documents)
    mentions = find_mentions(documents, tokens)
    others = dict(iter(mentions.groupby("doc_id")))
    known = read_gazetteer().names
    forms: dict[str, list[str]] = {}
    for form, (entity, _) in known.items():
        forms.setdefault(entity, []).append(form)
    spans: dict[int, list[Span]] = {}
    wanted: dict[int, list[str]] = {}
    kinds: dict[str, str] = {}
    columns = (documents[name].tolist() for name in ("doc_id", "title", "body"))
    for row, (doc_id, title, body) in enumerate(zip(*columns, strict=True)):
        given = list(dict.fromkeys(names.get(doc_id, ())))
        text = normalise(f"{title}\n{body}" if title else body)
        named = _spans_of(text, given, forms, known)
        wanted[row] = [name for name in given if any(span.entity == name for span in named)]
        kinds |= {name: _kind(name, known) for name in given}
        if doc_id in others:
            named = _with_others(named, others[doc_id])
        spans[row] = named
    return _score(documents, tokens, spans, wanted, kinds)


def _score(
    documents: pd.DataFrame,
    tokens: Tokens,
    spans: dict[int, list[Span]],
    wanted: dict[int, list[str]],
    kinds: dict[str, str],
    lexicon: Lexicon | None = None,
) -> pd.DataFrame:
    lexicon = lexicon or load_lexicon()
    relations = relations_of(lexicon)
    rows = np.array(sorted(row for row, own in wanted.items() if own), dtype=np.int64)
    columns = (documents[name].tolist() for name in ("doc_id", "title", "body"))
    doc_ids, titles, bodies = columns
    found = []
    for row, hits in _hits(tokens, rows, lexicon):
        text = normalise(f"{titles[row]}\n{bodies[row]}" if titles[row] else bodies[row])
        hits = _with_moves(text, hits)
        tones = tone_by_entity(text, spans[row], hits, relations)
        if end := len(titles[row]) if bodies[row] else 0:
            named = [span for span in spans[row] if span.end <= end]
            above = [hit for hit in hits if hit.end <= end]
            tones = _headed(tones, tone_by_entity(text[:end], named, above, relations))
        for entity in wanted[row]:
            count = sum(span.entity == entity for span in spans[row])
            tone = tones.get(entity, np.nan)
            found.append((doc_ids[row], entity, kinds[entity], count, tone / (1 + abs(tone))))
    table = pd.DataFrame(found, columns=["doc_id", "entity", "kind", "n_mentions", "polarity"])
    table["label"] = np.select(
        [table["polarity"] > NEUTRAL, table["polarity"] < -NEUTRAL], ["pos", "neg"], "neu"
    )
    return ENTITIES.check(table) if len(table) else ENTITIES.empty()


def _headed(tones: dict[str, float], headline: dict[str, float]) -> dict[str, float]:
    """The tones of a text whose headline has its own for some: what stands below does not turn those."""
    clear = {
        entity: told for entity, told in headline.items() if abs(told) / (1 + abs(told)) > NEUTRAL
    }
    kept = {
        entity: np.sign(told) * max(np.sign(told) * tones.get(entity, told), abs(told) / 2)
        for entity, told in clear.items()
    }
    return tones | kept


def _hits(tokens: Tokens, rows: np.ndarray, lexicon: Lexicon) -> Iterator[tuple[int, list[Hit]]]:
    """The hits of these documents with their places in the text."""
    roles = read_roles(tokens.vocabulary, lexicon)
    part = tokens.take(rows)
    hits = compose(part, roles)
    edges = np.concatenate(([0], np.cumsum(roles.length[part.term_ids])))
    base = edges[part.offsets[:-1]][hits.document]
    starts = (edges[hits.position] - base).tolist()
    ends = (edges[hits.position + 1] - base).tolist()
    values = np.clip(hits.value * hits.weight * _STRENGTH, -1, 1).tolist()
    bounds = np.searchsorted(hits.document, np.arange(len(rows) + 1)).tolist()
    for i, row in enumerate(rows.tolist()):
        own = slice(bounds[i], bounds[i + 1])
        yield row, [Hit(*at) for at in zip(starts[own], ends[own], values[own], strict=True)]


def _with_moves(text: str, hits: list[Hit]) -> list[Hit]:
    """The hits and the price moves in per cent, which belong to the name before them, come what may."""
    moves = [Hit(*match.span(), 1.0 if match["up"] else -1.0) for match in _MOVE.finditer(text)]
    kept = [hit for hit in hits if not any(m.start < hit.end and hit.start < m.end for m in moves)]
    return [*kept, *moves]


def _spans_of(
    text: str,
    given: Sequence[str],
    forms: Mapping[str, list[str]],
    known: Mapping[str, tuple[str, str]],
) -> list[Span]:
    """Where the given names stand, longest first, and other forms of the known ones among them."""
    own = {normalise(name) for name in given}
    ambiguous = read_gazetteer().ambiguous
    written = [(normalise(name), name) for name in given]
    for name in given:
        entity = known.get(normalise(name), ("", ""))[0]
        written += [
            (form, name)
            for form in forms.get(entity, ())
            if form not in own and form not in ambiguous
        ]
    taken = np.zeros(len(text), dtype=bool)
    spans = []
    for form, name in sorted(written, key=lambda pair: (-len(pair[0]), pair)):
        kind = _kind(name, known)
        for match in re.finditer(_standing_alone(form), text):
            start, end = match.span()
            if not taken[start:end].any():
                taken[start:end] = True
                spans.append(Span(start, end, name, kind))
    return spans


def _kind(name: str, known: Mapping[str, tuple[str, str]]) -> str:
    """Kind of a name that somebody gave: the gazetteer's, else told by its end."""
    if _AUTHORITY.search(name):
        return "institution"
    return known.get(normalise(name), ("", "company"))[1]


def _standing_alone(form: str) -> str:
    """A pattern of the form that no Latin letter or digit continues."""
    left = r"(?<![A-Za-z0-9])" if form[0].isascii() and form[0].isalnum() else ""
    right = r"(?![A-Za-z0-9])" if form[-1].isascii() and form[-1].isalnum() else ""
    return left + re.escape(form) + right


def _with_others(named: list[Span], mentions: pd.DataFrame) -> list[Span]:
    """The given spans and those of other entities that do not overlap them."""
    columns = (mentions[name].tolist() for name in ("start", "end", "entity", "kind"))
    others = [
        # A mark before the name keeps an unasked form of a given name apart.
        Span(start, end, f"\x00{entity}", kind)
        for start, end, entity, kind in zip(*columns, strict=True)
        if not any(span.start < end and start < span.end for span in named)
    ]
    return [*named, *others]
