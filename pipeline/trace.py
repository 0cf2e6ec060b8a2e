"""The whole life of one turn or segment, from the line in the transcript to the reports that quote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from pipeline.errors import PipelineError, Problem, did_you_mean
from pipeline.stages.marks import marks_of
from pipeline.study import Study

_MARK = re.compile(r"[bcs][0-9a-f]{12}")
_SIDES = {"supports": "supports", "contradicts": "contradicts", "told": "tells of"}
_STATUS = {
    "confirmed": "confirmed by people",
    "counted": "machine, counts",
    "proposed": "proposed",
    "rejected": "rejected by people",
}


def trace_lines(study: Study, identifier: str) -> Iterator[str]:
    """What is known of a turn or a segment, as lines to print; masked text only.

    Also the mark under a quote in a report leads to its segment. Raises PipelineError where nothing of this name is
    stored.
    """
    identifier = _segment_of(study, identifier)
    session = identifier.split("-", maxsplit=1)[0]
    store = study.store
    if store.stored("utterances", session) is None:
        raise _unknown(identifier, [s.session_id for s in study.sessions])
    utterances = store.load("utterances", session).set_index("utterance_id", drop=False)
    segments = store.load("segments", session)
    turn_id = "-".join(identifier.split("-")[:2])
    chosen = segments[(segments.utterance_id if identifier == turn_id else segments.segment_id) == identifier]
    if turn_id not in utterances.index or (identifier != turn_id and not len(chosen)):
        raise _unknown(identifier, [*utterances.index, *segments.segment_id])
    yield from _turn_lines(study, utterances, turn_id)
    for segment in chosen.itertuples():
        yield from _segment_lines(study, segment)


def _segment_of(study: Study, mark: str) -> str:
    """The segment that stands under this mark in reports; what is no mark is left as it is."""
    store = study.store
    if not _MARK.fullmatch(mark) or store.stored("quotes") is None:
        return mark
    quotes, evidence = store.load("quotes"), store.load("evidence")
    found = dict(zip(quotes.quote_id, quotes.segment_id, strict=True))
    found |= dict(zip(evidence.evidence_id, evidence.segment_id, strict=True))
    segments = marks_of(store.load("segments"))
    found |= dict(zip(segments, segments.index.astype(str), strict=True))
    return found.get(mark, mark)


def _unknown(identifier: str, known: list[str]) -> PipelineError:
    remedy = did_you_mean(identifier, known, "Ids look like FG03-0042 or FG03-0042-1; was there a run?")
    return PipelineError(Problem(identifier, 0, "no such turn or segment is stored", remedy))


def _turn_lines(study: Study, utterances: pd.DataFrame, turn_id: str) -> Iterator[str]:
    turn: Any = utterances.loc[turn_id]
    source = study.store.load("sessions", turn.session_id).iloc[0]
    yield f"{turn_id}  transcripten/{source.source_file}:{turn.source_line}  sha256 {source.source_sha256[:12]}"
    yield f"  speaker    {turn.participant_id} ({_text(turn.stakeholder_group) or turn.role})"
    if _text(turn.part):
        yield f"  part       {turn.part}"
    if _text(turn.prompt_id):
        asked = _text(utterances.loc[turn.prompt_id].text)
        yield f"  question   {turn.prompt_id} {_text(turn.question_id) or ''} {asked or '(no consent)'}"
    findings = study.store.load("privacy_findings", turn.session_id)
    for found in findings[findings.utterance_id == turn_id].itertuples():
        place = f"{found.kind} at {found.start_char}-{found.end_char}"
        yield f"  {found.action:<10} {place}: {_text(found.placeholder) or ''}"
    yield f"  text       {_text(turn.text) or '(no consent: not stored)'}"


def _segment_lines(study: Study, segment: Any) -> Iterator[str]:
    store, name = study.store, segment.segment_id
    yield f"{name}  characters {segment.start_char}-{segment.end_char}, {segment.n_words} words"
    if not segment.is_codable:
        yield f"  not codable: {segment.not_codable_reason}"
    if store.stored("segment_codes") is None:
        yield "  not coded yet"
        return
    codings = store.load("codings")
    codings = codings[codings.segment_id == name]
    codings = codings.assign(mark=_marks(study, codings, segment.session_id))
    decisions = store.load("segment_codes")
    for decision in decisions[decisions.segment_id == name].itertuples():
        yield f"  {decision.code:<18} {_STATUS[decision.status]}"
        for coding in codings[codings.code == decision.code].itertuples():
            yield f"    {_coding_text(coding)}"
    topics = store.load("segment_topics").merge(store.load("topics"), on="topic_id")
    for topic in topics[topics.segment_id == name].itertuples():
        how = f"together in {topic.probability:.0%} of the runs" if topic.is_modelled else "placed by its nearest"
        shaky = "" if topic.is_reported else "; not stable enough to report"
        yield f"  topic {topic.topic_id}: {topic.label} ({how}{shaky})"
    quotes = store.load("quotes")
    for quote in quotes[quotes.segment_id == name].itertuples():
        yield f"  quote {quote.quote_id}, {quote.quotable}, chosen by {quote.chosen_by}"
        yield from (f"    in {report}" for report in _reports_with(study, quote.quote_id))
    evidence = store.load("evidence")
    for cited in evidence[evidence.segment_id == name].itertuples():
        yield f"  {_SIDES[cited.side]} {cited.source_id}, {cited.quotable}, {cited.evidence_id}"
        yield from (f"    in {report}" for report in _reports_with(study, cited.evidence_id))
    mark = marks_of(store.load("segments"))[name]
    if reports := _reports_with(study, mark):
        yield f"  passage {mark}"
        yield from (f"    in {report}" for report in reports)


def _marks(study: Study, codings: pd.DataFrame, session: str) -> pd.Series:
    """Which codings people made under another definition than the present one."""
    from pipeline.stages.history import definition_marks

    store = study.store
    if store.stored("codebook_versions") is None:
        return pd.Series(None, index=codings.index, dtype=object)
    human = store.load("human_codings", session)
    return definition_marks(codings, human, versions=store.load("codebook_versions"))


def _coding_text(coding: Any) -> str:
    said = "" if coding.is_present else "no, "
    negated = ", negated" if coding.is_negated else ""
    about = [f"codebook {coding.codebook_version}" if _text(coding.codebook_version) else None, _text(coding.mark)]
    version = f" ({', '.join(filter(None, about))})" if any(about) else ""
    evidence = f": {coding.evidence}" if _text(coding.evidence) else ""
    memo = f" — {coding.memo}" if _text(coding.memo) else ""
    return f"{said}{coding.coder}{version}{negated}{evidence}{memo}"


def _reports_with(study: Study, mark: str) -> list[str]:
    """The reports in which words stand under this mark."""
    written = f'data-kenmerk="{mark}"'
    pages = sorted(study.reports.glob("*.html"))
    return [page.name for page in pages if written in page.read_text(encoding="utf-8")]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
