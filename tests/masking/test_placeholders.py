from __future__ import annotations

import random

from pipeline.masking.placeholders import letter, speaker_placeholders
from pipeline.registers import SpeakerRow

GROUPS = {"sb": "stagebegeleider", "ouder": "ouder", "leerling": "leerling", "oud": "oud-leerling"}


def speaker(session: str, label: str, *, group: str = "sb", person: str | None = None, role: str = "deelnemer"):
    return SpeakerRow(session, label, role, group, person, None, None, True, None, 2)


def placeholders(rows: list[SpeakerRow]) -> dict[str, dict[str, str]]:
    return speaker_placeholders(rows, group_names=GROUPS)


SERIES = [
    speaker("T1", "Petra", person="p"), speaker("T1", "Hans", person="h"), speaker("T1", "Gast"),
    speaker("T2", "Petra de Groot", person="p"), speaker("T2", "Hans", person="h"), speaker("T2", "Nieuw"),
    speaker("T2", "GL", role="gespreksleider"), speaker("T2", "Luc", role="toehoorder"),
]  # fmt: skip


def test_a_person_has_one_letter_in_all_sessions_and_nobody_else_has_it():
    found = placeholders(SERIES)
    assert found["T1"]["Petra"] == found["T2"]["Petra de Groot"]
    assert found["T1"]["Hans"] == found["T2"]["Hans"]
    assert (found["T2"]["GL"], found["T2"]["Luc"]) == ("[gespreksleider]", "[toehoorder A]")
    everybody = {found["T1"]["Petra"], found["T1"]["Hans"], found["T1"]["Gast"], found["T2"]["Nieuw"]}
    assert everybody == {f"[stagebegeleider {sign}]" for sign in "ABCD"}
    assert {found["T1"]["Petra"], found["T1"]["Hans"]} == {"[stagebegeleider A]", "[stagebegeleider B]"}


def test_the_other_labels_of_a_person_are_known_in_each_session():
    found = placeholders(SERIES)
    assert found["T1"]["Petra de Groot"] == found["T1"]["Petra"] == found["T2"]["Petra"]


def test_who_missed_a_round_reads_there_as_in_the_others():
    rows = [*SERIES, speaker("T3", "Petra", person="p"), speaker("F1", "Hans"), speaker("F1", "GL", person="g")]
    found = placeholders(rows)
    assert found["T3"]["Hans"] == found["T1"]["Hans"]
    assert found["F1"]["Hans"] != found["T1"]["Hans"] and set(found["F1"]) == {"Hans", "GL"}


def test_a_label_of_two_who_sit_together_elsewhere_stands_for_neither():
    other = [speaker("T3", "Petra", person="p"), speaker("T3", "Hans", person="x")]
    assert "Hans" not in placeholders([*SERIES, *other, speaker("T4", "Petra", person="p")])["T4"]


def test_who_leads_all_sessions_does_not_tie_them_together():
    rows = [speaker(name, "Els", person="e", role="gespreksleider") for name in ("F1", "F2")]
    found = placeholders([*rows, speaker("F1", "Jan", person="j"), speaker("F2", "Piet", person="t")])
    assert "Jan" not in found["F2"]


def test_a_later_session_changes_no_placeholder():
    later = [speaker("T3", "Anna", person="a"), speaker("T3", "Petra", person="p")]
    old = [row for row in SERIES if row.person or row.role != "deelnemer"]
    found = placeholders([*old, *later])
    assert {name: found[name] for name in ("T1", "T2")} == placeholders(old)


def test_the_order_of_the_register_is_of_no_account():
    rows = list(SERIES)
    random.Random(1).shuffle(rows)
    assert placeholders(rows) == placeholders(SERIES)


def test_without_pseudonyms_each_session_begins_at_a():
    found = placeholders([speaker("F1", "Jan", group="ouder"), speaker("F2", "Piet", group="ouder")])
    assert found == {"F1": {"Jan": "[ouder A]"}, "F2": {"Piet": "[ouder A]"}}


def test_a_person_who_changes_groups_keeps_the_letter():
    rows = [speaker("F1", name, group="leerling", person=name) for name in "abc"]
    rows += [speaker("F2", name, group="oud", person=name) for name in "cd"]
    found = placeholders(rows)
    assert found["F1"]["c"][-2] == found["F2"]["c"][-2] != found["F2"]["d"][-2]


def test_letters_go_on_after_z():
    assert [letter(n) for n in (0, 25, 26, 27, 52)] == ["A", "Z", "AA", "AB", "BA"]
