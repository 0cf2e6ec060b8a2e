from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from spacy.language import Language

from pipeline.stages.concordance import count_by_group, find_in_context
from pipeline.stages.tokens import annotate_segments
from tests.builders import segment, table

TALK = {
    "FG01-0001-1": "Ik bel hem altijd terug, maar hij belt nooit.",
    "FG01-0002-1": "De stagebegeleider was niet te pakken te krijgen.",
    "FG01-0003-1": "Niet te vroeg. Te pakken kreeg ik hem wel.",
    "FG02-0001-1": "Zij heeft teruggebeld over de stàge van m'n zoon.",
}


@pytest.fixture(scope="module")
def talk(nlp: Language) -> tuple[pd.DataFrame, pd.DataFrame]:
    segments = table("segments", *(segment(name, text, stakeholder_group="ouder") for name, text in TALK.items()))
    return annotate_segments(segments, nlp=nlp), segments


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("bellen", ["bel", "belt", "teruggebeld"]),
        ("BELT", ["bel", "belt"]),
        ("terugbellen", ["bel hem altijd terug", "teruggebeld"]),
        ("stage", ["stagebegeleider", "stàge"]),
        ("stàge", ["stagebegeleider", "stàge"]),
        ("*begeleider", ["stagebegeleider"]),
        ("pakken", ["pakken", "pakken"]),
        ("niet te pakken", ["niet te pakken"]),
        ("te", ["te", "te", "te", "Te"]),
        ("zo", []),
        ("(", []),
        ("bus", []),
    ],
)
def test_a_word_is_found_in_its_forms(talk: Any, wanted: str, words: list[str]) -> None:
    assert find_in_context(*talk, wanted).word.tolist() == words


def test_a_split_verb_stays_in_its_sentence(nlp: Language) -> None:
    segments = table("segments", segment("FG01-0001-1", "Ik bel hem. Hij kwam terug."))
    assert find_in_context(annotate_segments(segments, nlp=nlp), segments, "terugbellen").empty


def test_the_words_around_it_are_those_of_the_segment(talk: Any) -> None:
    found = find_in_context(*talk, "bellen", around=10)
    for row in found.itertuples():
        assert f"{row.left}{row.word}{row.right}" in TALK[row.segment_id]
    assert max(*found.left.str.len(), *found.right.str.len()) == 10


@pytest.mark.parametrize("wanted", ["", "  ", "*", "* *"])
def test_nothing_asked(talk: Any, wanted: str) -> None:
    with pytest.raises(ValueError, match="no word"):
        find_in_context(*talk, wanted)


def test_how_often_each_group_said_it_is_told_for_its_number_of_words() -> None:
    segments = table(
        "segments",
        segment("FG01-0001-1", "bellen", stakeholder_group="ouder", n_words=100),
        segment("FG01-0002-1", "bellen", stakeholder_group="leerling", n_words=10),
        segment("FG01-0003-1", "bellen", stakeholder_group=None, role="gespreksleider"),
    )
    found = segments.assign(word="bellen")
    counted = count_by_group(found, segments).set_index("stakeholder_group")
    assert counted.index.tolist() == ["leerling", "ouder"]
    assert counted.per_1000.tolist() == [100.0, 10.0]
    assert counted.n_participants.tolist() == [1, 1]
