"""What the machine proposes with people's verdicts, and without them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from spacy.language import Language

from pipeline.codebook import Codebook
from pipeline.judgements import CoderRow
from pipeline.settings import Coding
from pipeline.stages.features import make_features
from pipeline.stages.judged import judge
from pipeline.stages.proposing import Means, Proposals, propose_codes, propose_dimensions
from pipeline.stages.tokens import annotate_segments
from pipeline.tables import MODEL, PATTERN, SEMANTIC
from tests.builders import code, codebook, coding, segment, table

SESSIONS, EACH, EVERY = "ABCD", 48, 12
BUS, WAGE, OTHER = "Wij gaan daar met de bus heen.", "Het loon is te laag.", "De koffie stond klaar op tafel."
BOOK = codebook(code("reizen", patronen=["bus"]), code("loon"))
Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def tables(nlp: Language) -> Tables:
    """Four sessions; in each one segment in twelve is about the bus and one about wages."""
    rng = np.random.default_rng(1)
    rows, vectors = [], []
    for session in SESSIONS:
        for number in range(EACH):
            name, kind = f"{session}-{number:04d}-1", number % EVERY
            text = {0: BUS, 1: WAGE}.get(kind, OTHER)
            rows.append(segment(name, text, session_id=session, stakeholder_group="ouder" if kind else "leerling"))
            place = rng.normal(0, 0.3, 8) + 3 * np.eye(8)[kind if kind < 2 else 2 + kind % 6]
            vectors.append({"segment_id": name, "vector": place, "vector_in_context": place})
    segments = table("segments", *rows)
    tokens = annotate_segments(segments, nlp=nlp)
    given = {"segments": segments, "tokens": tokens, "vectors": table("vectors", *vectors)}
    return given | {name: table(name) for name in ("human_samples", "human_values")}


def verdicts(*, wrong: frozenset[str] = frozenset(), sessions: str = SESSIONS) -> list[dict[str, Any]]:
    """What HB said: the code reizen where it is about the bus, except where that is turned round."""
    return [
        coding(name, "reizen", "HB", is_present=(number % EVERY == 0) != (name in wrong)) | {"coding_id": f"HB-{name}"}
        for session in sessions
        for number in range(EACH)
        for name in [f"{session}-{number:04d}-1"]
    ]


def vector_of(text: str) -> Any:
    return 3 * np.eye(8)[1 if "loon" in text.lower() else 0]


def proposed(
    tables: Tables, nlp: Language, said: list[dict[str, Any]] | None = None, *, book: Codebook = BOOK, **more: Any
) -> Proposals:
    means = Means(nlp, vector_of, Coding(minimum_judged=6, **more), 1)
    people = table("codings", *(said or []))
    samples, coders = tables["human_samples"], [CoderRow("HB", "A", ("geen",), True, True)]
    judged = judge(people, tables["segments"], coders=coders, book=book, rule="meerderheid", samples=samples)
    features = make_features(tables["segments"], tables["tokens"], tables["vectors"])
    return propose_codes(tables, features, judged, book=book, means=means)


def by(found: Proposals, coder: str, name: str = "reizen") -> pd.DataFrame:
    rows = found.codings
    return rows[(rows.coder == coder) & (rows.code == name)]


def test_without_anybodys_codings_nothing_has_confidence_and_nothing_is_learned(tables: Tables, nlp: Language) -> None:
    found = proposed(tables, nlp)
    assert len(by(found, PATTERN)) == 16 and len(by(found, SEMANTIC)) > 0 and not len(by(found, MODEL))
    assert found.codings.confidence.isna().all()
    learned = found.methods[found.methods.coder == MODEL]
    assert set(learned.method) == {"niet geleerd"} and learned.note.notna().all()


def test_what_people_judged_is_learned_and_takes_the_place_of_meaning(tables: Tables, nlp: Language) -> None:
    found = proposed(tables, nlp, verdicts())
    about = {f"{session}-{number:04d}-1" for session in SESSIONS for number in range(0, EACH, EVERY)}
    assert set(by(found, MODEL).segment_id) <= about and len(by(found, MODEL)) > len(about) / 2
    assert not len(by(found, SEMANTIC)) and len(by(found, SEMANTIC, "loon"))
    assert by(found, MODEL).confidence.between(0.5, 1).all() and by(found, PATTERN).confidence.between(0.8, 1).all()
    (row,) = found.methods[(found.methods.coder == MODEL) & (found.methods.code == "reizen")].to_dict("records")
    assert (row["n_yes"], row["n_no"], row["n_sessions"]) == (16, 176, 4)
    assert row["n_judged"] == row["n_agreed"] == len(by(found, MODEL))


def test_confidence_of_a_pattern_is_how_often_people_agreed_in_the_other_sessions(
    tables: Tables, nlp: Language
) -> None:
    wrong = frozenset(f"A-{number:04d}-1" for number in range(0, EACH, EVERY))
    found = by(proposed(tables, nlp, verdicts(wrong=wrong)), PATTERN).set_index("segment_id").confidence
    assert found["A-0000-1"] > found["B-0000-1"]


def test_what_a_blind_sample_measures_is_not_learned_from(tables: Tables, nlp: Language) -> None:
    said = verdicts()
    blind = table("human_samples", *({"coding_id": row["coding_id"], "sample": "blind", "weight": 1.0} for row in said))
    found = proposed(tables | {"human_samples": blind}, nlp, said)
    assert not len(by(found, MODEL))
    assert by(found, PATTERN).confidence.notna().all()


@pytest.mark.parametrize("more", [{"niveau": "latent"}, {"machine": "nee"}, {"status": "vervallen"}])
def test_the_machine_leaves_a_code_alone_that_is_not_for_it(
    tables: Tables, nlp: Language, more: dict[str, str]
) -> None:
    found = proposed(tables, nlp, verdicts(), book=codebook(code("reizen", patronen=["bus"], **more)))
    assert not len(found.codings) and not len(found.methods)


def test_what_cannot_carry_a_code_gets_no_proposal(tables: Tables, nlp: Language) -> None:
    segments = tables["segments"].copy()
    segments.loc[segments.session_id == "A", "is_codable"] = False
    vectors = tables["vectors"][~tables["vectors"].segment_id.str.startswith("A")].reset_index(drop=True)
    found = proposed(tables | {"segments": segments, "vectors": vectors}, nlp)
    assert len(found.codings) and not found.codings.segment_id.str.startswith("A").any()


def test_a_study_without_talk_proposes_nothing(tables: Tables, nlp: Language) -> None:
    nothing = {name: frame.iloc[:0] for name, frame in tables.items()}
    found = proposed(nothing, nlp)
    assert not len(found.codings) and not len(found.methods)


def test_values_are_not_learned_from_a_blind_sample(tables: Tables, nlp: Language) -> None:
    said = verdicts()
    yes = [row for row in said if row["is_present"]]
    values = [
        {"coding_id": row["coding_id"], "dimension": "oordeel", "value": "goed" if number % 2 else "beter"}
        for number, row in enumerate(yes)
    ]
    given = tables | {"human_values": table("human_values", *values)}
    means = Means(nlp, vector_of, Coding(minimum_judged=2), 1)
    features = make_features(tables["segments"], tables["tokens"], tables["vectors"])
    codings = proposed(tables, nlp).codings
    people = table("codings", *said)
    assert len(propose_dimensions(given, features, people, codings, means=means).trust) > 1
    blind = table("human_samples", *({"coding_id": row["coding_id"], "sample": "blind", "weight": 1.0} for row in yes))
    found = propose_dimensions(given | {"human_samples": blind}, features, people, codings, means=means)
    assert not len(found.trust) and not len(found.values)


def test_what_the_machine_asked_about_teaches_and_does_not_measure(tables: Tables, nlp: Language) -> None:
    wrong = frozenset(f"A-{number:04d}-1" for number in range(1, EACH, EVERY))
    said = verdicts(wrong=wrong)
    asked = [row["coding_id"] for row in said if row["segment_id"] in wrong]
    teaching = table("human_samples", *({"coding_id": name, "sample": "leerzaam"} for name in asked))
    rows = {}
    for name, samples in (("all", tables["human_samples"]), ("told", teaching)):
        found = proposed(tables | {"human_samples": samples}, nlp, said).methods
        (rows[name],) = found[(found.coder == MODEL) & (found.code == "reizen")].to_dict("records")
    assert rows["told"]["n_yes"] == rows["all"]["n_yes"] == 20
    assert pd.isna(rows["told"]["note"]) and rows["told"]["n_judged"] <= rows["all"]["n_judged"]
