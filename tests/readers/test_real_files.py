"""Files that real tools wrote. They are not ours to ship: read from ../shared/data where that is there."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipeline.errors import TranscriptError
from pipeline.readers import READERS

from .conftest import read_turns, said

DATA = Path(__file__).parents[3] / "shared" / "data"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"the files of other tools are not in {DATA}")


def messages(path: Path, labels: list[str]) -> list[str]:
    with pytest.raises(TranscriptError) as caught:
        read_turns(path, labels=labels)
    return [str(problem) for problem in caught.value.problems]


def test_older_teams():
    path = DATA / "formats/teams/ncarsner_sample_transcript_1.txt"
    turns = read_turns(path, labels=["Client RepA", "Client RepB", "Our RepA", "Org RepA", "+12*******65"])
    assert [turn.speaker for turn in turns[:5]] == ["Client RepA", "Our RepA", "Org RepA", "Client RepA", "Client RepB"]
    assert (turns[0].line, turns[0].start_s, turns[0].end_s) == (2, 0, 49.61)
    assert turns[1].text == "If it's something you can fill out these."
    assert not any("-->" in turn.text for turn in turns)


def test_older_teams_with_speakers_that_lack():
    path = DATA / "formats/teams/ncarsner_sample_transcript_1.txt"
    assert [message.split(" has")[0] for message in messages(path, ["Client RepA", "Our RepA", "Org RepA"])] == [
        f"{path.name}:29: speaker 'Client RepB'",
        f"{path.name}:32: speaker '+12*******65'",
    ]


@pytest.mark.parametrize("path", sorted(DATA.glob("ifadv/txt/*.txt")), ids=lambda path: path.stem)
def test_ifadv(path):
    with (DATA / "ifadv/turns.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["dialogue"] == path.stem]
    turns = read_turns(path, labels=["spreker1", "spreker2"])
    assert turns
    # What is empty in the table is 'nan' in the text file.
    words = " ".join(row["utterance"] or "nan" for row in rows).split()
    assert sorted(" ".join(turn.text for turn in turns).split()) == sorted(words)


@pytest.mark.parametrize(
    "name", ["captions_with_bom", "comments", "cue_tags", "metadata_headers", "sample", "styles", "using_identifiers"]
)
def test_captions_without_speakers(name):
    path = DATA / f"formats/vtt/{name}.vtt"
    assert messages(path, ["GL"]) == [
        f"{path.name}: no line opens with a label of sprekers.csv. "
        "Write 'Label: tekst', with the labels as they stand there."
    ]


@pytest.mark.parametrize(("name", "line"), [("invalid_timeframe.vtt", 6), ("missing_timeframe.srt", 5)])
def test_broken_captions(name, line):
    [message] = messages(DATA / "formats/vtt" / name, ["GL"])
    assert message.startswith(f"{name}:{line}: a cue whose times cannot be read")


@pytest.mark.parametrize("name", ["sample.vtt", "sample.srt", "youtube_dl.vtt"])
def test_the_words_of_captions(name, tmp_path):
    text = (DATA / "formats/vtt" / name).read_text(encoding="utf-8")
    start = "00:04:46.070 --> 00:04:46.470 align:start position:0%\n" if "youtube" in name else "Caption text #1"
    marked = tmp_path / name
    marked.write_text(text.replace(start, f"{start}GL: " if "youtube" in name else f"GL: {start}", 1), encoding="utf-8")
    [turn] = read_turns(marked, labels=["GL"])
    assert "<" not in turn.text
    assert "-->" not in turn.text
    assert turn.text.startswith("yeah yeah what this will happen" if "youtube" in name else "Caption text #1 Caption")


def test_handelingen(tmp_path):
    with (DATA / "handelingen/turns.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    path = tmp_path / "handelingen.csv"
    with path.open("w", encoding="cp1252", errors="replace", newline="") as file:
        written = csv.writer(file, delimiter=";")
        written.writerow(["spreker", "tekst"])
        written.writerows((row["speaker"], row["text"]) for row in rows)
    turns = read_turns(path, labels={row["speaker"] for row in rows})
    assert sum(len(turn.text.split()) for turn in turns) == sum(len(row["text"].split()) for row in rows)
    assert said(turns)[0][0] == rows[0]["speaker"]


@pytest.mark.parametrize(
    "path", [path for path in sorted(DATA.rglob("*")) if path.suffix in READERS], ids=lambda path: path.name
)
def test_nothing_but_a_transcript_error(path):
    try:
        assert read_turns(path, labels=["GL", "S00", "S01", "S02"])
    except TranscriptError as error:
        assert all(problem.where == path.name for problem in error.problems)
        assert len(error.problems) < 100
