"""The files of a report in all its forms: where they lie, whether they stand as they were made, and their end."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from pipeline.report.keys import stored_key, whole_key

INDEX = "index.html"
BESIDE = (".docx", ".pdf")
"""Other forms of a page."""

FIGURES = "figuren"
"""The folder with the drawings of reports."""

BUNDLE = "verantwoording-audit.zip"
_FIGURE = re.compile(r"(?P<report>.+)-\d+\.(?:svg|png)")


def page_of(folder: Path, name: str) -> Path:
    """The page of a report."""
    return folder / f"{name}.html"


def notebook_of(folder: Path, name: str) -> Path:
    """The executed notebook of a report."""
    return folder / "notebooks" / f"{name}.ipynb"


def standing_key(folder: Path, name: str) -> str | None:
    """The key of a report that is, with its executed notebook, byte for byte as it was made; else None."""
    return whole_key(page_of(folder, name), notebook_of(folder, name))


def standing_forms(folder: Path, name: str) -> list[str]:
    """The forms beside html in which a report stands: docx, pdf, and figuren for its drawings."""
    page = page_of(folder, name)
    forms = [suffix.lstrip(".") for suffix in BESIDE if page.with_suffix(suffix).is_file()]
    return forms + ["figuren"] * any(_figures(folder, name))


def is_ours(page: Path) -> bool:
    """Whether a page is one of our reports, damaged ones included; the researcher's own files stay."""
    return stored_key(page) is not None or notebook_of(page.parent, page.stem).is_file()


def discard(folder: Path, name: str) -> None:
    """Delete a report in every form."""
    for path in (page_of(folder, name), *_beside(folder, name), notebook_of(folder, name)):
        path.unlink(missing_ok=True)


def discard_others(folder: Path, names: Collection[str]) -> None:
    """Delete the reports of before that no longer belong, and what a killed run left; other files stay."""
    for leftover in folder.rglob(".*.tmp"):
        leftover.unlink(missing_ok=True)
    ours = [page.stem for page in folder.glob("*.html") if page.name != INDEX and is_ours(page)]
    for name in [*ours, *(path.stem for path in (folder / "notebooks").glob("*.ipynb"))]:
        if name not in names:
            discard(folder, name)
    (folder / BUNDLE).unlink(missing_ok=True) if not names else None


def _beside(folder: Path, name: str) -> Iterator[Path]:
    yield from (folder / f"{name}{suffix}" for suffix in BESIDE)
    yield from _figures(folder, name)


def _figures(folder: Path, name: str) -> list[Path]:
    """The drawings of a report as files of their own."""
    found = sorted((folder / FIGURES).glob(f"{name}-*"))
    return [path for path in found if (match := _FIGURE.fullmatch(path.name)) and match["report"] == name]
