"""Notebooks are thin, declare their parameters as the typed models do, and carry no outputs."""

import ast
import json

import pytest

from analytics.parameters import MODELS, parameters_cell
from analytics.resources import notebook_path

TOUR = "00_tour"  # for reading in JupyterLab; it makes no report and takes no parameters


def read(name):
    return json.loads(notebook_path(f"{name}.ipynb").read_text(encoding="utf-8"))


def sources(notebook, kind):
    return ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == kind]


def test_there_is_a_notebook_for_each_model():
    names = sorted(path.stem for path in notebook_path().glob("*.ipynb"))
    assert names == [TOUR, *sorted(MODELS)]


@pytest.mark.parametrize("name", MODELS)
def test_the_parameters_cell_is_that_of_the_model(name):
    tagged = [
        "".join(cell["source"])
        for cell in read(name)["cells"]
        if "parameters" in cell["metadata"].get("tags", ())
    ]
    assert tagged == [parameters_cell(MODELS[name])]


@pytest.mark.parametrize("name", MODELS)
def test_cells_hold_no_logic(name):
    for source in sources(read(name), "code"):
        assert len(source.splitlines()) <= len(MODELS[name].model_fields) or len(source) < 200
        for node in ast.walk(ast.parse(source)):
            assert not isinstance(
                node, ast.FunctionDef | ast.ClassDef | ast.For | ast.While | ast.If | ast.Lambda
            )
            if isinstance(node, ast.Import):
                assert [alias.name for alias in node.names] == ["analytics"]
            assert not isinstance(node, ast.ImportFrom)


@pytest.mark.parametrize("name", [TOUR, *MODELS])
def test_each_passage_is_there_in_both_languages(name):
    languages = [
        cell["metadata"]["tags"] for cell in read(name)["cells"] if cell["cell_type"] == "markdown"
    ]
    assert languages == [["en"], ["zh"]] * (len(languages) // 2)


@pytest.mark.parametrize("name", [TOUR, *MODELS])
def test_nothing_was_left_in_it(name):
    for cell in read(name)["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
