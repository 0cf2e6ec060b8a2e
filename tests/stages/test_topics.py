from __future__ import annotations

import random
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.settings import Topics
from pipeline.stages.topics import TopicResult, compare_topics, model_topics
from tests.builders import segment, table

WORDS = {
    0: "bus trein fiets halte vertrek".split(),
    1: "begeleider gesprek afspraak vraag antwoord".split(),
    2: "loon contract rooster uitkering geld".split(),
}
SETTINGS = Topics(minimum_segments=30, segments_per_topic=20, runs=3)


def material(
    n: int = 60, *, n_words: int = 10, role: str = "deelnemer", is_codable: bool = True
) -> dict[str, pd.DataFrame]:
    """Segments about three things in turn, by two people in two sessions."""
    rng = np.random.default_rng(4)
    segments, tokens, vectors = [], [], []
    for number in range(n):
        session, about = "AB"[number % 2], number % 3
        name = f"{session}-{number:04d}-1"
        person = f"{session}-P{number % 4 // 2 + 1}"
        more: dict[str, Any] = {"n_words": n_words, "role": role, "is_codable": is_codable, "participant_id": person}
        segments.append(segment(name, **more))
        for place, word in enumerate([*random.Random(number).sample(WORDS[about], 3), "januari", "het"]):
            about_token = {"pos": "DET" if word == "het" else "NOUN", "is_stop": word == "het", "text": word}
            tokens.append({"segment_id": name, "token": place, "start_char": 0, "lemma": word} | about_token)
        vector = rng.normal(0, 0.05, 6)
        vector[about] += 1
        vectors.append({"segment_id": name, "vector": vector.tolist(), "vector_in_context": vector.tolist()})
    return {
        "segments": table("segments", *segments),
        "tokens": table("tokens", *tokens),
        "vectors": table("vectors", *vectors),
    }


def modelled(given: dict[str, pd.DataFrame], *, settings: Topics = SETTINGS, seed: int = 1) -> TopicResult:
    participants = given["segments"].participant_id.unique()
    persons = pd.Series({name: "Sam" if name.endswith("P1") else name for name in participants})
    return model_topics(**given, persons=persons, settings=settings, seed=seed)


@pytest.fixture(scope="module")
def result() -> TopicResult:
    return modelled(material())


def test_what_is_talked_about_is_found_with_its_own_words(result: TopicResult) -> None:
    assert result.note is None
    assert len(result.topics) == 3
    found = {frozenset(words.split()) for words in result.topics.top_words}
    assert found == {frozenset(words) for words in WORDS.values()}
    assert result.topics.is_reported.all()
    assert (result.topics.stability > 0.9).all()
    assert all(
        label == ", ".join(words.split()[:3])
        for label, words in zip(result.topics.label, result.topics.top_words, strict=True)
    )


def test_every_modelled_segment_has_a_topic_and_the_numbers_add_up(result: TopicResult) -> None:
    placed = result.segment_topics
    assert len(placed) == 60
    assert placed.probability.between(0, 1).all()
    about = placed.segment_id.str[2:6].astype(int) % 3
    assert (placed.groupby(about).topic_id.nunique() == 1).all()
    sizes = placed.topic_id.value_counts().to_dict()
    assert dict(zip(result.topics.topic_id, result.topics.n_segments, strict=True)) == sizes
    assert (result.topics.n_sessions == 2).all()
    # Sam is in both sessions, P2 is somebody else in each.
    assert (result.topics.n_participants == 3).all()


def test_two_runs_are_equal_and_the_order_of_the_rows_does_not_matter(result: TopicResult) -> None:
    given = material()
    shuffled = {name: item.sample(frac=1, random_state=3, ignore_index=True) for name, item in given.items()}
    for again in (modelled(given), modelled(shuffled)):
        pd.testing.assert_frame_equal(again.topics, result.topics)
        pd.testing.assert_frame_equal(again.segment_topics, result.segment_topics)


def test_where_nothing_hangs_together_it_is_not_reported() -> None:
    given = material(90)
    noise = np.random.default_rng(0).normal(size=(90, 40))
    given["vectors"] = given["vectors"].assign(vector=pd.Series(list(noise.tolist()), dtype=object))
    found = modelled(given, settings=Topics(minimum_segments=30, segments_per_topic=10, runs=3))
    assert (found.topics.stability < 0.5).any()
    assert (found.topics.is_reported == (found.topics.stability >= 0.5)).all()
    assert (found.segment_topics.probability[found.segment_topics.topic_id == -1] < 0.5).all()


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning", "ignore::RuntimeWarning")
@pytest.mark.parametrize("seed", [0, 5])
@pytest.mark.parametrize("n_texts", [1, 2, 4])
def test_texts_that_are_all_equal_are_at_most_as_many_topics_as_texts_and_no_crash(n_texts: int, seed: int) -> None:
    given = material()
    same = [[float(number % n_texts == k) for k in range(6)] for number in range(60)]
    words = given["tokens"].groupby("segment_id").cumcount().map(dict(enumerate(WORDS[0])))
    given["vectors"] = given["vectors"].assign(vector=pd.Series(same, dtype=object))
    given["tokens"] = given["tokens"].assign(lemma=words)
    found = modelled(given, seed=seed, settings=SETTINGS.model_copy(update={"segments_per_topic": 10}))
    assert found.topics.topic_id.tolist() == list(range(len(found.topics)))
    assert 1 <= len(found.topics) <= n_texts
    text = found.segment_topics.segment_id.str[2:6].astype(int) % n_texts
    assert (found.segment_topics.groupby(text).topic_id.nunique() == 1).all()


@pytest.mark.parametrize(
    "given",
    [material(29), material(0), material(n_words=7), material(role="gespreksleider"), material(is_codable=False)],
)
def test_too_little_material_gives_a_note_and_no_topics(given: dict[str, pd.DataFrame]) -> None:
    found = modelled(given)
    assert len(found.topics) == len(found.segment_topics) == 0
    assert "Te weinig materiaal" in str(found.note)
    assert "minstens 30" in str(found.note)


def test_segments_without_a_content_word_are_not_modelled() -> None:
    given = material(32)
    given["tokens"] = given["tokens"][~given["tokens"].segment_id.isin(["A-0000-1", "B-0001-1", "A-0002-1"])]
    assert "29 segmenten" in str(modelled(given).note)


def topic(number: int, **more: Any) -> dict[str, Any]:
    about = {"topic_id": number, "label": "l", "top_words": "w", "n_segments": 4, "n_sessions": 1, "n_participants": 1}
    return about | {"stability": 1.0, "is_reported": True} | more


def test_a_topic_is_put_beside_the_code_that_it_overlaps_most() -> None:
    topics = table("topics", topic(0), topic(1), topic(2))
    placed = table(
        "segment_topics",
        *({"segment_id": f"s{n}", "topic_id": int(n >= 4), "probability": 1.0} for n in range(6)),
        {"segment_id": "s6", "topic_id": -1, "probability": 0.4},
    )
    coded = [("reizen", "confirmed", "s0 s1 s2 s6"), ("alles", "proposed", "s0 s1 s2 s3 s4 s5 s6 s7 s8 s9")]
    coded += [("geld", "rejected", "s4 s5")]
    rows = [
        {"segment_id": name, "code": code, "status": status, "decided_by": "human"}
        for code, status, names in coded
        for name in names.split()
    ]
    found = compare_topics(topics, placed, table("segment_codes", *rows)).set_index("topic_id")
    assert (found.closest_code[0], found.code_overlap[0]) == ("reizen", 0.75)
    assert (found.closest_code[1], found.code_overlap[1]) == ("alles", 1.0)
    assert found.closest_code.isna()[2]


def test_without_codes_a_topic_is_beside_none() -> None:
    found = compare_topics(table("topics", topic(0)), table("segment_topics"), table("segment_codes"))
    assert found.closest_code.isna().all()
    assert len(compare_topics(table("topics"), table("segment_topics"), table("segment_codes"))) == 0
