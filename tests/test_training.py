"""Models trained on the user's labels: they learn, survive the disk, and refuse what is not theirs."""

import io
import json
import zipfile

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from analytics.cli import app
from analytics.sentiment import load_model, train_sentiment
from analytics.sentiment.model_file import ModelError, read_model, write_model
from analytics.sentiment.training import TrainingError

FIRMS = ["岚岳科技", "汀洲生物", "青汀汽车", "沐岚重工", "砚岭教育", "栖川食品"]
# The made-up words 咕噜 and 吧唧 are in no lexicon: only training can teach their tone.
SAYINGS = {
    "pos": ["{}产品咕噜咕噜", "{}今年真咕噜，客户点头", "{}又咕噜了一回"],
    "neg": ["{}产品吧唧吧唧", "{}今年真吧唧，客户摇头", "{}又吧唧了一回"],
    "neu": ["{}召开例行会议", "{}公布会议地点", "{}更换办公地址"],
}


def write_labelled(path, classes=("neg", "neu", "pos"), firms=FIRMS):
    rows = [
        json.dumps({"text": saying.format(firm), "label": label}, ensure_ascii=False)
        for firm in firms
        for label in classes
        for saying in SAYINGS[label]
    ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def documents_of(*bodies):
    return pd.DataFrame({"doc_id": [*map(str, range(len(bodies)))], "title": "", "body": bodies})


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("model")
    labelled = write_labelled(folder / "labelled.jsonl")
    return train_sentiment(labelled, folder / "ours.model"), folder / "ours.model", labelled


def test_it_learns_words_that_the_lexicon_lacks(trained):
    model, _, _ = trained
    p = model.predict_proba(
        documents_of("远岚科技产品真咕噜", "远岚科技产品真吧唧", "远岚科技召开会议")
    )
    assert p.argmax(axis=1).tolist() == [2, 0, 1]
    assert np.allclose(p.sum(axis=1), 1)
    assert model.report["documents"] == {"neg": 18, "neu": 18, "pos": 18}


def test_a_model_from_disk_says_the_same(trained):
    model, path, _ = trained
    documents = documents_of("沐岚重工又咕噜了", "", "无关的一句话。")
    assert np.allclose(
        load_model(path).predict_proba(documents), model.predict_proba(documents), atol=1e-5
    )
    assert load_model(path).report == model.report


def test_same_labels_same_bytes(trained, tmp_path):
    _, path, labelled = trained
    train_sentiment(labelled, tmp_path / "again.model")
    assert (tmp_path / "again.model").read_bytes() == path.read_bytes()


def test_a_class_without_labels_has_no_probability(tmp_path):
    model = train_sentiment(write_labelled(tmp_path / "two.jsonl", ("neg", "pos")))
    p = model.predict_proba(documents_of("岚岳科技真咕噜", "岚岳科技真吧唧"))
    assert (p[:, 1] == 0).all()
    assert p.argmax(axis=1).tolist() == [2, 0]


def test_too_few_labels_are_refused_with_their_numbers(tmp_path):
    path = write_labelled(tmp_path / "few.jsonl", firms=FIRMS[:1])
    with pytest.raises(TrainingError, match=r"3 neg, 3 neu, 3 pos; at least two classes with 10"):
        train_sentiment(path)


def test_an_old_model_stays_when_writing_fails(tmp_path):
    path = tmp_path / "ours.model"
    write_model(path, {"classes": []}, {"mean": np.zeros(2, np.float32)})
    before = path.read_bytes()
    with pytest.raises(ValueError, match="Object arrays"):
        write_model(path, {}, {"mean": np.array([{}], dtype=object)})
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["ours.model"]


def rewritten(path, target, **members):
    """The model with some members replaced (None: left out)."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        kept = {name: old.read(name) for name in old.namelist()} | members
        for name, content in kept.items():
            if content is not None:
                new.writestr(name, content)
    return target


def array_bytes(array, **options):
    stream = io.BytesIO()
    np.lib.format.write_array(stream, array, **options)
    return stream.getvalue()


def lying_header():
    """An array that claims a thousand times the bytes it has."""
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        stream, {"descr": "<f4", "fortran_order": False, "shape": (10**12,)}
    )
    return stream.getvalue() + b"\0" * 16


@pytest.mark.parametrize(
    ("members", "complaint"),
    [
        ({"header.json": b"{"}, "header is not JSON"),
        ({"header.json": b'{"format": "other"}'}, "not a sentiment model of this project"),
        ({"header.json": None}, "is no model file"),
        (
            {"mean.npy": array_bytes(np.array([{}], dtype=object), allow_pickle=True)},
            "of type object",
        ),
        ({"mean.npy": lying_header()}, "shape"),
        ({"mean.npy": b"\x80\x04."}, "is no array"),
        ({"mean.npy": None}, "lacks mean"),
        (
            {"weights.npy": array_bytes(np.zeros((3, 2), np.float32))},
            r"do not fit together \(weights\)",
        ),
        ({"terms_word.npy": array_bytes(np.array([255, 254], np.uint8))}, "not UTF-8"),
    ],
)
def test_hostile_files_are_refused(trained, tmp_path, members, complaint):
    path = rewritten(trained[1], tmp_path / "hostile.model", **members)
    with pytest.raises(ModelError, match=complaint) as error:
        load_model(path)
    assert "hostile.model" in str(error.value)


def test_other_versions_are_refused_with_both_numbers(trained, tmp_path):
    header, _ = read_model(trained[1])
    path = rewritten(
        trained[1], tmp_path / "new.model", **{"header.json": json.dumps(header | {"version": 9})}
    )
    with pytest.raises(ModelError, match="format 9, this program reads 1"):
        load_model(path)


@pytest.mark.parametrize("content", [b"", b"\x80\x04}.", b"PK\x03\x04 broken"])
def test_what_is_no_model_is_refused(tmp_path, content):
    path = tmp_path / "strange.model"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"strange\.model: is no model file"):
        load_model(path)


def test_train_and_evaluate_on_the_command_line(tmp_path):
    labelled = write_labelled(tmp_path / "labelled.jsonl")
    runner = CliRunner()
    result = runner.invoke(app, ["train", "sentiment", str(labelled), "--out", str(tmp_path / "m")])
    assert result.exit_code == 0, result.output
    assert "18 neg, 18 neu, 18 pos" in result.stdout
    words = [
        "evaluate",
        "sentiment",
        str(labelled),
        "--model",
        str(tmp_path / "m"),
        "--no-baseline",
    ]
    result = runner.invoke(app, words)
    assert result.exit_code == 0, result.output
    assert "accuracy      1.000" in result.stdout


def test_news_is_scored_by_a_model_on_the_command_line(trained, tmp_path, monkeypatch):
    monkeypatch.setenv("ANALYTICS_CACHE", str(tmp_path / "cache"))
    _, model, labelled = trained
    out = tmp_path / "tone.parquet"
    words = ["sentiment", str(labelled), "--out", str(out), "--model", str(model)]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    table = pd.read_parquet(out)
    truth = [json.loads(line)["label"] for line in labelled.read_text("utf-8").splitlines()]
    assert (table["label"] == truth).all()
    assert np.allclose(table["polarity"], table["p_pos"] - table["p_neg"])
    assert list(table.columns)[-1] == "coverage"
    refused = CliRunner().invoke(app, [*words, "--adapt"])
    assert refused.exit_code == 2


def test_a_missing_model_is_said_in_a_sentence(tmp_path):
    labelled = write_labelled(tmp_path / "labelled.jsonl")
    words = ["evaluate", "sentiment", str(labelled), "--model", str(tmp_path / "absent")]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert "absent: cannot be read (No such file or directory)" in result.output
