"""codings -> agreement: how far coders, and the machine, code the same segments alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.codebook import Codebook
from pipeline.frames import frame
from pipeline.judgements import CONSENSUS, CoderRow, read_by
from pipeline.tables import PATTERN, SEMANTIC, Agreement

VERSION = 2

Counts = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Table2x2:
    """Two coders on the same segments: counts of both yes, only the first, only the second, both no.

    Each is a number or an array with one number per resample.
    """

    both: Any
    first: Any
    second: Any
    neither: Any

    @property
    def n(self) -> Any:
        """How many segments both judged."""
        return self.both + self.first + self.second + self.neither


def _ratio(numerator: Any, denominator: Any) -> Any:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.asarray(denominator) == 0, np.nan, np.divide(numerator, denominator))


def percent_agreement(t: Table2x2) -> Any:
    """The share of segments on which both said the same."""
    return _ratio(t.both + t.neither, t.n)


def krippendorff_alpha(t: Table2x2) -> Any:
    """Krippendorff's alpha, nominal, two coders without gaps (Krippendorff 2004); NaN where nothing varies.

    Equal to the package krippendorff, and fit for a thousand resamples at once.
    """
    n_values = 2 * t.n
    ones = 2 * t.both + t.first + t.second
    observed = _ratio(t.first + t.second, t.n)
    expected = _ratio(2 * ones * (n_values - ones), n_values * (n_values - 1))
    return 1 - _ratio(observed, expected)


def cohen_kappa(t: Table2x2) -> Any:
    """Cohen's kappa (1960): chance by each coder's own share of yes."""
    p, q = _ratio(t.both + t.first, t.n), _ratio(t.both + t.second, t.n)
    chance = p * q + (1 - p) * (1 - q)
    return _ratio(percent_agreement(t) - chance, 1 - chance)


def gwet_ac1(t: Table2x2) -> Any:
    """Gwet's AC1 (2008): chance by the mean share of yes, steady where a code is rare."""
    mean = (_ratio(t.both + t.first, t.n) + _ratio(t.both + t.second, t.n)) / 2
    chance = 2 * mean * (1 - mean)
    return _ratio(percent_agreement(t) - chance, 1 - chance)


def f1_score(t: Table2x2) -> Any:
    """F1 of the first coder (a machine) against the second."""
    return _ratio(2 * t.both, 2 * t.both + t.first + t.second)


def measure_agreement(
    codings: pd.DataFrame,
    segments: pd.DataFrame,
    *,
    coders: Sequence[CoderRow],
    book: Codebook,
    resamples: int,
    seed: int,
) -> pd.DataFrame:
    """Agreement of every two people who read the same sessions whole, and of the machine against each of them.

    Two bases: `codable`, all codable segments of those sessions, and `coded`, those where one of the two coded
    something, since uncoded talk drowns kappa. Under `*` each code of each segment is a judgement of its own, and
    n_segments counts those. Intervals (95 %) come from drawing sessions again; one session has none. The machine is
    held against what people coded blind; where a coder did not, the note says so. A consensus is compared with the
    machine alone: it was made out of what the coders said.
    """
    codable = segments[segments.is_codable]
    read, blind = _sought(coders, book), _sought([row for row in coders if row.is_blind], book)
    people = sorted({coder for coder, _ in read})
    single = [coder for coder in people if coder != CONSENSUS]
    codes = [code for code in book.codes.values() if code.status != "vervallen"]
    rows: list[dict[str, Any]] = []
    for first, second in combinations(single, 2):
        shared = {code.id: read[first, code.id] & read[second, code.id] for code in codes}
        rows += _Judged(codings, codable, (first, second), shared).rows(resamples=resamples, seed=seed)
    for machine, person in product((PATTERN, SEMANTIC), people):
        is_blind = any(coder == person for coder, _ in blind)
        seen = blind if is_blind else read
        shared = {code.id: seen[person, code.id] for code in codes if code.is_for_machine}
        note = None if is_blind or person == CONSENSUS else "niet blind gecodeerd"
        rows += _Judged(codings, codable, (machine, person), shared).rows(resamples=resamples, seed=seed, note=note)
    return frame(Agreement, rows)


def _sought(coders: Sequence[CoderRow], book: Codebook) -> defaultdict[tuple[str, str], set[str]]:
    """For each coder and code the sessions that were read whole for it."""
    sessions: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for coder, session, code in read_by(coders, book=book):
        sessions[coder, code].add(session)
    return sessions


class _Judged:
    """What two coders said of the segments that both judged, as a 2x2 table per code, basis and session."""

    def __init__(
        self, codings: pd.DataFrame, codable: pd.DataFrame, pair: tuple[str, str], shared: dict[str, set[str]]
    ) -> None:
        self.pair = pair
        self.shared = {code: sessions & set(codable.session_id) for code, sessions in shared.items()}
        self.sessions = sorted(set().union(*self.shared.values()))
        self.segments = codable[codable.session_id.isin(self.sessions)]
        yes = codings[codings.is_present & codings.segment_id.isin(set(self.segments.segment_id))]
        self.said = [yes[yes.coder == coder].groupby("code").segment_id.agg(set).to_dict() for coder in pair]
        anyone = set().union(*(ids for said in self.said for ids in said.values()))
        self.is_coded = self.segments.segment_id.isin(anyone).to_numpy()
        numbers = {session: number for number, session in enumerate(self.sessions)}
        self.session_index = self.segments.session_id.map(numbers).to_numpy(dtype=int)

    def tables(self, code: str, basis: str) -> Counts:
        """Four counts (both, first, second, neither) per session: an array of sessions x 4."""
        ids = self.segments.segment_id
        a, b = (ids.isin(said.get(code, set())).to_numpy() for said in self.said)
        kept = self.segments.session_id.isin(self.shared[code]).to_numpy()
        if basis == "coded":
            kept = kept & self.is_coded
        cell = np.select([a & b, a & ~b, ~a & b], [0, 1, 2], 3)[kept]
        counts = np.zeros((len(self.sessions), 4))
        np.add.at(counts, (self.session_index[kept], cell), 1)
        return counts

    def rows(self, *, resamples: int, seed: int, note: str | None = None) -> Iterator[dict[str, Any]]:
        """A row per basis and code that both judged, and one for all codes."""
        n = len(self.sessions)
        if not n:
            return
        draws = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), resamples)
        for basis in ("codable", "coded"):
            per_code = {code: self.tables(code, basis) for code, sessions in self.shared.items() if sessions}
            for code, counts in (per_code | {"*": np.sum(list(per_code.values()), axis=0)}).items():
                yield self._row(counts, draws) | {"code": code, "basis": basis, "note": _note(counts, note)}

    def _row(self, counts: Counts, draws: Any) -> dict[str, Any]:
        table = Table2x2(*counts.sum(axis=0))
        drawn = Table2x2(*(draws @ counts).T)
        # Drawing one session again gives that session: an interval without width, which would look like certainty.
        has_interval = np.count_nonzero(counts.sum(axis=1)) > 1
        alpha = _number(krippendorff_alpha(table))
        low, high = _interval(krippendorff_alpha(drawn)) if alpha is not None and has_interval else (None, None)
        row = {
            "coders": " × ".join(self.pair),
            "n_segments": int(table.n),
            "n_both": int(table.both),
            "percent": _number(percent_agreement(table)),
            "krippendorff_alpha": alpha,
            "alpha_low": low,
            "alpha_high": high,
            "cohen_kappa": _number(cohen_kappa(table)),
            "gwet_ac1": _number(gwet_ac1(table)),
        }
        if self.pair[0].startswith("machine:"):
            low, high = _interval(f1_score(drawn)) if has_interval else (None, None)
            row |= {
                "precision": _number(_ratio(table.both, table.both + table.first)),
                "recall": _number(_ratio(table.both, table.both + table.second)),
                "f1": _number(f1_score(table)),
                "f1_low": low,
                "f1_high": high,
            }
        return row


def _note(counts: Counts, note: str | None) -> str | None:
    """What a reader must know beside the numbers."""
    notes = [note] if note else []
    if not counts.sum():
        notes.append("niets gecodeerd")
    elif _number(krippendorff_alpha(Table2x2(*counts.sum(axis=0)))) is None:
        notes.append("geen variatie: niet te berekenen")
    elif np.count_nonzero(counts.sum(axis=1)) == 1:
        notes.append("één sessie: geen interval")
    return "; ".join(notes) or None


def _number(value: Any) -> float | None:
    number = float(value)
    return None if np.isnan(number) else number


def _interval(values: Any) -> tuple[float | None, float | None]:
    usable = np.asarray(values, dtype=float)
    usable = usable[~np.isnan(usable)]
    if not len(usable):
        return None, None
    low, high = np.quantile(usable, [0.025, 0.975])
    return float(low), float(high)
