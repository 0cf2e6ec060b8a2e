"""People of a group who react to each other: exchanges shown as dialogue, and what the others say of the same."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pipeline.report.coded import (
    ADDRESSEE,
    JUDGEMENT,
    PHASE,
    REACTION,
    coded,
    enough,
    has,
    having,
    names_of,
)
from pipeline.report.group import not_shown
from pipeline.report.markup import Html, capital, html, items, join, listing, note, paragraph, rows_of
from pipeline.report.passages import exchange, readable
from pipeline.report.tellings import telling
from pipeline.report.view import View

_AGAINST, _WITH = "tegenspraak", "bijval"
_TURNS, _WORDS, _CODES = 4, 160, 6
"""The most turns and words of an exchange, and the most codes in a list."""


def of_group(view: View, group: str) -> pd.DataFrame:
    """The rows of `coded` of participants of this group."""
    rows = coded(view)
    return rows[(rows.role == "deelnemer") & (rows.stakeholder_group == group) & rows.code.isin(view.codes)]


def exchanges(view: View, group: str, *, most: int = 2) -> Html:
    """Stretches of talk in which somebody of the group reacts to another: contradiction before agreement.

    An exchange ends with a turn to which people gave a reaction, and holds the turns right before it, as far as no
    moderator comes between and this audience may read all of it. Of one session comes one, of those with most speakers.
    """
    if view.is_small(group):
        return not_shown()
    if not has(view, REACTION):
        return paragraph("Codeurs noteerden niet wie wie bijviel of tegensprak.")
    found: list[tuple[tuple[int, int, str], str, pd.DataFrame]] = []
    for rank, wanted in enumerate((_AGAINST, _WITH)):
        for turn in dict.fromkeys(having(view, of_group(view, group), REACTION, [wanted]).utterance_id):
            rows = _before(view, str(turn))
            n_speakers = int(rows.participant_id.nunique()) if len(rows) else 0
            if n_speakers > 1:
                found.append(((rank, -n_speakers, view.marks[rows.segment_id.iloc[-1]]), str(turn), rows))
    shown: list[Html] = []
    sessions: set[str] = set()
    for (rank, *_), turn, rows in sorted(found, key=lambda item: item[0]):
        session = turn.rsplit("-", 1)[0]
        if session in sessions or len(shown) >= most:
            continue
        sessions.add(session)
        title = "Hier spreekt iemand een ander tegen" if rank == 0 else "Hier valt iemand een ander bij"
        shown.append(html("<h3>{}</h3>{}", title, exchange(view, rows)))
    return (
        join(shown)
        if shown
        else paragraph(
            "Er is geen stuk gesprek waarin mensen op elkaar reageren en waarvan alle woorden hier mogen staan."
        )
    )


def _before(view: View, turn: str) -> pd.DataFrame:
    """The segments of a turn and of those right before it that this audience may read; none where its own may not."""
    session, number = turn.rsplit("-", 1)
    kept: list[pd.DataFrame] = []
    n_words = 0
    segments = _by_turn(view)
    for at in range(int(number), max(int(number) - _TURNS, 0), -1):
        own = segments.get(f"{session}-{at:04d}")
        if own is None or not set(own.role) <= {"deelnemer"}:
            break
        words = readable(view, own)
        n_words += int(own.n_words.sum())
        if len(words) < len(own) or (n_words > _WORDS and kept):
            break
        kept.insert(0, words)
    return pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=["participant_id", "segment_id"])


def _by_turn(view: View) -> dict[str, pd.DataFrame]:
    ordered = view.corpus.segments.sort_values(["utterance_id", "start_char"])
    return {str(name): rows for name, rows in ordered.groupby("utterance_id")}


def contradictions(view: View, group: str) -> Html:
    """Where the group contradicts itself: somebody was contradicted, or it was called good and to be bettered."""
    if view.is_small(group):
        return not_shown()
    rows = of_group(view, group)
    against = _codes(view, having(view, rows, REACTION, [_AGAINST])) if has(view, REACTION) else []
    both: list[str] = []
    if has(view, JUDGEMENT):
        well, worse = (set(_codes(view, having(view, rows, JUDGEMENT, [value]))) for value in ("goed", "beter"))
        both = [code for code in view.codes if code in well & worse]
    lines = []
    if against:
        lines.append(html("Mensen spraken elkaar tegen bij {}.", listing([view.name(c) for c in against[:_CODES]])))
    if both:
        lines.append(html("Zowel goed als voor verbetering vatbaar noemden mensen {}.",
                          listing([view.name(code) for code in both[:_CODES]])))  # fmt: skip
    few = "Waar minder mensen dat deden, staat het hier niet." if not view.is_team else ""
    if not lines:
        return paragraph(f"Codeurs noteerden nergens dat meer mensen uit deze groep elkaar tegenspraken. {few}".strip())
    return join([items(lines), paragraph(few) if few else None])


def _codes(view: View, rows: pd.DataFrame) -> list[str]:
    """The codes of rows under which enough people said something, those with most people first."""
    groups = [(str(code), inside) for code, inside in rows.groupby("code") if enough(view, inside)]
    return [code for code, inside in sorted(groups, key=lambda item: (-item[1].person.nunique(), item[0]))]


def needs(view: View, group: str) -> Html:
    """What the group needs or advises: from whom, what about, in which phase; as far as enough people said so."""
    if view.is_small(group):
        return not_shown()
    if not has(view, JUDGEMENT):
        return paragraph("Codeurs noteerden niet wat er nodig is.")
    rows = having(view, of_group(view, group), JUDGEMENT, ["nodig", "tip"])
    many = view.group(group)
    told = view.at_least(int(rows.person.nunique()))
    if not told or told == "0":
        return paragraph("Te weinig mensen uit deze groep zeiden wat er nodig is om daar hier iets over te zeggen.")
    lines = [html("{} van de {} noemden iets wat nodig is, of gaven een tip.", told.capitalize(), many)]
    lines += _about(view, rows)
    for dimension, lead in ((ADDRESSEE, "Gericht aan"), (PHASE, "In de fase")):
        for value, name in names_of(view, dimension).items():
            inside = having(view, rows, dimension, [value])
            number = view.at_least(int(inside.person.nunique()))
            if number and number != "0":
                about = listing([view.name(code) for code in _codes(view, inside)[:_CODES]])
                tail = f", over {about}" if about else ""
                lines.append(html("{} <strong>{}</strong>: {} mensen{}.", lead, name, number, tail))
    return items(lines)


def _about(view: View, rows: pd.DataFrame) -> list[Html]:
    codes = _codes(view, rows)[:_CODES]
    return [html("Het ging over {}.", listing([view.name(code) for code in codes]))] if codes else []


def others_on_the_same(view: View, group: str) -> Html:
    """Of what most people of the group spoke: how many of the other groups did too, as far as may be told."""
    if view.is_small(group):
        return not_shown()
    plain = view.plain
    rows = plain[(plain.by == "group") & (plain.basis == "counted") & plain.by2.isna() & ~plain.is_hidden]
    rows = rows[rows.code.isin(view.codes)]
    own = rows[rows.value == group].sort_values(["n_participants", "code"], ascending=[False, True])
    if not len(own):
        return note("Van deze groep zijn geen aantallen te tonen.")
    lines = []
    for mine in rows_of(own.head(_CODES)):
        others = rows_of(rows[(rows.code == mine.code) & (rows.value != group)])
        said = [html("{} {}", telling(row, view.of(row)), view.group(row.value)) for row in others]
        rest = join(said, ", ") if said else "van andere groepen zijn geen aantallen te tonen"
        lines.append(html("<strong>{}</strong>: {} {}; {}.", view.name(mine.code), telling(mine, view.of(mine)),
                          view.group(group), rest))  # fmt: skip
    remark = paragraph(
        "Een groep die er niet bij staat, zei er niets over, of te weinig mensen deden dat. Dat kan ook komen doordat "
        "er in dat gesprek niet naar gevraagd is."
    )
    return join([items(lines), remark])


def at_question(view: View, group: str, question: str) -> Sequence[str]:
    """How many of the group were agreed with and contradicted at a question, as texts; empty where too few."""
    turns = view.corpus.utterances
    here = set(turns.utterance_id[turns.question_id == question])
    rows = of_group(view, group)
    rows = rows[rows.utterance_id.isin(here)]
    found = [having(view, rows, REACTION, [value]).person.nunique() for value in (_WITH, _AGAINST)]
    return [capital(told) if (told := view.at_least(int(n))) and told != "0" else "" for n in found]
