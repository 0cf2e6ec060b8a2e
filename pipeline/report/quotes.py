"""Quotes as an audience may see them, each with what it rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.report.markup import Html, heading, html, join, note, paragraph, rows_of, unnumbered
from pipeline.report.view import View

_STATUS = {
    "confirmed": "code bevestigd",
    "counted": "code van de machine, telt mee",
    "proposed": "code is een voorstel",
}
ALLOWED = {"team": ("nee", "intern", "extern"), "programma": ("intern", "extern"), "buiten": ("extern",)}


def quotes_for(view: View, *, group: str | None = None) -> pd.DataFrame:
    """The quotes that this audience may see, with status, prompt and question of each.

    Outside the team a group's own page shows only quotes whose attribution names that group anyway: a coarser one was
    coarsened for a reason.
    """
    corpus = view.corpus
    quotes = corpus.table("quotes")
    quotes = quotes[quotes.quotable.isin(ALLOWED[view.audience])]
    if view.audience == "buiten":
        quotes = quotes[quotes.chosen_by == "person"]
    if _n_heard(view) < view.minimum:
        # So few people are all of them known by any label.
        quotes = quotes.iloc[:0]
    columns = ["segment_id", "utterance_id", "participant_id", "stakeholder_group", "context"]
    found = quotes.merge(corpus.segments[columns], on="segment_id", how="left")
    if group is not None:
        found = of_groups(view, found, [group])
    statuses = corpus.segment_codes.set_index(["segment_id", "code"]).status
    status = [statuses.get((r.segment_id, r.code)) for r in rows_of(found)]
    found = found.assign(status=pd.Series(status, index=found.index, dtype=object))
    found = found.merge(corpus.utterances[["utterance_id", "is_prompted", "prompt_id"]], on="utterance_id", how="left")
    return found.assign(question=questions_of(view, found)).reset_index(drop=True)


def of_groups(view: View, rows: pd.DataFrame, groups: Collection[str]) -> pd.DataFrame:
    """The rows of these groups (a frame with stakeholder_group and attribution), for a place that names them.

    Outside the team only those whose attribution names the group anyway: a coarser one was coarsened for a reason,
    which a heading above it would undo.
    """
    found = rows[rows.stakeholder_group.isin(list(groups))]
    if view.is_team:
        return found
    named = [
        row.attribution.partition(",")[0] == view.group(row.stakeholder_group, many=False) for row in rows_of(found)
    ]
    return found[pd.Series(named, index=found.index, dtype=bool)]


def _n_heard(view: View) -> int:
    """How many people there are who may be quoted to this audience."""
    people, allowed = view.corpus.participants, ALLOWED[view.audience]
    heard = people[people.has_consent & people.role.isin(["deelnemer", "toehoorder"]) & people.quotable.isin(allowed)]
    return int(heard.person.fillna(heard.participant_id).nunique())


def questions_of(view: View, found: pd.DataFrame) -> pd.Series:
    """The question that a short answer answers, as far as this audience may read the words of who asked.

    `found` has attribution, is_prompted, prompt_id and context. Outside the team only where the attribution names the
    kind of session, which the question would tell.
    """
    corpus = view.corpus
    if view.audience == "buiten":
        return pd.Series(None, index=found.index, dtype=object)
    speaker = corpus.utterances.set_index("utterance_id").participant_id
    quotable = corpus.participants.set_index("participant_id").quotable
    questions: list[str | None] = []
    for row in rows_of(found):
        is_told = ", " in row.attribution
        is_free = view.is_team or (
            is_told and bool(row.is_prompted) and quotable.get(speaker.get(row.prompt_id), "nee") != "nee"
        )
        questions.append(row.context if is_free and isinstance(row.context, str) else None)
    return pd.Series(questions, index=found.index, dtype=object)


def quote(row: Any, view: View) -> Html:
    """One quote, verbatim or in its reading version, with who said it in general terms and what became of its code."""
    marks = [_tag(_STATUS.get(row.status, "zonder code"))]
    if row.is_prompted is True or row.is_prompted == 1:
        marks.append(_tag("na een vraag van de gespreksleider"))
    if row.chosen_by == "person":
        marks.append(_tag("gekozen door een onderzoeker"))
    if view.is_team and row.quotable == "nee":
        marks.append(_tag("niet citeren buiten het team"))
    reading = row.reading if isinstance(row.reading, str) else None
    if reading:
        marks.append(_tag("leesversie"))
    words = Words(row.text, row.quote_id, row.segment_id, row.attribution, reading=reading, question=row.question)
    # Who reads from outside does not know the work of coding.
    tags = [] if view.audience == "buiten" else marks
    return block(view, words, code=row.code, tags=tags, is_open=row.status == "proposed")


@dataclass(frozen=True)
class Words:
    """Words of somebody, as they were said, with the mark by which they are found again.

    `reading` is the same in a person's reading version, `question` what they answer.
    """

    text: str
    mark: str
    segment_id: str
    attribution: str
    reading: str | None = None
    question: str | None = None


def block(
    view: View, words: Words, *, code: str | None = None, tags: Iterable[Html] = (), is_open: bool = False
) -> Html:
    """Words as every page shows them: the one form by which pages are searched and checked.

    `is_open` marks a code about which nobody decided.
    """
    text, css = (words.reading, "words reading") if words.reading else (words.text, "words")
    question = words.question if isinstance(words.question, str) else None
    if not view.is_team:
        text, question = unnumbered(text), unnumbered(question) if question else None
    asked = html('<p class="question">{}</p>', question) if question else ""
    names = [html("<code>{}</code>", words.segment_id if view.is_team else words.mark)]
    return html(
        '<blockquote class="quote{}" data-kenmerk="{}"{}>{}<p class="{}">{}</p><footer>{} {}</footer></blockquote>',
        " open" if is_open else "", words.mark, _data(view, words, code), asked, css, text, words.attribution,
        join([*tags, *names], " "),
    )  # fmt: skip


def _data(view: View, words: Words, code: str | None) -> Html:
    """By what quotes are filtered: the code, the group as far as the attribution tells it, the session for the team."""
    found = {"code": view.name(code) if code in view.codes else None, "groep": _group_told(view, words.attribution)}
    if view.is_team:
        found |= {"segment": words.segment_id, "gesprek": words.segment_id.rsplit("-", 2)[0]}
    return join((html(' data-{}="{}"', name, value) for name, value in found.items() if value), "")


def _group_told(view: View, attribution: str) -> str | None:
    told = attribution.partition(",")[0]
    return next((view.group(group) for group in view.groups if view.group(group, many=False) == told), None)


def _tag(text: str) -> Html:
    return html('<span class="tag">{}</span>', text)


def quotes_by_theme(view: View, *, group: str | None = None, per_code: int = 2) -> Html:
    """Quotes under their themes and codes, those that a person chose first, each quote once."""
    quotes = quotes_for(view, group=group)
    if not len(quotes):
        return note("Er zijn geen citaten die in dit rapport mogen staan.")
    rank = {"confirmed": 0, "counted": 1, "proposed": 2}
    quotes = quotes.assign(order=quotes.status.map(rank).fillna(3)).sort_values(["chosen_by", "order"], kind="stable")
    quotes = quotes.drop_duplicates("segment_id")
    parts: list[Html] = []
    for theme in view.themes:
        inside = view.book.id[(view.book.theme == theme) & (view.book.level > 0)]
        chosen = [(code, quotes[quotes.code == code].head(per_code)) for code in inside]
        if any(len(rows) for _, rows in chosen):
            parts.append(heading(view.name(theme)))
            for code, rows in chosen:
                parts += [heading(view.name(code), 4)] if len(rows) else []
                parts += [quote(row, view) for row in rows_of(rows)]
    others = quotes[~quotes.code.isin(view.codes)]
    if len(others):
        parts += [heading("Zonder code"), *(quote(row, view) for row in rows_of(others))]
    return join(parts)


def rules(view: View) -> Html:
    """Which quotes are shown, in one sentence."""
    text = {
        "team": "Alle citaten staan hier, ook die van mensen die niet geciteerd willen worden; dat staat erbij. "
        "Deel deze pagina niet buiten het team.",
        "programma": "Hier staan alleen woorden van mensen die binnen het programma geciteerd mogen worden. De "
        "aanduiding eronder past op minstens {} mensen. Wie erbij was kan iemand toch aan zijn verhaal herkennen: ga "
        "er zorgvuldig mee om.",
        "buiten": "Hier staan alleen citaten die een onderzoeker koos en vrijgaf en waarvan de spreker daarmee "
        "instemde. De aanduiding eronder past op minstens {} mensen.",
    }[view.audience]
    marks = (
        "Bij elk citaat staat wat er van de code werd: bevestigd door een mens, meegeteld door de machine, of nog een "
        "voorstel; bij een voorstel is de lijn links onderbroken. "
    )
    marks += "Met het kenmerk erachter vindt het onderzoeksteam de plaats in het transcript terug."
    return join([paragraph(text.format(view.settings["privacy"]["minimum_cell"])), paragraph(marks)])
