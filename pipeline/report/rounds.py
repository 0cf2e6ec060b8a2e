"""The same people over rounds: what rises, fades and stays, beside what stood on the agenda and who was there."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.report import figures, round_figures
from pipeline.report.coded import ADDRESSEE, JUDGEMENT, choose, coded, has, having, names_of
from pipeline.report.markup import Html, capital, heading, html, items, join, listing, month, note, paragraph, rows_of
from pipeline.report.markup import table as html_table
from pipeline.report.passages import passage
from pipeline.report.slots import shown
from pipeline.report.suppression import hidden_sizes
from pipeline.report.tellings import telling
from pipeline.report.view import View

_MOST_LINES, _WORDS = 12, 4
_MOVES = 0.2
"""Between the first and last round in which its number is known, a code must move this share of those present."""


def rounds_of(view: View) -> pd.DataFrame:
    """The rounds in order: round, name (its number), agenda, date, n (people present; None where not to be told)."""
    sessions = view.corpus.sessions.dropna(subset=["round"]).sort_values(["round", "session_id"])
    hidden = set() if view.is_team else hidden_sizes(view.corpus.hidden_counts, by="round")
    rows = []
    for number, inside in sessions.groupby("round"):
        people = view.people[view.people.session_id.isin(inside.session_id)]
        n = int(people.person.nunique())
        name = _name(number)
        is_told = name not in hidden and n >= view.minimum
        agenda = listing([text for text in (_agenda(view, row) for row in rows_of(inside)) if text])
        rows.append({"round": name, "agenda": agenda, "date": inside.date.min(), "n": n if is_told else None})
    return pd.DataFrame(rows, columns=["round", "agenda", "date", "n"])


def _name(number: Any) -> str:
    return str(int(number))


def _agenda(view: View, session: Any) -> str:
    written = view.writings["texts"].get("sessies", {}).get(session.session_id, {}).get("agenda")
    return shown(view, written or (session.title if isinstance(session.title, str) else ""))


def overview(view: View) -> Html:
    """The rounds with agenda and attendance, and how many people came to all of them."""
    rounds = rounds_of(view)
    rows = [
        (f"Bijeenkomst {r.round}", r.agenda or "nog in te vullen", month(r.date), view.number(r.n))
        for r in rows_of(rounds)
    ]
    head = ["Bijeenkomst", "Agenda", "Maand", "Aanwezig"]
    sessions = view.corpus.sessions.dropna(subset=["round"])
    people = view.people.merge(sessions[["session_id", "round"]], on="session_id")
    n_rounds = people.groupby("person")["round"].nunique()
    always = int((n_rounds == len(rounds)).sum())
    told = view.at_least(always)
    lead = f"{told.capitalize()} mensen waren er elke keer bij." if told else ""
    everyone = view.at_least(len(n_rounds))
    text = f"Er waren {len(rounds)} bijeenkomsten, met in totaal {everyone} mensen. {lead}" if everyone else lead
    return join([paragraph(text) if text else None, html_table(head, rows, caption="De bijeenkomsten", numeric={3})])


def numbers(view: View) -> pd.DataFrame:
    """Per code and round how many people said something that counts: code, round, n, of; n is NaN where hidden.

    A round in which a code did not come up has 0 only where somebody sought the code in all of it, and where so many
    were there that it tells of nobody.
    """
    rounds, sought = rounds_of(view), _sought(view)
    plain = view.plain
    rows = plain[(plain.by == "round") & (plain.basis == "counted") & plain.by2.isna() & plain.code.isin(view.codes)]
    known = {(r.code, r.value): float("nan") if r.is_hidden else float(r.n_participants) for r in rows_of(rows)}
    codes = [code for code in view.codes if code in set(rows.code)]
    found = []
    for code in codes:
        for r in rows_of(rounds):
            is_nothing = r.n is not None and not pd.isna(r.n) and (r.round, code) in sought
            nothing = 0.0 if is_nothing else float("nan")
            found.append({"code": code, "round": r.round, "n": known.get((code, r.round), nothing), "of": r.n})
    return pd.DataFrame(found, columns=["code", "round", "n", "of"])


def _sought(view: View) -> set[tuple[str, str]]:
    """The rounds and codes of which somebody read every session whole."""
    sessions = view.corpus.sessions.dropna(subset=["round"])
    read: dict[str, set[str]] = {}
    for row in view.corpus.study["coders"]:
        if row["is_complete"]:
            codes = set(row["codes"] or view.codes) - set(row["newer"])
            read[row["session_id"]] = read.get(row["session_id"], set()) | codes
    found = set()
    for number, inside in sessions.groupby("round"):
        in_all = set.intersection(*(read.get(session, set()) for session in inside.session_id))
        found |= {(_name(number), code) for code in in_all}
    return found


def _moves(view: View) -> pd.DataFrame:
    """Of each code of which at least two rounds are known: first and last share, and what it does."""
    table = numbers(view).dropna(subset=["n", "of"])
    rows = []
    for code, inside in table.groupby("code", sort=False):
        if len(inside) < 2 or not inside.n.sum():
            continue
        shares = inside.n / inside.of
        first, last = float(shares.iloc[0]), float(shares.iloc[-1])
        does = "rises" if last - first >= _MOVES else "fades" if first - last >= _MOVES else "stays"
        rows.append({"code": code, "first": first, "last": last, "does": does, "most": float(shares.max())})
    return pd.DataFrame(rows, columns=["code", "first", "last", "does", "most"])


def moves(view: View) -> Html:
    """What rises, fades and stays, in names; and the rule by which that is said."""
    found = _moves(view)
    if not len(found):
        return note(
            "Van te weinig bijeenkomsten is gecodeerd wat mensen zeiden, of er zijn te weinig mensen om aantallen te "
            "tonen. Wat opkomt of wegzakt, is dus niet te zeggen. Een bijeenkomst die niemand codeerde, is geen "
            "bijeenkomst waarin niets ter sprake kwam."
        )
    names = {"rises": "Komt op", "fades": "Zakt weg", "stays": "Blijft ongeveer gelijk"}
    lines = []
    for does, title in names.items():
        codes = found[found.does == does].sort_values("most", ascending=False).code.head(_MOST_LINES)
        if len(codes):
            lines.append(html("<strong>{}</strong>: {}.", title, listing([view.name(code) for code in codes])))
    rule = (
        "Een code komt op of zakt weg als het deel van de aanwezigen dat er iets over zei minstens "
        f"{round(_MOVES * 100)} procentpunten verandert, tussen de eerste en de laatste bijeenkomst waarvan dat bekend "
        "is. Met weinig mensen is één persoon al een groot deel: lees het als een aanwijzing, niet als een trend. Wat "
        "op de agenda stond, komt vanzelf meer ter sprake."
    )
    return join([items(lines), paragraph(rule)])


def lines_figure(view: View) -> Html:
    """A small picture per code: the share of those present in each round, with agenda and attendance above it."""
    table, found = numbers(view), _moves(view)
    if not len(found):
        return Html("")
    ranked = found.assign(size=(found["last"] - found["first"]).abs()).sort_values(
        ["size", "most"], ascending=False, kind="stable"
    )
    codes = list(ranked.code.head(_MOST_LINES))
    rounds = rounds_of(view)
    shown_rows = table[table.code.isin(codes)].assign(name=lambda t: t.code.map(view.name))
    order = [view.name(code) for code in codes]
    drawing = round_figures.lines_over_rounds(shown_rows, rounds=rounds, order=order)
    left = int(found.code.nunique()) - len(codes)
    more = f" Nog {left} codes staan er niet in: die veranderden minder." if left > 0 else ""
    caption = (
        "Deel van de aanwezigen dat er iets over zei, per bijeenkomst; alleen wat geteld is. Een gat in de lijn: dat "
        f"aantal is niet bekend of niet te tonen.{more}"
    )
    alt = (
        f"Lijnen over {len(rounds)} bijeenkomsten voor {len(codes)} codes: {listing(order[:3])} veranderden het meest."
    )
    return figures.show(drawing, caption=caption, alt=alt)


def came_up(view: View) -> Html:
    """Per round the numbers that may be told, in a sentence each."""
    plain = view.plain
    rows = plain[(plain.by == "round") & (plain.basis == "counted") & plain.by2.isna() & ~plain.is_hidden]
    rows = rows[rows.code.isin(view.codes)]
    parts: list[Html] = []
    for r in rows_of(rounds_of(view)):
        mine = rows[rows.value == r.round].sort_values(["n_participants", "code"], ascending=[False, True])
        title = heading(f"Bijeenkomst {r.round}{': ' + r.agenda if r.agenda else ''}")
        if not len(mine):
            parts += [title, paragraph("Hiervan zijn geen aantallen te tonen.")]
            continue
        texts = [html("{}: {}", view.name(c.code), telling(c, view.of(c))) for c in rows_of(mine.head(_MOST_LINES))]
        parts += [title, items(texts)]
    return join(parts)


def first_time(view: View) -> Html:
    """Per round what came up that had not come up before; outside the team only what enough people touched on."""
    sessions = view.corpus.sessions.dropna(subset=["round"])[["session_id", "round"]]
    rows = coded(view).merge(sessions, on="session_id")
    rows = rows[(rows.role == "deelnemer") & rows.code.isin(view.codes)]
    seen: set[str] = set()
    lines: list[Html] = []
    for number, inside in rows.groupby("round"):
        n = inside.groupby("code").person.nunique()
        new = [code for code in view.codes if code in n.index and code not in seen and n[code] >= view.minimum]
        seen |= {str(code) for code in n.index}
        if new:
            name = _name(number)
            lines.append(html("<strong>Bijeenkomst {}</strong>: {}.", name, listing([view.name(c) for c in new])))
    if not lines:
        return paragraph("Daarover is nog niets te zeggen.")
    return items(lines)


def needs_by_addressee(view: View) -> Html:
    """What people in the rounds need or advise, by whom it is meant for, in their own words."""
    sessions = view.corpus.sessions.dropna(subset=["round"])
    rows = coded(view)
    rows = rows[rows.session_id.isin(sessions.session_id) & (rows.role == "deelnemer")]
    if not (has(view, ADDRESSEE) and has(view, JUDGEMENT)):
        return paragraph("Codeurs noteerden niet van wie iets nodig is.")
    asked = having(view, rows, JUDGEMENT, ["nodig", "tip", "beter"])
    parts: list[Html] = []
    for value, name in names_of(view, ADDRESSEE).items():
        mine = having(view, asked, ADDRESSEE, [value])
        chosen = choose(view, mine, most=_WORDS)
        if not len(mine):
            continue
        n = mine.groupby("code").person.nunique()
        codes = [code for code in view.codes if n.get(code, 0) >= view.minimum]
        named = f"Het ging over {listing([view.name(code) for code in codes])}." if codes else ""
        parts += [heading(f"Van {name}"), paragraph(named) if named else Html("")]
        parts += [passage(view, row, code=row.code) for row in rows_of(chosen)]
    return join(parts) if parts else paragraph("Codeurs noteerden in deze bijeenkomsten niet van wie iets nodig is.")


def persons(view: View) -> Html:
    """A line per person, in pseudonym: who was there when, and on what; for the team alone."""
    if not view.is_team:
        return Html("")
    sessions = view.corpus.sessions.dropna(subset=["round"])[["session_id", "round"]]
    people = view.people.merge(sessions, on="session_id")
    rows = coded(view).merge(sessions, on="session_id")
    rows = rows[(rows.role == "deelnemer") & rows.code.isin(view.codes)]
    lines = []
    for person, inside in people.groupby("person"):
        mine = rows[rows.person == person]
        by_round = [
            f"{_name(r)}: {listing([view.name(str(c)) for c in codes.code.value_counts().index[:3]])}"
            for r, codes in mine.groupby("round")
        ]
        there = ", ".join(str(int(r)) for r in sorted(inside["round"].unique()))
        lines.append((person, there, "; ".join(by_round)))
    head = ["Pseudoniem", "Was bij", "Waarover, per bijeenkomst"]
    caption = "Elke deelnemer over de bijeenkomsten; alleen voor het team"
    title = heading(capital("per persoon"), 2)
    return join([title, html_table(head, lines, caption=caption, wide={2})])
