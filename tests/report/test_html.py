"""What a page is made of: its contents, its policy, the index, and the segments behind its numbers."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

from pipeline.report.behind import as_json, segments_behind
from pipeline.report.html import BLOCKS, index_page
from pipeline.report.markup import rows_of
from pipeline.report.plan import Report
from pipeline.report.tellings import name_of_row
from pipeline.report.view import View
from pipeline.stages.counts import count_codes
from pipeline.study import Study

from .small_study import NASTY

TABLES = ("segments", "utterances", "participants", "sessions", "codings", "coding_values", "segment_codes")


def tables_of(study: Study) -> dict[str, pd.DataFrame]:
    return {name: study.store.load(name) for name in TABLES}


def names_of(counts: pd.DataFrame) -> list[str]:
    return [name_of_row(row) for row in rows_of(counts)]


def valued(study: Study) -> dict[str, pd.DataFrame]:
    """The tables of the study, of which two codings have a value of a dimension."""
    tables = tables_of(study)
    chosen = tables["codings"][tables["codings"].coder == "HB"].head(2)
    rows = [{"coding_id": c, "dimension": "reactie", "value": "tegenspraak"} for c in chosen.coding_id]
    return tables | {"coding_values": pd.DataFrame(rows).reindex(columns=tables["coding_values"].columns)}


def test_behind_every_number_are_the_segments_and_people_that_it_counts(study: Study) -> None:
    tables = valued(study)
    counts = count_codes(tables, book=study.book)
    assert counts.dimension.notna().any() and counts.is_prompted.notna().any() and counts.by2.notna().any()
    found = segments_behind(tables, names_of(counts), book=study.book)["tellingen"]
    who = tables["segments"].set_index("segment_id").participant_id
    for name, row in zip(names_of(counts), rows_of(counts), strict=True):
        ids = [segment for segment, _ in found[name]]
        assert (len(ids), who[ids].nunique()) == (row.n_segments, row.n_participants), name


def test_a_theme_counts_what_lies_under_it_with_what_became_of_the_code(study: Study) -> None:
    row = "begeleiding|||all|*|||{}|"
    found = segments_behind(
        tables_of(study),
        [row.format("counted"), row.format("proposed")],
        book=study.book,
        groups={"ouder": "een ouder"},
    )
    counted, proposed = found["tellingen"].values()
    # FG01-0005-1 is a proposal under another code than the rest.
    assert [status for _, status in counted] == ["bevestigd", "bevestigd", "telt mee", "bevestigd", "bevestigd"]
    assert [status for _, status in proposed] == ["voorstel"]
    first = found["segmenten"][counted[0][0]]
    assert (first["wie"], first["gesprek"]) == ("een ouder", "FG01") and first["tekst"].startswith("Zin nummer 1 ")
    assert set(found["segmenten"]) == {segment for segment, _ in counted + proposed}


def test_behind_a_number_of_nothing_is_nothing_and_no_row_is_an_error(study: Study) -> None:
    name = "werk|||group|ouder|||counted|"
    assert segments_behind(tables_of(study), [name], book=study.book) == {"segmenten": {}, "tellingen": {name: []}}
    with pytest.raises(ValueError, match="nine columns"):
        segments_behind(tables_of(study), ["werk"], book=study.book)


def test_whether_it_was_asked_is_written_in_the_name_of_a_row(views: dict[str, View]) -> None:
    asked = views["team"].counts.dropna(subset=["is_prompted"])
    ends = {bool(row.is_prompted): name_of_row(row).rpartition("|")[2] for row in rows_of(asked)}
    assert ends == {True: "ja", False: "nee"}


def test_data_ends_no_element_and_is_the_same_when_read() -> None:
    data = {"tekst": f"</script><!-- {NASTY}"}
    assert "<" not in as_json(data)
    assert json.loads(as_json(data)) == data


def report(notebook: str, audience: Any = "team", **values: Any) -> Report:
    return Report(notebook, f"Titel {NASTY}", "waarover", audience, {}, **values)


def test_the_index_groups_by_building_block_and_links_every_form(views: dict[str, View]) -> None:
    listed = [report("arena", "programma", listed="AR01"), report("overzicht"), report("arena", "programma")]
    forms = {listed[1].name: ["docx", "pdf"]}
    page = index_page(listed, [report("traject")], study=views["team"].corpus.study, formats=forms).decode()
    assert [page.count(f">{BLOCKS[name]}</h2>") for name in ("arena", "overzicht", "school")] == [1, 1, 0]
    assert (
        'href="overzicht.docx"' in page and 'href="overzicht.pdf"' in page and ".docx" not in page.split("overzicht")[0]
    )
    assert "(AR01)" in page and "Voor de deelnemers aan het programma" in page and "notebooks/traject.ipynb" in page
    assert NASTY not in page
