"""What an editor of the codebook is told; the cases are in tests/cases/codebook_faults.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.codebook import read_codebook
from pipeline.errors import PipelineError, Problem
from tests.case_files import Case, cases

BOOK = """\
titel: Boek
vragen:
  V1: Wat helpt?
themas:
  - id: thema
    naam: Thema
    codes:
      - id: reizen
        naam: Het reizen
        definitie: Hoe iemand op het werk komt.
        voorheen: vervoer
        patronen: met de bus
      - id: tijd
        naam: Tijd
        definitie: Uren.
        wel: |
          een rooster
          lesuren
        niet: te ver weg -> reizen
        patronen: |
          geen tijd
        machine: voorstel
        codes:
          - id: reistijd
            naam: Reistijd
            definitie: Uren onderweg.
        voorbeelden: Geen uur over
"""


@pytest.mark.parametrize("case", cases("codebook_faults"))
def test_what_is_wrong_is_told_with_its_place_and_what_to_do(tmp_path: Path, case: Case) -> None:
    given = case.given
    assert given["was"] in BOOK
    problems, notes = told(tmp_path, BOOK.replace(given["was"], given["wordt"], 1))
    found = notes if given.get("soms") else problems
    assert all(problem.remedy for problem in found)
    assert not given.get("soms") or not problems
    expected = f"codebook.yaml:{given['plaats']}: "
    case.check([str(p) for p in found if str(p).startswith(expected) and given["zegt"] in str(p)] != [], True)


def told(folder: Path, content: str) -> tuple[list[Problem], list[Problem]]:
    path = folder / "codebook.yaml"
    path.write_text(content, encoding="utf-8")
    notes: list[Problem] = []
    try:
        read_codebook(path, name="codebook.yaml", notes=notes)
    except PipelineError as error:
        return error.problems, notes
    return [], notes


def test_of_a_sound_book_nothing_is_said(tmp_path: Path) -> None:
    assert told(tmp_path, BOOK) == ([], [])
