"""Files that real tools wrote. They are not ours to ship: read from ../shared/data where that is there."""

from __future__ import annotations

import csv
from pathlib import Path

import pympi
import pytest

from pipeline.errors import TranscriptError
from pipeline.language.words import words_in
from pipeline.readers import READERS, Turn, join_turns, read_transcript

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
    labelled = f"{start}<v GL>" if "youtube" in name else f"GL: {start}"
    marked.write_text(text.replace(start, labelled, 1), encoding="utf-8")
    [turn] = read_turns(marked, labels=["GL"])
    assert "<" not in turn.text
    assert "-->" not in turn.text
    rolled_once = "yeah what this will happen is I'm telling"
    assert turn.text == rolled_once if "youtube" in name else turn.text.startswith("Caption text #1 Caption")


NOSCRIBE = ["S00", "S01", "S02"]


def test_the_three_files_of_noscribe_give_the_same_turns():
    texts = {name: read_turns(DATA / f"formats/noscribe/interview.{name}", labels=NOSCRIBE) for name in FILES}
    assert len(texts["html"]) == 96
    assert said(texts["txt"]) == said(texts["html"])
    assert said(texts["vtt"]) == said(texts["html"])
    assert texts["html"][0].text.startswith("Guten Tag, ich habe")
    assert said(texts["html"])[1:4] == [
        ("S02", "Ist das herrlich."),
        ("S01", "Ich kann das gar nicht in Worte fassen."),
        ("S00", "Das ist doch Wunderbar."),
    ]


FILES = ("html", "txt", "vtt")


def test_the_times_of_noscribe():
    by_file = {name: read_turns(DATA / f"formats/noscribe/interview.{name}", labels=NOSCRIBE) for name in FILES}
    together = list(zip(*by_file.values(), strict=True))
    # The html has all; the txt has the second where a paragraph begins; the vtt has the end of a paragraph. As the
    # start of a paragraph it gives that of its last stretch of speech.
    assert all(turn.start_s is not None and turn.end_s is not None for turn, _, _ in together)
    starts = [(page.start_s, text.start_s) for page, text, _ in together if text.start_s is not None]
    assert len(starts) == 53
    assert all(0 <= page - text < 1 for page, text in starts)
    ends = [(page.end_s, cue.end_s) for page, _, cue in together if cue.end_s is not None]
    # The last stretch of the interview ends before it starts.
    assert len(ends) == 53
    assert ends[:-1] == [(page, page) for page, _ in ends[:-1]]


def test_the_vtt_of_noscribe_says_where_it_does_not_name_who_speaks():
    notes = read_transcript(DATA / "formats/noscribe/interview.vtt", labels=NOSCRIBE).notes
    assert [note.line for note in notes] == [83, 163]
    assert not read_transcript(DATA / "formats/noscribe/interview.html", labels=NOSCRIBE).notes


def test_amberscript():
    path = DATA / "formats/amberscript/export_json_doc_example.json"
    assert read_turns(path, labels=["Speaker 1"]) == [
        Turn("Speaker 1", "Hi, welcome to Amberscript", 1, None, 0.45, 2.1)
    ]


def test_whisper_without_speakers():
    transcript = read_transcript(DATA / "formats/whisper/bonjour_vous_allez_bien.mp3.words.json", labels=["GL"])
    [turn] = transcript.turns
    assert (turn.speaker, turn.start_s, turn.end_s) == ("ONBEKEND", 0.42, 35.86)
    assert turn.text == " ".join(["Bonjour ! Est-ce que vous allez bien ?"] * 2)
    assert transcript.notes


ELAN = DATA / "formats/elan/DVA13U.eaf"


def test_elan_is_the_conversation_of_the_corpus():
    with (DATA / "ifadv/turns.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["dialogue"] == "DVA13U"]
    pieces = [
        # One annotation holds a noise alone, and is empty in the table.
        Turn(row["speaker"], row["utterance"] or "[noise]", 0, None, float(row["begin"]), float(row["end"]))
        for row in rows
    ]
    corpus = join_turns(sorted(pieces, key=lambda piece: (piece.start_s, piece.end_s)))
    turns = read_turns(ELAN, labels=["spreker1", "spreker2"])
    assert len(turns) == len(corpus) == 366
    assert [turn.speaker for turn in turns] == [turn.speaker for turn in corpus]
    assert (
        max(abs((turn.start_s or 0) - (row.start_s or 0) / 1000) for turn, row in zip(turns, corpus, strict=True))
        < 0.002
    )
    # The table lacks a space in two places; marks are `xxx` and `ggg` in the one and in brackets in the other.
    words = ["".join(words_in(turn.text)) for turn in turns]
    assert words == ["".join(words_in(turn.text)) for turn in corpus]


def test_elan_leaves_out_gaze_and_says_so():
    notes = read_transcript(ELAN, labels=["spreker1", "spreker2"]).notes
    assert [note.line for note in notes] == [4220, 7049]
    assert all("this tier is left out" in note.what for note in notes)


def test_elan_as_pympi_reads_it():
    with pytest.warns(UserWarning, match="unknown version"):
        file = pympi.Eaf(ELAN)
    names = {"spreker1 [v] (TIE0)": "spreker1", "spreker2 [v] (TIE2)": "spreker2"}
    pieces = [
        Turn(label, text, 0, None, start / 1000, end / 1000)
        for tier, label in names.items()
        for start, end, text in file.get_annotation_data_for_tier(tier)
    ]
    turns = read_turns(ELAN, labels=list(names.values()))
    assert [(turn.speaker, turn.text, turn.start_s) for turn in turns] == [
        (turn.speaker, turn.text, turn.start_s)
        for turn in join_turns(sorted(pieces, key=lambda piece: (piece.start_s, piece.end_s)))
    ]


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
