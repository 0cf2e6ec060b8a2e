"""What `route find` and `route words` ask of the tables of the last run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.desk.notes import Note, notes_of, with_words
from pipeline.errors import PipelineError, Problem, did_you_mean
from pipeline.flow_talk import current_talk
from pipeline.report.keys import describe_study
from pipeline.stages.concordance import count_by_group, find_in_context
from pipeline.stages.counts import persons
from pipeline.stages.keyness import compare_words
from pipeline.study import Study


@dataclass(frozen=True)
class Found:
    """The places where a word occurs (see `find_in_context`), how often each group said it, and memos that hold it."""

    places: pd.DataFrame
    by_group: pd.DataFrame
    memos: Sequence[Note]


def find_word(study: Study, wanted: str) -> Found:
    """Where a word occurs in talk and memos. Raises PipelineError where tables are outdated or nothing is asked."""
    with current_talk(study) as store:
        tokens, segments = store.load("tokens"), store.load("segments")
        try:
            places = find_in_context(tokens, segments, wanted)
        except ValueError as error:
            problem = Problem("WORD", 0, "there is no word to look for", "For example: route find bellen.")
            raise PipelineError(problem) from error
        described = describe_study(study)
        book = Codebook.model_validate(described["codebook"])
        memos = with_words(notes_of(described, book=book, codings=store.load("codings")), wanted)
        return Found(places, count_by_group(places, segments), memos)


def words_of_group(study: Study, group: str, *, against: str | None) -> pd.DataFrame:
    """The words that set a group apart (see `compare_words`). Raises PipelineError where there is no such group."""
    groups = {key.lower(): key for key in study.named.groepen}
    groups |= {named.naam.lower(): key for key, named in study.named.groepen.items()}
    for name in (group, against):
        if name is not None and name.lower() not in groups:
            remedy = did_you_mean(name, groups, "See config/stakeholders.yaml.")
            raise PipelineError(Problem("GROUP", 0, f"there is no group '{name[:40]}'", remedy))
    other = groups[against.lower()] if against else None
    with current_talk(study) as store:
        tables = {name: store.load(name) for name in ("tokens", "segments", "participants")}
        who = persons(tables["participants"])
        try:
            return compare_words(
                tables["tokens"], tables["segments"], groups[group.lower()], persons=who, against=other
            )
        except ValueError as error:
            problem = Problem("GROUP", 0, "one of the sides said nothing", "Compare groups that took part.")
            raise PipelineError(problem) from error
