"""The checklist of a method standard: what the program fills, what a person filled, and what waits."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.report import slots
from pipeline.report.markup import Cell, Html, html, join, listing, paragraph, table, whole
from pipeline.report.view import View
from pipeline.yaml_text import read_yaml

_FOLDER = Path(__file__).with_name("checklists")


@cache
def standard(name: str) -> dict[str, Any]:
    """A standard as its file holds it: naam, bron, punten."""
    found: dict[str, Any] = read_yaml(_FOLDER / f"{name.lower()}.yaml").data
    return found


def checklist(view: View) -> Html:
    """Every point of the standard that the study chose, with what fills it; nothing where it chose none."""
    texts = view.writings["texts"]
    name = texts.get("checklist") or "geen"
    if name == "geen":
        return paragraph("Dit onderzoek koos geen controlelijst (`checklist` in rapport.yaml: COREQ of RTARG).")
    chosen, own = standard(name), texts.get("punten") or {}
    rows: list[Any] = []
    n_filled = 0
    part = None
    for number, point in chosen["punten"].items():
        if point["deel"] != part:
            part = point["deel"]
            rows.append((Cell(part, "theme"), "", "", ""))
        text, who = _filled(view, name, number, own)
        n_filled += bool(text)
        rows.append((number, point["naam"], text or Cell(slots.MISSING, "hidden-cell"), who))
    caption = f"{chosen['naam']} ({chosen['bron']})"
    lead = html("<p><strong>{} van {}</strong> punten van {} zijn ingevuld.</p>", n_filled, len(chosen["punten"]), name)
    return join([lead, table(["Nr", "Punt", "Wat er staat", "Door"], rows, caption=caption, wide={1, 2})])


def _filled(view: View, name: str, number: str, own: dict[str, str]) -> tuple[str, str]:
    """What stands at a point, and who filled it; a person goes before the program."""
    if own.get(number):
        return slots.shown(view, own[number]), "een onderzoeker"
    fills = _BY_PROGRAM.get((name, number))
    text = fills(view) if fills else ""
    return text, "het programma" if text else ""


def _people(view: View) -> str:
    size = view.size()
    return "" if size is None else f"{size} mensen, in {len(view.corpus.sessions)} gesprekken"


def _kinds(view: View) -> str:
    named = [view.group(group) for group in view.groups]
    return f"Groepen: {listing(named)}. Aantallen per groep staan in het eindrapport." if named else ""


def _minutes(view: View) -> str:
    minutes = view.corpus.sessions.minutes.dropna()
    if not len(minutes):
        return ""
    return f"{int(minutes.min())} tot {int(minutes.max())} minuten; samen {whole(int(minutes.sum()))} minuten"


def _coders(view: View) -> str:
    coders = sorted({row["coder"] for row in view.corpus.study["coders"]})
    return f"{len(coders)}: {listing(coders)}; hun overeenstemming staat hierboven" if coders else ""


def _tree(view: View) -> str:
    version = view.corpus.study["codebook"]["versie"]
    return f"Staat hierboven: {len(view.themes)} thema's, {len(view.codes)} codes, versie {version}"


def _derived(view: View) -> str:
    origin = view.book.loc[view.codes, "origin"].fillna("") if "origin" in view.book else None
    if origin is None or not (origin != "").any():
        return ""
    n_before = int(origin.str.startswith("vooraf").sum())
    n_later = int(origin.str.startswith("uit").sum())
    return f"{n_before} codes stonden vooraf vast, {n_later} kwamen uit het materiaal"


def _software(view: View) -> str:
    versions = view.corpus.study["versions"]
    seed = view.settings["seed"]
    return f"Python {versions['python']}, spaCy, HanTa, BERTopic en andere: versies staan hieronder; zaadje {seed}"


def _quotes(view: View) -> str:
    n = len(view.corpus.table("quotes").drop_duplicates("segment_id"))
    return f"{whole(n)} plaatsen gekozen om te citeren, met groep en soort gesprek en zonder naam" if n else ""


def _major(view: View) -> str:
    return "Thema's staan in het overzicht naar hoeveel mensen en gesprekken er iets over zeiden"


def _minor(view: View) -> str:
    n = len(view.writings["claims"])
    against = set(view.corpus.evidence.query("side == 'contradicts'").source_id)
    sought = sum(bool(c.get("gezocht")) or c["id"] in against for c in view.writings["claims"])
    return f"Bij {sought} van de {n} bevindingen is tegenspraak genoemd of gezocht" if n else ""


def _saturation(view: View) -> str:
    return "Nieuwe codes per gesprek staan hierboven; een conclusie trekt het programma niet"


_BY_PROGRAM: dict[tuple[str, str], Callable[[View], str]] = {
    ("COREQ", "12"): _people,
    ("COREQ", "16"): _kinds,
    ("COREQ", "21"): _minutes,
    ("COREQ", "22"): _saturation,
    ("COREQ", "24"): _coders,
    ("COREQ", "25"): _tree,
    ("COREQ", "26"): _derived,
    ("COREQ", "27"): _software,
    ("COREQ", "29"): _quotes,
    ("COREQ", "31"): _major,
    ("COREQ", "32"): _minor,
    ("RTARG", "4"): _people,
    ("RTARG", "8"): _coders,
    ("RTARG", "9"): _derived,
    ("RTARG", "14"): _quotes,
    ("RTARG", "15"): _minor,
    ("RTARG", "18"): _software,
}
