"""What stands in a project of another program and has no place here, element by element."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from pipeline.exchange.refi_cases import VARIABLES, Case, Values, read_values
from pipeline.exchange.refi_project import GivenSource, Project
from pipeline.exchange.refi_report import Lost
from pipeline.exchange.refi_xml import Element, child, children, guid_in, name_of, targets, text_in

_NO_PLACE = {
    "Set": "een verzameling: heeft hier geen plaats",
    "Link": "een verbinding: heeft hier geen plaats",
    "Graph": "een schema of netwerk: heeft hier geen plaats",
    "PictureSource": "een afbeelding: alleen tekst wordt gelezen",
    "TextDescription": "de beschrijving van een afbeelding: alleen gesprekken worden gelezen",
    "PictureSelection": "een stuk van een afbeelding: alleen tekst wordt gelezen",
    "PDFSource": "de pdf zelf: alleen de platte tekst ervan wordt gelezen",
    "PDFSelection": "een vlak op een pagina van een pdf: alleen tekst wordt gelezen",
    "AudioSource": "een geluidsopname: alleen de uitgeschreven tekst wordt gelezen",
    "AudioSelection": "een stuk van een geluidsopname: alleen tekst wordt gelezen",
    "VideoSource": "een video-opname: alleen de uitgeschreven tekst wordt gelezen",
    "VideoSelection": "een stuk van een video-opname: alleen tekst wordt gelezen",
    "SyncPoint": "een tijdstip in een opname: niet overgenomen",
}
_PARTS = frozenset(
    "Project CodeBook Users User Codes Code Variables Variable Cases Case Sources TextSource Transcript Representation "
    "PlainTextContent PlainTextSelection TranscriptSelection Coding CodeRef Notes Note NoteRef Links Sets MemberCode "
    "MemberSource MemberNote Graphs Vertex Edge Description VariableValue VariableRef TextValue BooleanValue "
    "IntegerValue FloatValue DateValue DateTimeValue SourceRef SelectionRef".split()
)
_SELECTIONS = ("PictureSelection", "PDFSelection", "AudioSelection", "VideoSelection")
_WHOLES = ("TextSource", "PictureSource", "PDFSource", "AudioSource", "VideoSource", "Transcript", "Representation")
# What may be called after what was said, or after a person.
_UNNAMED = (*_SELECTIONS, "Link", "SyncPoint")


def has_no_place(root: Element) -> Iterator[Lost]:
    """Every element of a project or codebook that is not read at all, and every coding that hangs on one."""
    twins = {guid_in(e.get("guid")): _codes_on(e) for e in root.iter() if name_of(e) == "PlainTextSelection"}
    for element in root.iter():
        name, guid = name_of(element), guid_in(element.get("guid"))
        # Of a stretch of a PDF the words may be selected too, under the same GUID and with the same codes.
        if not name or (name == "PDFSelection" and guid in twins and _codes_on(element) <= twins[guid]):
            continue
        if name in _NO_PLACE:
            shown = "" if name in _UNNAMED else (element.get("name") or "").strip()
            yield Lost(name, _NO_PLACE[name], _source_of(element), shown, guid)
        elif name not in _PARTS:
            yield Lost(
                name, "een element dat het formaat niet kent", name=(element.get("name") or "").strip(), guid=guid
            )
        if name in _SELECTIONS or name in _WHOLES:
            what = "op een hele bron" if name in _WHOLES else _NO_PLACE[name].partition(":")[0]
            for coding in children(element, "Coding"):
                where = f"een codering op {what.removeprefix('op ')}: heeft hier geen plaats"
                yield Lost("Coding", where, _source_of(element), guid=guid_in(coding.get("guid")))
        if name in _WHOLES and element.get("richTextPath"):
            yield Lost(
                "richTextPath", "de opmaak: alleen de platte tekst wordt gelezen", _source_of(element), guid=guid
            )
        if name in _WHOLES and text_in(element, "Description").strip():
            yield Lost("Description", "de omschrijving van een bron: niet overgenomen", _source_of(element), guid=guid)
        if name == "Note" and child(element, "Coding") is not None:
            yield Lost("Coding", "een codering op een notitie: heeft hier geen plaats", guid=guid)


def _codes_on(selection: Element) -> set[str]:
    return {code for coding in children(selection, "Coding") for code in targets(coding, "CodeRef")}


def _source_of(element: Element) -> str:
    """The name of the source that an element is, or is part of."""
    while element is not None and name_of(element) not in _WHOLES:
        element = element.getparent()
    while element is not None and not element.get("name") and name_of(element.getparent()) in _WHOLES:
        element = element.getparent()
    return (element.get("name") or "").strip() if element is not None else ""


def unknown_source(source: GivenSource) -> Iterator[Lost]:
    """A source that is no session of this study, with every coding in it."""
    why = "is geen gesprek van deze studie" if source.text else "de tekst ontbreekt in het bestand"
    yield Lost(name_of(source.element), f"{why}: niet gelezen", source.name, guid=source.guid)
    for selection in source.selections:
        for coding in selection.codings:
            yield Lost("Coding", f"in een bron die hier niet is ({why})", source.name, guid=coding.guid)
        if not selection.codings:
            yield Lost("PlainTextSelection", f"in een bron die hier niet is ({why})", source.name, guid=selection.guid)


def other_cases(given: Collection[Case], own: Mapping[str, Case]) -> Iterator[Lost]:
    """Cases that are none of our participants, and variables that say something else than our registers.

    A case may be called after a person, and a value may lead to one: neither is told.
    """
    for case in given:
        ours = own.get(case.guid)
        if ours is None:
            yield Lost("Case", "geen deelnemer van deze studie: zet in sprekers.csv wat u nodig hebt", guid=case.guid)
            for name in case.values:
                yield Lost("VariableValue", "van een geval dat hier niet is", name=name, guid=case.guid)
            continue
        yield from _other_values(case.values, ours.values, register="sprekers.csv", guid=case.guid, source=ours.name)
        if case.codes:
            yield Lost("CodeRef", "een code op een geval: heeft hier geen plaats", ours.name, guid=case.guid)
        if set(case.selections) - set(ours.selections) or case.sources:
            what = "er hoort daar meer tekst bij deze deelnemer: hier bepaalt het transcript wie wat zei"
            yield Lost("SelectionRef", what, ours.name, guid=case.guid)


def other_values(source: GivenSource, names: Mapping[str, str], own: Values, session: str) -> Iterator[Lost]:
    """Variables of a session that say something else than sessies.csv."""
    given = read_values(source.element, names)
    yield from _other_values(given, own, register="sessies.csv", guid=source.guid, source=session)


def _other_values(given: Values, own: Values, *, register: str, guid: str, source: str) -> Iterator[Lost]:
    for name, value in given.items():
        if name not in VARIABLES:
            yield Lost("VariableValue", f"een variabele die {register} niet kent", source, name, guid)
        elif own.get(name) != value:
            yield Lost("VariableValue", f"is daar anders dan in {register}: die blijft", source, name, guid)


def unused_variables(root: Element) -> Iterator[Lost]:
    """Variables that are none of ours."""
    for element in children(child(root, "Variables"), "Variable"):
        name = (element.get("name") or "").strip()
        if name not in VARIABLES:
            yield Lost(
                "Variable", "een variabele die de registers niet kennen", name=name, guid=guid_in(element.get("guid"))
            )


def uncoded(project: Project, own: Collection[str]) -> Iterator[Lost]:
    """What was lost on reading, but for selections of ours, which hold no coding since they are whole turns."""
    return (item for item in project.lost if item.guid not in own)
