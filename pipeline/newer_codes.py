"""Codes that are newer than a reading: who read a session before a code existed did not refuse it there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.errors import PipelineError
from pipeline.judgements import CoderRow

if TYPE_CHECKING:
    from pipeline.study import Study

_VERSIONS = "codebook_versions"


def with_newer_codes(study: Study) -> list[CoderRow]:
    """The rows of codeurs.csv, each with the codes that cannot have been sought in that session.

    Of a row that names no codes those are the codes that the book lacked when one of the versions under which this
    person coded the session was first used, as codebook_versions knows them. What this person did code there was
    sought. Where a version is not known, or no coding names one, every code counts as sought.
    """
    if study.codebook is None or not any(row.is_complete and not row.codes for row in study.coders):
        return study.coders
    known = _known_codes(study)
    return [replace(row, newer=_newer(row, study, known)) for row in study.coders] if known else study.coders


def _known_codes(study: Study) -> dict[str, set[str]]:
    """For every version of the codebook the ids that it held when it was first used."""
    store = study.store
    if not store.path(_VERSIONS).exists():
        return {}
    try:
        table = store.load(_VERSIONS)
    except PipelineError:
        # Damaged: the next run makes it anew.
        return {}
    first = table[table.number == table.groupby("version").number.transform("min")]
    return {str(version): set(rows.code.str.lower()) for version, rows in first.groupby("version")}


def _newer(row: CoderRow, study: Study, known: dict[str, set[str]]) -> tuple[str, ...]:
    # What a review sheet asked about is judged segment by segment: it says nothing of how the session was read.
    own = [coding for coding in study.codings if coding.coder == row.coder and coding.sample is None]
    here = [coding for coding in own if coding.session_id == row.session_id]
    versions = {coding.version for coding in here or own}
    if row.codes or not versions or not versions <= known.keys():
        return ()
    had = set.intersection(*(known[version] for version in versions if version)) | {coding.code for coding in here}
    renamed = study.book.renamed
    had |= {renamed[old] for old in had if old in renamed}
    return tuple(code for code in study.book.codes if code not in had)
