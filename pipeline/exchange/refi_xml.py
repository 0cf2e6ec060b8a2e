"""REFI-QDA, the exchange format of QDA software (https://www.qdasoftware.org, 1.0 of 18 March 2019), as XML.

Elements are read by their local names, so that a file in an older namespace, or in none, is read as well.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lxml import etree

Element = Any
"""An element of lxml, which has no types of its own."""

PROJECT, CODEBOOK = "urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0"
ORIGIN = "route"
_IDS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:QDA-XML:route")
_GUID = re.compile(r"\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?")
# What XML 1.0 can hold (https://www.w3.org/TR/xml/#charsets).
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def guid_of(*names: object) -> str:
    """The GUID of a thing by its ids: the same in every export, so that it is known when it comes back."""
    return str(uuid.uuid5(_IDS, "\x1f".join(map(str, names))))


def guid_in(text: str | None) -> str:
    """A GUID as it is compared: lower case, without braces; empty where it is none."""
    match = _GUID.fullmatch((text or "").strip())
    return match[1].lower() if match else ""


def name_of(element: Element) -> str:
    """The local name of an element; empty for a comment or an instruction."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """The elements right under one that have one of these names; all of them where none is given."""
    for child in element if element is not None else ():
        name = name_of(child)
        if name and (not names or name in names):
            yield child


def child(element: Element | None, name: str) -> Element | None:
    """The first element of this name right under one."""
    return next(children(element, name), None)


def text_in(element: Element | None, name: str) -> str:
    """The text of the first element of this name right under one; empty where there is none."""
    found = child(element, name)
    return "".join(found.itertext()) if found is not None else ""


def targets(element: Element, name: str) -> list[str]:
    """The GUIDs that the references of this name right under an element lead to."""
    return [guid_in(found.get("targetGUID") or found.get("guid")) for found in children(element, name)]


def new(name: str, attributes: Mapping[str, str | None] | None = None, *, text: str | None = None) -> Element:
    """An element without a namespace, which `written` gives it; attributes that are None are left out."""
    element = etree.Element(name)
    for key, value in (attributes or {}).items():
        if value is not None:
            element.set(key, storable(value))
    if text is not None:
        element.text = storable(text)
    return element


def under(name: str, items: Iterable[Element]) -> list[Element]:
    """The items in an element of this name; nothing where there are none, as the schema wants it."""
    found = list(items)
    if not found:
        return []
    element = new(name)
    element.extend(found)
    return [element]


def storable(text: str) -> str:
    """A text without the signs that XML cannot hold."""
    return _NOT_XML.sub("", text)


def written(root: Element, namespace: str) -> bytes:
    """A document in a namespace, in UTF-8."""
    named = etree.Element(f"{{{namespace}}}{root.tag}", nsmap={None: namespace})
    named.attrib.update(root.attrib)
    named.extend(list(root))
    for element in named.iterdescendants():
        element.tag = f"{{{namespace}}}{element.tag}"
    etree.indent(named)
    return bytes(etree.tostring(named, xml_declaration=True, encoding="utf-8"))
