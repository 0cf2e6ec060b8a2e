"""An arena: what the inner ring said first, and what the outer ring takes along."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from pipeline.report.coded import ADDRESSEE, JUDGEMENT, PHASE, choose, coded, enough, has, having, names_of
from pipeline.report.markup import Html, capital, day, heading, html, items, join, listing, note, paragraph, rows_of
from pipeline.report.passages import passage
from pipeline.report.view import View

INNER, OUTER = "deelnemer", "toehoorder"
_PER_QUESTION, _PER_CARD, _ALONG = 8, 4, 8
_ASKED = ("nodig", "tip", "beter")
"""Judgements by which people ask for something."""

_MOST_QUESTIONS = 6


def who(view: View, session: str) -> Html:
    """Who sat in which ring, as far as this audience may know, and when."""
    about = view.corpus.sessions.set_index("session_id").loc[session]
    people = _people(view, session)
    lines = []
    for role, ring in ((INNER, "In de binnenkring spraken"), (OUTER, "In de buitenkring luisterden")):
        sizes = people[people.role == role].groupby("stakeholder_group", dropna=True).person.nunique()
        told = [f"{n} {view.group(str(g), many=n > 1)}" for g, n in sizes.items() if n >= view.minimum]
        few = [g for g, n in sizes.items() if n < view.minimum]
        if told or few:
            also = " en nog enkele anderen" if told and few else "" if told else "enkele mensen"
            lines.append(f"{ring} {listing(told)}{also}.")
    when = f"Het gesprek was op {day(about.date)}. " if view.is_team and day(about.date) else ""
    return join([paragraph(when + " ".join(lines)), _care(view)])


def _care(view: View) -> Html:
    if view.is_team:
        return Html("")
    return note(
        "Wie erbij was, kan iemand aan een verhaal herkennen. Ga daar zorgvuldig mee om: vraag niet wie iets zei, en "
        "gebruik woorden van een leerling niet tegen die leerling. De woorden staan niet in de volgorde waarin ze "
        "gezegd zijn."
    )


def _people(view: View, session: str) -> pd.DataFrame:
    everyone = view.corpus.participants
    here = everyone[(everyone.session_id == session) & everyone.has_consent & everyone.role.isin([INNER, OUTER])]
    return here.assign(person=here.person.fillna(here.participant_id))


def _said(view: View, session: str, role: str) -> pd.DataFrame:
    rows = coded(view)
    return rows[(rows.session_id == session) & (rows.role == role)]


def has_outer_ring(view: View, session: str) -> bool:
    """Whether anybody listened who said something afterwards."""
    segments = view.corpus.segments
    return bool(((segments.session_id == session) & (segments.role == OUTER) & segments.is_codable).any())


def judgements(view: View, session: str) -> Html:
    """The words of the inner ring under what goes well, what can be better, what is needed, and tips; each by phase.

    Where nothing was judged: their words at each question of the guide.
    """
    said = _said(view, session, INNER)
    if not has(view, JUDGEMENT) or not len(having(view, said, JUDGEMENT, names_of(view, JUDGEMENT))):
        return _by_question(view, session)
    parts: list[Html | None] = []
    shown: set[str] = set()
    for value, name in names_of(view, JUDGEMENT).items():
        rows = having(view, said, JUDGEMENT, [value])
        if value == "tip" or not len(rows):
            continue
        # What stands under one heading does not stand under another once more.
        chosen = choose(view, rows[~rows.segment_id.isin(shown)], most=_PER_QUESTION)
        shown |= set(chosen.segment_id)
        parts += [heading(capital(name)), _by_phase(view, chosen)]
    return join(parts)


def _by_phase(view: View, chosen: pd.DataFrame) -> Html:
    """Chosen words under the phase that they are about; what is about none comes last."""
    if not len(chosen):
        return paragraph("Hier is iets over gezegd, maar er zijn geen woorden die in dit rapport mogen staan.")
    phases = having(view, chosen, PHASE, names_of(view, PHASE)) if has(view, PHASE) else chosen.iloc[:0]
    phase_of = dict(zip(phases.segment_id, phases[PHASE], strict=True)) if len(phases) else {}
    parts: list[Html] = []
    for phase, name in [*names_of(view, PHASE).items(), (None, "")]:
        inside = [row for row in rows_of(chosen) if phase_of.get(row.segment_id) == phase]
        if inside and phase:
            parts.append(heading(capital(name), 4))
        elif inside and parts:
            parts.append(heading("Zonder fase", 4))
        parts += [passage(view, row, code=row.code, asked=True) for row in inside]
    return join(parts)


def _by_question(view: View, session: str) -> Html:
    corpus = view.corpus
    turns = corpus.utterances[["utterance_id", "question_id"]]
    mine = corpus.segments.session_id == session
    rows = corpus.segments[mine & (corpus.segments.role == INNER) & corpus.segments.is_codable]
    rows = rows.merge(turns, on="utterance_id").assign(person=lambda found: found.participant_id)
    parts: list[Html] = [note("Codeurs noteerden bij dit gesprek niet wat goed gaat, wat beter kan en wat nodig is. "
                              "Hieronder staan woorden bij elke vraag uit de leidraad.")]  # fmt: skip
    texts = {q["id"]: q["vraag"] for kind in corpus.study["guide"].values() for q in kind}
    for question in [q for q in texts if q in set(rows.question_id.dropna())]:
        chosen = choose(view, rows[rows.question_id == question], most=_PER_CARD)
        if len(chosen):
            parts += [heading(texts[question]), *(passage(view, row) for row in rows_of(chosen))]
    if len(parts) == 1:
        parts += [passage(view, row) for row in rows_of(choose(view, rows, most=_PER_QUESTION))]
    return join(parts)


def tips(view: View, session: str) -> Html:
    """Tips of the inner ring by addressee, a card each; nothing where the codebook knows no addressees."""
    said = _said(view, session, INNER)
    if not has(view, ADDRESSEE):
        return paragraph("Codeurs noteerden niet voor wie een tip bedoeld is.")
    judged = having(view, said, JUDGEMENT, ["tip", "nodig"]) if has(view, JUDGEMENT) else said
    cards = []
    for value, name in names_of(view, ADDRESSEE).items():
        chosen = choose(view, having(view, judged, ADDRESSEE, [value]), most=_PER_CARD)
        if len(chosen):
            words = join(passage(view, row, code=row.code) for row in rows_of(chosen))
            cards.append(html('<section class="card"><h3>Voor {}</h3>{}</section>', name, words))
    if not cards:
        return paragraph("Er zijn geen tips die in dit rapport mogen staan.")
    return html('<div class="cards">{}</div>', join(cards))


def came_up(view: View, session: str) -> Html:
    """Of what several people in the inner ring spoke, most of them first: names, and numbers for the team."""
    rows = _said(view, session, INNER)
    n = rows.groupby("code").person.nunique()
    n = n[n >= max(view.minimum, 2)].sort_values(ascending=False, kind="stable")
    n = n[n.index.isin(view.codes)]
    if not len(n):
        return paragraph("Er was geen onderwerp waarover genoeg mensen in de binnenkring iets zeiden.")
    return items(html("<strong>{}</strong>{}", view.name(str(code)), _how_many(view, int(count))) for code, count
                 in n.items())  # fmt: skip


def _how_many(view: View, n: int) -> str:
    told = view.at_least(n)
    return f": {told} mensen zeiden er iets over" if told else ""


def outer_ring(view: View, session: str) -> Html:
    """What the listeners take along, and what of the inner ring did not come back; nothing without an outer ring."""
    if not has_outer_ring(view, session):
        return Html("")
    rows = _said(view, session, OUTER)
    lead = "Na afloop zei de buitenkring wat men hoorde, en wat men morgen gaat doen."
    words = [passage(view, row, code=row.code) for row in rows_of(choose(view, rows, most=_ALONG))]
    if not words:
        segments = view.corpus.segments
        mine = segments[(segments.session_id == session) & (segments.role == OUTER) & segments.is_codable]
        words = [passage(view, row) for row in rows_of(choose(view, mine, most=_ALONG))]
    shown = join(words) if words else paragraph("Er zijn geen woorden van de buitenkring die hier mogen staan.")
    return join([heading("Wat de buitenkring meeneemt", 2), paragraph(lead), shown, _beside(view, session),
                 _not_picked_up(view, session)])  # fmt: skip


def _asked(view: View, session: str) -> set[str]:
    """The codes under which the inner ring asked for something, by as many people as may be told."""
    said = _said(view, session, INNER)
    rows = having(view, said, JUDGEMENT, _ASKED) if has(view, JUDGEMENT) else said
    return {str(code) for code, inside in rows.groupby("code") if enough(view, inside)} & set(view.codes)


def _raised_outside(view: View, session: str) -> set[str]:
    """What anybody in the outer ring touched on, proposals of the machine included: too much rather than too little."""
    segments, alive = view.corpus.segments, view.corpus.segment_codes
    mine = segments.segment_id[(segments.session_id == session) & (segments.role == OUTER)]
    return set(alive.code[(alive.status != "rejected") & alive.segment_id.isin(mine)])


def _beside(view: View, session: str) -> Html:
    both = [code for code in view.codes if code in _asked(view, session) & _raised_outside(view, session)]
    if not both:
        return Html("")
    named = listing([view.name(code) for code in both])
    return paragraph(f"Waar de binnenkring om vroeg en wat in de buitenkring terugkwam: {named}.")


def _not_picked_up(view: View, session: str) -> Html:
    """A question for people: whether what the inner ring asked came back in no way."""
    missed = [code for code in view.codes if code in _asked(view, session) - _raised_outside(view, session)]
    title = heading("Wat niet terugkwam? Een vraag aan u", 2)
    if not missed:
        text = "Alles waar meer mensen in de binnenkring om vroegen, kwam in de buitenkring op enige manier terug."
        return join([title, paragraph(text)])
    lead = paragraph(
        "Hierover zei de binnenkring iets, en bij wat de buitenkring erna zei legde niemand deze code. Dat kan "
        "betekenen dat het niet is opgepakt. Het kan ook in andere woorden zijn teruggekomen, of later. Dat weten "
        "alleen de mensen die erbij waren."
    )
    return join([title, lead, items(_to_confirm(view, missed[:_MOST_QUESTIONS]), "questions")])


def _to_confirm(view: View, codes: Iterable[str]) -> list[Html]:
    return [
        html("Klopt het dat <strong>{}</strong> niet terugkwam? <span class=\"choice\">☐ ja</span> "
             "<span class=\"choice\">☐ nee</span> <span class=\"choice\">☐ het kwam anders terug</span>",
             view.name(code)) for code in codes
    ]  # fmt: skip
