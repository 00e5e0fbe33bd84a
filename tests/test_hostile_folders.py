"""Folders with traps: links in circles and out of the folder, pipes, devices, names that are no text."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from bombs import read_apart

from analytics.corpus import Limits, SourceError, fingerprint_source, read_corpus

GOOD = "# 新桥通车\n\n新桥今天通车，第一天过桥的车有一万两千辆。\n"


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "secret.md").write_text(
        "# 不可外传的备忘\n\n这是用户自己的文件，谁也不应读到。\n", "utf-8"
    )
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.md").write_text(GOOD, "utf-8")
    return tmp_path / "news"


def reasons(corpus) -> dict[str, str]:
    return dict(
        zip(
            (Path(origin).name for origin in corpus.rejected["origin"]),
            corpus.rejected["reason"],
            strict=True,
        )
    )


def test_links_out_of_a_folder_are_set_aside(folder):
    (folder / "b.md").symlink_to(folder.parent / "secret.md")
    (folder / "c.md").symlink_to("../secret.md")
    (folder / "d.md").symlink_to("a.md")
    (folder / "up").symlink_to(folder.parent)
    (folder / "x.md").symlink_to("x.md")
    (folder / "y.md").symlink_to("/dev/zero")
    for source in (folder, f"{folder}/*"):
        corpus = read_corpus(source)
        assert set(corpus.documents["title"]) == {"新桥通车"}
        assert corpus.sources["n_found"].sum() == len(corpus.documents) + len(corpus.rejected)
        told = reasons(corpus)
        assert (
            told["b.md"]
            == told["c.md"]
            == told["y.md"]
            == "a link that leads out of the folder; name what it leads to"
        )
        assert told["x.md"] == "a link that leads nowhere"
    assert reasons(read_corpus(folder))["up"] == "a link to a folder; name that folder to read it"
    trusted = read_corpus(folder, Limits(outside_links=True))
    assert "不可外传的备忘" in set(trusted.documents["title"])
    assert read_corpus(folder / "b.md").documents["title"].tolist() == ["不可外传的备忘"]


def test_pipes_and_sockets_in_a_folder_are_set_aside(folder):
    import socket

    os.mkfifo(folder / "pipe.jsonl")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / "s.md"))
        corpus = read_corpus(folder)
    assert reasons(corpus) == {
        "pipe.jsonl": "neither a file nor a folder",
        "s.md": "neither a file nor a folder",
    }
    assert len(corpus.documents) == 1


@pytest.mark.parametrize(
    "source",
    [
        "/dev/zero",
        "/dev/stdin",
        "~nobody-of-this-name/x.md",
        "/proc/self/mem",
        "x" * 5_000,
        "a/../" * 2_000,
        "\udcff.md",
    ],
)
def test_what_is_no_file_is_one_clear_sentence(source):
    for ask in (read_corpus, fingerprint_source):
        with pytest.raises(SourceError) as caught:
            ask(source)
        assert "\n" not in str(caught.value)


def test_names_that_are_no_text_are_told(folder):
    for name, content in ((b"\xff\xfe.md", GOOD), (b"\xe6\xb1.jsonl", "{"), (b"\xff.bin", "")):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(content, "utf-8")
    corpus = read_corpus(folder)
    assert len(corpus.documents) == 2 and len(corpus.rejected) == 2
    assert fingerprint_source(folder) == corpus.fingerprint
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "analytics",
            "documents",
            os.fsencode(folder) + b"/\xff\xfe.md",
            "--out",
            folder.parent / "t.csv",
        ],
        capture_output=True,
    )
    assert done.returncode == 0 and b"Traceback" not in done.stderr, done.stderr[-600:]


def test_names_cannot_lead_elsewhere(folder):
    for name in ("..md", "a b\n c.md", "<img src=x>.md", "-rf.md", "$(id).md", "con.md"):
        (folder / name).write_text(GOOD, "utf-8")
    corpus = read_corpus(folder)
    assert {str(Path(origin).parent) for origin in corpus.sources["file"]} == {"."}
    with pytest.raises(SourceError):
        read_corpus(folder / ".." / ".." / ".." / "nowhere.md")


def test_an_endless_sparse_file_is_refused_at_once(folder):
    with (folder / "b.jsonl").open("wb") as file:
        file.write(b'{"title": "x"}\n')
        file.truncate(1 << 40)
    told = read_apart(folder, wait=90)
    assert told["read"] >= 1
    assert told["seconds"] < 30


def test_a_folder_of_many_empty_files_is_told_file_by_file(folder):
    for number in range(2_000):
        (folder / f"n{number}.md").touch()
    corpus = read_corpus(folder)
    assert (len(corpus.documents), len(corpus.rejected)) == (1, 2_000)
    assert corpus.sources["n_found"].sum() == 2_001
