"""Files that were made to exhaust the machine, to read other files, or to show other words than stand there."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from benchmarks.written import written
from pipeline.errors import TranscriptError
from pipeline.readers import READERS, Limits, read_transcript

from .conftest import said

ARCHIVES = (".docx", ".odt", ".xlsx")
MAIN_PART = {".docx": "word/document.xml", ".odt": "content.xml", ".xlsx": "xl/worksheets/sheet1.xml"}
SAID = [("GL", "Hoe gaat het?"), ("Ouder 1", "Goed.")]


def changed(extension: str, change: Callable[[bytes], bytes], *, part: str = "", **added: bytes) -> bytes:
    """A valid archive with its main part changed, and more parts."""
    data = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(written(extension, SAID))) as source,
        zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content) if name == (part or MAIN_PART[extension]) else content)
        for name, content in added.items():
            target.writestr(name, content)
    return data.getvalue()


def same(content: bytes) -> bytes:
    return content


def with_doctype(declared: str) -> Callable[[bytes], bytes]:
    return lambda xml: in_encoding("UTF-8", f"<!DOCTYPE x [{declared}]>".encode() + xml)


def in_encoding(encoding: str, xml: bytes) -> bytes:
    return f'<?xml version="1.0" encoding="{encoding}"?>'.encode() + re.sub(rb"<\?xml.*?\?>", b"", xml)


LAUGHS = '<!ENTITY a "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize("extension", ARCHIVES)
@pytest.mark.parametrize(
    "declared",
    [
        LAUGHS,
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
        '<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;',
    ],
    ids=["billion laughs", "file", "network"],
)
def test_xml_that_declares_entities(problems, extension, declared):
    [problem] = problems(f"FG01{extension}", changed(extension, with_doctype(declared)))
    assert problem.startswith(f"FG01{extension}: XML that declares entities")


@pytest.mark.parametrize("extension", ARCHIVES)
@pytest.mark.parametrize(
    "change",
    [
        lambda xml: in_encoding("UTF-16", xml).decode().encode("utf-16"),
        lambda xml: in_encoding("UTF-7", xml.replace(b"<", b"+ADw-")),
        lambda xml: in_encoding("cp037", xml).decode().encode("cp037"),
    ],
    ids=["utf-16", "utf-7", "ebcdic"],
)
def test_xml_in_an_encoding_that_hides_what_it_declares(problems, extension, change):
    assert problems(f"FG01{extension}", changed(extension, change)) == [
        f"FG01{extension}: XML that is not UTF-8. Save it again."
    ]


@pytest.mark.parametrize("extension", ARCHIVES)
@pytest.mark.parametrize("name", ["../../weg.xml", "/etc/weg", "a\\..\\..\\weg", "C:\\weg", "x/../../weg"])
def test_a_part_that_is_to_be_put_outside_the_archive(problems, extension, name):
    data = changed(extension, same, **{name: b"x"})
    assert problems(f"FG01{extension}", data) == [
        f"FG01{extension}: a part of the file is to be put outside it. Do not open it: ask who made it."
    ]


@pytest.mark.parametrize("extension", ARCHIVES)
def test_nothing_is_unpacked_to_disk(read, tmp_path, extension):
    written_to: list[str] = []
    data = changed(extension, same, **{"inner.zip": changed(extension, same)})
    sys.addaudithook(lambda event, args: written_to.append(str(args)) if _writes(event, args) else None)
    assert said(read(f"FG01{extension}", data)) == SAID
    assert [path.name for path in tmp_path.iterdir()] == [f"FG01{extension}"]
    # The file of the test itself.
    assert len(written_to) == 1


def _writes(event: str, args: tuple) -> bool:
    if event in ("os.mkdir", "os.rename"):
        return True
    return event == "open" and isinstance(args[1], str) and any(sign in args[1] for sign in "wax+")


def bomb(n_bytes: int) -> bytes:
    return b"<x>" + b" " * n_bytes + b"</x>"


@pytest.mark.parametrize("extension", ARCHIVES)
@pytest.mark.parametrize(
    "make",
    [
        lambda extension: changed(extension, lambda _: bomb(30_000_000)),
        lambda extension: changed(extension, same, **{f"{n}.bin": bytes(8_000_000) for n in range(4)}),
        lambda extension: changed(extension, lambda _: b"<x>" + b"<y/>" * 2_100_000 + b"</x>"),
    ],
    ids=["one part", "many parts", "many tags"],
)
def test_an_archive_that_unpacks_to_more_than_a_transcript(problems, extension, make):
    [problem] = problems(f"FG01{extension}", make(extension))
    assert (
        "the file unpacks to more than a transcript of its size holds (20 MB)" in problem or "2000000 tags" in problem
    )


def test_a_document_of_very_many_paragraphs(problems):
    data = changed(".docx", lambda xml: xml.replace(b"<w:body>", b"<w:body>" + b"<w:p/>" * 600_000))
    assert problems("FG01.docx", data)[0].startswith("FG01.docx: more than 500000 lines")


@pytest.mark.parametrize("extension", ARCHIVES)
def test_what_unpacks_to_more_than_the_settings_allow(tmp_path, extension):
    path = tmp_path / f"FG01{extension}"
    path.write_bytes(changed(extension, same, **{"x.bin": os.urandom(600_000)}))
    with pytest.raises(TranscriptError, match=r"of its size holds \(0.5 MB\)"):
        read_transcript(path, labels=["GL", "Ouder 1"], limits=Limits(max_unpacked_bytes=500_000))


@pytest.mark.parametrize("extension", ARCHIVES)
def test_a_header_that_lies_about_the_size_of_a_part(problems, extension):
    data = bytearray(changed(extension, lambda _: bomb(30_000_000)))
    true_size = len(bomb(30_000_000)).to_bytes(4, "little")
    data = data.replace(true_size, (1000).to_bytes(4, "little"))
    [problem] = problems(f"FG01{extension}", bytes(data))
    assert "that can be read. Save it again" in problem


@pytest.mark.parametrize("extension", ARCHIVES)
def test_an_archive_of_very_many_parts(problems, extension):
    parts = {f"{number}": b"" for number in range(10_001)}
    [problem] = problems(f"FG01{extension}", changed(extension, same, **parts))
    assert "parts. Is it the right file?" in problem


@pytest.mark.parametrize("extension", ARCHIVES)
def test_an_archive_with_a_password(problems, extension):
    data = bytearray(written(extension, SAID))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(sign)
        while place >= 0:
            data[place + at] |= 1
            place = data.find(sign, place + 1)
    assert problems(f"FG01{extension}", bytes(data)) == [
        f"FG01{extension}: the file has a password. Save it without one."
    ]


def cell_far_away(row: int, column: str) -> bytes:
    cells = f'<row r="{row}"><c r="{column}{row}" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    return changed(".xlsx", lambda xml: xml.replace(b"</sheetData>", cells.encode()))


def test_a_workbook_of_a_million_empty_rows_and_columns(read, problems):
    wide = b'<dimension ref="A1:XFD1048576"/>'
    data = changed(".xlsx", lambda xml: xml.replace(b'<dimension ref="A1:B3"/>', wide))
    assert said(read("FG01.xlsx", data)) == SAID
    assert "the row has 16384 cells, the header 2" in problems("FG01.xlsx", cell_far_away(9, "XFD"))[0]
    [problem] = problems("FG01.xlsx", cell_far_away(999_999_999, "B"))
    assert "more cells than a table of turns" in problem


def test_a_formula_is_read_as_what_it_shows(tmp_path):
    book = openpyxl.Workbook()
    for row in [("spreker", "tekst"), ("GL", '=HYPERLINK("http://x.nl","weg")'), ("GL", "Ja.")]:
        book.active.append(row)
    book.save(tmp_path / "FG01.xlsx")
    assert said(read_transcript(tmp_path / "FG01.xlsx", labels=["GL"]).turns) == [("GL", "Ja.")]


@pytest.mark.parametrize(
    "extension", [".txt", ".csv", ".vtt", ".srt", ".html", ".json", ".docx", ".odt", ".xlsx", ".rtf"]
)
def test_signs_that_turn_the_direction_of_text_or_hide_it_are_left_out(read, extension):
    hidden = "Ouder \u202e1\u2066: \U000e0041ja\u2069 Me\u200bh\u2060met\u200d"
    if extension in (".txt", ".srt"):
        data = f"1\n00:00:01,000 --> 00:00:02,000\n{hidden}".encode() if extension == ".srt" else hidden.encode()
    else:
        label, text = hidden.split(":")
        data = written(extension, [(label, text.strip())])
    assert said(read(f"FG01{extension}", data)) == [("Ouder 1", "ja Mehmet\u200d")]


def test_halves_of_signs_in_json_and_rtf(read):
    segments = {"segments": [{"start": 0, "end": 1, "speaker": "GL", "text": "a \ud83d\ude00 \ud800 b"}]}
    assert said(read("FG01.json", json.dumps(segments))) == [("GL", "a 😀 \ufffd b")]
    assert said(read("FG01.rtf", rb"{\rtf1\ansi GL: a \u-10179?\u-8704? \u55296? b\par}")) == [("GL", "a 😀 \ufffd b")]


def test_what_looks_like_code_is_said_as_it_stands(read):
    text = "<script>alert(1)</script> {{ 7*7 }} {% raw %} \\input{x} $(rm) =HYPERLINK('x')"
    for extension in READERS:
        if extension not in (".vtt", ".srt"):
            assert said(read(f"FG01{extension}", written(extension, [("GL", text)]))) == [("GL", text)]


@pytest.mark.parametrize("make", ["folder", "pipe"])
@pytest.mark.parametrize("extension", READERS)
def test_what_is_no_file(tmp_path, extension, make):
    path = tmp_path / f"FG01{extension}"
    path.mkdir() if make == "folder" else os.mkfifo(path)
    with pytest.raises(TranscriptError, match=r"this is no file|cannot be opened \(Is a directory\)"):
        read_transcript(path, labels=["GL"])


def test_a_device_is_no_file(tmp_path):
    (tmp_path / "FG01.txt").symlink_to("/dev/zero")
    with pytest.raises(TranscriptError, match="this is no file"):
        read_transcript(tmp_path / "FG01.txt", labels=["GL"])


def test_a_file_that_grows_while_it_is_read(tmp_path):
    path = tmp_path / "FG01.txt"
    path.write_text("GL: a\n" * 1000)
    with pytest.raises(TranscriptError, match=r"larger than 0.001 MB"):
        read_transcript(path, labels=["GL"], limits=Limits(max_bytes=1000))


NO_LABEL = "no line opens with a label"
LARGE = [
    (".txt", "'GL: a\\nOuder 1: b\\n' * 500_000", "more than 500000 lines"),
    (".txt", "'GL: a\\nOuder 1: b\\n' * 50_000 + 'GL: a'", "100001 turns"),
    (".txt", "'GL: ' + 'a b ' * 12_000_000", "a line of 4800000"),
    (".txt", "'\\n' * 48_000_000", "more than 500000 lines"),
    (".txt", "'=' * 999_000 + 'x'", NO_LABEL),
    (".txt", "('GL' + ' ' * 999_000 + 'x\\n') * 20", NO_LABEL),
    (".txt", "'1m' * 400_000 + 'x'", NO_LABEL),
    (".txt", "'GL: ' + '[' * 900_000", "1 turn"),
    (".txt", "'GL: ' + '//Ouder 1: ' * 80_000 + 'ja'", "1 turn"),
    (".txt", "'GL: ' + 'Ã«Ã ' * 200_000", "1 turn"),
    (".vtt", "'WEBVTT\\n\\n00:01.000 --> 00:02.000\\n' + 'ja, ' * 12_000_000", "a line of 4"),
    (".srt", "'1\\n00:00:01,000 --> 00:00:02,000\\nGL: ' + '<v ' * 300_000", "1 turn"),
    (".csv", "'spreker;tekst\\n' + 'GL;a\\nOuder 1;b\\n' * 300_000", "more than 500000 lines"),
    (".csv", "'spreker;tekst\\nGL;' + 'a' * 40_000_000", "a text of more than 131072 signs"),
    (".html", "'GL: ' + '<p' * 450_000", "nobody says anything"),
    (".json", "'[' * 40_000_000", "unpacks to more than a transcript holds"),
    (".rtf", "'{\\\\rtf1 GL: ' + 'a' * 4_000_000", "a line of 4000004 signs"),
    (".rtf", "'{\\\\rtf1 ' + '{\\\\field{\\\\*\\\\fldinst{' * 300_000", "is empty"),
]


@pytest.mark.parametrize(("extension", "content", "message"), LARGE)
def test_a_large_file_is_refused_or_read_within_memory_and_in_time(tmp_path, extension, content, message):
    path = tmp_path / f"FG01{extension}"
    code = f"""
from pathlib import Path
from pipeline.errors import PipelineError
from pipeline.readers import read_transcript
path = Path({str(path)!r})
path.write_text({content}, encoding='utf-8')
try:
    print(len(read_transcript(path, labels=['GL', 'Ouder 1']).turns), 'turn')
except PipelineError as error:
    print(error)
# Not ru_maxrss, which a process has from the one that started it.
status = Path('/proc/self/status')
print(status.read_text().split('VmHWM:')[1].split()[0] if status.exists() else 0)
"""
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr[-500:]
    *answer, kilobytes = done.stdout.split("\n")[:-1]
    assert message in answer[0]
    assert int(kilobytes) < 800_000
