"""A small transcript in every format that is read: what the fuzzer starts from, and what tests read back."""

from __future__ import annotations

import csv
import html
import io
import json
import textwrap
from collections.abc import Callable, Sequence
from itertools import count
from xml.sax.saxutils import escape, quoteattr

Said = Sequence[tuple[str, str]]
"""Who says what, in order."""


def written(extension: str, said: Said) -> bytes:
    """A transcript in the format of an extension (`.docx`)."""
    return WRITERS[extension](said)


def _running(said: Said) -> bytes:
    return "".join(f"{speaker}: {text}\n" for speaker, text in said).encode()


def _captions(said: Said, *, start: str, point: str, cue: str) -> bytes:
    written = start
    for number, (speaker, text) in enumerate(said):
        times = "{0}:{1:02d}{4}000 --> {0}:{2:02d}{4}500\n{3}".format(
            f"00:{number // 60:02d}", number % 60, number % 60, cue, point
        )
        written += f"{number + 1}\n{times.format(speaker=speaker, text=text)}\n\n"
    return written.encode()


def _vtt(said: Said) -> bytes:
    escaped = [(speaker, html.escape(text, quote=False)) for speaker, text in said]
    return _captions(escaped, start="WEBVTT\n\n", point=".", cue="<v {speaker}>{text}</v>")


def _srt(said: Said) -> bytes:
    return _captions(said, start="", point=",", cue="{speaker}: {text}")


def _csv(said: Said, delimiter: str = ";") -> bytes:
    rows = io.StringIO()
    csv.writer(rows, delimiter=delimiter).writerows([("spreker", "tekst"), *said])
    return rows.getvalue().encode()


def _tsv(said: Said) -> bytes:
    return _csv(said, "\t")


def _xlsx(said: Said) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for row in [("spreker", "tekst"), *said]:
        book.active.append(row)
    return _saved(book)


def _docx(said: Said) -> bytes:
    from docx import Document

    document = Document()
    for speaker, text in said[: len(said) // 2]:
        document.add_paragraph(f"{speaker}: {text}")
    grid = document.add_table(0, 2)
    for speaker, text in said[len(said) // 2 :]:
        left, right = grid.add_row().cells
        left.text, right.text = speaker, text
    return _saved(document)


def _odt(said: Said) -> bytes:
    from odfdo import Document, Paragraph, Table

    document = Document("text")
    document.body.clear()
    half = len(said) // 2
    for speaker, text in said[:half]:
        document.body.append(Paragraph(f"{speaker}: {text}"))
    table = Table("gesprek", width=2, height=len(said) - half)
    for at, cells in enumerate(said[half:]):
        for column, text in enumerate(cells):
            table.set_value((column, at), text)
    document.body.append(table)
    return _saved(document)


def _rtf(said: Said) -> bytes:
    def code(text: str) -> str:
        units = text.encode("utf-16-le")
        signs = (int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2))
        return "".join(chr(n) if 31 < n < 127 and chr(n) not in "\\{}" else f"\\u{n}?" for n in signs)

    half = len(said) // 2
    running = "".join(rf"{code(f'{speaker}: {text}')}\par" + "\n" for speaker, text in said[:half])
    rows = "".join(
        rf"\trowd\cellx900\cellx9000\pard\intbl {code(speaker)}\cell {code(text)}\cell\row" + "\n"
        for speaker, text in said[half:]
    )
    return rf"{{\rtf1\ansi\ansicpg1252\deff0{{\fonttbl{{\f0 Arial;}}}}\pard {running}{rows}\pard\par}}".encode("ascii")


def _html(said: Said) -> bytes:
    lines = "".join(f"<p>{html.escape(speaker)}: {html.escape(text)}</p>\n" for speaker, text in said)
    return f'<!DOCTYPE html>\n<html><head><meta charset="UTF-8"/></head><body>\n{lines}</body></html>\n'.encode()


def _json(said: Said) -> bytes:
    segments = [
        {"start": number, "end": number + 0.5, "text": f" {text}", "speaker": speaker}
        for number, (speaker, text) in enumerate(said)
    ]
    return json.dumps({"segments": segments, "language": "nl"}, indent=1).encode()


def _otr(said: Said) -> bytes:
    lines = "".join(f"<p>{html.escape(speaker)}: {html.escape(text)}</p>" for speaker, text in said)
    return json.dumps({"text": lines, "media": "", "media-source": "", "media-time": 1.5}).encode()


def _eaf(said: Said) -> bytes:
    slots, tiers = "", {speaker: "" for speaker, _ in said}
    for number, (speaker, text) in enumerate(said, start=1):
        first, last = f"ts{2 * number - 1}", f"ts{2 * number}"
        slots += f'<TIME_SLOT TIME_SLOT_ID="{first}" TIME_VALUE="{number * 1000}"/>'
        slots += f'<TIME_SLOT TIME_SLOT_ID="{last}" TIME_VALUE="{number * 1000 + 900}"/>'
        tiers[speaker] += (
            f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{number}" TIME_SLOT_REF1="{first}" '
            f'TIME_SLOT_REF2="{last}"><ANNOTATION_VALUE>{escape(text)}</ANNOTATION_VALUE>'
            "</ALIGNABLE_ANNOTATION></ANNOTATION>"
        )
    inside = "".join(
        f'<TIER TIER_ID={quoteattr(speaker)} PARTICIPANT={quoteattr(speaker)} LINGUISTIC_TYPE_REF="t">{found}</TIER>'
        for speaker, found in tiers.items()
    )
    head = '<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"/>'
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ANNOTATION_DOCUMENT AUTHOR="" DATE="2026-01-01T00:00:00+01:00" '
        f'FORMAT="3.0" VERSION="3.0">{head}<TIME_ORDER>{slots}</TIME_ORDER>{inside}'
        '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="t" TIME_ALIGNABLE="true"/></ANNOTATION_DOCUMENT>'
    ).encode()


def _pdf(said: Said) -> bytes:
    lines = [line for speaker, text in said for line in textwrap.wrap(f"{speaker}: {text}", 80, break_on_hyphens=False)]
    return pdf([lines[at : at + 40] for at in range(0, len(lines), 40)])


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF with these lines on its pages, in the standard font, so with the signs of Windows-1252 alone."""
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in zip(count(5, 2), pages):
        box = f"/MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {number} 0 R"
        shown = b"".join(b"<" + line.encode("cp1252").hex().encode() + b"> Tj T*\n" for line in lines)
        content = b"BT /F1 11 Tf 14 TL 60 780 Td\n" + shown + b"ET"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} >>".encode())
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    file, places = b"%PDF-1.4\n", []
    for at, body in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (at, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(file))
    return file + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end


def _saved(document: object) -> bytes:
    data = io.BytesIO()
    document.save(data)  # type: ignore[attr-defined]
    return data.getvalue()


WRITERS: dict[str, Callable[[Said], bytes]] = {
    ".txt": _running,
    ".md": _running,
    ".docx": _docx,
    ".odt": _odt,
    ".rtf": _rtf,
    ".pdf": _pdf,
    ".html": _html,
    ".htm": _html,
    ".vtt": _vtt,
    ".srt": _srt,
    ".csv": _csv,
    ".tsv": _tsv,
    ".xlsx": _xlsx,
    ".json": _json,
    ".otr": _otr,
    ".eaf": _eaf,
}
