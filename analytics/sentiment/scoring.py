"""From hits to the tone of documents: polarity, three classes with probabilities, coverage."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.lexicon import Lexicon, dictionary_terms, load_lexicon
from analytics.sentiment.composition import Hits, compose
from analytics.sentiment.curves import class_probabilities
from analytics.sentiment.leanings import Leanings, Reader
from analytics.sentiment.learned import load_roles
from analytics.sentiment.roles import Roles, read_roles
from analytics.sentiment.rules import bit, rule_names
from analytics.tables import SENTENCES, SENTIMENT, SENTIMENT_HITS
from analytics.tokens import Segmenter, Tokens

BATCH = 160_000  # tokens composed at once: few enough for the cache, many beside the vocabulary
TITLE_WEIGHT = 3.0  # a word of the title counts as this many of the body's beginning
FIRST_CLAUSES = 0.5  # of a title's weight, for those before a last clause that says how it ended
ASIDE = 0.15  # of it, for a last clause about a part where the first told the whole market
BODY_EVIDENCE = 1.0  # most that the body under a title may weigh: it does not outtalk the title
HALF_LIFE = 120.0  # tokens of body after which a word counts half
LEAD = 30  # tokens that stand for the headline where there is none
TELLING = 0.3  # strength from which a hit of a title's last clause says how it ended
ROUNDUP = 0.1
DOUBTED = 0.75  # share of good words of a headline that asks
DESCRIBED = 0.15  # of a hit that describes who speaks
SAYING = 0.5  # valence from which a word before a colon names nobody
DATELINE = 12  # tokens within which it stands
SPEAKER = 4  # tokens of a headline before the colon behind who speaks
SILENT = 0.1  # share of a headline below which moves do not count either
SHARE_REACH = 3  # tokens between a word of movement and its share
MEASURED = 0.6  # share of a metric's move or a counted one that counts below any headline
SENTENCE_SHRINK = 0.5
SHRINK = 1.2  # evidence added to that of the hits: few hits give a small polarity
OPINION = 0.6  # of it on the side to which the headline leans, the rest on neither
SURE = 6.0  # scale of the logits of a leaning
NEITHER = -0.3  # what a headline suggests of good and of bad that leans to neither
OVERRULES = (
    20.0  # times its weight that a hit which the rules turned or doubted counts against a leaning
)
JUDGED = bit("negated") | bit("averted") | bit("called off") | bit("contrast")
DOUBTFUL = 0.75  # certainty of a hit below which it is doubted
QUIET = 0.15  # share of a move's strength below which its metric hardly matters


@dataclass(frozen=True)
class Explanation:
    """The words that made the tone (SENTIMENT_HITS) and the tone of sentences (SENTENCES)."""

    hits: pd.DataFrame
    sentences: pd.DataFrame


def score_documents(
    documents: pd.DataFrame,
    tokens: Tokens,
    learned: Mapping[str, float] | None = None,
    lexicon: Lexicon | None = None,
) -> pd.DataFrame:
    """Tone of each document as a SENTIMENT table, row for row the documents.

    `learned` are valences (−3…3) of words that an adaptation to the corpus found, `lexicon` is the one to
    score with (None: the bundled one; see `lexicon.lay_over`).

    Polarity is the weighted sum of the hits over the weighted sum of their strengths plus a constant,
    so that it lies in −1…1, grows with the evidence and is 0 without.
    """
    roles = load_roles(tokens.vocabulary, learned, lexicon)
    reader = Reader.of(tokens.vocabulary, roles)
    parts = [_score(batch, roles, reader) for batch in _batches(tokens)]
    return SENTIMENT.check(pd.concat(parts, ignore_index=True) if parts else SENTIMENT.empty())


def lexicon_polarity(tokens: Tokens, lexicon: Lexicon | None = None) -> np.ndarray:
    """Polarity of each document by the lexicon alone: no learned words, no leaning."""
    roles = read_roles(tokens.vocabulary, lexicon or load_lexicon())
    parts = [_polarity(batch, roles) for batch in _batches(tokens)]
    return np.concatenate(parts) if parts else np.zeros(0)


def _polarity(tokens: Tokens, roles: Roles) -> np.ndarray:
    hits = compose(tokens, roles)
    shares, _ = _shares(tokens, roles, hits)
    return np.bincount(hits.document, weights=shares, minlength=len(tokens))


def explain(
    documents: pd.DataFrame,
    tokens: Tokens | None = None,
    learned: Mapping[str, float] | None = None,
    lexicon: Lexicon | None = None,
) -> Explanation:
    """Hits and sentences of the documents; contributions of a document's hits sum to its polarity."""
    if tokens is None:
        tokens = Segmenter(dictionary_terms()).segment(documents)
    roles = load_roles(tokens.vocabulary, learned, lexicon)
    hits = compose(tokens, roles)
    share, room = _shares(tokens, roles, hits)
    position, document, valence, rules, contribution = _evidence(
        hits, share, Reader.of(tokens.vocabulary, roles).lean(tokens), room
    )
    lengths = roles.length[tokens.term_ids]
    edges = np.concatenate([[0], np.cumsum(lengths)])
    base = edges[tokens.offsets[:-1]]
    table = pd.DataFrame(
        {
            "doc_id": tokens.doc_ids[document].astype(str),
            "start": edges[position] - base[document],
            "end": edges[position + 1] - base[document],
            "term": tokens.vocabulary[tokens.term_ids[position]].astype(str),
            "valence": valence,
            "rule": rule_names(rules),
            "contribution": contribution,
        }
    )
    return Explanation(
        SENTIMENT_HITS.check(table), _sentences(tokens, roles, hits, share, edges, base)
    )


def _batches(tokens: Tokens) -> Iterator[Tokens]:
    low = 0
    while low < len(tokens):
        full = np.searchsorted(tokens.offsets, tokens.offsets[low] + BATCH)
        high = min(max(int(full), low + 1), len(tokens))
        yield tokens.take(np.arange(low, high))
        low = high


def _score(tokens: Tokens, roles: Roles, reader: Reader) -> pd.DataFrame:
    n = len(tokens)
    hits = compose(tokens, roles)
    shares, room = _shares(tokens, roles, hits)
    leanings = reader.lean(tokens)
    polarity = np.bincount(hits.document, weights=shares, minlength=n) + _opinion(leanings, room)
    n_hits = np.bincount(hits.document, minlength=n)
    content = roles.content[tokens.term_ids]
    owner = np.repeat(np.arange(n), np.diff(tokens.offsets))
    n_content = np.bincount(owner[content], minlength=n)
    polarity = np.clip(polarity, -1, 1)
    suggested = _suggested(leanings, room)
    news, lengths = _is_news(tokens, roles), np.diff(tokens.offsets)
    probabilities = class_probabilities(polarity, suggested, n_hits, news, lengths)
    labels = np.array(["neg", "neu", "pos"])[probabilities.argmax(axis=1)]
    return pd.DataFrame(
        {
            "doc_id": tokens.doc_ids.astype(str),
            "polarity": polarity,
            "label": labels,
            "p_neg": probabilities[:, 0],
            "p_neu": probabilities[:, 1],
            "p_pos": probabilities[:, 2],
            "coverage": np.minimum(n_hits / np.maximum(n_content, 1), 1.0),
            "n_hits": n_hits,
        }
    )


def _shares(tokens: Tokens, roles: Roles, hits: Hits) -> tuple[np.ndarray, np.ndarray]:
    """Signed share of each hit in its document's polarity, and how much room (n, 2) the hits and the frame
    of each document leave to a leaning to good and to bad news (0…1, 1 where there are none)."""
    place = _places(tokens, roles, hits)
    value = hits.value * hits.weight
    strength = np.abs(value) * place
    firm = _firmness(hits) * place
    good, bad = _frame_shares(tokens, roles)
    framed = np.where(value > 0, good[hits.document], bad[hits.document])
    # 出口增长 is measured; 扩大进口 below the name of a ministry is a plan.
    moves = (hits.metric >= 0) & (hits.metric < hits.position) | _counted(tokens, roles, hits)
    moves &= framed > SILENT
    framed = np.where(moves, np.maximum(framed, MEASURED), framed)
    total = np.bincount(hits.document, weights=firm, minlength=len(tokens))
    share = np.sign(value) * strength * framed / (total + SHRINK)[hits.document]
    # Characters know nothing of 不存在违规 and 亏损吗？: where the rules judged, they are hardly asked.
    judged = (hits.rules & JUDGED).astype(bool)
    judged |= np.abs(hits.weight) < DOUBTFUL * hits.salience
    # 收益率下降3个基点: nor of moves that hardly matter.
    quiet = (hits.metric >= 0) & (np.abs(hits.value) < QUIET * np.abs(hits.valence))
    said = np.where(quiet, np.abs(hits.valence) * place, firm)
    said = np.bincount(
        hits.document, weights=said * np.where(judged | quiet, OVERRULES, 1), minlength=len(tokens)
    )
    room = SHRINK / (said + SHRINK)
    return share, np.stack([good, bad], axis=1) * room[:, None]


def _counted(tokens: Tokens, roles: Roles, hits: Hits) -> np.ndarray:
    """Words of movement that a share follows: 较去年同期上升92% is a fact, whoever tells it."""
    last = tokens.offsets[1:][hits.document] - 1  # not into the next document
    behind = np.minimum(hits.position[:, None] + np.arange(1, SHARE_REACH + 1), last[:, None])
    near = roles.percent[tokens.term_ids[behind]].any(axis=1)
    return near & (roles.direction[tokens.term_ids[hits.position]] != 0)


def _opinion(leanings: Leanings, room: np.ndarray) -> np.ndarray:
    """Share of each document's leaning in its polarity."""
    balance = leanings.sums[:, 0] - leanings.sums[:, 1]
    return OPINION / SHRINK * np.where(balance > 0, *room.T) * np.tanh(balance / SURE)


def _suggested(leanings: Leanings, room: np.ndarray) -> np.ndarray:
    """How much the headline of each document suggests good and bad news (n, 2), 0 where it tells nothing."""
    found = np.tanh(leanings.logits / (SURE / 2)) - NEITHER
    return found * np.where(found > 0, room, room.max(axis=1, keepdims=True))


def _evidence(
    hits: Hits, share: np.ndarray, leanings: Leanings, room: np.ndarray
) -> tuple[np.ndarray, ...]:
    """Position, document, valence, rules and contribution of all tokens that contribute: hits, with how
    their characters lean, and tokens of the headline that only lean."""
    weight = leanings.weights[:, 0] - leanings.weights[:, 1]
    balance = leanings.sums[:, 0] - leanings.sums[:, 1]
    rate = _opinion(leanings, room) / np.where(balance == 0, 1, balance)
    leaned = weight * rate[leanings.document]
    position, row = np.unique(
        np.concatenate([hits.position, leanings.position[leaned != 0]]), return_inverse=True
    )
    own, other = row[: len(share)], row[len(share) :]
    document, rules = (np.zeros(len(position), dtype=np.int64) for _ in range(2))
    valence, contribution = np.zeros(len(position)), np.zeros(len(position))
    document[other], valence[other] = (
        leanings.document[leaned != 0],
        np.tanh(weight / SURE)[leaned != 0],
    )
    rules[other] = bit("learned")
    document[own], valence[own], rules[own] = hits.document, hits.valence, hits.rules
    np.add.at(contribution, row, np.concatenate([share, leaned[leaned != 0]]))
    return position, document, valence, rules, contribution


def _firmness(hits: Hits) -> np.ndarray:
    """How much each hit weighs against the others, whatever its sign and however sure it is."""
    return np.abs(hits.value) * np.maximum(np.abs(hits.weight), hits.salience)


def _places(tokens: Tokens, roles: Roles, hits: Hits) -> np.ndarray:
    """How much each hit counts for where it stands: most in the headline, ever less down the body."""
    n = len(tokens)
    titled = tokens.title_lengths > 0
    within = hits.position - tokens.offsets[:-1][hits.document]
    body = within - _head_lengths(tokens)[hits.document]
    # Learned words are hints; they do not make a headline.
    learned = (hits.rules & bit("learned")).astype(bool)
    headline = np.where(learned, 1.0, TITLE_WEIGHT)
    place = np.where(body < 0, headline, 0.5 ** (np.maximum(body, 0) / HALF_LIFE))
    turn = _last_clauses(tokens, roles)[hits.document]
    # A closing question asks; it does not say how it ended.
    asked = (hits.rules & bit("question")).astype(bool)
    tells = (body < 0) & (within > turn) & ~asked & (np.abs(hits.value * hits.weight) >= TELLING)
    told = np.bincount(hits.document, weights=tells, minlength=n) > 0
    # 沪指跌1% 机器人概念走强: the whole market is told first, the part of it is an aside.
    led = _led_by_market(tokens, roles)[hits.document]
    place[(body < 0) & (within > turn) & led] *= ASIDE
    place[(body < 0) & (within < turn) & told[hits.document] & ~led] *= FIRST_CLAUSES
    # 5连板某公司：…: what describes who speaks is not what is said.
    place[within < _speakers(tokens, roles)[hits.document]] *= DESCRIBED
    firm = _firmness(hits) * place
    evidence = np.bincount(hits.document, weights=firm * (body >= 0), minlength=n)
    most = np.where(titled, np.minimum(1, BODY_EVIDENCE / np.maximum(evidence, 1e-9)), 1.0)
    return np.where(body >= 0, place * most[hits.document], place)


def _last_clauses(tokens: Tokens, roles: Roles) -> np.ndarray:
    """Place of the mark before the last clause of each title; −1 where there is none."""
    document = np.repeat(np.arange(len(tokens)), np.diff(tokens.offsets))
    within = np.arange(len(tokens.term_ids)) - tokens.offsets[:-1][document]
    # The newline and a mark before it end the title; they begin no clause.
    inside = roles.clause_end[tokens.term_ids] & (within < tokens.title_lengths[document] - 2)
    last = np.full(len(tokens), -1)
    np.maximum.at(last, document[inside], within[inside])
    return last


def _led_by_market(tokens: Tokens, roles: Roles) -> np.ndarray:
    """Titles that tell a whole market's move before their last clause and name no market in it."""
    n = len(tokens)
    at = np.flatnonzero(roles.market[tokens.term_ids])
    document = np.searchsorted(tokens.offsets, at, side="right") - 1
    within, turn = at - tokens.offsets[document], _last_clauses(tokens, roles)[document]
    before = np.bincount(document[within < turn], minlength=n) > 0
    behind = (within > turn) & (within < tokens.title_lengths[document])
    return before & (np.bincount(document[behind], minlength=n) == 0)


def _speakers(tokens: Tokens, roles: Roles) -> np.ndarray:
    """Tokens before the colon of each document that begins with who speaks; 0 elsewhere."""
    ids = tokens.term_ids
    # 某方警告：…, 案件细节曝光：… say something before the colon.
    speaks = ~(roles.known & (np.abs(roles.valence) >= SAYING) | (roles.direction != 0))
    colon = np.flatnonzero(roles.colon[ids] & np.append(False, speaks[ids[:-1]])[: len(ids)])
    document = np.searchsorted(tokens.offsets, colon, side="right") - 1
    within = colon - tokens.offsets[document]
    length = np.zeros(len(tokens), dtype=np.int64)
    np.maximum.at(length, document, np.where(within <= SPEAKER, within, 0))
    return length


def _head_lengths(tokens: Tokens) -> np.ndarray:
    """Tokens of each document's headline: its title, else its beginning."""
    return np.where(tokens.title_lengths > 0, tokens.title_lengths, LEAD)


def _frame_shares(tokens: Tokens, roles: Roles) -> tuple[np.ndarray, np.ndarray]:
    """For each document the shares of good and bad words that its headline lets count."""
    n, ids = len(tokens), tokens.term_ids
    document = np.repeat(np.arange(n), np.diff(tokens.offsets))
    within = np.arange(len(ids)) - tokens.offsets[:-1][document]
    head = within < _head_lengths(tokens)[document]
    # 获国家药监局批准 is no plan of an authority.
    plain = head & ~np.append(False, roles.granted[ids[:-1]])[: len(ids)]
    good, bad = np.ones(n), np.ones(n)
    framing = np.flatnonzero(plain & (np.minimum(roles.good_share, roles.bad_share) < 1)[ids])
    np.minimum.at(good, document[framing], roles.good_share[ids[framing]])
    np.minimum.at(bad, document[framing], roles.bad_share[ids[framing]])
    # 证监会：…, 美财长贝森特：… at the very beginning
    said = _speakers(tokens, roles)
    for back in range(1, SPEAKER + 1):
        owner = np.flatnonzero(said >= back)
        speaker = ids[tokens.offsets[owner] + said[owner] - back]
        # 天津：… speaks for its government, 天津普林：… is a company.
        owner, speaker = (each[(back == 1) | ~roles.place[speaker]] for each in (owner, speaker))
        good[owner] = np.minimum(good[owner], roles.said_good[speaker])
        bad[owner] = np.minimum(bad[owner], roles.said_bad[speaker])
    # 销量翻倍，还能走多远？: a headline that asks doubts the good news it tells.
    asking = np.zeros(n, dtype=bool)
    asking[document[head & roles.question[ids] & (tokens.title_lengths > 0)[document]]] = True
    asking[document[head & roles.why[ids]]] = False  # 为何率先突围？ takes it for granted
    good[asking] *= DOUBTED
    # A；B；C: a headline of several unrelated things.
    parts = np.bincount(document[head & roles.semicolon[ids]], minlength=n)
    several = (parts >= 2) & (tokens.title_lengths > 0)
    good[several] = np.minimum(good[several], ROUNDUP)
    bad[several] = np.minimum(bad[several], ROUNDUP)
    return good, bad


def _is_news(tokens: Tokens, roles: Roles) -> np.ndarray:
    """Which documents have a title or begin with a dateline (某社5月1日电，…)."""
    found = tokens.title_lengths > 0
    dated = np.flatnonzero(roles.dateline[tokens.term_ids])
    document = np.searchsorted(tokens.offsets, dated, side="right") - 1
    found[document[dated - tokens.offsets[document] < DATELINE]] = True
    return found


def _sentences(
    tokens: Tokens,
    roles: Roles,
    hits: Hits,
    share: np.ndarray,
    edges: np.ndarray,
    base: np.ndarray,
) -> pd.DataFrame:
    n = len(tokens.term_ids)
    if n == 0:
        return SENTENCES.empty()
    ends = roles.sentence_end[tokens.term_ids]
    begins = np.zeros(n, dtype=bool)
    begins[tokens.offsets[:-1][np.diff(tokens.offsets) > 0]] = True
    # A run of end marks belongs to one sentence.
    begins[1:] |= ends[:-1] & ~ends[1:]
    number = np.cumsum(begins) - 1
    first = np.flatnonzero(begins)
    stop = np.append(first[1:], n)
    document = np.searchsorted(tokens.offsets, first, side="right") - 1
    own = number[hits.position]
    total = np.bincount(own, weights=hits.value * hits.weight, minlength=len(first))
    strength = np.bincount(
        own,
        weights=_firmness(hits),
        minlength=len(first),
    )
    polarity = np.where(strength > 0, np.clip(total / (strength + SENTENCE_SHRINK), -1, 1), np.nan)
    rank = np.arange(len(first)) - np.searchsorted(document, document, side="left")
    return SENTENCES.check(
        pd.DataFrame(
            {
                "doc_id": tokens.doc_ids[document].astype(str),
                "sentence": rank,
                "start": edges[first] - base[document],
                "end": edges[stop] - base[document],
                "polarity": polarity,
            }
        )
    )
