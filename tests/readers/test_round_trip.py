"""Turns written in each layout and read back are the same turns."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.readers import Turn, join_turns

from .conftest import LABELS, read_turns

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


def clock(seconds: float | None, decimal: str = "") -> str:
    whole = int(seconds or 0)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}" + (f"{decimal}000" if decimal else "")


LINES: dict[str, Callable[[Turn], str]] = {
    "label": lambda turn: f"{turn.speaker}: {turn.text}\n",
    "time before": lambda turn: f"[{clock(turn.start_s)}] {turn.speaker.upper()}: {turn.text}\n\n",
    "time after": lambda turn: f"{turn.speaker}: [{clock(turn.start_s)}] {turn.text}\n",
    "time between": lambda turn: f"{turn.speaker} ({clock(turn.start_s)}): {turn.text}\n",
    "above": lambda turn: f"{turn.speaker} [{clock(turn.start_s)}]\n{turn.text}\n",
    "teams": lambda turn: f"{turn.speaker}   {clock(turn.start_s)}\n{turn.text}\n\n",
}


def in_running_text(pieces: list[Turn], write: Callable[[Turn], str], heading: str = "# {}\n") -> str:
    written, part = "", None
    for piece in pieces:
        if piece.part != part:
            part = piece.part
            written += heading.format(part)
        written += write(piece)
    return written


def in_vtt(pieces: list[Turn]) -> str:
    cue = "{} --> {}\n<v {}>{}</v>\n\n"
    return "WEBVTT\n\n" + "".join(
        cue.format(clock(piece.start_s, "."), clock(piece.end_s, "."), piece.speaker, html.escape(piece.text))
        for piece in pieces
    )


def in_srt(pieces: list[Turn]) -> str:
    cue = "{}\n{} --> {}\n{}: {}\n\n"
    return "".join(
        cue.format(number, clock(piece.start_s, ","), clock(piece.end_s, ","), piece.speaker, piece.text)
        for number, piece in enumerate(pieces, start=1)
    )


def in_csv(pieces: list[Turn], separator: str) -> str:
    written = io.StringIO()
    rows = csv.writer(written, delimiter=separator)
    rows.writerow(["Deel", "Start", "Eind", "Spreker", "Tekst"])
    for piece in pieces:
        text = piece.text.replace(" ", "\n")
        rows.writerow(
            [piece.part or "", clock(piece.start_s), f"{piece.end_s:.1f}".replace(".", ","), piece.speaker, text]
        )
    return written.getvalue()


def in_docx(pieces: list[Turn]) -> bytes:
    document, part = Document(), None
    for piece in pieces:
        if piece.part != part:
            part = piece.part
            document.add_heading(part or "", level=2)
        document.add_paragraph(LINES["teams"](piece).strip())
    return saved(document)


def in_docx_table(pieces: list[Turn]) -> bytes:
    document = Document()
    grid = document.add_table(0, 2)
    for piece in pieces:
        label, text = grid.add_row().cells
        label.text, text.text = piece.speaker, piece.text
    return saved(document)


def saved(document) -> bytes:
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


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
    if layout in ("above", "teams"):
        pieces = on_lines_of_their_own(pieces)
    written = in_running_text(pieces, LINES[layout], heading)
    assert back(name, written) == expected(pieces, has_start=layout != "label", has_end=False)


@MANY
@given(pieces=sessions(has_parts=False))
def test_vtt(back, pieces):
    assert back("FG01.vtt", in_vtt(pieces)) == expected(pieces)


@MANY
@given(pieces=sessions(has_parts=False))
def test_srt(back, pieces):
    assert back("FG01.srt", in_srt(pieces)) == expected(pieces)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@MANY
@given(pieces=sessions())
def test_csv(back, separator, pieces):
    assert back("FG01.csv", in_csv(pieces, separator)) == expected(pieces)


@FEW
@given(pieces=sessions())
def test_docx(back, pieces):
    pieces = on_lines_of_their_own(pieces)
    assert back("FG01.docx", in_docx(pieces)) == expected(pieces, has_end=False)


@FEW
@given(pieces=sessions(has_parts=False))
def test_docx_table(back, pieces):
    assert back("FG01.docx", in_docx_table(pieces)) == expected(pieces, has_start=False, has_end=False)


@MANY
@given(pieces=sessions())
def test_the_encoding_makes_no_difference(back, pieces):
    written = in_running_text(pieces, LINES["label"])
    turns = back("FG01.txt", written)
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        assert back("FG01.txt", written.replace("\n", "\r\n").encode(encoding)) == turns
