"""QDPX (a zip of project.qde and a folder of sources), QDE and QDC: looked at, read and written.

Only the project and the texts it names are ever unpacked, in memory: recordings and pictures stay in the archive.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo, is_zipfile

from pipeline.errors import PipelineError, Problem
from pipeline.exchange.refi_xml import Element, name_of
from pipeline.readers.encoding import read_bytes
from pipeline.readers.limits import USUAL, Limits
from pipeline.readers.packages import check_parts, not_readable, parse_xml

KIND = "REFI-QDA file"
_INTERNAL = "internal://"
_BROKEN = (BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError, KeyError)
# The earliest time that a zip can hold: two exports of the same are the same bytes.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Package:
    """A file that was read: its root (Project or CodeBook), and the texts of its sources by their names."""

    name: str
    form: Literal["Project", "CodeBook"]
    root: Element
    texts: Mapping[str, bytes] = field(default_factory=dict)
    """By the file's name in lower case, without its folder."""

    def text_at(self, path: str) -> bytes | None:
        """The text that `internal://…` leads to, in whatever case its name and folder are; None where it is absent."""
        if not path.lower().startswith(_INTERNAL):
            return None
        return self.texts.get(PurePosixPath(path[len(_INTERNAL) :].replace("\\", "/")).name.lower())


def read_package(path: Path, *, limits: Limits = USUAL) -> Package:
    """Read a .qdpx, .qde or .qdc, by what is in it. Raises PipelineError where it is none, or not to be trusted."""
    name = path.name
    if path.is_file() and is_zipfile(path):
        data, texts = _unpacked(path, limits)
    else:
        data, texts = read_bytes(path, name=name, limits=limits), {}
    if not texts and data.startswith(b"PK"):
        raise PipelineError(not_readable(name, KIND))
    root = parse_xml(data, name=name)
    match name_of(root):
        case "Project":
            return Package(name, "Project", root, texts)
        case "CodeBook":
            return Package(name, "CodeBook", root, texts)
    what = "this XML is no project and no codebook of REFI-QDA"
    raise PipelineError(Problem(name, 1, what, "Export it as QDPX or QDC in the other program."))


def _unpacked(path: Path, limits: Limits) -> tuple[bytes, dict[str, bytes]]:
    """The project and the texts of an archive. Raises PipelineError."""
    name = path.name
    try:
        with ZipFile(path) as archive:
            parts = archive.infolist()
            check_parts(parts, name=name, kind=KIND)
            projects = [part for part in parts if part.filename.lower().endswith((".qde", ".qdc"))]
            if not projects:
                what = "there is no project.qde in this archive"
                raise PipelineError(Problem(name, 0, what, "Export it as QDPX in the other program."))
            # The one that is least deep: programs write it at the top.
            project = min(projects, key=lambda part: part.filename.count("/"))
            texts: dict[str, bytes] = {}
            left = limits.max_unpacked_bytes
            for part in [project, *(part for part in parts if part.filename.lower().endswith(".txt"))]:
                data = _part(archive, part, most=left, name=name)
                left -= len(data)
                texts[PurePosixPath(part.filename.replace("\\", "/")).name.lower()] = data
    except _BROKEN as error:
        raise PipelineError(not_readable(name, KIND)) from error
    return texts.pop(PurePosixPath(project.filename.replace("\\", "/")).name.lower()), texts


def _part(archive: ZipFile, part: ZipInfo, *, most: int, name: str) -> bytes:
    """A part as it truly unpacks, whatever its header says. Raises PipelineError where it grows beyond the limit."""
    with archive.open(part) as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        what = "the texts in this archive unpack to more than may be read"
        raise PipelineError(Problem(name, 0, what, "Is it the right file? See transcripts.max_unpacked_megabytes."))
    return data


def packed(project: bytes, texts: Mapping[str, str]) -> bytes:
    """A QDPX of a project and its texts by their GUIDs; the same content gives the same bytes."""
    stream = io.BytesIO()
    with ZipFile(stream, "w", compression=ZIP_DEFLATED) as archive:
        parts = [("project.qde", project), *((f"sources/{guid}.txt", text.encode()) for guid, text in texts.items())]
        for filename, data in parts:
            part = ZipInfo(filename, _NO_TIME)
            part.compress_type, part.create_system, part.external_attr = ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(part, data)
    return stream.getvalue()


def path_of(guid: str) -> str:
    """Where the XML says that the text of a source is."""
    return f"{_INTERNAL}{guid}.txt"
