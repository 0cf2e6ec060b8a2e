"""What the topic model found: words that go together, whatever the codebook says."""

from __future__ import annotations

import pandas as pd

from pipeline.report import figures
from pipeline.report.markup import Html, join, note, paragraph, percent, percent_down, rows_of, table, whole
from pipeline.report.quotes import ALLOWED
from pipeline.report.view import View


def topics(view: View) -> Html:
    """The topics with their stability, those that are not stable named as such; or why there are none."""
    found = view.corpus.topics
    if not len(found):
        return note(_why_none(view))
    if not view.is_team:
        found = _of_many(view, found)
        if not len(found):
            return note("Geen onderwerp komt van genoeg mensen om te tonen.")
    found = found.sort_values(["is_reported", "n_segments", "topic_id"], ascending=[False, False, True])
    shown = found[found.is_reported]
    parts = [_lead(view, len(shown), len(found))]
    parts.append(
        figures.show(
            figures.topic_bars(found),
            caption=(
                "Segmenten per onderwerp. De stabiliteit zegt hoeveel van een onderwerp terugkomt wanneer het model "
                "met een andere toevalsvolgorde en een tiende minder materiaal opnieuw begint."
            ),
            alt=f"Staafdiagram van {len(found)} onderwerpen, waarvan {len(shown)} stabiel genoeg om te rapporteren.",
        )
    )
    rows = []
    for topic in rows_of(found):
        closest = (
            f"{view.name(topic.closest_code)} ({percent(topic.code_overlap)})"
            if isinstance(topic.closest_code, str)
            else ""
        )
        reported = "" if topic.is_reported else "niet stabiel genoeg"
        people = view.number(topic.n_participants)
        rows.append(
            (topic.label, topic.top_words, people, topic.n_sessions, percent_down(topic.stability), closest, reported)
        )
    head = [
        "Onderwerp",
        "Woorden",
        "Mensen",
        "Gesprekken",
        "Stabiliteit",
        "Dichtstbijzijnde code (aandeel met die code)",
        "Let op",
    ]
    parts.append(table(head, rows, caption="Onderwerpen, met hun kenmerkende woorden", numeric={2, 3, 4}, wide={1}))
    return join(parts)


def _of_many(view: View, topics: pd.DataFrame) -> pd.DataFrame:
    """The topics that enough people spoke of, with those of their words that as many said who may be quoted."""
    corpus = view.corpus
    people = corpus.participants
    free = people[people.has_consent & people.quotable.isin(ALLOWED[view.audience])]
    free = free.assign(person=free.person.fillna(free.participant_id))
    segments = corpus.segments.merge(free[["participant_id", "person"]], on="participant_id")
    said = corpus.tokens[["segment_id", "lemma"]].merge(segments[["segment_id", "person"]], on="segment_id")
    many = said.groupby(said.lemma.str.lower()).person.nunique()
    common = set(many.index[many >= view.minimum])
    rows = []
    for topic in topics[topics.n_participants >= view.minimum].to_dict("records"):
        words = [word for word in topic["top_words"].split() if word.lower() in common]
        if words:
            rows.append(topic | {"top_words": " ".join(words), "label": ", ".join(words[:3])})
    return pd.DataFrame(rows, columns=topics.columns)


def _lead(view: View, n_reported: int, n: int) -> Html:
    lowest = percent(view.settings["topics"]["minimum_stability"])
    text = (
        f"Het model vond {n} {'onderwerp' if n == 1 else 'onderwerpen'}; {n_reported} daarvan "
        f"{'is' if n_reported == 1 else 'zijn'} stabiel genoeg om te noemen (minstens {lowest}). "
    )
    text += (
        "De naam van een onderwerp is niet meer dan zijn eerste drie woorden. Lees de segmenten voordat u er een "
        "naam aan geeft."
    )
    return paragraph(text)


def _why_none(view: View) -> str:
    settings, segments = view.settings["topics"], view.corpus.segments
    spoken = segments[segments.is_codable & segments.role.isin(["deelnemer", "toehoorder"])]
    n = int((spoken.n_words >= settings["minimum_words"]).sum())
    if n >= settings["minimum_segments"]:
        return (
            f"Er zijn geen onderwerpen: van de {whole(n)} segmenten met {settings['minimum_words']} woorden of meer "
            f"hebben er minder dan {whole(settings['minimum_segments'])} ook woorden met andere gemeen. Lees en codeer "
            "dit materiaal met de hand."
        )
    return (
        f"Er zijn geen onderwerpen: {whole(n)} segmenten hebben {settings['minimum_words']} woorden of meer, en er "
        f"zijn er minstens {whole(settings['minimum_segments'])} nodig. Lees en codeer dit materiaal met de hand."
    )
