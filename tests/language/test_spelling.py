from __future__ import annotations

import pytest

from pipeline.language.spelling import fold, is_compound, verb_of, without_diminutive


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Coördinator", "coordinator"),
        ("co-ordinator", "coordinator"),
        ("stage-plek", "stageplek"),
        ("E-mail", "email"),
        ("m’n", "mijn"),
        ("ie", "hij"),
        ("des", "s"),
        ("’s", "s"),
        ("me.", "me"),
        ("één", "één"),
        ("[PERSOON-1]", "[persoon-1]"),
        ("...", "..."),
        ("-", "-"),
        ("", ""),
    ],
)
def test_one_spelling(word: str, folded: str):
    assert fold(word) == folded


@pytest.mark.parametrize(
    ("word", "end", "expected"),
    [
        ("reistijd", "tijd", True),
        ("lesuur", "uur", True),
        ("gymles", "les", True),
        ("onbereikbaar", "bereikbaar", True),
        ("vrijetijd", "tijd", True),
        ("netwerk", "werk", True),
        ("tijd", "tijd", True),
        ("altijd", "tijd", False),
        ("huur", "uur", False),
        ("natuur", "uur", False),
        ("fles", "les", False),
        ("muziek", "ziek", False),
        ("totaal", "taal", False),
        ("enles", "les", True),
    ],
)
def test_a_compound_does_not_only_share_letters(word: str, end: str, expected: bool):
    assert is_compound(word, end) == expected


@pytest.mark.parametrize(
    ("lemma", "expected"),
    [("stageplekje", "stageplek"), ("baantjes", "baan"), ("meisje", "meisje"), ("je", "je"), ("bus", "bus")],
)
def test_without_diminutive(lemma: str, expected: str):
    assert without_diminutive(lemma) == expected


def test_the_verb_of_a_form():
    assert [verb_of(word) for word in ("gemeld", "belde", "liep", "nam")] == ["melden", "bellen", "lopen", "nemen"]
