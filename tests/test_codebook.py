from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.codebook import Codebook, question_and_answer, read_codebook, without_reference
from pipeline.errors import PipelineError
from tests.builders import CODEBOOK, code, codebook

ROOT = Path(__file__).parents[1]


def book_of(folder: Path, content: str) -> Codebook:
    path = folder / "codebook.yaml"
    path.write_text(content, encoding="utf-8")
    return read_codebook(path, name="codebook.yaml")


def problems_of(folder: Path, content: str) -> list[str]:
    with pytest.raises(PipelineError) as caught:
        book_of(folder, content)
    return [str(problem) for problem in caught.value.problems]


def one_code(lines: str) -> str:
    """A book with one sound code, and lines of a second from line 9 on."""
    indented = "".join(f"        {line}\n" for line in lines.splitlines())
    return (
        "titel: Boek\nthemas:\n  - id: thema\n    naam: Thema\n    codes:\n"
        "      - {id: reizen, naam: Reizen, definitie: Hoe iemand komt., patronen: met de bus}\n"
        f"      - id: tijd\n        naam: Tijd\n{indented}"
    )


def test_text_stays_as_it_was_typed(tmp_path: Path) -> None:
    book = book_of(tmp_path, CODEBOOK)
    assert book.versie == "1.10"
    assert list(book.codes) == ["bereikbaarheid", "reizen"]
    assert book.codes["reizen"].machine == "voorstel"


@pytest.mark.parametrize("form", ["een\ntwee", ["een", "twee"], "  een  \n\n twee \n", ["een", " ", None, "twee"]])
def test_a_list_may_be_a_block_or_a_list(form: object) -> None:
    assert codebook(code("x", wel=form)).codes["x"].wel == ["een", "twee"]


def test_one_text_is_a_list_of_one_and_nothing_is_an_empty_list() -> None:
    found = codebook(code("x", wel="een", niet=None)).codes["x"]
    assert (found.wel, found.niet) == (["een"], [])


def test_codes_of_any_depth_are_found_with_what_is_above_them() -> None:
    book = codebook(code("a", codes=[code("b", codes=[code("c")])]), code("d"))
    assert book.ancestors == {"a": ("thema",), "b": ("thema", "a"), "c": ("thema", "a", "b"), "d": ("thema",)}
    assert book.names["thema"] == "Thema"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, True),
        ({"machine": "telt mee"}, True),
        ({"machine": "nee"}, False),
        ({"niveau": "latent"}, False),
        ({"niveau": "latent", "machine": "telt mee"}, False),
        ({"status": "vervallen"}, False),
        ({"status": "concept"}, True),
    ],
)
def test_what_the_machine_may_propose(more: dict[str, str], expected: bool) -> None:
    assert codebook(code("x", **more)).codes["x"].is_for_machine is expected


@pytest.mark.parametrize(
    ("example", "expected"),
    [
        ("[Kun je hem bereiken?] Nee. Nooit.", ("Kun je hem bereiken?", "Nee. Nooit.")),
        ("[Kun je hem bereiken?] Nee. -> reizen", ("Kun je hem bereiken?", "Nee.")),
        ("'k Had gebeld, maar ja: weer voor de klas.", (None, "'k Had gebeld, maar ja: weer voor de klas.")),
        ("Gewoon [lacht] tekst", (None, "Gewoon [lacht] tekst")),
    ],
)
def test_an_example_may_open_with_its_question(example: str, expected: tuple[str | None, str]) -> None:
    assert question_and_answer(example) == expected


def test_a_reference_is_taken_off_the_end_only() -> None:
    assert without_reference("van A -> B gaan -> reizen") == "van A -> B gaan"


def test_all_problems_stand_in_one_list_also_those_of_different_kinds(tmp_path: Path) -> None:
    found = problems_of(tmp_path, one_code("definitie:\nmachin: nee\nniet: x -> weg\npatronen: met de bus"))
    assert [problem.split(":")[1:3] for problem in found] == [["9", "9"], ["10", "9"], ["11", "15"], ["12", "19"]]


@pytest.mark.parametrize("lines", ["patronen: op tijd\nniet: te ver -> reizen\nvoorheen: duur", "codes:", "wel:"])
def test_what_is_right_passes(tmp_path: Path, lines: str) -> None:
    assert "tijd" in book_of(tmp_path, one_code(f"definitie: x\n{lines}")).codes


def test_a_retired_code_no_longer_owns_its_patterns(tmp_path: Path) -> None:
    book = book_of(tmp_path, one_code("definitie: x\nstatus: vervallen\npatronen: met de bus"))
    assert book.codes["tijd"].patronen == ["met de bus"]


def test_a_former_id_leads_to_one_code_whatever_its_case(tmp_path: Path) -> None:
    assert codebook(code("nieuw", voorheen=["Oud", "ouder"])).renamed == {"oud": "nieuw", "ouder": "nieuw"}
    text = one_code("definitie: x\nvoorheen: oud\ncodes:\n  - {id: a, naam: A, definitie: A, voorheen: Oud}")
    (problem,) = problems_of(tmp_path, text)
    assert "former id 'Oud' is also that of 'tijd'" in problem


def test_a_research_question_that_the_book_lacks_is_named_where_it_has_any(tmp_path: Path) -> None:
    text = one_code("definitie: x\nvraag: V9")
    assert book_of(tmp_path, text).codes["tijd"].vraag == "V9"
    (problem,) = problems_of(tmp_path, text + "vragen:\n  V1: Wat helpt?\n")
    assert "vraag 'V9' does not exist" in problem


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", {"'titel' is missing", "'themas' is missing"}),
        ("titel: x\nthemas: []\n", {"'themas' is empty"}),
        ("titel: x\nthemas:\n  - {id: a, naam: A, codes: []}\n", {"'codes' is empty"}),
        ("titel: x\nthemas: begeleiding\n", {"valid list"}),
        ("titel: x\nthemas: [{id: a, naam: A, codes: [los]}]\n", {"item 1 of 'codes'"}),
        ("titel: x\ndimensies: {Oordeel: {goed: x}}\nthemas: []\n", {"small letters", "'themas' is empty"}),
    ],
)
def test_a_book_without_its_frame_is_told_so(tmp_path: Path, content: str, expected: set[str]) -> None:
    found = problems_of(tmp_path, content)
    assert len(found) == len(expected)
    assert all(any(part in problem for problem in found) for part in expected)


def test_the_book_that_ships_is_sound() -> None:
    book = read_codebook(ROOT / "config" / "codebook.yaml")
    assert len(book.codes) > 20
