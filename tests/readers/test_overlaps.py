"""What is said through somebody else, and times between the words."""

import pytest

from pipeline.readers import Turn

from .conftest import said


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        ("GL: a //Ouder: b // c", [("GL", "a"), ("Ouder", "b"), ("GL", "c")]),
        ("GL: a //ouder 1: b.//\nGL: c", [("GL", "a"), ("Ouder 1", "b."), ("GL", "c")]),
        ("GL: a //Ouder: b\nen c // d", [("GL", "a"), ("Ouder", "b en c"), ("GL", "d")]),
        ("GL: a //Ouder: b //Ouder 1: c // d", [("GL", "a"), ("Ouder", "b"), ("Ouder 1", "c"), ("GL", "d")]),
        ("GL: //Ouder: b // c", [("Ouder", "b"), ("GL", "c")]),
        ("GL: a //Ouder: b\nOuder: c\nGL: d // e", [("GL", "a"), ("Ouder", "b c"), ("GL", "d // e")]),
        # Nobody wrote who: it stays as it stands.
        ("GL: a // b // c", [("GL", "a // b // c")]),
        ("GL: a // Piet: b // c", [("GL", "a // Piet: b // c")]),
        ("GL: zie https://ouder: b", [("GL", "zie https://ouder: b")]),
    ],
)
def test_overlap(read, text, turns):
    assert said(read("FG01.txt", text)) == turns


def test_who_talks_through_another_needs_a_row_too(problems):
    assert problems("FG01.txt", "GL: a //Piet: geheim // b\nOuder: c //Piet: d//") == [
        "FG01.txt:1: speaker 'Piet' has no row in sprekers.csv. Add a row for this speaker."
    ]


def test_overlap_in_a_table_too(read):
    text = "spreker;tekst;start;eind\nGL;a //Ouder: b // c;1;5\nOuder;//Piet\n"
    assert read("FG01.csv", text) == [
        Turn("GL", "a", 2, None, 1),
        Turn("Ouder", "b", 2),
        Turn("GL", "c", 2, None, None, 5),
        Turn("Ouder", "//Piet", 3),
    ]


@pytest.mark.parametrize(
    ("text", "said_then", "start_s"),
    [
        ("GL: a [00:05:49] b", "a b", None),
        ("GL: a #00:05:49-2# b #00:06:00-0#", "a b", None),
        ("GL:\n[00:05:49] a", "a", 349),
        ("GL:\n#00:05:49-2# a", "a", 349.2),
        ("GL: a\n#00:05:49-2#\nb", "a b", None),
        ("GL: om [10] en (8:30) #3", "om [10] en (8:30) #3", None),
    ],
)
def test_times_between_words_are_not_said(read, text, said_then, start_s):
    [turn] = read("FG01.txt", text)
    assert (turn.text, turn.start_s) == (said_then, start_s)


def test_the_name_of_the_recording_stands_above_what_signs_the_transcript(read, problems):
    above = "Gesprek met een ouder\n\nTranscribed with noScribe vers. 0.7\n(5 seconds pause)\n(..)\n\n"
    assert said(read("INT01.txt", f"{above}GL: a")) == [("GL", "a")]
    [problem] = problems("INT01.txt", f"{above}Zij komt binnen.\nGL: a\nTranscribed with love")
    assert problem.startswith("INT01.txt:7: text that stands before any speaker label")
