"""What researchers claim: each with what supports it, what contradicts it, and on how much that rests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from pipeline.report import slots
from pipeline.report.markup import Html, details, heading, html, items, join, listing, note, paragraph, rows_of, table
from pipeline.report.passages import cited, evidence_for
from pipeline.report.sentences import sentence
from pipeline.report.view import View

_SIDES = {"supports": "Wat ervoor spreekt", "contradicts": "Wat ertegen spreekt"}
_WORDS = 3
_DRAFT = "Deze bevinding is een concept: de onderzoekers zijn er nog niet uit."


def claims(view: View, *, level: int = 3, most: int = _WORDS) -> Html:
    """Every claim by research question, with its words as far as this audience may read them."""
    written = view.writings["claims"]
    if not written:
        return slots.slot("de bevindingen, in bevindingen.yaml")
    questions: dict[str, str] = view.corpus.study["codebook"].get("vragen") or {}
    groups = [*questions, *dict.fromkeys(c.get("vraag") for c in written if c.get("vraag") not in questions)]
    parts: list[Html] = []
    for question in groups:
        inside = [claim for claim in written if claim.get("vraag") == question]
        if inside and question:
            parts.append(heading(f"{question}. {questions[question]}" if question in questions else question, level))
        elif inside and len(groups) > 1:
            parts.append(heading("Zonder onderzoeksvraag", level))
        parts += [claim_block(view, claim, level=level + 1, most=most) for claim in inside]
    return join(parts)


def claim_block(view: View, claim: Mapping[str, Any], *, level: int, most: int = _WORDS) -> Html:
    """One claim: its statement as title, what it means, what supports and contradicts it, and another reading of it."""
    first, *others = [slots.shown(view, text) for text in claim["uitspraak"]]
    title = title_of(first)
    rest = first[len(title) :].strip()
    body = [note(_DRAFT)] if _is_draft(claim) else []
    body += [paragraph(text) for text in ([rest] if rest else []) + others]
    body += [paragraph(slots.shown(view, text)) for text in claim.get("duiding") or []]
    body += [_side(view, claim, side, most=most) for side in _SIDES]
    reading = claim.get("alternatief") or []
    shown = [paragraph(slots.shown(view, text)) for text in reading] or [slots.slot("hoe het ook te verklaren is")]
    body += [html("<p><strong>Hoe het ook kan zitten</strong></p>"), *shown]
    by = [text for text in (claim.get("door"), claim.get("status")) if text]
    body.append(html('<p class="facts-line">{}{}</p>', claim["id"], f", {', '.join(by)}" if by else ""))
    return html('<section class="claim">{}{}</section>', heading(title, level), join(body))


def _is_draft(claim: Mapping[str, Any]) -> bool:
    return str(claim.get("status") or "").strip().lower() == "concept"


def title_of(statement: str) -> str:
    """The first sentence of a statement."""
    end = statement.find(". ")
    return statement if end < 0 else statement[: end + 1]


def _side(view: View, claim: Mapping[str, Any], side: str, *, most: int) -> Html:
    everything = view.corpus.evidence
    all_rows = everything[(everything.source == "claim") & (everything.source_id == claim["id"])]
    all_rows = all_rows[all_rows.side == side]
    rows = evidence_for(view, source="claim", source_id=claim["id"])
    rows = rows[rows.side == side]
    title = html("<p><strong>{}</strong> {}</p>", _SIDES[side], rests_on(view, all_rows))
    if not len(all_rows):
        return join([title if side == "supports" else None, _nothing(view, claim, side)])
    words = [cited(view, row) for row in rows_of(rows)]
    shown = join(words[:most])
    more = details(f"Nog {_places(len(words) - most)}", join(words[most:])) if len(words) > most else None
    return join([title, shown, more, _in_vain(view, claim, is_found=True) if side == "contradicts" else None])


def _nothing(view: View, claim: Mapping[str, Any], side: str) -> Html:
    if side == "supports":
        return paragraph("Bij deze bevinding is geen plaats in de gesprekken genoemd.")
    in_vain = _in_vain(view, claim)
    return in_vain or paragraph("Bij deze bevinding is geen tegenspraak genoemd, en er is niet naar gezocht.")


def _in_vain(view: View, claim: Mapping[str, Any], *, is_found: bool = False) -> Html:
    """How counter-evidence was looked for and not found; `is_found` where other is named above it."""
    how = [text for text in claim.get("gezocht") or [] if text]
    if not claim.get("gezocht"):
        return Html("")
    found = "Naar tegenspraak is gezocht, en die is niet gevonden."
    if is_found:
        found = "Naar meer tegenspraak is gezocht, en die is niet gevonden."
    return paragraph(sentence(f"{found} Gezocht is zo: {slots.shown(view, '; '.join(how))}") if how else found)


def _places(n: int) -> str:
    return "één plaats" if n == 1 else f"{n} plaatsen"


def rests_on(view: View, rows: pd.DataFrame) -> str:
    """On how many people and sessions passages rest, as far as may be told; by fixed rules."""
    if not len(rows):
        return ""
    person = view.corpus.participants.set_index("participant_id").person
    people = rows.participant_id.map(person).fillna(rows.participant_id)
    n_sessions = int(rows.session_id.nunique())
    told = view.at_least(int(people.nunique()))
    sessions = "één gesprek" if n_sessions == 1 else f"{n_sessions} gesprekken"
    if view.is_team:
        return f"({_places(len(rows))}, {'één mens' if told == '1' else f'{told} mensen'}, {sessions})"
    return f"({told} mensen, in {sessions})" if told else "(enkele mensen)"


def without_contradiction(view: View) -> Html:
    """The claims of which nobody named or sought what contradicts them."""
    against = set(view.corpus.evidence.query("side == 'contradicts'").source_id)
    bare = [c for c in view.writings["claims"] if c["id"] not in against and not c.get("gezocht")]
    if not view.writings["claims"]:
        return Html("")
    if not bare:
        return paragraph("Bij elke bevinding is tegenspraak genoemd, of is ernaar gezocht.")
    lead = note("Bij deze bevindingen is geen tegenspraak genoemd, en er is niet naar gezocht:")
    return join([lead, items(html("<strong>{}</strong> {}", c["id"], title_of(slots.shown(view, c["uitspraak"][0])))
                             for c in bare)])  # fmt: skip


def checks(view: View) -> Html:
    """What the program found out about every claim and good example; for the team."""
    if not view.is_team:
        return Html("")
    rows = [_checked(view, "claim", c, title_of(c["uitspraak"][0])) for c in view.writings["claims"]]
    rows += [_checked(view, "practice", p, p["titel"]) for p in view.writings["practices"]]
    if not rows:
        return paragraph("Er zijn nog geen bevindingen en geen goede voorbeelden.")
    head = ["Id", "Wat", "Plaatsen", "Mensen", "Gesprekken", "Mag naar programma", "Mag naar buiten", "Let op"]
    caption = "Bevindingen en goede voorbeelden: waar zij op rusten, en wat daarvan getoond mag worden"
    return join([table(head, rows, caption=caption, numeric={2, 3, 4, 5, 6}, wide={1, 7}), without_contradiction(view)])


def _checked(view: View, source: str, entry: Mapping[str, Any], title: str) -> Sequence[Any]:
    table_ = view.corpus.evidence
    rows = table_[(table_.source == source) & (table_.source_id == entry["id"])]
    own = rows[rows.side != "contradicts"]
    person = view.corpus.participants.set_index("participant_id").person
    people = own.participant_id.map(person).fillna(own.participant_id)
    n_placed = rows.groupby("side").number.nunique().sum()
    remarks = [
        f"{_places(entry['n_passages'] - n_placed)} niet gevonden" if n_placed < entry["n_passages"] else None,
        "rust op één mens" if people.nunique() == 1 else None,
        "rust op één gesprek" if own.session_id.nunique() == 1 and people.nunique() > 1 else None,
        "rust op één groep"
        if own.stakeholder_group.nunique() == 1 and own.session_id.nunique() > 1 and people.nunique() > 1 else None,
        "noemt geen plaats" if not entry["n_passages"] else None,
        "rust ook op woorden van een gespreksleider" if (own.role == "gespreksleider").any() else None,
        "geen tegenspraak genoemd of gezocht"
        if source == "claim" and not (rows.side == "contradicts").any() and not entry.get("gezocht") else None,
        "noemt geen onderzoeksvraag" if source == "claim" and not entry.get("vraag") else None,
        "is nog een concept" if _is_draft(entry) else None,
    ]  # fmt: skip
    return (
        entry["id"], title, len(rows), int(people.nunique()), int(own.session_id.nunique()),
        int(rows.quotable.isin(["intern", "extern"]).sum()), int((rows.quotable == "extern").sum()),
        listing([text for text in remarks if text]),
    )  # fmt: skip
