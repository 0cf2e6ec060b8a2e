"""A study of two sessions with its tables, as small as review sheets can be made of, and ways to fill those in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pipeline.exchange.review import Wish, export_reviews
from pipeline.exchange.review_import import Imported, import_reviews
from pipeline.flow_keys import typed_text
from pipeline.flow_sessions import _segments_key, read_key, sha256_of
from pipeline.sheets import read_sheet
from pipeline.store import Store
from pipeline.study import Study, read_study
from pipeline.typed_text import name_of, texts_in
from tests.builders import coding, segment, table, write_study

DATE = "2026-11-23"
SESSIONS = ("FG01", "FG02")
N_ANSWERS = 20
REGISTERS = {
    "sessies": "sessie;bestand;soort\nFG01;FG01.txt;focusgroep\nFG02;FG02.txt;focusgroep\n",
    "sprekers": "sessie;spreker;rol;groep;toestemming\n"
    + "".join(f"{name};GL;gespreksleider;;ja\n{name};Ouder1;deelnemer;ouder;ja\n" for name in SESSIONS),
}


def answer(session: str, number: int) -> str:
    """What the parent says in one answer; one of them opens as a formula does."""
    return f"{'=1+1 zei ik. ' if number == 3 else ''}De begeleider van {session} belde terug, keer {number}."


def talk(session: str) -> list[str]:
    """The turns of a session: a question and an answer by turns."""
    return [turn for number in range(N_ANSWERS) for turn in (f"En hoe ging keer {number}?", answer(session, number))]


def reviewed(folder: Path, *, codings: tuple[dict[str, Any], ...] = (), proposes: bool = True, **changed: Any) -> Study:
    """A study whose tables are stored: the machine proposes `reizen` for every third answer."""
    transcripts = {
        f"transcripten/{name}.txt": "".join(
            f"{'Ouder1' if at % 2 else 'GL'}: {text}\n" for at, text in enumerate(talk(name))
        )
        for name in SESSIONS
    }
    corpus = write_study(folder, **(REGISTERS | transcripts | changed))
    study = read_study(corpus, None, folder / "uit")
    for name in SESSIONS:
        _store_session(study.store, name, study.transcript(next(s for s in study.sessions if s.session_id == name)))
    proposed = [f"{name}-{turn:04d}-1" for name in SESSIONS for turn in range(2, 2 * N_ANSWERS, 6) if proposes]
    machine = [coding(name, "reizen", "machine:pattern", evidence="bus") for name in proposed]
    decided = [
        {"segment_id": name, "code": "reizen", "status": "proposed", "decided_by": "machine"} for name in proposed
    ]
    texts = texts_in(typed_text(study))
    store = study.store
    store.save("codings", table("codings", *machine, *codings), key="k")
    store.save("segment_codes", table("segment_codes", *decided), key="k")
    masked = [{"text_sha256": name_of(text), "text": text} for text in dict.fromkeys(texts)]
    store.save("study_text", table("study_text", *masked), key="k")
    return study


def _store_session(store: Store, name: str, transcript: Path) -> None:
    turns = [
        {
            "utterance_id": f"{name}-{turn:04d}",
            "session_id": name,
            "turn": turn,
            "participant_id": f"{name}-P{2 - turn % 2}",
            "role": "gespreksleider" if turn % 2 else "deelnemer",
            "stakeholder_group": None if turn % 2 else "ouder",
            "text": text,
            "prompt_id": None if turn % 2 else f"{name}-{turn - 1:04d}",
            "is_prompted": turn % 2 == 0,
            "source_line": turn,
        }
        for turn, text in enumerate(talk(name), start=1)
    ]
    about = {"session_id": name, "session_type": "focusgroep", "quotable": "nee", "source_file": transcript.name}
    about |= {"source_sha256": hashlib.sha256(transcript.read_bytes()).hexdigest(), "n_turns": 1, "n_words": 1}
    segments = [
        segment(
            f"{turn['utterance_id']}-1",
            turn["text"],
            role=turn["role"],
            stakeholder_group=turn["stakeholder_group"],
            is_codable=turn["role"] == "deelnemer",
            not_codable_reason=None if turn["role"] == "deelnemer" else "moderator",
        )
        for turn in turns
    ]
    people = [
        {"participant_id": f"{name}-P{n}", "session_id": name, "role": role, "quotable": "nee", "has_consent": True}
        for n, role in ((1, "gespreksleider"), (2, "deelnemer"))
    ]
    rows: dict[str, list[dict[str, Any]]] = {
        **{"sessions": [about], "utterances": turns, "segments": segments, "participants": people},
        **{"human_codings": [], "human_samples": []},
    }
    for of, items in rows.items():
        store.save(of, table(of, *items), key="k", session=name)


def make_sheets(
    study: Study, monkeypatch: pytest.MonkeyPatch, *, coder: str = "HB", n: int = 24, codes: tuple[str, ...] = ()
) -> list[Path]:
    """The blind and the teaching sheet, from tables that are taken to be those of the last run."""

    @contextmanager
    def tables(study: Study) -> Iterator[Store]:
        yield study.store

    monkeypatch.setattr("pipeline.exchange.review.current_tables", tables)
    folder = study.out / coder
    folder.mkdir(parents=True, exist_ok=True)
    made = export_reviews(study, Wish(coder, codes, n, DATE), folder=folder)
    return [path for path, _ in made.files]


def fill(path: Path, change: Callable[[Any, dict[str, int]], None]) -> Path:
    """Fill a sheet in as a person would: yes everywhere, and then what `change` does, by the columns' numbers."""
    book = load_workbook(path, rich_text=True)
    sheet = book["besluiten"]
    at = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, at["besluit"]).value = "ja"
    change(sheet, at)
    book.save(path)
    return path


def imported(study: Study, *paths: Path) -> tuple[Imported, list[str], list[str]]:
    """What came of an import, with its problems and its notes as text."""
    found = import_reviews(study, paths, today=DATE)
    return found, list(map(str, found.problems)), list(map(str, found.notes))


def written(study: Study, name: str) -> list[dict[str, str]]:
    """The rows of a file in coderingen/."""
    return [row for _, row in read_sheet(study.corpus / "coderingen" / name, columns=("sessie", "code")).rows]


def again(study: Study) -> Study:
    """The study as it is read anew."""
    return read_study(study.corpus, None, study.out)


def up_to_date(study: Study) -> Study:
    """The study with its stored talk under the keys that a run would give it."""
    for session in study.sessions:
        name, store = session.session_id, study.store
        talk = read_key(study, session, sha256_of(study.transcript(session)))
        store.save("utterances", store.load("utterances", name), key=talk, session=name)
        given = [stored.content for of in ("utterances", "human_codings") if (stored := store.stored(of, name))]
        store.save("segments", store.load("segments", name), key=_segments_key(study, given), session=name)
    return study
