"""The parameters of each notebook: typed, closed, and refused with the nearest right name.

A notebook's tagged `parameters` cell holds the same names, defaults and comments (`parameters_cell`
writes it from the model; a test holds them equal). `parse_texts` reads what people type, where every
value is text until the model types it, so `007` stays text where text is declared. `from_notebook`
checks the values inside a running notebook, whoever put them there.
"""

import difflib
from collections.abc import Mapping
from datetime import date
from types import UnionType
from typing import Annotated, Any, Literal, Self, TypeVar, Union, get_args, get_origin

from annotated_types import Ge
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic.fields import FieldInfo

P = TypeVar("P", bound=BaseModel)


class ParameterError(ValueError):
    """Parameters that a notebook does not take; the message names each and what is allowed."""


def _iso_day(value: str) -> str:
    if value and date.fromisoformat(value).isoformat() != value:
        raise ValueError
    return value


# Parameters that name files or folders.
PATHS = ("corpus", "themes", "names", "lexicon", "sentiment_model", "veto", "previous")
Day = Annotated[str, AfterValidator(_iso_day)]
AtLeastTwo = Annotated[int, Ge(2)]


class Parameters(BaseModel):
    """What every notebook takes."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    corpus: str = Field(
        "",
        description="file, folder, glob, feed or archive to read; empty: the sample",
        json_schema_extra={"zh": "要读取的文件、文件夹、通配符、订阅源或档案；留空则用内置示例"},
    )
    language: Literal["en", "zh"] = Field(
        "en",
        description='language of the report: "en" or "zh"',
        json_schema_extra={"zh": "报告语言：“en”为英文，“zh”为中文"},
    )
    start: Day = Field(
        "",
        description="first day, such as 2026-03-02; empty: from the beginning",
        json_schema_extra={"zh": "起始日期，如2026-03-02；留空则从最早一篇起"},
    )
    end: Day = Field(
        "",
        description="last day, such as 2026-03-08; empty: to the end",
        json_schema_extra={"zh": "截止日期，如2026-03-08；留空则到最新一篇止"},
    )
    source: str = Field(
        "",
        description="publisher to keep to, several joined by commas; empty: all",
        json_schema_extra={"zh": "只看某一来源，多个以逗号分隔；留空则不限"},
    )
    theme: str = Field(
        "",
        description="theme to keep to, such as gpu; empty: all news",
        json_schema_extra={"zh": "只看某一主题，如gpu；留空则为全部新闻"},
    )
    themes: str = Field(
        "",
        description="YAML file of themes to use; empty: the bundled ones",
        json_schema_extra={"zh": "自定义主题的YAML文件；留空则用内置主题"},
    )
    names: str = Field(
        "",
        description="file of names of your own: companies, people, products; empty: none",
        json_schema_extra={"zh": "自定义名称文件（公司、人物、产品等）；留空则不另设"},
    )
    lexicon: str = Field(
        "",
        description="folder or file of words of your own with a tone; empty: none",
        json_schema_extra={"zh": "自定义情感词典的文件夹或文件；留空则不另设"},
    )
    sentiment_model: str = Field(
        "",
        description="model of tone made by analytics train sentiment; empty: the lexicon",
        json_schema_extra={"zh": "由 analytics train sentiment 训练的情感模型；留空则用词典"},
    )
    min_documents: Annotated[int, Ge(1)] = Field(
        5,
        description="figures about fewer documents than this are marked as uncertain",
        json_schema_extra={"zh": "篇数少于此值的指标标为不可靠"},
    )
    seed: Annotated[int, Ge(0)] = Field(
        0,
        description="start of every random choice",
        json_schema_extra={"zh": "随机种子，相同则结果可重现"},
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start and self.end and self.start > self.end:
            raise ValueError(f"start={self.start} lies after end={self.end}")
        return self

    @classmethod
    def from_notebook(cls, names: Mapping[str, Any]) -> Self:
        """The parameters found among a notebook's variables: `Parameters.from_notebook(globals())`.

        Raises ParameterError for a wrong value, and for a variable that looks like a misspelt
        parameter (papermill by itself sets such a one and goes on).
        """
        values = {name: names[name] for name in cls.model_fields if name in names}
        for name, value in names.items():
            if isinstance(value, str | int | float) and not name.startswith("_"):
                meant = _nearest(name, cls.model_fields, cutoff=0.85)
                if meant and name not in cls.model_fields:
                    raise ParameterError(_unknown(name, cls.model_fields, "this notebook"))
        return validate(cls, values)


class CorpusParameters(Parameters):
    """What `01_corpus` takes."""


class TopicsParameters(Parameters):
    """What `02_topics` takes."""

    model: Literal["ours", "nmf", "lda", "gensim_lda"] = Field(
        "ours",
        description='how topics are found: "ours", "nmf", "lda" or "gensim_lda"',
        json_schema_extra={"zh": "话题模型：“ours”（本套件）、“nmf”、“lda”或“gensim_lda”"},
    )
    n_topics: Literal["auto"] | AtLeastTwo = Field(
        "auto",
        description='number of topics, at least 2; "auto" chooses the most stable',
        json_schema_extra={"zh": "话题数，至少为2；“auto”自动选取最稳定者"},
    )
    among: Literal["unclaimed", "all"] = Field(
        "unclaimed",
        description='documents to search: "unclaimed" by any theme, or "all"',
        json_schema_extra={"zh": "在哪些文档中发现话题：“unclaimed”为未归入主题者，“all”为全部"},
    )
    previous: str = Field(
        "",
        description="folder of an earlier run whose topics go on; empty: none",
        json_schema_extra={"zh": "上次运行的文件夹，沿用其话题；留空则不沿用"},
    )


class SentimentParameters(Parameters):
    """What `03_sentiment` takes."""

    n_examples: Annotated[int, Ge(1)] = Field(
        5,
        description="documents shown at each end of the scale",
        json_schema_extra={"zh": "最正面与最负面各列出的文档数"},
    )
    veto: str = Field(
        "",
        description="file of words never to be learned, one a line; empty: none of your own",
        json_schema_extra={"zh": "不得学习的词语，每行一词的文件；留空则不另设"},
    )


class TrendsParameters(Parameters):
    """What `04_trends` takes."""

    period: Literal["auto", "day", "week", "month"] = Field(
        "auto",
        description='step in time: "auto", "day", "week" or "month"',
        json_schema_extra={
            "zh": "时间粒度：“auto”（自动）、“day”（日）、“week”（周）或“month”（月）"
        },
    )


class BriefingParameters(Parameters):
    """What `05_briefing` takes."""

    n_stories: Annotated[int, Ge(1)] = Field(
        5,
        description="stories shown in each list",
        json_schema_extra={"zh": "每张列表所列的新闻条数"},
    )
    previous: str = Field(
        "",
        description="folder of an earlier run to compare with; empty: none",
        json_schema_extra={"zh": "用于对比的上次运行的文件夹；留空则不对比"},
    )


class ThemeParameters(Parameters):
    """What `06_theme` takes."""

    theme: str = Field(
        "",
        description="theme to look into, such as gpu; empty: the busiest one",
        json_schema_extra={"zh": "要分析的主题，如gpu；留空则取新闻最多的主题"},
    )
    query: Annotated[str, StringConstraints(max_length=200)] = Field(
        "",
        description="or words: all of those between spaces, any of those between commas",
        json_schema_extra={"zh": "或按关键词查询：空格表示同时包含，逗号表示任一即可"},
    )
    n_listed: Annotated[int, Ge(1)] = Field(
        50, description="documents listed, at most", json_schema_extra={"zh": "最多列出的文档数"}
    )

    @model_validator(mode="after")
    def _one_subject(self) -> Self:
        if self.theme.strip() and self.query.strip():
            raise ValueError(f"theme={self.theme}, query={self.query}: give one of them, not both")
        return self


class EvaluationParameters(Parameters):
    """What `07_evaluation` takes."""

    n_topics: Literal["auto"] | AtLeastTwo = Field(
        "auto",
        description='number of topics; "auto": as many as labels, else the most stable',
        json_schema_extra={"zh": "话题数；“auto”取标签类别数，无标签时取最稳定者"},
    )
    n_seeds: AtLeastTwo = Field(
        3,
        description="seeds whose agreement is stability, at least 2",
        json_schema_extra={"zh": "用于衡量稳定性的随机种子个数，至少为2"},
    )
    n_documents: Annotated[int, Ge(10)] = Field(
        2000,
        description="documents to compare on, drawn at random, at most",
        json_schema_extra={"zh": "参与比较的文档数上限，随机抽取"},
    )


MODELS: dict[str, type[Parameters]] = {
    "01_corpus": CorpusParameters,
    "02_topics": TopicsParameters,
    "03_sentiment": SentimentParameters,
    "04_trends": TrendsParameters,
    "05_briefing": BriefingParameters,
    "06_theme": ThemeParameters,
    "07_evaluation": EvaluationParameters,
}
ONLY_BY_NAME = {"07_evaluation"}  # what `run --all` leaves out


def validate(model: type[P], values: Mapping[str, Any]) -> P:
    """The model of these typed values; raises ParameterError naming everything wrong with them."""
    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        raise _explained(error, model) from None


def parse_texts(model: type[P], texts: Mapping[str, str]) -> P:
    """The model of values as people typed them; raises ParameterError."""
    try:
        return model.model_validate_strings(dict(texts))
    except ValidationError as error:
        raise _explained(error, model) from None


def share_texts(models: Mapping[str, type[P]], texts: Mapping[str, str]) -> dict[str, P]:
    """Each notebook's parameters out of one list given to several: each takes those it has.

    Raises ParameterError for a name that none of them has.
    """
    known = {name: None for model in models.values() for name in model.model_fields}
    unknown = [name for name in texts if name not in known]
    if unknown:
        owner = next(iter(models)) if len(models) == 1 else "any of these notebooks"
        raise ParameterError("\n".join(_unknown(name, known, owner) for name in unknown))
    return {
        notebook: parse_texts(
            model, {name: text for name, text in texts.items() if name in model.model_fields}
        )
        for notebook, model in models.items()
    }


def meaning(field: FieldInfo, language: str = "en") -> str:
    """What a field means, in the language of a report."""
    said = field.json_schema_extra
    if language == "zh" and isinstance(said, dict):
        return str(said["zh"])
    return field.description or ""


def allowed(field: FieldInfo) -> str:
    """What a field's values may be, in words."""
    return _in_words(field.annotation, field.metadata)


def is_free_text(field: FieldInfo) -> bool:
    """Whether a field takes any text, commas included: a query or a path, but no day or choice."""
    checked = any(isinstance(rule, AfterValidator) for rule in field.metadata)
    return field.annotation is str and not checked


def parameters_cell(model: type[BaseModel]) -> str:
    """Source of the tagged cell that declares this model's parameters."""
    return "\n".join(_declared(name, field) for name, field in model.model_fields.items())


def _declared(name: str, field: FieldInfo) -> str:
    """A parameter with its type, default and meaning, in a form that papermill reads.

    Papermill overlooks an annotation with a bar, and then calls the parameter unknown; a type comment
    it reads.
    """
    options = get_args(field.annotation) if _is_union(field.annotation) else (field.annotation,)
    kinds = list(dict.fromkeys(map(_plain_type, options)))
    default = _literal(field.default)
    if len(kinds) > 1:
        return f"{name} = {default}  # type: {'|'.join(kinds)}  # {field.description}"
    return f"{name}: {kinds[0]} = {default}  # {field.description}"


def _plain_type(annotation: Any) -> str:
    """The name of the type behind literals and constraints."""
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    values = _literals(annotation)
    kind = type(values[0]) if values else annotation
    return str(kind.__name__)


def _literal(value: Any) -> str:
    """A value as Python source in this project's quotes; Chinese stays readable."""
    text = repr(value)
    return f'"{text[1:-1]}"' if isinstance(value, str) and '"' not in text else text


def _explained(error: ValidationError, model: type[BaseModel]) -> ParameterError:
    lines: list[str] = []
    for problem in error.errors():
        name = str(problem["loc"][0]) if problem["loc"] else ""
        if problem["type"] == "extra_forbidden":
            line = _unknown(name, model.model_fields, "this notebook")
        elif name in model.model_fields:
            field = model.model_fields[name]
            line = f"{name}={problem['input']!r}: must be {allowed(field)}"
            line += _meant(problem["input"], field)
        else:
            line = problem["msg"].removeprefix("Value error, ")
        if line not in lines:  # a union reports each of its types
            lines.append(line)
    return ParameterError("\n".join(lines))


def _meant(value: Any, field: FieldInfo) -> str:
    """The nearest of the words a field allows, as a question; "" where none is near."""
    options = get_args(field.annotation) if _is_union(field.annotation) else (field.annotation,)
    words = {w: w for option in options for w in _literals(option) if isinstance(w, str)}
    meant = _nearest(value, words, cutoff=0.5) if isinstance(value, str) else ""
    return f'. Did you mean "{meant}"?' if meant else ""


def _unknown(name: str, known: Mapping[str, Any], owner: str) -> str:
    meant = _nearest(name, known, cutoff=0.5)
    hint = f". Did you mean {meant}?" if meant else "."
    return f"{name}: not a parameter of {owner}{hint} Parameters are: {', '.join(known)}."


def _nearest(name: str, known: Mapping[str, Any], cutoff: float) -> str:
    return next(iter(difflib.get_close_matches(name, list(known), 1, cutoff)), "")


def _in_words(annotation: Any, metadata: list[Any]) -> str:
    if get_origin(annotation) is Annotated:
        annotation, *metadata = get_args(annotation)
    if _is_union(annotation):
        return " or ".join(_in_words(option, []) for option in get_args(annotation))
    if literals := _literals(annotation):
        words = [f'"{value}"' if isinstance(value, str) else str(value) for value in literals]
        return words[0] if len(words) == 1 else f"one of {', '.join(words)}"
    if any(isinstance(rule, AfterValidator) for rule in metadata):
        return "a day such as 2026-03-02, or empty; on the command line also today, yesterday"
    low = next((f" of at least {rule.ge}" for rule in metadata if isinstance(rule, Ge)), "")
    names = {int: "a whole number", float: "a number", bool: "true or false", str: "text"}
    return names.get(annotation, str(annotation)) + low


def _literals(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) is Literal else ()


def _is_union(annotation: Any) -> bool:
    return get_origin(annotation) in (Union, UnionType)
