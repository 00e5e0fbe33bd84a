"""What each entry of a vocabulary means to the composition: one array a role, looked up once."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analytics.lexicon import MODALITIES, NEGATORS, Lexicon, fold
from analytics.sentiment import grammar

BAD = -0.8  # valence of a bad word that can be great or small


@dataclass(frozen=True)
class Roles:
    """Arrays over the vocabulary and, in the last place, for the end of a document.

    `valence` (float, 0 for none), `named` (bool: a name of the gazetteer),
    `own` (bool: a term that the user laid over the bundled lexicon),
    `learned` (bool: a word that only the learned list holds), `opening` (《), `closing` (》),
    `past` (上年同期), `earlier` (去年), `date` (年), `origin` (从), `comparison` (±: 高, 低), `adjective` (compares or judges), `measure` (比, 低于, 没有),
    `counted` (a number or a share), `measured` (a metric or a bad word), `figured` (compares with a mere figure: 高三成), `quality` (±: 好, 糟),
    `whether` (吗, 是否), `why` (为何), `since` (后), `condition` (如果), `graded` (an adjective with its degree: 很强),
    `so` (那么), `change` (1 for 增速, −1 for 降幅), `pace` (放缓), `standard` (预期),
    `against` (±: 低于, before a standard), `rate` (跌幅), `price` (涨, 跌), `known` (bool: an entry of a polarity file, shields included),
    `direction` (float), `metric` (float, NaN for none), `degree` (float, 1 for none), `negator` and
    `modality` (int8, 1 + index into NEGATORS / MODALITIES, 0 for none), `clause_end`,
    `sentence_end`, `question`, `number`, `percent`, `nought` (零), `signed`, `latin`, `content` (bool),
    `sign` (−1, 0, 1 of a signed figure's sign), `length` (characters), `good_share` and
    `bad_share` (of the words below such a headline, 1 for all), `said_good` and `said_bad` (of the words
    behind such a speaker), `suffix` (科技: ends names of companies),
    `colon`, `semicolon`, `plan` (计划), `aspect` (了), `attributive` (的),
    `space`, `cause` (致), `reason` (因), `amount` (of a number, NaN for none),
    `dateline` (日电), `place` (天津), `transitive` (加剧), `target` (变成), `than` (比), `occasion` (发布会), `resumed` (恢复), `order` (责令), `barrier` (便), `granted` (获, 被), `market` (沪指), `release` (前值, 预期: before the other figures of a release), `rate_sign` (1 for 涨幅, −1 for 跌幅).

    One row a group of pairs, (n_groups, n_terms): `pair_value` (what the term is worth beside a partner, 0 for
    none), `pair_head` (worth it only as the last word of its phrase), `pair_before` and `pair_behind` (bool: a partner on that side).
    """

    valence: np.ndarray
    named: np.ndarray
    own: np.ndarray
    learned: np.ndarray
    opening: np.ndarray
    closing: np.ndarray
    past: np.ndarray
    earlier: np.ndarray
    date: np.ndarray
    origin: np.ndarray
    comparison: np.ndarray
    adjective: np.ndarray
    figured: np.ndarray
    quality: np.ndarray
    whether: np.ndarray
    why: np.ndarray
    since: np.ndarray
    condition: np.ndarray
    graded: np.ndarray
    so: np.ndarray
    change: np.ndarray
    pace: np.ndarray
    standard: np.ndarray
    against: np.ndarray
    measure: np.ndarray
    rate: np.ndarray
    price: np.ndarray
    known: np.ndarray
    direction: np.ndarray
    metric: np.ndarray
    measured: np.ndarray
    degree: np.ndarray
    negator: np.ndarray
    modality: np.ndarray
    clause_end: np.ndarray
    sentence_end: np.ndarray
    question: np.ndarray
    number: np.ndarray
    percent: np.ndarray
    counted: np.ndarray
    nought: np.ndarray
    signed: np.ndarray
    sign: np.ndarray
    latin: np.ndarray
    content: np.ndarray
    length: np.ndarray
    good_share: np.ndarray
    bad_share: np.ndarray
    said_good: np.ndarray
    said_bad: np.ndarray
    suffix: np.ndarray
    colon: np.ndarray
    semicolon: np.ndarray
    plan: np.ndarray
    aspect: np.ndarray
    attributive: np.ndarray
    space: np.ndarray
    cause: np.ndarray
    reason: np.ndarray
    amount: np.ndarray
    dateline: np.ndarray
    place: np.ndarray
    transitive: np.ndarray
    target: np.ndarray
    than: np.ndarray
    occasion: np.ndarray
    resumed: np.ndarray
    order: np.ndarray
    barrier: np.ndarray
    granted: np.ndarray
    market: np.ndarray
    release: np.ndarray
    rate_sign: np.ndarray
    pair_value: np.ndarray
    pair_head: np.ndarray
    pair_before: np.ndarray
    pair_behind: np.ndarray

    @cached_property
    def telling(self) -> np.ndarray:
        """Which terms a pair of any group gives a worth."""
        return np.any(self.pair_value, axis=0)

    @cached_property
    def partner(self) -> np.ndarray:
        """Which terms are a partner in any group."""
        return np.logical_or(self.pair_before, self.pair_behind).any(axis=0)

    @cached_property
    def worded(self) -> np.ndarray:
        """Which terms are words, but no figures, names in Latin letters or 了."""
        return self.content & ~self.latin & ~self.counted & ~self.aspect


class _Lookup:
    """The distinct lower-case terms of a vocabulary. Tables are walked, not the vocabulary, which is
    longer than any of them."""

    def __init__(self, vocabulary: np.ndarray) -> None:
        index: dict[str, int] = {}
        codes = [index.setdefault(term.lower(), len(index)) for term in vocabulary.tolist()]
        self.index, self.codes = index, np.array(codes, dtype=np.int64)

    def flags(self, words: Collection[str]) -> np.ndarray:
        """Is the term one of the words?"""
        return self.values(dict.fromkeys(words, True), False, bool)

    def values(self, table: Mapping[str, float], missing: float, dtype: type = float) -> np.ndarray:
        """The term's value in a table."""
        found: np.ndarray = np.full(len(self.index), missing, dtype=dtype)
        for term, value in table.items():
            place = self.index.get(term)
            if place is not None:
                found[place] = value
        return found[self.codes]

    def kinds(self, table: Mapping[str, str], order: tuple[str, ...]) -> np.ndarray:
        """1 + the place of the term's kind in `order`, 0 for none."""
        places = {term: order.index(kind) + 1 for term, kind in table.items()}
        return self.values(places, 0, np.int8)

    def tested(self, test: Callable[[str], float], dtype: type = bool) -> np.ndarray:
        """What a function says of each term."""
        return np.array([test(term) for term in self.index], dtype=dtype)[self.codes]


def read_roles(
    vocabulary: np.ndarray, lexicon: Lexicon, learned: Mapping[str, float] | None = None
) -> Roles:
    """The roles of every entry of a vocabulary and of the end of a document, which is a line's; a name of
    the gazetteer has none.

    `learned` are valences of words that the lexicon lacks; a word of the lexicon keeps its own.
    """
    vocabulary = np.append(vocabulary, "\n")
    terms = _Lookup(vocabulary)  # the segmenter has normalised them
    named = terms.flags(lexicon.names)
    known = terms.flags(lexicon.polarity) & ~named
    valence = np.where(named, 0, terms.values(lexicon.polarity, 0))
    valence = np.where(known | named, valence, terms.values(learned or {}, 0))
    # Few terms are figures or rates; only those are looked at closely.
    figures = [term for term in terms.index if term[0] in grammar.FIGURE_STARTS]
    rates = [term for term in terms.index if term.endswith(grammar.RATE_ENDS)]
    # The segmenter takes 惠科涨 for a name; the verb in it moves.
    whole = {fold(term) for term in lexicon.terms if term[-1] in "涨跌"}
    glued = {
        term: lexicon.directions.get(term[-1], 0)
        for term in terms.index
        if len(term) > 1 and term[-1] in "涨跌" and term not in whole
    }
    metric = np.where(named, np.nan, terms.values(lexicon.metrics, np.nan))
    negator = terms.kinds(lexicon.negators, NEGATORS)
    words = lexicon.grammar
    quantities, qualities = words["figured"] | words["comparison"], words["quality"]
    more, better = (grammar.graded(each, words["very"]) for each in (quantities, qualities))
    comparison = np.where(known, 0, terms.values(quantities | more, 0))
    quality = np.where(known, 0, terms.values(qualities | better, 0))
    than, against = terms.flags("比较于"), terms.values(words["against"], 0)
    number, percent = (
        terms.flags(list(filter(test, figures))) for test in (grammar.is_number, grammar.is_percent)
    )
    pairs = lexicon.pairs.values()
    shape = len(pairs), len(vocabulary)
    return Roles(
        valence=valence,
        named=named,
        own=terms.flags(lexicon.own),
        learned=~known & ~named & (valence != 0),
        known=known,
        direction=np.where(named, 0, terms.values(glued | lexicon.directions, 0)),
        metric=metric,
        measured=(np.nan_to_num(metric) != 0) | (valence <= BAD),
        degree=terms.values(lexicon.degrees, 1),
        negator=negator,
        modality=terms.kinds(lexicon.modality, MODALITIES),
        good_share=terms.values({term: good for term, (good, _) in lexicon.frames.items()}, 1),
        bad_share=terms.values({term: bad for term, (_, bad) in lexicon.frames.items()}, 1),
        said_good=terms.values({term: good for term, (good, _) in lexicon.speakers.items()}, 1),
        said_bad=terms.values({term: bad for term, (_, bad) in lexicon.speakers.items()}, 1),
        clause_end=terms.flags(grammar.CLAUSE_END),
        sentence_end=terms.flags(grammar.SENTENCE_END),
        question=terms.flags("？?"),
        colon=terms.flags("：:"),
        semicolon=terms.flags("；;"),
        space=terms.flags(" "),
        opening=terms.flags("《"),
        closing=terms.flags("》"),
        number=number,
        amount=terms.values({term: grammar.amount(term) for term in figures}, np.nan),
        percent=percent,
        counted=number | percent,
        nought=terms.flags("零0"),
        sign=terms.values(grammar.SIGNS, 0),
        signed=terms.flags(grammar.SIGNS),
        latin=terms.tested(lambda term: term.isascii() and term.isalpha()),
        content=terms.tested(lambda term: term[0].isalnum() or any(map(str.isalnum, term))),
        length=np.array(list(map(len, vocabulary.tolist())), dtype=np.int64),
        rate=terms.flags([term for term in rates if term.endswith("幅")]),
        rate_sign=terms.values({term: grammar.rate_sign(term) for term in rates}, 0),
        price=terms.tested(lambda term: "涨" in term or "跌" in term),
        comparison=comparison,
        adjective=(comparison != 0) | (quality != 0),
        figured=terms.flags(words["figured"]),
        quality=quality,
        whether=terms.flags(words["whether"]),
        why=terms.flags(words["why"]),
        since=terms.flags(words["since"]),
        condition=terms.flags(words["condition"]),
        graded=terms.flags([*more, *better]),
        so=terms.flags(words["so"]),
        change=terms.values({term: grammar.change_sign(term) for term in rates}, 0),
        pace=terms.flags(words["pace"]),
        standard=terms.flags(words["standard"]),
        against=against,
        measure=than | (against != 0) | (negator == 1),
        earlier=terms.flags([*words["past"], *words["earlier"]]),
        date=terms.flags(words["date"]),
        past=terms.flags(words["past"]),
        origin=terms.flags("从由"),
        dateline=terms.flags(words["dateline"]),
        place=terms.flags(words["place"]),
        transitive=terms.flags(words["transitive"]),
        target=terms.flags(words["target"]),
        than=than,
        suffix=terms.flags(words["suffix"]),
        plan=terms.flags(words["plan"]),
        occasion=terms.flags(words["occasion"]),
        resumed=terms.flags(words["resumption"]),
        order=terms.flags(words["order"]),
        cause=terms.flags(words["cause"]),
        reason=terms.flags(words["reason"]),
        barrier=terms.flags(words["barrier"]),
        aspect=terms.flags("了"),
        attributive=terms.flags("的"),
        market=terms.flags(words["market"]),
        release=terms.flags(words["release"]),
        granted=terms.flags(words["granted"]) | terms.tested(lambda term: term[-1] in "获被遭"),
        pair_value=np.reshape([terms.values(pair.of | pair.head, 0) for pair in pairs], shape),
        pair_head=np.reshape([terms.flags(pair.head) for pair in pairs], shape).astype(bool),
        pair_before=np.reshape([terms.flags(pair.before) for pair in pairs], shape).astype(bool),
        pair_behind=np.reshape([terms.flags(pair.behind) for pair in pairs], shape).astype(bool),
    )
