"""What `route read` and `route passages` ask of the desk, with what is odd about the answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from pipeline.desk.passages import TITLES, passages_of
from pipeline.desk.reading import Desk, open_desk, write_passages, write_session
from pipeline.errors import PipelineError, Problem, did_you_mean
from pipeline.exchange.review import sessions_named
from pipeline.flow_keys import is_current
from pipeline.flow_talk import current_talk
from pipeline.stages.uncoded import find_uncoded
from pipeline.study import Study


@dataclass(frozen=True)
class Page:
    """A page that was written, how many passages stand on it by what became of them, and what is odd about it."""

    path: Path
    counts: dict[str, int] = field(default_factory=dict)
    notes: list[Problem] = field(default_factory=list)


def read_session(study: Study, session: str) -> Page:
    """The page to read a session. Raises PipelineError where there is no such session, or its tables are outdated."""
    study.raise_problems()
    (name,) = sessions_named([session], study)
    with _desk(study) as desk:
        return Page(write_session(desk, name), notes=_notes(study))


def read_passages(study: Study, code: str) -> Page:
    """The page with all passages of a code or theme. Raises PipelineError where the codebook has none of that id."""
    study.raise_problems()
    with _desk(study) as desk:
        name = _code_named(code, desk)
        found = passages_of(name, desk.marks, book=desk.book)
        counted = Counter(passage.kind for passage in found)
        counts = {title: counted[kind] for kind, title in TITLES.items() if counted[kind]}
        return Page(write_passages(desk, name), counts, _notes(study))


def read_uncoded(study: Study, n: int) -> pd.DataFrame:
    """The `n` longest segments without a code or proposal: segment_id, n_words, text and the other columns of segments.

    Raises PipelineError where the tables are outdated.
    """
    with current_talk(study) as store:
        return find_uncoded(store.load("segments"), store.load("segment_codes"), n=n)


@contextmanager
def _desk(study: Study) -> Iterator[Desk]:
    with current_talk(study) as store:
        yield open_desk(study, store)


def _code_named(name: str, desk: Desk) -> str:
    book = desk.book
    found = book.renamed.get(name.lower(), name.lower())
    known = {code.lower(): code for code in book.names}
    if found.lower() not in known:
        remedy = did_you_mean(name, book.names, "See config/codebook.yaml.")
        raise PipelineError(Problem("CODE", 0, f"code '{name[:40]}' is not in the codebook of the last run", remedy))
    return known[found.lower()]


def _notes(study: Study) -> list[Problem]:
    """That people coded, or changed the codebook, since the run that these pages show."""
    if is_current(study):
        return []
    what = "the codebook, codings or settings were changed since the last run; this page shows that run"
    return [Problem(study.name, 0, what, "Do `route run` to see them.")]
