"""Coding across sessions: what people and the machine coded and what is decided, stored or only looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from pipeline import flow_keys as keys
from pipeline.codebook import Codebook
from pipeline.flow_corpus import Frames, load, stage
from pipeline.flow_sessions import StageLog
from pipeline.frames import frame
from pipeline.store import hash_of
from pipeline.study import Study
from pipeline.tables import CodeVectors

_READ = ("segments", "tokens", "vectors", "human_codings", "human_values", "human_samples")


def code(study: Study) -> StageLog:
    """segments, tokens, vectors, codebook, human codings -> codings, their values, decisions and methods."""
    return stage(study, "code", keys.CODED, keys.code_key(study), lambda: code_in_memory(study, study.book))


def code_in_memory(study: Study, book: Codebook) -> Frames:
    """What `code` would store under this codebook, from the stored tokens and vectors; nothing is stored."""
    from pipeline.language.nlp import load_nlp
    from pipeline.stages import deciding, human_coding
    from pipeline.stages.features import make_features
    from pipeline.stages.judged import judge
    from pipeline.stages.proposing import Means, propose_codes, propose_dimensions

    settings = study.settings
    given = load(study, *_READ)
    code_vectors, vector_of = embed_codebook(study, book)
    people = human_coding.code_by_people(given["human_codings"], given["segments"], book=book)
    values = human_coding.values_of(given["human_values"], people, book=book)
    rule = settings.coding.coders_disagree
    samples = given["human_samples"]
    judged = judge(people, given["segments"], coders=study.coders, book=book, rule=rule, samples=samples)
    means = Means(load_nlp(settings.language.spacy_model), vector_of, settings.coding, settings.seed)
    features = make_features(given["segments"], given["tokens"], given["vectors"])
    found = propose_codes(given, features, judged, book=book, means=means)
    dimensions = propose_dimensions(given | {"human_values": values}, features, people, found.codings, means=means)
    codings = pd.concat([people, found.codings], ignore_index=True)
    return {
        "codings": codings,
        "coding_values": pd.concat([values, dimensions.values], ignore_index=True),
        "segment_codes": deciding.decide(codings, judged, book=book, settings=settings.coding),
        "code_methods": found.methods,
        "dimension_trust": dimensions.trust,
        "code_vectors": code_vectors,
    }


def embed_codebook(study: Study, book: Codebook) -> tuple[pd.DataFrame, Callable[[str], Any]]:
    """Vectors of the codebook's texts: those stored, and anew only those that an edit or another model brought in."""
    from pipeline.language.sentence_model import embed
    from pipeline.language.versions import vector_versions
    from pipeline.stages.meaning import texts_of

    model = study.settings.language.sentence_model
    codes = texts_of([c for c in book.codes.values() if c.is_for_machine])
    texts = sorted({text for code in codes for text in (*code.positive, *code.negative)})
    by = hash_of(vector_versions(model))
    names = {text: hashlib.sha256(f"{by}{text}".encode()).hexdigest() for text in texts}
    known: dict[str, Any] = {}
    if study.store.stored("code_vectors"):
        table = study.store.load("code_vectors")
        known = dict(zip(table.text_sha256, table.vector, strict=True))
    new = [text for text in texts if names[text] not in known]
    known |= zip((names[text] for text in new), embed(new, model=model), strict=True)
    rows = [{"text_sha256": names[text], "vector": known[names[text]]} for text in texts]
    return frame(CodeVectors, rows), lambda text: np.asarray(known[names[text]], dtype=float)
