from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.privacy_review import Item, review_privacy, summary_of
from pipeline.study import Study, read_study
from tests.builders import Said, corpus, table, write_study

MASKED = "Nou, toen belde [ouder A] weer met de school van UWV, zeg maar."


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def study_of(folder: Path, *texts: str, findings: list[dict[str, object]] | None = None) -> Study:
    study = read_study(write_study(folder, **{"config/privacy.yaml": "toegestaan: UWV\n"}), None, folder / "out")
    tables = corpus({"FG01-P1": {}}, [Said("FG01-P1", text=text) for text in texts])
    tables["privacy_findings"] = table("privacy_findings", *(findings or []))
    for name in ("utterances", "sessions", "privacy_findings"):
        study.store.save(name, tables[name], key="k", session="FG01")
    return study


def finding(shown: str, action: str, turn: str = "FG01-0001") -> dict[str, object]:
    start = MASKED.index(shown)
    placeholder = shown if action == "masked" else None
    place = {"start_char": start, "end_char": start + len(shown), "placeholder": placeholder}
    return {"utterance_id": turn, "kind": "person", "action": action} | place


def left(folder: Path, *texts: str) -> list[tuple[str, str]]:
    return [(item.shown, item.kind) for item in review_privacy(study_of(folder, *texts)) if item.action == "left"]


def test_what_was_masked_or_allowed_is_shown_by_its_line_in_masked_words(tmp_path: Path) -> None:
    study = study_of(tmp_path, MASKED, findings=[finding("[ouder A]", "masked"), finding("UWV", "allowed")])
    place = ("FG01", "transcripten/FG01.txt", 1, "FG01-0001")
    assert review_privacy(study) == [
        Item(*place, "masked", "person", "[ouder A]", "Nou, toen belde [ouder A] weer met de school …"),
        Item(*place, "allowed", "person", "UWV", "… met de school van UWV, zeg maar."),
    ]
    assert summary_of(review_privacy(study)) == [["FG01", "1", "person 1", "1", "0"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Toen ging hij naar Meerzicht, ja.", [("Meerzicht", "capital")]),
        ("Meerzicht is mooi.", [("Meerzicht", "unknown word")]),
        ("Stagebegeleiders zijn er genoeg.", []),
        ("ik zei tegen juf anja dat het niet ging", [("anja", "after a title")]),
        ("Vraag het mevrouw Xu maar.", [("Xu", "after a title")]),
        ("de mevrouw zei dat juf weg was", []),
        ("Het nummer was 12 34 5 of zo, in 2026.", [("12 34 5", "long number")]),
        ("Dat doet UWV, en [lacht] ik ook.", []),
        ("En toen [Jansen lacht] niets.", [("Jansen", "unknown word")]),
        ("Hij reed in een Berlingo-bus.", [("Berlingo-bus", "capital")]),
    ],
)
def test_what_may_have_been_missed(tmp_path: Path, text: str, expected: list[tuple[str, str]]) -> None:
    assert left(tmp_path, text) == expected


def test_a_word_stands_there_once_with_its_other_lines(tmp_path: Path) -> None:
    said = "Toen ging hij naar Meerzicht."
    (item,) = review_privacy(study_of(tmp_path, said, "Wat gaat er goed?", said, said))
    assert (item.line, item.also) == (1, (3, 4))


def test_a_session_without_tables_or_without_a_row_is_said(tmp_path: Path) -> None:
    study = read_study(write_study(tmp_path), None, tmp_path / "out")
    with pytest.raises(PipelineError, match=r"not read yet: FG01\. First do `route run`"):
        review_privacy(study)
    with pytest.raises(PipelineError, match=r"FG1: this session is not in sessies\.csv\. Did you mean 'FG01'"):
        review_privacy(study, session="FG1")
