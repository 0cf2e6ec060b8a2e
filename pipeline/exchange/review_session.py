"""One review of proposals from its start to its end: who decides, what there is to decide, and the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from filelock import FileLock, Timeout

from pipeline.errors import PipelineError, Problem
from pipeline.exchange.proposals import open_proposals
from pipeline.exchange.review import coder_named, codes_named, sessions_named
from pipeline.exchange.review_decisions import FOLDER, Decisions
from pipeline.exchange.review_page import Shown
from pipeline.exchange.review_server import ReviewServer
from pipeline.faults import mendable
from pipeline.flow_talk import current_talk, shown_book
from pipeline.judgements import CONSENSUS
from pipeline.report.keys import invented
from pipeline.study import Study


@dataclass(frozen=True)
class Narrowed:
    """Who decides (None: the one coder of the study), on which codes and in which sessions (none: all of them)."""

    coder: str | None = None
    codes: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()


@contextmanager
def open_review(study: Study, wish: Narrowed, *, today: Callable[[], str]) -> Iterator[ReviewServer]:
    """A server that is ready to serve. Raises PipelineError where tables are outdated or this coder reviews already."""
    study.raise_problems()
    coder = coder_named(wish.coder, study) if wish.coder else _only_coder(study)
    codes, sessions = codes_named(wish.codes, study), sessions_named(wish.sessions, study)
    with _alone(study, coder):
        with current_talk(study) as store:
            walk = open_proposals(study, store, codes=codes, sessions=sessions)
            shown = Shown(study.name, shown_book(study), invented(study.corpus / "README.md"))
        # From here on a run may change the tables: a decision on a session that changed is refused.
        with mendable("review"):
            server = ReviewServer(Decisions(study, walk, coder=coder, today=today), shown)
        try:
            yield server
        finally:
            server.server_close()


def _only_coder(study: Study) -> str:
    """The coder of a study that has one. Raises PipelineError where there are more or none."""
    coders = sorted({*(row.coder for row in study.coders), *(row.coder for row in study.codings)} - {CONSENSUS})
    if len(coders) != 1:
        what = f"who decides? This study has {len(coders)} coders"
        raise PipelineError(Problem("--coder", 0, what, f"Give one: --coder {coders[0] if coders else 'HB'}."))
    return coders[0]


@contextmanager
def _alone(study: Study, coder: str) -> Iterator[None]:
    """A lock on this coder's review, which the system takes back from a process that ends in whatever way."""
    folder = study.store.root / FOLDER
    with mendable(study.name):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / f".{coder.lower()}.lock", fallback_to_soft=False)
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            what = f"another review of {coder} is open"
            raise PipelineError(Problem(study.name, 0, what, "End it first, with Ctrl-C in its window.")) from error
    try:
        yield
    finally:
        lock.release()
