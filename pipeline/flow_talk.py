"""The masked talk of the last run, for who goes on coding it: what people coded since makes it no older."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.codebook import Codebook
from pipeline.errors import PipelineError, Problem
from pipeline.flow import one_at_a_time
from pipeline.flow_keys import typed_text
from pipeline.flow_sessions import is_talk_current
from pipeline.report.keys import describe_study
from pipeline.store import Store
from pipeline.study import Study
from pipeline.typed_text import name_of, texts_in


@contextmanager
def current_talk(study: Study) -> Iterator[Store]:
    """The masked talk of the last run and what was coded in it then, though people may have coded more since.

    No other run changes it meanwhile. Raises PipelineError where transcripts, registers or what masks were changed.
    """
    study.raise_problems()
    with one_at_a_time(study):
        store = study.store
        if store.stored("segment_codes") is None:
            raise PipelineError(Problem(study.name, 0, "there are no tables of this corpus", "First do `route run`."))
        gone = store.sessions() - {session.session_id for session in study.sessions}
        is_current = all(is_talk_current(study, session) for session in study.sessions)
        if store.discard_damaged() or gone or not is_current:
            what = "the tables are damaged, or older than the transcripts, the registers or this program"
            raise PipelineError(Problem(study.name, 0, what, "First do `route run`."))
        yield store


def shown_book(study: Study) -> Codebook:
    """The codebook as it may be shown: masked. Raises PipelineError where its texts were changed since the last run."""
    masked = set(study.store.load("study_text").text_sha256)
    if not {name_of(text) for text in texts_in(typed_text(study)["codebook"])} <= masked:
        raise PipelineError(
            Problem(study.name, 0, "the codebook was changed since the last run", "First do `route run`.")
        )
    return Codebook.model_validate(describe_study(study)["codebook"])
