"""The half of the flow that looks across sessions: code, agree, topics, count.

Each function is one stage: what decides its result (the key), and how it is made when the key is new.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd

from pipeline.flow_sessions import StageLog
from pipeline.frames import frame
from pipeline.store import hash_of
from pipeline.study import Study
from pipeline.tables import PER_SESSION, CodeVectors

Frames = dict[str, pd.DataFrame]


def contents(study: Study, *tables: str) -> list[str]:
    """The content hashes of stored tables: all parts of those that are made per session."""
    store = study.store
    found: list[str] = []
    for table in tables:
        sessions: list[str | None] = [s.session_id for s in study.sessions] if table in PER_SESSION else [None]
        for session in sorted(sessions, key=str):
            stored = store.stored(table, session)
            found.append(f"{table} {session} {stored.content if stored else ''}")
    return found


def _stage(study: Study, stage: str, tables: Sequence[str], key: str, make: Callable[[], Frames]) -> StageLog:
    """Make and store the tables of a stage, unless all of them are stored under this key."""
    start = time.perf_counter()
    store = study.store
    stored = [store.stored(table) for table in tables]
    if is_cached := all(item is not None and item.key == key for item in stored):
        n_rows = stored[0].n_rows if stored[0] else 0
    else:
        made = make()
        saved = [store.save(table, made[table], key=key) for table in tables]
        n_rows = saved[0].n_rows
    return StageLog(stage, None, is_cached, time.perf_counter() - start, n_rows)


def _load(study: Study, *tables: str) -> Frames:
    return {table: study.store.load(table) for table in tables}


def code(study: Study) -> StageLog:
    """segments, tokens, vectors, codebook, human codings -> codings, coding_values, segment_codes."""
    tables = ("segment_codes", "codings", "coding_values")
    return _stage(study, "code", tables, _code_key(study), lambda: _code(study))


def is_coded(study: Study) -> bool:
    """Whether the stored codes are those of the codebook and the codings as they are now."""
    stored = study.store.stored("segment_codes")
    return stored is not None and stored.key == _code_key(study)


def _code_key(study: Study) -> str:
    from pipeline.language.versions import token_versions, vector_versions
    from pipeline.stages import coding_versions

    settings, book = study.settings, study.book
    return hash_of(
        coding_versions.VERSIONS,
        token_versions(settings.language.spacy_model),
        vector_versions(settings.language.sentence_model),
        # Reports alone read it.
        settings.coding.model_dump(exclude={"minimum_alpha"}),
        book.model_dump(exclude={"titel", "vragen"}),
        _coders(study),
        contents(study, "segments", "tokens", "vectors", "human_codings", "human_values"),
    )


def _coders(study: Study) -> list[dict[str, Any]]:
    """codeurs.csv without its line numbers: another order of the rows changes nothing."""
    return [vars(row) | {"line": 0} for row in sorted(study.coders, key=lambda row: (row.coder, row.session_id))]


def _code(study: Study) -> Frames:
    from pipeline.language.nlp import load_nlp
    from pipeline.stages import coding

    settings, book = study.settings, study.book
    given = _load(study, "segments", "tokens", "vectors", "human_codings", "human_values")
    segments, human = given["segments"], given["human_codings"]
    nlp = load_nlp(settings.language.spacy_model)
    codings = pd.concat(
        [
            coding.code_by_people(human, segments, book=book),
            coding.code_by_patterns(given["tokens"], segments, book=book, nlp=nlp),
            coding.code_by_meaning(
                given["vectors"], book=book, settings=settings.coding, vector_of=_code_vectors(study)
            ),
        ],
        ignore_index=True,
    )
    return {
        "codings": codings,
        "coding_values": coding.values_of(given["human_values"], codings, book=book),
        "segment_codes": coding.decide(codings, segments, coders=study.coders, book=book, settings=settings.coding),
    }


def _code_vectors(study: Study) -> Callable[[str], Any]:
    """Vectors of the codebook's texts: those stored, and anew only those that an edit brought in."""
    from pipeline.language.sentence_model import embed
    from pipeline.language.versions import vector_versions
    from pipeline.stages.meaning import texts_of

    model = study.settings.language.sentence_model
    codes = texts_of([c for c in study.book.codes.values() if c.is_for_machine])
    texts = sorted({text for code in codes for text in (*code.positive, *code.negative)})
    names = {text: hashlib.sha256(text.encode()).hexdigest() for text in texts}
    key = hash_of(vector_versions(model))
    stored = study.store.stored("code_vectors")
    known: dict[str, Any] = {}
    if stored and stored.key == key:
        table = study.store.load("code_vectors")
        known = dict(zip(table.text_sha256, table.vector, strict=True))
    new = [text for text in texts if names[text] not in known]
    known |= zip((names[text] for text in new), embed(new, model=model), strict=True)
    rows = [{"text_sha256": names[text], "vector": known[names[text]]} for text in texts]
    study.store.save("code_vectors", frame(CodeVectors, rows), key=key)
    return lambda text: np.asarray(known[names[text]], dtype=float)


def agree(study: Study) -> StageLog:
    """codings -> agreement."""
    from pipeline.stages import agreement

    settings, book = study.settings, study.book
    key = hash_of(
        "agreement",
        [agreement.VERSION, version("numpy")],
        [settings.agreement.model_dump(), settings.seed],
        _coders(study),
        [(code.id, code.is_for_machine, code.status) for code in book.codes.values()],
        contents(study, "codings", "segments"),
    )

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

    return _stage(study, "agree", ("agreement",), key, make)


def topics(study: Study) -> list[StageLog]:
    """segments, tokens, vectors -> segment_topics and topics; then topics against codes."""
    from pipeline.stages import topics as stage

    settings = study.settings
    inputs = contents(study, "segments", "tokens", "vectors", "participants")
    versions = [stage.VERSION, *map(version, ("bertopic", "numpy", "scikit-learn"))]
    key = hash_of("topics", versions, settings.topics.model_dump(), settings.seed, inputs)

    def model() -> Frames:
        from pipeline.stages.counts import persons

        given = _load(study, "segments", "tokens", "vectors", "participants")
        people = persons(given.pop("participants"))
        result = stage.model_topics(**given, persons=people, settings=settings.topics, seed=settings.seed)
        return {"topic_model": result.topics, "segment_topics": result.segment_topics}

    def compare() -> Frames:
        given = _load(study, "topic_model", "segment_topics", "segment_codes")
        return {"topics": stage.compare_topics(given["topic_model"], given["segment_topics"], given["segment_codes"])}

    modelled = _stage(study, "topics", ("topic_model", "segment_topics"), key, model)
    key = hash_of("compare", stage.VERSION, contents(study, "topic_model", "segment_topics", "segment_codes"))
    return [modelled, _stage(study, "topics_and_codes", ("topics",), key, compare)]


_COUNTED = ("segments", "utterances", "participants", "sessions", "codings", "coding_values", "segment_codes")
_QUOTED = ("segments", "participants", "sessions", "chosen_quotes", "codings", "segment_codes")


def count(study: Study) -> list[StageLog]:
    """everything -> counts, quotes."""
    from pipeline.stages import counts, quotes

    settings, book = study.settings, study.book
    tree = [(code, above) for code, above in book.ancestors.items()]
    key = hash_of("counts", counts.VERSION, tree, contents(study, *_COUNTED))

    def make_counts() -> Frames:
        return {"counts": counts.count_codes(_load(study, *_COUNTED), book=book)}

    counted = _stage(study, "counts", ("counts",), key, make_counts)
    limits = {"per_code": settings.reports.quotes_per_code, "minimum_cell": settings.privacy.minimum_cell}
    names = study.named.model_dump()
    key = hash_of("quotes", quotes.VERSION, tree, limits, names, contents(study, *_QUOTED))

    def make_quotes() -> Frames:
        return {"quotes": quotes.select_quotes(_load(study, *_QUOTED), book=book, names=study.named, **limits)}

    return [counted, _stage(study, "quotes", ("quotes",), key, make_quotes)]


def n_unplaced(study: Study) -> int:
    """How many things that people made found no place, or carry a code that the book lacks."""
    from pipeline.stages.coding import unknown_codes

    unplaced = sum(stored.n_rows for s in study.sessions if (stored := study.store.stored("unplaced", s.session_id)))
    return unplaced + len(unknown_codes(study.store.load("human_codings"), book=study.book))
