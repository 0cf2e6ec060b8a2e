"""segments, codings, codeurs.csv -> which segments a person is asked to judge blind, and what each stands for.

Whether a segment may be asked blind or shown with the machine's proposal is settled once, by the seed: so the two never
meet, whoever is asked and however often. The order of drawing is settled in the same way (permanent random numbers:
Ohlsson 1995, in Business Survey Methods, 153-169): an export that is made again asks the same, a later one goes on
where it ended, and two coders are asked the same segments, so that they can be compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.judgements import BLIND, TEACHING, CoderRow, read_by

MINIMUM_PER_CODE = 10
"""Fewer rows than this say nothing of a code: then fewer codes are asked."""

ByCode = dict[str, set[str]]
"""Ids of segments by code."""


@dataclass(frozen=True)
class Known:
    """By code the segments that one coder cannot judge blind any more.

    This coder `decided` on them, of which `taught` on a sheet that showed the proposal and `sampled` on a blind one;
    or they were `seen`: they lie in a session that this coder coded with the proposals in sight.
    """

    decided: ByCode = field(default_factory=dict)
    taught: ByCode = field(default_factory=dict)
    sampled: ByCode = field(default_factory=dict)
    seen: ByCode = field(default_factory=dict)


def known_to(coder: str, tables: Mapping[str, pd.DataFrame], *, coders: Sequence[CoderRow], book: Codebook) -> Known:
    """What a coder decided or saw already, from the tables segments, codings and human_samples, and codeurs.csv."""
    codings, samples = tables["codings"], tables["human_samples"]
    own = codings[codings.coder == coder]
    of_sample = own.merge(samples, on="coding_id").groupby("sample")
    asked = {name: by_code(zip(of.segment_id, of.code, strict=True)) for name, of in of_sample}
    rows = [row for row in coders if row.coder == coder]
    whole = {(session, code) for _, session, code in read_by(rows, book=book)}
    seen = {(row.session_id, code) for row in rows if not row.is_blind for code in row.codes or tuple(book.codes)}
    decided = by_code(zip(own.segment_id, own.code, strict=True))
    for code, ids in _in_sessions(whole, tables["segments"]).items():
        decided.setdefault(code, set()).update(ids)
    return Known(decided, asked.get(TEACHING, {}), asked.get(BLIND, {}), _in_sessions(seen, tables["segments"]))


def blind_judgements(tables: Mapping[str, pd.DataFrame], *, coders: Sequence[CoderRow], book: Codebook) -> pd.Series:
    """For each code how many segments people judged blind: in a blind sample, or in a session read whole and blind.

    Reads the tables segments, codings and human_samples. A segment that two people judged counts once.
    """
    samples, segments = tables["human_samples"], tables["segments"]
    asked = tables["codings"].merge(samples[samples["sample"] == BLIND], on="coding_id")
    judged = by_code(zip(asked.segment_id, asked.code, strict=True))
    blind = {(session, code) for _, session, code in read_by([row for row in coders if row.is_blind], book=book)}
    for code, ids in _in_sessions(blind, segments[segments.is_codable]).items():
        judged.setdefault(code, set()).update(ids)
    return pd.Series({code: len(judged.get(code, ())) for code in book.codes}, dtype=int)


def proposals(codings: pd.DataFrame) -> ByCode:
    """By code the segments for which the machine proposes it, in whatever way."""
    machine = codings[codings.coder.str.startswith("machine:") & codings.is_present]
    return by_code(zip(machine.segment_id, machine.code, strict=True))


def choose_codes(
    book: Codebook, *, proposed: ByCode, n_blind: pd.Series, n: int, wanted: Sequence[str] = ()
) -> list[str]:
    """The codes to ask, at least ten rows each: those wanted, else those set to count, else what is proposed most.

    Where `n` rows are too few for all of them, those that were judged blind least go first.
    """
    live = [code for code in book.codes.values() if code.is_for_machine]
    counting = [code.id for code in live if code.machine == "telt mee"]
    proposing = [code.id for code in live if proposed.get(code.id)]
    least = sorted(
        dict.fromkeys(wanted or counting or proposing),
        key=lambda code: (n_blind[code], -len(proposed.get(code, ())), code),
    )
    chosen = set(least[: max(1, n // MINIMUM_PER_CODE)])
    return [code for code in book.codes if code in chosen]


def draw_blind(
    segments: pd.DataFrame, *, proposed: ByCode, known: Known, codes: Sequence[str], n: int, seed: int
) -> pd.DataFrame:
    """At most `n` new rows, for each code half of what the machine proposes and half of the rest; and what came before.

    Columns segment_id, code, weight, is_new. `weight` is how many of the segments in scope a row stands for (Horvitz
    and Thompson 1952): those that are codable and that this coder neither saw nor decided on elsewhere; for each code
    the weights sum to their number. What this coder judged in earlier blind samples stands there too, with the weight
    that it has from now on, so that samples add up. A stratum without any row is taken together with the other one.
    """
    codable = set(segments.segment_id[segments.is_codable])
    rows: list[tuple[str, str, float, bool]] = []
    for at, code in enumerate(codes):
        n_rows = n // len(codes) + (at < n % len(codes))
        decided, before = known.decided.get(code, set()), known.sampled.get(code, set())
        elsewhere = decided - known.taught.get(code, set()) - before
        scope = codable - known.seen.get(code, set()) - elsewhere
        may_be_asked = {segment for segment in scope - decided if is_asked_blind(segment, seed=seed)}
        strata = [scope & proposed.get(code, set()), scope - proposed.get(code, set())]
        if not all(stratum & (may_be_asked | before) for stratum in strata):
            strata = [scope, set()]
        askable = [_in_order(stratum & may_be_asked, seed, code) for stratum in strata]
        for stratum, ids, n_drawn in zip(strata, askable, _shares(n_rows, *map(len, askable)), strict=True):
            old, new = sorted(stratum & before), ids[:n_drawn]
            weight = len(stratum) / max(1, len(old) + len(new))
            rows += [(segment, code, weight, True) for segment in new]
            rows += [(segment, code, weight, False) for segment in old]
    return pd.DataFrame(rows, columns=["segment_id", "code", "weight", "is_new"])


def shuffled(drawn: pd.DataFrame, *, coder: str, codes: Sequence[str], seed: int) -> pd.DataFrame:
    """The drawn rows code by code, inside each in an order of this coder's own that tells nothing of the strata."""
    place = {code: at for at, code in enumerate(codes)}
    pairs = zip(drawn.segment_id, drawn.code, strict=True)
    orders = [(place[code], lot(seed, coder, code, segment)) for segment, code in pairs]
    return drawn.iloc[sorted(range(len(drawn)), key=orders.__getitem__)].reset_index(drop=True)


def is_asked_blind(segment_id: str, *, seed: int) -> bool:
    """Whether this segment belongs to the half that is asked blind, and never shown with a proposal."""
    return int(lot(seed, "blind", segment_id)[-1], 16) % 2 == 0


def by_code(pairs: Iterable[tuple[str, str]]) -> ByCode:
    """Pairs of segment and code as the segments of each code."""
    found: ByCode = {}
    for segment, code in pairs:
        found.setdefault(code, set()).add(segment)
    return found


def _in_sessions(pairs: Collection[tuple[str, str]], segments: pd.DataFrame) -> ByCode:
    """By code the segments of the sessions that stand beside it."""
    ids = segments.groupby("session_id").segment_id.agg(set).to_dict()
    found: ByCode = {}
    for session, code in pairs:
        found.setdefault(code, set()).update(ids.get(session, ()))
    return found


def _shares(n: int, first: int, second: int) -> tuple[int, int]:
    """`n` rows over two strata: half each, and more of the one where the other has too few."""
    of_second = min(n // 2, second)
    of_first = min(n - of_second, first)
    return of_first, min(n - of_first, second)


def lot(*parts: object) -> str:
    """A number drawn once for all for what these parts name, as hexadecimal digits."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()


def _in_order(ids: Collection[str], seed: int, code: str) -> list[str]:
    return sorted(ids, key=lambda segment: (lot(seed, code, segment), segment))
