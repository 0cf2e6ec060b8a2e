from __future__ import annotations

import pytest

from pipeline.language.words import PLACEHOLDER, is_question, is_remark, stop_words, words_in


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
    ],
)
def test_words(text: str, words: list[str]):
    assert words_in(text) == words


@pytest.mark.parametrize(
    ("text", "asks"),
    [("Hoe gaat het?", True), ("Goed.", False), ("Nee [onverstaanbaar?] hoor.", False), ("Ja? [lacht]", True)],
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
    ],
)
def test_remarks(text: str, remark: bool):
    assert is_remark(text) is remark


def test_brackets_over_a_line_or_without_end_are_no_placeholder():
    assert PLACEHOLDER.findall("[a\nb] [c [d] e]") == ["[d]"]


def test_stop_words_hold_fillers_but_no_content():
    assert {"de", "uh", "ofzo", "hè", "waarom"} <= stop_words()
    assert not {"stage", "werk", "school", "begeleider", "bus"} & stop_words()
