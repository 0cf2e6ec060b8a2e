"""Small projects as other programs write them: QDPX, QDE and QDC with what a test needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZipFile

PROJECT = "urn:QDA-XML:project:1.0"


def guid(number: int, kind: str = "a") -> str:
    """A GUID by a number."""
    return f"{kind * 8}-0000-0000-0000-{number:012d}"


def code(number: int, name: str, *, inside: str = "", told: str = "", codable: bool = True, colour: str = "") -> str:
    """A code with what is in it."""
    said = f"<Description>{escape(told)}</Description>" if told else ""
    shown = f' color="{colour}"' if colour else ""
    is_codable = str(codable).lower()
    about = f'guid="{guid(number)}" name={quoteattr(name)} isCodable="{is_codable}"{shown}'
    return f"<Code {about}>{said}{inside}</Code>"


def selection(
    number: int, span: tuple[int, int], codes: Iterable[int], *, user: int = 1, name: str = "", inside: str = ""
) -> str:
    """A selection with a coding for each code."""
    codings = "".join(
        f'<Coding guid="{guid(100 * number + at, "c")}" creatingUser="{guid(user, "b")}" '
        f'creationDateTime="2026-05-10T09:00:00Z"><CodeRef targetGUID="{guid(at)}"/></Coding>'
        for at in codes
    )
    where = f'startPosition="{span[0]}" endPosition="{span[1]}"'
    return (
        f'<PlainTextSelection guid="{guid(number, "d")}" name={quoteattr(name)} {where}>{inside}{codings}'
        "</PlainTextSelection>"
    )


def source(number: int, name: str, *selections: str, path: str | None = None) -> str:
    """A text source whose text is in the package."""
    about = f'guid="{guid(number, "e")}" name={quoteattr(name)} plainTextPath="{path or place(number)}"'
    return f"<TextSource {about}>{''.join(selections)}</TextSource>"


def place(number: int) -> str:
    """Where the text of a source is."""
    return f"internal://{guid(number, 'e')}.txt"


def project(
    codes: str, sources: str = "", users: Iterable[str] = ("Jan",), rest: str = "", origin: str = "Other 1.0",
    space: str = PROJECT,
) -> str:  # fmt: skip
    """A whole project."""
    named = "".join(f'<User guid="{guid(at, "b")}" name={quoteattr(name)}/>' for at, name in enumerate(users, start=1))
    return (
        f'<?xml version="1.0" encoding="utf-8"?><Project xmlns="{space}" name="Studie" origin="{origin}" '
        f'basePath="C:/Users/jan"><Users>{named}</Users><CodeBook><Codes>{codes}</Codes></CodeBook>'
        f"<Sources>{sources}</Sources>{rest}</Project>"
    )


def qdpx(
    to: Path, xml: str, texts: Mapping[int, bytes | str], *, folder: str = "Sources", name: str = "project.qde"
) -> Path:
    """A package of a project and its texts by the numbers of their sources."""
    with ZipFile(to, "w") as archive:
        archive.writestr(name, xml)
        for number, text in texts.items():
            archive.writestr(f"{folder}/{guid(number, 'e')}.txt", text)
    return to


def qdc(to: Path, codes: str, sets: str = "", *, space: str = "urn:QDA-XML:codebook:1.0") -> Path:
    """A codebook."""
    xml = f'<CodeBook xmlns="{space}" origin="Other 1.0"><Codes>{codes}</Codes>{sets}</CodeBook>'
    to.write_text(xml, encoding="utf-8")
    return to
