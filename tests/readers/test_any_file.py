"""What holds for every reader, whatever the file: only a TranscriptError comes out, and nothing said is lost."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.written import written
from pipeline.errors import TranscriptError
from pipeline.readers import READERS, Turn, read_transcript

LABELS = ("GL", "Ouder 1", "Zorgcoördinator")
SAID = [("GL", "Hoe gaat het?"), ("Ouder 1", "Nou, één keer goed: [lacht] ja."), ("GL", "En dan?"), ("Ouder 1", "Ja.")]
FEW = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
# Letters that every format can hold, PDF with its standard font too; each word begins with one that opens no markup.
WORDS = st.text("abcdeghijklmnoprstuvwz éëïöüç,.?!'’“”€;&<>/", min_size=1, max_size=30).map(lambda text: f"w{text}")
SESSIONS = st.lists(st.tuples(st.sampled_from(LABELS), WORDS), min_size=1, max_size=12)


def read_or_refuse(path: Path, data: bytes) -> list[Turn]:
    path.write_bytes(data)
    try:
        turns = read_transcript(path, labels=LABELS).turns
    except TranscriptError as error:
        assert error.problems
        assert all(problem.where == path.name for problem in error.problems)
        return []
    assert not [sign for turn in turns for sign in turn.text if is_unseen(sign)]
    assert all(turn.speaker in (*LABELS, "ONBEKEND", "MEERDERE") for turn in turns)
    return turns


def is_unseen(sign: str) -> bool:
    is_turned = unicodedata.bidirectional(sign) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    return is_turned or unicodedata.category(sign) in ("Cc", "Cs")


@pytest.mark.parametrize("extension", READERS)
@FEW
@given(data=st.one_of(st.binary(max_size=400), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))))
def test_any_bytes(tmp_path, extension, data):
    read_or_refuse(tmp_path / f"FG01{extension}", data)


@pytest.mark.parametrize("extension", READERS)
@FEW
@given(
    places=st.lists(st.integers(0, 1_000_000), min_size=1, max_size=5),
    bits=st.sampled_from([b"", b"\x00", b"\xff", b"<", b'"', "\u202e".encode(), b"\x1b", b"\n\n", b"]}", b"\\u-1?"]),
)
def test_a_valid_file_with_damage(tmp_path, extension, places, bits):
    data = bytearray(written(extension, SAID))
    for place in places:
        at = place % len(data)
        data[at : at + 1] = bits
    read_or_refuse(tmp_path / f"FG01{extension}", bytes(data))


@pytest.mark.parametrize("extension", READERS)
@FEW
@given(said=SESSIONS)
def test_every_letter_that_is_said_comes_back(tmp_path, extension, said):
    turns = read_or_refuse(tmp_path / f"FG01{extension}", written(extension, said))
    for label in LABELS:
        meant = "".join(text for speaker, text in said if speaker == label)
        found = "".join(turn.text for turn in turns if turn.speaker == label)
        assert "".join(found.split()) == "".join(meant.split())
