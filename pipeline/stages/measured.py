"""Judgements of coders side by side -> rows of agreement, with intervals from drawing sessions again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.stages import coefficients
from pipeline.stages.compared import Compared
from pipeline.stages.judged import UNKNOWN, YES
from pipeline.stages.said import Said

Array = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Rows = Iterator[dict[str, Any]]

_NO_WIDTH = 1e-9
_ASIDE = {"sessions_judged", "sessions_yes", "sessions_no", "n_draws", "n_proposed"}
"""What notes are made of, and no column of the table."""


@dataclass(frozen=True)
class _Judgements:
    """What is counted: for each judgement its code (the last number means all codes) and session, and what was said."""

    verdicts: npt.NDArray[np.int8]
    code: Whole
    session: Whole
    weights: Array
    n_codes: int
    n_sessions: int


def measure(compared: Compared, *, said: Said, name: str, resamples: int, seed: int, note: str | None = None) -> Rows:
    """A row per basis for each code that was judged, and one for all codes (`*`)."""
    n_codes = len(said.codes)
    row, code = np.divmod(compared.cells, n_codes)
    sessions = np.flatnonzero(np.bincount(said.session[row]))
    session = np.searchsorted(sessions, said.session[row])
    is_coded = np.zeros(len(said.segments), dtype=bool)
    for coder in compared.coders:
        is_coded |= said.is_coded.get(coder, False)
    left_out = _with_all(np.bincount(compared.left_out % n_codes, minlength=n_codes))
    names = [*said.codes, "*"]
    shown = np.flatnonzero(_with_all(np.bincount(code, minlength=n_codes))).tolist()
    draws = np.random.default_rng(seed).multinomial(len(sessions), np.full(len(sessions), 1 / len(sessions)), resamples)
    for basis in ("codable", "coded"):
        kept = is_coded[row] if basis == "coded" else np.ones(len(row), dtype=bool)
        judgements = _Judgements(
            compared.verdicts[:, kept], code[kept], session[kept], compared.weights[kept], n_codes, len(sessions)
        )
        found = _values(judgements, draws, is_machine=compared.coders[0].startswith("machine:"))
        for at in shown:
            values = {column: _number(array[at]) for column, array in found.items()}
            notes = [note, _sample(compared, int(found["n_segments"][at])), _none_right(found, at)]
            notes.append(_lacking(values, found, at))
            if left_out[at]:
                notes.append(f"{left_out[at]} keer dezelfde passage met andere grenzen, niet meegeteld")
            about = {"code": names[at], "coders": name, "basis": basis, "note": "; ".join(filter(None, notes)) or None}
            yield about | {column: value for column, value in values.items() if column not in _ASIDE}


def _values(judgements: _Judgements, draws: Whole, *, is_machine: bool) -> dict[str, Array]:
    """Every column of the table as an array of codes, the last one for all codes; NaN where there is no value."""
    added, n, n_both = _added(judgements)
    # Weights say how much each judgement counts beside others; that there were n of them, no more, decides chance.
    scale = np.nan_to_num(coefficients.ratio(n, added[..., -1].sum(axis=0)), nan=1.0)[:, None]
    total = coefficients.sums(added.sum(axis=0) * scale)
    drawn = coefficients.sums(np.tensordot(draws.astype(float), added, axes=1) * scale)
    tables = _tables(judgements)
    n_yes, n_no = ((added[..., category] > 0).sum(axis=0) for category in (1, 0))
    alpha = coefficients.krippendorff_alpha(total)
    # What only one session holds comes out the same however often that session is drawn.
    low, high = _intervals(coefficients.krippendorff_alpha(drawn), (n_yes > 1) & (n_no > 1) & ~np.isnan(alpha))
    values = {
        "n_segments": n,
        "n_both": n_both,
        "percent": coefficients.percent_agreement(total),
        "krippendorff_alpha": alpha,
        "alpha_low": low,
        "alpha_high": high,
        "cohen_kappa": coefficients.mean_kappa(tables),
        "gwet_ac1": coefficients.gwet_ac1(total),
        "sessions_judged": (added[..., -1] > 0).sum(axis=0),
        "sessions_yes": n_yes,
        "sessions_no": n_no,
        "n_draws": np.full(len(n), len(draws)),
    }
    if is_machine:
        ((_, only_person), (only_machine, both)) = np.moveaxis(tables[0], 0, -1)
        low, high = _intervals(coefficients.f1_score(drawn), n_yes > 1)
        values |= {
            "precision": coefficients.ratio(both, both + only_machine),
            "recall": coefficients.ratio(both, both + only_person),
            "f1": coefficients.f1_score(total),
            "f1_low": low,
            "f1_high": high,
            "n_proposed": _with_all(_proposed(judgements)),
        }
    return values


def _added(judgements: _Judgements) -> tuple[Array, Whole, Whole]:
    """The terms of the coefficients added up, sessions x codes x terms; how many were judged, and yes by all."""
    said = judgements
    n_coders = len(said.verdicts)
    n_judged, n_yes = (said.verdicts != UNKNOWN).sum(axis=0), (said.verdicts == YES).sum(axis=0)
    # Judgements with as many coders and as many times yes are alike: a few kinds, however many judgements.
    kinds, kind = np.arange((n_coders + 1) ** 2), n_judged * (n_coders + 1) + n_yes
    used = np.flatnonzero(np.bincount(kind, minlength=len(kinds)))
    kinds[used] = np.arange(len(used))
    shape = said.n_sessions, said.n_codes, len(used)
    place = (said.session * said.n_codes + said.code) * len(used) + kinds[kind]
    times, n = (
        np.bincount(place, weights=weights, minlength=int(np.prod(shape))).reshape(shape)
        for weights in (said.weights, None)
    )
    judged, yes = np.divmod(used, n_coders + 1)
    added = times @ coefficients.terms(np.column_stack([judged - yes, yes]))
    per_kind = n.sum(axis=0)
    return (
        np.concatenate([added, added.sum(axis=1, keepdims=True)], axis=1),
        _with_all(per_kind.sum(axis=1)),
        _with_all(per_kind[:, judged == yes].sum(axis=1)),
    )


def _tables(judgements: _Judgements) -> list[Array]:
    """For every two coders codes x 2 x 2: no and yes of the first, by no and yes of the second."""
    said, found = judgements, []
    for first, second in combinations(said.verdicts, 2):
        both = (first != UNKNOWN) & (second != UNKNOWN)
        place = (said.code[both] * 2 + first[both]) * 2 + second[both]
        table = np.bincount(place, weights=said.weights[both], minlength=said.n_codes * 4)
        found.append(_with_all(table.reshape(said.n_codes, 2, 2)))
    return found


def _proposed(judgements: _Judgements) -> Whole:
    """How many judgements per code were on what the machine, the first coder, proposed."""
    return np.bincount(judgements.code[judgements.verdicts[0] == YES], minlength=judgements.n_codes)


def _with_all(per_code: Any) -> Any:
    """Numbers per code, and their sum behind them."""
    return np.concatenate([per_code, per_code.sum(axis=0, keepdims=True)])


def _intervals(drawn: Array, has_interval: npt.NDArray[np.bool_]) -> tuple[Array, Array]:
    low, high = np.full(len(has_interval), np.nan), np.full(len(has_interval), np.nan)
    for at in np.flatnonzero(has_interval):
        found = coefficients.interval(drawn[:, at])
        # Where every draw gives the same, an interval without width would look like certainty.
        if found and found[1] - found[0] > _NO_WIDTH:
            low[at], high[at] = found
    return low, high


def _sample(compared: Compared, n: int) -> str | None:
    return compared.sample and f"{compared.sample}: {n} {'oordeel' if n == 1 else 'oordelen'}"


def _none_right(found: dict[str, Array], at: int) -> str | None:
    """How many proposals were judged where none was right: no other column tells."""
    n = 0 if found["n_both"][at] else int(found.get("n_proposed", found["n_both"])[at])
    return f"geen van {n} voorstellen klopte" if n > 1 else "het ene voorstel klopte niet" if n else None


def _lacking(values: dict[str, float | None], found: dict[str, Array], at: int) -> str | None:
    """Why a coefficient or its interval is not there."""
    if not values["n_segments"]:
        return "niets gecodeerd"
    if values["krippendorff_alpha"] is None:
        return "geen variatie: niet te berekenen"
    if found["sessions_judged"][at] == 1:
        return "één sessie: geen interval"
    if found["sessions_yes"][at] == 1:
        return "in één sessie gegeven: geen interval"
    if found["sessions_no"][at] == 1:
        return "in één sessie niet gegeven: geen interval"
    is_alike = values["alpha_low"] is None and found["n_draws"][at] > 0
    return "elke trekking gelijk: geen interval" if is_alike else None


def _number(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)
