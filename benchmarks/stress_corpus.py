"""A small invented corpus that fills every table, so that a run of every stage takes seconds."""

from __future__ import annotations

import csv
import random
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from benchmarks.measure import ROOT

SESSIONS = ("S1", "S2", "S3", "S4")
_N_TURNS = 36
_GROUPS = {"Ouder1": "ouder", "Ouder2": "ouder", "Baas1": "werkgever", "Baas2": "werkgever", "Anna": "jobcoach"}
_OPENINGS = ("Wat ik merk is dat", "Eerlijk gezegd vind ik dat", "Bij ons op de zaak is het zo dat", "Ik zei nog dat")
_SUBJECTS = (
    "de bus naar het stagebedrijf maar twee keer per dag rijdt en hij dan een uur staat te wachten",
    "de begeleider van school nooit de telefoon opneemt en je dus niemand te pakken krijgt",
    "hij na zijn contract opeens niemand meer had die langskwam om te vragen hoe het ging",
    "mevrouw De Vries uit Zwolle ons hielp met het formulier van de gemeente en de subsidie",
    "zij zo trots was op haar eigen poort dat ze er thuis de hele avond over vertelde",
    "wij als bedrijf best willen, maar dat iemand ons moet uitleggen hoe je zo'n jongere begeleidt",
)
_QUESTIONS = ("Hoe ging dat op de stage?", "Wat heb je dan nodig van school?", "Helpt de begeleider daarbij?")


def make_stress_corpus(folder: Path) -> tuple[Path, Path]:
    """Write a corpus and its configuration below `folder`: the two folders."""
    corpus, config = folder / "klein", folder / "config"
    shutil.copytree(ROOT / "config", config)
    settings = config / "settings.yaml"
    text = settings.read_text(encoding="utf-8")
    # So few segments that there would be no topics to model, and too many resamples for a run of seconds.
    for key, value in (("minimum_segments", 40), ("segments_per_topic", 5), ("runs", 10), ("resamples", 50)):
        text = re.sub(rf"^(  {key}:).*$", rf"\1 {value}", text, flags=re.M)
    settings.write_text(text, encoding="utf-8")
    (corpus / "transcripten").mkdir(parents=True)
    (corpus / "coderingen").mkdir()
    chance = random.Random(4)
    codings: list[list[str]] = []
    for session in SESSIONS:
        lines = [f"GL: {chance.choice(_QUESTIONS)}\n{_turn(chance)}" for _ in range(_N_TURNS // 2)]
        (corpus / "transcripten" / f"{session}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        codings += [[session, str(2 * turn), "", "reizen" if turn % 2 else "zelfvertrouwen"] for turn in range(1, 7)]
    _write(
        corpus / "sessies.csv",
        "sessie;bestand;soort;citeren",
        ([s, f"{s}.txt", "focusgroep", "extern"] for s in SESSIONS),
    )
    speakers = {"GL": ""} | _GROUPS
    rows = (
        [s, who, "deelnemer" if group else "gespreksleider", group, "ja"]
        for s in SESSIONS
        for who, group in speakers.items()
    )
    _write(corpus / "sprekers.csv", "sessie;spreker;rol;groep;toestemming", rows)
    for coder in ("HB", "LM"):
        kept = (row for number, row in enumerate(codings) if coder == "HB" or number % 5)
        _write(
            corpus / "coderingen" / f"{coder}.csv", "sessie;beurt;citaat;code;codeur", ([*row, coder] for row in kept)
        )
    coders = ([coder, session, "ja", "ja"] for session in SESSIONS[:2] for coder in ("HB", "LM"))
    _write(corpus / "codeurs.csv", "codeur;sessie;volledig;blind", coders)
    return corpus, config


def _turn(chance: random.Random) -> str:
    who = chance.choice(list(_GROUPS))
    return f"{who}: {chance.choice(_OPENINGS)} {chance.choice(_SUBJECTS)}, en {chance.choice(_SUBJECTS)}."


def _write(path: Path, header: str, rows: Iterable[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(header.split(";"))
        writer.writerows(rows)
