from __future__ import annotations

import pytest
from spacy.language import Language

from pipeline.codebook_lemmas import check_lemmas
from pipeline.yaml_text import read_yaml_bytes


def told(nlp: Language, first: str, second: str, *, codes: tuple[str, str] = ("een", "twee")) -> tuple[list[str], ...]:
    patterns = {codes[0]: [], codes[1]: []}
    patterns[codes[0]].append(first)
    patterns[codes[1]].append(second)
    text = "titel: x\nthemas:\n  - id: t\n    naam: T\n    codes:\n"
    for name, lines in patterns.items():
        block = "".join(f"          {line}\n" for line in lines)
        text += f"      - id: {name}\n        naam: N\n        definitie: D\n        patronen: |\n{block}"
    problems, notes = check_lemmas(read_yaml_bytes(text.encode(), name="boek.yaml"), nlp=nlp)
    return [str(p) for p in problems], [str(n) for n in notes]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("werkgever", "werkgevers", "finds the same as 'werkgever' of 'een'"),
        ("terug bellen", "terugbellen", "finds the same as 'terug bellen' of 'een'"),
        ("werkgever", "werknemer", None),
        ("werkgever", "goede werkgever", None),
        ("*bereikbaar", "onbereikbaar", None),
    ],
)
def test_patterns_of_two_codes_that_come_to_the_same_are_a_problem(
    nlp: Language, first: str, second: str, expected: str | None
) -> None:
    problems, _ = told(nlp, first, second)
    assert len(problems) == (expected is not None)
    assert all(p.startswith("boek.yaml:15:11: ") and expected in p for p in problems if expected)


def test_of_one_code_they_are_a_note(nlp: Language) -> None:
    problems, notes = told(nlp, "werkgever", "werkgevers", codes=("een", "een"))
    assert problems == []
    assert ["finds the same as 'werkgever'" in note for note in notes] == [True]


@pytest.mark.parametrize(
    "pattern", ["snuffel*", "* van school", "geen ... tijd", "terugbellen", "niet te pakken krijgen"]
)
def test_a_pattern_that_finds_itself_is_sound(nlp: Language, pattern: str) -> None:
    assert told(nlp, pattern, "werkgever")[0] == []


@pytest.mark.parametrize("pattern", ["( stilte )x (lacht)", "te // laat"])
def test_a_pattern_that_misses_even_itself_is_a_problem(nlp: Language, pattern: str) -> None:
    (problem,) = told(nlp, pattern, "werkgever")[0]
    assert "does not find even itself" in problem


def test_words_that_are_said_all_the_time_are_noted(nlp: Language) -> None:
    problems, notes = told(nlp, "ook nog wel", "werkgever")
    assert problems == []
    assert ["said all the time" in note for note in notes] == [True]
