from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.language.nlp import load_nlp
from pipeline.stages.tokens import annotate_segments
from pipeline.tables import Tokens


def annotate(texts: list[str], nlp) -> pd.DataFrame:
    segments = pd.DataFrame({"segment_id": [f"S-{i}" for i in range(len(texts))], "text": texts})
    return Tokens.validate(annotate_segments(segments, nlp=nlp))


def test_tokens_of_a_segment(nlp):
    tokens = annotate(["De scholen belden [ouder A]  niet. "], nlp)
    assert tokens.text.tolist() == ["De", "scholen", "belden", "[ouder A]", "niet", "."]
    assert tokens.lemma.tolist() == ["de", "school", "bellen", "[ouder A]", "niet", "."]
    assert tokens.is_stop.tolist() == [True, False, False, True, True, False]
    assert tokens.token.tolist() == list(range(6))


def test_a_mark_of_the_transcriber_is_one_token_and_a_stop_word(nlp):
    tokens = annotate(["De school (..) belt ((lacht)) niet// xxx <laugh> (3 sec)"], nlp)
    assert tokens.text.tolist() == [
        "De",
        "school",
        "(..)",
        "belt",
        "((lacht))",
        "niet",
        "//",
        "xxx",
        "<laugh>",
        "(3 sec)",
    ]
    assert tokens.lemma[[1, 3]].tolist() == ["school", "bellen"]
    assert tokens.is_stop[[2, 4, 6, 7, 8, 9]].all()
    assert set(tokens.pos[[2, 4, 6, 7, 8, 9]]) == {"X"}


def test_tokens_count_anew_in_each_segment(nlp):
    tokens = annotate(["Ja hoor.", "Nee."], nlp)
    assert list(zip(tokens.segment_id, tokens.token, strict=True)) == [
        ("S-0", 0), ("S-0", 1), ("S-0", 2), ("S-1", 0), ("S-1", 1),
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.sampled_from("abé [].?!'\u2019-–0A\U0001f600,"), max_size=40))
def test_tokens_are_slices_and_lose_only_white_space(text, nlp):
    tokens = annotate([text], nlp)
    for row in tokens.itertuples():
        assert text[row.start_char : row.start_char + len(row.text)] == row.text
    kept = "".join(tokens.text)
    assert kept.replace(" ", "") == "".join(text.split())


def test_no_segments_no_tokens(nlp):
    assert len(annotate([], nlp)) == 0


@pytest.fixture
def bare(tmp_path: Path):
    spacy.blank("nl").to_disk(tmp_path / "model")
    return load_nlp(str(tmp_path / "model"))


def test_a_model_without_lemmas_gives_words(bare):
    tokens = annotate(["De Scholen."], bare)
    assert tokens.lemma.tolist() == ["de", "scholen", "."]
    assert tokens.pos.tolist() == ["X", "X", "X"]
