"""codings, what people said of them -> segment_codes: what holds of each segment, after people and machine."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.codebook import Codebook
from pipeline.frames import frame
from pipeline.settings import Coding as Settings
from pipeline.stages.judged import NO, OPEN, UNKNOWN, YES, Judged
from pipeline.tables import PATTERN, SegmentCodes

_STATUS = {YES: "confirmed", NO: "rejected", OPEN: "proposed"}


def decide(codings: pd.DataFrame, judged: Judged, *, book: Codebook, settings: Settings) -> pd.DataFrame:
    """One status per segment and code: what people said goes before what the machine proposed.

    A proposal on a segment that somebody read whole for that code, and did not code, is rejected. Of a code that is
    set to count, what its search patterns find counts, and what else is proposed where the measured chance that a
    person agrees reaches `minimum_confidence`; the rest stays a proposal.
    """
    rows = {name: at for at, name in enumerate(judged.segment_ids)}
    columns = {code: at for at, code in enumerate(judged.codes)}
    is_machine = codings.coder.str.startswith("machine:")
    confidence = _confidence(codings[is_machine])
    counted = _counted(codings[is_machine], confidence, book=book, settings=settings)
    found = []
    for segment_id, code in sorted({*zip(codings.segment_id, codings.code, strict=True)}):
        said = int(judged.verdicts[rows[segment_id], columns[code]])
        sure = confidence.get((segment_id, code))
        if said == UNKNOWN:
            status, by = ("counted" if (segment_id, code) in counted else "proposed"), "machine"
        else:
            status, by = _STATUS[said], "human"
        found.append({"segment_id": segment_id, "code": code, "status": status, "decided_by": by, "confidence": sure})
    return frame(SegmentCodes, found)


def _confidence(machine: pd.DataFrame) -> dict[tuple[str, str], float]:
    """The largest measured chance that a person agrees, over the ways in which a code was proposed."""
    known = machine.dropna(subset=["confidence"])
    largest = known.groupby(["segment_id", "code"], as_index=False).confidence.max()
    return dict(zip(zip(largest.segment_id, largest.code, strict=True), largest.confidence, strict=True))


def _counted(
    machine: pd.DataFrame, confidence: dict[tuple[str, str], float], *, book: Codebook, settings: Settings
) -> set[tuple[str, str]]:
    may_count = [code.id for code in book.codes.values() if code.machine == "telt mee"]
    machine = machine[machine.code.isin(may_count)]
    proposed = list(zip(machine.segment_id, machine.code, strict=True))
    is_pattern = np.asarray(machine.coder == PATTERN)
    return {
        pair
        for pair, by_pattern in zip(proposed, is_pattern, strict=True)
        if by_pattern or confidence.get(pair, 0) >= settings.minimum_confidence
    }
