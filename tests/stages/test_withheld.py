from __future__ import annotations

import pytest

from pipeline.stages.withheld import runs_of, without

SAID = "Ja, een paarse neushoorn bracht mij naar de stage."


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Hij zei: “Een paarse neushoorn, bracht mij naar de stage!” Mooi.", "Hij zei: “[weggelaten]!” Mooi."),
        ("een paarse neushoorn bracht", "een paarse neushoorn bracht"),
        ("Paarse neushoorn bracht mij naar; een paarse neushoorn bracht mij thuis",
         "[weggelaten]; [weggelaten] thuis"),
        ("", ""),
    ],
)  # fmt: skip
def test_five_words_in_a_row_of_who_gave_no_consent_are_left_out(typed: str, expected: str) -> None:
    assert without(typed, runs_of([SAID])) == expected


def test_what_somebody_else_said_too_stays() -> None:
    typed = "bracht mij naar de stage"
    assert without(typed, runs_of([SAID], others=["De bus bracht mij naar de stage."])) == typed
