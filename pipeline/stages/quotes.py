"""everything -> quotes: verbatim passages that a report may show, chosen by people first."""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.frames import frame
from pipeline.stages.attributions import SPOKE
from pipeline.stages.counts import persons
from pipeline.tables import Quotes

VERSION = 5

_FEW, _MANY = 8, 60
_STATUS_ORDER = {"confirmed": 0, "counted": 1, "proposed": 2}
ROLES = {"gespreksleider": "gespreksleider", "onbekend": "onbekend"}
"""What stands under the words of who is no participant."""


def select_quotes(tables: Mapping[str, pd.DataFrame], *, book: Codebook, per_code: int) -> pd.DataFrame:
    """The quotes that people chose, then for every code a few that show its spread: another person each time.

    The program prefers what people confirmed, of 8 to 60 words, and sees to it that those outside the team have as
    many to read.
    """
    participants, segment_codes = tables["participants"], tables["segment_codes"]
    given = tables["attributions"]
    attribution = dict(zip(zip(given.participant_id, given.readers, strict=True), given.attribution, strict=True))
    people = participants.assign(person=participants.participant_id.map(persons(participants)))
    role = people.set_index("participant_id").role
    material = tables["segments"].merge(people[["participant_id", "person", "quotable"]], on="participant_id")
    alive = segment_codes[segment_codes.status != "rejected"]
    alive = alive.assign(rank=alive.status.map(_STATUS_ORDER)).merge(
        material[material.is_codable & material.role.isin(SPOKE)], on="segment_id"
    )
    coded = _words_coded(tables["codings"])
    rows = [*_chosen(tables["chosen_quotes"], material, alive, coded), *_selected(alive, book, per_code)]
    kept: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in rows:
        who = row.pop("participant_id")
        row["attribution"] = ROLES.get(role[who]) or attribution[who, row["quotable"]]
        kept.setdefault((row["segment_id"], row["code"], row["text"]), row)
    return frame(Quotes, _with_ids(kept.values()))


def _with_ids(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows with an id that tells no more than the words and the code: from a hash of the segment anyone who can guess
    segment ids would find the session and the turn."""
    seen: Counter[tuple[str, str]] = Counter()
    for row in rows:
        words = (row["text"], row["code"])
        text = "|".join((*words, str(seen[words])))
        seen[words] += 1
        yield row | {"quote_id": "c" + hashlib.sha256(text.encode()).hexdigest()[:12]}


def inside(quotable: str) -> str:
    """What nobody released stays inside the programme, whatever its speaker allows."""
    return "nee" if quotable == "nee" else "intern"


def _words_coded(codings: pd.DataFrame) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """Where the words lie on which a code rests, per segment and code; without words the whole segment."""
    given = codings[codings.is_present]
    start, end = given.start_char.fillna(0), given.end_char.fillna(sys.maxsize)
    spans: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for segment_id, code, first, last in zip(given.segment_id, given.code, start, end, strict=True):
        spans.setdefault((segment_id, code), []).append((int(first), int(last)))
    return spans


def _chosen(
    chosen: pd.DataFrame,
    material: pd.DataFrame,
    alive: pd.DataFrame,
    coded: Mapping[tuple[str, str], list[tuple[int, int]]],
) -> list[dict[str, Any]]:
    """Quotes from citaten.csv. Outside go only those that a person released and whose speaker allows it.

    A quote stands under the surest code of which the words touch it: another sentence of its segment may carry a code
    that these words do not.
    """
    codes = alive.sort_values(["rank", "code"], kind="stable").groupby("segment_id").code.agg(list).to_dict()
    turns = dict(list(material.sort_values("start_char").groupby("utterance_id")))
    rows = []
    quote: Any
    for quote in chosen.itertuples():
        turn = turns.get(quote.utterance_id)
        if turn is None:
            continue
        parts = turn[(turn.start_char < quote.end_char) & (turn.end_char > quote.start_char)]
        if not len(parts):
            continue
        first: Any = next(parts.itertuples())
        start, end = quote.start_char - first.start_char, quote.end_char - first.start_char
        words = "".join(parts.text)[start:end]
        fitting = (
            code
            for code in codes.get(first.segment_id, ())
            if any(s < end and start < e for s, e in coded.get((first.segment_id, code), ()))
        )
        is_free = quote.is_released and first.quotable == "extern"
        rows.append(
            {
                "segment_id": first.segment_id,
                "participant_id": first.participant_id,
                "code": next(fitting, "*"),
                "text": words.strip(),
                "quotable": "extern" if is_free else inside(first.quotable),
                "chosen_by": "person",
                "reason": quote.reason,
                "report": quote.report,
                "reading": quote.reading,
            }
        )
    return rows


def _selected(alive: pd.DataFrame, book: Codebook, per_code: int) -> list[dict[str, Any]]:
    """For every code a few passages of different people, what people confirmed first."""
    order = ["rank", "length", "segment_id"]
    fit = alive[alive.n_words.between(_FEW, _MANY)].copy()
    fit["length"] = (fit.n_words - 25).abs()
    fit = fit.sort_values(order, kind="stable")
    by_code = dict(list(fit.groupby("code")))
    rows: list[dict[str, Any]] = []
    for code in book.codes:
        if code not in by_code:
            continue
        best = by_code[code].drop_duplicates("person").head(per_code)
        # As many that may leave the team; of a person whose two passages are both among the best, the one that may.
        shown = by_code[code][by_code[code].quotable != "nee"].drop_duplicates("person").head(per_code)
        of_code = pd.concat([shown, best]).drop_duplicates("person").sort_values(order, kind="stable")
        rows += [
            {
                "segment_id": segment_id,
                "participant_id": participant_id,
                "code": code,
                "text": text.strip(),
                "quotable": inside(quotable),
                "chosen_by": "program",
            }
            for segment_id, participant_id, text, quotable in zip(
                of_code.segment_id, of_code.participant_id, of_code.text, of_code.quotable, strict=True
            )
        ]
    return rows
