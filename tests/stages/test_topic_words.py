from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from pipeline.stages.topic_words import Described, describe_topics

WORDS = {0: ["bus", "openbaar vervoer", "coördinator"], 1: ["begeleider", "gesprek", "bellen"]}


def embed(texts: list[str]) -> np.ndarray:
    return np.array([[len(text), text.count("e") + 1, text.count("a") + 1] for text in texts], dtype=float)


def described(
    labels: list[int],
    *,
    words: Mapping[int, list[str]] = WORDS,
    order: int | None = None,
    speaker_of: Mapping[str, str] | None = None,
) -> dict[int, Described]:
    names = [f"S{i % 2}-{i:04d}-1" for i in range(len(labels))]
    rows = [(name, term, term != "bellen") for name, k in zip(names, labels, strict=True) for term in words.get(k, [])]
    terms = pd.DataFrame(rows, columns=["segment_id", "term", "is_noun"])
    vectors = np.random.default_rng(1).normal(0, 0.3, (len(labels), 6))
    vectors[:, 0] += labels
    given = np.arange(len(labels)) if order is None else np.random.default_rng(order).permutation(len(labels))
    return describe_topics(
        terms, pd.Series(labels, index=names).iloc[given], vectors[given], embed=embed, speaker_of=speaker_of
    )


def test_a_topic_has_its_own_words_a_label_and_typical_segments():
    found = described([0, 1, -1] * 6)
    assert {word for word, _ in found[0].words} == set(WORDS[0])
    assert {word for word, _ in found[1].words} == set(WORDS[1])
    assert found[0].label == "Bus en coördinator"
    assert found[1].label == "Begeleider, gesprek en bellen"
    assert all(len(item.examples) == 3 and len(item.label.split()) in (2, 3, 4) for item in found.values())


def test_the_order_of_rows_changes_nothing():
    assert described([0, 1, -1] * 6, order=3) == described([0, 1, -1] * 6)


def test_without_topics_nothing_is_described():
    assert described([]) == described([-1, -1]) == {}


def test_a_topic_without_words_has_a_label_of_its_own():
    found = described([0, 1] * 4, words={})
    assert [item.words for item in found.values()] == [[], []]
    assert found[0].label != found[1].label


def test_one_topic_and_one_segment_are_described():
    assert described([0])[0].examples == ["S0-0000-1"]


def test_a_word_that_says_little_of_a_topic_is_left_to_the_one_that_it_sets_apart():
    words = {0: ["bus", "trein", "fiets", "halte"], 1: ["gesprek", "begeleider", "telefoon", "bezoek"]}
    names = [f"S-{number:04d}-1" for number in range(40)]
    said = [(name, term) for number, name in enumerate(names) for term in words[number % 2]]
    # One segment about talks has the bus in it.
    said += [(names[1], "bus")]
    terms = pd.DataFrame(said, columns=["segment_id", "term"]).assign(is_noun=True)
    labels = pd.Series([number % 2 for number in range(40)], index=names)
    vectors = np.random.default_rng(2).normal(size=(40, 5))
    found = describe_topics(terms, labels, vectors, embed=embed)
    assert "bus" in dict(found[0].words)
    assert "bus" not in dict(found[1].words)


def test_typical_segments_are_of_several_speakers_where_there_are_any():
    names = [f"S{number % 2}-{number:04d}-1" for number in range(12)]
    speaker_of = {name: "P1" if number else "P2" for number, name in enumerate(names)}
    found = described([0] * 12, speaker_of=speaker_of)
    assert {speaker_of[name] for name in found[0].examples} == {"P1", "P2"}
