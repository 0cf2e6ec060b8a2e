"""codings, segment_codes -> the segments where a decision teaches most, which are shown with the machine's proposal."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from pipeline.codebook import Codebook
from pipeline.judgements import CONSENSUS, CoderRow
from pipeline.stages.sampling import by_code, is_asked_blind, known_to, lot

# Of so many times as many pairs as are needed those are taken that spread best.
_ROOM = 3


def draw_teaching(
    pairs: pd.DataFrame, *, persons: pd.Series, taken: Collection[tuple[str, str]], n: int, seed: int
) -> pd.DataFrame:
    """At most `n` of the pairs, those that teach most first, spread over codes, then persons, then sessions.

    `pairs` are those of `undecided` and `disputed`: segment_id, code, session_id, participant_id, kind, confidence.
    Inside a code each kind has its turn, and inside a kind what is nearest to even odds goes first; of three times as
    many as are needed those are taken that spread best. Pairs `taken` by the blind sample are left out.
    """
    named = list(zip(pairs.segment_id, pairs.code, strict=True))
    left = pairs[np.asarray([pair not in taken for pair in named], dtype=bool)]
    lots = [lot(seed, "leerzaam", *pair) for pair in named if pair not in taken]
    speakers = [persons.get(name, name) for name in left.participant_id]
    left = left.assign(lot=lots, doubt=(left.confidence - 0.5).abs().fillna(0), person=speakers)
    left = left.sort_values(["code", "kind", "doubt", "lot"], ignore_index=True)
    left = left.assign(turn=left.groupby(["code", "kind"]).cumcount()).sort_values(["turn", "kind", "lot"])
    of_code = left.groupby("code").cumcount()
    left = left.assign(is_late=of_code >= _ROOM * -(-n // max(1, left.code.nunique())))
    chosen = _spread(left[["is_late", "code", "person", "session_id"]], n)
    return left.iloc[chosen][list(pairs.columns)].reset_index(drop=True)


def undecided(tables: Mapping[str, pd.DataFrame], *, seed: int) -> pd.DataFrame:
    """The machine's proposals that nobody decided on and that are never asked blind, as `draw_teaching` takes them.

    Their kind is whether it is known how often people agree, else in which ways it was found: one way is less certain.
    """
    decided, codings = tables["segment_codes"], tables["codings"]
    open_pairs = decided[decided.decided_by == "machine"]
    machine = codings[codings.coder.str.startswith("machine:") & codings.is_present]
    ways: dict[tuple[str, str], set[str]] = {}
    for segment, code, coder in zip(machine.segment_id, machine.code, machine.coder, strict=True):
        ways.setdefault((segment, code), set()).add(coder)
    by = [sorted(ways.get(pair, ())) for pair in zip(open_pairs.segment_id, open_pairs.code, strict=True)]
    kinds = [f"{len(names)} {' '.join(names)}" for names in by]
    found = open_pairs.assign(
        kind=np.where(open_pairs.confidence.notna(), "0 gemeten", np.asarray(kinds, dtype=object))
    )
    is_open = [not is_asked_blind(segment, seed=seed) for segment in found.segment_id]
    return _with_speaker(found[np.asarray(is_open, dtype=bool)], tables["segments"])


def disputed(tables: Mapping[str, pd.DataFrame], *, coders: Sequence[CoderRow], book: Codebook) -> pd.DataFrame:
    """What people decided differently, and no consensus settled, as `draw_teaching` takes it."""
    human = tables["codings"][~tables["codings"].coder.str.startswith("machine:")]
    names = sorted({*human.coder, *(row.coder for row in coders)})
    decided = {name: known_to(name, tables, coders=coders, book=book).decided for name in names}
    yes = {
        name: by_code(zip(of.segment_id, of.code, strict=True)) for name, of in human[human.is_present].groupby("coder")
    }
    rows = []
    for code in book.codes:
        said_yes = set().union(*(of.get(code, set()) for name, of in yes.items() if name != CONSENSUS))
        no = (of.get(code, set()) - yes.get(name, {}).get(code, set()) for name, of in decided.items())
        settled = decided.get(CONSENSUS, {}).get(code, set())
        rows += [(segment, code, "00 verschil", np.nan) for segment in sorted((said_yes & set().union(*no)) - settled)]
    found = pd.DataFrame(rows, columns=["segment_id", "code", "kind", "confidence"])
    return _with_speaker(found, tables["segments"])


def _with_speaker(found: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    columns = ["segment_id", "code", "session_id", "participant_id", "kind", "confidence"]
    return found.merge(segments[["segment_id", "session_id", "participant_id"]], on="segment_id")[columns]


def _spread(rows: pd.DataFrame, n: int) -> list[int]:
    """The positions of `n` rows: none that is late before the others; then whose code, person, session had least."""
    labels = [pd.factorize(rows[name])[0] for name in ("code", "person", "session_id")]
    taken = [np.zeros(len(rows), dtype=np.int64) for _ in labels]
    is_late, chosen = rows.is_late.to_numpy(dtype=np.int64), []
    is_left = np.ones(len(rows), dtype=bool)
    for _ in range(min(n, len(rows))):
        load = is_late
        for label, count in zip(labels, taken, strict=True):
            load = load * (n + 1) + count[label]
        at = int(np.argmin(np.where(is_left, load, np.iinfo(np.int64).max)))
        chosen.append(at)
        is_left[at] = False
        for label, count in zip(labels, taken, strict=True):
            count[label[at]] += 1
    return chosen
