"""The half of the flow that looks across sessions: code, agree, topics, count.

Each function is one stage: how its tables are made when what decides them (the key, in flow_keys.py) is new.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from pipeline import flow_keys as keys
from pipeline.flow_sessions import StageLog, read_session
from pipeline.frames import frame
from pipeline.stages.withheld import Runs, runs_of
from pipeline.store import hash_of
from pipeline.study import Study
from pipeline.tables import CodeVectors
from pipeline.typed_text import texts_in

Frames = dict[str, pd.DataFrame]


def _stage(study: Study, stage: str, tables: Sequence[str], key: str, make: Callable[[], Frames]) -> StageLog:
    """Make and store the tables of a stage, unless all of them are stored under this key."""
    start = time.perf_counter()
    store = study.store
    first = store.stored(tables[0])
    if is_cached := first is not None and keys.is_stored(study, tables, key):
        n_rows = first.n_rows
    else:
        made = make()
        saved = [store.save(table, made[table], key=key) for table in tables]
        n_rows = saved[0].n_rows
    return StageLog(stage, None, is_cached, time.perf_counter() - start, n_rows)


def _load(study: Study, *tables: str) -> Frames:
    return {table: study.store.load(table) for table in tables}


def mask_study(study: Study) -> StageLog:
    """codebook, topic guide -> study_text: what people typed, as it may be stored and shown."""
    from pipeline.stages import study_text

    def make() -> Frames:
        from pipeline.stages.privacy import Masker

        groups = {key: group.naam for key, group in study.named.groepen.items()}
        masker = Masker(
            names=study_text.names_of_speakers(study.speakers, group_names=groups),
            schools=dict.fromkeys(study.schools, "[school]"),
            known=study.known_names,
            allowed=keys.spared_in_typed_text(study),
        )
        texts = texts_in(*keys.typed_text(study))
        return {"study_text": study_text.mask_study_text(texts, masker=masker, withheld=_withheld(study))}

    return _stage(study, "study_text", ("study_text",), keys.study_text_key(study), make)


def _withheld(study: Study) -> Runs:
    """Words in a row of people without consent, who may have been quoted in the codebook before they withdrew."""
    silent = {(row.session_id, row.label) for row in study.speakers if not row.has_consent}
    turns = [
        turn.text
        for session in study.sessions
        if session.session_id in {name for name, _ in silent}
        for turn in read_session(study, session).turns
        if (session.session_id, turn.speaker) in silent
    ]
    return runs_of(turns)


def code(study: Study) -> StageLog:
    """segments, tokens, vectors, codebook, human codings -> codings, coding_values, segment_codes."""
    return _stage(study, "code", keys.CODED, keys.code_key(study), lambda: _code(study))


def _code(study: Study) -> Frames:
    from pipeline.language.nlp import load_nlp
    from pipeline.stages import coding, deciding, human_coding
    from pipeline.stages.judged import judge

    settings, book = study.settings, study.book
    given = _load(study, "segments", "tokens", "vectors", "human_codings", "human_values", "human_samples")
    segments, human = given["segments"], given["human_codings"]
    nlp = load_nlp(settings.language.spacy_model)
    code_vectors, vector_of = _code_vectors(study)
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


def _code_vectors(study: Study) -> tuple[pd.DataFrame, Callable[[str], Any]]:
    """Vectors of the codebook's texts: those stored, and anew only those that an edit or another model brought in."""
    from pipeline.language.sentence_model import embed
    from pipeline.language.versions import vector_versions
    from pipeline.stages.meaning import texts_of

    model = study.settings.language.sentence_model
    codes = texts_of([c for c in study.book.codes.values() if c.is_for_machine])
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


def agree(study: Study) -> StageLog:
    """codings -> agreement."""
    from pipeline.stages import agreement

    settings, book = study.settings, study.book

    def make() -> Frames:
        measured = agreement.measure_agreement(
            study.store.load("codings"),
            study.store.load("segments"),
            coders=study.coders,
            book=book,
            resamples=settings.agreement.resamples,
            seed=settings.seed,
        )
        return {"agreement": measured}

    return _stage(study, "agree", ("agreement",), keys.agree_key(study), make)


def topics(study: Study) -> list[StageLog]:
    """segments, tokens, vectors -> segment_topics and topics; then topics against codes."""
    from pipeline.stages import topics as stage

    settings = study.settings

    def model() -> Frames:
        from pipeline.stages.counts import persons

        given = _load(study, "segments", "tokens", "vectors", "participants")
        people = persons(given.pop("participants"))
        result = stage.model_topics(**given, persons=people, settings=settings.topics, seed=settings.seed)
        return {"topic_model": result.topics, "segment_topics": result.segment_topics}

    def compare() -> Frames:
        given = _load(study, "topic_model", "segment_topics", "segment_codes")
        return {"topics": stage.compare_topics(given["topic_model"], given["segment_topics"], given["segment_codes"])}

    modelled = _stage(study, "topics", keys.MODELLED, keys.topics_key(study), model)
    return [modelled, _stage(study, "topics_and_codes", ("topics",), keys.compare_key(study), compare)]


def count(study: Study) -> list[StageLog]:
    """everything -> counts, hidden_counts, quotes."""
    from pipeline.stages import counts, disclosure, quotes

    book = study.book

    def make_counts() -> Frames:
        return {"counts": counts.count_codes(_load(study, *keys.COUNTED), book=book)}

    def make_hidden() -> Frames:
        given = _load(study, *keys.COUNTED, "counts")
        minimum = study.settings.privacy.minimum_cell
        return {"hidden_counts": disclosure.hide_counts(given, book=book, minimum=minimum)}

    def make_quotes() -> Frames:
        given = _load(study, *keys.QUOTED)
        return {"quotes": quotes.select_quotes(given, book=book, names=study.named, **keys.quote_limits(study))}

    counted = _stage(study, "counts", ("counts",), keys.counts_key(study), make_counts)
    hidden = _stage(study, "disclosure", ("hidden_counts",), keys.disclosure_key(study), make_hidden)
    return [counted, hidden, _stage(study, "quotes", ("quotes",), keys.quotes_key(study), make_quotes)]


def n_unplaced(study: Study) -> int:
    """How many things that people made found no place, or carry a code that the book lacks."""
    from pipeline.stages.human_coding import unknown_codes

    unplaced = sum(stored.n_rows for s in study.sessions if (stored := study.store.stored("unplaced", s.session_id)))
    return unplaced + len(unknown_codes(study.store.load("human_codings"), book=study.book))
