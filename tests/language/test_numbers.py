from __future__ import annotations

import re

import pytest

from pipeline.language.numbers import NUMBER_WORDS, Digits, as_digits


def digits_of(text: str) -> Digits | None:
    return as_digits(text, {word.lower() for word in re.findall(r"[^\W\d_]+", text)})


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("nul zes twaalf", "0 6 12"), ("drieënveertig en drieenveertig", "43 en 43"), ("vijf en zestig", "65"),
        ("de achttiende", "de 18e"), ("negentienvijfennegentig", "1995"), ("tweeduizend vier", "2004"),
        ("honderdtwintig", "120"), ("vierhonderdzesentachtig", "486"), ("twaalf uh vier", "12  4"),
        ("dubbel zes", "6 6"),
        ("één hond", "1 hond"), ("een twee een hond", "1 2 1 hond"), ("zes en dan", "6 en dan"),
    ],
)  # fmt: skip
def test_number_words_become_digits(said: str, written: str):
    found = digits_of(said)
    assert found is not None
    assert found.text == written


@pytest.mark.parametrize("text", ["een hond", "uh ja", "niks", "", "achter de tiener", "17 keer"])
def test_without_number_words_there_is_nothing_to_turn(text: str):
    assert digits_of(text) is None


def test_digits_know_where_their_words_stood():
    text = "ja nul zes twaalf drieënveertig en vijf en zestig dus"
    found = digits_of(text)
    assert found is not None
    places = [found.span(*match.span()) for match in re.finditer(r"\d+|dus", found.text)]
    words = "nul zes twaalf drieënveertig".split()
    assert [text[start:end] for start, end in places] == [*words, "vijf en zestig", "dus"]


def test_every_number_word_has_its_own_value():
    assert [NUMBER_WORDS[word] for word in ("eenentwintig", "negenennegentig", "tweeduizendvijf")] == [
        "21",
        "99",
        "2005",
    ]
    assert "eende" not in NUMBER_WORDS
