from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import spacy

from pipeline.codebook import Code
from pipeline.language.nlp import load_nlp
from pipeline.stages.matching import Match, match_patterns
from pipeline.stages.patterns import is_infinitive, split_verb
from pipeline.stages.tokens import annotate_segments
from tests.case_files import Case, as_list, cases


def code(name: str, *patterns: str) -> Code:
    return Code(id=name, naam=name, definitie=name, patronen=list(patterns))


def matches(texts: list[str], codes: list[Code], nlp) -> list[Match]:
    segments = pd.DataFrame({"segment_id": [f"S-{i}" for i in range(len(texts))], "text": texts})
    return match_patterns(annotate_segments(segments, nlp=nlp), codes, nlp=nlp)


def found(text: str, patterns: list[str], nlp) -> list[str]:
    return [text[m.start_char : m.end_char] for m in matches([text], [code("c", *patterns)], nlp)]


@pytest.mark.parametrize("case", cases("patterns"))
def test_case(case: Case, nlp):
    given = case.given
    case.check(sorted(found(given["tekst"], as_list(given["patroon"]), nlp)), sorted(as_list(given.get("vindt"))))


def test_segments_and_codes_are_kept_apart(nlp):
    texts = ["De bus rijdt.", "Niks.", "De trein en de bus."]
    result = matches(texts, [code("bus", "bus"), code("ov", "bus", "trein")], nlp)
    assert sorted((m.segment_id, m.code, texts[int(m.segment_id[-1])][m.start_char : m.end_char]) for m in result) == [
        ("S-0", "bus", "bus"),
        ("S-0", "ov", "bus"),
        ("S-2", "bus", "bus"),
        ("S-2", "ov", "bus"),
        ("S-2", "ov", "trein"),
    ]
    assert [m.segment_id for m in result] == sorted(m.segment_id for m in result)


def test_a_match_does_not_run_from_one_segment_into_the_next(nlp):
    assert matches(["Ik bel hem", "terug"], [code("c", "terugbellen")], nlp) == []


def test_a_denied_match_says_so(nlp):
    texts = ["Ze belt nooit terug.", "Ze belt terug."]
    assert [m.is_negated for m in matches(texts, [code("c", "terugbellen")], nlp)] == [True, False]


def test_a_negation_of_the_pattern_itself_is_no_denial(nlp):
    assert [m.is_negated for m in matches(["Ik heb geen tijd."], [code("c", "geen tijd")], nlp)] == [False]


def test_without_patterns_or_tokens_nothing_is_found(nlp):
    assert matches(["De bus."], [code("c")], nlp) == []
    assert matches([], [code("c", "bus")], nlp) == []


def test_evidence_skips_no_sign_of_the_text(nlp):
    text = "Nou,  ik [lacht] bel [ouder A]   wel  terug."
    assert found(text, ["terugbellen"], nlp) == ["bel [ouder A]   wel  terug"]


def test_a_model_without_lemmas_matches_forms_and_nothing_else(tmp_path: Path):
    bare = spacy.blank("nl")
    bare.to_disk(tmp_path / "model")
    model = load_nlp(str(tmp_path / "model"))
    assert found("Heel andere woorden. De bus.", ["bus"], model) == ["bus"]


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("terugbellen", ("terug", "bellen")),
        ("opnemen", ("op", "nemen")),
        ("achternalopen", ("achterna", "lopen")),
        ("terechtkunnen", ("terecht", "kunnen")),
        ("bellen", None),
        ("instantie", None),
        ("onderwijs", None),
        ("mensen", None),
    ],
)
def test_split_verb(word: str, parts: tuple[str, str] | None):
    assert split_verb(word) == parts


def test_infinitives():
    assert [w for w in ["krijgen", "mensen", "zoeken", "uren", "eigen", "tegen", "bel"] if is_infinitive(w)] == [
        "krijgen",
        "zoeken",
    ]
