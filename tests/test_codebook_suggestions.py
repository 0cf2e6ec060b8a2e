from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from pipeline.codebook import Codebook, codebook_of, question_and_answer
from pipeline.codebook_lemmas import check_lemmas
from pipeline.codebook_suggestions import as_yaml, code_as_yaml
from pipeline.stages.suggesting import Suggestion, suggest_codes
from pipeline.yaml_text import read_yaml_bytes
from tests.builders import CODEBOOK, segment, table

BOOK = CODEBOOK + "        patronen: |\n          werkgevers\n          snuffel*\n          met de bus\n"


def tables(*topics: tuple[str, str, list[str]], covered: tuple[int, ...] = (), **more: Any) -> dict[str, pd.DataFrame]:
    """Topics as label, words with a comma between them, and the texts of their examples."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in "topics words examples segments coverage".split()}
    for number, (label, words, texts) in enumerate(topics, start=1):
        sizes = {"n_segments": 42 - number, "n_sessions": 6, "n_participants": 9}
        topic = {"topic_id": number, "label": label, "top_words": words, "stability": 0.82, "is_reported": True}
        rows["topics"].append(topic | sizes)
        share = {"n_segments": 20, "n_coded": 2, "share_coded": 0.1, "is_read": True, "is_covered": number in covered}
        rows["coverage"].append({"topic_id": number} | share)
        for rank, word in enumerate(words.split(", "), start=1):
            rows["words"].append({"topic_id": number, "rank": rank, "word": word, "weight": 1 / rank - number / 100})
        for rank, text in enumerate(texts, start=1):
            name = f"A-{number:02}{rank:02}-1"
            rows["segments"].append(segment(name, text))
            rows["examples"].append({"topic_id": number, "rank": rank, "segment_id": name})
    person = {"participant_id": "A-P1", "session_id": "A", "role": "deelnemer", "quotable": "intern"} | more
    return {
        "topics": table("topics", *rows["topics"]),
        "topic_words": table("topic_words", *rows["words"]),
        "topic_examples": table("topic_examples", *rows["examples"]),
        "topic_coverage": table("topic_coverage", *rows["coverage"]),
        "segments": table("segments", *rows["segments"]),
        "participants": table("participants", person | {"has_consent": True}),
    }


def suggested(*topics: tuple[str, str, list[str]], **more: Any) -> list[Suggestion]:
    book = sound(BOOK)
    taken = {*book.ids, *book.names.values()}
    patterns = [pattern for code in book.codes.values() for pattern in code.patronen]
    return suggest_codes(tables(*topics, **more), taken=taken, patterns=patterns)


def sound(text: str) -> Codebook:
    return codebook_of(read_yaml_bytes(text.encode(), name="codebook.yaml"))


def pasted(found: list[Suggestion]) -> str:
    """The book with each suggestion under the `codes:` of its theme, as a person would paste it."""
    items = [code_as_yaml(suggestion) for suggestion in found]
    return BOOK + "".join(f"    {line}\n" if line else "\n" for item in items for line in item.split("\n"))


def test_a_topic_that_is_not_covered_becomes_a_code_and_says_what_it_rests_on() -> None:
    found = suggested(
        ("Reistijd en geld", "reistijd, geld", ["Dat kost mij een uur per dag."]),
        ("Bus", "bus", ["De bus komt niet."]),
        covered=(2,),
    )
    text = as_yaml(found)
    book = sound(text)
    code = book.codes["reistijd_en_geld"]
    assert book.ancestors["reistijd_en_geld"] == ("uit_het_materiaal",)
    assert list(book.codes) == ["reistijd_en_geld"]
    assert (code.naam, code.status, code.machine) == ("Reistijd en geld", "concept", "voorstel")
    assert code.voorbeelden == ["Dat kost mij een uur per dag."]
    assert code.patronen == ["reistijd", "geld"]
    assert code.herkomst == "uit het materiaal (onderwerp 1)"
    assert code.definitie.startswith("Nog te schrijven")
    assert "# onderwerp 1: 41 segmenten, 9 mensen, 6 gesprekken, stabiliteit 0,82\n" in text
    assert "# 10% heeft een code die erbij hoort, van 20 segmenten in helemaal gelezen gesprekken\n" in text


def test_ids_names_and_themes_are_like_none_that_there_is() -> None:
    found = suggested(("Reizen", "a", []), ("reizen", "b", []), ("Één?", "c", []), ("?!", "d", []))
    assert [s.code["id"] for s in found] == ["reizen_2", "reizen_3", "een", "onderwerp_4"]
    assert [s.code["naam"] for s in found[:2]] == ["Reizen (onderwerp 1)", "Reizen (onderwerp 2)"]
    assert sound(as_yaml(found, taken={"uit_het_materiaal"})).themas[0].id == "uit_het_materiaal_2"


def test_patterns_are_plain_words_that_no_other_code_has(nlp: Language) -> None:
    found = suggested(
        ("Een", "bus, werkgever, snuffelen, stage-uren, vmbo-school, met de bus, [naam], 5 mei, zeg:", []),
        ("Twee", "bus, bussen, goed begeleider, reistijd", []),
    )
    assert [s.code["patronen"] for s in found] == [
        ["bus", "stage-uren", "vmbo-school"],
        ["goed begeleider", "reistijd"],
    ]
    problems, _ = check_lemmas(read_yaml_bytes(pasted(found).encode(), name="codebook.yaml"), nlp=nlp)
    assert problems == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zo ging  het.\nElke dag.", ["Zo ging het. Elke dag."]),
        ("[naam] belde. Dat hielp [naam] wel.", ["Dat hielp [naam] wel."]),
        ("[naam] belde", []),
        ("- nou: 'ja' # zei ze", ["nou: 'ja' # zei ze"]),
        ("Van school -> reizen", []),
        ("Eerst dit. Dan -> werk. Dan dat.", ["Eerst dit."]),
        ("Kort. " + "woord " * 50, ["Kort."]),
        ("... !", []),
    ],
)
def test_an_example_is_whole_sentences_that_the_book_reads_as_what_was_said(text: str, expected: list[str]) -> None:
    (found,) = suggested(("Iets", "iets", [text]))
    assert found.code["voorbeelden"] == expected
    assert found.n_left_out == 1 - len(expected)
    assert ("weggelaten voorbeelden" in as_yaml([found])) == (not expected)


def test_who_is_not_to_be_quoted_gives_no_example() -> None:
    (found,) = suggested(("Iets", "iets", ["Dat is van mij."]), quotable="nee")
    assert (found.code["voorbeelden"], found.n_left_out) == ([], 1)


NASTY = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from(list("[]->:#|'\"{}&*!%@`,?~ \n.")), max_size=40
)


@settings(max_examples=25, deadline=None)
@given(label=NASTY, word=NASTY, text=NASTY)
@example(label="null", word="no", text="--- | > ! & * %")
@example(label="1.10", word="*", text="a\u2028b\x85c\x00d\ufeff e\ud7ff")
@example(label="- id: x", word="...", text="a: b -> c")
def test_whatever_was_said_the_book_stays_sound(label: str, word: str, text: str) -> None:
    found = suggested((label, word, [text, "Gewoon een zin."]), (label, "anders", ["Nog een."]))
    book = sound(pasted(found))
    alone = sound(as_yaml(found))
    for suggestion in found:
        code = book.codes[str(suggestion.code["id"])]
        assert code == alone.codes[code.id]
        assert code.voorbeelden == suggestion.code["voorbeelden"]
        assert code.patronen == suggestion.code["patronen"]
        assert all(question_and_answer(line) == (None, line) for line in code.voorbeelden)
        assert all(line in f"{' '.join(text.split())}|Gewoon een zin.|Nog een." for line in code.voorbeelden)
