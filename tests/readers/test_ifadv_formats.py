"""Ten conversations as people speak, written in each format and read back, are the same turns."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.readers import Turn, join_turns

from . import writers
from .conftest import read_turns

TABLE = Path(__file__).parents[3] / "shared" / "data" / "ifadv" / "turns.csv"
SPEAKERS = ["spreker1", "spreker2"]

pytestmark = pytest.mark.skipif(not TABLE.is_file(), reason=f"the conversations are not in {TABLE}")

# How a format is written, and what it keeps of the times: nothing, whole seconds, or all; and of the ends.
FORMATS: dict[str, tuple[str, Callable[[list[Turn]], str | bytes], str, bool]] = {
    **{
        f"txt with {layout}": (
            "txt",
            lambda pieces, write=write: writers.in_running_text(pieces, write),
            {"label": "", "older teams": "all"}.get(layout, "seconds"),
            layout == "older teams",
        )
        for layout, write in writers.LINES.items()
    },
    "md": ("md", lambda pieces: writers.in_running_text(pieces, writers.LINES["label"]), "", False),
    "docx": ("docx", lambda pieces: writers.in_docx(pieces, writers.LINES["time before"]), "seconds", False),
    "docx of Teams": ("docx", writers.in_docx, "seconds", False),
    "docx with a table": ("docx", writers.in_docx_table, "", False),
    "odt": ("odt", writers.in_odt, "seconds", False),
    "rtf": ("rtf", writers.in_rtf, "seconds", False),
    "html": ("html", writers.in_html, "seconds", False),
    "html with a table": ("html", writers.in_html_table, "all", True),
    "html of noScribe": ("html", writers.in_noscribe_html, "all", True),
    "vtt": ("vtt", writers.in_vtt, "all", True),
    "srt": ("srt", writers.in_srt, "all", True),
    "csv": ("csv", lambda pieces: writers.in_csv(pieces, ";"), "all", True),
    "tsv": ("tsv", lambda pieces: writers.in_csv(pieces, "\t"), "all", True),
    "xlsx": ("xlsx", writers.in_xlsx, "all", True),
    "json of WhisperX": ("json", writers.in_whisperx, "all", True),
    "json of Amberscript": ("json", writers.in_amberscript, "all", True),
    "otr": ("otr", writers.in_otr, "all", False),
    "eaf": ("eaf", writers.in_eaf, "all", True),
}


@pytest.fixture(scope="module")
def conversations() -> dict[str, list[Turn]]:
    """What is said, piece by piece, by time."""
    found: dict[str, list[Turn]] = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            begin, end = (round(float(row[name]) / 1000, 3) for name in ("begin", "end"))
            text = " ".join(row["utterance"].split())
            if text:
                found.setdefault(row["dialogue"], []).append(Turn(row["speaker"], text, 0, None, begin, end))
    return {name: sorted(pieces, key=lambda piece: (piece.start_s, piece.end_s)) for name, pieces in found.items()}


@pytest.mark.parametrize("written", FORMATS)
def test_the_same_turns_come_back(conversations, written, tmp_path):
    extension, write, start, has_end = FORMATS[written]
    for name, pieces in conversations.items():
        path = tmp_path / f"{name}.{extension}"
        content = write(pieces)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        turns = [replace(turn, line=0) for turn in read_turns(path, labels=SPEAKERS)]
        assert turns == [kept(turn, start=start, has_end=has_end) for turn in join_turns(pieces)]


def kept(turn: Turn, *, start: str, has_end: bool) -> Turn:
    """What a format keeps of a turn."""
    starts = {"": None, "seconds": float(int(turn.start_s or 0)), "all": turn.start_s}
    return replace(turn, start_s=starts[start], end_s=turn.end_s if has_end else None)


def test_all_ten_conversations_are_there(conversations):
    assert len(conversations) == 10
    assert sum(map(len, conversations.values())) == 6832
