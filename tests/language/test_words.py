from __future__ import annotations

import time

import pytest

from pipeline.language.words import MARK, PLACEHOLDER, is_question, is_remark, stop_words, without_remarks, words_in


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ja, dát wel!", ["ja", "dát", "wel"]),
        ("zo'n foto's van auto-ongelukken", ["zo'n", "foto's", "van", "auto-ongelukken"]),
        ("[lacht] Nee [PERSOON-1] niet", ["nee", "niet"]),
        ("van [een zeer lange opmerking] tot", ["van", "tot"]),
        ("om 9.30 uur", ["om", "9.30", "uur"]),
        ("... - !", []),
        ("", []),
        ("ja,nee", ["ja", "nee"]),
        ("ja (..) nee (lacht) hoor // dus", ["ja", "nee", "hoor", "dus"]),
        ("weet ik (niet zeker)", ["weet", "ik", "niet", "zeker"]),
    ],
)
def test_words(text: str, words: list[str]):
    assert words_in(text) == words


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Hoe gaat het?", True),
        ("Goed.", False),
        ("Nee [onverstaanbaar?] hoor.", False),
        ("Op (stage?) toen.", False),
        ("(?) ja", False),
        ("Ja? [lacht]", True),
        ("Op (stage?) dus?", True),
    ],
)
def test_questions(text: str, asks: bool):
    assert is_question(text) is asks


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("[lacht]", True),
        ("[praten door elkaar]", True),
        ("[PERSOON-1]", False),
        ("[ouder A]", False),
        ("[gespreksleider]", False),
        ("lacht", False),
        ("[]", False),
        ("[ONVERSTAANBAAR]", True),
        ("[Lacht]", True),
        ("[...]", True),
        ("[5 sec]", True),
        ("[Jan lacht]", False),
        ("(lacht)", True),
        ("(..)", True),
        ("xxx", True),
        ("(echt)", False),
    ],
)
def test_remarks(text: str, remark: bool):
    assert is_remark(text) is remark


def test_brackets_over_a_line_or_without_end_are_no_placeholder():
    assert PLACEHOLDER.findall("[a\nb] [c [d] e]") == ["[d]"]


def test_stop_words_hold_fillers_but_no_content():
    assert {"de", "uh", "ofzo", "hè", "waarom"} <= stop_words()
    assert not {"stage", "werk", "school", "begeleider", "bus"} & stop_words()


@pytest.mark.parametrize(
    "mark",
    [
        # Dresing and Pehl, and noScribe
        *("(.)", "(..)", "(...)", "(…)", "(5)", "(12 seconds pause)", "(1 minute pause)", "(unv.)", "(lacht)", "//"),
        *("(unv., 2 sek.)", "(lachend)", "(seufzt)"),
        # as Dutch transcribers write it
        *("(stilte)", "(3 sec)", "(3 sec.)", "(ca. 5 seconden)", "(lange pauze)", "(gelach)", "(de groep lacht)"),
        *("(onverstaanbaar)", "(onverstaanbaar, 2 woorden)", "(Lacht.)", "(hoest)", "#onverstaanbaar#", "()", "(?)"),
        # GAT and Jefferson
        *("((lacht))", "((deur slaat dicht))", "(0.5)", "(2.0)", "(-)", "(--)", "@(.)@", "@(3)@", "@@"),
        # CGN, IFADV, Amberscript
        *("xxx", "ggg", "<laugh>", "<lacht>", "</lachend>", "[laugh]", "[unk_utterance]", "[ONVERSTAANBAAR]"),
    ],
)
def test_marks_of_transcribers_are_no_words(mark):
    assert MARK.fullmatch(mark)
    assert words_in(f"ja {mark} nee") == ["ja", "nee"]
    assert without_remarks(f"ja {mark} nee") == "ja nee"


@pytest.mark.parametrize(
    "said",
    [
        "(niet dat ik weet)",
        "(lachen is gezond)",
        "(in de pauze)",
        "(2019)",
        "(van 18 jaar)",
        "(ja)",
        "(Axt?)",
        "a <3 b",
        "a < b > c",
        "https://voorbeeld.nl/a",
        "#werk en #stage",
        "jan@voorbeeld.nl",
        "xxxl",
    ],
)
def test_what_somebody_says_is_no_mark(said):
    assert not MARK.search(said)


def test_what_is_masked_is_spoken_and_a_remark_is_not():
    assert without_remarks(" [PERSOON-1] zei  [lacht] dat (..) [ouder A] komt ") == "[PERSOON-1] zei dat [ouder A] komt"


@pytest.mark.parametrize("evil", ["(", "(1 ", "(lacht ", "<a", "[a", "((", "@", "#lacht ", "// "])
def test_marks_are_found_in_linear_time(evil):
    begun = time.perf_counter()
    words_in(evil * 50_000)
    assert time.perf_counter() - begun < 2
