"""segments, segment_codes -> the segments on which nobody found anything yet."""

from __future__ import annotations

import pandas as pd


def find_uncoded(segments: pd.DataFrame, segment_codes: pd.DataFrame, *, n: int) -> pd.DataFrame:
    """The `n` longest segments that can be coded and carry no code and no proposal, with the columns of segments.

    What was only rejected counts as none: there is nothing on it either.
    """
    alive = set(segment_codes.segment_id[segment_codes.status != "rejected"])
    open_ = segments[segments.is_codable & ~segments.segment_id.isin(alive)]
    return open_.sort_values(["n_words", "segment_id"], ascending=[False, True]).head(n).reset_index(drop=True)
