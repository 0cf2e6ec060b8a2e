"""A small study whose tables are written by hand: no transcript is read, no model is loaded."""

from __future__ import annotations

from pathlib import Path

from pipeline.codebook import Codebook
from pipeline.configuration import Stakeholders
from pipeline.flow_keys import typed_text
from pipeline.frames import frame
from pipeline.judgements import CoderRow
from pipeline.settings import Settings
from pipeline.stages.attributions import attribute
from pipeline.stages.counts import count_codes
from pipeline.stages.disclosure import hide_counts
from pipeline.stages.evidence import show_evidence
from pipeline.stages.quotes import select_quotes
from pipeline.store import Store
from pipeline.study import Study
from pipeline.tables import PER_SESSION, TABLES
from pipeline.typed_text import name_of, texts_in

NASTY = '<script>alert("x")</script> $\\frac{1}{2}$ | {{ 7*7 }} `tik` & <b>'
"""What a person may type: it must appear as the words that it is, on any page."""

INVENTED = "corpus en beide coderingen komen van één maker"

BOOK = {
    "titel": "Klein <i>boek</i>",
    "versie": "1.10",
    "dimensies": {"reactie": {"tegenspraak": "spreekt tegen"}},
    "themas": [
        {
            "id": "begeleiding",
            "naam": "Begeleiding",
            "definitie": NASTY,
            "codes": [
                {"id": "bereikbaar", "naam": NASTY, "definitie": f"Of je hem kunt bellen. {NASTY}", "wel": ["bellen"]},
                {
                    "id": "bezoek",
                    "naam": "Langskomen",
                    "definitie": "Of hij langskomt.",
                    "niet": ["bellen -> bereikbaar"],
                },
            ],
        },
        {"id": "werk", "naam": "Werk", "codes": [{"id": "keuken", "naam": "Spoelkeuken", "definitie": "Altijd weer."}]},
    ],
}
NAMES = {
    "groepen": {
        "ouder": {"naam": "ouder", "meervoud": "ouders"},
        "werkgever": {"naam": "werkgever", "meervoud": "werkgevers"},
        "uwv": {"naam": "medewerker", "meervoud": "medewerkers"},
    },
    "soorten": {
        "focusgroep": {"naam": "focusgroep", "meervoud": "focusgroepen"},
        "traject": {"naam": "traject", "meervoud": "trajecten"},
        "arena": {"naam": "arenagesprek", "meervoud": "arenagesprekken"},
    },
}

# Session, speaker's number, group, quotable, code, status: one turn and one segment each.
_TURNS = [
    ("FG01", 1, "ouder", "intern", "bereikbaar", "confirmed"),
    ("FG01", 2, "ouder", "intern", "bereikbaar", "confirmed"),
    ("FG01", 3, "ouder", "intern", "bereikbaar", "counted"),
    ("FG01", 4, "ouder", "nee", "bereikbaar", "confirmed"),
    ("FG01", 4, "ouder", "nee", "bezoek", "proposed"),
    ("FG02", 1, "werkgever", "intern", "bereikbaar", "confirmed"),
    ("FG02", 2, "werkgever", "intern", "keuken", "confirmed"),
    ("FG02", 3, "werkgever", "extern", "keuken", "confirmed"),
    ("FG02", 4, "uwv", "intern", "keuken", "confirmed"),
    ("FG02", 1, "werkgever", "intern", "keuken", "rejected"),
]


def small_study(out: Path, *, readme: str | None = f"> Verzonnen: {INVENTED}\n") -> Study:
    """A study of two sessions with all its tables under `out`."""
    corpus = out / "raw" / "klein"
    corpus.mkdir(parents=True, exist_ok=True)
    if readme is not None:
        (corpus / "README.md").write_text(f"# Klein\n\n{readme}", encoding="utf-8")
    study = Study(
        corpus,
        out / "config",
        out,
        settings=Settings(),
        codebook=Codebook.model_validate(BOOK),
        stakeholders=Stakeholders.model_validate(NAMES),
        coders=[CoderRow("HB", "FG01", (), True, True)],
    )
    save(study, tables_of(study))
    return study


def save(study: Study, tables: dict[str, list[dict[str, object]]]) -> None:
    """Store hand-written tables, and the counts and quotes that follow from them."""
    frames = {name: frame(TABLES[name], tables.get(name, [])) for name in TABLES}
    frames["counts"] = count_codes(frames, book=study.book)
    frames["hidden_counts"] = hide_counts(frames, book=study.book, minimum=3)
    typed = texts_in(typed_text(study))
    rows = [{"text_sha256": name_of(text), "text": text} for text in dict.fromkeys(typed)]
    frames["study_text"] = frame(TABLES["study_text"], rows)
    frames["attributions"] = attribute(frames, names=study.named, minimum_cell=3)
    frames["quotes"] = select_quotes(frames, book=study.book, per_code=3)
    frames["evidence"] = show_evidence(frames)
    store = Store(study.store.root)
    for name, table in frames.items():
        if name in PER_SESSION:
            key = next((c for c in ("session_id", "utterance_id", "segment_id") if c in table), table.columns[0])
            for session in ("FG01", "FG02"):
                part = table[table[key].astype(str).str.startswith(session)]
                store.save(name, part.reset_index(drop=True), key="k", session=session)
        else:
            store.save(name, table, key="k")


def tables_of(study: Study) -> dict[str, list[dict[str, object]]]:
    """The rows of every table."""
    people: dict[str, dict[str, object]] = {}
    utterances, segments, codings, statuses = [], [], [], []
    for number, (session, speaker, group, quotable, code, status) in enumerate(_TURNS, start=1):
        who, turn = f"{session}-P{speaker}", f"{session}-{number:04d}"
        person = {"participant_id": who, "session_id": session, "role": "deelnemer", "stakeholder_group": group}
        people.setdefault(who, person | {"quotable": quotable, "has_consent": True})
        text = f"Zin nummer {number} van deze spreker, met genoeg woorden erin. {NASTY}"
        utterances.append(
            person
            | {
                "utterance_id": turn,
                "turn": number,
                "text": text,
                "is_prompted": number % 2 == 0,
                "source_line": number,
            }
        )
        segment = {
            "segment_id": f"{turn}-1",
            "utterance_id": turn,
            "start_char": 0,
            "end_char": len(text),
            "text": text,
        }
        segments.append(person | segment | {"n_words": 20, "is_codable": True})
        coder = "HB" if status in ("confirmed", "rejected") else "machine:pattern"
        coding = {"coding_id": f"c{number}", "segment_id": f"{turn}-1", "code": code, "coder": coder}
        codings.append(coding | {"is_present": status != "rejected", "is_negated": False})
        by = "human" if coder == "HB" else "machine"
        statuses.append({"segment_id": f"{turn}-1", "code": code, "status": status, "decided_by": by})
    sessions = [
        {"session_id": name, "session_type": "focusgroep", "date": "2026-03-01", "title": f"Gesprek {name} {NASTY}",
         "quotable": "extern", "source_file": f"{name}.txt", "source_sha256": "0", "n_turns": 5, "n_words": 100}
        for name in ("FG01", "FG02")
    ]  # fmt: skip
    none = {"n_eligible": 10, "n_fitted": 10, "n_left_out": 0, "n_short": 0, "n_placed": 0, "n_runs": 0}
    return {
        "topic_fit": [none | {"note": "Te weinig materiaal voor onderwerpen: 10 segmenten."}],
        "sessions": sessions, "participants": list(people.values()), "utterances": utterances, "segments": segments,
        "codings": codings, "segment_codes": statuses,
        "unplaced": [
            {"session_id": "FG01", "source_file": "coderingen/HB.csv", "source_row": 7, "reason": "niet gevonden"}
        ],
    }  # fmt: skip
