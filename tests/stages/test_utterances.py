from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest

from pipeline.judgements import CodingRow, ReleasedQuote
from pipeline.readers.turns import Turn
from pipeline.registers import SessionRow, SpeakerRow
from pipeline.stages.session_text import SessionInput
from pipeline.stages.utterances import asked_question, read_utterances, stricter
from pipeline.study import Question
from pipeline.tables import TABLES

GUIDE = [
    Question(id="V1", vraag="Hoe gaat het met de stage?", patronen=["hoe gaat het", "stage"]),
    Question(id="V2", vraag="Krijg je hulp?", patronen=["krijg je hulp", "begeleider"]),
]


def session(**more: Any) -> SessionRow:
    given = {
        "session_id": "FG01", "file": "FG01.txt", "session_type": "focusgroep", "date": "2026-01-02", "round": None,
        "minutes": 60, "school": None, "region": None, "title": "Ouders met Petra", "quotable": "intern", "line": 2,
    }  # fmt: skip
    return SessionRow(**(given | more))


def speaker(label: str, role: str = "deelnemer", group: str = "ouder", **more: Any) -> SpeakerRow:
    given = {
        "session_id": "FG01", "label": label, "role": role, "group": "" if role == "gespreksleider" else group,
        "person": None, "school": None, "region": None, "has_consent": True, "quotable": None, "line": 2,
    }  # fmt: skip
    return SpeakerRow(**(given | more))


def coding(quote: str, turn: int | None = None) -> CodingRow:
    return CodingRow("FG01", turn, quote, "x", "HB", True, "2026-01-02", "1", None, (), "coderingen/HB.csv", 3)


def turns(*said: tuple[str, str] | tuple[str, str, str | None]) -> list[Turn]:
    return [Turn(row[0], row[1], line, row[2] if len(row) > 2 else None) for line, row in enumerate(said, start=10)]


def read(said: Sequence[Turn], speakers: Sequence[SpeakerRow], **more: Any) -> dict[str, pd.DataFrame]:
    given = {"session": session(), "source_sha256": "0", "group_names": {"ouder": "ouder", "school": "school"}} | more
    tables = read_utterances(SessionInput(turns=said, speakers=speakers, **given))
    return {name: TABLES[name].validate(table) for name, table in tables.items()}


def everything(tables: dict[str, pd.DataFrame]) -> str:
    """All that any column of any table holds, in lower case."""
    return "\n".join(table.to_csv() for table in tables.values()).lower()


MIX = turns(
    ("GL", "Hoe gaat het met de stage, Petra?"),
    ("Petra", "Nou, Kevin zit op Utrecht en dat is goed."),
    ("Soumaya", "Het onderwaterkasteel van Dagobert is mijn geheimpje."),
    ("GL", "Krijg je hulp?"),
    ("Petra", "Nee. Soumaya wel."),
    ("ONBEKEND", "Sst."),
)
PEOPLE = [
    speaker("GL", "gespreksleider"),
    speaker("Petra", person="O1", quotable="extern"),
    speaker("Soumaya", has_consent=False),
    speaker("Zwijger"),
]


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    codings = [
        coding("zit op Utrecht"), coding("onderwaterkasteel"), coding("", 3), coding("geheimpje. Krijg je hulp"),
    ]  # fmt: skip
    quotes = [ReleasedQuote("FG01", None, "dat is goed", "", None, True, 4),
              ReleasedQuote("FG01", 3, "onderwaterkasteel", "", None, True, 5)]  # fmt: skip
    return read(MIX, PEOPLE, guide=GUIDE, codings=codings, quotes=quotes)


@pytest.mark.parametrize("word", ["onderwaterkasteel", "dagobert", "geheimpje"])
def test_without_consent_no_word_is_in_any_table(word: str, tables):
    assert word not in everything(tables)


@pytest.mark.parametrize("label", ["petra", "soumaya", "zwijger", "kevin", "utrecht"])
def test_labels_and_names_are_in_no_table(label: str, tables):
    assert label not in everything(tables)


def test_a_turn_without_consent_stays_as_a_row(tables):
    row = tables["utterances"].iloc[2]
    assert (row.utterance_id, row.turn, row.participant_id, row.source_line) == ("FG01-0003", 3, "FG01-P3", 12)
    assert pd.isna(row.text)
    assert "FG01-0003" not in set(tables["privacy_findings"].utterance_id)


def test_people_are_numbered_by_first_turn(tables):
    people = tables["participants"].set_index("participant_id")
    assert people.index.tolist() == ["FG01-P1", "FG01-P2", "FG01-P3", "FG01-ONBEKEND", "FG01-P4"]
    assert people.role.tolist() == ["gespreksleider", "deelnemer", "deelnemer", "onbekend", "deelnemer"]
    assert people.person["FG01-P2"] == "O1"
    assert people.has_consent.tolist() == [True, True, False, True, True]


def test_the_stricter_answer_on_quoting_holds(tables):
    assert tables["participants"].set_index("participant_id").quotable.to_dict() == {
        "FG01-P1": "intern", "FG01-P2": "intern", "FG01-P3": "intern", "FG01-P4": "intern", "FG01-ONBEKEND": "nee",
    }  # fmt: skip
    assert stricter("extern", "nee") == "nee"
    assert stricter("nee", "extern") == "nee"
    assert stricter("extern", None) == "extern"


def test_speakers_that_are_named_are_called_by_their_group(tables):
    texts = tables["utterances"].text
    assert texts[0] == "Hoe gaat het met de stage, [ouder A]?"
    assert texts[4] == "Nee. [ouder C] wel."
    assert tables["sessions"].title[0] == "Ouders met [ouder A]"


def test_findings_lie_on_their_placeholders(tables):
    text = tables["utterances"].set_index("utterance_id").text
    found = tables["privacy_findings"]
    assert len(found) >= 3
    for row in found.itertuples():
        assert text[row.utterance_id][row.start_char : row.end_char] == row.placeholder


def test_questions_and_prompts(tables):
    rows = tables["utterances"]
    assert rows.question_id.tolist() == ["V1", "V1", "V1", "V2", "V2", "V2"]
    assert rows.is_prompted.tolist() == [False, True, False, False, True, False]
    prompts = ["FG01-0001", "FG01-0001", "FG01-0004", "FG01-0004"]
    assert rows.prompt_id[[1, 2, 4, 5]].tolist() == prompts
    assert rows.prompt_id[[0, 3]].isna().all()
    assert tables["questions"].set_index("question_id").n_turns.to_dict() == {"V1": 2, "V2": 2}


def test_codings_land_on_masked_words(tables):
    text = tables["utterances"].set_index("utterance_id").text
    placed = [text[row.utterance_id][row.start_char : row.end_char] for row in tables["human_codings"].itertuples()]
    assert len(placed) == 1
    assert placed[0].startswith("zit op [")
    assert [text[r.utterance_id][r.start_char : r.end_char] for r in tables["chosen_quotes"].itertuples()] == [
        "dat is goed"
    ]
    assert tables["unplaced"].source_row.tolist() == [3, 3, 3, 5]


def test_words_are_counted_without_brackets_and_without_what_is_not_there(tables):
    row = tables["sessions"].iloc[0]
    assert (row.n_turns, row.n_words) == (6, 6 + 7 + 3 + 2 + 1)


def test_a_heading_ends_the_question():
    said = turns(
        ("GL", "Hoe gaat het?", "Kring 1"), ("Petra", "Goed.", "Kring 1"), ("Petra", "Anders.", "Kring 2")
    )  # fmt: skip
    rows = read(said, PEOPLE, guide=GUIDE)["utterances"]
    assert [q if isinstance(q, str) else None for q in rows.question_id] == ["V1", "V1", None]
    assert rows.part.tolist() == ["Kring 1", "Kring 1", "Kring 2"]


def test_names_in_headings_are_masked():
    rows = read(turns(("GL", "Ja.", "Het verhaal van Fatima")), PEOPLE)["utterances"]
    assert rows.part[0] == "Het verhaal van [PERSOON-1]"


def test_a_school_of_the_registers_is_masked():
    rows = read(turns(("GL", "Op het Wellant is het leuk.")), PEOPLE, schools={"Wellant": "Wellant"})["utterances"]
    assert rows.text[0] == "Op het [school A] is het leuk."


def test_the_order_of_the_register_changes_nothing():
    given, other = (everything(read(MIX, people)) for people in (PEOPLE, PEOPLE[:3][::-1] + PEOPLE[3:]))
    assert given == other


def test_no_turns_no_rows():
    result = read([], PEOPLE)
    assert len(result["utterances"]) == 0
    assert len(result["participants"]) == 4
    assert result["sessions"].n_turns[0] == 0


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Nou, hoe  gaat het dan?", "V1"),
        ("HOE GAAT HET", "V1"),
        ("En de stagebegeleider?", None),
        ("Hoe gaat het? Of nee: krijg je hulp?", "V2"),
        ("Krijg je hulp? En hoe gaat het?", "V1"),
        ("Iets anders.", None),
    ],
)
def test_the_question_that_is_asked(text: str, question: str | None):
    assert asked_question(text, GUIDE) == question


def test_a_question_without_patterns_is_known_by_its_own_words():
    guide = [Question(id="V3", vraag="Wat wil je nog kwijt?")]
    assert asked_question("Goed. Wat wil je nog kwijt? Zeg maar.", guide) == "V3"
