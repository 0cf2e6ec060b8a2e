"""The framework matrix as a workbook: for each column one's own text, and beside it the passages on which it rests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.exchange.matrix_store import Cell, Place, is_outdated, words_of
from pipeline.exchange.review_sheets import HELP, KEYS, text_hash
from pipeline.exchange.sheet_layout import ANSWER_FILL, LINE, fill, lay_out
from pipeline.exchange.spreadsheets import Value, bytes_of, fill_cell

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MATRIX = "matrix"
OUTDATED = "verouderd"
ROW = "rij"
KEY_COLUMNS = "corpus rij kolom tekst passages".split()
_OUTDATED_FILL = "FCE0C8"
_MOST_SHOWN = 60
_HELP = (
    "Elke rij is een deelnemer of een gesprek, elke gele kolom een thema of code. Typ daar je eigen samenvatting.",
    "Naast elke samenvatting staan de passages waarop ze rust: hoeveel er zijn, en hun nummers (route trace NUMMER).",
    "Meegeteld is wat mensen bevestigden en wat meetelt; voorstellen van de machine staan er apart achter.",
    "Inlezen: route import matrix, met de naam van dit bestand. De teksten staan dan in matrix.csv in de map van het "
    "corpus. Maak je de matrix opnieuw op dezelfde plek, dan worden ze eerst ingelezen.",
    "*verouderd*: er kwamen passages bij, er gingen er weg, of hun woorden veranderden nadat de tekst werd geschreven.",
    "Klopt je tekst nog? Maak de cel met *verouderd* leeg; bij het inlezen geldt de tekst dan weer als bij.",
    "Haal je een tekst weg, dan verdwijnt hij bij het inlezen ook uit matrix.csv. Rijen en kolommen weghalen mag: wat "
    "er niet staat, blijft zoals het was.",
    "Laat de eerste rij en de eerste kolom staan: daaraan is een cel bekend.",
)


@dataclass(frozen=True)
class Shown:
    """What a matrix shows: rows with two facts each, columns with their names, texts, passages, and open proposals."""

    corpus: str
    rows: Mapping[str, tuple[str, str]]
    columns: Mapping[str, str]
    cells: Mapping[Place, Cell]
    evidence: Mapping[Place, tuple[str, ...]]
    proposed: Mapping[Place, int]


def text_title(column: str, name: str) -> str:
    """The header over one's own texts, by which a column is known again."""
    return f"{name} ({column})"


def passages_title(column: str) -> str:
    """The header over the passages of a column."""
    return f"passages ({column})"


def matrix_workbook(shown: Shown) -> bytes:
    """The workbook as a file. Raises PipelineError where a text is too long for a cell."""
    from openpyxl import Workbook

    workbook: Any = Workbook()
    workbook.properties.creator = "route"
    sheet = workbook.active
    sheet.title = MATRIX
    _write_matrix(sheet, shown)
    told, keys = workbook.create_sheet(HELP), workbook.create_sheet(KEYS)
    fill(told, [["Matrix: samenvattingen naast hun passages"], *([line] for line in _HELP)], first=1)
    lay_out(told, [], widths=[110])
    fill(keys, [KEY_COLUMNS, *_keys(shown)], first=1)
    keys.sheet_state = "veryHidden"
    return bytes_of(workbook)


def _write_matrix(sheet: Worksheet, shown: Shown) -> None:
    from openpyxl.styles import Border, PatternFill, Side

    tint, old = (PatternFill("solid", fgColor=colour) for colour in (ANSWER_FILL, _OUTDATED_FILL))
    border = Border(bottom=Side("thin", color=LINE), top=Side("thin", color=LINE))
    columns = [ROW, "wie of wat", "gesprek of datum"]
    for column, name in shown.columns.items():
        columns += [text_title(column, name), passages_title(column)]
    for line, (row, facts) in enumerate(shown.rows.items(), start=2):
        values: list[Value] = [row, *facts]
        for column in shown.columns:
            cell = shown.cells.get((row, column))
            values += [cell.text if cell else None, _told(shown, (row, column))]
        for at, value in enumerate(values, start=1):
            cell_at = sheet.cell(line, at)
            fill_cell(cell_at, value or None, name=sheet.title)
            cell_at.border = border
            if at > 3 and at % 2 == 0:
                cell_at.fill = tint
            elif at > 3 and isinstance(value, str) and value.startswith(OUTDATED):
                cell_at.fill = old
    lay_out(sheet, columns, widths=[14, 18, 16, *(width for _ in shown.columns for width in (44, 20))])
    sheet.freeze_panes = "B2"


def _told(shown: Shown, place: Place) -> str:
    """The cell beside a text: what changed since, how many passages there are, and their ids."""
    now, cell = shown.evidence.get(place, ()), shown.cells.get(place)
    lines = []
    if cell and is_outdated(cell, now):
        before, after = words_of(cell.passages), words_of(now)
        came, went = (after - before).total(), (before - after).total()
        changes = [f"{n} {word}" for n, word in ((came, "erbij"), (went, "weg")) if n]
        lines.append(f"{OUTDATED}: {', '.join(changes)}" + (f" sinds {cell.date}" if cell.date else ""))
    if now:
        lines.append(f"{len(now)} {'passage' if len(now) == 1 else 'passages'}:")
        lines += [name.rpartition(":")[0] for name in now[:_MOST_SHOWN]]
        lines += [f"en nog {len(now) - _MOST_SHOWN}"] if len(now) > _MOST_SHOWN else []
    if waiting := shown.proposed.get(place):
        lines.append(f"{waiting} {'voorstel' if waiting == 1 else 'voorstellen'}")
    return "\n".join(lines)


def _keys(shown: Shown) -> list[list[Value]]:
    """What every cell held when it was written: the hash of its text, and all its passages."""
    return [
        [shown.corpus, row, column, text_hash(cell.text) if (cell := shown.cells.get((row, column))) else None,
         " ".join(shown.evidence.get((row, column), ())) or None]
        for row in shown.rows
        for column in shown.columns
    ]  # fmt: skip
