"""Two codebooks compared: which codes came, went, were renamed, moved, merged, split or redefined.

Books are compared by their outlines: every item of every field by a hash in which case and white space do not count.
So an outline can be kept without the words of the book, and one that was kept compares with a book on disk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipeline.codebook import Code, Codebook
from pipeline.codebook_items import reference_of, without_reference
from pipeline.store import hash_of

VERSION = 1

DEFINING = ("definitie", "wel", "niet")
"""The fields that say when a code applies: who coded under other ones coded under another definition."""

_ONE = ("naam", "definitie", "vraag", "niveau", "machine", "status")
_MANY = ("wel", "niet", "voorbeelden", "tegenvoorbeelden", "patronen", "voorheen")
_OWNED = ("wel", "voorbeelden", "patronen")
NOT_FOR_CODING = ("pad", "vraag")
"""The fields that decide no coding."""

Kind = Literal[
    "added", "removed", "renamed", "merged", "split", "moved", "redefined", "changed", "gained", "lost", "forgotten"
]


@dataclass(frozen=True)
class Item:
    """One item of a field, known by its hash; `text` is the whole of it, or what may be kept, or None."""

    sha256: str
    text: str | None = field(default=None, compare=False)

    @property
    def target(self) -> str | None:
        """The code to which it refers (`-> code`)."""
        return reference_of(self.text) if self.text else None


Fields = Mapping[str, tuple[Item, ...]]


@dataclass(frozen=True)
class Outline:
    """A codebook as far as coding and counting read it; `pad` holds the ids above a code, the theme first."""

    version: str
    codes: Mapping[str, Fields]

    @property
    def renamed(self) -> dict[str, str]:
        """Former ids and the code that they are now."""
        return {old: code for code in self.codes for old in self.texts(code, "voorheen") if old}

    def texts(self, code: str, name: str) -> tuple[str | None, ...]:
        """The texts of one field of a code, None where only the hash is known."""
        return tuple(item.text for item in self.codes[code].get(name, ()))

    def hashes(self, code: str, *names: str) -> frozenset[str]:
        """The hashes of all items of some fields of a code."""
        return frozenset(item.sha256 for name in names for item in self.codes[code].get(name, ()))


@dataclass(frozen=True)
class Change:
    """One thing that differs between two books; texts are None where only their hashes are known.

    `field` tells what of the code: for `redefined` definitie, wel or niet; for `gained` and `lost` patronen,
    voorbeelden or tegenvoorbeelden; for `changed` naam, vraag, niveau, machine or status; for `renamed` voorheen, or
    nothing where the new code does not name the old id, so that people's codings with it stay behind.
    `forgotten` is a former id that no code names any more. What is `removed` has in `new` the codes where its
    examples, inclusions or patterns now stand.
    """

    code: str
    kind: Kind
    field: str = ""
    old: tuple[str | None, ...] = ()
    new: tuple[str | None, ...] = ()


def outline_of(book: Codebook) -> Outline:
    """The outline of a codebook, with all texts."""
    return Outline(book.versie, {code.id: _fields(code, above) for code, above in book.walk()})


def _fields(code: Code, above: tuple[str, ...]) -> dict[str, tuple[Item, ...]]:
    texts = {name: [value] for name in _ONE if (value := getattr(code, name)) is not None}
    texts |= {name: getattr(code, name) for name in _MANY}
    # Former ids as `Codebook.renamed` has them.
    texts |= {"voorheen": [old.lower() for old in code.voorheen], "pad": list(above)}
    return {name: tuple(map(_item, items)) for name, items in texts.items() if items}


def _item(text: str) -> Item:
    """The code that it refers to is not in its hash: the rename of a code redefines no other."""
    words = " ".join(without_reference(text).casefold().split())
    return Item(hashlib.sha256(words.encode()).hexdigest(), text)


def identity_of(outline: Outline) -> str:
    """A hash of a whole outline and its version, whatever the order of its codes and items."""
    return hash_of(VERSION, outline.version, sorted(items_of(outline)))


def coding_of(outline: Outline) -> str:
    """A hash of what decides which segment gets which code: not the version, nor the place of a code in the book."""
    return hash_of(VERSION, sorted(items_of(outline, without=NOT_FOR_CODING)))


def items_of(outline: Outline, *, without: Collection[str] = ()) -> set[tuple[str, str, str]]:
    """All that an outline holds, as code, field and hash."""
    fields = ((code, name) for code in outline.codes for name in outline.codes[code] if name not in without)
    return {(code, name, sha256) for code, name in fields for sha256 in outline.hashes(code, name)}


def lineage_of(old: Outline, new: Outline) -> dict[str, str]:
    """For every old code that lives on the code that it is now.

    It is known by its id or `voorheen`; else by former ids of its own that lead to one code; else by a definition
    that one code alone had and has.
    """
    now = {code: code for code in new.codes} | new.renamed
    found = {}
    for code in old.codes:
        heirs = {now[name] for name in (code, *filter(None, old.texts(code, "voorheen"))) if name in now}
        if code in now or len(heirs) == 1:
            found[code] = now[code] if code in now else heirs.pop()
    lost = _by_definition(old, [code for code in old.codes if code not in found])
    free = _by_definition(new, [code for code in new.codes if code not in found.values()])
    twins = {lost[which][0]: free[which][0] for which in lost if len(lost[which]) == len(free.get(which, ())) == 1}
    return found | twins


def _by_definition(outline: Outline, codes: list[str]) -> dict[frozenset[str], list[str]]:
    found: dict[frozenset[str], list[str]] = {}
    for code in codes:
        found.setdefault(outline.hashes(code, "definitie"), []).append(code)
    return found


@dataclass(frozen=True)
class _Books:
    old: Outline
    new: Outline
    lineage: Mapping[str, str]


def compare(old: Outline, new: Outline) -> list[Change]:
    """What changed from one book to another: code by code in the order of the new book, then what is gone."""
    books = _Books(old, new, lineage_of(old, new))
    changes: list[Change] = []
    for code in new.codes:
        before = [name for name, now in books.lineage.items() if now == code]
        changes += _origin(code, before, renamed=new.renamed)
        if before:
            changes += _place_and_fields(code, books, before=before)
            changes += _items(code, books, before=before)
    for code in old.codes:
        heir, takers = books.lineage.get(code), _takers(code, books)
        if heir is None:
            changes.append(Change(code, "removed", "pad", (_path(old, code),), tuple(takers)))
        if len(into := [*([heir] if heir else []), *takers]) > 1:
            changes.append(Change(code, "split", new=tuple(into)))
    known = {*new.codes, *new.renamed}
    lost = [(was, books.lineage[code]) for was, code in old.renamed.items() if code in books.lineage]
    return changes + [Change(now, "forgotten", "voorheen", old=(was,)) for was, now in lost if was not in known]


def _origin(code: str, before: list[str], *, renamed: Mapping[str, str]) -> Iterator[Change]:
    if not before:
        yield Change(code, "added")
    elif len(before) > 1:
        yield Change(code, "merged", old=tuple(before), new=(code,))
    elif before != [code]:
        yield Change(code, "renamed", "voorheen" if before[0] in renamed else "", tuple(before), (code,))


def _place_and_fields(code: str, books: _Books, *, before: list[str]) -> Iterator[Change]:
    old, new = books.old, books.new
    # What kept its id is compared with itself; of several that became one nothing differs that one of them had.
    same = [code] if code in before else before
    # Under a parent that was renamed it did not move.
    paths = [tuple(books.lineage.get(str(part), part) for part in old.texts(o, "pad")) for o in same]
    if new.texts(code, "pad") not in paths:
        yield Change(code, "moved", "pad", (_path(old, same[0]),), (_path(new, code),))
    for name in dict.fromkeys((*DEFINING, *_ONE)):
        if new.hashes(code, name) in [old.hashes(o, name) for o in same]:
            continue
        if name in DEFINING:
            yield Change(code, "redefined", name, *_difference(code, name, books, before=same))
        else:
            yield Change(code, "changed", name, old.texts(same[0], name), new.texts(code, name))


def _items(code: str, books: _Books, *, before: list[str]) -> Iterator[Change]:
    for name in ("patronen", "voorbeelden", "tegenvoorbeelden"):
        lost, gained = _difference(code, name, books, before=before)
        if gained:
            yield Change(code, "gained", name, new=gained)
        if lost:
            yield Change(code, "lost", name, old=lost)


def _difference(
    code: str, name: str, books: _Books, *, before: list[str]
) -> tuple[tuple[str | None, ...], tuple[str | None, ...]]:
    """The items that the old codes had and the new one lacks, and the other way round."""
    had = dict.fromkeys(item for o in before for item in books.old.codes[o].get(name, ()))
    has = dict.fromkeys(books.new.codes[code].get(name, ()))
    return tuple(i.text for i in had if i not in has), tuple(i.text for i in has if i not in had)


def _path(outline: Outline, code: str) -> str:
    return " > ".join(map(str, outline.texts(code, "pad")))


def _takers(code: str, books: _Books) -> list[str]:
    """Other codes that came to hold what an old code held, or that what referred to it now refers to.

    Where it lives on only new codes: what goes to one that was there already is no part split off.
    """
    old, new = books.old, books.new
    heir, owned = books.lineage.get(code), old.hashes(code, *_OWNED)
    referred = {item for item in _references(old) if item.target == code}
    referring = {item.target for item in _references(new) if item in referred}
    could = [name for name in new.codes if name != heir and (heir is None or name not in books.lineage.values())]
    return [name for name in could if owned & _gained(name, books) or name in referring]


def _gained(code: str, books: _Books) -> frozenset[str]:
    had = books.old.hashes(code, *_OWNED) if code in books.old.codes else frozenset()
    return books.new.hashes(code, *_OWNED) - had


def _references(outline: Outline) -> Iterator[Item]:
    for fields in outline.codes.values():
        for name in ("wel", "niet", "voorbeelden", "tegenvoorbeelden"):
            yield from fields.get(name, ())
