from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from pipeline.exchange.review_sheets import KEYS
from pipeline.exchange.spreadsheets import csv_text
from pipeline.stages.placing import place_codings
from pipeline.stages.privacy import MaskedText
from pipeline.study import Study
from tests.builders import CODEBOOK, coding, human_coding, table
from tests.exchange.small_review import DATE, again, fill, imported, make_sheets, reviewed, talk, written

Change = Callable[[Any, dict[str, int]], None]


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return reviewed(tmp_path)


@pytest.fixture
def sheets(study: Study, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    return make_sheets(study, monkeypatch)


def setting(row: int, **values: Any) -> Change:
    def change(sheet: Any, at: dict[str, int]) -> None:
        for column, value in values.items():
            sheet.cell(row, at[column]).value = value

    return change


def as_is(sheet: Any, at: dict[str, int]) -> None:
    """Yes everywhere."""


def saved_as_csv(path: Path, *, separator: str = ";", encoding: str = "cp1252") -> Path:
    """What Excel saves of the first sheet: nothing of the hidden ones."""
    rows = [["" if cell is None else cell for cell in row] for row in load_workbook(path).active.values]
    csv = path.with_suffix(".csv")
    csv.write_bytes(csv_text(rows, separator=separator).encode(encoding))
    return csv


def test_decisions_keep_who_when_under_which_version_and_in_which_sample(study: Study, sheets: list[Path]) -> None:
    change = setting(2, besluit="nee", oordeel="Gaat goed", memo="let op")
    found, problems, _ = imported(study, *(fill(path, change) for path in sheets))
    assert problems == []
    assert [path.name for path in found.written] == ["leerzaam-HB.csv", "steekproef-HB.csv"]
    blind, taught = written(study, "steekproef-HB.csv"), written(study, "leerzaam-HB.csv")
    assert list(blind[0]) == [
        *"sessie beurt citaat code codeur besluit datum versie memo oordeel steekproef gewicht".split()
    ]
    first = blind[0]
    expected = ["HB", "nee", DATE, "1.10", "let op", "goed", "blind"]
    assert [first[name] for name in "codeur besluit datum versie memo oordeel steekproef".split()] == expected
    weights = [float(row["gewicht"].replace(",", ".")) for row in blind]
    assert sum(weights) == pytest.approx(40, abs=1e-4)
    assert {(row["steekproef"], row["gewicht"]) for row in taught} == {("leerzaam", "")}


def test_every_decision_is_placed_again_on_its_own_segment(study: Study, sheets: list[Path]) -> None:
    imported(study, *(fill(path, as_is) for path in sheets))
    asked = {
        row[1]: row[2] for path in sheets for row in load_workbook(path)[KEYS].iter_rows(min_row=2, values_only=True)
    }
    after = again(study)
    assert (after.problems, after.notes) == ([], [])
    for session in ("FG01", "FG02"):
        texts = talk(session)
        placed = place_codings(
            after.codings_of(session),
            ids=[f"{session}-{turn:04d}" for turn in range(1, len(texts) + 1)],
            texts=texts,
            masked=[MaskedText(text, ()) for text in texts],
        )
        assert placed.unplaced == []
        spans = {f"{row['utterance_id']}-1": (row["start_char"], row["end_char"]) for row in placed.codings}
        assert spans == {name: (0, len(texts[int(name[5:9]) - 1])) for name in asked if name.startswith(session)}
        assert len(placed.samples) == len(placed.codings)


@pytest.mark.parametrize(("said", "expected"), [(" Ja! ", "ja"), ("j", "ja"), ("NEE", "nee"), ("n.", "nee")])
def test_an_answer_is_taken_as_it_is_meant(study: Study, sheets: list[Path], said: str, expected: str) -> None:
    _, problems, _ = imported(study, fill(sheets[0], setting(2, besluit=said)))
    assert problems == []
    assert written(study, "steekproef-HB.csv")[0]["besluit"] == expected


def formula(sheet: Any, at: dict[str, int]) -> None:
    sheet.cell(2, at["besluit"]).value = "=B3"


def merged(sheet: Any, at: dict[str, int]) -> None:
    sheet.merge_cells(start_row=2, end_row=3, start_column=at["besluit"], end_column=at["besluit"])


def copied(sheet: Any, at: dict[str, int]) -> None:
    for column in range(1, sheet.max_column + 1):
        sheet.cell(sheet.max_row + (column == 1), column).value = sheet.cell(2, column).value
    sheet.cell(sheet.max_row, at["besluit"]).value = "nee"


def typed_below(sheet: Any, at: dict[str, int]) -> None:
    sheet.cell(sheet.max_row + 1, at["fragment"]).value = "En dit ook."


@pytest.mark.parametrize(
    ("change", "line", "expected", "n_lost"),
    [
        (setting(2, besluit="misschien"), 2, "besluit 'misschien' is none of: ja, nee, twijfel", 1),
        (formula, 2, "besluit holds a formula", 1),
        (merged, 3, "besluit is part of merged cells", 1),
        (setting(2, oordeel="prachtig"), 2, "oordeel 'prachtig' is not in the codebook", 0),
        (setting(2, memo="=1+1"), 2, "memo holds a formula", 0),
        (setting(2, sessie="FG09"), 2, "sessie is not that of the segment", 1),
        (setting(2, fragment="Iets anders."), 2, "the fragment is not the one that was asked", 1),
        (setting(2, code="Vervoer"), 2, "the code is not the one that was asked", 1),
        (setting(2, nr=999), 2, "nr '999' is not a number of this export", 1),
        (setting(2, nr=None), 2, "this row has no nr", 1),
        (copied, 2, "stands here more than once, with different answers", 1),
        (typed_below, 14, "this row has no nr", 0),
    ],
)
def test_what_is_wrong_in_a_row_is_listed_and_the_rest_goes_on(
    study: Study, sheets: list[Path], change: Change, line: int, expected: str, n_lost: int
) -> None:
    n = load_workbook(sheets[1])["besluiten"].max_row - 1
    _, problems, _ = imported(study, fill(sheets[1], change))
    assert problems
    if change is not typed_below:
        assert problems[0].startswith(f"{sheets[1].name}:{line}: ")
    assert expected in problems[0]
    assert "belde terug" not in " ".join(problems)
    assert len(written(study, "leerzaam-HB.csv")) == n - n_lost


def test_empty_rows_and_doubts_are_counted_and_rows_that_are_gone_are_said(study: Study, sheets: list[Path]) -> None:
    def change(sheet: Any, at: dict[str, int]) -> None:
        sheet.cell(2, at["besluit"]).value = None
        sheet.cell(3, at["besluit"]).value = "Twijfel"
        sheet.delete_rows(5, 2)

    found, problems, notes = imported(study, fill(sheets[0], change))
    assert problems == []
    n = len(written(study, "steekproef-HB.csv"))
    assert found.counts[sheets[0].name] == Counter({"new": n, "empty": 1, "in doubt": 1})
    assert [note.split(": ", 1)[1] for note in sorted(notes)] == [
        "2 rows of the export are not in this file any more. They count as not decided.",
        "twijfel: not taken. Talk it over, then fill in ja or nee.",
    ]


def test_rows_are_known_by_their_number_wherever_they_were_sorted_to(study: Study, sheets: list[Path]) -> None:
    def turned(sheet: Any, at: dict[str, int]) -> None:
        sheet.cell(2, at["besluit"]).value = "nee"
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        for line, row in enumerate(reversed(rows), start=2):
            for column, value in enumerate(row, start=1):
                sheet.cell(line, column).value = value

    asked = dict(load_workbook(sheets[0])[KEYS].iter_rows(min_row=2, max_col=2, values_only=True))
    _, problems, _ = imported(study, fill(sheets[0], turned))
    assert problems == []
    (refused,) = [row for row in written(study, "steekproef-HB.csv") if row["besluit"] == "nee"]
    assert (refused["sessie"], int(refused["beurt"])) == (asked[1][:4], int(asked[1][5:9]))


def test_the_same_file_twice_adds_nothing_and_a_later_decision_replaces_the_earlier(
    study: Study, sheets: list[Path]
) -> None:
    imported(study, fill(sheets[0], as_is))
    before = (study.corpus / "coderingen" / "steekproef-HB.csv").read_bytes()
    found, problems, notes = imported(again(study), sheets[0])
    assert (found.written, problems, notes) == ([], [], [])
    assert set(found.counts[sheets[0].name]) == {"known already"}
    assert (study.corpus / "coderingen" / "steekproef-HB.csv").read_bytes() == before
    found, _, (note,) = imported(again(study), fill(sheets[0], setting(3, besluit="nee")))
    assert found.counts[sheets[0].name]["changed"] == 1
    assert "HB said ja before, and nee now. The later decision counts." in note
    rows = written(study, "steekproef-HB.csv")
    assert [row["besluit"] for row in rows] == ["ja", "nee", *["ja"] * (len(rows) - 2)]


@pytest.mark.parametrize(("separator", "encoding"), [(";", "cp1252"), (",", "utf-8-sig"), ("\t", "utf-16")])
def test_a_csv_of_it_is_taken_by_its_words_without_weight(
    study: Study, sheets: list[Path], separator: str, encoding: str
) -> None:
    csv = saved_as_csv(fill(sheets[0], as_is), separator=separator, encoding=encoding)
    _, problems, (note,) = imported(study, csv)
    assert problems == []
    assert "the hidden sheet that knows the rows is not there: taken by their words, without weight" in note
    rows = written(study, "steekproef-HB.csv")
    assert {(row["codeur"], row["steekproef"], row["gewicht"]) for row in rows} == {("HB", "blind", "")}
    # The workbook itself, later, brings the weights; the csv once more takes none away.
    found, _, _ = imported(again(study), sheets[0])
    assert found.counts[sheets[0].name] == Counter(changed=len(rows))
    assert all(row["gewicht"] for row in written(study, "steekproef-HB.csv"))
    found, _, _ = imported(again(study), csv)
    assert found.written == []


def without_hidden(path: Path) -> Path:
    book = load_workbook(path, rich_text=True)
    del book[KEYS]
    book.save(path)
    return path


def test_a_workbook_that_lost_its_hidden_sheet_is_taken_too(study: Study, sheets: list[Path]) -> None:
    _, problems, notes = imported(study, without_hidden(fill(sheets[1], as_is)))
    assert problems == []
    assert len(notes) == 1
    assert {row["steekproef"] for row in written(study, "leerzaam-HB.csv")} == {"leerzaam"}


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda path: path.rename(path.with_name("steekproef-ander-HB-2026-11-23.csv")), "belongs to corpus 'ander'"),
        (lambda path: path.rename(path.with_name("mijn.csv")), "nothing says whose sheet this is"),
        (lambda path: path.rename(path.with_suffix(".ods")), "this is no xlsx or csv"),
        (lambda path: path.with_name("steekproef-proef-HB.csv"), "cannot be opened"),
        (
            lambda path: (path.write_text(path.read_text().replace("besluit", "beslis")), path)[1],
            "'besluit' is missing",
        ),
        (lambda path: (path.write_text("a;b\nc;d\n"), path)[1], "is missing"),
        (lambda path: (path.write_bytes(b"PK\3\4x"), path.rename(path.with_suffix(".xlsx")))[1], "no workbook"),
    ],
)
def test_a_file_that_cannot_be_taken_is_listed_and_the_others_go_on(
    study: Study, sheets: list[Path], spoil: Callable[[Path], Path], expected: str
) -> None:
    spoiled = spoil(saved_as_csv(fill(sheets[0], as_is), encoding="utf-8"))
    _, (problem,), _ = imported(study, spoiled, fill(sheets[1], as_is))
    assert problem.startswith(spoiled.name)
    assert expected in problem
    assert written(study, "leerzaam-HB.csv")


def test_a_sheet_of_another_corpus_is_refused(study: Study, tmp_path: Path, sheets: list[Path]) -> None:
    filled = fill(sheets[0], as_is)
    other = reviewed(tmp_path / "ander")
    other.store.root.rename(other.store.root.with_name("elders"))
    other.corpus = other.corpus.rename(other.corpus.with_name("elders"))
    found, (problem,), _ = imported(other, filled)
    assert "this sheet belongs to corpus 'proef', not to 'elders'" in problem
    assert found.written == []


def changed_talk(study: Study, changes: dict[str, str]) -> None:
    """Another run found other words in some turns."""
    for session in ("FG01", "FG02"):
        for name, text in (("utterances", "utterance_id"), ("segments", "utterance_id")):
            frame = study.store.load(name, session)
            told = [changes.get(turn, old) for turn, old in zip(frame[text], frame.text, strict=True)]
            study.store.save(name, frame.assign(text=told), key="k", session=session)


def test_a_text_that_changed_is_found_by_its_words_or_listed(study: Study, sheets: list[Path]) -> None:
    keys = list(load_workbook(sheets[0])[KEYS].iter_rows(min_row=2, max_col=2, values_only=True))
    (_, longer), (_, other) = keys[0], keys[1]
    row = {cell.row: cell.value for cell in load_workbook(sheets[0])["besluiten"]["E"]}
    words = row[2].split("\n\n")[1]
    changed_talk(study, {longer[:9]: f"Nou. {words} En toen.", other[:9]: "Heel iets anders."})
    _, (problem,), (note,) = imported(study, fill(sheets[0], as_is))
    assert ":2: the segment changed since the export: found again by its words" in note
    assert ":3: the words of this fragment stand no more in session" in problem
    rows = written(study, "steekproef-HB.csv")
    assert (rows[0]["citaat"], len(rows)) == (words, len(keys) - 1)


def test_a_code_that_was_renamed_moves_along_and_one_that_is_gone_is_listed(study: Study, sheets: list[Path]) -> None:
    filled = fill(sheets[0], as_is)
    book = study.corpus / "config" / "codebook.yaml"
    book.write_text(CODEBOOK.replace("id: reizen", "id: vervoer\n        voorheen: reizen"))
    found, problems, _ = imported(again(study), filled)
    assert problems == []
    assert set(found.counts[filled.name]) == {"new"}
    assert (again(study).notes, again(study).problems) == ([], [])
    book.write_text(CODEBOOK.replace("id: reizen", "id: vervoer"))
    (study.corpus / "coderingen" / "steekproef-HB.csv").unlink()
    found, problems, _ = imported(again(study), filled)
    assert "code 'reizen' is not in the codebook" in problems[0]
    assert found.written == []


def test_who_decided_otherwise_is_said_and_both_are_kept(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = make_sheets(study, monkeypatch)[0]
    other = make_sheets(study, monkeypatch, coder="LM")[0]
    imported(study, fill(mine, as_is))
    place = load_workbook(mine)[KEYS]["B2"].value
    line = next(row for row, name in enumerate(load_workbook(other)[KEYS]["B"], start=1) if name.value == place)
    _, problems, (note,) = imported(again(study), fill(other, setting(line, besluit="nee")))
    assert problems == []
    assert f":{line}: code 'reizen': LM said nee, and HB said otherwise (coderingen/steekproef-HB.csv)" in note
    assert len(written(study, "steekproef-LM.csv")) == len(written(study, "steekproef-HB.csv"))


def test_what_was_coded_before_by_hand_is_compared_too(study: Study, sheets: list[Path]) -> None:
    place = load_workbook(sheets[0])[KEYS]["B2"].value
    text = talk(place[:4])[int(place[5:9]) - 1]
    by_hand = human_coding("LM-1", place[:9], (0, len(text)), "reizen", coder="LM", is_present=False)
    study.store.save("human_codings", table("human_codings", by_hand), key="k", session=place[:4])
    row = coding(place, "reizen", "LM", coding_id="LM-1", is_present=False)
    study.store.save("codings", table("codings", row), key="k")
    _, _, (note,) = imported(study, fill(sheets[0], as_is))
    assert "HB said ja, and LM said otherwise (HB.csv)" in note


def test_a_coder_is_spelled_as_the_study_does(study: Study, sheets: list[Path]) -> None:
    csv = saved_as_csv(fill(sheets[0], as_is))
    csv = csv.rename(csv.with_name(csv.name.replace("HB", "hb")))
    (study.corpus / "codeurs.csv").write_text("codeur;sessie;volledig;blind\nHB;FG01;nee;ja\n")
    found, problems, _ = imported(again(study), csv)
    assert problems == []
    assert [path.name for path in found.written] == ["steekproef-HB.csv"]


def test_two_samples_add_up_to_the_whole(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    first = fill(make_sheets(study, monkeypatch, n=10)[0], as_is)
    imported(study, first)
    asked = [
        name for (name,) in load_workbook(first)[KEYS].iter_rows(min_row=2, min_col=2, max_col=2, values_only=True)
    ]
    judged = [coding(name, "reizen", "HB") for name in asked]
    store = study.store
    store.save("codings", pd.concat([store.load("codings"), table("codings", *judged)]), key="k")
    for session in ("FG01", "FG02"):
        ids = [row["coding_id"] for row in judged if row["segment_id"].startswith(session)]
        samples = [{"coding_id": coding_id, "sample": "blind", "weight": 4.0} for coding_id in ids]
        store.save("human_samples", table("human_samples", *samples), key="k", session=session)
    for path in first.parent.iterdir():
        path.rename(path.with_stem(f"{path.stem}-1"))
    second = fill(make_sheets(study, monkeypatch, n=10)[0], as_is)
    _, problems, _ = imported(again(study), second)
    rows = written(study, "steekproef-HB.csv")
    assert (problems, len(rows)) == ([], 20)

    def total() -> float:
        return sum(float(row["gewicht"].replace(",", ".")) for row in written(study, "steekproef-HB.csv"))

    assert total() == pytest.approx(40, abs=1e-4)
    # The first file, read once more, takes nothing of that away.
    imported(again(study), first.with_stem(f"{first.stem}-1"))
    assert total() == pytest.approx(40, abs=1e-4)


def test_a_transcript_that_changed_since_the_last_run_comes_first(study: Study, sheets: list[Path]) -> None:
    (study.corpus / "transcripten" / "FG01.txt").write_text("GL: Hoi?\nOuder1: Nee.\n")
    with pytest.raises(Exception, match="First do `route run`"):
        imported(study, fill(sheets[0], as_is))
    assert not (study.corpus / "coderingen").exists()
