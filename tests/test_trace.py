"""What is told of one segment, and nothing of its neighbours."""

from __future__ import annotations

from pathlib import Path

from markupsafe import escape

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


def test_a_report_is_found_by_words_with_an_apostrophe(tmp_path: Path) -> None:
    study = small_study(tmp_path)
    tables = tables_of(study)
    words = '\'k Had drie keer gebeld, maar ja: dan staat ze weer voor de "klas".'
    tables["segments"][0] |= {"text": words, "end_char": len(words)}
    save(study, tables)
    quote = study.store.load("quotes").query("text == @words").iloc[0]
    study.reports.mkdir(parents=True)
    (study.reports / "overzicht.html").write_text(f"<p>{escape(words)}</p>", encoding="utf-8")
    assert "    in overzicht.html" in list(trace_lines(study, quote.segment_id))
