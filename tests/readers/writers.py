"""Turns as every format that is read, as the programs write it that make it."""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Callable, Iterable, Sequence

import openpyxl
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from odfdo import Document as OpenDocument
from odfdo import Header, Paragraph

from pipeline.readers import Turn


def clock(seconds: float | None, decimal: str = "") -> str:
    """`h:mm:ss`, with three decimals behind this sign."""
    milliseconds = round((seconds or 0) * 1000)
    whole = milliseconds // 1000
    shown = f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
    return f"{shown}{decimal}{milliseconds % 1000:03d}" if decimal else shown


LINES: dict[str, Callable[[Turn], str]] = {
    "label": lambda turn: f"{turn.speaker}: {turn.text}\n",
    "time before": lambda turn: f"[{clock(turn.start_s)}] {turn.speaker.upper()}: {turn.text}\n\n",
    "time after": lambda turn: f"{turn.speaker}: [{clock(turn.start_s)}] {turn.text}\n",
    "time between": lambda turn: f"{turn.speaker} ({clock(turn.start_s)}): {turn.text}\n",
    "above": lambda turn: f"{turn.speaker} [{clock(turn.start_s)}]\n{turn.text}\n",
    "teams": lambda turn: f"{turn.speaker}   {clock(turn.start_s)}\n{turn.text}\n\n",
    "older teams": lambda turn: (
        f"{clock(turn.start_s, '.')} --> {clock(turn.end_s, '.')}\n{turn.speaker}\n{turn.text}\n"
    ),
}
"""The layouts of running text."""


def in_running_text(pieces: Iterable[Turn], write: Callable[[Turn], str], heading: str = "# {}\n") -> str:
    written, part = [], None
    for piece in pieces:
        if piece.part != part:
            part = piece.part
            written.append(heading.format(part))
        written.append(write(piece))
    return "".join(written)


def in_vtt(pieces: Iterable[Turn]) -> str:
    cue = "{} --> {}\n<v {}>{}</v>\n\n"
    return "WEBVTT\n\n" + "".join(
        cue.format(clock(piece.start_s, "."), clock(piece.end_s, "."), piece.speaker, html.escape(piece.text))
        for piece in pieces
    )


def in_srt(pieces: Iterable[Turn]) -> str:
    cue = "{}\n{} --> {}\n{}: {}\n\n"
    return "".join(
        cue.format(number, clock(piece.start_s, ","), clock(piece.end_s, ","), piece.speaker, piece.text)
        for number, piece in enumerate(pieces, start=1)
    )


def in_csv(pieces: Iterable[Turn], separator: str) -> str:
    written = io.StringIO()
    rows = csv.writer(written, delimiter=separator)
    rows.writerow(["Deel", "Start", "Eind", "Spreker", "Tekst"])
    for piece in pieces:
        end = f"{piece.end_s:.3f}".replace(".", ",")
        rows.writerow([piece.part or "", clock(piece.start_s, "."), end, piece.speaker, piece.text.replace(" ", "\n")])
    return written.getvalue()


def in_xlsx(pieces: Iterable[Turn]) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["spreker", "tekst", "start", "eind", "deel"])
    for piece in pieces:
        book.active.append([piece.speaker, piece.text, piece.start_s, piece.end_s, piece.part])
    return saved(book)


def in_docx(pieces: Iterable[Turn], write: Callable[[Turn], str] = LINES["teams"]) -> bytes:
    document, part = Document(), None
    for piece in pieces:
        if piece.part != part:
            part = piece.part
            document.add_heading(part or "", level=2)
        document.add_paragraph(write(piece).strip())
    return saved(document)


def in_docx_table(pieces: Iterable[Turn]) -> bytes:
    cell = "<w:tc><w:p><w:r><w:t xml:space='preserve'>{}</w:t></w:r></w:p></w:tc>"
    rows = (
        f"<w:tr>{cell.format(html.escape(piece.speaker))}{cell.format(html.escape(piece.text))}</w:tr>"
        for piece in pieces
    )
    document = Document()
    document.element.body.insert(0, parse_xml(f"<w:tbl {nsdecls('w')}>{''.join(rows)}</w:tbl>"))
    return saved(document)


def in_odt(pieces: Iterable[Turn]) -> bytes:
    document, part = OpenDocument("text"), None
    document.body.clear()
    for piece in pieces:
        if piece.part != part:
            part = piece.part
            document.body.append(Header(2, part or ""))
        document.body.append(Paragraph(LINES["time after"](piece).strip()))
    return saved(document)


def in_rtf(pieces: Iterable[Turn]) -> bytes:
    def written(sign: str) -> str:
        if sign in "\\{}":
            return f"\\{sign}"
        return sign if sign.isascii() else f"\\u{ord(sign) if ord(sign) < 0x8000 else ord(sign) - 0x10000}?"

    lines = ("".join(map(written, LINES["time after"](piece).strip())) for piece in pieces)
    return ("{\\rtf1\\ansi\\ansicpg1252 " + "".join(f"{line}\\par " for line in lines) + "}").encode()


def in_html(pieces: Iterable[Turn]) -> str:
    written = in_running_text(
        pieces,
        lambda turn: f"<p><b>{html.escape(turn.speaker)}:</b> [{clock(turn.start_s)}]\n{html.escape(turn.text)}</p>",
        heading="<h2>{}</h2>",
    )
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>x</title></head><body>{written}</body></html>"


def in_html_table(pieces: Iterable[Turn]) -> str:
    row = "<tr><td>{}<td>{}<td>{}<td>{}".format
    rows = (row(html.escape(p.speaker), html.escape(p.text), p.start_s, p.end_s) for p in pieces)
    return f"<table>{row('Spreker', 'Tekst', 'Start', 'Eind')}{''.join(rows)}</table>"


def in_noscribe_html(pieces: Iterable[Turn]) -> str:
    def anchor(turn: Turn) -> str:
        name = f"ts_{round((turn.start_s or 0) * 1000)}_{round((turn.end_s or 0) * 1000)}_{html.escape(turn.speaker)}"
        time = f'<span style="color: #78909C" >[{clock(turn.start_s)}]</span>'
        return f'<p ><a name="{name}" >{html.escape(turn.speaker)}: {time} {html.escape(turn.text)}</a></p>'

    signed = "Transcribed with noScribe vers. 0.7<br />(Language: nl)"
    title = f"<p style='font-weight: 600' >opname</p><p ><span>{signed}</span></p>"
    return f"<html ><body >{title}{''.join(map(anchor, pieces))}</body></html>"


def in_whisperx(pieces: Iterable[Turn]) -> str:
    segments = [{"start": p.start_s, "end": p.end_s, "text": f" {p.text}", "speaker": p.speaker} for p in pieces]
    return json.dumps({"segments": segments, "word_segments": []})


def in_amberscript(pieces: Sequence[Turn]) -> str:
    names = list(dict.fromkeys(piece.speaker for piece in pieces))

    def words(piece: Turn) -> list[dict[str, object]]:
        texts = piece.text.split()
        start_s, length = piece.start_s or 0, ((piece.end_s or 0) - (piece.start_s or 0)) / len(texts)
        return [
            {"text": text, "start": start_s + at * length, "end": start_s + (at + 1) * length}
            for at, text in enumerate(texts)
        ]

    speakers = [{"spkid": f"spk{at}", "name": name} for at, name in enumerate(names)]
    segments = [{"speaker": f"spk{names.index(piece.speaker)}", "words": words(piece)} for piece in pieces]
    return json.dumps({"speakers": speakers, "segments": segments})


def in_otr(pieces: Iterable[Turn]) -> str:
    time = '<span class="timestamp" contenteditable="false" data-timestamp="{}">{}</span>'.format
    text = "".join(
        f"<p>{time(p.start_s, clock(p.start_s))}&nbsp;{html.escape(p.speaker)}: {html.escape(p.text)}<br /></p>"
        for p in pieces
    )
    return json.dumps({"text": text, "media": "opname.mp3", "media-time": 12.5})


def in_eaf(pieces: Sequence[Turn]) -> str:
    # By hand: pympi refuses an annotation of no length, and speech that was cut by hand has some.
    slot = '<TIME_SLOT TIME_SLOT_ID="{}{}" TIME_VALUE="{}"/>'.format
    annotation = (
        '<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{0}" TIME_SLOT_REF1="s{0}" TIME_SLOT_REF2="e{0}">'
        "<ANNOTATION_VALUE>{1}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>\n"
    ).format
    slots, tiers = [], dict.fromkeys(dict.fromkeys(piece.speaker for piece in pieces), "")
    for at, piece in enumerate(pieces):
        slots += [slot("s", at, round((piece.start_s or 0) * 1000)), slot("e", at, round((piece.end_s or 0) * 1000))]
        tiers[piece.speaker] += annotation(at, html.escape(piece.text))
    return (
        f'<ANNOTATION_DOCUMENT VERSION="3.0"><TIME_ORDER>{"".join(slots)}</TIME_ORDER>'
        + "".join(
            f'<TIER TIER_ID="tier {at}" PARTICIPANT="{html.escape(label)}" LINGUISTIC_TYPE_REF="v">{tier}</TIER>'
            for at, (label, tier) in enumerate(tiers.items())
        )
        + "</ANNOTATION_DOCUMENT>"
    )


def saved(document) -> bytes:
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()
