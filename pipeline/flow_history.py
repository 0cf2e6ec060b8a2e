"""What is kept of earlier codebooks, and what an edit of the codebook does to the coding.

Two tables that no input decides, but what ran before: codebook_versions grows with every different codebook, and
previous_codes is the coding as it stood under the last one that coded otherwise. previous_codes is saved before a run
makes anything anew, codebook_versions after the coding; and the key of the first names the book that its codes are
of. So whenever a run is killed, the next one knows whose codes lie in segment_codes.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import pandas as pd

from pipeline import flow_coding
from pipeline import flow_keys as keys
from pipeline.codebook import Codebook
from pipeline.codebook_checks import codes_of
from pipeline.codebook_diff import Outline, coding_of, identity_of, lineage_of, outline_of
from pipeline.errors import PipelineError, Problem
from pipeline.flow_sessions import StageLog
from pipeline.frames import frame
from pipeline.stages import history
from pipeline.store import hash_of
from pipeline.study import Study
from pipeline.study_registers import shown
from pipeline.tables import TABLES
from pipeline.yaml_text import read_yaml

_VERSIONS, _PREVIOUS = "codebook_versions", "previous_codes"


def keep_previous(study: Study) -> None:
    """segment_codes -> previous_codes, where this run's codebook codes otherwise than the last one that was used.

    To be called before a run removes or makes anything: afterwards the ids in segment_codes may be those of other
    words.
    """
    store = study.store
    last = history.last_outline(_table(study, _VERSIONS))
    if last is None or coding_of(last) == coding_of(outline_of(study.book)):
        return
    stored = store.stored(_PREVIOUS)
    if stored and stored.key in _keys_of(last):
        # A run with another codebook than the last one was killed: segment_codes may be that one's by now.
        return
    versions = store.stored(_VERSIONS)
    if store.stored("segment_codes") and versions and versions.key == _versions_key(study, last):
        segments = _table(study, "segments")
        registered = segments.session_id.isin([session.session_id for session in study.sessions])
        made = history.keep_codes(_table(study, "segment_codes"), segments[registered])
        store.save(_PREVIOUS, made, key=_key_of(last))
    else:
        store.save(_PREVIOUS, frame(TABLES[_PREVIOUS], []), key=_key_of(last, is_lost=True))


def remember(study: Study) -> StageLog:
    """codebook -> codebook_versions, previous_codes without what is gone; to be called when the coding is stored."""
    start = time.perf_counter()
    store, outline = study.store, outline_of(study.book)
    versions = _table(study, _VERSIONS)
    last = history.last_outline(versions)
    is_cached = True
    if last is None or identity_of(last) != identity_of(outline):
        versions = history.add_version(versions, outline)
    stored = store.stored(_VERSIONS)
    if stored is None or stored.key != _versions_key(study, outline):
        store.save(_VERSIONS, versions, key=_versions_key(study, outline))
        is_cached = False
    now, key = _previous(study, versions)
    stored = store.stored(_PREVIOUS)
    if stored is None or stored.key != key or stored.n_rows != len(now):
        store.save(_PREVIOUS, now, key=key)
        is_cached = False
    return StageLog("history", None, is_cached, time.perf_counter() - start, len(versions))


def is_current(study: Study) -> bool:
    """Whether both tables are as a run would leave them."""
    stored, previous = study.store.stored(_VERSIONS), study.store.stored(_PREVIOUS)
    if stored is None or previous is None or stored.key != _versions_key(study, outline_of(study.book)):
        return False
    now, key = _previous(study, _table(study, _VERSIONS))
    return previous.key == key and previous.n_rows == len(now)


def _previous(study: Study, versions: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """previous_codes as they must be, and their key: of the last book that coded otherwise, of segments that stand."""
    last = history.last_outline(versions)
    different = history.last_different(versions, last) if last else None
    stored = study.store.stored(_PREVIOUS)
    if different is not None and stored and stored.key in _keys_of(different):
        return history.still_there(_table(study, _PREVIOUS), _table(study, "segments")), stored.key
    # Damaged, deleted, or kept for a codebook that was taken back before it was coded with.
    empty = frame(TABLES[_PREVIOUS], [])
    return empty, hash_of(_PREVIOUS) if different is None else _key_of(different, is_lost=True)


def _key_of(outline: Outline, *, is_lost: bool = False) -> str:
    """The key of the codes as they stood under a codebook; `is_lost` where nobody knows them any more."""
    return hash_of(_PREVIOUS, coding_of(outline), is_lost)


def _keys_of(outline: Outline) -> tuple[str, str]:
    return _key_of(outline), _key_of(outline, is_lost=True)


def _versions_key(study: Study, outline: Outline) -> str:
    """The key of the history up to a codebook, when what lies in segment_codes is its coding of these segments."""
    store = study.store
    stored = ((name, store.stored("segments", name)) for name in sorted(store.sessions()))
    return hash_of(_VERSIONS, identity_of(outline), [(name, part.content) for name, part in stored if part])


def _table(study: Study, name: str) -> pd.DataFrame:
    """A stored table, empty where there is none."""
    store = study.store
    return store.load(name) if store.path(name).exists() else frame(TABLES[name], [])


def notes(study: Study) -> list[Problem]:
    """A note for every code that was redefined while the version stayed, and that people coded under that version."""
    if study.codebook is None or study.codebook_file is None or study.store.stored(_VERSIONS) is None:
        return []
    try:
        versions = _table(study, _VERSIONS)
    except PipelineError:
        # Damaged: the next run begins its history anew, and must not be kept from that.
        return []
    version = study.book.versie
    coded = {row.code for row in study.codings if row.version == version}
    found = history.redefined_within(versions, outline_of(study.book))
    redefined = [code for code, names in found.items() if coded & {code, *names}]
    if not redefined:
        return []
    source = read_yaml(study.codebook_file, name=shown(study.codebook_file, study))
    remedy = "Raise versie, so that it is known with which definition people coded."
    what = "code '{}' was redefined, but versie is still {}"
    return [
        source.problem((*place, "definitie"), what.format(code["id"], version), remedy)
        for code, place in codes_of(source)
        if code.get("id") in redefined
    ]


@dataclass(frozen=True)
class Effect:
    """What an edit did to the coding: a row per code and status, as `history.gains_and_losses` tells them.

    `text` holds the masked text by segment; `left_out` names sessions that are new, or have other words, since.
    """

    rows: pd.DataFrame
    text: pd.Series
    left_out: list[str] = field(default_factory=list)


def book_before(study: Study) -> Outline:
    """The last codebook of a run that codes otherwise than the present one; else the first that was used.

    Raises PipelineError where there was no run.
    """
    versions = _table(study, _VERSIONS)
    if versions.empty:
        what = "no run has kept its codebook yet, so there is nothing to compare with"
        raise PipelineError(Problem(study.name, 0, what, "First do `route run`, or name an older codebook.yaml."))
    return history.last_different(versions, outline_of(study.book)) or history.outline_at(versions, 1)


def effect_of(study: Study, *, old: Codebook | None) -> Effect:
    """What the present codebook did to the coding, compared with `old`, or else with `book_before`.

    Where `old` is given, or the present book did not run yet, segments are coded anew from what is stored; nothing is
    changed. Raises PipelineError where there was no run, or where the coding before is not kept.
    """
    if study.store.stored("segment_codes") is None:
        raise PipelineError(Problem(study.name, 0, "there are no tables of this corpus", "First do `route run`."))
    then, now = outline_of(old) if old else book_before(study), outline_of(study.book)
    last, previous = history.last_outline(_table(study, _VERSIONS)), study.store.stored(_PREVIOUS)
    has_run = last is not None and coding_of(last) == coding_of(now)
    left_out: list[str] = []
    if coding_of(then) == coding_of(now):
        before = after = _table(study, "segment_codes")
    elif old:
        before, after = flow_coding.code_in_memory(study, old)["segment_codes"], _coded(study)
    elif previous and previous.key == _key_of(then):
        before, after = _table(study, _PREVIOUS), _table(study, "segment_codes") if has_run else _coded(study)
        # What was kept says nothing of sessions that came later: no gain of the codebook.
        known, sessions = set(history.sessions_of(before)), history.sessions_of(after)
        left_out = sorted({*sessions} - known)
        after = after[sessions.isin(known).to_numpy(dtype=bool)]
    elif has_run:
        what = "how the coding stood under the codebook before this one is not known any more"
        raise PipelineError(Problem(study.name, 0, what, "Name an older codebook.yaml: `route codebook diff OLD`."))
    else:
        before, after = _table(study, "segment_codes"), _coded(study)
    rows = history.gains_and_losses(before, after, lineage=lineage_of(then, now), people=_people(study))
    return Effect(rows, _table(study, "segments").set_index("segment_id").text, left_out)


def _coded(study: Study) -> pd.DataFrame:
    """segment_codes under the present codebook: those of the last run where they are."""
    if keys.is_stored(study, keys.CODED, keys.code_key(study)):
        return _table(study, "segment_codes")
    return flow_coding.code_in_memory(study, study.book)["segment_codes"]


def _people(study: Study) -> pd.Series:
    """The person by segment, of those who take part."""
    from pipeline.stages.counts import persons

    segments, participants = _table(study, "segments"), _table(study, "participants")
    who = persons(participants[participants.role == "deelnemer"])
    return segments.set_index("segment_id").participant_id.map(who).dropna()
