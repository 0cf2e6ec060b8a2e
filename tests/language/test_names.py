from __future__ import annotations

import logging

import pytest

from pipeline.language.names import is_common_word, is_name, load_deduce, starts_sentence


def test_roles_and_codes_are_no_names():
    labels = (
        "Directeur W1 GL Docent Ouder Mentor Begeleider Coach JB R2D2 1 Stagiair Moeder Jobcoach Accountmanager ROC"
    )
    assert [word for word in labels.split() if is_name(word)] == []
    names = "Jan Marieke Roos Bas Fatima Jansen Anne-Marie MARIEKE marieke Djaïr"
    assert [word for word in names.split() if not is_name(word)] == []
    assert not is_name("roos")


def test_common_words():
    assert all(map(is_common_word, ["Bas", "Roos", "Wil", "Mark", "markt", "niks"]))
    assert not any(map(is_common_word, ["Fatima", "Petra", "Jansen"]))


@pytest.mark.parametrize(
    ("before", "starts"),
    [("", True), ("Ja. ", True), ("Nou: ", True), ("“", True), ("[lacht] ", True), ("Ja, ", False), ("en ", False)],
)
def test_sentence_starts(before: str, starts: bool):
    assert starts_sentence(before + "Bas", len(before)) is starts


def test_loading_leaves_logging_alone():
    before = list(logging.getLogger().handlers), logging.getLogger().level
    load_deduce()
    assert (list(logging.getLogger().handlers), logging.getLogger().level) == before
