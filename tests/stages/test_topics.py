from __future__ import annotations

import hashlib
import random
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.settings import Topics
from pipeline.stages.meaning import Matrix
from pipeline.stages.topics import Means, model_topics
from tests.builders import segment, table

Tables = dict[str, pd.DataFrame]

WORDS = (
    "bus trein fiets halte perron".split(),
    "begeleider gesprek afspraak bezoek telefoon".split(),
    "loon contract rooster uitkering geld".split(),
    "moeder vader huis keuken eten".split(),
    "machine zaag hout werkplaats schroef".split(),
)
SETTINGS = Topics(minimum_segments=30, segments_per_topic=5, runs=10)


def material(n: int = 150, *, n_words: int = 10, role: str = "deelnemer", is_codable: bool = True) -> Tables:
    """Segments about five things in turn, by two people in each of two sessions."""
    rng = np.random.default_rng(4)
    segments, tokens, vectors = [], [], []
    for number in range(n):
        session, about = "AB"[number // 5 % 2], number % len(WORDS)
        name = f"{session}-{number:04d}-1"
        person = f"{session}-P{number // 10 % 2 + 1}"
        more: dict[str, Any] = {"n_words": n_words, "role": role, "is_codable": is_codable, "participant_id": person}
        segments.append(segment(name, **more))
        for place, word in enumerate([*random.Random(number).sample(WORDS[about], 3), "januari", "het"]):
            about_token = {"pos": "DET" if word == "het" else "NOUN", "is_stop": word == "het", "text": word}
            tokens.append({"segment_id": name, "token": place, "start_char": 0, "lemma": word} | about_token)
        vector = rng.normal(0, 0.05, 12)
        vector[about] += 1
        vectors.append({"segment_id": name, "vector": vector.tolist(), "vector_in_context": vector.tolist()})
    return {
        "segments": table("segments", *segments),
        "tokens": table("tokens", *tokens),
        "vectors": table("vectors", *vectors),
    }


def embed(words: list[str]) -> Matrix:
    """A vector of its own for every word."""
    return np.array([list(hashlib.sha256(word.encode()).digest()) for word in words], dtype=float)


def modelled(given: Tables, *, settings: Topics = SETTINGS, seed: int = 1) -> Tables:
    participants = given["segments"].participant_id.unique()
    persons = pd.Series({name: "Sam" if name.endswith("P1") else name for name in participants}, dtype=object)
    return model_topics(**given, means=Means(persons, embed, settings, seed))


def note(found: Tables) -> str:
    return str(found["topic_fit"].note.iloc[0])


def about(placed: pd.DataFrame) -> pd.Series:
    return placed.segment_id.str[2:6].astype(int) % len(WORDS)


@pytest.fixture(scope="module")
def result() -> Tables:
    return modelled(material())


def test_what_is_talked_about_is_found_with_its_own_words(result: Tables) -> None:
    topics = result["topic_model"]
    assert result["topic_fit"].note.isna().all()
    assert topics.is_reported.all()
    assert {frozenset(words.split(", ")) for words in topics.top_words} == {frozenset(words) for words in WORDS}
    ranked = result["topic_words"].sort_values(["topic_id", "rank"]).groupby("topic_id").word.agg(", ".join)
    assert ranked.tolist() == topics.top_words.tolist()


def test_every_segment_has_its_topic_and_the_numbers_add_up(result: Tables) -> None:
    placed, topics, fit = result["segment_topics"], result["topic_model"], result["topic_fit"].iloc[0]
    assert len(placed) == fit.n_eligible == fit.n_fitted == 150
    assert fit.n_left_out == (placed.topic_id == -1).sum()
    inside = placed[placed.topic_id >= 0]
    assert (inside.groupby(about(inside)).topic_id.nunique() == 1).all()
    sizes = placed.topic_id.value_counts()
    assert topics.n_segments.tolist() == [sizes[topic] for topic in topics.topic_id]
    assert (topics.n_sessions == 2).all()
    # Sam is in both sessions, P2 is somebody else in each.
    assert (topics.n_participants == 3).all()


def test_typical_segments_are_of_their_topic_and_the_map_has_all_that_was_modelled(result: Tables) -> None:
    of = result["segment_topics"].set_index("segment_id").topic_id
    examples = result["topic_examples"]
    assert (of[examples.segment_id].to_numpy() == examples.topic_id.to_numpy()).all()
    assert examples.groupby("topic_id").size().between(1, 3).all()
    assert set(examples.topic_id) == set(range(1, 6))
    assert result["topic_map"].segment_id.tolist() == result["segment_topics"].segment_id.tolist()


def test_two_runs_are_equal_and_the_order_of_the_rows_does_not_matter(result: Tables) -> None:
    given = material()
    shuffled = {name: item.sample(frac=1, random_state=3, ignore_index=True) for name, item in given.items()}
    shuffled["tokens"] = shuffled["tokens"].sort_values(["segment_id", "token"], ignore_index=True)
    for again in (modelled(given), modelled(shuffled)):
        for name, expected in result.items():
            pd.testing.assert_frame_equal(again[name], expected)


def test_other_names_of_sessions_give_the_same_topics(result: Tables) -> None:
    renamed = {
        name: item.assign(
            **{
                column: item[column].str.replace("A-", "ZZ-", regex=False)
                for column in ("segment_id", "participant_id")
                if column in item
            }
        )
        for name, item in material().items()
    }
    again = modelled(renamed)
    assert again["topic_model"].top_words.tolist() == result["topic_model"].top_words.tolist()
    names = result["segment_topics"].segment_id.str.replace("A-", "ZZ-", regex=False)
    expected = pd.Series(result["segment_topics"].topic_id.to_numpy(), index=names)
    found = again["segment_topics"].set_index("segment_id").topic_id
    assert (expected[found.index].to_numpy() == found.to_numpy()).all()


def test_where_nothing_hangs_together_nothing_is_reported() -> None:
    given = material()
    noise = np.random.default_rng(0).normal(size=(150, 40))
    given["vectors"] = given["vectors"].assign(vector=pd.Series(list(noise.tolist()), dtype=object))
    # Every segment has words of its own, of which each occurs often enough to be a term.
    rng = random.Random(1)
    words = [
        f"{a}{b}ing" for a in ("loop", "werk", "spreek", "denk", "vraag") for b in ("af", "op", "uit", "in", "aan")
    ]
    given["tokens"] = given["tokens"].assign(lemma=[rng.choice(words) for _ in range(len(given["tokens"]))])
    found = modelled(given)
    fit = found["topic_fit"].iloc[0]
    unstable = found["topic_model"][~found["topic_model"].is_reported]
    assert len(unstable) > len(found["topic_model"]) / 2
    assert (unstable.stability <= max(fit.chance, SETTINGS.minimum_stability)).all()
    assert fit.n_left_out <= SETTINGS.share_left_out * 150


def test_short_segments_are_placed_afterwards_and_shape_nothing(result: Tables) -> None:
    given = material(200)
    is_short = given["segments"].index >= 150
    given["segments"] = given["segments"].assign(n_words=np.where(is_short, 3, 10))
    found = modelled(given)
    placed = found["segment_topics"]
    short = placed[~placed.is_modelled]
    assert len(short) == found["topic_fit"].n_short.iloc[0] == 50
    assert (short.topic_id >= 0).mean() > 0.8
    inside = placed[placed.topic_id >= 0]
    assert (inside.groupby(about(inside)).topic_id.nunique() == 1).all()
    assert found["topic_model"].stability.tolist() == result["topic_model"].stability.tolist()


def test_what_holds_no_word_of_a_topic_has_none() -> None:
    given = material(150)
    quiet = ["A-0000-1", "A-0001-1"]
    given["tokens"] = given["tokens"][~given["tokens"].segment_id.isin(quiet)]
    assert not modelled(given)["segment_topics"].segment_id.isin(quiet).any()


def test_of_more_than_fits_a_sample_is_modelled_and_the_rest_is_placed_with_it() -> None:
    found = modelled(material(400), settings=SETTINGS.model_copy(update={"fit_on": 150}))
    fit, placed = found["topic_fit"].iloc[0], found["segment_topics"]
    assert (fit.n_eligible, fit.n_fitted) == (400, 150)
    assert len(placed) == 400
    assert len(found["topic_map"]) == 150
    inside = placed[placed.topic_id >= 0]
    assert len(inside) > 360
    assert (inside.groupby(about(inside)).topic_id.nunique() == 1).all()


@pytest.mark.parametrize("n_texts", [1, 4])
def test_equal_texts_count_once_and_the_note_says_so(n_texts: int) -> None:
    given = material()
    same = [[float(number % n_texts == k) for k in range(6)] for number in range(150)]
    words = given["tokens"].groupby("segment_id").cumcount().map(dict(enumerate(WORDS[0])))
    given["vectors"] = given["vectors"].assign(vector=pd.Series(same, dtype=object))
    given["tokens"] = given["tokens"].assign(lemma=words)
    assert f"150 segmenten van 8 woorden of meer, waarvan {n_texts} verschillende" in note(modelled(given))


@pytest.mark.parametrize(
    "given",
    [material(29), material(0), material(n_words=7), material(role="gespreksleider"), material(is_codable=False)],
)
def test_too_little_material_gives_a_note_and_no_topics(given: Tables) -> None:
    found = modelled(given)
    assert all(len(found[name]) == 0 for name in found if name != "topic_fit")
    assert "Te weinig materiaal" in note(found)
    assert "minstens 30" in note(found)
    assert "met de hand" in note(found)


def test_one_person_or_one_session_is_said() -> None:
    given = material()
    one = given | {"segments": given["segments"].assign(participant_id="A-P1", session_id="A")}
    assert "één persoon" in note(modelled(one))
    two = given | {"segments": given["segments"].assign(session_id="A")}
    assert "één gesprek" in note(modelled(two))
