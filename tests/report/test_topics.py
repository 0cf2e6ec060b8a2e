from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from pipeline.explore import STUDY_FILE
from pipeline.report import methods, style, topic_figures, topic_pictures, topic_tables, topics
from pipeline.report.keys import describe_study, write_description
from pipeline.report.view import View, open_view

from .small_study import NASTY, save, small_study, tables_of

Tables = dict[str, list[dict[str, object]]]

_TOPIC_OF = {1: 1, 2: 1, 3: 1, 4: 1, 6: 3, 7: 3, 8: 2, 9: 2, 10: -1}
"""The topic of the segment of each turn; the fifth turn was not placed."""

_FIT = {"n_eligible": 9, "n_fitted": 8, "n_left_out": 1, "n_short": 4, "n_placed": 2, "n_runs": 40, "agreement": 0.7}


def _topic(number: int, words: str, n_participants: int, *, is_reported: bool = True) -> dict[str, object]:
    label = " en ".join(words.split(", ")[:2])
    about = {"topic_id": number, "label": label, "top_words": words, "n_participants": n_participants}
    return about | {"n_segments": 9 - number, "n_sessions": 1, "stability": 0.7, "is_reported": is_reported}


def _tables(tables: Tables) -> None:
    """Three topics: of four parents, an unstable one, and of an employer and somebody of the UWV."""
    ids = {int(str(row["turn"])): f"{row['utterance_id']}-1" for row in tables["utterances"]}
    for row, number in zip(tables["sessions"], (1, 2), strict=True):
        row |= {"session_type": "traject", "round": number}
    tables["topics"] = [
        _topic(1, "lange dag, geheim", 4), _topic(2, "keuken", 2), _topic(3, "wankel", 4, is_reported=False)
    ]  # fmt: skip
    tables["segment_topics"] = [
        {"segment_id": ids[turn], "topic_id": topic, "probability": 0.8, "is_modelled": True}
        for turn, topic in _TOPIC_OF.items()
    ]
    tables["topic_map"] = [{"segment_id": ids[turn], "x": turn % 4, "y": turn // 4} for turn in _TOPIC_OF]
    tables["topic_examples"] = [{"topic_id": 1, "rank": 1, "segment_id": ids[2]}]
    tables["topic_fit"] = [_FIT]
    said = [(1, "Lange", "lang"), (2, "lange", "lang"), (3, "lange", "lang"), (1, "geheim", "geheim")]
    said += [(turn, "dagen", "dag") for turn in (1, 2, 3, 4)]
    tables["tokens"] = [
        {"segment_id": ids[turn], "token": at, "start_char": 0, "text": text, "lemma": lemma, "pos": "N",
         "is_stop": False}
        for at, (turn, text, lemma) in enumerate(said)
    ]  # fmt: skip


@pytest.fixture
def view_of(tmp_path: Path) -> Callable[..., View]:
    """The small study with topics, as an audience may see it; `change` edits its tables before."""

    def make(audience: str = "team", change: Callable[[Tables], None] = lambda tables: None) -> View:
        study = small_study(tmp_path)
        tables = tables_of(study)
        _tables(tables)
        change(tables)
        save(study, tables)
        write_description(study.store, STUDY_FILE, describe_study(study))
        return open_view(study.store.root, audience=audience)

    return make


def test_the_team_sees_topics_pictures_and_typical_segments(view_of: Callable[..., View]) -> None:
    text = str(topics.topics(view_of()))
    assert (
        "Het model vond 3 onderwerpen; 2 daarvan zijn stabiel genoeg" in text
        and "Niet stabiel genoeg om te noemen: 1" in text
    )
    for title in ("Kaart van de segmenten", "Onderwerpen en groepen", "rondes van het traject", "Onderwerpen en codes"):
        assert title in text
    assert "<code>FG01-0002-1</code> Zin nummer 2" in text
    assert "<script>" not in text and "&lt;script&gt;" in text


def test_outside_the_team_stand_topics_of_many_in_words_of_many(view_of: Callable[..., View]) -> None:
    for draw in (topics.topics, topics.stability):
        text = str(draw(view_of("programma")))
        # The inflected phrase was said by three who may be quoted, the secret by one, and two said the other topic.
        assert "lange dag" in text.lower()
        assert not any(word in text for word in ("geheim", "keuken", "wankel", "Zin nummer", "Kaart van de"))
    assert "Geen onderwerp komt van genoeg mensen" in str(topics.topics(view_of("buiten")))


def test_a_phrase_is_said_where_its_words_stand_together(view_of: Callable[..., View]) -> None:
    def apart(tables: Tables) -> None:
        tables["tokens"] = [
            row | {"segment_id": f"FG02-000{6 + at}-1"} if row["lemma"] == "lang" else row
            for at, row in enumerate(tables["tokens"])
        ]

    assert "lange dag" not in str(topics.topics(view_of("programma", apart))).lower()


def test_participants_by_group_and_round_are_counted_once(view_of: Callable[..., View]) -> None:
    def twice(tables: Tables) -> None:
        tables["segment_topics"].append({"segment_id": "FG01-0005-1", "topic_id": 1, "is_modelled": False})

    view = view_of(change=twice)
    found = topic_tables.named(view.corpus.topics)
    assert found.name.tolist() == ["1 lange dag en geheim", "2 keuken", "3 wankel"]
    groups = topic_tables.by_group(view, found)
    assert groups.loc["1 lange dag en geheim", "ouders"] == (4, 4)
    assert groups.loc["2 keuken"].tolist() == [None, (1, 3), (1, 1)]
    rounds = topic_tables.by_round(view, found)
    assert rounds.loc["2 keuken"].tolist() == [None, (2, 4)]


def test_rounds_need_two(view_of: Callable[..., View]) -> None:
    def one(tables: Tables) -> None:
        tables["sessions"][1]["round"] = None

    view = view_of(change=one)
    assert not topic_pictures.by_round(view, topic_tables.named(view.corpus.topics))


def test_counted_and_proposed_codes_of_a_topic_stay_apart(view_of: Callable[..., View]) -> None:
    view = view_of(change=lambda tables: tables["segment_topics"].append(
        {"segment_id": "FG01-0005-1", "topic_id": 1, "is_modelled": False}
    ))  # fmt: skip
    found = topic_tables.named(view.corpus.topics)
    codes = topic_tables.codes_on(view, found)
    assert codes == ["bereikbaar", "bezoek", "keuken"]
    assert topic_tables.codes_on(view, found, most=2) == ["bereikbaar", "keuken"]
    counted = topic_tables.by_code(view, found, codes, statuses=topic_tables.COUNTED)
    proposed = topic_tables.by_code(view, found, codes, statuses=topic_tables.PROPOSED)
    assert counted.iloc[0].tolist() == [(4, 5), None, None] and proposed.iloc[0].tolist() == [None, (1, 5), None]


def test_how_topics_were_made_is_told_in_numbers(view_of: Callable[..., View]) -> None:
    text = str(topics.how_fitted(view_of()))
    assert "Van de 9 segmenten" in text and "bleef er 1 (11%) zonder onderwerp" in text
    assert "gemaakt van 8 daarvan" in text and "Van de 4 kortere zijn er 2 achteraf bij gelegd" in text
    assert "40 keer gemaakt" in text and "0,70" in text
    assert "Leiden" in str(methods.method_facts(view_of()))


def test_the_note_of_the_model_says_why_there_are_none(view_of: Callable[..., View]) -> None:
    def none(tables: Tables) -> None:
        for name in [name for name in tables if "topic" in name]:
            tables[name] = []
        tables["topic_fit"] = [_FIT | {"note": f"Te weinig. {NASTY}"}]

    view = view_of(change=none)
    for text in (str(topics.topics(view)), str(topics.stability(view))):
        assert "Te weinig." in text and "<script>" not in text


def _map(n_topics: int, *, n: int = 400) -> Any:
    rng = np.random.default_rng(1)
    points = pd.DataFrame({"x": rng.random(n), "y": rng.random(n) * 3, "topic_id": np.arange(n) % (n_topics + 1)})
    points["topic_id"] = points.topic_id.replace(0, -1)
    about = pd.DataFrame({"topic_id": range(1, n_topics + 1), "label": [f"lange dagen {NASTY[:20]}"] * n_topics})
    about = about.assign(is_reported=True)
    return topic_figures.topic_map(points, about)


@pytest.mark.parametrize("n", [0, 1, 7, 40])
def test_numbers_on_the_map_do_not_overlap(n: int) -> None:
    # All medians lie nearly on one place.
    figure = _map(n)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    boxes = [text.get_window_extent(canvas.get_renderer()) for text in figure.axes[0].texts]
    assert [text.get_text() for text in figure.axes[0].texts] == [str(i + 1) for i in range(n)]
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])
    inside = figure.axes[0].get_window_extent()
    assert all(inside.x0 <= box.x0 and box.x1 <= inside.x1 for box in boxes)


def test_the_map_fits_a_phone_and_is_the_same_each_time() -> None:
    drawn = style.svg(_map(12))
    assert drawn == style.svg(_map(12)) and drawn.count("<script>") == 0
    assert float(drawn.split('viewBox="0 0 ')[1].split()[0]) <= 358


def test_numbers_stay_where_there_is_room() -> None:
    places = np.array([[1.0, 1.0], [3.0, 3.0]])
    assert np.abs(topic_figures.pushed_apart(places) - places).max() < 0.01


def test_a_map_of_many_segments_stays_small() -> None:
    assert len(style.svg(_map(20, n=6_000))) < 500_000
