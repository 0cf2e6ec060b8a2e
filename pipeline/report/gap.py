"""What the codebook misses: topics that no code covers, each as a code to paste, and codes that fall apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from pipeline.codebook_suggestions import code_as_yaml
from pipeline.report.markup import (
    Html,
    details,
    heading,
    html,
    items,
    join,
    note,
    paragraph,
    percent,
    percent_down,
    rows_of,
    table,
)
from pipeline.report.topic_tables import examples, named
from pipeline.report.view import View
from pipeline.stages.suggesting import READS, Suggestion, suggest_codes
from pipeline.stages.topic_gap import ENOUGH_CODED, ENOUGH_READ, covered, scattered, uncovered, without_topic


def gap(view: View) -> Html:
    """Topics that the codebook does not cover, those that it does, and codes that lie in many topics; or why not."""
    if not view.is_team:
        return paragraph("Wat het codeboek mist, staat alleen in het overzicht voor het onderzoeksteam.")
    topics = named(view.corpus.topics)
    reported = topics[topics.is_reported]
    if not len(reported):
        why = "geen is stabiel genoeg" if len(topics) else "die zijn er niet"
        return note(f"Wat het codeboek mist, is met onderwerpen niet te zeggen: {why}.")
    missed = uncovered(topics, view.corpus.topic_coverage)
    parts = [paragraph(_rule(view)), _missed(view, missed, n=len(reported))]
    return join([*parts, *_suggested(view, topics), _covered(view, topics), _scattered(view, topics)])


def _rule(view: View) -> str:
    lowest = percent(view.settings["topics"]["minimum_coverage"])
    return (
        "Een code hoort bij een onderwerp als hij er vaker voorkomt dan toeval kan verklaren. Het codeboek dekt een "
        f"onderwerp wanneer minstens {lowest} van de segmenten zo'n code heeft, in gesprekken die iemand helemaal las. "
        f"Zijn dat er minder dan {ENOUGH_READ}, dan gaat het om alle segmenten, met wat de machine vond of voorstelde; "
        "de grens ligt dan niet hoger dan wat in ongelezen gesprekken gewoon is, want de machine slaat veel over. Een "
        "onderwerp dat gedekt heet, kan voor een deel nieuw zijn."
    )


def _missed(view: View, missed: pd.DataFrame, *, n: int) -> Html:
    if not len(missed):
        which = "Het ene stabiele onderwerp is" if n == 1 else f"Alle {n} stabiele onderwerpen zijn"
        return paragraph(f"{which} door het codeboek gedekt.")
    rows = [
        (r.name, r.top_words, r.n_participants, r.n_sessions, r.n_segments, percent_down(r.stability), _share(r))
        for r in rows_of(missed)
    ]
    head = ["Onderwerp", "Woorden", "Mensen", "Gesprekken", "Segmenten", "Stabiliteit", "Met een code die erbij hoort"]
    caption = f"Onderwerpen die het codeboek niet dekt: {len(missed)} van de {n} die stabiel genoeg zijn"
    return table(head, rows, caption=caption, numeric={2, 3, 4, 5}, wide={1})


def _share(row: Any) -> str:
    """How many of the segments that decide have a code of the topic, and which those are."""
    which = "gelezen segmenten" if row.is_read else "segmenten, gelezen of niet"
    return f"{row.n_coded} van {row.n_deciding} {which} ({percent(row.share_coded)})"


def _suggested(view: View, topics: pd.DataFrame) -> Iterator[Html]:
    """Each uncovered topic with its typical segments, verbatim, and a code that may be pasted."""
    corpus = view.corpus
    tables = {name: corpus.table(name) for name in READS} | {"topics": topics}
    taken = {*view.book.id, *view.book.name}
    found = suggest_codes(tables, taken=taken, patterns=list(_patterns(corpus.study["codebook"]["themas"])))
    typical = examples(view).merge(corpus.segments[["segment_id", "participant_id"]], on="segment_id")
    typical["quotable"] = typical.participant_id.map(corpus.participants.set_index("participant_id").quotable)
    if found:
        yield heading("Voorstellen voor nieuwe codes")
        yield html(
            "<p>Lees de segmenten voordat u een voorstel overneemt: een onderwerp is nog geen code, en de definitie "
            "moet nog geschreven worden. Plak het voorstel in codebook.yaml onder <code>codes:</code> van een thema, "
            "of haal ze alle op met <code>route codebook suggest</code>.</p>"
        )
    for suggestion in found:
        yield _suggestion(suggestion, typical[typical.topic_id == suggestion.topic["topic_id"]])


def _patterns(entries: list[dict[str, Any]]) -> Iterator[str]:
    """The search patterns of all codes of the book as it may be shown."""
    for entry in entries:
        yield from entry.get("patronen", [])
        yield from _patterns(entry.get("codes", []))


def _suggestion(suggestion: Suggestion, typical: pd.DataFrame) -> Html:
    tag = html(' <span class="tag">{}</span>', "niet citeren buiten het team")
    texts = [
        html("<code>{}</code> {}{}", row.segment_id, row.text.strip(), tag if row.quotable == "nee" else "")
        for row in rows_of(typical)
    ]
    parts = [heading(str(suggestion.topic["name"]), 4), items(texts)]
    if suggestion.n_left_out:
        n = suggestion.n_left_out
        parts.append(
            paragraph(
                f"{n} van deze segmenten {'staat' if n == 1 else 'staan'} niet in het voorstel: wie het zei wil niet "
                "geciteerd worden, of het codeboek kan zo'n tekst niet als voorbeeld lezen."
            )
        )
    pasted = html("<pre>{}</pre>", code_as_yaml(suggestion))
    return join([*parts, details("Voorstel voor het codeboek, om over te nemen", pasted)])


def _covered(view: View, topics: pd.DataFrame) -> Html:
    found = covered(topics, view.corpus.topic_coverage)
    if not len(found):
        return Html("")
    rows = [
        (r.name, f"{view.name(r.closest_code)} ({percent(r.code_overlap)})", r.n_participants, r.n_sessions, _share(r))
        for r in rows_of(found.sort_values("topic_id"))
    ]
    head = [
        "Onderwerp",
        "Dichtstbijzijnde code (aandeel met die code)",
        "Mensen",
        "Gesprekken",
        "Met een code die erbij hoort",
    ]
    shown = table(head, rows, caption="Onderwerpen die het codeboek dekt", numeric={2, 3})
    return join([heading("Wat het codeboek al heeft"), shown])


def _scattered(view: View, topics: pd.DataFrame) -> Html:
    """Codes of which no topic holds a third, and how many codes lie in no topic at all."""
    codes = view.corpus.topic_codes
    names = topics.set_index("topic_id").name
    found, nowhere = scattered(codes), without_topic(codes, view.codes)
    parts = [heading("Codes die over onderwerpen uiteenvallen")]
    if len(found):
        rows = [
            (view.name(r.code), r.n_segments, r.n_topics, names[r.largest_topic], percent(r.share_largest))
            for r in rows_of(found)
        ]
        head = ["Code", "Segmenten", "Onderwerpen", "Grootste onderwerp", "Deel daarin"]
        text = (
            f"Van deze codes, met {ENOUGH_CODED} of meer segmenten in een onderwerp, ligt in geen onderwerp een derde. "
            "Zo'n code kan er twee of drie zijn, of gaan over hoe iets gezegd wordt en niet waarover. Voorstellen van "
            "de machine tellen mee."
        )
        parts += [paragraph(text), table(head, rows, caption="Codes in veel onderwerpen", numeric={1, 2, 4})]
    else:
        parts.append(paragraph(f"Geen code met {ENOUGH_CODED} of meer segmenten in een onderwerp valt zo uiteen."))
    if nowhere:
        listed = ", ".join(view.name(code) for code in nowhere)
        parts.append(
            paragraph(
                f"In geen onderwerp komt voor: {listed}. Dat is geen fout: een zeldzame code maakt geen onderwerp."
            )
        )
    return join(parts)
