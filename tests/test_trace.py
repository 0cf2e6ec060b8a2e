"""What is told of one segment, and nothing of its neighbours."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.stages.marks import marks_of
from pipeline.trace import trace_lines
from tests.report.small_study import save, small_study, tables_of


def test_a_segment_is_not_taken_for_those_whose_number_opens_alike(tmp_path: Path) -> None:
    study = small_study(tmp_path)
    tables = tables_of(study)
    first = tables["segments"][0]
    tables["segments"] += [first | {"segment_id": f"{first['utterance_id']}-{n}"} for n in (10, 11)]
    save(study, tables)
    turn = str(first["utterance_id"])
    assert not any(f"{turn}-10" in line for line in trace_lines(study, f"{turn}-1"))
    assert sum(line.startswith(f"{turn}-1") for line in trace_lines(study, turn)) == 3


def test_the_mark_under_a_quote_leads_to_its_segment_and_reports(tmp_path: Path) -> None:
    study = small_study(tmp_path)
    quote = study.store.load("quotes").iloc[0]
    passage = marks_of(study.store.load("segments"))[quote.segment_id]
    study.reports.mkdir(parents=True)
    for name, mark in (("overzicht", quote.quote_id), ("arena", passage)):
        (study.reports / f"{name}.html").write_text(f'<blockquote data-kenmerk="{mark}">', encoding="utf-8")
    lines = list(trace_lines(study, quote.quote_id))
    assert lines == list(trace_lines(study, passage)) == list(trace_lines(study, quote.segment_id))
    assert {"    in overzicht.html", "    in arena.html"} <= set(lines)


def test_a_mark_that_stands_nowhere_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="no such turn"):
        list(trace_lines(small_study(tmp_path), "c000000000000"))
