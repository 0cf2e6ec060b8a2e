"""A study of two sessions with its tables: emoji, repeated words, what was masked, a *nee*, a memo."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from pipeline.exchange.refi_export import Exported, export_refi
from pipeline.exchange.refi_import import Imported, Wish, import_refi
from pipeline.flow_keys import typed_text
from pipeline.frames import frame
from pipeline.stages.human_coding import code_by_people
from pipeline.stages.placing import place_codings
from pipeline.stages.privacy import MaskedText
from pipeline.store import Store
from pipeline.study import Study, read_study
from pipeline.tables import HumanCodings
from pipeline.typed_text import name_of, texts_in
from tests.builders import CODEBOOK, coding, segment, table, write_study
from tests.exchange.small_review import up_to_date

TURNS = {
    "FG01": [
        "En hoe ging dat met de bus? 🚌",
        "Ja. Met de bus kwam hij er niet, zei [PERSOON-1]. 😀 Toen belde de begeleider terug.",
        "Ja.",
        "Ja. Ze belde terug, en nog eens. Toen: ze belde terug, en nog eens. Daarna 👩‍🏫 was het goed.",
        "Helpt dat?",
        "Nee. Nooit.",
    ],
    "FG02": [
        "Wat heeft een ouder nodig?",
        "Iemand die terugbelt — ook ’s avonds 🙂, als het werk klaar is en iedereen thuis is.",
        "Dat had ik ook.",
        "Met de fiets is het een uur door de polder, en dan nog een uur terug.",
    ],
}
CODINGS = (
    "sessie;beurt;citaat;code;codeur;besluit;datum;versie;memo;oordeel\n"
    "FG01;2;Met de bus kwam hij er niet;reizen;HB;ja;2026-05-06;1.10;Over de bus: alweer.;beter\n"
    "FG01;2;Toen belde de begeleider terug.;bereikbaarheid;HB;;2026-05-06;1.9;;goed\n"
    "FG01;4;Toen: ze belde terug;contact;HB;;;;;\n"
    "FG01;6;;bereikbaarheid;HB;nee;2026-05-07;1.10;Gaat niet over bellen.;\n"
    "FG01;3;Ja. Ja. Ze belde terug;bereikbaarheid;LM;;2026-05-08;1.10;;\n"
    "FG02;2;Iemand die terugbelt — ook ’s avonds 🙂;bereikbaarheid;LM;;2026-05-08;1.10;;\n"
)
MEMO = "---\ndatum: 2026-05-09\ndoor: LM\nbij: reizen\n---\n\nReizen 🚌 en weg zijn.\n\nIs dat een code?\n"
MACHINE = (("FG02-0004-1", "reizen"), ("FG02-0002-1", "bereikbaarheid"))


def exchanged(folder: Path, *, codings: str | None = CODINGS, **changed: Any) -> Study:
    """A study with stored tables; what people coded is placed as a run would place it."""
    files: dict[str, Any] = {
        "sessies": "sessie;bestand;soort;ronde;school\n"
        + "".join(f"{name};{name}.txt;focusgroep;{at};De Wissel\n" for at, name in enumerate(TURNS, start=1)),
        "sprekers": "sessie;spreker;rol;groep;toestemming\n"
        + "".join(f"{name};GL;gespreksleider;;ja\n{name};Ouder1;deelnemer;ouder;ja\n" for name in TURNS),
        "coderingen/HB.csv": codings,
        "memos/2026-05-09-reizen.md": MEMO,
        **{f"transcripten/{name}.txt": _transcript(name) for name in TURNS},
    }
    corpus = write_study(folder, **(files | changed))
    study = read_study(corpus, None, folder / "uit")
    placed = [_store_session(study, row.session_id) for row in study.sessions]
    machine = [coding(name, code, "machine:pattern", evidence="bus") for name, code in MACHINE]
    people = [row for rows in placed for row in rows]
    store = study.store
    store.save("codings", table("codings", *people, *machine), key="k")
    decided = [{"segment_id": s, "code": c, "status": "proposed", "decided_by": "machine"} for s, c in MACHINE]
    store.save("segment_codes", table("segment_codes", *decided), key="k")
    masked = [{"text_sha256": name_of(t), "text": t} for t in dict.fromkeys(texts_in(typed_text(study)))]
    store.save("study_text", table("study_text", *masked), key="k")
    return up_to_date(study)


def _transcript(name: str) -> str:
    said = (text.replace("[PERSOON-1]", "Karel") for text in TURNS[name])
    return "".join(f"{'Ouder1' if at % 2 else 'GL'}: {text}\n" for at, text in enumerate(said))


def _store_session(study: Study, name: str) -> list[dict[str, Any]]:
    store, texts = study.store, TURNS[name]
    ids = [f"{name}-{turn:04d}" for turn in range(1, len(texts) + 1)]
    roles = ["deelnemer" if at % 2 else "gespreksleider" for at in range(len(texts))]
    turns = [
        {
            "utterance_id": identifier,
            "session_id": name,
            "turn": at + 1,
            "participant_id": f"{name}-P{at % 2 + 1}",
            "role": roles[at],
            "stakeholder_group": "ouder" if at % 2 else None,
            "text": texts[at],
            "is_prompted": False,
            "source_line": at + 1,
        }
        for at, identifier in enumerate(ids)
    ]
    segments = [row for at, identifier in enumerate(ids) for row in _segments(identifier, texts[at])]
    transcript = study.transcript(next(row for row in study.sessions if row.session_id == name))
    about = {"session_id": name, "session_type": "focusgroep", "round": int(name[-1]), "school": "De Wissel"}
    about |= {"quotable": "nee", "source_file": f"{name}.txt", "n_turns": len(texts), "n_words": 1}
    about |= {"source_sha256": hashlib.sha256(transcript.read_bytes()).hexdigest()}
    people = [
        {"participant_id": f"{name}-P{n}", "session_id": name, "role": role, "quotable": "nee", "has_consent": True}
        | ({"stakeholder_group": "ouder", "school": "De Wissel"} if n == 2 else {})
        for n, role in ((1, "gespreksleider"), (2, "deelnemer"))
    ]
    masked = [MaskedText(text, ()) for text in texts]
    placed = place_codings(study.codings_of(name), ids=ids, texts=texts, masked=masked)
    rows: dict[str, list[dict[str, Any]]] = {
        **{"sessions": [about], "utterances": turns, "segments": segments, "participants": people},
        **{"human_codings": placed.codings, "human_values": placed.values, "human_samples": placed.samples},
    }
    for of, items in rows.items():
        store.save(of, table(of, *items), key="k", session=name)
    found = code_by_people(frame(HumanCodings, placed.codings), table("segments", *segments), book=study.book)
    return [{str(key): value for key, value in row.items()} for row in found.to_dict("records")]


def _segments(turn: str, text: str) -> Iterator[dict[str, Any]]:
    """A segment for each sentence but the shortest ones."""
    starts = [0, *(match.end() for match in re.finditer(r"(?<=[^\W\d_]{4}\.) ", text))]
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(text)], strict=True), start=1):
        yield segment(f"{turn}-{number}", text[start:end], utterance_id=turn, start_char=start, end_char=end)


def sent(study: Study, monkeypatch: pytest.MonkeyPatch, *, form: str = "qdpx", with_machine: bool = True) -> Exported:
    """An export of tables that are taken to be those of the last run."""

    @contextmanager
    def tables(study: Study) -> Iterator[Store]:
        yield study.store

    monkeypatch.setattr("pipeline.exchange.refi_export.current_tables", tables)
    n = len(list(study.out.glob("uit*")))
    study.out.mkdir(exist_ok=True)
    return export_refi(study, study.out / f"uit{n}.{form}", with_machine=with_machine)


def taken(study: Study, path: Path, **wish: Any) -> Imported:
    """What came of an import into the study as it stands on disk now."""
    return import_refi(read_study(study.corpus, None, study.out), path, Wish(**wish))


def said(study: Study) -> list[tuple[Any, ...]]:
    """What people coded by now, on segments: all that stands in coderingen/."""
    study, found = read_study(study.corpus, None, study.out), []
    for session, texts in TURNS.items():
        ids = [f"{session}-{turn:04d}" for turn in range(1, len(texts) + 1)]
        masked = [MaskedText(text, ()) for text in texts]
        placed = place_codings(study.codings_of(session), ids=ids, texts=texts, masked=masked)
        assert not placed.unplaced
        segments = study.store.load("segments", session)
        values: dict[str, list[tuple[str, str]]] = {}
        for row in placed.values:
            values.setdefault(row["coding_id"], []).append((row["dimension"], row["value"]))
        on = code_by_people(frame(HumanCodings, placed.codings), segments, book=study.book)
        for item in on.itertuples():
            about = (item.segment_id, item.code, item.coder, bool(item.is_present), item.start_char, item.end_char)
            noted = (str(item.decided_at), str(item.codebook_version), str(item.memo))
            found.append((*about, *noted, tuple(values.get(str(item.coding_id), ()))))
    return sorted(found)


def changed_package(
    path: Path,
    *,
    project: Callable[[str], str] = lambda xml: xml,
    text: Callable[[str], str] = lambda text: text,
    names: Callable[[str], str] = lambda name: name,
) -> Path:
    """A copy of a package after another program: its XML, its texts and the names of its parts changed."""
    stream, to = io.BytesIO(), path.with_name(f"terug-{path.name}")
    with ZipFile(path) as before, ZipFile(stream, "w") as after:
        for part in before.namelist():
            data = before.read(part).decode()
            after.writestr(names(part), project(data) if part.endswith(".qde") else text(data))
    to.write_bytes(stream.getvalue())
    return to


__all__ = ["CODEBOOK", "CODINGS", "TURNS", "changed_package", "exchanged", "said", "sent", "taken"]
