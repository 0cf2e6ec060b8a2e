"""The conversation at the kitchen table: a guide of fixed human text, filled by what came up in the talk."""

from __future__ import annotations

from pipeline.report import slots
from pipeline.report.coded import ADDRESSEE, JUDGEMENT, PHASE, names_of, values
from pipeline.report.markup import Html, html, join, listing, paragraph, rows_of
from pipeline.report.quotes import of_groups, quote, quotes_for
from pipeline.report.view import View

_PUPILS = ("leerling", "oud_leerling")
_QUOTES, _CODES = 4, 3


def why_here(view: View, *phases: str) -> Html:
    """A small line under questions: what came up most in this phase; only what may be told, by enough people."""
    known = names_of(view, PHASE)
    counts = view.counts
    rows = counts[
        (counts.by == "all") & (counts.basis == "counted") & (counts.dimension == PHASE) & ~counts.is_hidden
        & counts.dimension_value.isin([phase for phase in phases if phase in known]) & counts.code.isin(view.codes)
    ]  # fmt: skip
    most = rows.sort_values(["n_participants", "code"], ascending=[False, True]).drop_duplicates("code").head(_CODES)
    names = [view.name(code).replace(view.mark, "").strip().lower() for code in most.code]
    if not names:
        return Html("")
    return html('<p class="why">In de gesprekken ging het hier vaak over: {}.</p>', listing(names))


def asked_for(view: View) -> Html:
    """Released words of pupils on how they want to be asked; those meant for parents first."""
    found = quotes_for(view)
    found = of_groups(view, found[found.chosen_by == "person"], _PUPILS).drop_duplicates("segment_id")
    decided = values(view)
    to_parents = set(decided.segment_id[(decided.dimension == ADDRESSEE) & (decided.value == "ouder")])
    asked = set(decided.segment_id[(decided.dimension == JUDGEMENT) & decided.value.isin(["tip", "nodig"])])
    found = found.assign(is_first=found.segment_id.isin(to_parents) | (found.report == "keukentafel"))
    found = found[found.is_first | found.segment_id.isin(asked)]
    chosen = found.sort_values(["is_first", "quote_id"], ascending=[False, True]).head(_QUOTES)
    if not len(chosen):
        return slots.slot("vrijgegeven citaten van leerlingen over hoe zij een vraag graag horen")
    return join(quote(row, view) for row in rows_of(chosen))


def lines(n: int, *, label: str = "") -> Html:
    """Lines to write on, with what belongs there before the first."""
    before = html("<strong>{}</strong>", label) if label else ""
    first = html('<p class="invulregel">{}</p>', before)
    return join([first, *(Html('<p class="invulregel" aria-hidden="true"></p>') for _ in range(n - 1))])


def new_page() -> Html:
    """The end of a page, on paper."""
    return Html('<div class="newpage"></div>')


def contact(view: View) -> Html:
    """Who made this, and whom to ask."""
    who = view.writings["texts"].get("contact")
    return (
        paragraph(html("Vragen over dit blad? <strong>{}</strong>", who))
        if who
        else slots.slot("bij wie ouders terechtkunnen met vragen over dit blad")
    )
