"""Later short forms of a name within its document: 以下简称, the name without its legal form."""

import re

from analytics.entities.patterns import DEFINED, LEGAL_FORM
from analytics.entities.word_classes import is_known, is_place, tagged_words

_PAREN = re.compile(r"[（(][^）)]{1,10}[）)]")
_INDUSTRY = re.compile(
    r"(?:集团|控股|科技|股份|电子|技术|信息|新材料|新能源|实业|网络|生物|智能|贸易|投资){1,8}$"
)


def short_name(legal_name: str) -> str:
    """The name people use for a company's full one: no legal form, no place in front."""
    name = LEGAL_FORM.sub("", _PAREN.sub("", legal_name))
    words = tagged_words(name) if name else []
    skipped = 0
    for word, _ in words[:2]:
        if not is_place(word) or len(name) - skipped - len(word) < 3:
            break
        skipped += len(word)
    return name[skipped:] or legal_name


def other_forms(name: str, following: str) -> list[str]:
    """Forms by which the document may mean this company later.

    `following` is the text right behind the first mention, where a short form may be defined.
    """
    forms = [name, short_name(name)]
    stem = _INDUSTRY.sub("", forms[1])
    if len(stem) >= 3 and not is_known(stem):
        forms.append(stem)
    defined = DEFINED.match(following)
    if defined and defined["name"] not in ("公司", "本公司", "上市公司", "标的公司"):
        forms.append(defined["name"])
    return sorted({form for form in forms if len(form) > 1}, key=lambda form: (-len(form), form))
