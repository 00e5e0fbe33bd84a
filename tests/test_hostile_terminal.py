"""Text of news and names of files neither colour, clear nor retitle the terminal."""

import pytest
from hostile import CLASSES, payloads
from typer.testing import CliRunner

from analytics.cli import app
from analytics.cli.saying import say

CONTROLS = set(map(chr, [*range(9), *range(11, 32), *range(0x7F, 0xA0), 0x200B, 0x202E, 0x2066]))


@pytest.mark.parametrize("text", [*CLASSES["terminal"], *CLASSES["hidden"], *payloads(300)[112:]])
def test_controls_are_written_out(capsys, text):
    """A headline that `compare` repeats, or an error, could send them to the terminal."""
    say(text)
    said = capsys.readouterr().err
    assert not CONTROLS & set(said.replace("\t", ""))


def test_the_name_of_a_file_does_not_colour_the_terminal(tmp_path):
    """A message that names a file repeated the controls in its name."""
    path = tmp_path / "\x1b[31mred\r\u202e.jsonl"
    result = CliRunner().invoke(app, ["documents", str(path), "--out", str(tmp_path / "t.csv")])
    assert result.exit_code == 2
    assert "[U+001B][31mred[U+000D][U+202E].jsonl" in result.output
    assert not CONTROLS & set(result.output)
