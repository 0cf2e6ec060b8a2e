"""The audit trail as one zip: Lincoln & Guba's six classes (Naturalistic Inquiry, 1985, appendix A), without key file.

It is for an auditor who keeps what is in it to herself: ids, codings and decisions, memos and claims as they were
masked. Transcripts are not in it: pointers and hashes say which they were. Nor is who a label stands for.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.report.files import BUNDLE
from pipeline.store import write_atomically
from pipeline.study import Study

_EPOCH = (2000, 1, 1, 0, 0, 0)
_CLASSES = {
    "1-ruwe-gegevens": "Welke transcripten er waren: soort, datum, omvang en de hash van elk bestand. De teksten zelf "
    "zitten er niet in.",
    "2-bewerking": "Wat er van de gesprekken werd: segmenten (zonder tekst), coderingen, besluiten, wat vervangen is.",
    "3-synthese": "Het codeboek met thema's, de tellingen, en de bevindingen met de plaatsen waarop zij rusten.",
    "4-procesnotities": "Memo's, overeenstemming tussen codeurs, en wat geen plaats vond.",
    "5-bedoelingen": "Onderzoeksvragen, de leidraad en de teksten voor de rapporten.",
    "6-instrumenten": "Elke versie van het codeboek, de instellingen, en de versies van de programma's.",
}
_TABLES = {
    "2-bewerking": ("segments", "codings", "coding_values", "segment_codes", "privacy_findings"),
    "3-synthese": ("counts", "evidence", "topics"),
    "4-procesnotities": ("agreement", "unplaced"),
    "6-instrumenten": ("codebook_versions",),
}
_WORDS = {"text", "context", "memo", "evidence", "source_file"}
"""Columns with what was said or typed, or with the name of a file."""


def write_audit_bundle(study: Study, described: Mapping[str, Any]) -> Path:
    """Bring the bundle up to date: `verantwoording-audit.zip` in the folder of reports; equal input, equal bytes."""
    files = dict(sorted(_files(study, described)))
    files["LEESMIJ.md"] = _readme(study, files)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in files.items():
            bundle.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
    path, data = study.reports / BUNDLE, out.getvalue()
    if not path.is_file() or path.read_bytes() != data:
        write_atomically(path, data)
    return path


def _files(study: Study, described: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    store = study.store
    sessions = store.load("sessions").drop(columns=["title", "source_file", "school", "region"])
    yield "1-ruwe-gegevens/gesprekken.csv", _csv(sessions)
    for folder, tables in _TABLES.items():
        for name in tables:
            table = _without_names(store.load(name))
            yield f"{folder}/{name}.csv", _csv(table.drop(columns=[c for c in table.columns if c in _WORDS]))
    yield "3-synthese/codeboek.json", _json(described["codebook"])
    yield "3-synthese/bevindingen.json", _json(described["claims"])
    yield "3-synthese/goede-voorbeelden.json", _json(described["practices"])
    yield "4-procesnotities/memos.json", _json(described["memos"])
    yield "4-procesnotities/codeurs.json", _json(described["coders"])
    yield "5-bedoelingen/onderzoeksvragen.json", _json(described["codebook"].get("vragen") or {})
    yield "5-bedoelingen/leidraad.json", _json(described["guide"])
    yield "5-bedoelingen/rapportteksten.json", _json(_without_schools(described["texts"]))
    yield "6-instrumenten/instellingen.json", _json(described["settings"])
    yield "6-instrumenten/versies.json", _json(described["versions"])


def _without_names(table: pd.DataFrame) -> pd.DataFrame:
    """A table without what the registers call schools; numbered in the order of their names."""
    if not {"by", "value"} <= set(table.columns):
        return table
    is_school = table.by == "school"
    names = sorted(table.value[is_school].unique())
    numbers = {name: f"school {number}" for number, name in enumerate(names, start=1)}
    return table.assign(value=table.value.where(~is_school, table.value.map(numbers)))


def _without_schools(texts: Mapping[str, Any]) -> dict[str, Any]:
    """Texts without the names by which the registers call schools."""
    schools = texts.get("scholen") or {}
    numbered = {f"school {number}": schools[name] for number, name in enumerate(sorted(schools), start=1)}
    return {**texts, "scholen": numbered}


def _readme(study: Study, files: Mapping[str, bytes]) -> bytes:
    lines = [
        f"# Controlespoor van {study.name}", "",
        "Voor wie nagaat hoe dit onderzoek tot stand kwam. Wat hierin staat is vertrouwelijk: kenmerken wijzen naar "
        "gesprekken en mensen, ook al staan er geen namen in. Het sleutelbestand zit er niet bij.", "",
        "De indeling volgt de zes soorten gegevens van Lincoln en Guba (1985).", "",
    ]  # fmt: skip
    for folder, about in _CLASSES.items():
        lines += [f"## {folder}", "", about, ""]
        lines += [
            f"- `{name}` sha256 `{hashlib.sha256(data).hexdigest()}`"
            for name, data in files.items()
            if name.startswith(f"{folder}/")
        ]
        lines.append("")
    return "\n".join(lines).encode()


def _csv(table: pd.DataFrame) -> bytes:
    # Nothing in it is free text: ids, codes, numbers and hashes.
    return table.to_csv(index=False, sep=";", lineterminator="\n").encode("utf-8-sig")


def _json(value: Any) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False, indent=1)}\n".encode()
