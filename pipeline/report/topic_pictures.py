"""The pictures of the topics, each with what it shows in words and in numbers. For the team only."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.report import figures, heatmaps, topic_figures
from pipeline.report import topic_tables as tables
from pipeline.report.markup import Html, details, heading, html, items, join, note, rows_of, table, whole
from pipeline.report.view import View


def all_of(view: View, topics: pd.DataFrame) -> list[Html]:
    """The typical segments, the map, groups, rounds and codes; all but the map of reported topics alone."""
    reported = topics[topics.is_reported]
    if not len(reported):
        return [topic_map(view, topics)]
    shown = (by_group, by_round, by_code)
    return [typical(view, reported), topic_map(view, topics), *(draw(view, reported) for draw in shown)]


def typical(view: View, topics: pd.DataFrame) -> Html:
    """The typical segments of each topic, verbatim, with their ids."""
    found = tables.examples(view)
    parts: list[Html] = []
    for topic in rows_of(topics):
        texts = [
            html("<code>{}</code> {}", row.segment_id, row.text.strip())
            for row in rows_of(found[found.topic_id == topic.topic_id])
        ]
        parts += [heading(topic.name, 4), items(texts)] if texts else []
    return details("Per onderwerp de meest typische segmenten, woordelijk", join(parts)) if parts else Html("")


def topic_map(view: View, topics: pd.DataFrame) -> Html:
    """Every modelled segment as a dot, by topic."""
    points = tables.on_the_map(view)
    if not len(points):
        return Html("")
    n = int(topics.is_reported.sum())
    grey = int((~points.topic_id.isin(topics.topic_id[topics.is_reported])).sum())
    caption = (
        f"{whole(len(points))} segmenten, elk een stip. Segmenten die op elkaar lijken in wat er gezegd wordt, liggen "
        "dicht bij elkaar. Hoe ver twee wolken van elkaar liggen, en links of rechts, boven of onder, zegt weinig. Het "
        "nummer staat midden in zijn onderwerp. Lichtgrijs is wat bij geen onderwerp hoort of bij een dat niet "
        f"stabiel genoeg is: {whole(grey)} segmenten."
    )
    if n > len(topic_figures.COLOURS):
        caption += f" Alleen de {len(topic_figures.COLOURS)} grootste onderwerpen hebben een eigen kleur."
    drawn = figures.show(
        topic_figures.topic_map(points, topics),
        caption=caption,
        alt=f"Kaart van {whole(len(points))} segmenten, waarop {n} {'onderwerp' if n == 1 else 'onderwerpen'} met een "
        "nummer staan. De tabel met onderwerpen noemt hun aantallen.",
    )
    return join([heading("Kaart van de segmenten"), drawn])


def by_group(view: View, topics: pd.DataFrame) -> Html:
    """How many participants of each group spoke about a topic."""
    if not view.groups:
        return Html("")
    cells = tables.by_group(view, topics)
    drawn = figures.show(
        heatmaps.one_map(cells),
        caption=(
            "Aantal deelnemers per groep dat iets zei wat bij het onderwerp ligt; de kleur is het aandeel van de "
            "groep. Wie het tien keer zei, telt één keer. Niet elke groep kreeg dezelfde vragen."
        ),
        alt=f"Raster van {len(cells)} onderwerpen bij {cells.shape[1]} groepen. De tabel eronder geeft dezelfde "
        "getallen.",
    )
    in_table = details("Dezelfde telling als tabel", _people_table(view, topics, cells, tables.spoken(view)))
    return join([heading("Onderwerpen en groepen"), drawn, in_table])


def by_round(view: View, topics: pd.DataFrame) -> Html:
    """How many of those present spoke about a topic, round by round; nothing without a series of two or more."""
    met = tables.rounds(view)
    n = met["round"].nunique()
    if n < 2:
        return Html("")
    cells = tables.by_round(view, topics)
    drawn = figures.show(
        heatmaps.one_map(cells),
        caption=(
            f"Het traject heeft {n} rondes, in {len(met)} gesprekken. Per ronde het aantal aanwezige deelnemers dat "
            "iets zei wat bij het onderwerp ligt; de kleur is hun aandeel. Elke ronde had een eigen programma: dat een "
            "onderwerp opkomt of verdwijnt, kan daaraan liggen."
        ),
        alt=f"Raster van {len(cells)} onderwerpen bij {n} rondes. De tabel eronder geeft dezelfde getallen.",
    )
    said = tables.spoken(view)
    in_rounds = said[said.session_id.isin(met.session_id)]
    in_table = details("Dezelfde telling als tabel", _people_table(view, topics, cells, in_rounds))
    return join([heading("Onderwerpen over de rondes van het traject"), drawn, in_table])


def _people_table(view: View, topics: pd.DataFrame, cells: pd.DataFrame, said: pd.DataFrame) -> Html:
    """The cells in words, after the participants and sessions of a topic as a whole."""
    found = said.groupby("topic_id").agg(people=("person", "nunique"), sessions=("session_id", "nunique"))
    found = found.reindex(topics.topic_id, fill_value=0)
    values = zip(topics.name, found.people, found.sessions, cells.itertuples(index=False, name=None), strict=True)
    rows = [(name, int(people), int(sessions), *map(_in_words, row)) for name, people, sessions, row in values]
    head = ["Onderwerp", "Deelnemers", "Gesprekken", *cells.columns]
    return table(head, rows, caption="Deelnemers per onderwerp, zonder toehoorders", numeric=set(range(1, len(head))))


def _in_words(cell: Any) -> str:
    return "" if cell is None else f"{cell[0]} van {cell[1]}"


def by_code(view: View, topics: pd.DataFrame) -> Html:
    """Which codes the segments of a topic carry, counted and proposed apart."""
    codes = tables.codes_on(view, topics)
    title = heading("Onderwerpen en codes")
    if not codes:
        return join([title, note("Geen segment van deze onderwerpen heeft een code, ook niet als voorstel.")])
    counted, proposed = (
        tables.by_code(view, topics, codes, statuses=statuses) for statuses in (tables.COUNTED, tables.PROPOSED)
    )
    drawn = figures.show(
        figures.heat_map(counted, proposed),
        caption=(
            f"Aantal segmenten van het onderwerp met een code, voor de {len(codes)} codes die er het meest voorkomen; "
            "de kleur is het deel van de segmenten van het onderwerp. Links wat geteld is. Rechts, gearceerd, waarover "
            "nog niet beslist is. De twee zijn nooit opgeteld."
        ),
        alt=f"Raster van {len(counted)} onderwerpen bij {len(codes)} codes: geteld en voorgesteld. De tabel eronder "
        "geeft dezelfde getallen.",
    )
    pairs = tables.topics_and_codes(view, topics, codes)
    head = ["Onderwerp", "Code", "Deelnemers", "Gesprekken", "Segmenten, geteld", "Segmenten, voorstel"]
    numbers = table(
        head,
        pairs.itertuples(index=False, name=None),
        caption="Onderwerp en code op hetzelfde segment; de deelnemers en gesprekken bij geteld en voorstel samen",
        numeric={2, 3, 4, 5},
    )
    return join([title, drawn, details("Dezelfde telling als tabel", numbers)])
