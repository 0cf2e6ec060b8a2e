"""What stands in the other forms of a report, its metadata included, is checked for what no report may hold."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import Problem
from pipeline.report.plan import Report
from pipeline.report.secrets_of_study import Secrets

_TAG = re.compile(r"<[^<>]*>")
_REMEDY = "It was removed. This is a mistake in the report or the program: tell who keeps them."


def remove_unsafe(path: Path, *, report: Report, secrets: Secrets) -> list[Problem]:
    """Problems of a docx, pdf or svg that holds a name, a folder or an id that it may not; the file is then deleted."""
    text = " ".join(texts_of(path.read_bytes(), kind=path.suffix))
    found = secrets.kinds_in(text, is_team=report.audience == "team")
    if found:
        path.unlink()
    return [Problem(path.name, 0, f"{kind} stands in it", _REMEDY) for kind in found]


def texts_of(data: bytes, *, kind: str) -> Iterator[str]:
    """All that can be read in a docx, pdf or svg (`kind` is its suffix): its text, its names and its metadata."""
    if kind == ".docx":
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            for name in parts.namelist():
                yield name
                if name.endswith((".xml", ".rels")):
                    # Words may be cut into runs: without marks they are whole again.
                    yield _TAG.sub("", parts.read(name).decode("utf-8", errors="replace"))
    elif kind == ".svg":
        yield data.decode("utf-8", errors="replace")
    elif kind == ".pdf":
        import pypdfium2

        document = pypdfium2.PdfDocument(data)
        try:
            yield from (str(value) for value in document.get_metadata_dict().values())
            yield from (page.get_textpage().get_text_range() for page in document)
        finally:
            document.close()
