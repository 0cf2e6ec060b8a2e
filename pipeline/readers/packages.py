"""Files that are zip archives of XML (docx, odt, xlsx), and XML itself: looked at before a library opens them.

Nothing is ever written to disk, and an archive inside an archive is never opened. XML that declares entities or a
document type is refused: no program that writes transcripts needs them, and they can be made to grow without end, or to
read other files.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from pipeline.errors import Problem, TranscriptError
from pipeline.readers.limits import USUAL, Limits

# A Word document has a few dozen parts, and one more for each picture.
_MOST_PARTS = 10_000
# Text and XML shrink to a tenth or a fiftieth; what shrinks to less was made to.
_MOST_SHRUNK, _SHRUNK_FROM = 250, 20_000_000
# An hour of talk takes 50,000; a library needs a few hundred bytes of memory for each.
_MOST_TAGS = 2_000_000
_CHUNK = 1 << 20
_BOM = b"\xef\xbb\xbf"
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_LONGEST_DECLARATION = 10
_ENCODING = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]+)""")
# Encodings in which a `<` is a `<`, so that what is looked for here is what a parser will see.
_ENCODINGS = (b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"iso-8859-15", b"windows-1252")
_OTHER_STARTS = (b"\xff\xfe", b"\xfe\xff", b"\0<", b"\0\0\0<", b"<\0", b"\x4c\x6f\xa7\x94")


def check(data: bytes, *, name: str, kind: str, limits: Limits = USUAL) -> None:
    """Look through an archive before a library opens it. `kind` is what messages call it: Word document.

    Raises TranscriptError where it is no archive, unpacks to more than the limits allow, names a place outside itself,
    or holds XML that declares entities.
    """
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            most = min(limits.max_unpacked_bytes, max(_SHRUNK_FROM, _MOST_SHRUNK * len(data)))
            parts = archive.infolist()
            check_parts(parts, name=name, kind=kind)
            n_unpacked, n_tags = 0, 0
            for part in parts:
                for n_bytes, n_more in _measured(archive, part, name=name):
                    n_unpacked += n_bytes
                    n_tags += n_more
                    if n_unpacked > most:
                        raise TranscriptError(_too_large(name, most))
                    _check_tags(n_tags, name=name)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError) as error:
        raise TranscriptError(not_readable(name, kind)) from error


def not_readable(name: str, kind: str) -> Problem:
    """The problem that a file is not what its extension says."""
    return Problem(
        name, 0, f"the file is no {kind} that can be read", "Save it again in that format, without a password."
    )


def check_xml(data: bytes, *, name: str) -> None:
    """Look through XML before a library parses it. Raises TranscriptError where it declares entities."""
    n_tags = sum(n_tags for _, n_tags in _looked_through(iter([data]), name=name, is_xml=True))
    _check_tags(n_tags, name=name)


def parse_xml(data: bytes, *, name: str) -> etree._Element:
    """The root of an XML file, that read no other file and asked nothing of a network. Raises TranscriptError."""
    check_xml(data, name=name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", 0) or 0
        raise TranscriptError(Problem(name, line, "the file is broken XML", "Save it again.")) from error


def check_parts(parts: list[ZipInfo], *, name: str, kind: str) -> None:
    """Look at the names of an archive's parts. Raises TranscriptError where one leads outside it, or has a password."""
    if len(parts) > _MOST_PARTS:
        raise TranscriptError(Problem(name, 0, f"the file has {len(parts)} parts", "Is it the right file?"))
    for part in parts:
        # Python reads a name until its first NUL.
        names = PurePosixPath(part.orig_filename.replace("\\", "/").replace("\0", "/"))
        if ".." in names.parts or names.is_absolute() or ":" in names.parts[:1] or re.match("[A-Za-z]:", str(names)):
            what = "a part of the file is to be put outside it"
            raise TranscriptError(Problem(name, 0, what, "Do not open it: ask who made it."))
        if part.flag_bits & 1:
            raise TranscriptError(Problem(name, 0, "the file has a password", "Save it without one."))
        if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise TranscriptError(not_readable(name, kind))


def _measured(archive: ZipFile, part: ZipInfo, *, name: str) -> Iterator[tuple[int, int]]:
    """Bytes and tags of each piece of a part as it truly unpacks, whatever its header says."""
    with archive.open(part) as stream:
        is_xml = part.filename.lower().endswith((".xml", ".rels"))
        yield from _looked_through(iter(lambda: stream.read(_CHUNK), b""), name=name, is_xml=is_xml)


def _looked_through(chunks: Iterator[bytes], *, name: str, is_xml: bool) -> Iterator[tuple[int, int]]:
    before = b""
    for number, chunk in enumerate(chunks):
        start = chunk.removeprefix(_BOM).lstrip() if number == 0 else b""
        if number == 0:
            is_other = start.startswith(_OTHER_STARTS) or chunk.startswith(_OTHER_STARTS)
            is_xml = is_xml or is_other or start.startswith(b"<")
            encoding = _ENCODING.match(start)
            if is_xml and (is_other or (encoding and encoding[1].lower() not in _ENCODINGS)):
                raise TranscriptError(Problem(name, 0, "XML that is not UTF-8", "Save it again."))
        if is_xml and _DECLARES.search(before + chunk):
            what = "XML that declares entities, as no program that writes transcripts does"
            raise TranscriptError(Problem(name, 0, what, "Do not open it: ask who made it."))
        yield len(chunk), chunk.count(b"<") if is_xml else 0
        before = chunk[-_LONGEST_DECLARATION:]


def _check_tags(n_tags: int, *, name: str) -> None:
    if n_tags > _MOST_TAGS:
        what = f"XML with more than {_MOST_TAGS} tags, more than a transcript has"
        raise TranscriptError(Problem(name, 0, what, "Is it the right file?"))


def _too_large(name: str, most: int) -> Problem:
    what = f"the file unpacks to more than a transcript of its size holds ({most / 1_000_000:g} MB)"
    return Problem(name, 0, what, "Is it the right file? See transcripts.max_unpacked_megabytes.")
