"""A transcript's turns with their registers -> sessions, participants, utterances (masked) and what was found in them.

Unmasked text lives here alone, in memory.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from pipeline.configuration import Question
from pipeline.frames import frame
from pipeline.language.words import is_question, words_in
from pipeline.registers import QUOTABLE
from pipeline.stages.placing import place_cited, place_codings, place_quotes
from pipeline.stages.privacy import MaskedText
from pipeline.stages.session_text import SessionInput, SessionText, mask_session
from pipeline.stages.withheld import runs_of, without
from pipeline.tables import (
    ChosenQuotes,
    CitedPassages,
    HumanCodings,
    HumanSamples,
    HumanValues,
    Participants,
    PrivacyFindings,
    Questions,
    Sessions,
    Unplaced,
    Utterances,
)

VERSION = 5


def stricter(first: str, second: str | None) -> str:
    """Of two answers to *citeren* the stricter one; an empty one is as the other."""
    return min(first, second or first, key=QUOTABLE.index)


def read_utterances(given: SessionInput) -> dict[str, pd.DataFrame]:
    """The tables of one session by name: all that `read` makes. Labels of speakers are in none of them."""
    session = given.session
    people = _participants(given)
    text = _without_withheld(mask_session(given), given, people)
    masked = text.turns
    ids = [f"{session.session_id}-{number:04d}" for number in range(1, len(given.turns) + 1)]
    utterances = _utterances(given, people, ids, text)
    spoken = [turn.text if people[turn.speaker]["has_consent"] else None for turn in given.turns]
    coded = place_codings(text.codings, ids=ids, texts=spoken, masked=masked)
    quotes, lost = place_quotes(text.quotes, ids=ids, texts=spoken, masked=masked)
    cited, missed = place_cited(given.cited, ids=ids, texts=spoken, masked=masked)
    row = _session_row(given, text.title, utterances)
    return {
        "sessions": frame(Sessions, [row]),
        "participants": frame(Participants, people.values()),
        "utterances": frame(Utterances, utterances),
        "privacy_findings": frame(PrivacyFindings, _findings(utterances, masked)),
        "questions": frame(Questions, _questions(given, text.questions, utterances)),
        "human_codings": frame(HumanCodings, coded.codings),
        "human_values": frame(HumanValues, coded.values),
        "human_samples": frame(HumanSamples, coded.samples),
        "chosen_quotes": frame(ChosenQuotes, quotes),
        "cited_passages": frame(CitedPassages, cited),
        "unplaced": frame(Unplaced, [*coded.unplaced, *lost, *missed]),
    }


def _without_withheld(text: SessionText, given: SessionInput, people: Mapping[str, Mapping[str, Any]]) -> SessionText:
    """The text of a session in which nobody else's title, heading, memo or reason quotes who gave no consent."""
    said: dict[bool, list[str]] = {True: [], False: []}
    for turn, masked in zip(given.turns, text.turns, strict=True):
        said[people[turn.speaker]["has_consent"]].append(masked.text)
    runs = runs_of(said[False], others=said[True])

    def rest(typed: str | None) -> str | None:
        return without(typed, runs) if typed and runs else typed

    return replace(
        text,
        title=rest(text.title),
        parts=[rest(part) for part in text.parts],
        codings=[replace(row, memo=rest(row.memo)) for row in text.codings],
        quotes=[replace(row, reason=rest(row.reason), reading=rest(row.reading)) for row in text.quotes],
    )


def _session_row(given: SessionInput, title: str | None, utterances: list[dict[str, Any]]) -> dict[str, Any]:
    session = given.session
    return {
        "session_id": session.session_id,
        "session_type": session.session_type,
        "date": session.date,
        "round": session.round,
        "minutes": session.minutes,
        "school": session.school,
        "region": session.region,
        "title": title,
        "quotable": session.quotable,
        "source_file": session.file,
        "source_sha256": given.source_sha256,
        "n_turns": len(utterances),
        "n_words": sum(len(words_in(row["text"])) for row in utterances if row["text"]),
    }


def _participants(given: SessionInput) -> dict[str, dict[str, Any]]:
    """Every speaker by label: those who speak by first turn, then the registered ones who said nothing."""
    registered = {row.label: row for row in given.speakers}
    order = list(dict.fromkeys([*(turn.speaker for turn in given.turns), *registered]))
    session = given.session
    people: dict[str, dict[str, Any]] = {}
    number = 0
    for label in order:
        row = registered.get(label)
        number += row is not None
        people[label] = {
            "participant_id": f"{session.session_id}-{f'P{number}' if row else label}",
            "session_id": session.session_id,
            "role": row.role if row else "onbekend",
            "stakeholder_group": (row.group or None) if row else None,
            "person": row.person if row else None,
            "school": row.school if row else None,
            "region": row.region if row else None,
            "quotable": stricter(session.quotable, row.quotable) if row else "nee",
            "has_consent": row.has_consent if row else True,
        }
    return people


def _utterances(
    given: SessionInput,
    people: Mapping[str, Mapping[str, Any]],
    ids: Sequence[str],
    text: SessionText,
) -> list[dict[str, Any]]:
    """Every turn, tied to the moderator's question before it and to the question of the guide that is in force."""
    rows: list[dict[str, Any]] = []
    prompt: str | None = None
    question: str | None = None
    last_role, last_part = "", None
    for number, (turn, utterance_id) in enumerate(zip(given.turns, ids, strict=True), start=1):
        person = people[turn.speaker]
        is_moderator = person["role"] == "gespreksleider"
        if turn.part != last_part:
            prompt = question = None
        if is_moderator:
            asked = asked_question(turn.text, given.guide)
            question = asked or question
            if asked or is_question(turn.text):
                prompt = utterance_id
        rows.append(
            {
                "utterance_id": utterance_id,
                "session_id": given.session.session_id,
                "turn": number,
                **{key: person[key] for key in ("participant_id", "role", "stakeholder_group")},
                "part": text.parts[number - 1],
                "start_s": turn.start_s,
                "end_s": turn.end_s,
                "text": text.turns[number - 1].text if person["has_consent"] else None,
                "prompt_id": None if is_moderator else prompt,
                "question_id": question,
                "is_prompted": not is_moderator and last_role == "gespreksleider" and prompt == ids[number - 2],
                "source_line": turn.line,
            }
        )
        last_role, last_part = person["role"], turn.part
    return rows


def asked_question(text: str, guide: Sequence[Question]) -> str | None:
    """The question of the topic guide that a moderator's turn asks: the last one of which a pattern occurs."""
    found: list[tuple[int, str]] = []
    for question in guide:
        for pattern in question.patronen or [question.vraag]:
            words = r"\s+".join(map(re.escape, pattern.split()))
            found += [(match.start(), question.id) for match in re.finditer(rf"(?<!\w){words}(?!\w)", text, re.I)]
    return max(found)[1] if found else None


def _findings(utterances: list[dict[str, Any]], masked: Sequence[MaskedText]) -> list[dict[str, Any]]:
    return [
        {
            "utterance_id": row["utterance_id"],
            "kind": item.kind,
            "start_char": text.offset(item.start),
            "end_char": text.offset(item.end, is_end=True),
            "placeholder": item.placeholder,
            "action": "masked" if item.placeholder else "allowed",
        }
        for row, text in zip(utterances, masked, strict=True)
        if row["text"] is not None
        for item in text.replacements
    ]


def _questions(given: SessionInput, texts: Sequence[str], utterances: list[dict[str, Any]]) -> list[dict[str, Any]]:
    session = given.session.session_id
    return [
        {
            "session_id": session,
            "question_id": question.id,
            "text": text,
            "n_turns": sum(row["question_id"] == question.id and row["role"] != "gespreksleider" for row in utterances),
        }
        for question, text in zip(given.guide, texts, strict=True)
    ]
