"""The tables for who analyses elsewhere as files: one workbook with all of them, and a csv for each."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipeline.exchange.analysis_tables import Named, analysis_tables
from pipeline.exchange.review import raise_if_there
from pipeline.exchange.review_sheets import HELP
from pipeline.exchange.sheet_layout import fill
from pipeline.exchange.spreadsheets import Value, bytes_of, csv_bytes, save
from pipeline.explore import Corpus
from pipeline.flow import current_tables
from pipeline.flow_talk import shown_book
from pipeline.study import Study

_READ = "sessions participants utterances segments codings segment_codes quotes".split()
_HELP = (
    ("citaten", "de citaten die verslagen mogen tonen, gekozen door mens of programma; citeren zegt voor wie"),
    ("passages", "elk fragment met elke code; stand zegt of het bevestigd is, meetelt of een voorstel is"),
    ("deelnemers_01", "per deelnemer of een code bij die deelnemer voorkomt (1) of niet (0): bevestigd of meetellend"),
    ("deelnemers_aantal", "hetzelfde als aantal fragmenten"),
    ("deelnemers_voorstellen", "het aantal fragmenten dat op een besluit wacht; nooit bij het vorige op te tellen"),
    ("samen", "codes op hetzelfde fragment: n_1 en n_2 apart, n_12 samen, coefficient = n_12 / (n_1 + n_2 - n_12)"),
    ("sessies", "de gesprekken met hun kenmerken"),
    ("", "Een code met subcodes telt haar subcodes mee. Wie in meer gesprekken zat, heeft een rij per gesprek; persoon "
         "zegt wie bij elkaar hoort. Gespreksleiders en sprekers zonder toestemming staan er niet in."),
    ("", "scheef (in samen): de ene code komt meer dan vijf keer zo vaak voor als de andere; dan zegt de coefficient "
         "weinig."),
    ("", "In csv staat ; tussen de cellen en een komma in getallen: in R read.csv2. Een ' voor = + - @ houdt een tekst "
         "een tekst."),
    ("", "Scholen die niet genoemd willen worden, hebben dezelfde letter als in de teksten."),
    ("", "Deze tabellen zijn voor het team: ze volgen deelnemers over alle vragen heen. Geef ze zo niet door."),
)  # fmt: skip


def export_tables(study: Study, *, folder: Path) -> list[tuple[Path, int]]:
    """One workbook with all tables, and a csv for each: the files with their numbers of rows.

    Raises PipelineError where tables are outdated or a file is there already.
    """
    book_path = folder / f"tabellen-{study.name}.xlsx"
    with current_tables(study) as store:
        tables = {name: store.load(name) for name in _READ}
        shown = shown_book(study)
        pairs = Corpus(store.root).cooccurrence()
    found = analysis_tables(study, tables, pairs, book=shown)
    paths = {name: folder / f"{name}.csv" for name in found}
    raise_if_there([book_path, *paths.values()])
    save(book_path, _workbook(found))
    for name, (columns, rows) in found.items():
        save(paths[name], csv_bytes([columns, *([_with_comma(value) for value in row] for row in rows)]))
    return [(book_path, sum(len(rows) for _, rows in found.values()))] + [
        (paths[name], len(rows)) for name, (_, rows) in found.items()
    ]


def _with_comma(value: Value) -> Value:
    """A number as a Dutch spreadsheet reads it: of 0.5 it would make a text or a date."""
    return f"{value:g}".replace(".", ",") if isinstance(value, float) else value


def _workbook(tables: Named) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Font

    workbook: Any = Workbook()
    workbook.properties.creator = "route"
    told = workbook.active
    told.title = HELP
    fill(told, _HELP, first=1)
    told.column_dimensions["A"].width, told.column_dimensions["B"].width = 24, 110
    for name, (columns, rows) in tables.items():
        sheet = workbook.create_sheet(name)
        fill(sheet, [columns, *rows], first=1)
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        _set_widths(sheet, columns)
        sheet.freeze_panes, sheet.auto_filter.ref = "A2", sheet.dimensions
    return bytes_of(workbook)


def _set_widths(sheet: Any, columns: Iterable[str]) -> None:
    from openpyxl.utils import get_column_letter

    for at, column in enumerate(columns, start=1):
        is_long = column in ("tekst", "vraag", "leesversie")
        sheet.column_dimensions[get_column_letter(at)].width = 60 if is_long else max(10, len(column) + 2)
