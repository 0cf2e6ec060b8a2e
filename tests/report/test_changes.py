from __future__ import annotations

from pathlib import Path

from pipeline.explore import STUDY_FILE, Corpus
from pipeline.report.changes import since_last_codebook
from pipeline.report.keys import describe_study, write_description
from pipeline.report.view import View

from .small_study import save, small_study, tables_of


def changes(tmp_path: Path, audience: str, **rows: object) -> str:
    study = small_study(tmp_path)
    before = {"segment_id": "FG01-0001-1", "text_sha256": "0", "code": "bezoek", "status": "proposed"}
    tables = tables_of(study) | {"previous_codes": [before | {"decided_by": "machine"} | rows] if rows else []}
    save(study, tables)
    write_description(study.store, STUDY_FILE, describe_study(study))
    return str(since_last_codebook(View(Corpus(study.store.root), audience)))


def test_codes_that_gained_and_lost_segments_are_listed(tmp_path: Path) -> None:
    page = changes(tmp_path, "team", code="bezoek")
    assert "Langskomen" in page and "+1" in page and "−1" in page


def test_without_another_codebook_there_is_nothing_to_compare(tmp_path: Path) -> None:
    assert "nog geen ander codeboek" in changes(tmp_path, "team")


def test_it_is_for_the_team(tmp_path: Path) -> None:
    assert changes(tmp_path, "programma", code="bezoek") == ""
