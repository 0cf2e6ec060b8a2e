from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.codebook import codebook_of
from pipeline.explore import STUDY_FILE
from pipeline.report.gap import gap
from pipeline.report.keys import describe_study, write_description
from pipeline.report.view import View, open_view
from pipeline.yaml_text import read_yaml_bytes

from .small_study import NASTY, save, small_study, tables_of


def topic(number: int, label: str, *, words: str = "trein, vertraging") -> dict[str, Any]:
    sizes = {"n_segments": 4, "n_sessions": 2, "n_participants": 3, "stability": 0.8, "is_reported": True}
    return {"topic_id": number, "label": label, "top_words": words, "closest_code": "keuken"} | sizes


@pytest.fixture(scope="module")
def views(tmp_path_factory: pytest.TempPathFactory) -> dict[str, View]:
    """Topic 0 is not covered, topic 1 is; one example of topic 0 is of somebody who is not to be quoted."""
    study = small_study(tmp_path_factory.mktemp("gat"))
    tables = tables_of(study)
    share: dict[str, Any] = {
        "n_segments": 12,
        "share_coded": 0.25,
        "n_coded": 3,
        "is_read": True,
        "closest_code": "keuken",
    }
    tables["topics"] = [topic(0, f"Trein {NASTY}"), topic(1, "Afwas")]
    tables["topic_coverage"] = [{"topic_id": n, "is_covered": n == 1} | share for n in (0, 1)]
    tables["topic_words"] = [{"topic_id": 0, "rank": 1, "word": "vertraging", "weight": 1.0}]
    tables["topic_examples"] = [
        {"topic_id": 0, "rank": rank, "segment_id": f"FG01-{turn:04d}-1"} for rank, turn in enumerate((1, 4), start=1)
    ]
    pair: dict[str, Any] = {"share_of_topic": 0.5, "n_participants": 2}
    tables["topic_codes"] = [
        {"topic_id": n, "code": "keuken", "n_segments": 5, "share_of_code": 0.5} | pair for n in (0, 1)
    ]
    save(study, tables)
    write_description(study.store, STUDY_FILE, describe_study(study))
    return {audience: open_view(study.store.root, audience=audience) for audience in ("team", "programma")}


def test_what_the_book_misses_stands_with_its_segments_and_a_code_to_paste(views: dict[str, View]) -> None:
    shown = gap(views["team"])
    text = str(shown)
    assert "Onderwerpen die het codeboek niet dekt: 1 van de 2 die stabiel genoeg zijn" in text
    assert "3 van 12 gelezen segmenten (25%)" in text
    assert "<code>FG01-0001-1</code> Zin nummer 1 " in text
    assert text.count("niet citeren buiten het team") == 1
    assert "1 van deze segmenten staat niet in het voorstel" in text
    assert "<script>" not in text
    book = shown.unescape()[shown.unescape().index("<pre>") + 5 : shown.unescape().index("</pre>")]
    (code,) = codebook_of(
        read_yaml_bytes(f"titel: x\nthemas:\n  - id: t\n    naam: T\n    codes:\n{indented(book)}".encode(), name="b")
    ).codes.values()
    assert code.patronen == ["vertraging"]
    assert len(code.voorbeelden) == 1


def indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())


def test_what_is_covered_and_what_lies_in_no_topic_is_named(views: dict[str, View]) -> None:
    text = str(gap(views["team"]))
    assert "Onderwerpen die het codeboek dekt" in text
    assert "In geen onderwerp komt voor: " in text
    assert "Geen code met 10 of meer segmenten in een onderwerp valt zo uiteen." in text


def test_others_than_the_team_read_no_words(views: dict[str, View]) -> None:
    assert "Zin nummer" not in str(gap(views["programma"]))


def test_without_topics_it_says_so(tmp_path: Path) -> None:
    study = small_study(tmp_path)
    write_description(study.store, STUDY_FILE, describe_study(study))
    assert "niet te zeggen: die zijn er niet." in str(gap(open_view(study.store.root)))
