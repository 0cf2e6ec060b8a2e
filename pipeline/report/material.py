"""The material: sessions, participants, and what they amount to."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.report import figures
from pipeline.report.markup import Html, capital, day, listing, month, paragraph, rows_of, table, whole
from pipeline.report.view import View


def summary(view: View) -> Html:
    """The corpus in one paragraph."""
    sessions, people = view.corpus.sessions, view.people
    dates = sessions.date.dropna()
    n_people = people.person.nunique()
    kinds = sessions.session_type.value_counts()
    counted = [f"{n} {_kinds(view, str(kind), n)}" for kind, n in kinds.items()]
    text = (
        f"Dit materiaal bestaat uit {listing(counted)}, samen {whole(sessions.n_turns.sum())} beurten en "
        f"{whole(sessions.n_words.sum())} woorden. Er namen {n_people} mensen deel, uit {len(view.groups)} "
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
    """Every session, or those in which a group took part: type, date, participants, turns, words."""
    people = view.people if group is None else view.people[view.people.stakeholder_group == group]
    n_people = people.groupby("session_id").person.nunique()
    sessions = view.corpus.sessions
    shown = sessions if group is None else sessions[sessions.session_id.isin(n_people.index)]
    rows = []
    for row in rows_of(shown):
        title = row.title if isinstance(row.title, str) else ""
        when = day(row.date) if view.is_team else month(row.date)
        n = view.number(int(n_people.get(row.session_id, 0)))
        rows.append(
            (f"{row.session_id} {title}".strip(), view.kind(row.session_type), when, n, row.n_turns, row.n_words)
        )
    who = "Deelnemers" if group is None else capital(view.group(group))
    head = ["Gesprek", "Soort", "Datum", who, "Beurten", "Woorden"]
    caption = "De gesprekken; beurten en woorden zijn die van iedereen in het gesprek, ook van de gespreksleider"
    return table(head, rows, caption=caption, numeric={3, 4, 5})


def sessions_figure(view: View) -> Html:
    """How much was said in each session."""
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
        people = view.people[view.people.stakeholder_group == group]
        said = people[people.participant_id.isin(spoken)].person.nunique()
        n = people.person.nunique()
        silent = n - said if n >= view.minimum else None
        rows.append((capital(view.group(group)), view.number(n), people.session_id.nunique(), view.number(silent)))
    return table(
        ["Groep", "Deelnemers", "Gesprekken", "Zeiden niets waar een code op kan vallen"],
        rows,
        caption="Wie deelnamen; gespreksleiders en toehoorders tellen hier niet mee",
        numeric={1, 2, 3},
    )
