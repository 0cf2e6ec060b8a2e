from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.frames import frame
from pipeline.language.words import PLACEHOLDER, words_in
from pipeline.settings import Segments as Settings
from pipeline.stages.segments import cut, segment_utterances
from pipeline.tables import HumanCodings, Segments, Utterances
from tests.case_files import Case, cases


def turns(*rows: tuple[str, str | None] | tuple[str, str | None, str]) -> pd.DataFrame:
    """Turns by role and text, and the part of the session where it matters."""
    return frame(
        Utterances,
        (
            {
                "utterance_id": f"S-{n:04d}",
                "session_id": "S",
                "turn": n,
                "participant_id": "S-P1",
                "role": row[0],
                "text": row[1],
                "part": row[2] if len(row) > 2 else None,
                "is_prompted": False,
                "source_line": n,
            }
            for n, row in enumerate(rows, start=1)
        ),
    )


def coding(utterance: str, start: int, end: int, *, is_present: bool = True) -> dict[str, Any]:
    return {
        "coding_id": "c", "utterance_id": utterance, "start_char": start, "end_char": end, "code": "x", "coder": "HB",
        "is_present": is_present, "source_file": "HB.csv", "source_row": 2,
    }  # fmt: skip


def segments(utterances: pd.DataFrame, *codings: dict[str, Any], **settings: int) -> pd.DataFrame:
    result = segment_utterances(utterances, frame(HumanCodings, codings), settings=Settings(**settings))
    return Segments.validate(result)


@pytest.mark.parametrize("case", cases("segments"))
def test_case(case: Case):
    item = case.given
    rows = [("gespreksleider", item["vooraf"])] if "vooraf" in item else []
    said = turns(*rows, (item.get("rol", "deelnemer"), item["tekst"]))
    result = segments(said, max_words=item.get("max_woorden", 60))
    last = result[result.utterance_id == said.utterance_id.iloc[-1]]
    found = {
        "stukken": last.text.tolist(),
        "reden": last.not_codable_reason.fillna("geen").iloc[0],
        "vraag": last.context.fillna("geen").iloc[0],
    }
    asked = [key for key in found if key in item]
    case.check([found[key] for key in asked], [item[key] for key in asked])


Word = st.one_of(
    st.sampled_from("ja maar en toen auto's zo'n [lacht] [PERSOON-1] dhr. 3.5 - …".split()),
    st.text("abc", min_size=1, max_size=4),
    st.sampled_from(["nee.", "echt?", "weg!", "dan,", 'ja."', "[lacht].", "[lang. verhaal, maar dus zo]"]),
)  # fmt: skip
Talk = st.lists(Word, min_size=1, max_size=80).map(" ".join)


@given(Talk, st.integers(10, 30))
def test_pieces_tile_the_turn(text, max_words):
    spans = cut(text, max_words=max_words)
    assert spans[0][0] == 0
    assert spans[-1][1] == len(text)
    assert all(end == start for (_, end), (start, _) in pairwise(spans))
    assert all(start < end for start, end in spans)


@given(Talk, st.integers(10, 30))
def test_no_bracket_is_cut(text, max_words):
    edges = {start for start, _ in cut(text, max_words=max_words)}
    for match in PLACEHOLDER.finditer(text):
        assert not edges & set(range(match.start() + 1, match.end()))


@given(Talk, st.integers(10, 30))
def test_no_piece_is_too_long_and_no_word_is_lost(text, max_words):
    pieces = [words_in(text[start:end]) for start, end in cut(text, max_words=max_words)]
    assert all(len(words) <= max_words for words in pieces)
    assert [word for words in pieces for word in words] == words_in(text)


@given(st.lists(Talk, max_size=4))
def test_segments_are_slices_of_their_turn(texts):
    utterances = turns(*(("deelnemer", text) for text in texts))
    result = segments(utterances, max_words=10)
    text_of = dict(zip(utterances.utterance_id, utterances.text, strict=True))
    for row in result.itertuples():
        assert row.text == text_of[row.utterance_id][row.start_char : row.end_char]
        assert row.n_words == len(words_in(row.text))
    assert result.groupby("utterance_id", sort=False).text.sum().to_dict() == text_of


def test_ids_grow_from_the_turn():
    long = "Dit is een zin van zes. " * 3
    result = segments(turns(("gespreksleider", "Zeg?"), ("deelnemer", long.strip())), max_words=10)
    assert result.segment_id.tolist() == ["S-0001-1", "S-0002-1", "S-0002-2", "S-0002-3"]


def test_a_turn_without_text_has_no_segment_and_asks_nothing():
    result = segments(turns(("gespreksleider", None), ("deelnemer", "Nee.")))
    assert result.utterance_id.tolist() == ["S-0002"]
    assert result.not_codable_reason.tolist() == ["backchannel"]


def test_a_turn_without_text_between_question_and_answer():
    result = segments(turns(("gespreksleider", "Helpt hij?"), ("deelnemer", None), ("deelnemer", "Nee.")))
    assert result.not_codable_reason.tolist() == ["moderator", "backchannel"]


def test_what_a_person_coded_can_always_carry_a_code():
    said = turns(("gespreksleider", "Dat herken ik zelf."), ("deelnemer", "Ja."), ("deelnemer", "[lacht]"))
    plain = segments(said)
    assert plain.is_codable.tolist() == [False, False, False]
    coded = segments(said, coding("S-0001", 0, 4), coding("S-0002", 0, 3), coding("S-0003", 0, 7))
    assert coded.is_codable.tolist() == [True, True, True]
    assert coded.not_codable_reason.isna().all()


def test_only_the_piece_that_was_coded_can():
    said = turns(("gespreksleider", "Een twee drie vier vijf zes. Zeven acht negen tien elf twaalf."))
    result = segments(said, coding("S-0001", 0, 5), max_words=10)
    assert result.is_codable.tolist() == [True, False]


def test_a_code_that_was_refused_makes_nothing_codable():
    said = turns(("deelnemer", "Ja."))
    assert segments(said, coding("S-0001", 0, 3, is_present=False)).is_codable.tolist() == [False]


@pytest.mark.parametrize(("part", "context"), [("Binnenring", "Komt hij?"), ("Buitenring", None)])
def test_a_question_does_not_reach_over_a_heading(part: str, context: str | None):
    result = segments(turns(("gespreksleider", "Komt hij?", "Binnenring"), ("deelnemer", "Nooit gezien.", part)))
    assert [c if isinstance(c, str) else None for c in result.context] == [None, context]


def test_a_participants_question_counts_too():
    result = segments(turns(("deelnemer", "Bel jij hem weleens?"), ("deelnemer", "Nee.")))
    assert result.context.tolist()[1] == "Bel jij hem weleens?"
    assert result.is_codable.tolist() == [True, True]


def test_settings_decide_what_is_short():
    said = turns(("gespreksleider", "Komt hij?"), ("deelnemer", "Nee hij komt nooit."), ("deelnemer", "Ja ja ja."))
    assert segments(said).context.notna().tolist() == [False, True, False]
    assert segments(said, answer_max_words=3).context.notna().tolist() == [False, False, False]
    assert segments(said, backchannel_max_words=2).not_codable_reason.isna().tolist() == [False, True, True]


def test_no_turns_no_segments():
    assert len(segments(turns())) == 0
