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
    """segments, tokens, vectors, codebook, human codings -> codings, coding_values, segment_codes, code_vectors."""
    return stage(study, "code", keys.CODED, keys.code_key(study), lambda: code_in_memory(study, study.book))


def code_in_memory(study: Study, book: Codebook) -> Frames:
    """What `code` would store under this codebook, from the stored tokens and vectors; nothing is stored."""
    from pipeline.language.nlp import load_nlp
    from pipeline.stages import coding, deciding, human_coding
    from pipeline.stages.judged import judge

    settings = study.settings
    given = load(study, *_READ)
    segments, human = given["segments"], given["human_codings"]
    nlp = load_nlp(settings.language.spacy_model)
    code_vectors, vector_of = _code_vectors(study, book)
    codings = pd.concat(
        [
            human_coding.code_by_people(human, segments, book=book),
            coding.code_by_patterns(given["tokens"], segments, book=book, nlp=nlp),
            coding.code_by_meaning(given["vectors"], book=book, settings=settings.coding, vector_of=vector_of),
        ],
        ignore_index=True,
    )
    judged = judge(
        codings,
        segments,
        coders=study.coders,
        book=book,
        rule=settings.coding.coders_disagree,
        samples=given["human_samples"],
    )
    return {
        "codings": codings,
        "coding_values": human_coding.values_of(given["human_values"], codings, book=book),
        "segment_codes": deciding.decide(codings, judged, book=book, settings=settings.coding),
        "code_vectors": code_vectors,
    }


def _code_vectors(study: Study, book: Codebook) -> tuple[pd.DataFrame, Callable[[str], Any]]:
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
