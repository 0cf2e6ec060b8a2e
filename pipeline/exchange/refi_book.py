"""The codebook as REFI-QDA: themes and codes in their tree, all that describes a code as one text, and back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.codebook import Code, Codebook, Theme
from pipeline.exchange.refi_xml import ORIGIN, Element, child, children, guid_in, guid_of, name_of, new, text_in

LISTS = {
    "wel": "Wel:",
    "niet": "Niet:",
    "voorbeelden": "Voorbeelden:",
    "tegenvoorbeelden": "Tegenvoorbeelden:",
}
"""The lists of a code that its description holds, each under its own line."""

_ITEM = re.compile(r"[-•*]\s+")
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


class Described(dict[str, str | list[str]]):
    """What a description says: `definitie`, and the lists that it holds."""


def code_guid(identifier: str) -> str:
    """The GUID of a theme or code: by its id alone, so that it is the same in every study with this book."""
    return guid_of("code", identifier)


def description_of(entry: Code | Theme) -> str:
    """All that describes a code to people, as one text: the definition, then each list under its heading."""
    parts = [entry.definitie or ""]
    for key, heading in LISTS.items():
        if items := getattr(entry, key, []):
            parts.append("\n".join([heading, *(f"- {item}" for item in items)]))
    return "\n\n".join(part for part in parts if part)


def read_description(text: str) -> Described:
    """A description as `description_of` writes it; what another program wrote is a definition as a whole."""
    headings = {heading.lower(): key for key, heading in LISTS.items()}
    found, told, key = Described(), [], ""
    for line in (line.strip() for line in text.splitlines()):
        if line.lower() in headings:
            key = headings[line.lower()]
        elif key and _ITEM.match(line):
            items = found.setdefault(key, [])
            if isinstance(items, list):
                items.append(_ITEM.sub("", line, count=1))
        elif line:
            key = ""
            told.append(line)
    return Described({"definitie": " ".join(told), **found} if told else found)


def code_elements(book: Codebook, *, memos: dict[str, list[str]] | None = None) -> list[Element]:
    """A Code for every theme, with its codes in it. `memos` are the GUIDs of the notes on each; None has no notes.

    A theme is no code that can be given. Where no notes can be held, as in QDC, a memo stands in the description.
    """
    return [_element(theme, memos, is_codable=False) for theme in book.themas]


def _element(entry: Code | Theme, memos: dict[str, list[str]] | None, *, is_codable: bool) -> Element:
    told = description_of(entry)
    if memos is None and entry.memo:
        told = f"{told}\n\nMemo: {' '.join(entry.memo.split())}".strip()
    element = new(
        "Code",
        {
            "guid": code_guid(entry.id),
            "name": entry.naam,
            "isCodable": "true" if is_codable else "false",
            "color": entry.kleur,
        },
    )
    if told:
        element.append(new("Description", text=told))
    element.extend(new("NoteRef", {"targetGUID": guid}) for guid in (memos or {}).get(entry.id, ()))
    element.extend(_element(code, memos, is_codable=True) for code in entry.codes)
    return element


def codebook_element(book: Codebook) -> Element:
    """The root of a QDC."""
    root, codes = new("CodeBook", {"origin": ORIGIN}), new("Codes")
    codes.extend(code_elements(book))
    root.append(codes)
    return root


class GivenCode:
    """A code as it stands in a file of another program: its place in the tree, and what is said of it."""

    def __init__(self, element: Element, above: Sequence[GivenCode]) -> None:
        self.guid = guid_in(element.get("guid"))
        self.name = " ".join((element.get("name") or "").split())
        self.is_codable = (element.get("isCodable") or "true").strip().lower() not in ("false", "0")
        self.colour = _colour(element.get("color"))
        self.description = text_in(element, "Description").strip()
        self.notes = [guid_in(ref.get("targetGUID")) for ref in children(element, "NoteRef")]
        self.above = tuple(above)
        self.is_parent = child(element, "Code") is not None

    @property
    def path(self) -> tuple[str, ...]:
        """The names from the top down to this code, as they are compared."""
        return tuple(code.name.casefold() for code in (*self.above, self))


def given_codes(root: Element) -> Iterator[GivenCode]:
    """Every code of a Project or CodeBook, from the top down; one without a name is not there."""
    book = root if name_of(root) == "CodeBook" else child(root, "CodeBook")
    yield from _given(child(book, "Codes"), ())


def _given(parent: Element | None, above: tuple[GivenCode, ...]) -> Iterator[GivenCode]:
    for element in children(parent, "Code"):
        code = GivenCode(element, above)
        if code.name:
            yield code
        yield from _given(element, (*above, code) if code.name else above)


def _colour(text: str | None) -> str | None:
    """A colour as the codebook writes it, with six digits."""
    text = (text or "").strip()
    if not _COLOUR.fullmatch(text):
        return None
    return text.lower() if len(text) == 7 else "#" + "".join(sign * 2 for sign in text[1:].lower())
