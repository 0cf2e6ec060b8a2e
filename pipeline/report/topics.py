"""What the topic model found: segments that go together, whatever the codebook says."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from pipeline.report import figures, topic_pictures
from pipeline.report.markup import (
    Html,
    capital,
    decimal,
    details,
    join,
    listing,
    note,
    paragraph,
    percent,
    percent_down,
    rows_of,
    table,
    whole,
)
from pipeline.report.quotes import ALLOWED
from pipeline.report.topic_tables import named
from pipeline.report.view import View

_LABEL_WORDS = 3
_BETWEEN = re.compile(r",\s*|\s+en\s+")


def topics(view: View) -> Html:
    """The topics with their words and people, and for the team where they lie; or why there are none."""
    found = view.corpus.topics
    if not len(found):
        return note(view.corpus.topic_fit.note.iloc[0])
    shown = told(view)
    parts: list[Html] = [_lead(view), how_fitted(view)]
    if not len(shown):
        return join([*parts, note("Geen onderwerp komt van genoeg mensen om te tonen.")])
    reported, others = shown[shown.is_reported], shown[~shown.is_reported]
    parts += [_table(view, reported)] if len(reported) else []
    if len(others):
        parts.append(details(f"Niet stabiel genoeg om te noemen: {len(others)}", _table(view, others)))
    if not view.is_team:
        parts.append(
            paragraph(
                "De kaart van segmenten, de typische segmenten en de verdeling over groepen, rondes en codes staan "
                "alleen in het overzicht voor het onderzoeksteam: daar gaat het om enkele segmenten en mensen."
            )
        )
        return join(parts)
    return join([*parts, *topic_pictures.all_of(view, shown)])


def told(view: View) -> pd.DataFrame:
    """The topics that this audience may see, by number; outside the team only stable ones, that enough spoke of."""
    found = view.corpus.topics
    return named(found if view.is_team else _of_many(view, found[found.is_reported]))


def _of_many(view: View, topics: pd.DataFrame) -> pd.DataFrame:
    """The topics that enough people spoke of, with those of their words that as many said who may be quoted."""
    common = _Common(view)
    rows = []
    for topic in topics[topics.n_participants >= view.minimum].to_dict("records"):
        words = [word for word in topic["top_words"].split(", ") if common.has(word)]
        if words:
            is_free = all(common.has(part) for part in _BETWEEN.split(topic["label"]))
            label = topic["label"] if is_free else capital(listing(words[:_LABEL_WORDS]))
            rows.append(topic | {"top_words": ", ".join(words), "label": label})
    return pd.DataFrame(rows, columns=topics.columns)


class _Common:
    """The words and phrases that enough people said who may be quoted to this audience."""

    def __init__(self, view: View) -> None:
        corpus, people = view.corpus, view.corpus.participants
        free = people[people.has_consent & people.quotable.isin(ALLOWED[view.audience])]
        free = free.assign(person=free.person.fillna(free.participant_id))
        said = corpus.segments[["segment_id", "participant_id"]].merge(free[["participant_id", "person"]])
        tokens = corpus.tokens[["segment_id", "lemma", "text"]].merge(said, on="segment_id")
        self._minimum = view.minimum
        self._person = tokens.drop_duplicates("segment_id").set_index("segment_id").person
        both = pd.concat([tokens[["segment_id", form]].set_axis(["segment_id", "word"], axis=1) for form in _FORMS])
        self._segments = both.groupby(both.word.str.lower()).segment_id.agg(set).to_dict()

    def has(self, phrase: str) -> bool:
        """Whether enough people said it; a phrase is said where all its words stand in one segment, in any form."""
        words = phrase.lower().split()
        inside = [self._segments.get(word, set()) for word in words]
        segments = set.intersection(*inside) if inside else set()
        return bool(segments) and int(self._person.loc[sorted(segments)].nunique()) >= self._minimum


_FORMS = ("lemma", "text")


def _table(view: View, topics: pd.DataFrame) -> Html:
    rows = [_row(view, topic) for topic in rows_of(topics)]
    head = ["Onderwerp", "Woorden", "Mensen", "Gesprekken", "Stabiliteit"]
    if view.is_team:
        head += ["Segmenten", "Dichtstbijzijnde code (aandeel met die code)"]
    caption = (
        "Onderwerpen, met de woorden die ze van de andere onderscheiden. De stabiliteit is het deel van een onderwerp "
        "dat gemiddeld terugkomt wanneer het model met een tiende minder materiaal opnieuw begint."
    )
    return table(head, rows, caption=caption, numeric={2, 3, 4, 5}, wide={1})


def _row(view: View, topic: Any) -> tuple[Any, ...]:
    people = view.number(topic.n_participants)
    row = (topic.name, topic.top_words, people, topic.n_sessions, percent_down(topic.stability))
    if not view.is_team:
        return row
    closest = ""
    if isinstance(topic.closest_code, str):
        closest = f"{view.name(topic.closest_code)} ({percent(topic.code_overlap)})"
    return (*row, topic.n_segments, closest)


def _lead(view: View) -> Html:
    found = view.corpus.topics
    n, n_reported = len(found), int(found.is_reported.sum())
    lowest = percent(view.settings["topics"]["minimum_stability"])
    enough = {0: "geen daarvan is", 1: "één daarvan is"}.get(n_reported, f"{n_reported} daarvan zijn")
    if n == n_reported:
        enough = "het is" if n == 1 else "alle zijn"
    text = (
        f"Het model vond {n} {'onderwerp' if n == 1 else 'onderwerpen'}; {enough} stabiel genoeg om te noemen "
        f"(minstens {lowest}, en boven wat toeval haalt). De naam van een onderwerp is niet meer dan enkele van zijn "
        "eigen woorden. Lees de segmenten voordat u er een andere naam aan geeft."
    )
    return paragraph(text)


def how_fitted(view: View) -> Html:
    """On how much material the topics rest, what was left out or placed afterwards, and how often they were made."""
    fits = list(rows_of(view.corpus.topic_fit))
    if not fits:
        return Html("")
    fit, minimum = fits[0], view.settings["topics"]["minimum_words"]
    n, left = int(fit.n_eligible), int(fit.n_left_out)
    text = f"Van de {whole(n)} segmenten van deelnemers en toehoorders met {minimum} woorden of meer en minstens één "
    text += "inhoudswoord " + (_left_out(left, n) if left else "kreeg elk een onderwerp. ")
    if fit.n_fitted < n:
        text += f"Het model is gemaakt van {whole(fit.n_fitted)} daarvan; de rest is er daarna bij gelegd. "
    if fit.n_short:
        text += _placed(int(fit.n_placed), int(fit.n_short))
    text += (
        f"Het model is {whole(fit.n_runs)} keer gemaakt, steeds van een andere negentig procent van het materiaal. "
        "Segmenten horen bij één onderwerp wanneer zij in meer dan de helft van die keren bij elkaar lagen."
    )
    if not pd.isna(fit.agreement):
        text += (
            f" Elke keer voor zich kwam gemiddeld voor {decimal(fit.agreement)} met de uitkomst overeen (aangepaste "
            "Rand-index; 1 is gelijk, 0 is toeval)."
        )
    if fit.chance > 0:
        text += (
            " Ter vergelijking: in even veel segmenten waarin geen groepen zitten, is een onderwerp hoogstens voor "
            f"{percent(fit.chance)} stabiel."
        )
    return join([paragraph(text), note(fit.note) if isinstance(fit.note, str) else None])


def _left_out(left: int, n: int) -> str:
    return f"{'bleef' if left == 1 else 'bleven'} er {whole(left)} ({percent(left / n)}) zonder onderwerp. "


def _placed(n_placed: int, n_short: int) -> str:
    if not n_placed:
        return "Van wat korter is, lag niets dicht genoeg bij een onderwerp om er achteraf bij te leggen. "
    if n_short == 1:
        return "Het ene kortere segment is er achteraf bij gelegd. "
    verb = "is" if n_placed == 1 else "zijn"
    return f"Van de {whole(n_short)} kortere {verb} er {whole(n_placed)} achteraf bij gelegd. "


def stability(view: View) -> Html:
    """How stable each topic is, as bars, with how the topics were made; or why there are none."""
    if not len(view.corpus.topics):
        return note(view.corpus.topic_fit.note.iloc[0])
    shown = told(view)
    parts = [_lead(view), how_fitted(view)]
    if not len(shown):
        return join([*parts, note("Geen onderwerp komt van genoeg mensen om te tonen.")])
    bars = figures.show(
        figures.topic_bars(shown.assign(label=shown.name)),
        caption=(
            "Segmenten per onderwerp. De stabiliteit zegt hoeveel van een onderwerp gemiddeld terugkomt wanneer het "
            "model met een tiende minder materiaal opnieuw begint."
        )
        + ("" if view.is_team else " Wat niet stabiel genoeg is, of van te weinig mensen komt, staat er niet in."),
        alt=f"Staafdiagram van {len(shown)} onderwerpen, waarvan {int(shown.is_reported.sum())} stabiel genoeg om te "
        "rapporteren.",
    )
    return join([*parts, bars])
