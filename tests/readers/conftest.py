from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

import pytest

from pipeline.errors import TranscriptError
from pipeline.readers import Turn, read_transcript

LABELS = ("Ouder 1", "Ouder 10", "Ouder", "Docent groen", "Zorgcoördinator", "GL")


def read_turns(path: Path, *, labels: Collection[str], name: str | None = None) -> list[Turn]:
    """The turns of a file."""
    return read_transcript(path, labels=labels, name=name).turns


Read = Callable[..., list[Turn]]
Problems = Callable[..., list[str]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Turns of a file with this name and content."""

    def read_file(name: str, content: str | bytes, labels: Collection[str] = LABELS) -> list[Turn]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_turns(path, labels=labels)

    return read_file


@pytest.fixture
def problems(read: Read) -> Problems:
    """What is wrong with a file, as the researcher reads it."""

    def problems_of(name: str, content: str | bytes, labels: Collection[str] = LABELS) -> list[str]:
        with pytest.raises(TranscriptError) as caught:
            read(name, content, labels)
        return [str(problem) for problem in caught.value.problems]

    return problems_of


def said(turns: list[Turn]) -> list[tuple[str, str]]:
    """Who says what."""
    return [(turn.speaker, turn.text) for turn in turns]
