"""What holds for every format."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import TranscriptError
from pipeline.readers import READERS, Turn, join_turns

from .conftest import read_turns


def test_pieces_are_joined_by_speaker_and_part():
    pieces = [
        Turn("A", " een ", 1, None, 0.5, 9),
        Turn("A", "\ntwee\u00a0drie", 2, None, 2, 3),
        Turn("B", " ", 3),
        Turn("A", "vier", 4),
        Turn("A", "vijf", 5, "Slot"),
        Turn("B", "zes", 6, "Slot", 0, 0),
    ]
    assert join_turns(pieces) == [
        Turn("A", "een twee drie vier", 1, None, 0.5, 9),
        Turn("A", "vijf", 5, "Slot"),
        Turn("B", "zes", 6, "Slot", 0, 0),
    ]
    assert join_turns([]) == []


@pytest.mark.parametrize("name", ["FG01.wps", "FG01"])
def test_a_format_that_is_not_read(tmp_path, name):
    (tmp_path / name).write_text("GL: geheim")
    with pytest.raises(TranscriptError, match=r"cannot be read\. Save it as one of \.txt \.md \.docx") as caught:
        read_turns(tmp_path / name, labels=["GL"])
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("extension", READERS)
def test_messages_call_the_file_by_its_source(tmp_path, extension):
    path = tmp_path / f"FG01{extension.upper()}"
    path.write_bytes(b"")
    source = f"transcripten/FG01{extension}"
    with pytest.raises(TranscriptError) as caught:
        read_turns(path, labels=["GL"], name=source)
    assert {problem.where for problem in caught.value.problems} == {source}


@pytest.mark.parametrize("extension", READERS)
def test_a_file_that_is_not_there(tmp_path, extension):
    with pytest.raises(TranscriptError, match="cannot be opened"):
        read_turns(tmp_path / f"FG01{extension}", labels=["GL"])


def test_a_session_without_registered_labels(tmp_path):
    path = tmp_path / "FG01.txt"
    path.write_text("GL: a\nGL: b")
    with pytest.raises(TranscriptError, match="speaker 'GL' has no row"):
        read_turns(path, labels=[])


def test_twelve_thousand_turns(tmp_path):
    path = tmp_path / "FG01.txt"
    turn = "{}: Nou ja, om 12:30 was dat zo: met wat woorden erin.\n\nEn zo gaat dat dan, zeg maar.\n"
    path.write_text("".join(turn.format("GL" if at % 2 else "Ouder 1") for at in range(12_000)))
    assert len(read_turns(path, labels=["GL", "Ouder 1"])) == 12_000


def test_one_speaker_of_twelve_thousand_lines(tmp_path):
    path = tmp_path / "INT01.txt"
    path.write_text("GL: begin\n" + "En zo gaat dat dan, zeg maar, de hele dag.\n" * 12_000)
    assert len(read_turns(path, labels=["GL"])) == 1


def test_word_and_excel_are_not_imported_before_they_are_needed():
    code = "import sys, pipeline.readers.text, pipeline.readers.table; print({'docx', 'openpyxl'} & set(sys.modules))"
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
