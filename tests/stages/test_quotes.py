from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.stages.attributions import attribute
from pipeline.stages.quotes import select_quotes
from tests.builders import Said, codebook, coding, corpus, segment, stakeholders, table

BOOK = codebook("reizen", "tijd")
WORDS = "Dat ging bij ons thuis eigenlijk altijd heel erg goed."


def quotes_of(tables: dict[str, pd.DataFrame], *, per_code: int = 3, minimum_cell: int = 1) -> pd.DataFrame:
    given = tables | {"attributions": attribute(tables, names=stakeholders(), minimum_cell=minimum_cell)}
    return select_quotes(given, book=BOOK, per_code=per_code)


def chosen(utterance: str = "A-0001", span: tuple[int, int] = (0, len(WORDS)), **more: Any) -> dict[str, Any]:
    about = {
        "utterance_id": utterance,
        "start_char": span[0],
        "end_char": span[1],
        "is_released": True,
        "source_row": 2,
    }
    return about | more


def with_chosen(people: dict[str, dict[str, Any]], said: list[Said], *rows: dict[str, Any]) -> dict[str, pd.DataFrame]:
    return corpus(people, said) | {"chosen_quotes": table("chosen_quotes", *rows)}


def test_every_quote_is_a_verbatim_part_of_what_was_said() -> None:
    said = [
        Said(f"A-P{n}", {"reizen": "confirmed"}, text=f" Zin {n} die «lang» — genoeg is om te staan, é.  ")
        for n in (1, 2)
    ]
    tables = with_chosen({"A-P1": {}, "A-P2": {}}, said, chosen(span=(1, 12)))
    found = quotes_of(tables).merge(tables["segments"], on="segment_id")
    assert len(found) == 3
    assert all(quote in text for quote, text in zip(found.text_x, found.text_y, strict=True))


def test_a_chosen_quote_may_run_over_segments_of_its_turn() -> None:
    first, second = "Eerst kwam de bus niet. ", "Toen wel, en dat was het."
    tables = corpus({"A-P1": {}}, [])
    tables["segments"] = table(
        "segments",
        segment("A-0001-2", second, start_char=len(first), end_char=len(first + second)),
        segment("A-0001-1", first, start_char=0, end_char=len(first)),
    )
    words = "de bus niet. Toen wel"
    start = (first + second).index(words)
    tables["chosen_quotes"] = table("chosen_quotes", chosen(span=(start, start + len(words))))
    (found,) = quotes_of(tables).to_dict("records")
    assert (found["text"], found["segment_id"]) == (words, "A-0001-1")


@pytest.mark.parametrize(
    ("is_released", "quotable", "expected"),
    [
        (True, "extern", "extern"),
        (True, "intern", "intern"),
        (True, "nee", "nee"),
        (False, "extern", "intern"),
        (False, "intern", "intern"),
        (False, "nee", "nee"),
    ],
)
def test_outside_goes_only_what_was_released_and_may_be_quoted(is_released: bool, quotable: str, expected: str) -> None:
    tables = with_chosen({"A-P1": {"quotable": quotable}}, [Said("A-P1")], chosen(is_released=is_released))
    (found,) = quotes_of(tables).to_dict("records")
    assert found["quotable"] == expected


@pytest.mark.parametrize(("quotable", "expected"), [("extern", "intern"), ("intern", "intern"), ("nee", "nee")])
def test_what_the_program_chose_never_goes_outside(quotable: str, expected: str) -> None:
    found = quotes_of(corpus({"A-P1": {"quotable": quotable}}, [Said("A-P1", {"reizen": "confirmed"})]))
    assert found.quotable.tolist() == [expected]


def test_a_person_stands_once_under_a_code() -> None:
    people = {"A-P1": {"person": "Sam"}, "B-P1": {"person": "Sam"}, "B-P2": {}}
    texts = [f"Zin nummer {n} is lang genoeg om er te staan." for n in range(4)]
    said = [
        Said(who, {"reizen": "confirmed"}, text=text)
        for who, text in zip(["A-P1", "A-P1", "B-P1", "B-P2"], texts, strict=True)
    ]
    tables = corpus(people, said)
    found = quotes_of(tables).merge(tables["segments"][["segment_id", "participant_id"]], on="segment_id")
    assert len(found) == 2
    assert found.participant_id.map({"A-P1": "Sam", "B-P1": "Sam", "B-P2": "B-P2"}).is_unique


def test_what_people_confirmed_goes_first_and_what_they_rejected_nowhere() -> None:
    statuses = ["proposed", "counted", "confirmed", "rejected"]
    said = [Said(f"A-P{n}", {"reizen": status}, text=f"{status} {WORDS}") for n, status in enumerate(statuses)]
    tables = corpus({f"A-P{n}": {} for n in range(4)}, said)
    assert [text.split()[0] for text in quotes_of(tables, per_code=2).text] == ["confirmed", "counted"]
    assert [text.split()[0] for text in quotes_of(tables, per_code=9).text] == ["confirmed", "counted", "proposed"]
    assert len(quotes_of(tables, per_code=0)) == 0


@pytest.mark.parametrize(("n_words", "expected"), [(7, 0), (8, 1), (60, 1), (61, 0)])
def test_the_program_takes_passages_of_8_to_60_words(n_words: int, expected: int) -> None:
    text = " ".join(["woord"] * n_words)
    assert len(quotes_of(corpus({"A-P1": {}}, [Said("A-P1", {"reizen": "confirmed"}, text=text)]))) == expected


def test_those_outside_the_team_have_as_many_to_read() -> None:
    people = {f"A-P{n}": {"quotable": "nee" if n < 3 else "intern"} for n in range(6)}
    said = [
        Said(who, {"reizen": "confirmed" if n < 3 else "proposed"}, text=f"Zin {n}: {WORDS}")
        for n, who in enumerate(people)
    ]
    found = quotes_of(corpus(people, said), per_code=2)
    assert found.quotable.tolist() == ["nee", "nee", "intern", "intern"]


@pytest.mark.parametrize("role", ["gespreksleider", "onbekend"])
def test_the_program_quotes_participants_and_listeners_only(role: str) -> None:
    people = {"A-P1": {"role": role, "stakeholder_group": None}, "A-P2": {"role": "toehoorder"}}
    found = quotes_of(corpus(people, [Said(who, {"reizen": "confirmed"}, text=f"{who} {WORDS}") for who in people]))
    assert [text.split()[0] for text in found.text] == ["A-P2"]


@pytest.mark.parametrize(("role", "expected"), [("gespreksleider", "gespreksleider"), ("onbekend", "onbekend")])
def test_a_person_may_choose_what_a_moderator_or_somebody_unknown_said(role: str, expected: str) -> None:
    people = {"A-P1": {"role": role, "stakeholder_group": None}}
    tables = with_chosen(people, [Said("A-P1", is_codable=False)], chosen())
    assert quotes_of(tables).attribution.tolist() == [expected]


@pytest.mark.parametrize(
    ("minimum", "expected"),
    [
        (1, ["ouder, focusgroep", "ouder, arena", "leerling, arena"]),
        # The one parent in the arena would be the only one called just that, so the others are too.
        (2, ["ouder", "ouder", "leerling, arena"]),
        (4, ["deelnemer", "deelnemer", "deelnemer"]),
    ],
)
def test_as_many_people_stand_under_every_attribution(minimum: int, expected: list[str]) -> None:
    parents = {f"FG01-P{n}": {} for n in range(1, 5)} | {"AR01-P1": {}}
    pupils = {f"AR01-P{n}": {"stakeholder_group": "leerling"} for n in range(2, 5)}
    said = [Said(who, {"reizen": "confirmed"}, text=f"{who} {WORDS}") for who in (*parents, *pupils)]
    found = quotes_of(corpus(parents | pupils, said, AR01={"session_type": "arena"}), minimum_cell=minimum, per_code=9)
    by_speaker = {text.split()[0]: attribution for text, attribution in zip(found.text, found.attribution, strict=True)}
    assert [by_speaker[who] for who in ("FG01-P1", "AR01-P1", "AR01-P2")] == expected


@pytest.mark.parametrize("other", [{"quotable": "nee"}, {"has_consent": False}, {"role": "gespreksleider"}, None])
def test_who_cannot_be_quoted_hides_nobody(other: dict[str, Any] | None) -> None:
    people = {"A-P1": {}, "A-P2": {}, "A-P3": other or {}, "A-P4": {"stakeholder_group": "leerling"}}
    spoke = [who for who in people if who != "A-P3" or (other or {"has_consent": False}).get("has_consent", True)]
    found = quotes_of(corpus(people, [Said(who, {"reizen": "confirmed"}) for who in spoke]), minimum_cell=3, per_code=9)
    assert set(found.attribution[found.quotable == "intern"]) - {"gespreksleider"} == {"deelnemer"}


def test_a_person_met_three_times_is_no_crowd_of_three() -> None:
    people = {f"TJ0{n}-P1": {"person": "Sam"} for n in range(3)}
    found = quotes_of(corpus(people, [Said("TJ00-P1", {"reizen": "confirmed"})]), minimum_cell=2)
    assert found.attribution.tolist() == ["deelnemer"]


def test_what_a_person_chose_is_not_chosen_again_by_the_program() -> None:
    tables = with_chosen({"A-P1": {}}, [Said("A-P1", {"reizen": "confirmed"})], chosen(reason="mooi gezegd"))
    (found,) = quotes_of(tables).to_dict("records")
    assert (found["chosen_by"], found["reason"], found["code"]) == ("person", "mooi gezegd", "reizen")


def test_a_chosen_quote_without_a_code_is_shown_all_the_same() -> None:
    found = quotes_of(with_chosen({"A-P1": {}}, [Said("A-P1", {"reizen": "rejected"})], chosen()))
    assert found.code.tolist() == ["*"]


def test_a_chosen_quote_whose_turn_is_gone_is_left_out() -> None:
    assert len(quotes_of(with_chosen({"A-P1": {}}, [Said("A-P1")], chosen("A-0099")))) == 0


def test_an_id_is_unique_and_tells_nothing_of_where_the_words_were_said() -> None:
    said = [Said("A-P1", {"reizen": "confirmed", "tijd": "confirmed"}), Said("A-P2", {"reizen": "confirmed"})]
    people = {"A-P1": {}, "A-P2": {}}
    found = quotes_of(corpus(people, said))
    assert len(found) == 3
    assert found.quote_id.is_unique
    assert found.quote_id.str.fullmatch(r"c[0-9a-f]{12}").all()
    elsewhere = corpus(
        {who.replace("A", "ZZ9"): {} for who in people}, [Said(s.who.replace("A", "ZZ9"), s.codes) for s in said]
    )
    assert quotes_of(elsewhere).quote_id.tolist() == found.quote_id.tolist()


def test_the_order_of_rows_does_not_matter() -> None:
    said = [Said(f"A-P{n}", {"reizen": "confirmed"}, text=f"Zin {n}: {WORDS}") for n in range(6)]
    tables = with_chosen({f"A-P{n}": {} for n in range(6)}, said, chosen())
    turned = {name: item.iloc[::-1].reset_index(drop=True) for name, item in tables.items()}
    pd.testing.assert_frame_equal(quotes_of(turned), quotes_of(tables))


def test_nothing_said_nothing_quoted() -> None:
    assert len(quotes_of(corpus({"A-P1": {}}, []))) == 0


@pytest.mark.parametrize(("span", "expected"), [((0, 9), "reizen"), ((10, 24), "tijd")])
def test_a_chosen_quote_stands_under_the_code_that_its_own_words_carry(span: tuple[int, int], expected: str) -> None:
    said = [Said("A-P1", {"reizen": "confirmed", "tijd": "proposed"})]
    tables = with_chosen({"A-P1": {}}, said, chosen(span=span))
    tables["codings"] = table(
        "codings",
        coding("A-0001-1", "reizen", "HB", start_char=0, end_char=8),
        coding("A-0001-1", "tijd", "machine:pattern", start_char=14, end_char=20),
    )
    (found,) = quotes_of(tables, per_code=0).to_dict("records")
    assert found["code"] == expected
