"""codebook, segment_codes -> codebook_versions, previous_codes: what was in use before, and what an edit did.

Neither table holds words of a transcript: of the book hashes, ids and short search patterns, of the coding ids and
statuses. A row of previous_codes goes with its segment, and when the text of that segment is another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.codebook_diff import DEFINING, NOT_FOR_CODING, Item, Outline, items_of
from pipeline.frames import columns_of, frame, typed
from pipeline.tables import TEXT, CodebookVersions, PreviousCodes

UNDER_OLD, UNKNOWN = "onder oude definitie", "versie onbekend"

_SHOWN = ("vraag", "niveau", "machine", "status", "voorheen", "pad", "patronen")
_MOST_WORDS = 3
_STATUSES = ("confirmed", "counted", "proposed")

Definition = frozenset[tuple[str, str]]


def add_version(versions: pd.DataFrame, outline: Outline) -> pd.DataFrame:
    """codebook_versions with this outline under the next number."""
    number = 1 if versions.empty else int(versions.number.max()) + 1
    rows = [
        {
            "number": number,
            "version": outline.version,
            "code": code,
            "field": name,
            "item": at,
            "text_sha256": item.sha256,
            "text": _kept(name, item),
        }
        for code, fields in outline.codes.items()
        for name, items in fields.items()
        for at, item in enumerate(items)
    ]
    return pd.concat([versions, frame(CodebookVersions, rows)], ignore_index=True)


def _kept(name: str, item: Item) -> str | None:
    """What may be kept of a text: a closed value or a short pattern; of a longer one the code it refers to."""
    if name in _SHOWN and item.text and len(item.text.split()) <= _MOST_WORDS:
        return item.text
    return f"-> {item.target}" if item.target else None


def numbers(versions: pd.DataFrame) -> list[int]:
    """The numbers of the outlines that are kept, the oldest first."""
    return sorted(int(number) for number in versions.number.unique())


def outline_at(versions: pd.DataFrame, number: int) -> Outline:
    """One outline that was kept."""
    chosen = versions[versions.number == number]
    codes: dict[str, dict[str, tuple[Item, ...]]] = {}
    row: Any
    for row in chosen.itertuples():
        fields = codes.setdefault(row.code, {})
        text = row.text if isinstance(row.text, str) else None
        fields[row.field] = (*fields.get(row.field, ()), Item(row.text_sha256, text))
    return Outline(str(chosen.version.iloc[0]), codes)


def last_outline(versions: pd.DataFrame) -> Outline | None:
    """The outline of the last codebook that a run used; None where none was kept."""
    return None if versions.empty else outline_at(versions, numbers(versions)[-1])


def last_different(versions: pd.DataFrame, outline: Outline) -> Outline | None:
    """The last outline that codes otherwise than this one; None where none did."""
    now = items_of(outline, without=NOT_FOR_CODING)
    read = versions[~versions.field.isin(NOT_FOR_CODING)]
    differing = [
        int(rows.number.iloc[0])
        for _, rows in read.groupby("number")
        if {*zip(rows.code, rows.field, rows.text_sha256, strict=True)} != now
    ]
    return outline_at(versions, max(differing)) if differing else None


def keep_codes(segment_codes: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """previous_codes: segment_codes of the segments that there are, without confidence."""
    hashes = _text_hashes(segments)
    known = segment_codes[segment_codes.segment_id.isin(hashes.index)].reset_index(drop=True)
    return known.assign(text_sha256=typed(known.segment_id.map(hashes), "str"))[list(columns_of(PreviousCodes))]


def still_there(previous: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """The rows of previous_codes whose segment still stands.

    Where an id now has another text turns have moved up: then nothing is kept of that session.
    """
    now = previous.segment_id.map(_text_hashes(segments))
    is_same = (now == previous.text_sha256).to_numpy(dtype=bool)
    sessions = sessions_of(previous)
    moved = sessions[now.notna().to_numpy(dtype=bool) & ~is_same]
    return previous[is_same & ~sessions.isin(moved).to_numpy(dtype=bool)].reset_index(drop=True)


def sessions_of(codes: pd.DataFrame) -> pd.Series:
    """The session of every row of a table with segment ids."""
    return codes.segment_id.str.split("-", n=1).str[0]


def _text_hashes(segments: pd.DataFrame) -> pd.Series:
    hashes = [hashlib.sha256(text.encode()).hexdigest() for text in segments.text]
    return pd.Series(hashes, index=segments.segment_id, dtype=TEXT)


def gains_and_losses(
    before: pd.DataFrame, after: pd.DataFrame, *, lineage: Mapping[str, str], people: pd.Series
) -> pd.DataFrame:
    """What became of the coding: a row per code and status that lost or gained a segment.

    Two tables like segment_codes, and the person by segment (those who count nowhere left out). A code is followed by
    `lineage`, from what it was to what it is. Columns: code, status, gained and lost (lists of segment ids, of every
    session one before a second of any), people_gained and people_lost: the number of persons who have the code with
    that status in one of the two only.
    """
    then = _by_code(before.assign(code=[lineage.get(code, code) for code in before.code]))
    now = _by_code(after)
    rows = []
    for code, status in sorted({*then, *now}, key=lambda pair: (pair[0], _STATUSES.index(pair[1]))):
        had, has = then.get((code, status), set()), now.get((code, status), set())
        if had == has:
            continue
        new, old = has - had, had - has
        who_had, who_has = ({people[s] for s in ids if s in people.index} for ids in (had, has))
        rows.append((code, status, _spread(new), _spread(old), len(who_has - who_had), len(who_had - who_has)))
    return pd.DataFrame(rows, columns=["code", "status", "gained", "lost", "people_gained", "people_lost"])


def _by_code(codes: pd.DataFrame) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for segment, code, status in zip(codes.segment_id, codes.code, codes.status, strict=True):
        if status in _STATUSES:
            found.setdefault((code, status), set()).add(segment)
    return found


def _spread(segments: set[str]) -> list[str]:
    """Segment ids, the first of every session before the second of any."""
    nth: dict[str, int] = {}
    keyed = []
    for segment in sorted(segments):
        session = segment.split("-", maxsplit=1)[0]
        nth[session] = nth.get(session, 0) + 1
        keyed.append((nth[session], segment))
    return [segment for _, segment in sorted(keyed)]


def definition_marks(codings: pd.DataFrame, human_codings: pd.DataFrame, *, versions: pd.DataFrame) -> pd.Series:
    """Per row of codings, `onder oude definitie` or `versie onbekend`, else empty; the machine's are always empty.

    A person's coding is held against the definition (definitie, wel, niet) that its code had in the version of the
    codebook that stands on it, and that it has in the last book in `versions`. Where one version had several
    definitions, nobody knows which one was read: one that differs is enough. A version, or a code in it, that the
    history does not know cannot be judged.
    """
    known, present, renamed = _definitions(versions)
    former: dict[str, list[str]] = {}
    for old, code in renamed.items():
        former.setdefault(code, []).append(old)
    coded_as = dict(zip(human_codings.coding_id, human_codings.code, strict=True))

    def mark(coding_id: str, code: str, version: Any) -> str | None:
        if coding_id not in coded_as:
            return None
        # What it was called then; else, where a person renamed it in the list of codings too, what it was before.
        names = [coded_as[coding_id], *former.get(code, ())]
        read = next((known[version, name] for name in names if (version, name) in known), None)
        if not isinstance(version, str) or read is None:
            return UNKNOWN
        return UNDER_OLD if read != {present.get(code)} else None

    rows = zip(codings.coding_id, codings.code, codings.codebook_version, strict=True)
    return pd.Series([mark(*row) for row in rows], index=codings.index, dtype=TEXT)


def redefined_within(versions: pd.DataFrame, outline: Outline) -> dict[str, set[str]]:
    """Codes that an earlier book of the same version defined otherwise, each with the ids that it had there."""
    known, _, _ = _definitions(versions)
    renamed = outline.renamed
    found: dict[str, set[str]] = {}
    for (version, name), read in known.items():
        code = renamed.get(name, name)
        if version == outline.version and code in outline.codes and read != {_definition(outline, code)}:
            found.setdefault(code, set()).add(name)
    return found


def _definition(outline: Outline, code: str) -> Definition:
    return frozenset((name, sha256) for name in DEFINING for sha256 in outline.hashes(code, name))


def _definitions(
    versions: pd.DataFrame,
) -> tuple[dict[tuple[str, str], set[Definition]], dict[str, Definition], dict[str, str]]:
    """All definitions that each code had under each version, those of the last book, and its former ids."""
    last = last_outline(versions)
    if last is None:
        return {}, {}, {}
    rows = versions[versions.field.isin(DEFINING)]
    definitions: dict[tuple[int, str, str], set[tuple[str, str]]] = {}
    for number, version, code, name, sha256 in zip(
        rows.number, rows.version, rows.code, rows.field, rows.text_sha256, strict=True
    ):
        definitions.setdefault((number, version, code), set()).add((name, sha256))
    known: dict[tuple[str, str], set[Definition]] = {}
    for (_, version, code), definition in definitions.items():
        known.setdefault((version, code), set()).add(frozenset(definition))
    return known, {code: _definition(last, code) for code in last.codes}, last.renamed
