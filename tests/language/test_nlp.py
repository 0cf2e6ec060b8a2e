from __future__ import annotations

from pathlib import Path

import pytest
import spacy

from pipeline.errors import PipelineError
from pipeline.language.nlp import load_nlp


def read(text: str, nlp) -> list[tuple[str, str, str]]:
    return [(t.text, t.lemma_, t.pos_) for t in nlp(text)]


def test_lemma_and_part_of_speech(nlp):
    assert read("De kinderen liepen naar mooie scholen.", nlp) == [
        ("De", "de", "DET"),
        ("kinderen", "kind", "NOUN"),
        ("liepen", "lopen", "VERB"),
        ("naar", "naar", "ADP"),
        ("mooie", "mooi", "ADJ"),
        ("scholen", "school", "NOUN"),
        (".", ".", "PUNCT"),
    ]


@pytest.mark.parametrize("bracket", ["[PERSOON-1]", "[ouder A]", "[lacht]", "[school B]", "[lacht naar PERSOON-1]"])
@pytest.mark.parametrize("frame", ["Toen kwam {} binnen.", "{}", "Nee{}.", "ja {}. En toen?"])
def test_brackets_are_one_token(bracket: str, frame: str, nlp):
    doc = nlp(frame.format(bracket))
    assert doc.text == frame.format(bracket)
    token = next(t for t in doc if t.text == bracket)
    assert (token.lemma_, token.pos_) == (bracket, "X")


def test_a_placeholder_is_read_as_a_name(nlp):
    with_name = [t.pos_ for t in nlp("Ik bel Jan wel terug.")]
    masked = [t.pos_ for t in nlp("Ik bel [PERSOON-1] wel terug.")]
    assert masked[:2] + masked[3:] == with_name[:2] + with_name[3:]


def test_a_remark_and_spaces_do_not_disturb_the_words_around(nlp):
    plain = read("Ik bel hem wel terug.", nlp)
    odd = read("Ik  [lacht] bel  hem [stilte] wel terug.", nlp)
    assert [row for row in odd if not row[0].startswith("[") and row[0].strip()] == plain


@pytest.mark.parametrize("text", ["", " ", "...", "[lacht]", "?!", "a", "😀 ja", "é", "'", "- ja", "<b>"])
def test_odd_texts_are_read(text: str, nlp):
    doc = nlp(text)
    assert doc.text == text
    assert all(token.lemma_ and token.pos_ for token in doc)


def test_sentences_do_not_touch_each_other(nlp):
    together = read("Ik bel hem. De bus reed weg. Nee!", nlp)
    apart = [row for text in ("Ik bel hem.", "De bus reed weg.", "Nee!") for row in read(text, nlp)]
    assert together == apart


def test_another_spacy_model(tmp_path: Path):
    model = spacy.blank("nl")
    model.add_pipe("sentencizer")
    model.to_disk(tmp_path / "klein")
    nlp = load_nlp(str(tmp_path / "klein"))
    assert nlp.pipe_names == ["placeholders", "sentencizer"]
    doc = nlp("Ja, [ouder A] belde. Fijn.")
    assert [t.text for t in doc] == ["Ja", ",", "[ouder A]", "belde", ".", "Fijn", "."]
    assert len(list(doc.sents)) == 2


def test_a_model_that_is_not_installed_can_be_mended():
    with pytest.raises(PipelineError) as caught:
        load_nlp("nl_bestaat_niet_lg")
    assert str(caught.value) == (
        "settings.yaml: spaCy model 'nl_bestaat_niet_lg' is not installed. Leave spacy_model empty."
    )


def test_the_pipeline_is_loaded_once():
    assert load_nlp(None) is load_nlp(None)
