from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.judgements import CodingRow, ReleasedQuote
from pipeline.stages.placing import Span, find_quote, place_codings, place_quotes
from pipeline.stages.privacy import MaskedText, Replacement

SECRETS = {"Petra": "[PERSOON-1]", "Utrecht": "[PLAATS-1]", "Jan Bakker": "[PERSOON-2]"}
TURNS = [
    "Hoe gaat het met Petra?",
    "Petra is ‘goed’ bezig – maar Jan Bakker niet.",
    "Nee. Neem de bus naar Utrecht, nee.",
    "De stage was leuk. De stage was kort.",
]


def masked(text: str) -> MaskedText:
    """A text with the secrets replaced, as the masker does it."""
    found = sorted((text.index(name), name) for name in SECRETS if name in text)
    shown, replacements = text, []
    for start, name in found:
        replacements.append(Replacement(start, start + len(name), "person", SECRETS[name]))
        shown = shown.replace(name, SECRETS[name])
    return MaskedText(shown, tuple(replacements))


MASKED = [masked(text) for text in TURNS]


def quoted(quote: str, turn: int | None = None) -> list[str] | str:
    """The masked words on which a quote lands, or why it has no place."""
    spans = find_quote(quote, turn, texts=TURNS, masked=MASKED)
    return spans if isinstance(spans, str) else [MASKED[s.turn].text[s.start : s.end] for s in spans]


@pytest.mark.parametrize(
    ("quote", "turn", "words"),
    [
        ("Neem de bus", None, ["Neem de bus"]),
        ("Petra is", None, ["[PERSOON-1] is"]),
        ("[PERSOON-1] is", None, ["[PERSOON-1] is"]),
        ("maar Jan Bakker niet", None, ["maar [PERSOON-2] niet"]),
        ("maar [PERSOON-2] niet", 2, ["maar [PERSOON-2] niet"]),
        ("Bakker niet", None, ["[PERSOON-2] niet"]),
        ("maar Jan", None, ["maar [PERSOON-2]"]),
        # the kind of quotation marks, dashes and spaces does not matter
        ("is 'goed' bezig - maar", None, ["is ‘goed’ bezig – maar"]),
        ("  Neem\n de\u00a0bus ", None, ["Neem de bus"]),
        # over several turns
        ("met Petra? Petra is", None, ["met [PERSOON-1]?", "[PERSOON-1] is"]),
        ("met [PERSOON-1]? [PERSOON-1] is", None, ["met [PERSOON-1]?", "[PERSOON-1] is"]),
        ("niet. " + TURNS[2] + " De stage was leuk", 2, ["niet.", MASKED[2].text, "De stage was leuk"]),
        # whole words first: not the 'ee' of 'Neem'
        ("nee", 3, ["nee"]),
        ("Nee", None, ["Nee"]),
        ("Ne", 3, ["Ne"]),
        ("De stage was", 4, ["De stage was"]),
        ("", 2, [MASKED[1].text]),
        (" ", 1, [MASKED[0].text]),
        # no place
        ("bestaat niet", None, "citaat komt in dit gesprek niet voor"),
        ("Neem de bus", 1, "citaat komt in deze beurt niet voor"),
        ("De stage was", None, "citaat komt 2 keer voor: noem de beurt"),
        ("", None, "geen beurt en geen citaat"),
        ("Neem", 9, "beurt 9 bestaat niet: het gesprek heeft 4 beurten"),
        ("Neem", 0, "beurt 0 bestaat niet: het gesprek heeft 4 beurten"),
    ],
)
def test_where_a_quote_stands(quote: str, turn: int | None, words: list[str] | str):
    assert quoted(quote, turn) == words


def test_of_a_named_turn_the_first_place():
    assert find_quote("De stage was", 4, texts=TURNS, masked=MASKED) == [Span(3, 0, 12)]


def test_a_reason_never_holds_the_words():
    assert "geheim" not in str(quoted("geheim woord"))


@given(st.data())
def test_any_stretch_of_words_is_found_in_both_its_forms(data):
    words = st.sampled_from("ja nee bus stage Petra Utrecht maar dat".split())
    texts = [" ".join(w) for w in data.draw(st.lists(st.lists(words, min_size=1, max_size=6), min_size=1, max_size=4))]
    assume(all(text.count("Petra") < 2 and text.count("Utrecht") < 2 for text in texts))
    hidden = [masked(text) for text in texts]
    turn = data.draw(st.integers(1, len(texts)))
    for shown in (texts, [m.text for m in hidden]):
        said = " ".join(shown[turn - 1 :]).split()
        n = data.draw(st.integers(1, len(said)))
        quote = " ".join(said[:n])
        spans = find_quote(quote, turn, texts=texts, masked=hidden)
        assert not isinstance(spans, str)
        landed = " ".join(hidden[s.turn].text[s.start : s.end] for s in spans)
        assert landed == " ".join(SECRETS.get(word, word) for word in quote.split())


def coding(quote: str, turn: int | None = None, **more: Any) -> CodingRow:
    given = {
        "session_id": "S", "turn": turn, "quote": quote, "code": "x", "coder": "HB", "is_present": True,
        "date": "2026-01-02", "version": "1.0", "memo": None, "values": (("oordeel", "goed"),),
        "file": "coderingen/HB.csv", "line": 7,
    }  # fmt: skip
    return CodingRow(**(given | more))


IDS = [f"S-{n:04d}" for n in range(1, 5)]


MARKED = ["Nou (..) ik [lacht] ging met Petra weg (3 sec).", "[onverstaanbaar] Ja// (lacht) hoor, ja."]


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("Nou ik ging met Petra", ["Nou (..) ik [lacht] ging met [PERSOON-1]"]),
        ("Nou (..) ik [lacht] ging", ["Nou (..) ik [lacht] ging"]),
        ("ik (hoest) ging met [PERSOON-1] weg", ["ik [lacht] ging met [PERSOON-1] weg"]),
        ("weg. Ja hoor", ["weg (3 sec).", "Ja// (lacht) hoor"]),
        ("ja hoor", "citaat komt in dit gesprek niet voor"),
        ("(lacht)", ["(lacht)"]),
        ("(hoest)", "citaat komt in dit gesprek niet voor"),
    ],
)
def test_a_quote_may_leave_out_the_marks_of_the_transcriber(quote, words):
    hidden = [masked(text) for text in MARKED]
    spans = find_quote(quote, None, texts=MARKED, masked=hidden)
    found = spans if isinstance(spans, str) else [hidden[s.turn].text[s.start : s.end] for s in spans]
    assert found == words


def test_a_coding_over_two_turns_is_two_rows_of_one_coding():
    found = place_codings([coding("met Petra? Petra is")], ids=IDS, texts=TURNS, masked=MASKED)
    placed, values = found.codings, found.values
    assert [(row["utterance_id"], row["start_char"], row["end_char"]) for row in placed] == [
        ("S-0001", 13, 29),
        ("S-0002", 0, 14),
    ]
    assert len({row["coding_id"] for row in placed}) == 1
    assert values == [{"coding_id": placed[0]["coding_id"], "dimension": "oordeel", "value": "goed"}]
    assert found.unplaced == []


def test_rows_of_a_file_keep_apart():
    rows = [coding("Neem de bus", line=7), coding("Neem de bus", line=8), coding("Neem", file="coderingen/LM.csv")]
    placed = place_codings(rows, ids=IDS, texts=TURNS, masked=MASKED).codings
    assert len({row["coding_id"] for row in placed}) == 3


def test_what_has_no_place_is_listed_with_file_and_row_and_without_words():
    found = place_codings([coding("geheim")], ids=IDS, texts=TURNS, masked=MASKED)
    assert (found.codings, found.values) == ([], [])
    assert found.unplaced == [
        {
            "session_id": "S",
            "reason": "citaat komt in dit gesprek niet voor",
            "source_file": "coderingen/HB.csv",
            "source_row": 7,
        }
    ]


@pytest.mark.parametrize(
    "row",
    [coding("[PERSOON-1] is", memo="Petra is goed"), coding("", 2), coding("met [PERSOON-1]? [PERSOON-1] is")],
)
def test_nothing_is_placed_where_there_is_no_consent(row: CodingRow):
    texts = [TURNS[0], None, *TURNS[2:]]
    found = place_codings([row], ids=IDS, texts=texts, masked=MASKED)
    assert (found.codings, found.values) == ([], [])
    assert [item["reason"] for item in found.unplaced] == ["de spreker van deze beurt gaf geen toestemming"]


def test_without_consent_even_the_original_words_are_not_sought():
    texts = [TURNS[0], None, *TURNS[2:]]
    unplaced = place_codings([coding("Jan Bakker")], ids=IDS, texts=texts, masked=MASKED).unplaced
    assert [item["reason"] for item in unplaced] == ["citaat komt in dit gesprek niet voor"]


def quote(words: str, turn: int | None = None) -> ReleasedQuote:
    return ReleasedQuote("S", turn, words, "", None, True, 3)


def test_a_chosen_quote_lies_in_one_turn():
    placed, unplaced = place_quotes([quote("Petra is"), quote("Petra? Petra")], ids=IDS, texts=TURNS, masked=MASKED)
    assert [(row["utterance_id"], row["start_char"], row["end_char"]) for row in placed] == [("S-0002", 0, 14)]
    assert [(row["reason"], row["source_file"], row["source_row"]) for row in unplaced] == [
        ("citaat loopt over meer beurten", "citaten.csv", 3)
    ]
