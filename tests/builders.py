"""Small studies and tables for tests: as little as a test needs, in the types of the contracts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.configuration import Stakeholders
from pipeline.frames import frame
from pipeline.tables import TABLES

CODEBOOK = """\
titel: Van school naar werk
versie: 1.10
dimensies:
  oordeel: {goed: gaat goed, beter: kan beter}
themas:
  - id: begeleiding
    naam: Begeleiding
    codes:
      - id: bereikbaarheid
        naam: Bereikbaarheid
        definitie: Of de begeleider te spreken is.
        voorheen: contact
      - id: reizen
        naam: Reizen
        definitie: Hoe iemand op het werk komt.
"""

STAKEHOLDERS = """\
groepen:
  ouder: {naam: ouder, meervoud: ouders}
  leerling: {naam: leerling, meervoud: leerlingen}
soorten:
  focusgroep: {naam: focusgroep, meervoud: focusgroepen}
  arena: {naam: arenagesprek, meervoud: arenagesprekken}
"""

STUDY = {
    "config/codebook.yaml": CODEBOOK,
    "config/stakeholders.yaml": STAKEHOLDERS,
    "config/settings.yaml": "corpus: data/raw/proef\n",
    "sessies.csv": "sessie;bestand;soort\nFG01;FG01.txt;focusgroep\n",
    "sprekers.csv": "sessie;spreker;rol;groep;toestemming\nFG01;GL;gespreksleider;;ja\n"
    "FG01;Ouder1;deelnemer;ouder;ja\n",
    "transcripten/FG01.txt": "GL: Wat gaat er goed?\nOuder1: De begeleider belt altijd terug.\n",
}


def write_study(folder: Path, **changed: str | bytes | None) -> Path:
    """A corpus folder that is in order, but for what is given by name (`sessies="..."`); None leaves a file out."""
    corpus = folder / "proef"
    names = {Path(name).stem: name for name in STUDY}
    files: dict[str, str | bytes | None] = dict(STUDY)
    files |= {names.get(name, name): content for name, content in changed.items()}
    for name, content in files.items():
        if content is not None:
            path = corpus / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return corpus


def code(identifier: str, **more: Any) -> dict[str, Any]:
    """A code as the YAML of a codebook holds it."""
    return {"id": identifier, "naam": identifier.title(), "definitie": f"Of het over {identifier} gaat."} | more


def codebook(*codes: Mapping[str, Any] | str, **more: Any) -> Codebook:
    """A codebook of one theme, `thema`, with these codes."""
    entries = [code(item) if isinstance(item, str) else item for item in codes]
    theme = {"id": "thema", "naam": "Thema", "codes": entries}
    return Codebook.model_validate({"titel": "Boek", "versie": "1.10", "themas": [theme]} | more)


def stakeholders() -> Stakeholders:
    """Two groups and two kinds of session."""
    return Stakeholders.model_validate(
        {
            "groepen": {"ouder": "ouder", "leerling": "leerling"},
            "soorten": {"focusgroep": "focusgroep", "arena": "arena"},
        }
    )


def table(name: str, *rows: Mapping[str, Any]) -> pd.DataFrame:
    """A frame in the types of the table of this name."""
    return frame(TABLES[name], rows)


def segment(segment_id: str, text: str = "Daar kwam ik nooit goed met de bus.", **more: Any) -> dict[str, Any]:
    """A codable segment of a participant; its id tells turn and session."""
    utterance, session = segment_id.rsplit("-", 1)[0], segment_id.split("-", maxsplit=1)[0]
    return {
        "segment_id": segment_id,
        "utterance_id": utterance,
        "session_id": session,
        "participant_id": f"{session}-P1",
        "role": "deelnemer",
        "stakeholder_group": "ouder",
        "start_char": 0,
        "end_char": len(text),
        "text": text,
        "n_words": len(text.split()),
        "is_codable": True,
    } | more


def coding(segment_id: str, name: str, coder: str, **more: Any) -> dict[str, Any]:
    """A coding of a segment."""
    return {
        "coding_id": f"{coder}-{segment_id}-{name}",
        "segment_id": segment_id,
        "code": name,
        "coder": coder,
        "is_present": True,
        "is_negated": False,
    } | more


def human_coding(coding_id: str, utterance: str, span: tuple[int, int], name: str, **more: Any) -> dict[str, Any]:
    """A coding that a person made, placed on a turn."""
    return {
        "coding_id": coding_id,
        "utterance_id": utterance,
        "start_char": span[0],
        "end_char": span[1],
        "code": name,
        "coder": "HB",
        "is_present": True,
        "source_file": "HB.csv",
        "source_row": 2,
    } | more


@dataclass(frozen=True)
class Said:
    """One turn of one segment: who said it, and what codes it has, with their status."""

    who: str
    codes: Mapping[str, str] = field(default_factory=dict)
    text: str = "Dat ging bij ons thuis eigenlijk altijd heel erg goed."
    negated: tuple[str, ...] = ()
    question: str | None = None
    is_prompted: bool = False
    part: str | None = None
    is_codable: bool = True


def corpus(
    people: Mapping[str, Mapping[str, Any]], said: Iterable[Said], **sessions: Mapping[str, Any]
) -> dict[str, pd.DataFrame]:
    """All tables that counts and quotes read. People are by participant id (FG01-P1); sessions follow from them."""
    names = sorted({name.split("-")[0] for name in people})
    rows: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("utterances", "segments", "codings", "segment_codes")
    }
    defaults = {"role": "deelnemer", "stakeholder_group": "ouder", "quotable": "extern", "has_consent": True}
    participants = {
        name: {"participant_id": name, "session_id": name.split("-")[0]} | defaults | dict(person)
        for name, person in people.items()
    }
    for number, item in enumerate(said, start=1):
        person = participants[item.who]
        turn = f"{person['session_id']}-{number:04d}"
        shared = {key: person[key] for key in ("session_id", "participant_id", "role", "stakeholder_group")}
        shared |= {"utterance_id": turn, "part": item.part, "text": item.text}
        about = {"turn": number, "question_id": item.question, "is_prompted": item.is_prompted, "source_line": number}
        rows["utterances"].append(shared | about)
        rows["segments"].append(
            segment(
                f"{turn}-1",
                **shared,
                end_char=len(item.text),
                n_words=len(item.text.split()),
                is_codable=item.is_codable,
            )
        )
        for name, status in item.codes.items():
            by = "machine" if status in ("proposed", "counted") else "human"
            coder = "machine:pattern" if by == "machine" or name in item.negated else "HB"
            rows["codings"].append(coding(f"{turn}-1", name, coder, is_negated=name in item.negated))
            decided = {"segment_id": f"{turn}-1", "code": name, "status": status, "decided_by": by}
            rows["segment_codes"].append(decided)
    about_sessions = [
        {
            "session_id": name,
            "session_type": "focusgroep",
            "quotable": "extern",
            "source_file": f"{name}.txt",
            "source_sha256": "0",
            "n_turns": 1,
            "n_words": 1,
        }
        | dict(sessions.get(name, {}))
        for name in names
    ]
    return {name: table(name, *items) for name, items in rows.items()} | {
        "participants": table("participants", *participants.values()),
        "sessions": table("sessions", *about_sessions),
        "coding_values": table("coding_values"),
        "chosen_quotes": table("chosen_quotes"),
    }
