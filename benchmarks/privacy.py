"""What masking finds and what it spares, per kind and beside deduce, for speakers' names, in talk; and how fast it is.

Nothing was tuned on the cases in benchmarks/cases: others wrote them, before and apart from the code.
"""

from __future__ import annotations

import csv
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from benchmarks.marks import Place, Tally, count_words, overlap, parsed, texts_in, united
from benchmarks.measure import ROOT, SHARED

CASES = ROOT / "benchmarks" / "cases"
_N_TALK = 20_000
_N_SPEED = 60_000
_AROUND = 40

_FAMILIES = {"postcode": "place", "address": "place", "bsn": "number", "id_number": "number"}
"""Kinds that one mark of deduce's cases holds together."""

_DEDUCE_FILES = {
    "ages": "age", "dates": "date", "emails": "email", "identifiers": "number", "institutions": "institution",
    "locations": "place", "names": "person", "phone_numbers": "phone", "urls": "url",
}  # fmt: skip

_DEDUCE_KINDS = {
    "persoon": "person", "patient": "person", "locatie": "place", "instelling": "institution",
    "ziekenhuis": "institution", "zorginstelling": "institution", "datum": "date", "leeftijd": "age",
    "telefoonnummer": "phone", "emailadres": "email", "url": "url", "bsn": "number", "id": "number",
}  # fmt: skip


def privacy(*, show: bool = False) -> dict[str, Any]:
    """All that is measured of masking; `show` prints each finding in talk, for a person to judge."""
    results: dict[str, Any] = {}
    if (SHARED / "privacy").is_dir():
        results["deduce_cases"] = _deduce_cases(SHARED / "privacy" / "deduce_cases")
        results["talk"] = _talk(show=show)
        results["speed_words_per_s"] = _speed()
    cases: dict[str, Callable[[Any], dict[str, Any]]] = {"kinds": _kinds, "speakers": _speakers}
    for name, measure in cases.items():
        if (CASES / f"{name}.yaml").is_file():
            results[name] = measure(YAML(typ="safe").load(CASES / f"{name}.yaml"))
    for name, result in results.items():
        _print_table(name, result)
    return results


def _print_table(title: str, result: Mapping[str, Any]) -> None:
    """A table of what was measured: one row per kind, or one row in all."""
    rows: dict[str, Any] = {name: row for name, row in result.items() if isinstance(row, dict)}
    rows = rows or {title: result}
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    print(f"\n{title:24}" + "".join(f"{column:>22}" for column in columns))
    for name, row in rows.items():
        print(f"{name:24}" + "".join(f"{_shown(row.get(column)):>22}" for column in columns))


def _shown(value: Any) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _by_ours(text: str) -> list[Place]:
    from pipeline.masking.detectors import find_identifying

    return [Place(f.start, f.end, _FAMILIES.get(f.kind, f.kind)) for f in find_identifying(text)]


def _by_deduce(text: str) -> list[Place]:
    from pipeline.language.names import load_deduce

    found = load_deduce().deidentify(text).annotations
    return [Place(a.start_char, a.end_char, _DEDUCE_KINDS.get(a.tag, "number")) for a in found]


def _deduce_cases(folder: Path) -> dict[str, Any]:
    """Per kind deduce's own and ours on deduce's cases; places that overlap are one, since its annotators mark twice.

    A finding in a text in lower case that deduce's cases call none stands apart as well: deduce cannot see such a
    name ('ahmed', 'utrecht'), and in automatic transcripts there is no other.
    """
    results: dict[str, Any] = {}
    for file, kind in _DEDUCE_FILES.items():
        examples = json.loads((folder / f"{file}.json").read_text(encoding="utf-8"))["examples"]
        row: dict[str, Any] = {}
        for name, detect in (("deduce", _by_deduce), ("ours", _by_ours)):
            tally, n_lower = Tally(), 0
            for example in examples:
                text = example["text"]
                marks = united(Place(a["start_char"], a["end_char"], kind) for a in example["annotations"])
                found = [place for place in detect(text) if place.kind == kind]
                tally.add(text, marks, found)
                n_lower += 0 if marks or not text.islower() else len(found)
            shares = tally.shares()
            row |= {f"{name} {key}": shares[key] for key in ("touched", "precision", "exact")}
            row["n"] = shares["n"]
            row[f"{name} false in lower case"] = n_lower
        results[kind] = row
    return results


def _masked(texts: Sequence[str], labels: Sequence[str] = ()) -> list[list[Place]]:
    """What the masker finds in the turns of one session with these speakers."""
    from pipeline.masking.speaker_names import speaker_names
    from pipeline.stages.privacy import Masker

    names = speaker_names({label: f"[spreker {number}]" for number, label in enumerate(labels)})
    masked = Masker(names=names).mask(texts)
    return [[Place(r.start, r.end, r.kind) for r in item.replacements] for item in masked]


def _kinds(given: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Per kind the share of marks that is masked, whatever it was taken for, what is masked beside them, and in how
    many of the texts that hold nothing of the kind something is taken for it."""
    results: dict[str, Any] = {}
    for kind, texts in given.items():
        tally, n_other = Tally(), 0
        for text, marks in map(parsed, texts_in(texts["cases"])):
            found = _masked([text])[0]
            n_other += sum(not any(overlap(mark, place) for mark in marks) for place in found)
            own = [mark for mark in marks if mark.kind == kind]
            tally.add(text, own, [place for place in found if any(overlap(mark, place) for mark in own)])
        spared = [_masked([text])[0] for text, _ in map(parsed, texts_in(texts["negatives"]))]
        shares = tally.shares()
        results[kind] = {key: shares[key] for key in ("n", "recall", "touched", "exact", "same_kind")} | {
            "false beside marks": n_other,
            "negatives": len(spared),
            "taken for the kind": sum(any(place.kind == kind for place in found) for found in spared),
            "any false in negatives": sum(map(bool, spared)),
        }
    return results


def _speakers(given: Any) -> dict[str, Any]:
    """Mentions of registered speakers that are masked, and false maskings per 1,000 words."""
    tally = Tally()
    sessions = given if isinstance(given, list) else given.get("sessies") or list(given.values())
    for session in sessions:
        speakers = session["sprekers"]
        labels = list(speakers) if isinstance(speakers, dict) else list(texts_in(speakers))
        turns = [parsed(text) for text in texts_in(session["beurten"])]
        for (text, marks), found in zip(turns, _masked([text for text, _ in turns], labels), strict=True):
            tally.add(text, marks, found)
    return tally.shares() | {"false_per_1000_words": round(1000 * tally.n_false / tally.n_words, 2)}


def _turns_of_talk() -> list[str]:
    """Turns of spontaneous dialogues, in lower case and without punctuation (ifadv)."""
    with (SHARED / "ifadv" / "turns.csv").open(encoding="utf-8", newline="") as file:
        return [row["utterance"] for row in csv.DictReader(file)]


def _talk(*, show: bool) -> dict[str, Any]:
    """What is masked in the first 20,000 words of talk. How much of it is false is for a person to say, with `show`."""
    turns: list[str] = []
    n_words = 0
    for turn in _turns_of_talk():
        if n_words >= _N_TALK:
            break
        turns.append(turn)
        n_words += count_words([turn])
    by_kind: dict[str, int] = defaultdict(int)
    for text, found in zip(turns, _masked(turns), strict=True):
        for start, end, kind in found:
            by_kind[kind] += 1
            if show:
                before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
                print(f"{kind:12} {before:>{_AROUND}}[{text[start:end]}]{after}")
    n = sum(by_kind.values())
    return {"n_words": n_words, "n_findings": n, "per_1000_words": round(1000 * n / n_words, 2), **by_kind}


def _speed() -> dict[str, int]:
    """Words a second on one core, once all is loaded."""
    turns: list[str] = []
    while count_words(turns) < _N_SPEED:
        turns += _turns_of_talk()
    written = [turn[:1].upper() + turn[1:] + "." for turn in turns]
    # The first words of a run load deduce, HanTa and their look-ups.
    _masked([*turns[:20], *written[:20]])
    measured: dict[str, Callable[[], object]] = {
        "deduce alone": lambda: [_by_deduce(turn) for turn in written],
        "masking lower case": lambda: _masked(turns),
        "masking sentences": lambda: _masked(written),
        "reading": _reader_of(written),
    }
    speeds = {}
    for name, run in measured.items():
        start = time.process_time()
        run()
        speeds[name] = round(count_words(turns) / (time.process_time() - start))
    return speeds


def _reader_of(turns: Sequence[str]) -> Callable[[], object]:
    """To read these turns from a text file, as two speakers say them in turn."""
    from pipeline.readers import read_transcript

    def read() -> object:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "talk.txt"
            lines = (f"{'AB'[number % 2]}: {turn}" for number, turn in enumerate(turns))
            path.write_text("\n".join(lines), encoding="utf-8")
            return read_transcript(path, labels=["A", "B"])

    return read
