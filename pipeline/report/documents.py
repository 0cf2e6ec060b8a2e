"""A finished page as docx and pdf: pandoc writes both, typst sets the pdf. Nothing is asked of a network."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.report.document_text import Document, document_of, png_of
from pipeline.report.docx_details import NEW_PAGE, finished
from pipeline.report.files import FIGURES
from pipeline.report.plan import Report
from pipeline.store import write_atomically

_TEMPLATES = Path(__file__).with_name("templates")
REFERENCE = _TEMPLATES / "reference.docx"
_LANGUAGE = "nl-NL"
_NEW_PAGE = re.compile(rf"#block\[\s*{NEW_PAGE}\s*\]")


def write_documents(page: bytes, *, report: Report, formats: Collection[str], folder: Path) -> list[Path]:
    """Write a page as `<folder>/<name>.docx` or `.pdf`, or its drawings as `figuren/<name>-1.svg` and `.png`, ...

    `formats` names which: docx, pdf, figuren. The same bytes for the same page.
    """
    document = document_of(page)
    makers = {"docx": docx_of, "pdf": pdf_of}
    paths = []
    for form in sorted(set(formats) & set(makers)):
        path = folder / f"{report.name}.{form}"
        write_atomically(path, makers[form](document))
        paths.append(path)
    for number, drawing in enumerate(document.drawings if FIGURES in formats else (), start=1):
        path = folder / FIGURES / f"{report.name}-{number}.svg"
        write_atomically(path, drawing.encode())
        write_atomically(path.with_suffix(".png"), png_of(drawing))
        paths += [path, path.with_suffix(".png")]
    return paths


def docx_of(document: Document) -> bytes:
    """A document with real styles, headings, captions and a table of contents."""
    import pypandoc

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "rapport.docx"
        arguments = ["--sandbox", f"--reference-doc={REFERENCE}", f"--metadata=lang={_LANGUAGE}"]
        arguments += ["--toc", "--toc-depth=2", "--metadata=toc-title=Inhoud"] if document.is_long else []
        source = document.html(with_numbers=True, pictures=document.pngs)
        pypandoc.convert_text(source, "docx", format="html", outputfile=str(out), extra_args=arguments)
        return finished(out.read_bytes(), title=document.title)


def pdf_of(document: Document) -> bytes:
    """A4 pages with a contents list, numbered captions and drawings that stay sharp."""
    import pypandoc
    import typst

    names = [f"figuur-{number}.svg" for number in range(1, len(document.drawings) + 1)]
    source = document.html(with_numbers=False, pictures=names)
    body = pypandoc.convert_text(source, "typst", format="html", extra_args=["--sandbox", "--wrap=none"])
    body = _NEW_PAGE.sub("#pagebreak(weak: true)", body)
    head = (_TEMPLATES / "document.typ").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, drawing in zip(names, document.drawings, strict=True):
            (root / name).write_text(drawing, encoding="utf-8")
        (root / "rapport.typ").write_text(f"{head}\n#kop({_settings(document)})\n{body}", encoding="utf-8")
        made: Any = typst.compile(
            str(root / "rapport.typ"), root=str(root), font_paths=[str(fonts())], ignore_system_fonts=True,
            package_path=str(root), package_cache_path=str(root), timestamp=0,
        )  # fmt: skip
    return bytes(made)


def _settings(document: Document) -> str:
    """Title, banner and facts as arguments of the template: strings, in which no sign means anything."""
    facts = ", ".join(f"({_string(name)}, {_string(value)})" for name, value in document.facts)
    texts = {
        "titel": document.title,
        "onder": document.subtitle,
        "studie": document.study,
        "verzonnen": document.banner,
    }
    given = [f"{name}: {_string(text)}" for name, text in texts.items()]
    given += [f"inhoud: {str(document.is_long).lower()}", f"feiten: ({facts}{',' if document.facts else ''})"]
    return ", ".join(given)


def _string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'


@cache
def fonts() -> Path:
    """The folder of the fonts that come with matplotlib: there on every machine."""
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"
