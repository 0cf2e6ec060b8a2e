import pytest

from pipeline.readers import Turn, read_transcript

from .conftest import said

CUE = "00:00:01.000 --> 00:00:02.500\n"


def test_voices(read):
    text = f"""WEBVTT

NOTE gemaakt door een programma

STYLE
::cue {{ color: red }}

1
{CUE}<v Ouder 1>Ja &amp; nee, <i>echt</i>.</v>

00:03.000 --> 00:04.000 align:start
En verder.

naam van de cue
00:05.000 --> 00:06.000
<v.luid docent GROEN>Ouder 1: dat zei zij.
"""
    assert read("FG01.vtt", text) == [
        Turn("Ouder 1", "Ja & nee, echt. En verder.", 9, None, 1, 4),
        Turn("Docent groen", "Ouder 1: dat zei zij.", 16, None, 5, 6),
    ]


def test_labels_in_the_text(read):
    text = f"WEBVTT\n\n{CUE}GL: Hoe?\nOuder 1: Zo.\n\n00:03.000 --> 00:04.000\n<b>Ouder 1:</b> Ja.\n"
    assert read("FG01.vtt", text) == [Turn("GL", "Hoe?", 3, None, 1, 2.5), Turn("Ouder 1", "Zo. Ja.", 3, None, 1, 4)]


def test_two_voices_in_one_cue(read):
    text = f"WEBVTT\n\n{CUE}<v GL>Hoe?</v> <v Ouder>Zo.</v>\n<v GL>O.</v>"
    assert said(read("FG01.vtt", text)) == [("GL", "Hoe?"), ("Ouder", "Zo."), ("GL", "O.")]


def test_srt(read):
    text = """1
00:00:01,000 --> 00:00:02,500
{\\an8}GL: Ik ben <3 en 4 > 2 en R&amp;D

2
00:00:03,000 --> 00:00:04,000

3
00:00:05,000 --> 00:00:06,000
<font color="red">Ouder 1: Zo.</font>

Nog iets.
4
00:00:07,000 --> 00:00:08,000
Klaar.
"""
    assert read("FG01.srt", text) == [
        Turn("GL", "Ik ben <3 en 4 > 2 en R&amp;D", 2, None, 1, 2.5),
        Turn("Ouder 1", "Zo. Nog iets. Klaar.", 9, None, 5, 8),
    ]


def test_a_cue_without_a_blank_line_above_it(read):
    text = f"WEBVTT\n{CUE}<v GL>a\n00:03.000 --> 00:04.000\n<v Ouder>b"
    assert [(turn.text, turn.line) for turn in read("FG01.vtt", text)] == [("a", 2), ("b", 4)]


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.vtt", "WEBVTT\n\n00:00:01.000 --> 00:00:1d.000\n<v GL>geheim", 3),
        ("a.vtt", f"WEBVTT\n\n{CUE}<v GL>a\n\n7\n00:61:00 -> 00:62:00\n<v GL>geheim", 6),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\nGL: a\n\n2\ngeheim\n", 5),
        ("a.srt", "1\n00:01 --> 00:02\nGL: geheim\n", 2),
    ],
)
def test_broken_cues_are_named_by_line(problems, name, text, line):
    assert problems(name, text) == [
        f"{name}:{line}: a cue whose times cannot be read. Write 00:01:02.000 --> 00:01:05.000 above its text."
    ]


def test_no_webvtt(problems):
    assert problems("a.vtt", f"{CUE}<v GL>geheim") == [
        "a.vtt:1: the file does not begin with WEBVTT. Is it a .vtt file?"
    ]


def test_a_voice_without_a_row(problems):
    text = f"WEBVTT\n\n{CUE}<v Jan>geheim\n\n{CUE}<v JAN>geheim\n\n{CUE}<v GL>a\n\n00:0x --> 0\nb"
    assert problems("a.vtt", text) == [
        "a.vtt:3: speaker 'Jan' has no row in sprekers.csv. Add a row for this speaker.",
        "a.vtt:12: a cue whose times cannot be read. Write 00:01:02.000 --> 00:01:05.000 above its text.",
    ]


def test_text_before_the_first_voice(problems):
    [problem] = problems("a.vtt", f"WEBVTT\n\n{CUE}geheim\n\n{CUE}<v GL>a")
    assert problem.startswith("a.vtt:3: text that stands before any speaker label")


def test_marks_in_angle_brackets_are_no_tags(read):
    assert said(read("FG01.srt", f"1\n{CUE.replace('.', ',')}GL: <i>Ja</i> <laugh> <c.x>nou</c>")) == [
        ("GL", "Ja <laugh> nou")
    ]


@pytest.fixture
def notes(tmp_path):
    """Who says what in captions, and the notes about them."""

    def read_captions(name, text, labels=("GL", "Ouder", "Ouder 1")):
        path = tmp_path / name
        path.write_text(text)
        transcript = read_transcript(path, labels=labels)
        return said(transcript.turns), [f"{note.line}: {note.what}" for note in transcript.notes]

    return read_captions


def test_noscribe_with_a_cue_for_each_stretch_of_speech(notes):
    cues = [
        ("", "(12 seconds pause)"),
        ("GL", "GL: [00:00:12] Hoe ging het?"),
        ("GL", "(..)"),
        ("//Ouder", "//Ouder: Ja."),
        ("//Ouder", "(.)"),
        ("GL", "// En toen?"),
        ("//Ouder", "//Ouder: Nee.//"),
        ("Ouder 1", "Ouder 1: O."),
    ]
    text = "WEBVTT opname\n\nNOTE\nTranscribed with noScribe\n\n" + "\n\n".join(
        f"{at}\n{CUE}<v {voice}>{said_then}" for at, (voice, said_then) in enumerate(cues, start=1)
    )
    assert notes("INT01.vtt", text.replace("<v >", "")) == (
        [("GL", "Hoe ging het? (..)"), ("Ouder", "Ja. (.)"), ("GL", "En toen?"), ("Ouder", "Nee."), ("Ouder 1", "O.")],
        [],
    )


def test_noscribe_with_a_cue_for_each_paragraph_names_the_last_voice_only(notes):
    voices = ("GL", "Ouder", "//Ouder")
    text = "WEBVTT\n\n" + "".join(f"{CUE}<v {voice}>a\n\n" for voice in voices)
    guess = "noScribe names in this cue only who talks through it; it is given to who spoke last before them"
    assert notes("INT01.vtt", f"{text}{CUE}<v //Ouder>b //Ouder: c.//\n\n{CUE}<v Ouder>d") == (
        [("GL", "a"), ("Ouder", "a"), ("GL", "a"), ("ONBEKEND", "b"), ("Ouder", "c. d")],
        [f"9: {guess}", f"12: {guess}"],
    )


@pytest.mark.parametrize(
    ("text", "turns", "n_notes"),
    [
        ("- Hoe gaat het?\n- Goed.", [("GL", "a"), ("ONBEKEND", "Hoe gaat het? Goed.")], 1),
        ("Hoe gaat het?\n-Goed.", [("GL", "a Hoe gaat het?"), ("ONBEKEND", "Goed.")], 1),
        ("- Ouder: Goed.\n- GL: O.", [("GL", "a"), ("Ouder", "Goed."), ("GL", "O.")], 0),
        ("- En toen", [("GL", "a - En toen")], 0),
        ("En toen ging hij\n- denk ik - weg", [("GL", "a En toen ging hij - denk ik - weg")], 0),
    ],
)
def test_a_dash_says_that_another_speaks(notes, text, turns, n_notes):
    found, noted = notes("FG01.srt", f"1\n{CUE.replace('.', ',')}GL: a\n\n2\n{CUE.replace('.', ',')}{text}\n")
    assert found == turns
    assert len(noted) == n_notes


def test_captions_that_roll_over_the_screen_are_read_once(notes):
    words = "ja<00:00:01.500><c> dat</c>"
    text = f"WEBVTT\n\n{CUE}GL: zo\n\n{CUE}GL: zo\n{words}\n\n{CUE}ja dat\n\n{CUE}ja dat\nwas\n\n{CUE}ja\n"
    assert notes("FG01.vtt", text) == (
        [("GL", "zo ja dat was ja")],
        ["0: 3 lines that roll over the screen have been read once"],
    )


def test_what_is_said_twice_is_read_twice_in_captions_that_do_not_roll(notes):
    assert notes("FG01.vtt", f"WEBVTT\n\n{CUE}GL: ja\n\n{CUE}ja\n\n{CUE}ja\n") == ([("GL", "ja ja ja")], [])
