"""coderingen/steekproef-<codeur>.csv and coderingen/leerzaam-<codeur>.csv: what was decided on review sheets.

These files belong to the program: a decision that a person changed in a sheet replaces the earlier one there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import PipelineError, Problem
from pipeline.exchange.review_places import Place, Talk
from pipeline.exchange.review_sheets import STEMS, text_hash
from pipeline.exchange.spreadsheets import csv_bytes, save
from pipeline.judgements import CONSENSUS
from pipeline.reading import HEADER
from pipeline.sheets import BEYOND, read_sheet
from pipeline.study import Study

_FIRST = "sessie beurt citaat code codeur besluit datum versie memo".split()
_LAST = ["steekproef", "gewicht"]
_FOLDER = "coderingen"

Key = tuple[tuple[str, int, str], str]


@dataclass(frozen=True)
class Decision:
    """What one person decided in one row of one sheet."""

    file: str
    line: int
    place: Place
    code: str
    coder: str
    is_present: bool
    date: str
    version: str
    memo: str
    values: dict[str, str]
    sample: str
    weight: str

    @property
    def row(self) -> dict[str, str]:
        """The decision as a row of coderingen/."""
        return {
            "sessie": self.place.session_id,
            "beurt": str(self.place.turn),
            "citaat": self.place.quote,
            "code": self.code,
            "codeur": self.coder,
            "besluit": "ja" if self.is_present else "nee",
            "datum": self.date,
            "versie": self.version,
            "memo": self.memo,
            **self.values,
            "steekproef": self.sample,
            "gewicht": self.weight,
        }


class Stored:
    """What people decided so far: the files of the program, which take new decisions, and what all others said."""

    def __init__(self, study: Study, talk: Talk) -> None:
        self.study = study
        self.renamed = study.book.renamed
        self.files: dict[Path, dict[Key, dict[str, str]]] = {}
        self.others: dict[Path, list[dict[str, str]]] = {}
        self.changed: set[Path] = set()
        self.said: dict[Key, dict[tuple[str, str], bool]] = {}
        for key, coder, file, is_present in [*self._from_tables(talk), *self._from_sheets()]:
            self.said.setdefault(key, {})[coder, file] = is_present

    def take(self, decision: Decision) -> tuple[str, list[Problem]]:
        """Take a decision in: `new`, `changed` or `known already`, with what the researcher must know of it."""
        path = self.study.corpus / _FOLDER / f"{STEMS[decision.sample]}-{decision.coder}.csv"
        rows = self._read(path)
        key = (decision.place.key, self.renamed.get(decision.code, decision.code))
        notes = [*self._differing(decision, key, path)]
        self.said.setdefault(key, {})[decision.coder, f"{_FOLDER}/{path.name}"] = decision.is_present
        before, new = rows.get(key), decision.row
        if before is None:
            rows[key] = new
        else:
            # A sheet whose hidden sheet was lost knows no version, and an old one not the weights of today.
            new |= {
                "gewicht": before.get("gewicht") or new["gewicht"],
                "versie": new["versie"] or before.get("versie", ""),
            }
            same = [name for name in {*new, *before} if name not in ("datum", "versie", "code")]
            if all(before.get(name, "") == new.get(name, "") for name in same):
                return "known already", notes
            if before.get("besluit") != new["besluit"]:
                what = f"{decision.coder} said {before.get('besluit') or 'ja'} before, and {new['besluit']} now"
                notes.append(Problem(decision.file, decision.line, what, "The later decision counts."))
            rows[key] = before | new
        self.changed.add(path)
        return ("new" if before is None else "changed"), notes

    def reweigh(self, coder: str, sample: str, weights: Mapping[Key, str]) -> None:
        """Give earlier decisions of a coder the weight that they have beside a later sample: it is never more."""
        path = self.study.corpus / _FOLDER / f"{STEMS[sample]}-{coder}.csv"
        for key, weight in weights.items():
            row = self._read(path).get((key[0], self.renamed.get(key[1], key[1])))
            if row and row.get("gewicht") and _number(weight) < _number(row["gewicht"]):
                row["gewicht"] = weight
                self.changed.add(path)

    def save(self) -> list[Path]:
        """Write the files that changed, each whole or not at all."""
        files = []
        for path in sorted(self.changed):
            rows = [*self.files[path].values(), *self.others[path]]
            named = dict.fromkeys([*self.study.book.dimensies, *(name for row in rows for name in row)])
            columns = [*_FIRST, *(name for name in named if name not in (*_FIRST, *_LAST)), *_LAST]
            files.append((path, csv_bytes([columns, *([row.get(name, "") for name in columns] for row in rows)])))
        for path, data in files:
            save(path, data)
        return [path for path, _ in files]

    def _read(self, path: Path) -> dict[Key, dict[str, str]]:
        """The rows of a file by what they decide on. Raises PipelineError where it cannot be read."""
        if path not in self.files:
            name = f"{_FOLDER}/{path.name}"
            rows = read_sheet(path, name=name, columns=HEADER).rows if path.is_file() else []
            if broken := [line for line, row in rows if BEYOND in row]:
                what = "this row is longer than the header"
                raise PipelineError(Problem(name, broken[0], what, "Mend it first: nothing was imported."))
            self.files[path], self.others[path] = {}, []
            for _, row in rows:
                turn = row.get("beurt", "")
                place = (row.get("sessie", ""), int(turn) if turn.isdecimal() else 0, text_hash(row.get("citaat", "")))
                code = row.get("code", "").lower()
                key = (place, self.renamed.get(code, code))
                if key in self.files[path]:
                    self.others[path].append(row)
                else:
                    self.files[path][key] = row
        return self.files[path]

    def _differing(self, decision: Decision, key: Key, path: Path) -> Iterator[Problem]:
        """A note where somebody decided otherwise on this segment and code, or the same person in another file."""
        now = "ja" if decision.is_present else "nee"
        for (coder, file), is_present in sorted(self.said.get(key, {}).items()):
            if is_present == decision.is_present or CONSENSUS in (coder, decision.coder):
                continue
            if coder != decision.coder:
                what = f"{decision.coder} said {now}, and {coder} said otherwise ({file})"
            elif file != f"{_FOLDER}/{path.name}":
                what = f"{decision.coder} said {now} here, and otherwise in {file}"
            else:
                continue
            remedy = "Both are kept. `route export disagreements` lists such segments."
            yield Problem(decision.file, decision.line, f"code '{key[1]}': {what}", remedy)

    def _from_tables(self, talk: Talk) -> Iterator[tuple[Key, str, str, bool]]:
        """What people coded by the last run, on the segments that it fell on."""
        store = self.study.store
        human = store.load("human_codings").drop_duplicates("coding_id")
        file_of = dict(zip(human.coding_id, human.source_file, strict=True))
        codings = store.load("codings")
        codings = codings[codings.coding_id.isin(set(file_of)) & codings.segment_id.isin(set(talk.segments))]
        rows = zip(codings.coding_id, codings.segment_id, codings.code, codings.coder, codings.is_present, strict=True)
        for coding_id, segment, code, coder, is_present in rows:
            yield (talk.segments[segment].key, code), coder, file_of[coding_id], bool(is_present)

    def _from_sheets(self) -> Iterator[tuple[Key, str, str, bool]]:
        """What was imported before, also since the last run."""
        for row in self.study.codings:
            if row.sample and row.turn:
                key = (row.session_id, row.turn, text_hash(row.quote))
                yield (key, self.renamed.get(row.code, row.code)), row.coder, row.file, row.is_present


def _number(text: str) -> float:
    """A weight as a number; one that cannot be read is replaced by any other."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return float("inf")
