"""The half of the flow that is done per session: read and mask, segment, annotate, embed.

One function of one session, so that it runs in this process, in several, or on a cluster alike.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.errors import Problem, TranscriptError
from pipeline.readers import Transcript, read_transcript
from pipeline.readers import versions as reader_versions
from pipeline.registers import SessionRow
from pipeline.store import Store, Stored, hash_of
from pipeline.study import Study
from pipeline.tables import READ


@dataclass(frozen=True)
class StageLog:
    """What one stage did: rows out, and whether the stored result was taken."""

    stage: str
    session: str | None
    is_cached: bool
    seconds: float
    n_rows: int


def sha256_of(path: Path) -> str:
    """The hash of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_session(study: Study, session: SessionRow) -> Transcript:
    """The turns of a session. Raises TranscriptError, also where the file is larger than the settings allow."""
    labels = [speaker.label for speaker in study.speakers_of(session.session_id)]
    return read_transcript(
        study.transcript(session), labels=labels, name=f"transcripten/{session.file}", limits=study.limits
    )


def process_session(study: Study, session: SessionRow) -> list[StageLog]:
    """Bring the stored tables of one session up to date. Raises PipelineError; what is whole stays."""
    name, store = session.session_id, study.store
    logs = [_read(study, session)]
    contents = _contents(store, name, "utterances", "human_codings")
    logs.append(_stage(store, "segments", name, _segments_key(study, contents), lambda: _segment(study, name)))
    contents = _contents(store, name, "segments")
    logs.append(_stage(store, "tokens", name, _tokens_key(study, contents), lambda: _annotate(study, name)))
    logs.append(_stage(store, "vectors", name, _vectors_key(study, contents), lambda: _embed(study, name)))
    return logs


def process_or_report(study: Study, session: SessionRow) -> tuple[list[StageLog], list[Problem]]:
    """As `process_session`, with what is wrong in the transcript handed back: that of all sessions comes together."""
    try:
        return process_session(study, session), []
    except TranscriptError as error:
        return [], error.problems


def is_current(study: Study, session: SessionRow) -> bool:
    """Whether every stored table of a session is the one that a run would make now."""
    store, name = study.store, session.session_id
    read = read_key(study, session, sha256_of(study.transcript(session)))
    given, cut = _contents(store, name, "utterances", "human_codings"), _contents(store, name, "segments")
    keys = dict.fromkeys(READ, read) | {
        "segments": _segments_key(study, given),
        "tokens": _tokens_key(study, cut),
        "vectors": _vectors_key(study, cut),
    }
    return all((stored := store.stored(table, name)) and stored.key == key for table, key in keys.items())


def is_talk_current(study: Study, session: SessionRow) -> bool:
    """Whether the stored talk of a session is the one that a run would make now, whatever people coded in it since."""
    stored = {name: study.store.stored(name, session.session_id) for name in ("utterances", "segments")}
    given = _contents(study.store, session.session_id, "utterances", "human_codings")
    utterances, segments = stored["utterances"], stored["segments"]
    if utterances is None or segments is None:
        return False
    talk = talk_key(study, session, sha256_of(study.transcript(session)))
    return utterances.key.startswith(talk) and segments.key == _segments_key(study, given)


def _contents(store: Store, session: str, *tables: str) -> list[str]:
    return [stored.content for table in tables if (stored := store.stored(table, session))]


def _stage(store: Store, table: str, session: str, key: str, make: Callable[[], pd.DataFrame]) -> StageLog:
    start = time.perf_counter()
    stored = store.stored(table, session)
    if is_cached := stored is not None and stored.key == key:
        result: Stored = stored
    else:
        result = store.save(table, make(), key=key, session=session)
    return StageLog(table, session, is_cached, time.perf_counter() - start, result.n_rows)


def read_key(study: Study, session: SessionRow, sha256: str) -> str:
    """The key of what `read` makes of a session: that of its talk, and of what people coded and cited in it."""
    name = session.session_id
    return talk_key(study, session, sha256) + hash_of(
        [vars(row) for row in study.codings_of(name)],
        [vars(row) for row in study.quotes if row.session_id == name],
        [vars(row) | {"line": 0} for row in study.cited if row.session_id == name],
    )


def talk_key(study: Study, session: SessionRow, sha256: str) -> str:
    """The key of the masked talk of a session, with which its read key begins: the file, its register rows, masking."""
    from pipeline.masking import detectors
    from pipeline.stages import privacy, utterances

    name = session.session_id
    return hash_of(
        [reader_versions(), utterances.VERSION, privacy.VERSION, detectors.versions()],
        sha256,
        vars(session) | {"line": 0},
        [vars(speaker) | {"line": 0} for speaker in study.speakers_of(name)],
        [question.model_dump() for question in study.guide.get(session.session_type, [])],
        # Of other sessions and of stakeholders.yaml only what a mention of this session's own speakers reads.
        [study.placeholders.get(name, {}), hash_of(study.known_names)],
        [study.privacy.model_dump(), study.settings.privacy.mode, study.schools, study.allowed],
    )


def _read(study: Study, session: SessionRow) -> StageLog:
    start = time.perf_counter()
    store, name = study.store, session.session_id
    sha256 = sha256_of(study.transcript(session))
    key = read_key(study, session, sha256)
    stored = [store.stored(table, name) for table in READ]
    is_cached = all(item is not None and item.key == key for item in stored)
    if not is_cached:
        tables = _read_anew(study, session, sha256)
        # Utterances last: while they lack the new key the session counts as unread.
        for table in sorted(tables, key=lambda item: item == "utterances"):
            store.save(table, tables[table], key=key, session=name)
    utterances = store.stored("utterances", name)
    return StageLog("read", name, is_cached, time.perf_counter() - start, utterances.n_rows if utterances else 0)


def _read_anew(study: Study, session: SessionRow, sha256: str) -> dict[str, pd.DataFrame]:
    from pipeline.stages.session_text import SessionInput
    from pipeline.stages.utterances import read_utterances

    name, source = session.session_id, f"transcripten/{session.file}"
    turns = read_session(study, session).turns
    if sha256_of(study.transcript(session)) != sha256:
        raise TranscriptError(Problem(source, 0, "the file changed while it was read", "Run again."))
    tables = read_utterances(
        SessionInput(
            session,
            sha256,
            turns,
            study.speakers_of(name),
            study.guide.get(session.session_type, []),
            study.codings_of(name),
            [row for row in study.quotes if row.session_id == name],
            [row for row in study.cited if row.session_id == name],
            schools=study.schools,
            allowed=study.allowed,
            placeholders=study.placeholders.get(name, {}),
            known_names=study.known_names,
        )
    )
    findings = tables["privacy_findings"]
    if study.settings.privacy.mode == "stop" and (found := findings[findings.action == "masked"]).size:
        lines = dict(zip(tables["utterances"].utterance_id, tables["utterances"].source_line, strict=True))
        raise TranscriptError(
            Problem(source, lines[turn], f"what could identify someone ({kind})", "Mask it there, or allow it.")
            for turn, kind in zip(found.utterance_id, found.kind, strict=True)
        )
    return tables


def _segments_key(study: Study, contents: list[str]) -> str:
    from pipeline.stages import segments

    return hash_of("segments", segments.VERSION, study.settings.segments.model_dump(), contents)


def _segment(study: Study, name: str) -> pd.DataFrame:
    from pipeline.stages.segments import segment_utterances

    store = study.store
    return segment_utterances(
        store.load("utterances", name), store.load("human_codings", name), settings=study.settings.segments
    )


def _tokens_key(study: Study, contents: list[str]) -> str:
    from pipeline.language.versions import token_versions

    return hash_of("tokens", token_versions(study.settings.language.spacy_model), contents)


def _annotate(study: Study, name: str) -> pd.DataFrame:
    from pipeline.language.nlp import load_nlp
    from pipeline.stages.tokens import annotate_segments

    return annotate_segments(study.store.load("segments", name), nlp=load_nlp(study.settings.language.spacy_model))


def _vectors_key(study: Study, contents: list[str]) -> str:
    from pipeline.language.versions import vector_versions

    return hash_of("vectors", vector_versions(study.settings.language.sentence_model), contents)


def _embed(study: Study, name: str) -> pd.DataFrame:
    from pipeline.stages.vectors import embed_segments

    return embed_segments(study.store.load("segments", name), model=study.settings.language.sentence_model)
