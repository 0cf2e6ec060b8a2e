"""A corpus of the size of one study: 34 sessions, 250,000 words, made from ../shared/data and the example.

The sources hold some 86,000 words (spontaneous dialogues, a day of parliament, the example), so every source is used
about three times, in other sessions and next to other neighbours. Repeats make caches look a little better than
new talk would.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import cycle, groupby
from pathlib import Path

from benchmarks.measure import ROOT, SHARED

N_SESSIONS, N_WORDS = 34, 250_000

Turns = list[tuple[str, str]]


def make_seed_corpus(folder: Path) -> dict[str, int]:
    """Write the corpus to `folder`; its size in sessions, turns, words, and words that the sources hold."""
    (folder / "transcripten").mkdir(parents=True)
    pool = [turn for document in _documents() for turn in document]
    source = cycle(pool)
    size = {"sessions": 0, "turns": 0, "words": 0, "different_words": sum(_n_words(turn) for turn in pool)}
    sessions, speakers = [], []
    for number in range(1, N_SESSIONS + 1):
        turns: Turns = []
        while size["words"] < N_WORDS * number / N_SESSIONS:
            turn = next(source)
            turns.append(turn)
            size["words"] += _n_words(turn)
        name = f"S{number:02d}"
        lines = "".join(f"{label}: {text}\n" for label, text in turns)
        (folder / "transcripten" / f"{name}.txt").write_text(lines, encoding="utf-8")
        sessions.append([name, f"{name}.txt", "focusgroep"])
        speakers += [[name, label, *_role(label)] for label in dict.fromkeys(label for label, _ in turns)]
        size["sessions"] += 1
        size["turns"] += len(turns)
    _write(folder / "sessies.csv", ["sessie", "bestand", "soort"], sessions)
    _write(folder / "sprekers.csv", ["sessie", "spreker", "rol", "groep"], speakers)
    return size


def _n_words(turn: tuple[str, str]) -> int:
    return len(turn[1].split())


def _role(label: str) -> list[str]:
    is_moderator = label in ("De voorzitter", "GL", "Marloes")
    return ["gespreksleider", ""] if is_moderator else ["deelnemer", "ouder"]


def _documents() -> Iterator[Turns]:
    with (SHARED / "ifadv" / "turns.csv").open(encoding="utf-8", newline="") as file:
        for _, rows in groupby(csv.DictReader(file), key=lambda row: row["dialogue"]):
            yield [(row["speaker"], row["utterance"]) for row in rows]
    with (SHARED / "handelingen" / "turns.csv").open(encoding="utf-8", newline="") as file:
        for _, rows in groupby(csv.DictReader(file), key=lambda row: row["agenda_item"]):
            yield [(row["speaker"].replace(":", " "), " ".join(row["text"].split())) for row in rows]
    yield from _example()


def _example() -> Iterator[Turns]:
    from pipeline.flow_sessions import read_session
    from pipeline.study import read_study

    study = read_study(ROOT / "data" / "raw" / "voorbeeld", ROOT / "config", ROOT)
    for session in study.sessions:
        yield [(turn.speaker, turn.text) for turn in read_session(study, session).turns]


def _write(path: Path, header: list[str], rows: Iterable[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(header)
        writer.writerows(rows)
