"""Positions as programs count them, told from the words that they fall on."""

from __future__ import annotations

import pytest

from pipeline.exchange.refi_positions import COUNTINGS, SPECIFIED, Asked, Counting, SourceText, choose_counting, quotes

WORDS = ["bakker", "kolen", "fiets", "polder", "schrift", "regen"]
LINES = [f"🙂 Regel {at}: de {word} kwam 👩‍🏫 nooit terug." for at, word in enumerate(WORDS * 3)]


def counted(text: str, at: int, counting: Counting) -> int:
    """Where a program that counts so says that a place is; slowly, sign by sign."""
    n = int(counting.counts_mark)
    for index, sign in enumerate(text[:at]):
        is_pair = text[index : index + 2] == "\r\n"
        size = 2 if sign > "\uffff" and counting.unit != "code points" else 1
        if counting.line_end == 1 and is_pair:
            size = 0
        if counting.line_end == 2 and sign == "\n" and text[index - 1 : index] != "\r":
            size = 2
        n += size
    return n


def selected(text: str, counting: Counting, *, named: bool) -> list[Asked]:
    found = []
    for word in WORDS:
        at = -1
        for _ in range(3):
            at = text.index(f"de {word} kwam", at + 1)
            end = at + len(f"de {word} kwam")
            asked = [counted(text, place, counting) for place in (at, end)]
            quote = f"de {word} kwam" if named else ""
            found.append(Asked("s", asked[0], asked[1] - counting.is_end_included, quote))
    return found


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("counting", COUNTINGS, ids=str)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_words_are_found_however_they_were_counted(newline: str, counting: Counting, named: bool) -> None:
    text = newline.join(LINES)
    source = SourceText("\ufeff" + text)
    asked = selected(text, counting, named=named)
    chosen, _ = choose_counting({"s": source}, asked)
    places = [source.stretch(item.start, item.end, chosen) for item in asked]
    assert [text[place[0] : place[1]] for place in places if place] == [
        f"de {word} kwam" for word in WORDS for _ in range(3)
    ]


def test_where_all_ways_are_equal_it_is_that_of_the_specification() -> None:
    chosen, differs = choose_counting({"s": SourceText("een twee drie")}, [Asked("s", 4, 8)])
    assert (chosen, differs) == (SPECIFIED, False)


def test_a_place_outside_the_text_is_none() -> None:
    source = SourceText("kort")
    for counting in COUNTINGS:
        assert source.stretch(2, 90, counting) is None
        assert source.stretch(-5, 2, counting) is None


@pytest.mark.parametrize(
    ("name", "words", "is_quote"),
    [
        ("But to be honest, I used to…", "But to be honest, I used to have", True),
        ("But to be  honest,\n I used", "But to be honest, I used to have", True),
        ("damage done by fatty foods", "But to be honest, I used to have", False),
        ("But", "But to be honest", False),
    ],
)
def test_a_name_is_a_quote_where_the_words_open_so(name: str, words: str, is_quote: bool) -> None:
    assert quotes(name, words) is is_quote
