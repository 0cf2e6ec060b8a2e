"""Turns written in each layout and read back are the same turns."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.readers import Turn, join_turns

from . import writers
from .conftest import LABELS, read_turns
from .writers import LINES

# No brackets and no arrows: a text that itself begins with a time, or holds a cue, is written otherwise.
SIGNS = "aeiounrst ABJ éëïö ,.;:?!'\"’“”…–-&#/0123456789"
TEXTS = st.text(SIGNS, min_size=1, max_size=60).map(lambda text: " ".join(text.split())).filter(bool)
PARTS = st.lists(st.sampled_from(["Binnenkring", "Buitenkring: luisteren", "Wat nemen we mee?"]), unique=True)


@st.composite
def sessions(draw: st.DrawFn, *, has_parts: bool = True) -> list[Turn]:
    """Pieces of a session, with times in whole seconds that go on, in parts that follow each other."""
    pieces: list[Turn] = []
    seconds = 0
    for part in [None, *(draw(PARTS) if has_parts else [])]:
        for _ in range(draw(st.integers(1, 6))):
            end = seconds + draw(st.integers(1, 5000))
            speaker = draw(st.sampled_from([*LABELS, "ONBEKEND"]))
            pieces.append(Turn(speaker, draw(TEXTS), 0, part, float(seconds), float(end)))
            seconds = end
    return pieces


def on_lines_of_their_own(pieces: list[Turn]) -> list[Turn]:
    """The same with texts that cannot be a label, a heading or a ruled line."""
    return [replace(piece, text=f"Ja, {piece.text}") for piece in pieces]


def expected(pieces: list[Turn], *, has_start: bool = True, has_end: bool = True) -> list[Turn]:
    return [
        replace(turn, start_s=turn.start_s if has_start else None, end_s=turn.end_s if has_end else None)
        for turn in join_turns(pieces)
    ]


@pytest.fixture(scope="module")
def back(tmp_path_factory):
    """The turns of a file with this content, without their lines."""
    folder = tmp_path_factory.mktemp("round_trip")

    def read_back(name: str, content: str | bytes) -> list[Turn]:
        path = folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return [replace(turn, line=0) for turn in read_turns(path, labels=LABELS)]

    return read_back


MANY = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
FEW = settings(MANY, max_examples=15)


@pytest.mark.parametrize("layout", LINES)
@pytest.mark.parametrize("name", ["FG01.txt", "FG01.md"])
@MANY
@given(pieces=sessions())
def test_running_text(back, layout, name, pieces):
    heading = "# {}\n" if name.endswith(".md") else "== {} ==\n"
    if layout in ("above", "teams", "older teams"):
        pieces = on_lines_of_their_own(pieces)
    written = writers.in_running_text(pieces, LINES[layout], heading)
    has_end = layout == "older teams"
    assert back(name, written) == expected(pieces, has_start=layout != "label", has_end=has_end)


@MANY
@given(pieces=sessions(has_parts=False))
def test_vtt(back, pieces):
    assert back("FG01.vtt", writers.in_vtt(pieces)) == expected(pieces)


@MANY
@given(pieces=sessions(has_parts=False))
def test_srt(back, pieces):
    assert back("FG01.srt", writers.in_srt(pieces)) == expected(pieces)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@MANY
@given(pieces=sessions())
def test_csv(back, separator, pieces):
    assert back("FG01.csv", writers.in_csv(pieces, separator)) == expected(pieces)


@FEW
@given(pieces=sessions())
def test_docx(back, pieces):
    pieces = on_lines_of_their_own(pieces)
    assert back("FG01.docx", writers.in_docx(pieces)) == expected(pieces, has_end=False)


@FEW
@given(pieces=sessions(has_parts=False))
def test_docx_table(back, pieces):
    assert back("FG01.docx", writers.in_docx_table(pieces)) == expected(pieces, has_start=False, has_end=False)


@MANY
@given(pieces=sessions())
def test_the_encoding_makes_no_difference(back, pieces):
    written = writers.in_running_text(pieces, LINES["label"])
    turns = back("FG01.txt", written)
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        assert back("FG01.txt", written.replace("\n", "\r\n").encode(encoding)) == turns


@MANY
@given(pieces=sessions())
def test_html(back, pieces):
    assert back("FG01.html", writers.in_html(pieces)) == expected(pieces, has_end=False)


@MANY
@given(pieces=sessions(has_parts=False))
def test_html_of_noscribe(back, pieces):
    assert back("FG01.html", writers.in_noscribe_html(pieces)) == expected(pieces)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("FG01.htm", writers.in_html_table),
        ("FG01.json", writers.in_whisperx),
        ("FG01.eaf", writers.in_eaf),
        ("FG01.xlsx", writers.in_xlsx),
    ],
)
@MANY
@given(pieces=sessions(has_parts=False))
def test_formats_with_all_times(back, name, write, pieces):
    assert back(name, write(pieces)) == expected(pieces)


@MANY
@given(pieces=sessions(has_parts=False))
def test_otr(back, pieces):
    assert back("FG01.otr", writers.in_otr(pieces)) == expected(pieces, has_end=False)


@MANY
@given(pieces=sessions(has_parts=False))
def test_json_of_amberscript(back, pieces):
    assert back("FG01.json", writers.in_amberscript(pieces)) == expected(pieces)
