"""Good examples: one page each, so that another school wants it too and can begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.report import slots
from pipeline.report.markup import Html, html, items, join, paragraph, rows_of
from pipeline.report.passages import cited, evidence_for
from pipeline.report.quotes import of_groups, quote, quotes_for
from pipeline.report.view import View

_PUPILS = frozenset({"leerling", "oud_leerling"})
_QUOTES = 2


def how_to_use(view: View) -> Html:
    """What these pages are, in a few sentences."""
    n = len(view.writings["practices"])
    count = "één voorbeeld" if n == 1 else f"{n} voorbeelden"
    return join([
        paragraph(f"Hier staan {count} van hoe het ook kan. Elk voorbeeld past op één blad, en een ander kan er morgen "
                  "mee beginnen."),
        paragraph("De voorbeelden komen uit gesprekken met mensen die dit doen of meemaken. Wat zij vertelden, is niet "
                  "gemeten. Lees daarom ook wanneer het niet werkt."),
        _contact(view),
    ])  # fmt: skip


def _contact(view: View) -> Html:
    who = view.writings["texts"].get("contact")
    return paragraph(html("Meer weten? <strong>{}</strong>", who)) if who else slots.slot("bij wie men meer kan vragen")


def sheets(view: View) -> Html:
    """A page for every good example, in the order in which they were written."""
    return join(_sheet(view, practice) for practice in view.writings["practices"])


def _sheet(view: View, practice: Mapping[str, Any]) -> Html:
    title = slots.shown(view, practice.get("bewering") or practice["titel"])
    under = html('<p class="lead">{}</p>', slots.shown(view, practice["titel"])) if practice.get("bewering") else ""
    prose, lines = _prose(view, practice), _lines(view, practice)
    return html(
        '<section class="onepage"><h2>{}</h2>{}{}</section>', title, under,
        join([
            prose("Het knelpunt", "probleem", "welk knelpunt dit wegneemt"),
            html("<h3>Wat zij doen</h3>{}", lines("stappen", "de stappen", is_ordered=True)),
            prose("Wie, hoeveel uur, hoeveel geld", "wie_uren_geld", "wie het doet en wat het kost"),
            prose("Wat een leerling ervan merkt", "leerling_merkt", "wat een leerling ervan merkt"),
            _pupils_words(view, practice["id"]),
            html("<h3>Wanneer het niet werkt</h3>{}", lines("niet_als", "wanneer het niet werkt")),
            prose("Begin morgen", "morgen", "hoe een ander er morgen mee begint"),
            _told(view, practice["id"]),
        ]),
    )  # fmt: skip


def _prose(view: View, practice: Mapping[str, Any]) -> Any:
    def section(title: str, key: str, missing: str) -> Html:
        return html("<h3>{}</h3>{}", title, slots.prose(view, practice.get(key) or [], missing=missing))

    return section


def _lines(view: View, practice: Mapping[str, Any]) -> Any:
    def listed(key: str, missing: str, *, is_ordered: bool = False) -> Html:
        texts: Sequence[str] = practice.get(key) or []
        if not texts:
            return slots.slot(missing)
        if not is_ordered:
            return items(slots.shown(view, text) for text in texts)
        steps = join(html("<li>{}</li>", slots.shown(view, text)) for text in texts)
        return html('<ol class="steps">{}</ol>', steps)

    return listed


def _pupils_words(view: View, practice: str) -> Html:
    """Released words of a pupil from where the example was told; else that there are none."""
    told = evidence_for(view, source="practice", source_id=practice)
    words = [cited(view, row) for row in rows_of(of_groups(view, told, _PUPILS).head(_QUOTES))]
    if not words:
        segments = set(view.corpus.evidence.query("source_id == @practice").segment_id)
        released = quotes_for(view)
        fit = of_groups(view, released[released.segment_id.isin(segments)], _PUPILS)
        words = [quote(row, view) for row in rows_of(fit.drop_duplicates("segment_id").head(_QUOTES))]
    return join(words) if words else slots.slot("een vrijgegeven citaat van een leerling die dit meemaakte")


def _told(view: View, practice: str) -> Html:
    """In how many sessions it was told, and that its effect was not measured."""
    told = view.corpus.evidence.query("source_id == @practice")
    n = int(told.session_id.nunique())
    people = view.people.set_index("participant_id").person
    n_people = int(told.participant_id.map(people).nunique())
    often = "in enkele gesprekken" if n_people < view.minimum else "in één gesprek" if n == 1 else f"in {n} gesprekken"
    few = " Het is het verhaal van een of twee mensen." if 0 < n_people < view.minimum else ""
    if not n:
        return slots.slot("waar dit verteld is")
    return html('<p class="facts-line">Verteld {}, niet op effect gemeten.{}</p>', often, few)
