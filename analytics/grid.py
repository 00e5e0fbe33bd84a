"""A grid of settings for one notebook: every combination of the values given for its parameters.

Values are separated by commas, but text is taken whole, for it may hold commas itself; a parameter
given again adds to its values. Each is checked by the parameter's type before anything runs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from pathlib import Path

from analytics.parameters import PATHS, ParameterError, Parameters, is_free_text, parse_texts

MAX_SETTINGS = 64


@dataclass(frozen=True)
class Setting:
    """One combination: the texts given, those of them that vary, and the notebook's parameters."""

    texts: dict[str, str]
    varied: dict[str, str]
    parameters: Parameters

    @property
    def words(self) -> str:
        """What sets this one apart, such as `n_topics=5 model=nmf`; files without their folders."""
        return " ".join(
            f"{name}={Path(value).name if name in PATHS else value}"
            for name, value in self.varied.items()
        )


def make_grid(
    model: type[Parameters], given: Mapping[str, Sequence[str]], corpus: str = ""
) -> list[Setting]:
    """All combinations of the values given for each parameter, the last one varying fastest.

    A value given twice counts once. Raises ParameterError naming every parameter the notebook does
    not take and every value it refuses, or the number of combinations if above `MAX_SETTINGS`.
    """
    if "corpus" in given:
        raise ParameterError("corpus: one for the whole sweep; give it as --corpus.")
    problems: dict[str, None] = {}
    values = {name: _distinct(model, name, texts, problems) for name, texts in given.items()}
    if problems:
        raise ParameterError("\n".join(problems))
    n_settings = prod(map(len, values.values()))
    if n_settings > MAX_SETTINGS:
        counts = " × ".join(f"{name} {len(options)}" for name, options in values.items())
        raise ParameterError(
            f"{n_settings:,} combinations ({counts}) are more than {MAX_SETTINGS}; give fewer values."
        )
    settings: list[Setting] = []
    for combination in product(*values.values()):
        texts = dict(zip(values, combination, strict=True))
        varied = {name: value for name, value in texts.items() if len(values[name]) > 1}
        if corpus:
            texts["corpus"] = corpus
        settings.append(Setting(texts, varied, parse_texts(model, texts)))
    return settings


def _distinct(
    model: type[Parameters], name: str, texts: Iterable[str], problems: dict[str, None]
) -> list[str]:
    """One parameter's values as typed, in their order, each once; what is wrong to `problems`."""
    found: dict[object, str] = {}
    field = model.model_fields.get(name)
    whole = field is not None and is_free_text(field)
    parts = [part.strip() for text in texts for part in ([text] if whole else text.split(","))]
    for text in parts:
        if name in PATHS and text:  # a run's own command then works in any folder
            text = str(Path(text).expanduser().absolute())
        try:
            found.setdefault(getattr(parse_texts(model, {name: text}), name), text)
        except ParameterError as error:
            problems[str(error)] = None
    return list(found.values())
