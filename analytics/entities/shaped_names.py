"""Names that nobody listed, recognised by their form."""

from collections.abc import Iterator

from analytics.entities import patterns
from analytics.entities.known_names import Mention
from analytics.entities.left_edge import legal_start, person_end, places_start, short_start
from analytics.entities.short_forms import short_name
from analytics.entities.text_batches import TextBatch
from analytics.entities.word_classes import is_known, is_ordinary

_FUNDS = ("基金", "ETF", "LOF", "转债", "债券")
_NOT_NAMES = frozenset(
    [
        "公司",
        "本公司",
        "上市公司",
        "股东",
        "控股股东",
        "公告",
        "记者",
        "证券",
        "股票",
        "基金",
        "债券",
        "转债",
        "以下",
        "截至",
        "其中",
    ]
)


def shaped_names(batch: TextBatch, known: list[Mention]) -> list[Mention]:
    """Companies by stock code, legal form or suffix; people by title; works, products, authorities."""
    begins = {start: (end, entity, kind) for start, end, entity, kind in known}
    found = [*_by_stock_code(batch), *_by_suffix(batch), *_latin_companies(batch)]
    found = [_resolve(mention, begins) for mention in found]
    people = [_known_person(mention, begins) for mention in _people(batch)]
    return [*found, *people, *_works(batch), *_authorities(batch)]


def _resolve(mention: Mention, begins: dict[int, tuple[int, str, str]]) -> Mention:
    """A longer form that begins with a known company is a form of that company."""
    start, end, _, kind = mention
    for place in range(start, min(start + 4, end - 1)):
        if place in begins and begins[place][0] <= end and begins[place][2] == "company":
            return (start, end, begins[place][1], kind)
    return mention


def _known_person(mention: Mention, begins: dict[int, tuple[int, str, str]]) -> Mention:
    """A full foreign name whose last part is a known person is that person."""
    start, end, name, kind = mention
    last = start + name.rfind("·") + 1
    if last > start and last in begins and begins[last][2] == "person":
        return (start, end, begins[last][1], kind)
    return mention


def _by_stock_code(batch: TextBatch) -> Iterator[Mention]:
    for match in patterns.STOCK_CODE.finditer(batch.text):
        end = match.start()
        run = patterns.BEFORE_CODE.search(batch.text[max(0, end - 24) : end])
        if run is None:
            continue
        name = run.group()
        start = end - len(name)
        before = batch.text[start - 1] if start else "\n"
        if not name.isascii() and (before.isalnum() or len(name) > 8):
            # The run holds more than the name: keep what the tokens give before the bracket.
            start = short_start(batch, end, strong=True)
            name = batch.text[start:end] if start >= 0 else ""
        if (
            len(name) > 1
            and name not in _NOT_NAMES
            and not name.isdigit()
            and not name.endswith(_FUNDS)
        ):
            yield (start, end, name, "company")


def _by_suffix(batch: TextBatch) -> Iterator[Mention]:
    for match in patterns.LEGAL_FORM.finditer(batch.text):
        start = legal_start(batch, match.start())
        name = short_name(batch.text[start : match.end()]) if start >= 0 else ""
        if len(name) > 2 and not is_ordinary(name):
            yield (start, match.end(), name, "company")
    for pattern in (patterns.STRONG_SUFFIX, patterns.WEAK_SUFFIX):
        for match in pattern.finditer(batch.text):
            start = short_start(batch, match.start(), strong=pattern is patterns.STRONG_SUFFIX)
            if start >= 0:
                yield (start, match.end(), batch.text[start : match.end()], "company")


def _latin_companies(batch: TextBatch) -> Iterator[Mention]:
    for match in patterns.LATIN_SUFFIX.finditer(batch.text):
        plain = match.group() == "公司"
        end = match.start() if plain else match.end()
        low = max(0, match.start() - 60)
        words = patterns.BEFORE_LATIN_SUFFIX.search(batch.text[low : match.start()])
        # Before 公司 a single word may be anything (AI公司, APP公司).
        if words and (not plain or " " in words.group()):
            start = low + words.start()
            yield (start, end, batch.text[start:end], "company")


def _people(batch: TextBatch) -> Iterator[Mention]:
    for match in patterns.PERSON.finditer(batch.text):
        length = person_end(match["name"])
        if length:
            start = match.start("name")
            yield (start, start + length, match["name"][:length], "person")
    for match in patterns.FOREIGN_PERSON.finditer(batch.text):
        yield (*match.span("name"), match["name"], "person")


def _works(batch: TextBatch) -> Iterator[Mention]:
    for pattern in (patterns.WORK, patterns.PRODUCT):
        for match in pattern.finditer(batch.text):
            name = match["name"].strip()
            if pattern is patterns.PRODUCT and (is_known(name) or not _is_product(name)):
                continue
            yield (*match.span("name"), name, "product")


def _is_product(name: str) -> bool:
    """A short run with letters, digits or an unknown word; slogans and terms are none."""
    has_latin = any(character.isascii() and character.isalnum() for character in name)
    return has_latin and len(name) <= 16 and not name.isdigit()


def _authorities(batch: TextBatch) -> Iterator[Mention]:
    for match in patterns.AUTHORITY.finditer(batch.text):
        start = places_start(batch, match.start())
        if start >= 0:
            yield (start, match.end(), batch.text[start : match.end()], "institution")
    for match in patterns.COUNTRY.finditer(batch.text):
        if patterns.LETTER.match(batch.text[max(0, match.start() - 1) : match.start()]):
            continue
        yield (*match.span("name"), match["name"], "institution")
