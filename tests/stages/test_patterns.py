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


def test_inside_one_code_the_longest_match_counts_once(nlp):
    text = "British Virgin Islands is a British overseas territory"
    vg, gb = code("vg", "British Virgin Islands"), code("gb", "British")
    assert found(text, ["British Virgin Islands", "British"], nlp) == ["British Virgin Islands", "British"]
    assert found("American Samoa is in the South Pacific", ["Samoa", "American Samoa", "American"], nlp) == [
        "American Samoa"
    ]
    # Any number of codes may fall on one place: only inside a code do matches compete.
    assert sorted(m.code for m in matches([text], [vg, gb], nlp)) == ["gb", "gb", "vg"]


def test_patterns_that_overlap_in_part_count_no_word_twice(nlp):
    assert found("een goede vaste stageplek", ["goede vaste", "vaste stageplek"], nlp) == ["goede vaste"]


@pytest.mark.parametrize("pattern", ["*", "**", "...", "… ...", "'s", "(", "c*"])
def test_a_pattern_of_nothing_but_signs_does_not_match_everything(pattern: str, nlp):
    assert found("De bus, en 's avonds de trein.", [pattern], nlp) in ([], ["'s"])


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("bel [PERSOON-1] terug", "Ik bel [PERSOON-1] terug.", ["bel [PERSOON-1] terug"]),
        ("[persoon-*]", "Ik bel [PERSOON-12] en [SCHOOL-1].", ["[PERSOON-12]"]),
        ("terugbellen", "Bel je [PERSOON-1] terug?", ["Bel je [PERSOON-1] terug"]),
        ("geen ... 2 dagen", "Ik werk geen hele 2 dagen.", ["geen hele 2 dagen"]),
        ("👍", "Goed 👍", ["👍"]),
        ("aan de slag", "aan “de” slag", ["aan “de” slag"]),
        ("te * krijgen", "te pakken krijgen", ["te pakken krijgen"]),
        ("op zich", "Op je werk ging het op zich goed.", ["op zich"]),
        ("één", "Een of één.", ["één"]),
        ("*les", "enles sles les", ["enles", "les"]),
        ("nee", "Nee", ["Nee"]),
    ],
)
def test_signs_masked_words_and_numbers(pattern: str, text: str, expected: list[str], nlp):
    assert found(text, [pattern], nlp) == expected


def test_the_nearest_verb_goes_with_its_particle(nlp):
    assert found("Op een gegeven moment gaf hij het op", ["opgeven"], nlp) == ["gaf hij het op"]


def test_hundreds_of_open_patterns_find_each_their_own_word(nlp):
    words = [f"zin{i:03}der" for i in range(400)]
    codes = [code(f"c{i}", f"*{word}*") for i, word in enumerate(words)]
    found_codes = [m.code for m in matches([" ".join(words)], codes, nlp)]
    assert found_codes == [f"c{i}" for i in range(400)]


def test_the_order_of_the_patterns_does_not_matter(nlp):
    patterns = ["bellen", "terugbellen", "niet bellen", "*bel*", "nooit ... terug"]
    texts = ["Ik bel nooit meer terug.", "Niet te bellen, die beltoon.", "Bel terug!"]
    assert matches(texts, [code("c", *patterns)], nlp) == matches(texts, [code("c", *patterns[::-1])], nlp)


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
