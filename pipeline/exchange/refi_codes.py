"""The codes of another program beside ours: which are known already, and which must come into codebook.yaml, where."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.codebook import Code, Codebook, Theme
from pipeline.exchange.refi_book import GivenCode, code_guid, description_of, read_description
from pipeline.exchange.refi_report import Lost
from pipeline.readers.encoding import clean
from pipeline.stages.suggesting import free_id

_LONGEST_ID = 40
# What is no letter with an accent.
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
NO_DEFINITION = "Nog te omschrijven."


@dataclass
class NewCode:
    """A code or theme to add, with what it holds as the codebook writes it."""

    values: dict[str, str | list[str]]
    codes: list[NewCode] = field(default_factory=list)


@dataclass
class CodePlan:
    """What becomes of the codes of a file: our id of each GUID, what is new by where it comes, and what is lost.

    `new` is by the id of the theme or code that it comes under; `themes` are whole new themes.
    """

    ids: dict[str, str] = field(default_factory=dict)
    new: dict[str, list[NewCode]] = field(default_factory=dict)
    themes: list[NewCode] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    """Our id of the code that a note stands on, by the note's GUID, where the code is known."""
    used_notes: set[str] = field(default_factory=set)
    """Notes that became the memo of a new code."""
    of_ours: set[str] = field(default_factory=set)
    """GUIDs that an export of ours gave."""
    n_known: int = 0
    n_new: int = 0


def readable_id(name: str) -> str:
    """An id of a name: lower case letters without accents, digits, and `_` between words."""
    spelled = unicodedata.normalize("NFKD", name.lower()).translate(_LETTERS)
    plain = "".join(sign for sign in spelled if not unicodedata.combining(sign))
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return words[:_LONGEST_ID].rstrip("_") or "code"


def plan_codes(
    given: Sequence[GivenCode],
    book: Codebook,
    *,
    shown: Codebook,
    used: Collection[str],
    source: str,
    memos: Mapping[str, str],
) -> CodePlan:
    """Which codes are known, by their GUID or else their name, and where the others come.

    `shown` is our book as it went out, masked; `used` are the GUIDs of codes that something is coded with; `source` is
    what a theme for codes without one is called after, and `memos` are texts by the GUID of their note.
    """
    plan = CodePlan()
    given = _once(plan, given)
    _find_known(plan, given, book)
    taken = {*book.ids, *book.renamed}
    made: dict[str, NewCode] = {}
    strays: list[NewCode] = []
    for code in given:
        if code.guid in plan.ids:
            _compare(plan, code, book, shown)
            plan.notes |= dict.fromkeys(code.notes, plan.ids[code.guid])
            continue
        identifier = free_id(readable_id(code.name), taken)
        taken.add(identifier)
        entry = NewCode(_values(code, identifier, source, memos))
        plan.used_notes |= set(code.notes)
        plan.ids[code.guid], made[identifier] = identifier, entry
        if not code.above and code.is_parent and not (code.is_codable and (code.guid in used or not used)):
            plan.themes.append(_as_theme(entry))
            continue
        plan.n_new += 1
        if not code.is_codable:
            plan.lost.append(_lost(code, "isCodable=false: hier een gewone code"))
        above = next((plan.ids[parent.guid] for parent in reversed(code.above) if parent.guid in plan.ids), None)
        if above in made:
            made[above].codes.append(entry)
        elif above:
            plan.new.setdefault(above, []).append(entry)
        else:
            strays.append(entry)
    _place_strays(plan, strays, book, name=_stray_name(source), taken=taken)
    for theme in [theme for theme in plan.themes if not theme.codes]:
        plan.themes.remove(theme)
        plan.lost.append(
            Lost("Code", "een map zonder nieuwe codes erin: niet overgenomen", name=str(theme.values["naam"]))
        )
    return plan


def _as_theme(entry: NewCode) -> NewCode:
    """The entry with what a theme may have alone."""
    entry.values = {key: entry.values[key] for key in ("id", "naam", "definitie", "kleur") if key in entry.values}
    if entry.values.get("definitie") == NO_DEFINITION:
        del entry.values["definitie"]
    return entry


def _place_strays(plan: CodePlan, strays: Sequence[NewCode], book: Codebook, *, name: str, taken: set[str]) -> None:
    """Codes without a theme come under one of this name: ours, where an earlier import made it, else a new one."""
    if not strays:
        return
    if known := next((theme.id for theme in book.themas if theme.naam == name), None):
        plan.new.setdefault(known, []).extend(strays)
        return
    own = free_id(readable_id(name), taken)
    taken.add(own)
    plan.themes.append(NewCode({"id": own, "naam": name}, list(strays)))


def _once(plan: CodePlan, given: Sequence[GivenCode]) -> list[GivenCode]:
    """Codes by their GUIDs, the first of each: another one cannot be told from it by the codings."""
    found: dict[str, GivenCode] = {}
    for code in given:
        if found.setdefault(code.guid, code) is not code:
            plan.lost.append(_lost(code, "een tweede code met dezelfde guid: niet overgenomen"))
    return list(found.values())


def _stray_name(source: str) -> str:
    return f"Overgenomen uit {source}"


def _find_known(plan: CodePlan, given: Sequence[GivenCode], book: Codebook) -> None:
    """Our ids: by GUIDs of ours (also of former ids), by the names from the top down, by a name that is there once."""
    by_guid = {code_guid(old): new for old, new in book.renamed.items()}
    by_guid |= {code_guid(identifier): identifier for identifier in book.names}
    names = book.names
    paths: dict[tuple[str, ...], str] = {(names[theme.id].casefold(),): theme.id for theme in book.themas}
    paths |= {tuple(names[i].casefold() for i in (*above, code.id)): code.id for code, above in book.walk()}
    # What came without a theme of its own stands under one that it has nowhere else.
    opening = _stray_name("").casefold()
    paths |= {path[1:]: own for path, own in paths.items() if path[0].startswith(opening) and path[1:] not in paths}
    n_named = Counter(name.casefold() for name in names.values())
    by_name = {name.casefold(): identifier for identifier, name in names.items() if n_named[name.casefold()] == 1}
    n_given = Counter(code.path[-1] for code in given)
    found = {code.guid: by_guid[code.guid] for code in given if code.guid in by_guid}
    for code in given:
        own = paths.get(code.path)
        if own is None and n_given[code.path[-1]] == 1:
            own = by_name.get(code.path[-1])
        if code.guid not in found and own is not None and own not in found.values():
            found[code.guid] = own
    plan.of_ours = set(found) & set(by_guid)
    plan.ids |= found
    plan.n_known = len(found)


def _compare(plan: CodePlan, code: GivenCode, book: Codebook, shown: Codebook) -> None:
    """Name what another program says of a code of ours otherwise; ours stays."""
    identifier = plan.ids[code.guid]
    entries: dict[str, Code | Theme] = {theme.id: theme for theme in shown.themas} | dict(shown.codes)
    own = entries[identifier]
    if code.name.casefold() not in (own.naam.casefold(), book.names[identifier].casefold()):
        plan.lost.append(_lost(code, f"heet daar anders dan '{identifier}' hier: naam niet overgenomen"))
    # What a QDC holds beside it is the memo.
    said, ours = (_folded(text.partition("\n\nMemo: ")[0]) for text in (code.description, description_of(own)))
    if said and said != ours:
        plan.lost.append(_lost(code, f"de omschrijving van '{identifier}' is daar anders: niet overgenomen"))
    if code.guid not in plan.of_ours:
        return
    parents = [plan.ids.get(parent.guid) for parent in code.above]
    above = [name for name in book.ancestors.get(identifier, ()) if not book.names[name].startswith(_stray_name(""))]
    if parents != above:
        plan.lost.append(_lost(code, f"'{identifier}' staat daar elders in de codeboom: hier niet verplaatst"))


def _values(code: GivenCode, identifier: str, source: str, memos: Mapping[str, str]) -> dict[str, str | list[str]]:
    told = read_description(clean(code.description))
    values: dict[str, str | list[str]] = {"id": identifier, "naam": clean(code.name)}
    values["definitie"] = str(told.get("definitie") or NO_DEFINITION)
    values |= {key: value for key, value in told.items() if key != "definitie"}
    if "definitie" not in told:
        # Nobody said yet what it means: it is for people.
        values |= {"machine": "nee", "status": "concept"}
    values["herkomst"] = f"overgenomen uit {source}"
    if memo := " ".join(clean(" ".join(memos[guid] for guid in code.notes if guid in memos)).split()):
        values["memo"] = memo
    if code.colour:
        values["kleur"] = code.colour
    return values


def _folded(text: str) -> str:
    return " ".join(text.split())


def _lost(code: GivenCode, what: str) -> Lost:
    return Lost("Code", what, name=code.name, guid=code.guid)
