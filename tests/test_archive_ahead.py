"""Files made into batches before their turn: the archive is the same as without, whatever is in them."""

import pytest
from test_archive import contents, post, write

from analytics.archive import ahead, ingest
from analytics.archive.ahead import make_ahead
from analytics.archive.archive import Archive

BROKEN = "\n{broken"


@pytest.fixture(autouse=True)
def small(monkeypatch, tmp_path):
    """Batches of 20, and every file worth the while."""
    monkeypatch.setenv("ANALYTICS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("analytics.archive.ingestion.MOST_DOCUMENTS", 20)
    monkeypatch.setattr(ahead, "SMALLEST", 1)


@pytest.fixture
def taken(monkeypatch):
    """Whether each file asked for was made ahead."""
    told = []
    take = ahead.Ahead.take

    def watched(self, fingerprint):
        made = take(self, fingerprint)
        told.append(made is not None)
        return made

    monkeypatch.setattr(ahead.Ahead, "take", watched)
    return told


def files(tmp_path, *parts):
    (tmp_path / "in").mkdir()
    return [write(tmp_path / "in" / f"{n}.jsonl", posts) for n, posts in enumerate(parts)]


def alike(tmp_path, sources, taken):
    """The archive of one process, after two gave the same; which files were made ahead."""
    alone = ingest(sources, tmp_path / "alone", workers=1)
    taken.clear()
    assert ingest(sources, tmp_path / "ahead", workers=2) == alone
    assert contents(tmp_path / "ahead") == contents(tmp_path / "alone")
    assert not list(Archive(tmp_path / "ahead").drafts.iterdir())
    return list(taken)


def test_files_of_new_documents_are_made_ahead(tmp_path, taken):
    parts = [[post(n) for n in range(low, low + 50)] for low in (0, 50, 100)]
    assert alike(tmp_path, files(tmp_path, *parts), taken) == [True, True, True]


@pytest.mark.slow
def test_documents_known_by_then_are_left_out_all_the_same(tmp_path, taken):
    sources = files(
        tmp_path,
        [post(n) for n in range(30)],
        [post(n) for n in range(25, 60)],
        [post(3, body="北渡出行更正：运价未变。"), post(90)],
    )
    assert alike(tmp_path, sources, taken) == [True, True, True]
    assert Archive(tmp_path / "ahead").log.read().n_documents == 61


@pytest.mark.slow
def test_what_is_set_aside_is_set_aside_alike(tmp_path, taken):
    sources = files(tmp_path, [post(1)], [post(n) for n in range(2, 50)], [post(60)])
    text = sources[1].read_text(encoding="utf-8")
    sources[1].write_text(BROKEN + "\n" + text + BROKEN, encoding="utf-8")
    assert alike(tmp_path, sources, taken) == [True, True, True]


@pytest.mark.slow
def test_a_file_in_trouble_is_told_when_its_turn_comes(tmp_path, taken):
    sources = files(tmp_path, [post(1)], [post(2)], [post(3)])
    sources[1].write_text("{broken", encoding="utf-8")
    for name, workers in (("alone", 1), ("ahead", 2)):
        with pytest.raises(ValueError, match=r"in/1.jsonl: no document could be read"):
            ingest(sources, tmp_path / name, workers=workers)
    assert contents(tmp_path / "ahead") == contents(tmp_path / "alone")


@pytest.mark.slow
def test_the_same_file_named_twice_is_known_the_second_time(tmp_path, taken):
    sources = files(tmp_path, [post(1)], [post(n) for n in range(2, 30)])
    assert len(alike(tmp_path, [*sources, *sources], taken)) == 2, "two were not in the archive yet"


@pytest.mark.slow
def test_a_file_that_changed_meanwhile_is_read_when_its_turn_comes(tmp_path, taken):
    sources = files(tmp_path, [post(1)], [post(2)])

    def change(record):
        write(sources[1], [post(7)])

    ingest(sources, tmp_path / "news", workers=2, on_commit=change)
    assert taken == [True, False]
    assert Archive(tmp_path / "news").log.read().records[1].n_documents == 1


def test_a_try_that_was_killed_is_begun_again(tmp_path):
    (tmp_path / "source").mkdir()
    write(tmp_path / "source" / "news.jsonl", [post(n) for n in range(30)])
    (tmp_path / "0").mkdir()
    (tmp_path / "0" / "raw.arrow").write_bytes(b"half")
    told = make_ahead(str(tmp_path), 20, 1 << 20)
    assert told == {
        "file": "news.jsonl",
        "format": "jsonl",
        "pieces": [(0, False, 0), (1, True, 0)],
    }
