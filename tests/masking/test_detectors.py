from __future__ import annotations

from itertools import pairwise

import pytest

from pipeline.masking.detectors import PLACEHOLDERS, Finding, find_identifying, without_overlap


def found(text: str) -> list[tuple[str, str]]:
    return [(f.kind, text[f.start : f.end]) for f in find_identifying(text)]


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        # BSN: nine digits that pass the eleven-proof
        ("bsn 111222333", [("bsn", "111222333")]),
        ("bsn 1112.22.333", [("bsn", "1112.22.333")]),
        ("bsn 111 222 333", [("bsn", "111 222 333")]),
        ("bsn 111-222-333", [("bsn", "111-222-333")]),
        ("order 111 222 334", []),
        # IBAN: the checksum decides
        ("op NL91ABNA0417164300.", [("iban", "NL91ABNA0417164300")]),
        ("op DE89 3704 0044 0532 0130 00 EN dan", [("iban", "DE89 3704 0044 0532 0130 00")]),
        ("op FR14 2004 1010 0505 0001 3M02 606 EN dan", [("iban", "FR14 2004 1010 0505 0001 3M02 606")]),
        # phones
        ("bel 0612345678", [("phone", "0612345678")]),
        ("bel 06 - 12345678", [("phone", "06 - 12345678")]),
        ("bel 06/12345678", [("phone", "06/12345678")]),
        ("bel +31612345678", [("phone", "+31612345678")]),
        ("bel +31 (0)20 1234567", [("phone", "+31 (0)20 1234567")]),
        ("bel (0475) 123 456", [("phone", "(0475) 123 456")]),
        ("bel 112 of 1415", []),
        # on line
        ("mail J.de-Vries+werk@mail.school.nl.", [("email", "J.de-Vries+werk@mail.school.nl")]),
        ("zie https://x.nl/a?b=1, echt", [("url", "https://x.nl/a?b=1")]),
        ("zie Www.school.nl!", [("url", "Www.school.nl")]),
        ("volg @jan.88_x.", [("handle", "@jan.88_x")]),
        ("om 9 @ de bus", []),
        # where
        ("op 3511 AB", [("postcode", "3511 AB")]),
        ("in 2024 sa", []),
        ("Dorpsstraat 12, 3511 AB Utrecht", [("address", "Dorpsstraat 12"), ("address", "3511 AB Utrecht")]),
        # a word with the capital of a sentence is no part of the name
        ("Daarna Fatima weer.", [("person", "Fatima")]),
        ("Ja. Meneer Jansen op de fiets.", [("person", "Jansen")]),
        ("Toen kwam De Vries.", [("person", "De Vries")]),
        ("Niks. Punt. Best wel.", []),
        ("Henk. Henk is mijn baas.", [("person", "Henk"), ("person", "Henk")]),
        ("Dorpsstraat 12. Daar woon ik.", [("address", "Dorpsstraat 12")]),
        ("Groep 8 was leuk. Kring 1 ook.", []),
        # when, how old, which car
        ("op 12 maart 2024", [("date", "12 maart 2024")]),
        ("Ik ben 17 en werk.", [("age", "17")]),
        ("Ik ben 17 keer gebeld.", []),
        ("kenteken AB-123-C", [("licence_plate", "AB-123-C")]),
        ("op 10-20-30", []),
    ],
)
def test_what_is_found(text: str, findings: list[tuple[str, str]]):
    assert found(text) == findings


def test_a_wrong_checksum_is_no_iban():
    assert "iban" not in dict(found("op NL91ABNA0417164301"))


def test_findings_are_in_order_and_apart():
    text = "Jan (06-12345678) en Petra, Dorpsstraat 12, 3511 AB Utrecht, jan@x.nl."
    findings = find_identifying(text)
    assert len(findings) >= 5
    assert all(a.end <= b.start for a, b in pairwise(findings))
    assert {f.kind for f in findings} <= set(PLACEHOLDERS)


def test_a_later_finding_keeps_what_an_earlier_one_leaves():
    text = "de Brug Noord Utrecht nu"
    given = [Finding(3, 13, "institution"), Finding(8, 21, "place"), Finding(3, 7, "person"), Finding(13, 14, "place")]
    assert without_overlap(given, text=text) == [Finding(3, 13, "institution"), Finding(14, 21, "place")]


def test_a_finding_around_another_is_cut_in_two():
    text = "Jan 3511 AB Bakker"
    given = [Finding(4, 11, "postcode"), Finding(0, 18, "person")]
    assert without_overlap(given, text=text) == [
        Finding(0, 3, "person"), Finding(4, 11, "postcode"), Finding(12, 18, "person"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", " ", "...", "[lacht]", "😀", "@", "0", "niks"])
def test_odd_texts_hold_nothing(text: str):
    assert found(text) == []
