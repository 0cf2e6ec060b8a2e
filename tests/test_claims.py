from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.claims import Claims, paragraphs_of, sought
from pipeline.flow_sessions import read_session
from pipeline.stages.session_text import SessionInput
from pipeline.stages.utterances import read_utterances
from pipeline.study import Study, read_study
from tests.builders import write_study

CLAIMS = """\
bevindingen:
  - id: B01
    uitspraak: |
      Ouders worden teruggebeld.

      Dat helpt.
    steunt_op: |
      FG01-0002 | belt altijd terug
      FG01-0002
    spreekt_tegen: |
      gezocht, niet gevonden | alle beurten van ouders gelezen
"""
PRACTICES = """\
praktijken:
  - id: belrondje
    titel: Het belrondje
    stappen: |
      Bel.
      Bel nog eens.
    verteld_in: FG01-0002-1
"""


def study_of(folder: Path, **changed: str) -> Study:
    return read_study(write_study(folder, **changed), None, folder / "uit")


def said(problems: list[object]) -> str:
    return "\n".join(map(str, problems))


def test_a_study_without_claims_has_none(tmp_path: Path) -> None:
    study = study_of(tmp_path)
    assert (study.claims, study.cited, study.memos) == (Claims(), [], [])
    assert not study.problems


def test_every_line_of_evidence_is_a_passage_with_its_place(tmp_path: Path) -> None:
    study = study_of(tmp_path, **{"bevindingen.yaml": CLAIMS, "praktijken.yaml": PRACTICES})
    assert not study.problems and not study.notes
    found = [(p.source_id, p.side, p.number, p.turn, p.segment, p.quote, p.line) for p in study.cited]
    assert found == [
        ("B01", "supports", 1, 2, None, "belt altijd terug", 8),
        ("B01", "supports", 2, 2, None, "", 9),
        ("belrondje", "told", 1, 2, 1, "", 7),
    ]
    assert study.claims.bevindingen[0].uitspraak == ["Ouders worden teruggebeld.", "Dat helpt."]
    assert sought(study.claims.bevindingen[0].spreekt_tegen[0]) == "alle beurten van ouders gelezen"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("zomaar een zin", "names no turn"),
        ("FG01", "names no turn"),
        ("FG09-0001", "session 'FG09' is not in sessies.csv"),
    ],
)
def test_a_line_without_a_place_is_noted_and_stops_nothing(tmp_path: Path, line: str, expected: str) -> None:
    study = study_of(tmp_path, **{"bevindingen.yaml": CLAIMS.replace("FG01-0002\n", f"{line}\n")})
    assert not study.problems
    assert expected in said(study.notes) and "bevindingen.yaml:9" in said(study.notes)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("bevindingen.yaml", CLAIMS + CLAIMS.partition("\n")[2], "'B01' stands here twice"),
        ("bevindingen.yaml", CLAIMS.replace("uitspraak", "uitspaak"), "uitspraak"),
        ("bevindingen.yaml", "bevindingen:\n  - id: B 1\n    uitspraak: x\n", "B 1"),
        ("praktijken.yaml", PRACTICES.replace("titel: Het belrondje", "titel:"), "titel"),
        ("config/rapport.yaml", "checklist: COREC\n", "COREC"),
        ("config/rapport.yaml", "blikken:\n  dinges: {teks: x}\n", "teks"),
    ],
)
def test_what_must_be_mended_names_the_file_and_the_line(tmp_path: Path, name: str, text: str, expected: str) -> None:
    study = study_of(tmp_path, **{name: text})
    assert expected in said(study.problems)
    assert name.rsplit("/", maxsplit=1)[-1] in said(study.problems)


def test_texts_that_name_what_is_not_there_are_noted(tmp_path: Path) -> None:
    text = "sessies:\n  FG02: {agenda: bellen}\naanbevelingen:\n  - aan: scholen\n    wat: bel\n    steunt_op: B02\n"
    study = study_of(tmp_path, **{"config/rapport.yaml": text, "bevindingen.yaml": CLAIMS})
    assert not study.problems
    assert "session 'FG02' is not in sessies.csv" in said(study.notes)
    assert "'B02' is in neither bevindingen.yaml nor praktijken.yaml" in said(study.notes)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("Een.\ntwee\n\n drie ", ["Een. twee", "drie"]), ("", []), (None, []), (["al", "lijst"], ["al", "lijst"])],
)
def test_blank_lines_set_paragraphs_apart(value: object, expected: object) -> None:
    assert paragraphs_of(value) == expected


MEMO = "---\ndatum: 28-11-2025\ndoor: HB\nbij: reizen\n---\n\nEerste alinea\nloopt door.\n\nTweede.\n"


def test_memos_are_read_with_what_they_are_about(tmp_path: Path) -> None:
    study = study_of(tmp_path, **{"memos/a.md": MEMO, "memos/b.md": "Zonder kop."})
    first, second = study.memos
    assert (first.date, first.author, first.about) == ("2025-11-28", "HB", "reizen")
    assert first.text == ("Eerste alinea loopt door.", "Tweede.")
    assert (second.date, second.about, second.text) == (None, "studie", ("Zonder kop.",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\ndatum: ooit\n---\nx", "datum 'ooit' is not a date"),
        ("---\n- a\n---\nx", "no `key: value`"),
        (b"\xff\xfe", "not UTF-8"),
    ],
)
def test_a_memo_that_cannot_be_read_is_noted_and_left_out(tmp_path: Path, text: str | bytes, expected: str) -> None:
    study = read_study(write_study(tmp_path, **{"memos/a.md": text, "memos/b.md": "Goed."}), None, tmp_path / "uit")
    assert expected in said(study.notes) and "memos/a.md" in said(study.notes)
    assert [memo.name for memo in study.memos] == ["b"] and not study.problems


def test_what_has_no_place_is_listed_with_its_claim(tmp_path: Path) -> None:
    lost = CLAIMS.replace("belt altijd terug", "belt nooit terug")
    study = study_of(tmp_path, **{"bevindingen.yaml": lost, "praktijken.yaml": PRACTICES})
    (session,) = study.sessions
    turns = read_session(study, session).turns
    tables = read_utterances(SessionInput(session, "0", turns, study.speakers, cited=study.cited))
    (row,) = tables["unplaced"].to_dict("records")
    assert row["reason"].startswith("B01: citaat komt") and row["source_row"] == 8
    placed = tables["cited_passages"]
    assert list(zip(placed.source_id, placed.number, placed.segment.fillna(0), strict=True)) == [
        ("B01", 2, 0),
        ("belrondje", 1, 1),
    ]


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ("reizen", None),
        ("begeleiding", None),
        ("FG01", None),
        ("FG01-0002", None),
        ("FG01-0002-1", None),
        ("studie", None),
        ("contact", None),
        ("reisen", "Did you mean 'reizen'?"),
        ("FG09-0001", "is no code, session, turn or segment"),
        ("FG01-eind", "is no code, session, turn or segment"),
    ],
)
def test_a_memo_about_nothing_known_is_noted_and_kept(tmp_path: Path, about: str, told: str | None) -> None:
    study = study_of(tmp_path, **{"memos/a.md": f"---\nbij: {about}\n---\n\nTekst.\n"})
    notes = [str(note) for note in study.notes if note.where == "memos/a.md"]
    assert (told is None and notes == []) or (told is not None and told in notes[0])
    # A code that was renamed takes its memos along.
    assert [memo.about for memo in study.memos] == ["bereikbaarheid" if about == "contact" else about]
