"""The material: sessions, participants, and what they amount to."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.report import figures
from pipeline.report.markup import Cell, Html, capital, day, join, listing, month, paragraph, rows_of, table, whole
from pipeline.report.suppression import WITHHELD
from pipeline.report.view import View


def summary(view: View) -> Html:
    """The corpus in one paragraph."""
    sessions = view.corpus.sessions
    dates = sessions.date.dropna()
    n_people = view.size()
    who = "mensen" if n_people is None else f"{n_people} mensen"
    kinds = sessions.session_type.value_counts()
    counted = [f"{n} {_kinds(view, str(kind), n)}" for kind, n in kinds.items()]
    text = (
        f"Dit materiaal bestaat uit {listing(counted)}, samen {whole(sessions.n_turns.sum())} beurten en "
        f"{whole(sessions.n_words.sum())} woorden. Er namen {who} deel, uit {len(view.groups)} "
        f"{'groep' if len(view.groups) == 1 else 'groepen'}; wie onder hetzelfde pseudoniem in meer gesprekken zat, "
        "is één keer geteld. "
    )
    if len(dates):
        first, last = month(dates.min()), month(dates.max())
        text += (
            f"De gesprekken vonden plaats in {first}."
            if first == last
            else f"De gesprekken lopen van {first} tot en met {last}."
        )
    return paragraph(text)


def _kinds(view: View, kind: str, n: int) -> str:
    found = view.corpus.study["stakeholders"]["soorten"].get(kind)
    return kind if found is None else str(found["naam" if n == 1 else "meervoud"])


def sessions_table(view: View, *, group: str | None = None) -> Html:
    """Every session, or those in which a group took part: type, date, participants, turns, words.

    Outside the team only sessions of enough people, and not how many of whom, or how much was said: what is printed
    about a session must not narrow down who spoke in it.
    """
    people = view.people if group is None else view.people[view.people.stakeholder_group == group]
    n_people = people.groupby("session_id").person.nunique()
    sessions = view.corpus.sessions
    shown = sessions if group is None else sessions[sessions.session_id.isin(n_people.index)]
    if not view.is_team:
        return _sessions_of_many(view, shown)
    rows = []
    for row in rows_of(shown):
        title = row.title if isinstance(row.title, str) else ""
        n = int(n_people.get(row.session_id, 0))
        rows.append(
            (
                f"{row.session_id} {title}".strip(),
                view.kind(row.session_type),
                day(row.date),
                n,
                row.n_turns,
                row.n_words,
            )
        )
    who = "Deelnemers" if group is None else capital(view.group(group))
    head = ["Gesprek", "Soort", "Datum", who, "Beurten", "Woorden"]
    caption = "De gesprekken; beurten en woorden zijn die van iedereen in het gesprek, ook van de gespreksleider"
    return table(head, rows, caption=caption, numeric={3, 4, 5})


def _sessions_of_many(view: View, sessions: pd.DataFrame) -> Html:
    people = view.corpus.participants
    n_heard = people[people.has_consent & people.role.isin(["deelnemer", "toehoorder"])].groupby("session_id").size()
    is_large = sessions.session_id.map(n_heard).fillna(0) >= view.minimum
    rows = [
        (r.title if isinstance(r.title, str) else r.session_id, view.kind(r.session_type), month(r.date))
        for r in rows_of(sessions[is_large])
    ]
    left = int((~is_large).sum())
    many = "gesprekken met te weinig mensen staan" if left > 1 else "gesprek met te weinig mensen staat"
    remark = paragraph(f"{left} {many} er niet bij.") if left else None
    return join([table(["Gesprek", "Soort", "Maand"], rows, caption="De gesprekken"), remark])


def sessions_figure(view: View) -> Html:
    """How much was said in each session; for the team alone."""
    if not view.is_team:
        return Html("")
    sessions = view.corpus.sessions
    named = pd.DataFrame(
        {
            "name": [
                f"{r.session_id}  {r.title if isinstance(r.title, str) else ''}".strip() for r in rows_of(sessions)
            ],
            "n_words": sessions.n_words,
            "n_turns": sessions.n_turns,
        }
    )
    longest, shortest = sessions.n_words.max(), sessions.n_words.min()
    return figures.show(
        figures.session_bars(named),
        caption="Woorden en beurten per gesprek. De lengte zegt iets over het transcript, niet over het belang van "
        "het gesprek.",
        alt=f"Staafdiagram van {len(named)} gesprekken, van {whole(shortest)} tot {whole(longest)} woorden.",
    )


def groups_table(view: View) -> Html:
    """How many people of each group took part, in how many sessions, and how many of them stayed silent."""
    spoken = view.corpus.segments[view.corpus.segments.is_codable].participant_id
    rows: list[tuple[Any, ...]] = []
    for group in view.groups:
        if not view.is_team:
            size = view.number(view.size(group))
            rows.append((capital(view.group(group)), size))
            continue
        people = view.people[view.people.stakeholder_group == group]
        said = people[people.participant_id.isin(spoken)].person.nunique()
        n = people.person.nunique()
        rows.append((capital(view.group(group)), n, people.session_id.nunique(), n - said))
    head = ["Groep", "Deelnemers", "Gesprekken", "Zeiden niets waar een code op kan vallen"]
    caption = "Wie deelnamen; gespreksleiders en toehoorders tellen hier niet mee"
    is_hidden = any(isinstance(row[1], Cell) for row in rows)
    why = f"{WITHHELD}: te weinig mensen om te noemen, of zo'n klein aantal zou eruit volgen." if is_hidden else ""
    shown = table(head if view.is_team else head[:2], rows, caption=caption, numeric={1, 2, 3})
    return join([shown, paragraph(why) if why else None])
