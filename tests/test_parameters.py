"""Parameters are typed and closed; what is wrong is named with what is right."""

import re

import pytest

from analytics.parameters import (
    MODELS,
    ParameterError,
    TopicsParameters,
    TrendsParameters,
    meaning,
    parameters_cell,
    parse_texts,
    share_texts,
)


def refused(kind, /, **texts):
    with pytest.raises(ParameterError) as caught:
        parse_texts(kind, texts)
    return str(caught.value)


def test_text_is_typed_by_the_model_and_stays_text_where_text_is_meant():
    chosen = parse_texts(TopicsParameters, {"n_topics": "12", "corpus": "007", "seed": "3"})
    assert (chosen.n_topics, chosen.corpus, chosen.seed) == (12, "007", 3)
    assert parse_texts(TopicsParameters, {"n_topics": "auto"}).n_topics == "auto"


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"n_topic": "3"}, "Did you mean n_topics?"),
        ({"n_topics": "many"}, '"auto" or a whole number of at least 2'),
        ({"n_topics": "1"}, "at least 2"),
        ({"seed": "-1"}, "at least 0"),
        ({"seed": "1.5"}, "a whole number"),
        ({"language": "fr"}, '"en"'),
        ({"start": "2026-02-30"}, "a day such as 2026-03-02"),
        ({"start": "2026-3-2"}, "a day such as"),
        ({"start": "2026-03-09", "end": "2026-03-02"}, "lies after"),
        ({"model": "bert"}, '"gensim_lda"'),
    ],
)
def test_wrong_values_are_refused_with_what_is_allowed(texts, said):
    assert said in refused(TopicsParameters, **texts)


def test_everything_wrong_is_said_at_once():
    message = refused(TopicsParameters, seed="x", modell="nmf", language="fr")
    assert len(message.splitlines()) == 3


def test_notebooks_share_a_list_and_each_takes_its_own():
    models = {name: MODELS[name] for name in ("02_topics", "04_trends")}
    shared = share_texts(models, {"n_topics": "4", "period": "week", "seed": "7"})
    assert shared["02_topics"] == TopicsParameters(n_topics=4, seed=7)
    assert shared["04_trends"] == TrendsParameters(period="week", seed=7)
    with pytest.raises(ParameterError, match="Did you mean period"):
        share_texts(models, {"periode": "week"})


def test_a_notebook_checks_its_own_variables_whoever_set_them():
    assert TopicsParameters.from_notebook({"n_topics": 4, "other": 1}).n_topics == 4
    with pytest.raises(ParameterError, match="n_topics"):
        TopicsParameters.from_notebook({"n_topics": "4"})
    with pytest.raises(ParameterError, match="Did you mean n_topics"):
        TopicsParameters.from_notebook({"n_topcs": 4})


@pytest.mark.parametrize("name", MODELS)
def test_every_parameter_says_what_it_means_in_both_languages(name):
    for field in MODELS[name].model_fields.values():
        english, chinese = meaning(field), meaning(field, "zh")
        assert english.isascii()
        assert re.search("[\u4e00-\u9fff]", chinese)


def test_the_cell_of_a_notebook_declares_names_types_defaults_and_meaning():
    lines = parameters_cell(TopicsParameters).splitlines()
    assert lines[1] == 'language: str = "en"  # language of the report: "en" or "zh"'
    assert 'n_topics = "auto"  # type: str|int  # number' in parameters_cell(TopicsParameters)
    values: dict[str, object] = {}
    exec(parameters_cell(TopicsParameters), values)
    assert TopicsParameters.from_notebook(values) == TopicsParameters()
