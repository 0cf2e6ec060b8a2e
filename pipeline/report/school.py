"""A talking paper for the team of one school: what it may recognise, and questions; or that there is too little."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.report import slots
from pipeline.report.coded import choose, coded
from pipeline.report.markup import Html, html, join, note, rows_of
from pipeline.report.passages import passage
from pipeline.report.view import View

_RECOGNITIONS, _QUESTIONS, _LINES = 3, 2, 3


def _written(view: View, school: str) -> dict[str, Any]:
    found: dict[str, Any] = view.writings["texts"].get("scholen", {}).get(school, {})
    return found


def _people(view: View, school: str) -> pd.Series:
    """Who of this school took part: persons."""
    people = view.people
    sessions = view.corpus.sessions.set_index("session_id").school
    of = people.school.fillna(people.session_id.map(sessions))
    return people[of == school].person


def _rows(view: View, school: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What was coded of people of this school, and of all others."""
    rows = coded(view)
    rows = rows[(rows.role == "deelnemer") & rows.code.isin(view.codes)]
    is_here = rows.person.isin(set(_people(view, school)))
    return rows[is_here], rows[~is_here]


def shared(view: View, school: str) -> list[str]:
    """The codes under which enough people of this school said something, and enough people elsewhere too.

    So a school recognises itself without being singled out. Those that most schools have in common come first: the
    order says nothing of how this school differs from others, and no number of it is told.
    """
    fewest = int(view.settings["privacy"]["minimum_cell"])
    here, others = _rows(view, school)
    n, n_others = (rows.groupby("code").person.nunique() for rows in (here, others))
    fit = [code for code in view.codes if n.get(code, 0) >= fewest and n_others.get(code, 0) >= fewest]
    return sorted(fit, key=lambda code: (-int(n_others[code]), view.codes.index(code)))


def is_enough(view: View, school: str) -> bool:
    """Whether there is anything to talk about that points at nobody."""
    if _people(view, school).nunique() < int(view.settings["privacy"]["minimum_cell"]):
        return False
    return bool(_written(view, school).get("herkenning") or shared(view, school))


def opening(view: View, school: str) -> Html:
    """For whom it is and how to use it; or *te weinig om te delen*."""
    name = view.corpus.study.get("schools", {}).get(school)
    if not is_enough(view, school):
        return note(
            "Te weinig om te delen. Van deze school deden te weinig mensen mee, of wat zij zeiden zou naar een persoon "
            "te herleiden zijn."
        )
    whom = html("het team van {}", name) if name else "het team van uw school"
    return html(
        "<p>Dit praatpapier is voor {}. Het is geen oordeel en geen vergelijking met andere scholen. Leg het op tafel "
        "bij een teamoverleg, lees het samen, en begin bij wat u zelf ziet.</p>",
        whom,
    )


def recognitions(view: View, school: str) -> Html:
    """Three things in which the school may recognise itself: those that people wrote, else by the rule of `shared`."""
    if not is_enough(view, school):
        return Html("")
    written = _written(view, school).get("herkenning") or []
    parts: list[Html] = [html("<h2>{}</h2>", "Misschien herkent u dit")]
    for number, text in enumerate(written[:_RECOGNITIONS], start=1):
        parts.append(html("<h3>{}. {}</h3>{}", number, slots.shown(view, text), _room(1)))
    if not written:
        parts += _by_rule(view, school)
    return join(parts)


def _by_rule(view: View, school: str) -> list[Html]:
    _, others = _rows(view, school)
    parts = []
    definitions = view.book.definition
    for number, code in enumerate(shared(view, school)[:_RECOGNITIONS], start=1):
        # Words of others: what a colleague said here, colleagues would know.
        chosen = choose(view, others[others.code == code], most=1)
        words = join(passage(view, row, code=code) for row in rows_of(chosen))
        plain = view.name(code).replace(view.mark, "").strip()
        heard = html("<p>{} Hierover zeiden meer mensen van uw school iets, en ook mensen van elders.{}</p>",
                     definitions[code], " Zo klonk het ergens anders:" if len(chosen) else "")  # fmt: skip
        parts.append(html("<h3>{}. {}</h3>{}{}{}", number, plain, heard, words, _room(1)))
    return parts


def questions(view: View, school: str) -> Html:
    """Two questions to the team, that people wrote, with room to answer."""
    if not is_enough(view, school):
        return Html("")
    written = list(_written(view, school).get("vragen") or [])[:_QUESTIONS]
    parts: list[Html] = [html("<h2>{}</h2>", "Twee vragen aan u")]
    for number in range(_QUESTIONS):
        asked = html("<p><strong>{}. {}</strong></p>", number + 1, slots.shown(view, written[number])) if number < len(
            written) else slots.slot("een vraag aan het team van deze school")  # fmt: skip
        parts += [asked, _room(_LINES)]
    return join(parts)


def _room(n: int) -> Html:
    """Lines to write on."""
    return join(Html('<p class="invulregel" aria-hidden="true"></p>') for _ in range(n))
