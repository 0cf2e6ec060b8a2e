"""Where people differ: how often per code, what was taken for what, and for the team every passage with both sides."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import Any

import pandas as pd

from pipeline.exchange.disagreements import rows_of as sheet_rows
from pipeline.report.markup import Cell, Html, details, join, paragraph, rows_of, table
from pipeline.report.suppression import WITHHELD
from pipeline.report.view import View
from pipeline.stages.disagreements import list_disagreements

_TAKEN_FOR = 3
"""So many codes that a code was taken for are named."""


def disagreements(view: View) -> Html:
    """Per code on how many segments people differ and which code others gave there; for the team the list itself.

    Outside the team no words are shown, no number on segments that fewer than the least number of people spoke, and
    no totals, from which such a number would follow.
    """
    corpus = view.corpus
    read = {
        (row["coder"], row["session_id"], code)
        for row in corpus.study["coders"]
        if row["is_complete"]
        for code in row["codes"] or view.codes
        if code not in row.get("newer", ())
    }
    tables = {name: corpus.table(name) for name in ("codings", "segments", "human_codings")}
    found = list_disagreements(tables, read=read, codes=view.codes)
    if not len(found):
        return paragraph("Er is geen segment waarover codeurs van elkaar verschillen.")
    return join([_lead(view, found), _per_code(view, found), _list(view, found) if view.is_team else None])


def _lead(view: View, found: pd.DataFrame) -> Html:
    text = (
        "Codeurs verschillen over een code op een segment wanneer de een hem gaf en de ander hem weigerde, of dat "
        "gesprek helemaal las en hem daar niet gaf. "
    )
    if view.is_team:
        n, n_boundary, n_agreed = len(found), int(found.is_boundary.sum()), int(found.consensus.notna().sum())
        text += (
            f"Dat is {n} keer zo; {n_boundary} keer gaven zij dezelfde passage die code, binnen andere grenzen. Over "
            f"{n_agreed} daarvan ligt een consensus vast. Met `route export disagreements` wordt de lijst een werkblad "
            "om samen te bespreken."
        )
    return paragraph(text)


def _per_code(view: View, found: pd.DataFrame) -> Html:
    speaker = dict(zip(view.people.participant_id, view.people.person, strict=True))
    people = found.assign(person=found.participant_id.map(speaker)).groupby("code").person.nunique()
    n_each, confused = found.code.value_counts(), _confused(found, speaker)
    told = set(n_each.index) & view.told
    rows = []
    for code in view.codes:
        if code not in told:
            continue
        is_shown = people.get(code, 0) >= view.minimum
        n: Any = int(n_each[code]) if is_shown else Cell(WITHHELD, "hidden-cell")
        taken = [
            f"{view.name(other)} ({times})"
            for other, (times, n_people) in confused.get(code, {}).items()
            if n_people >= view.minimum and other in told and is_shown
        ]
        rows.append((view.name(code), n, "; ".join(taken[:_TAKEN_FOR])))
    if not any(taken for *_, taken in rows):
        return table(
            ["Code", "Segmenten"], [row[:2] for row in rows], caption="Waarover codeurs verschillen", numeric={1}
        )
    caption = "Waarover codeurs verschillen, en welke code de ander daar gaf"
    return table(["Code", "Segmenten", "De ander gaf"], rows, caption=caption, numeric={1}, wide={2})


def _confused(found: pd.DataFrame, speaker: dict[str, str]) -> dict[str, dict[str, tuple[int, int]]]:
    """For each code the codes for which it was taken, most often first: segments, and people who spoke them."""
    times: Counter[tuple[str, str]] = Counter()
    spoken: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for _, rows in found.groupby("segment_id"):
        for a, b in combinations(rows_of(rows), 2):
            if _crossed(a, b) and _crossed(b, a):
                for pair in ((a.code, b.code), (b.code, a.code)):
                    times[pair] += 1
                    spoken[pair] |= {speaker[a.participant_id]} if a.participant_id in speaker else set()
    result: dict[str, dict[str, tuple[int, int]]] = {}
    for (code, other), n in sorted(times.items(), key=lambda item: (-item[1], item[0])):
        result.setdefault(code, {})[other] = n, len(spoken[code, other])
    return result


def _crossed(a: Any, b: Any) -> bool:
    """Whether somebody gave the first code and not the second."""
    return bool({said.coder for said in a.yes} & {said.coder for said in b.no})


def _list(view: View, found: pd.DataFrame) -> Html:
    groups = {group: view.group(group, many=False) for group in view.corpus.study["stakeholders"]["groepen"]}
    names = {code: view.name(code) for code in view.codes}
    rows = [
        (f"{session}-{turn:04d}", who, _with_question(question, text), names[code], yes, no, memo or "", agreed or "")
        for session, turn, who, question, text, code, yes, no, memo, agreed in sheet_rows(
            found, groups=groups, names=names
        )
    ]
    head = ["Beurt", "Wie", "Fragment", "Code", "Ja", "Nee", "Memo", "Consensus"]
    caption = "Alle segmenten waarover codeurs verschillen, met de woorden die wie ja zei aanstreepte"
    return details(f"De lijst: {len(rows)} verschillen", table(head, rows, caption=caption, wide={2, 4, 5, 6}))


def _with_question(question: Any, text: Any) -> str:
    return f"[{question}] {text}" if question else str(text)
