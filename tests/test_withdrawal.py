"""Who withdraws is gone: looked for on the bytes of everything that a run left."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet
import pytest

from pipeline import flow
from pipeline.report.check_files import texts_of
from pipeline.study import read_study
from tests.builders import CODEBOOK, write_study

WORDS = {
    "ingetrokken": "een paarse neushoorn met rolschaatsen bracht mij elke ochtend naar de stageplek",
    "weggehaald": "het kanaal rook die winter naar gebrande karamel en oude fietsbanden",
    "sessie": "drie gele olifanten dansten op het dak van de kassen",
    "gebleven": "de begeleider belt altijd dezelfde middag nog netjes terug",
}
"""What each of them said: somebody who withdraws, whose row and turns are removed, whose session goes, who stays."""

SESSIONS = "sessie;bestand;soort;titel\nFG01;FG01.txt;focusgroep;Over {title}\nFG02;FG02.txt;focusgroep;Tweede\n"
SPEAKERS = (
    "sessie;spreker;rol;groep;toestemming;citeren\nFG01;GL;gespreksleider;;ja;extern\nFG01;Ouder1;deelnemer;ouder;{};extern\n"
    "FG01;Ouder2;deelnemer;ouder;ja;extern\nFG01;Ouder3;deelnemer;ouder;ja;extern\nFG02;Ouder4;deelnemer;ouder;ja;extern\n"
)
FG01 = (
    "== {heading} ==\nGL: Hoe kwam u daar?\nOuder1: Ja, {ingetrokken}.\nGL: Zei u nu {ingetrokken}?\n"
    "Ouder2: En {weggehaald}.\nOuder3: Nou, {gebleven}.\n"
)
CODINGS = (
    "sessie;beurt;citaat;code;codeur;memo\nFG01;;{ingetrokken};reizen;HB;Mooi: {ingetrokken}\n"
    "FG01;;{weggehaald};reizen;HB;\nFG01;;{gebleven};bereikbaarheid;HB;Let op: {ingetrokken}\n"
    "FG02;;{sessie};reizen;HB;Zie {sessie}\n"
)
QUOTES = (
    "sessie;beurt;citaat;rapport;reden;vrijgegeven\nFG01;;{ingetrokken};overzicht;Want {ingetrokken};ja\n"
    "FG01;;{weggehaald};overzicht;;ja\nFG01;;{gebleven};overzicht;Naast {ingetrokken};ja\n"
    "FG02;;{sessie};overzicht;;ja\n"
)
CLAIMS = (
    "bevindingen:\n  - id: B01\n    uitspraak: Zo ging het met {ingetrokken}.\n    steunt_op: |\n"
    "      FG01-0002 | {ingetrokken}\n      FG01-0004 | {weggehaald}\n      FG01-0005 | {gebleven}\n"
    "      FG02-0001 | {sessie}\n"
)
BOOK = f"{CODEBOOK}        voorbeelden: |\n          {WORDS['ingetrokken']}\n          {WORDS['gebleven']}\n"


_ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|n)")
"""How json writes what is no plain letter."""


class Left(NamedTuple):
    """Everything that two runs left, before and after people withdrew, and the corpus."""

    before: str
    after: str


def everything(out: Path) -> str:
    """Every byte of every file as text, and what parquet, base64 and escapes would hide."""
    texts = []
    for path in sorted(p for p in out.rglob("*") if p.is_file()):
        data = path.read_bytes()
        text = data.decode("utf-8", errors="ignore")
        texts += [path.name, text, _ESCAPE.sub(lambda found: chr(int(found[1] or "20", 16)), text)]
        texts += [
            base64.b64decode(found, validate=False).decode("utf-8", errors="ignore")
            for found in re.findall(r"[A-Za-z0-9+/]{40,}={0,2}", text)
            if len(found) % 4 == 0
        ]
        if path.suffix in (".docx", ".pdf"):
            texts += texts_of(data, kind=path.suffix)
        if path.suffix == ".parquet":
            texts.append(pyarrow.parquet.read_table(path).to_pandas().to_csv())
    # Drawings and pages break lines and mark up words.
    return " ".join(re.sub(r"<[^<>]*>", " ", "\n".join(texts)).split()).lower()


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Left:
    """Two runs with reports (about 40 s: deduce is loaded twice)."""
    folder = tmp_path_factory.mktemp("withdrawal")
    files = {
        "config/codebook.yaml": BOOK,
        "sessies.csv": SESSIONS.format(title=WORDS["ingetrokken"]),
        "sprekers.csv": SPEAKERS.format("ja"),
        "transcripten/FG01.txt": FG01.format(heading=WORDS["ingetrokken"].capitalize(), **WORDS),
        "transcripten/FG02.txt": f"Ouder4: Toen zag ik {WORDS['sessie']}.\n",
        "coderingen/HB.csv": CODINGS.format(**WORDS),
        "citaten.csv": QUOTES.format(**WORDS),
        "bevindingen.yaml": CLAIMS.format(**WORDS),
        "memos/a.md": f"Wat mij bijbleef: {WORDS['ingetrokken']}.\n",
    }
    corpus = write_study(folder, **files)
    out = folder / "out"
    run(corpus, out)
    before = everything(out)
    rows = files["sprekers.csv"].replace("ouder;ja", "ouder;ingetrokken", 1).splitlines(keepends=True)
    kept = [row for row in rows if "Ouder2" not in row and "FG02" not in row]
    (corpus / "sprekers.csv").write_text("".join(kept), encoding="utf-8")
    sessions = files["sessies.csv"].splitlines(keepends=True)
    (corpus / "sessies.csv").write_text("".join(sessions[:-1]), encoding="utf-8")
    turns = files["transcripten/FG01.txt"].splitlines(keepends=True)
    # What the moderator repeated goes with it, as a researcher who removes words by hand would see to.
    turns = [turn for turn in turns if not turn.startswith(("Ouder2", "GL: Zei"))]
    (corpus / "transcripten" / "FG01.txt").write_text("".join(turns), encoding="utf-8")
    (corpus / "transcripten" / "FG02.txt").unlink()
    run(corpus, out)
    return Left(before, everything(out))


def run(corpus: Path, out: Path) -> None:
    summary = flow.run(read_study(corpus, corpus / "config", out))
    assert not summary.failed
    assert summary.reports


@pytest.mark.parametrize("who", list(WORDS))
def test_what_was_said_can_be_found_before(left: Left, who: str) -> None:
    assert WORDS[who] in left.before


@pytest.mark.parametrize("who", ["ingetrokken", "weggehaald", "sessie"])
def test_not_even_four_words_in_a_row_are_left_of_who_withdrew(left: Left, who: str) -> None:
    words = WORDS[who].split()
    assert [run for run in map(" ".join, zip(*(words[n:] for n in range(4)), strict=False)) if run in left.after] == []


def test_who_stayed_is_still_there(left: Left) -> None:
    assert WORDS["gebleven"] in left.after
