"""coding_values, codings -> what people decided of each dimension, as they decide on codes."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from pipeline.judgements import CONSENSUS

Rule = Literal["meerderheid", "een", "allen"]

_PLACE = ["segment_id", "code", "dimension"]


def decide_values(coding_values: pd.DataFrame, codings: pd.DataFrame, *, rule: Rule) -> pd.DataFrame:
    """The values that hold: segment_id, code, dimension, value, one row each; the machine's are not among them.

    A consensus goes first. Else a value holds by the rule of the settings, counted over the people who gave the
    dimension any value there: silence of a coder on a dimension is no vote. One coder may give two values, to two
    passages in one segment, and then both may hold. What ends in a tie holds not.
    """
    given = coding_values.merge(codings.loc[codings.is_present, ["coding_id", "segment_id", "code", "coder"]])
    given = given[~given.coder.str.startswith("machine:")].drop_duplicates([*_PLACE, "coder", "value"])
    is_consensus = given.coder == CONSENSUS
    settled = given.loc[is_consensus, _PLACE].drop_duplicates().assign(is_settled=True)
    given = given.merge(settled, how="left", on=_PLACE)
    given = given[(given.coder == CONSENSUS) | given.is_settled.isna()]
    n_coders = given.groupby(_PLACE).coder.nunique().rename("n").reset_index()
    votes = given.groupby([*_PLACE, "value"]).size().rename("n_yes").reset_index().merge(n_coders, on=_PLACE)
    needed = {"een": 1, "meerderheid": votes.n // 2 + 1, "allen": votes.n}[rule]
    return votes.loc[votes.n_yes >= needed, [*_PLACE, "value"]].reset_index(drop=True)
