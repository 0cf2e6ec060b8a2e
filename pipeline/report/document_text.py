"""What of a page goes on paper: its text without what only a screen can do, its drawings apart."""

from __future__ import annotations

import base64
import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lxml import html as lxml_html
from lxml.html import builder as make

from pipeline.report.docx_details import NEW_PAGE

_SCREEN_ONLY = "//nav | //script | //style | //button | //*[@hidden] | //dialog | //form | //*[@data-alleen-scherm]"
_POINTS_TO_PIXELS = 200 / 72
_STYLES = {"note": "Opmerking", "slot": "Nog in te vullen", "facts-line": "Kenmerk", "by": "Ondertekening",
           "why": "Kenmerk", "question": "Vraag", "speaker": "Spreker"}  # fmt: skip
_LINE = "_" * 60
_FEW_SECTIONS = 9
_OF_SVG = {
    name.lower(): name
    for name in ("clipPathUnits", "clipPath", "gradientUnits", "linearGradient", "patternContentUnits",
                 "patternTransform", "patternUnits", "preserveAspectRatio", "viewBox")
}  # fmt: skip
_SVG_NAMES = re.compile("|".join(rf"(?<=[\s</]){name}(?=[\s=>])" for name in _OF_SVG))


@dataclass
class Document:
    """A page taken apart: its heads as texts, its body as a tree, and its drawings as svg."""

    title: str
    subtitle: str
    study: str
    banner: str
    facts: list[tuple[str, str]]
    body: Any
    drawings: list[str] = field(default_factory=list)

    @cached_property
    def pngs(self) -> list[str]:
        """The drawings as png, in an address of their own."""
        return [f"data:image/png;base64,{base64.b64encode(png_of(svg)).decode()}" for svg in self.drawings]

    def html(self, *, with_numbers: bool, pictures: Sequence[str]) -> str:
        """The body for pandoc, each drawing as the picture of this address; `with_numbers` numbers the captions."""
        body = copy.deepcopy(self.body)
        for place, (image, address) in enumerate(zip(body.iter("img"), pictures, strict=True), start=1):
            image.set("src", address)
            if with_numbers:
                _number(image.getparent().find("figcaption"), f"Figuur {place}. ")
        if with_numbers:
            for place, caption in enumerate(body.iter("caption"), start=1):
                _number(caption, f"Tabel {place}. ")
            head = [_styled("Title", self.title), _styled("Subtitle", self.subtitle), _styled("Opmerking", self.banner)]
            head += [_styled("Kenmerk", f"{name}: {value}") for name, value in self.facts]
            for place, element in enumerate(item for item in head if item is not None):
                body.insert(place, element)
        else:
            # Typst knows no styles of paragraphs: inside a quote what is emphasised is small.
            for element in body.xpath(".//*[@data-custom-style='Bij citaat']/p"):
                element.tag = "em"
                element.getparent().append(make.P(element))
        text: str = lxml_html.tostring(body, encoding="unicode")
        return text

    @property
    def is_long(self) -> bool:
        """Whether a reader needs a list of contents."""
        return len(self.body.findall(".//h2")) > _FEW_SECTIONS


def png_of(svg: str) -> bytes:
    """A drawing as png of 200 dots an inch on white."""
    import resvg_py

    from pipeline.report.documents import fonts

    made = resvg_py.svg_to_bytes(
        svg_string=svg, background="#ffffff", zoom=_POINTS_TO_PIXELS, skip_system_fonts=True, font_dirs=[str(fonts())],
        sans_serif_family="DejaVu Sans", font_family="DejaVu Sans",
    )  # fmt: skip
    return bytes(made)


def document_of(page: bytes) -> Document:
    """A finished page of ours as a document."""
    tree = lxml_html.document_fromstring(page.decode())
    for element in tree.xpath(_SCREEN_ONLY):
        element.drop_tree()
    main = tree.xpath("//main")[0]
    drawings = [_take_drawing(figure) for figure in main.xpath(".//figure[.//svg]")]
    _open_details(main)
    _restyle(main)
    facts = [(_text(dt), _text(dt.getnext())) for dt in tree.xpath("//header//dt")]
    heads = {name: _first(tree, path) for name, path in _HEADS.items()}
    return Document(**heads, facts=facts, body=main, drawings=drawings)


_HEADS = {
    "title": "//header//h1",
    "subtitle": "//header//p[@class='lead']",
    "study": "//header//p[@class='kicker']",
    "banner": "//aside",
}


def _first(tree: Any, path: str) -> str:
    found = tree.xpath(path)
    return _text(found[0]) if found else ""


def _text(element: Any) -> str:
    return " ".join(element.text_content().split())


def _take_drawing(figure: Any) -> str:
    """The drawing of a figure as svg; in its place stands a picture without an address yet."""
    svg = figure.xpath(".//svg")[0]
    alt, caption = svg.get("aria-label") or "", figure.find("figcaption")
    drawn: str = lxml_html.tostring(svg, encoding="unicode", with_tail=False)
    # The parser of html writes all names in lower case, and svg knows its own.
    drawn = _SVG_NAMES.sub(lambda found: _OF_SVG[found[0]], drawn)
    image = make.IMG(alt=alt)
    for child in list(figure):
        figure.remove(child)
    figure.append(image)
    if caption is not None:
        figure.append(caption)
    box = re.search(r'viewBox="0 0 (\d+) (\d+)"', drawn)
    if box:
        image.set("width", f"{min(int(box[1]), 450)}pt")
        drawn = re.sub(r'style="width:[^"]*"', f'width="{box[1]}" height="{box[2]}"', drawn, count=1)
    return drawn


def _open_details(main: Any) -> None:
    for details in main.xpath(".//details"):
        summary = details.find("summary")
        if summary is not None:
            summary.tag = "p"
            strong = make.STRONG(_text(summary))
            for child in list(summary):
                summary.remove(child)
            summary.text = None
            summary.append(strong)
        details.tag = "div"


def _restyle(main: Any) -> None:
    """Classes as styles of a document; what a screen reader alone hears goes, and lines to write on become lines."""
    for element in main.xpath(".//*[@aria-hidden='true'][not(contains(@class, 'invulregel'))]"):
        element.drop_tree()
    for line in main.xpath(".//*[contains(@class, 'invulregel')]"):
        label = _text(line)
        line.text = f"{label} {_LINE}".strip()
        for child in list(line):
            line.remove(child)
    for block in main.xpath(".//blockquote"):
        footer = block.find("footer")
        if footer is not None:
            footer.tag = "p"
            _wrap(footer, "Bij citaat")
    for element in main.xpath(".//*[contains(concat(' ', @class, ' '), ' onepage ') or @class='newpage']"):
        element.addprevious(_styled("Nieuwe pagina", NEW_PAGE))
    for name, style in _STYLES.items():
        for element in main.xpath(f".//*[contains(concat(' ', @class, ' '), ' {name} ')]"):
            _wrap(element, style)
    for choice in main.xpath(".//*[@class='choice']"):
        choice.tail = f"  {choice.tail or ''}"
    # What only groups: a page cannot end inside it.
    for group in main.xpath(".//section | .//div[not(@data-custom-style)]"):
        group.drop_tag()
    main.tag = "body"
    for box in main.xpath(".//*[@tabindex or @role]"):
        for name in ("tabindex", "role", "aria-label"):
            box.attrib.pop(name, None)


def _wrap(element: Any, style: str) -> None:
    """The element inside a div of this style, as pandoc reads it."""
    parent = element.getparent()
    wrapper = make.DIV()
    wrapper.set("data-custom-style", style)
    wrapper.tail, element.tail = element.tail, None
    parent.replace(element, wrapper)
    wrapper.append(element)


def _styled(style: str, text: str) -> Any:
    if not text:
        return None
    block = make.DIV(make.P(text))
    block.set("data-custom-style", style)
    return block


def _number(caption: Any, text: str) -> None:
    if caption is not None:
        caption.text = f"{text}{caption.text or ''}"
