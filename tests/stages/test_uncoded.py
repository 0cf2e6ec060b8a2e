from __future__ import annotations

from pipeline.stages.uncoded import find_uncoded
from tests.builders import segment, table


def test_the_longest_without_a_code() -> None:
    segments = table(
        "segments",
        segment("FG01-0001-1", n_words=50, is_codable=False, not_codable_reason="moderator"),
        segment("FG01-0002-1", n_words=40),
        segment("FG01-0003-1", n_words=30),
        segment("FG01-0004-1", n_words=20),
        segment("FG01-0005-1", n_words=10),
    )
    about = {"code": "reizen", "decided_by": "human"}
    decided = table(
        "segment_codes",
        about | {"segment_id": "FG01-0002-1", "status": "proposed"},
        about | {"segment_id": "FG01-0003-1", "status": "rejected"},
    )
    assert find_uncoded(segments, decided, n=2).segment_id.tolist() == ["FG01-0003-1", "FG01-0004-1"]
