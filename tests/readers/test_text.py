"""Running text: what opens a turn, what goes on with one, and what does neither."""

import pytest

from pipeline.readers import Turn

from .conftest import said


@pytest.mark.parametrize(
    ("text", "start_s"),
    [
        ("Ouder 1: ja hoor", None),
        ("Ouder 1:ja hoor", None),
        ("  ouder  1 :  ja hoor", None),
        ("OUDER 1: ja\nhoor", None),
        ("Ouder 1:\nja\n\nhoor", None),
        ("[00:01:02] Ouder 1: ja hoor", 62),
        ("(1:02) Ouder 1: ja hoor", 62),
        ("Ouder 1: [00:01:02] ja hoor", 62),
        ("Ouder 1 (00:01:02): ja hoor", 62),
        ("Ouder 1 [00:01:02,5]: ja hoor", 62.5),
        ("Ouder 1 [00:01:02]\nja hoor", 62),
        ("Ouder 1   0:03\nja hoor", 3),
        ("Ouder 1\t1:00:03\nja hoor", 3603),
        ("Ouder 1   0:03ja hoor", 3),
        ("**Ouder 1:** ja hoor", None),
        ("**Ouder 1**: ja hoor", None),
        ("0:0:3.0 --> 0:0:5.120\nOuder 1\nja hoor", 3),
    ],
)
def test_layouts(read, text, start_s):
    [turn] = read("FG01.txt", text)
    assert (turn.speaker, turn.text, turn.line, turn.start_s) == ("Ouder 1", "ja hoor", turn.line, start_s)
    assert turn.line == (2 if "-->" in text else 1)


def test_one_speaker_in_a_row_is_one_turn(read):
    text = "GL: Hoe ging dat?\nOuder: Nou.\n\nOuder: Goed.\nGL: Ja?\n"
    assert said(read("FG01.md", text)) == [("GL", "Hoe ging dat?"), ("Ouder", "Nou. Goed."), ("GL", "Ja?")]


def test_the_longest_label_that_stands_there(read):
    text = "Ouder 10: a\nOuder 1: b\nOuder: c\nOuder 1:03\nd"
    assert said(read("FG01.txt", text)) == [("Ouder 10", "a"), ("Ouder 1", "b"), ("Ouder", "c d")]


def test_labels_may_hold_any_sign(read):
    labels = ["Ouder (moeder)", "J. v.d. Berg", "P1/P2", "+31*****12", "Docent: groen", "İbrahim"]
    text = "".join(f"{label}: woord\n" for label in labels)
    assert said(read("FG01.txt", text, labels)) == [(label, "woord") for label in labels]


def test_onbekend_and_meerdere_need_no_row(read):
    assert said(read("FG01.txt", "onbekend: a\nMEERDERE: b")) == [("ONBEKEND", "a"), ("MEERDERE", "b")]


@pytest.mark.parametrize(
    "line",
    [
        "Even voor de duidelijkheid: zo ging het.",
        "Hij zei tegen Ouder 1: kom maar.",
        "Ouder 12: dat was een code.",
        "Ouder 1 kwam om 8:30",
        "Zie https://www.voorbeeld.nl/a:b",
        "Om half 9:15 of zo",
        "[lacht] Ouder 1 ook: ja",
        "#werk is wat hij typte",
        "a = b == c",
        "Nou, kijk: ik weet het niet",
        "Dat was op 12 maart 2026",
        "12 maart 2026",
        "Is de opname gestart?",
        "2 minuten",
    ],
)
def test_what_goes_on_with_the_turn(read, line):
    [turn] = read("FG01.txt", f"GL: Zo.\n{line}")
    assert turn.text == f"Zo. {line}"


@pytest.mark.parametrize("heading", ["# Binnenkring", "### Binnenkring ###", "== Binnenkring ==", "=== Binnenkring==="])
def test_headings_start_a_part(read, heading):
    turns = read("AR01.txt", f"GL: a\n{heading}\nGL: b\nGL: c\n")
    assert turns == [Turn("GL", "a", 1), Turn("GL", "b c", 3, "Binnenkring")]


def test_lines_of_recording_software_belong_to_no_turn(read):
    text = """Focusgroep ouders-20260810_160146-Opname van vergadering

10 augustus 2026, 8:01
36m 4s
GL started transcription

GL   0:03
Welkom.
--------
[00:04:00]
Ouder 1   0:07
Dank u.
GL heeft de transcriptie gestopt
"""
    assert said(read("FG01.txt", text)) == [("GL", "Welkom."), ("Ouder 1", "Dank u.")]


def test_a_speaker_without_a_row_is_named_once_with_its_first_line(problems):
    text = "GL: a\nOudr 1: geheim\nGL: b\nOudr 1: geheim\nPiet: c\nGL: d\nPiet: e"
    assert problems("FG01.txt", text) == [
        "FG01.txt:2: speaker 'Oudr 1' has no row in sprekers.csv. Did you mean 'Ouder 1'?",
        "FG01.txt:5: speaker 'Piet' has no row in sprekers.csv. "
        "Add a row for this speaker, or join the line to the one above if it is text.",
    ]


def test_with_a_time_beside_it_once_is_enough(problems):
    assert problems("FG01.txt", "GL   0:01\na\nPiet Puk   0:03\ngeheim") == [
        "FG01.txt:3: speaker 'Piet Puk' has no row in sprekers.csv. Add a row for this speaker."
    ]


def test_names_as_teams_writes_them(problems, read):
    text = "Jansen, Jan | Pro College   0:01\na\n"
    assert "'Jansen, Jan | Pro College' has no row" in problems("FG01.txt", text)[0]
    assert said(read("FG01.txt", text, ["Jansen, Jan | Pro College"])) == [("Jansen, Jan | Pro College", "a")]


def test_what_people_say_twice_is_no_label(read):
    [turn] = read("FG01.txt", "GL: a\nNou, kijk: b\nNou, kijk: c\n12: d\n12: e")
    assert turn.text == "a Nou, kijk: b Nou, kijk: c 12: d 12: e"


def test_below_times_every_label_counts(problems):
    text = "0:01 --> 0:02\nGL\na\n0:03 --> 0:04\n+12*******65\nb"
    assert problems("FG01.txt", text) == [
        "FG01.txt:5: speaker '+12*******65' has no row in sprekers.csv. Add a row for this speaker."
    ]


def test_text_below_times_is_not_named_where_no_labels_stand_there(read):
    text = "0:01 --> 0:02\nGL: ja\n\n0:03 --> 0:04\nnee\n\n0:05 --> 0:06\nnee\n"
    assert read("FG01.txt", text) == [Turn("GL", "ja nee nee", 2, start_s=1, end_s=6)]


def test_text_before_the_first_label_is_a_problem_with_its_line(problems):
    text = "Transcript van 12 maart\n\nHet begon laat.\nEn het was koud.\nGL: a\n# Buitenkring\nZij gaan zitten.\nGL: b"
    remedy = (
        "text that stands before any speaker label. Put a label before it, make it a heading (# Naam), or take it out."
    )
    assert problems("FG01.txt", text) == [f"FG01.txt:3: {remedy}", f"FG01.txt:7: {remedy}"]


def test_text_below_a_label_without_a_row_is_no_problem_of_its_own(problems):
    assert len(problems("FG01.txt", "Piet: a\ngeheim\nGL: b\nPiet: c\n# Deel\nPiet: d")) == 1


def test_text_that_fills_the_place_of_labels_is_never_shown(problems):
    text = "GL: begin\n" + "".join(f"Zin {number}   0:03\nantwoord\n" for number in range(61))
    assert problems("FG01.txt", text) == [
        "FG01.txt: 61 speakers have no row in sprekers.csv. Does text stand where a speaker is expected?"
    ]


def test_all_problems_of_a_file_come_together(problems):
    assert len(problems("FG01.txt", "Stukje tekst.\nGL: a\nPiet: b\nPiet: c\nKees   0:03\nd")) == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the transcript is empty"),
        (" \n\t\n", "the transcript is empty"),
        ("Zomaar een verhaal.\nPiet: een keer.", "no line opens with a label"),
        ("GL:\nOuder 1:\n", "nobody says anything"),
    ],
)
def test_nothing_to_read(problems, text, message):
    [problem] = problems("FG01.txt", text)
    assert message in problem
    assert "verhaal" not in problem
