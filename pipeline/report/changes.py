"""What changed since the last different codebook: which codes gained and lost segments; for the team."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.report.markup import Html, join, paragraph, rows_of, table
from pipeline.report.view import View
from pipeline.stages.history import gains_and_losses

_NAMES = {"confirmed": "bevestigd", "counted": "telt mee", "proposed": "voorstel", "rejected": "afgewezen"}
_MOST = 15


def since_last_codebook(view: View) -> Html:
    """Per code and status how many segments it gained and lost; that nothing changed, where nothing did."""
    if not view.is_team:
        return Html("")
    before = view.corpus.previous_codes
    if not len(before):
        return paragraph("Er is nog geen ander codeboek gebruikt om dit mee te vergelijken.")
    now = view.corpus.segment_codes
    changed = gains_and_losses(before, now, lineage=_lineage(view), people=_people(view))
    if not len(changed):
        return paragraph("Onder het vorige codeboek dat anders codeerde, stonden dezelfde codes op dezelfde segmenten.")
    n_gained, n_lost = changed.gained.map(len), changed.lost.map(len)
    changed = changed.assign(n_gained=n_gained, n_lost=n_lost, moved=n_gained + n_lost)
    changed = changed.sort_values(["moved", "code", "status"], ascending=[False, True, True])
    rows = [
        (view.name(row.code), _NAMES[row.status], f"+{row.n_gained}", f"−{row.n_lost}")
        for row in rows_of(changed.head(_MOST))
    ]
    left = len(changed) - len(rows)
    more = paragraph(f"Nog {left} regels: `route codebook diff` toont ze, met de definities.") if left > 0 else None
    caption = "Segmenten die een code erbij kreeg en verloor sinds het vorige codeboek dat anders codeerde"
    return join([table(["Code", "Stand", "Erbij", "Eraf"], rows, caption=caption, numeric={2, 3}), more])


def _lineage(view: View) -> dict[str, str]:
    """What codes are called that had another id before."""
    found: dict[str, str] = {}

    def walk(entries: list[dict[str, Any]]) -> None:
        for entry in entries:
            found.update(dict.fromkeys(entry.get("voorheen") or [], entry["id"]))
            walk(entry.get("codes") or [])

    walk(view.corpus.study["codebook"]["themas"])
    return found


def _people(view: View) -> pd.Series:
    """The person by segment, of those who take part."""
    found = view.corpus.segments.merge(view.people[["participant_id", "person"]], on="participant_id")
    return found.set_index("segment_id").person
