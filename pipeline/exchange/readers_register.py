"""codeurs.csv: who read which session, noted where a coding sheet comes back."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import Problem
from pipeline.exchange.coder_file import change_rows
from pipeline.exchange.spreadsheets import csv_bytes, save
from pipeline.study import Study
from pipeline.study_registers import found_registers

_COLUMNS = "codeur sessie codes volledig blind".split()


def note_reading(
    study: Study, coder: str, session: str, *, is_complete: bool, is_blind: bool, notes: list[Problem]
) -> list[Path]:
    """Note that a coder read a session, whole or not, blind or not: the files that were written.

    A row that says that it was read whole stays as it is; one that was read with the proposals in sight stays so.
    Raises PipelineError where the register cannot be written.
    """
    path = study.corpus / "codeurs.csv"
    there = found_registers(path)
    before = [row for row in study.coders if (row.coder, row.session_id) == (coder, session)]
    if any(row.is_complete for row in before) or (before and not is_complete and before[0].is_blind == is_blind):
        return []
    is_blind = is_blind and all(row.is_blind for row in before)
    says = {"volledig": "ja" if is_complete else "nee", "blind": "ja" if is_blind else "nee"}
    row = {"codeur": coder, "sessie": session, **says}
    if there and (there[0].suffix.lower() != ".csv" or any(item.codes for item in before)):
        # A workbook is the person's own to change, and so is a row that names codes.
        what = f"{coder} read session '{session}' (volledig: {says['volledig']}, blind: {says['blind']})"
        notes.append(Problem(there[0].name, 0, what, "Write it there yourself."))
        return []
    if there:
        change_rows(path, [row], columns=_COLUMNS, remove=[item.line for item in before])
    else:
        save(path, csv_bytes([_COLUMNS, [row.get(name, "") for name in _COLUMNS]]))
    return [path]
