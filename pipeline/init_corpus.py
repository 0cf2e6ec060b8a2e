"""A new corpus folder: empty registers to fill in, the folders beside them, and how to go on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import PipelineError, Problem
from pipeline.exchange.spreadsheets import bytes_of, csv_bytes, fill_cell, save
from pipeline.instructions import SESSION_HELP, SPEAKER_HELP, allowed_values, readme
from pipeline.outside import place
from pipeline.registers import SESSION_COLUMNS, SPEAKER_COLUMNS
from pipeline.study_registers import SPEAKERS, found_registers

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from pipeline.study import Study

README = "LEESMIJ.md"
_FOLDERS = ("transcripten", "coderingen", "memos")
_HELP = {"sessie": (SESSION_COLUMNS, SESSION_HELP), "spreker": (SPEAKER_COLUMNS, SPEAKER_HELP)}
# As far as the lists to choose from and the layout of dates reach.
_ROWS = 1000


def make_corpus(study: Study, *, as_workbook: bool, may_exist: bool) -> list[Path]:
    """Make what a corpus folder lacks: registers with a header, folders, LEESMIJ.md. Returns the files that are new.

    Nothing that is there is written over: where a file exists PipelineError is raised before anything is made, or with
    `may_exist` that file is left as it is.
    """
    sessions, speakers = study.corpus / "sessies.csv", speakers_register(study)
    if not speakers.parent.is_dir():
        what = "the folder of this setting does not exist"
        raise PipelineError(Problem(SPEAKERS, 0, what, "Make it, or connect the disk that it is on."))
    for path in (sessions, speakers):
        if path.is_symlink() and not path.exists():
            what = "this is a link to a file that is not there"
            raise PipelineError(Problem(path.name, 0, what, "Connect the disk that it is on, or remove the link."))
    there = [path for register in (sessions, speakers) for path in found_registers(register)]
    if (study.corpus / README).exists():
        there.append(study.corpus / README)
    if there and not may_exist:
        remedy = "Nothing was made. With --from-transcripts what is there is kept and added to."
        raise PipelineError(Problem(path.name, 0, "this file exists already", remedy) for path in there)
    made = []
    for path, column in ((sessions, "sessie"), (speakers, "spreker")):
        if not found_registers(path):
            made.append(path.with_suffix(".xlsx") if as_workbook else path)
            save(made[-1], _register(study, column, as_workbook=as_workbook))
    _make_folders(study.corpus)
    if not (study.corpus / README).exists():
        made.append(study.corpus / README)
        registers = [found_registers(path)[0].name for path in (sessions, speakers)]
        save(made[-1], readme(title=study.name, names=study.stakeholders, registers=registers).encode())
    return made


def speakers_register(study: Study) -> Path:
    """Where the register of speakers lies or will lie. Raises PipelineError where the settings name no such place."""
    return place(study.settings.transcripts.speakers, corpus=study.corpus, setting=SPEAKERS)


def _make_folders(corpus: Path) -> None:
    for folder in _FOLDERS:
        try:
            (corpus / folder).mkdir(exist_ok=True)
        except OSError as error:
            problem = Problem(
                f"{folder}/", 0, f"this folder cannot be made ({error.strerror})", "Is a file in its place?"
            )
            raise PipelineError(problem) from error


def _register(study: Study, column: str, *, as_workbook: bool) -> bytes:
    columns, explained = _HELP[column]
    if not as_workbook:
        return csv_bytes([columns])
    return _workbook(columns, explained, values=allowed_values(study.stakeholders))


def _workbook(columns: list[str], explained: dict[str, str], *, values: dict[str, list[str]]) -> bytes:
    """A register with lists to choose from, and a second sheet that explains the columns."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book: Any = Workbook()
    table, helps, lists = book.active, book.create_sheet("uitleg"), book.create_sheet("keuzes")
    table.title = "register"
    _write(table, [columns])
    _write(helps, [["kolom van het register", "wat erin komt"], *([name, explained[name]] for name in columns)])
    for at, column in enumerate(columns, start=1):
        letter = get_column_letter(at)
        table.column_dimensions[letter].width = 16
        if column == "datum":
            for row in range(2, _ROWS + 2):
                table[f"{letter}{row}"].number_format = "dd-mm-yyyy"
        if chosen := values.get(column):
            _offer(table, lists, column=letter, values=chosen)
    helps.column_dimensions["A"].width, helps.column_dimensions["B"].width = 22, 110
    for sheet in (table, helps):
        sheet.freeze_panes = "A2"
        for cell in sheet[1]:
            cell.font = Font(bold=True)
    lists.sheet_state = "hidden"
    return bytes_of(book)


def _write(sheet: Worksheet, rows: list[list[str]]) -> None:
    for number, row in enumerate(rows, start=1):
        for at, value in enumerate(row, start=1):
            fill_cell(sheet.cell(number, at), value, name=sheet.title)


def _offer(table: Worksheet, lists: Worksheet, *, column: str, values: list[str]) -> None:
    """A list to choose from in a column; it stands in a sheet of its own, since in a rule it may have 255 signs."""
    from openpyxl.worksheet.datavalidation import DataValidation

    for row, value in enumerate(values, start=1):
        fill_cell(lists[f"{column}{row}"], value, name=lists.title)
    rule = DataValidation("list", formula1=f"'{lists.title}'!${column}$1:${column}${len(values)}", allow_blank=True)
    rule.error, rule.errorTitle, rule.showErrorMessage = "Kies een waarde uit de lijst.", "Niet in de lijst", True
    table.add_data_validation(rule)
    rule.add(f"{column}2:{column}{_ROWS + 1}")
