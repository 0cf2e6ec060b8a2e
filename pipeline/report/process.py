"""How the work went: new codes per session, reading versions of quotes, and memos."""

from __future__ import annotations

import pandas as pd

from pipeline.report import slots
from pipeline.report.coded import coded
from pipeline.report.markup import Html, details, html, items, join, listing, note, paragraph, rows_of, table
from pipeline.report.view import View
from pipeline.stages.reading_versions import changes_in


def new_codes(view: View) -> Html:
    """Per session, in the order of dates, how many codes came up for the first time in what people coded.

    Outside the team sessions have no ids, only their place in the order.
    """
    sessions = view.corpus.sessions.sort_values(["date", "session_id"], na_position="last")
    read = {row["session_id"] for row in view.corpus.study["coders"] if row["is_complete"]}
    rows = coded(view)
    seen: set[str] = set()
    lines = []
    for number, session in enumerate(rows_of(sessions[sessions.session_id.isin(read)]), start=1):
        codes = set(rows.code[rows.session_id == session.session_id])
        new = codes - seen
        seen |= codes
        name = session.session_id if view.is_team else f"{number}e gesprek"
        lines.append((name, view.kind(session.session_type), len(new), len(seen)))
    if not lines:
        return paragraph("Nog geen gesprek is door een mens helemaal gelezen; nieuwe codes zijn dus niet te tellen.")
    left = len(sessions) - len(lines)
    more = f" Van {left} gesprekken is het niet te zeggen: die las nog niemand helemaal." if left else ""
    remark = paragraph(
        "Komen er weinig nieuwe codes bij, dan zegt dat iets over dit codeboek en deze gesprekken. Of er genoeg "
        f"gesprekken zijn, is aan de onderzoekers.{more}"
    )
    head = ["Gesprek", "Soort", "Codes voor het eerst", "Codes tot dan toe"]
    caption = "Codes die voor het eerst voorkwamen, in de volgorde van de gesprekken"
    return join([table(head, lines, caption=caption, numeric={2, 3}), remark])


def reading_versions(view: View) -> Html:
    """How many quotes stand in a reading version, and what that changed; each was checked word for word."""
    quotes = view.corpus.table("quotes").dropna(subset=["reading"]).drop_duplicates(["text", "reading"])
    changed = [changes for row in rows_of(quotes) if (changes := changes_in(row.reading, row.text))]
    if not changed:
        return paragraph("Alle citaten staan er woord voor woord. Er zijn geen leesversies.")
    n = len(changed)
    total = [sum(getattr(c, name) for c in changed) for name in ("n_fillers", "n_left_out", "n_explained")]
    return paragraph(
        f"{n} {'citaat staat' if n == 1 else 'citaten staan'} er in een leesversie. Daarin gingen {total[0]} "
        f"tussenwerpsels weg, zijn {total[1]} stukken weggelaten en als […] aangegeven, en staan er {total[2]} "
        "toelichtingen tussen haken. De rest is nagekeken: dat is woord voor woord gezegd."
    )


def memos(view: View) -> Html:
    """The memos: for the team with their text, for others how many and about what kind of thing."""
    written = view.writings["memos"]
    if not written:
        return paragraph("Er zijn geen memo's.")
    about = pd.Series([_kind(view, memo["about"]) for memo in written]).value_counts()
    counted = listing([f"{n} over {kind}" for kind, n in about.items()])
    lead = paragraph(f"De onderzoekers schreven {len(written)} memo's: {counted}.")
    if not view.is_team:
        return lead
    parts = [
        details(" · ".join(text for text in (memo["date"], memo["author"], view.name(memo["about"])) if text),
                join(paragraph(text) for text in memo["text"])) for memo in written
    ]  # fmt: skip
    return join([lead, *parts])


def _kind(view: View, about: str) -> str:
    if about in view.codes or about in view.themes:
        return "een code"
    if about in set(view.corpus.sessions.session_id):
        return "een gesprek"
    return "een stuk gesprek" if "-" in about else "de studie"


def disputes(view: View) -> Html:
    """The claims and good examples of which a passage was not found; for the team."""
    lost = view.corpus.unplaced
    lost = lost[lost.source_file.isin(["bevindingen.yaml", "praktijken.yaml", "citaten.csv"])]
    if not view.is_team or not len(lost):
        return Html("")
    lines = [html("{}, regel {}: {}", row.source_file, row.source_row, slots.shown(view, row.reason))
             for row in rows_of(lost)]  # fmt: skip
    return join([note("Deze plaatsen zijn niet gevonden in de gesprekken:"), items(lines)])
