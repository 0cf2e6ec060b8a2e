"""Where a session or person that has withdrawn still occurs: tables, reports, and what people wrote by hand.

A run removes what the program made. What people wrote (codings, quotes, memos, claims) is theirs to change, so every
place in it is named. Words are found again by seven in a row, that nobody else in that session said.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import PipelineError, Problem
from pipeline.flow_sessions import read_session
from pipeline.registers import SessionRow
from pipeline.study import Study
from pipeline.tables import PER_SESSION, TABLES

_RUN = "The next run removes it."
_OWN = "Remove it from this file if it may not stay."
_IN_A_ROW = 7
_WRITTEN = ("memos/**/*.md", "memos/**/*.txt", "bevindingen.yaml", "praktijken.yaml", "matrix.csv")
_REPORTS = (".html", ".ipynb")
_CLOSED = (".docx", ".pdf", ".zip")
_WORD = re.compile(r"[^\W_]+")
# A turn or a segment. Only session ids with letters and digits are told from dates (12-2025) and words (COVID-2019).
_ID = re.compile(
    r"(?<![\w-])(?P<session>(?=\w*[0-9])(?=\w*[A-Za-z])[A-Za-z0-9_]+)-(?P<turn>[0-9]{4,})(?:-[0-9]+)?(?![\w-])"
)
_PICTURES = re.compile(r"data:[a-z/+-]+;base64,[A-Za-z0-9+/=\\n]*|<[^<>]*>")

Runs = set[tuple[str, ...]]
"""Words in a row by which a text is known again."""


@dataclass
class Silent:
    """The turns of people without consent in one session: their numbers, texts, and words in a row."""

    session_id: str
    turns: dict[int, str] = field(default_factory=dict)
    others: str = ""
    runs: Runs = field(default_factory=set)

    @property
    def ids(self) -> set[tuple[str, int]]:
        """The session and the number of each turn."""
        return {(self.session_id, number) for number in self.turns}

    def holds(self, quote: str) -> bool:
        """Whether a quote stands in these turns, and in nobody else's."""
        wanted = f" {' '.join(_words(quote))} "
        return bool(wanted.strip()) and wanted in _joined(self.turns.values()) and wanted not in self.others


def find_remnants(study: Study) -> list[Problem]:
    """A note for every place where a withdrawn session, or somebody without consent, still occurs. No note shows words.

    A session has withdrawn when it is stored and no longer in the register. Transcripts that cannot be read are passed
    over: they are problems of their own.
    """
    registered = {session.session_id for session in study.sessions}
    # Without a register every session would seem gone.
    gone = sorted((study.store.sessions() | _in_last_run(study)) - registered) if registered else []
    silent = [item for session in study.sessions if (item := _silent(study, session)).turns]
    found = [*_in_tables(study, gone, silent), *_in_codings(study, silent)]
    found += _in_writings(study, gone, silent, registered)
    if gone or silent:
        found += _in_reports(study, gone, silent)
    return sorted(set(found))


def _in_last_run(study: Study) -> set[str]:
    """The sessions that the last whole run knew: its reports rest on them."""
    try:
        return set(json.loads(_text(study.store.root / "run.json"))["hashes"]["sessions"])
    except (ValueError, KeyError, TypeError):
        return set()


def _silent(study: Study, session: SessionRow) -> Silent:
    found = Silent(session.session_id)
    labels = {row.label for row in study.speakers_of(session.session_id) if not row.has_consent}
    if not labels or not session.session_type:
        return found
    try:
        turns = read_session(study, session).turns
    except PipelineError:
        return found
    found.turns = {number: turn.text for number, turn in enumerate(turns, start=1) if turn.speaker in labels}
    others = [turn.text for turn in turns if turn.speaker not in labels]
    found.others = _joined(others)
    found.runs = _runs(found.turns.values()) - _runs(others)
    return found


def _in_tables(study: Study, gone: list[str], silent: list[Silent]) -> Iterator[Problem]:
    store, where = study.store, f"data/processed/{study.name}"
    for name in gone:
        tables = [table for table in TABLES if table in PER_SESSION and store.stored(table, name)]
        tables += [table for table in TABLES if table not in PER_SESSION and _names(study, table, name)]
        shown = f"the tables {', '.join(tables)}" if tables else "run.json"
        yield Problem(where, 0, f"session '{name}' is still in {shown}", _RUN)
    for item in silent:
        if store.stored("utterances", item.session_id):
            stored = store.load("utterances", item.session_id)
            n = int((stored.turn.isin(item.turns) & stored.text.notna()).sum())
            if n:
                what = f"{n} turns of people without consent in session '{item.session_id}' are still stored"
                yield Problem(where, 0, what, "The next run removes them, here and from all that was made of them.")


def _names(study: Study, table: str, session: str) -> bool:
    """Whether a table of all sessions has a row of this one."""
    if not study.store.stored(table):
        return False
    frame = study.store.load(table)
    ids = [frame[column].dropna().astype(str) for column in frame if str(column).endswith("_id")]
    return any(bool(((column == session) | column.str.startswith(f"{session}-")).any()) for column in ids)


def _in_codings(study: Study, silent: list[Silent]) -> Iterator[Problem]:
    rows = [(row.file, row.line, row.session_id, row.turn, row.quote) for row in study.codings]
    rows += [("citaten.csv", row.line, row.session_id, row.turn, row.quote) for row in study.quotes]
    by_session = {item.session_id: item for item in silent}
    for file, line, session, turn, quote in rows:
        item = by_session.get(session)
        if item and (turn in item.turns or item.holds(quote)):
            yield Problem(file, line, f"this row is about somebody without consent in session '{session}'", _OWN)


def _in_writings(study: Study, gone: list[str], silent: list[Silent], registered: Collection[str]) -> Iterator[Problem]:
    is_gone = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, gone))})(?!\w)") if gone else None
    for path in sorted(path for pattern in _WRITTEN for path in study.corpus.glob(pattern) if path.is_file()):
        name = path.relative_to(study.corpus).as_posix()
        for number, line in enumerate(_text(path).splitlines(), start=1):
            named = {(match["session"], int(match["turn"])) for match in _ID.finditer(line)}
            unknown = {session for session, _ in named if session not in registered} if registered else set()
            unknown |= set(is_gone.findall(line)) if is_gone else set()
            for session in sorted(unknown):
                yield Problem(name, number, f"names session '{session}', which is not in sessies.csv", _OWN)
            runs = _runs([line]) if silent else set()
            for item in silent:
                if not runs.isdisjoint(item.runs) or not named.isdisjoint(item.ids):
                    what = f"quotes or names a turn of somebody without consent in session '{item.session_id}'"
                    yield Problem(name, number, what, _OWN)


def _in_reports(study: Study, gone: list[str], silent: list[Silent]) -> Iterator[Problem]:
    """Reports and executed notebooks. All of them count a session, whether they name it or not."""
    for path in sorted(study.reports.rglob("*")):
        if path.suffix not in (*_REPORTS, *_CLOSED) or not path.is_file():
            continue
        name = f"reports/{study.name}/{path.relative_to(study.reports).as_posix()}"
        if gone:
            yield Problem(name, 0, f"was made with {', '.join(gone)} in it", "The next run makes it anew.")
        runs = _runs([html.unescape(_PICTURES.sub(" ", _text(path)))]) if silent and path.suffix in _REPORTS else set()
        for item in silent:
            if not runs.isdisjoint(item.runs):
                what = f"holds words of somebody without consent in session '{item.session_id}'"
                yield Problem(name, 0, what, "The next run makes it anew.")


def _text(path: Path) -> str:
    """What stands in a file, as far as it is text."""
    try:
        return path.read_bytes().decode("utf-8", errors="replace")
    except OSError:
        return ""


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _joined(texts: Collection[str]) -> str:
    return f" {' | '.join(' '.join(_words(text)) for text in texts)} "


def _runs(texts: Collection[str]) -> Runs:
    found: Runs = set()
    for text in texts:
        words = _words(text)
        found.update(tuple(words[at : at + _IN_A_ROW]) for at in range(len(words) - _IN_A_ROW + 1))
    return found
