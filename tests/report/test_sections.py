"""What stands in the sections, as each audience sees it."""

from __future__ import annotations

import pytest

from pipeline.report import (
    care,
    codetree,
    group,
    guide,
    markup,
    material,
    methods,
    quotes,
    reading,
    reliability,
    themes,
    topics,
)
from pipeline.report.view import View, open_view
from pipeline.study import Study


def test_sentences_of_a_group(views: dict[str, View]) -> None:
    text = str(group.code_sentences(views["team"], "ouder"))
    assert "kwam ter sprake in het enige gesprek; 4 van de 4 ouders zeiden er zelf iets over." in text
    assert "van de 4 segmenten las een mens er 3." in text


def test_a_total_that_gives_away_a_small_number_is_not_told(views: dict[str, View]) -> None:
    # One employer said it, besides four parents.
    assert "4 van de 4 ouders" in str(group.code_sentences(views["programma"], "ouder"))
    total = views["programma"].plain.query("by == 'all' and code == 'bereikbaar' and basis == 'counted'")
    assert total.is_hidden.all() and total.n_participants.isna().all()
    assert "van de 4 segmenten" not in str(group.code_sentences(views["programma"], "ouder"))


def test_small_group_is_not_shown_outside_the_team(views: dict[str, View]) -> None:
    shown = [
        group.themes_figure, group.code_sentences, group.beside_others, guide.questions_of_group
    ]  # fmt: skip
    for view in (views["programma"], views["buiten"]):
        assert "te weinig medewerkers" in str(group.who(view, "uwv"))
        assert [str(section(view, "uwv")) for section in shown] == ["", *3 * [str(group.not_shown())]]
    assert "1 medewerker deel" in str(group.who(views["team"], "uwv"))


def test_small_numbers_are_marked(views: dict[str, View]) -> None:
    cells = themes.cells(views["programma"], ["bereikbaar", "keuken"], ["ouder", "werkgever"], "counted")
    assert cells.iloc[0].tolist() == [(4, 4), "×"]
    # In a group of one an empty cell would tell as much as a number.
    assert themes.cells(views["programma"], ["bereikbaar"], ["uwv"], "counted").iloc[0].tolist() == ["×"]
    assert themes.cells(views["team"], ["bereikbaar"], ["ouder", "werkgever"], "counted").iloc[0].tolist() == [
        (4, 4),
        (1, 3),
    ]


def test_quotes_by_audience(views: dict[str, View]) -> None:
    shown = {audience: quotes.quotes_for(view) for audience, view in views.items()}
    assert "nee" in set(shown["team"].quotable)
    assert set(shown["programma"].quotable) <= {"intern", "extern"} and len(shown["programma"])
    assert len(shown["buiten"]) == 0


def test_no_participant_or_segment_id_outside_the_team(views: dict[str, View]) -> None:
    view = views["programma"]
    parts = [quotes.quotes_by_theme(view), material.sessions_table(view), reading.long_without_code(view)]
    text = "".join(map(str, parts))
    assert "-P1" not in text and "FG01-000" not in text
    assert "FG01-0001-1" in str(quotes.quotes_by_theme(views["team"]))


def test_nobody_is_followed_from_quote_to_quote(views: dict[str, View]) -> None:
    row = quotes.quotes_for(views["programma"]).iloc[0].copy()
    row["text"] = "Bel [stagebegeleider G] op [TELEFOON-1], zei [PERSOON-12]. [lacht]"
    assert "Bel [stagebegeleider] op [TELEFOON], zei [PERSOON]. [lacht]" in str(quotes.quote(row, views["programma"]))
    assert "[stagebegeleider G]" in str(quotes.quote(row, views["team"]))


def test_status_of_a_quote(views: dict[str, View]) -> None:
    text = str(quotes.quotes_by_theme(views["team"]))
    assert "code bevestigd" in text and "code is een voorstel" in text and '<blockquote class="quote open"' in text


def test_what_was_read(views: dict[str, View]) -> None:
    state = reading.reading_state(views["team"]).set_index("session_id")
    # FG01 was read whole; of FG02 all five segments were decided on one by one.
    assert state.n_read.to_dict() == {"FG01": 5, "FG02": 5}
    assert state.n_codable.tolist() == [5, 5]


@pytest.mark.parametrize(
    ("n_read", "expected"),
    [
        ([5, 5], ""),
        ([5, 0], "Van de 2 gesprekken is er één helemaal door een mens gelezen."),
        ([4, 0], "Van de 2 gesprekken is er geen helemaal door een mens gelezen."),
    ],
)
def test_a_low_number_may_be_unread(
    views: dict[str, View], n_read: list[int], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = reading.reading_state(views["team"]).assign(n_read=n_read)
    monkeypatch.setattr(reading, "reading_state", lambda view: state)
    assert expected in str(reading.unread(views["team"])) and bool(expected) == bool(reading.unread(views["team"]))


def test_method_outside_the_team_follows_no_session(views: dict[str, View]) -> None:
    assert "FG01" in str(methods.rows_table(views["team"]))
    assert "FG01" not in str(methods.rows_table(views["programma"]))


def test_answers_of_few_are_not_shown(views: dict[str, View]) -> None:
    # One person said no, one everywhere: the others would follow from the total.
    assert "minder dan 3 mensen gaven een van de antwoorden" in str(care.consent(views["programma"]))
    assert "Ook citeren buiten het programma" in str(care.consent(views["team"]))


def test_why_there_are_no_topics(views: dict[str, View]) -> None:
    assert "Te weinig materiaal" in str(topics.topics(views["team"]))


def test_unplaced_is_listed(views: dict[str, View]) -> None:
    text = str(methods.unplaced_table(views["programma"]))
    assert "coderingen/HB.csv, rij 7" in text and "niet gevonden" in text


def test_empty_tables_say_so(views: dict[str, View]) -> None:
    view = views["programma"]
    assert "niets te zeggen" in str(reliability.between_people(view))
    assert "niet te zeggen" in str(reliability.machine_against_people(view))
    assert "niets gevonden" in str(care.masked(view))
    assert "geen leidraad" in str(guide.questions_of_group(view, "ouder"))
    assert "Alle 8 deelnemers" in str(care.consent(view))


def test_code_tree_names_what_it_refers_to(views: dict[str, View]) -> None:
    text = str(codetree.code_tree(views["team"]))
    assert "bellen → &lt;script&gt;" in text and "versie 1.10" in text and "Klein &lt;i&gt;boek" in text


@pytest.mark.parametrize("audience", ["team", "programma", "buiten"])
def test_every_section_escapes(views: dict[str, View], audience: str) -> None:
    view = views[audience]
    sections = [
        material.sessions_table(view), material.sessions_figure(view), themes.codes_by_group(view),
        themes.themes_table(view, with_codes=True), themes.prompted_table(view), themes.cooccurrence(view),
        codetree.code_tree(view), codetree.coded_table(view), methods.coders_table(view), methods.settings_table(view),
        group.beside_others(view, "ouder"), quotes.quotes_by_theme(view), reading.reading_table(view),
    ]  # fmt: skip
    for section in sections:
        assert "<script" not in section and "<b>" not in section and "<i>" not in section


def test_unknown_audience(study: Study) -> None:
    with pytest.raises(ValueError, match="One of: team"):
        open_view(study.store.root, audience="pers")


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (markup.whole(23575), "23.575"),
        (markup.decimal(-0.666), "−0,67"),
        (markup.decimal(float("nan")), ""),
        (markup.percent(0.001), "<1%"),
        (markup.percent(0.999), ">99%"),
        (markup.percent(1.0), "100%"),
        (markup.percent_down(0.496), "49%"),
        (markup.percent_down(0.29), "29%"),
        (markup.listing(["a", "b", "c"]), "a, b en c"),
        (markup.listing([]), ""),
    ],
)
def test_numbers_as_dutch_readers_write_them(made: str, expected: str) -> None:
    assert made == expected


def test_table_has_headers_with_scope() -> None:
    made = str(
        markup.table(["Wie", "n"], [("<a>", 1000), (markup.Cell("b", "theme"), None)], caption="x & y", numeric={1})
    )
    assert '<th scope="col">Wie</th>' in made and '<th scope="row">&lt;a&gt;</th><td class="n">1.000</td>' in made
    assert '<tr class="theme">' in made and "<caption>x &amp; y</caption>" in made


@pytest.mark.parametrize(("audience", "expected"), [("programma", "Zin nummer 1 "), ("buiten", None)])
def test_no_word_of_who_may_not_be_quoted_is_in_any_section(
    views: dict[str, View], audience: str, expected: str | None
) -> None:
    view = views[audience]
    sections = [
        material.sessions_figure(view), material.groups_table(view), reading.reading_figure(view),
        reading.reading_table(view), reading.long_without_code(view), themes.codes_by_group(view),
        themes.themes_table(view), themes.prompted_table(view), themes.cooccurrence(view), topics.topics(view),
        quotes.quotes_by_theme(view), quotes.quotes_by_theme(view, group="ouder"), codetree.coded_table(view),
        group.code_sentences(view, "ouder"), guide.questions_of_group(view, "ouder"),
    ]  # fmt: skip
    text = "".join(map(str, sections))
    # The fourth parent is not to be quoted, and nobody released a quote.
    assert "Zin nummer 4 " not in text
    assert (expected in text) if expected else ("Zin nummer" not in text)
