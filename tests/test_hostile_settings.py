"""What people hand to the command line besides news: YAML, parameters, models, archives of others."""

import json
import zipfile

import numpy as np
import pytest
from bombs import growth
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from analytics.archive.log import ArchiveError, Log
from analytics.cli import app
from analytics.lexicon import LexiconError
from analytics.parameters import MODELS, ParameterError, parse_texts
from analytics.sentiment.leanings import read_leanings
from analytics.sentiment.model_file import ModelError, read_model
from analytics.themes import ThemeError, read_themes

quick = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
YAML = {
    "flow": lambda n: "[" * n, "mappings": lambda n: "{" * n, "dashes": lambda n: "- " * n, "questions": lambda n: "? " * n, "anchors": lambda n: "a: [&a x, " * n,
    "words": lambda n: "a: [" + "x," * n + "]", "keys": lambda n: "".join(f"k{i}: [x]\n" for i in range(n // 4)), "lines": lambda n: "\n" * n, "text": lambda n: 'a: "' + "x\n" * n,
}  # fmt: skip


@pytest.mark.parametrize("name", YAML)
def test_yaml_takes_time_in_proportion(tmp_path, name):
    path = tmp_path / "themes.yaml"

    def read(n):
        path.write_text(YAML[name](n))
        with pytest.raises(ThemeError):
            read_themes(path)

    assert growth(read, 3_000) < 3


def test_yaml_nested_to_any_depth_is_refused(tmp_path):
    path = tmp_path / "p.yaml"
    for text in ("[" * 400_000, "a: " + "{b: " * 90_000, "- " * 400_000):
        path.write_text(text)
        with pytest.raises(ThemeError, match="nested too deeply"):
            read_themes(path)
        done = CliRunner().invoke(app, ["run", "01", "-f", str(path)])
        assert done.exit_code == 2 and "nested too deeply" in done.output


def test_yaml_that_multiplies_itself_is_refused(tmp_path):
    path = tmp_path / "p.yaml"
    path.write_text(
        "a: &a [x, x]\n"
        + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    )
    with pytest.raises(ThemeError, match="write the words out here"):
        read_themes(path)


def test_an_endless_file_of_settings_is_refused(tmp_path):
    with pytest.raises(ThemeError, match="at most 1,000,000 bytes"):
        read_themes("/dev/zero")
    done = CliRunner().invoke(app, ["run", "01", "-f", "/dev/zero"])
    assert done.exit_code == 2 and "larger than 1,000,000 bytes" in done.output


@quick
@given(
    content=st.one_of(
        st.binary(max_size=200),
        st.text(st.sampled_from("ab:-[]{}&*!|>'\"#%@`?, \n\t光伏…\0\ud800"), max_size=80).map(
            lambda t: t.encode("utf-8", "surrogatepass")
        ),
    )
)
def test_arbitrary_settings(tmp_path, content):
    path = tmp_path / "any"
    path.write_bytes(content)
    for read, error in (
        (read_themes, ThemeError),
        (lambda p: read_leanings(p), LexiconError),
        (read_model, ModelError),
    ):
        try:
            read(path)
        except error as caught:
            assert str(caught).startswith(str(path))


@quick
@given(
    texts=st.dictionaries(
        st.one_of(
            st.sampled_from(["n_topics", "start", "seed", "model", "query", "language"]),
            st.text(max_size=9),
        ),
        st.text(max_size=20),
        max_size=4,
    )
)
def test_arbitrary_parameters(texts):
    for model in MODELS.values():
        try:
            parse_texts(model, texts)
        except ParameterError as error:
            assert str(error)


words = st.one_of(
    st.text(st.characters(exclude_characters="\0"), max_size=12),
    st.sampled_from(["--out", "-o", "-p", "seed=x", "n_topics=1", "-f", "--corpus", "--all", "-j", "0", "x.csv", "/dev/null/x.csv", "~x", "*", "[", "a/../b", "http://[", "--language", "zz"]),
)  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    command=st.sampled_from(
        [
            "list",
            "params",
            "documents",
            "topics",
            "themes",
            "sentiment",
            "index",
            "compare",
            "ingest",
            "evaluate",
            "train",
            "sweep",
        ]
    ),
    rest=st.lists(words, max_size=5),
)
def test_arbitrary_command_lines(tmp_path, monkeypatch, command, rest):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, [command, *rest])
    assert done.exit_code in (0, 1, 2), (command, rest)
    assert done.exception is None or isinstance(done.exception, SystemExit), (
        command,
        rest,
        done.exception,
    )


RECORD = {"number": 1, "batch": "0" * 16, "fingerprint": "f", "part": 0, "is_last": True, "file": "x", "format": "csv", "n_documents": 1, "n_known": 0, "n_rejected": 0,
          "renamed": {}, "stories": {}}  # fmt: skip


@pytest.mark.parametrize(
    "batch", ["../../secret", "/etc", "a/b", "..", "", "0" * 15 + "/", "ABCDEF0123456789", 7]
)
def test_a_batch_of_an_archive_lies_in_the_archive(tmp_path, batch):
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "00000001.json").write_text(json.dumps(RECORD | {"batch": batch}))
    with pytest.raises(ArchiveError, match="not a record"):
        Log(tmp_path).read()


@pytest.mark.parametrize(
    "text", ["[1]", "7", "{}", "[" * 100_000, json.dumps(RECORD | {"renamed": [1]}), "\udcff"]
)
def test_a_damaged_record_is_one_sentence(tmp_path, text):
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "00000001.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ArchiveError, match="not a record"):
        Log(tmp_path).read()


def test_a_packed_model_does_not_unfold(tmp_path):
    path = tmp_path / "m.model"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("header.json", b" " * (2 << 20))
    with pytest.raises(ModelError, match="its header is larger"):
        read_model(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("header.json", b"[" * 100_000)
    with pytest.raises(ModelError, match="its header is not JSON"):
        read_model(path)
    with zipfile.ZipFile(path, "w") as archive, archive.open("../../x.npy", "w") as file:
        np.lib.format.write_array(file, np.zeros(3, object), allow_pickle=True)
    with pytest.raises(ModelError):
        read_model(path)
    assert not (tmp_path.parent.parent / "x.npy").exists()
