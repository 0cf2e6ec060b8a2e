"""What people coded -> needs: who needs what, from whom, in which phase, said by whom, and for whom."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipeline.stages.values import Rule, decide_values

JUDGEMENT, FOR_WHOM, FROM_WHOM, PHASE = "oordeel", "spreekt_over", "gericht_aan", "fase"
"""The dimensions that make a need of a coding."""

COLUMNS = ["segment_id", "code", "said_by", "participant_id", "for_whom", "from_whom", "phase", "session_id"]

_COUNTED = ["confirmed", "counted"]


def list_needs(tables: Mapping[str, pd.DataFrame], *, rule: Rule, judgement: str = "nodig") -> pd.DataFrame:
    """One row per counted code on a segment of which people said that it is needed (or another `judgement`).

    `said_by` is the group of the speaker and `for_whom` whether that is about themselves (zelf), their own group
    (groep) or somebody else (ander): what a parent says that a son wants is the parent's need for another, and never
    the pupil's. Values of a dimension that people gave to another coding of the same segment and code stand together;
    where nobody gave one it is empty. Columns: COLUMNS.
    """
    values = decide_values(tables["coding_values"], tables["codings"], rule=rule)
    coded = tables["segment_codes"]
    counted = coded.loc[coded.status.isin(_COUNTED), ["segment_id", "code"]]
    wanted = values[(values.dimension == JUDGEMENT) & (values.value == judgement)]
    found = counted.merge(wanted[["segment_id", "code"]])
    for dimension, column in ((FOR_WHOM, "for_whom"), (FROM_WHOM, "from_whom"), (PHASE, "phase")):
        named = values[values.dimension == dimension].rename(columns={"value": column})
        joined = named.groupby(["segment_id", "code"])[column].agg(lambda texts: ", ".join(sorted(texts)))
        found = found.merge(joined.reset_index(), how="left", on=["segment_id", "code"])
    speakers = tables["segments"][["segment_id", "session_id", "participant_id", "role", "stakeholder_group"]]
    found = found.merge(speakers, on="segment_id").rename(columns={"stakeholder_group": "said_by"})
    found = found[found.role == "deelnemer"]
    return found[COLUMNS].sort_values(["code", "segment_id"], ignore_index=True)
