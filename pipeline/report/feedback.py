"""One page back to those who took part: what we heard, and what we do with it. In short sentences (A2)."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.report import slots
from pipeline.report.coded import choose, coded, enough
from pipeline.report.markup import Html, html, items, join, paragraph, rows_of
from pipeline.report.passages import passage
from pipeline.report.view import View

_SUBJECTS, _WORDS = 5, 3
_FEWEST, _SHORT = 6, 30
_YOUNG = frozenset({"leerling", "oud_leerling"})
"""Groups to whom one says je."""


def is_young(view: View, session: str) -> bool:
    """Whether pupils or former pupils were most of those who took part: then the page says je, and else u."""
    people = view.people[view.people.session_id == session]
    n_young = int(people.stakeholder_group.isin(_YOUNG).sum())
    return n_young > len(people) - n_young


def say(view: View, session: str, formal: str, informal: str) -> Html:
    """A fixed paragraph, in the form of address that fits."""
    return paragraph(informal if is_young(view, session) else formal)


def _spoken(view: View, session: str) -> pd.DataFrame:
    rows = coded(view)
    return rows[(rows.session_id == session) & rows.code.isin(view.codes)]


def heard(view: View, session: str) -> Html:
    """What came up with most people, in a plain sentence each; outside the team only what enough of them touched on."""
    groups = [(str(code), inside) for code, inside in _spoken(view, session).groupby("code") if enough(view, inside)]
    groups.sort(key=lambda item: (-item[1].person.nunique(), view.codes.index(item[0])))
    if not groups:
        you = "jullie" if is_young(view, session) else "u"
        return slots.slot(f"wat wij van {you} hoorden, in een paar korte zinnen")
    texts = []
    for code, inside in groups[:_SUBJECTS]:
        told = view.at_least(int(inside.person.nunique()))
        plain = view.name(code).replace(view.mark, "").strip()
        texts.append(html("<strong>{}</strong>. {} mensen zeiden hier iets over.", plain, told.capitalize()))
    return items(texts)


def words(view: View, session: str) -> Html:
    """A few short passages in their own words, of different people; nothing where none may be shown."""
    rows = _spoken(view, session)
    chosen = choose(view, rows[rows.n_words.between(_FEWEST, _SHORT)], most=_WORDS)
    if not len(chosen):
        return Html("")
    lead = "Dit zeiden jullie onder meer:" if is_young(view, session) else "Dit is onder meer gezegd:"
    return join([paragraph(lead), *(passage(view, row, asked=True) for row in rows_of(chosen))])


def what_we_do(view: View, session: str) -> Html:
    """What people wrote that happens with this session."""
    written: dict[str, Any] = view.writings["texts"].get("sessies", {}).get(session, {})
    return slots.prose(view, written.get("wat_we_ermee_doen") or [], missing="wat wij met dit gesprek doen, en wanneer")


def contact(view: View) -> Html:
    """Whom to call or write to."""
    who = view.writings["texts"].get("contact")
    if not who:
        return slots.slot("wie men kan bellen of mailen")
    return paragraph(html("Bel of mail: <strong>{}</strong>", who))
