from __future__ import annotations

import pytest

from pipeline.language.negation import is_negated
from tests.case_files import Case, as_list, cases


@pytest.mark.parametrize("case", cases("negation"))
def test_case(case: Case, nlp):
    marked = case.given["tekst"]
    start, end = marked.index("<"), marked.index(">") - 1
    doc = nlp.make_doc(marked.replace("<", "").replace(">", ""))
    span = doc.char_span(start, end)
    words = [token.lower_ for token in doc]
    denied = is_negated(words, span.start, span.end, own=as_list(case.given.get("eigen")))
    case.check("ja" if denied else "nee", case.given["ontkend"])


def test_the_edges_of_a_text():
    assert not is_negated(["bus"], 0, 1)
    assert is_negated(["geen", "bus"], 1, 2)
    assert is_negated(["bus", "niet"], 0, 1)


def test_two_negations_lift_each_other():
    assert not is_negated("niet zonder hulp".split(), 2, 3)


def test_a_negation_far_away_is_somebody_elses():
    words = "niet een twee drie vier vijf zes zeven hulp".split()
    assert not is_negated(words, 8, 9)
