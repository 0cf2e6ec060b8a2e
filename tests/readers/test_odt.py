"""OpenDocument texts, made here with odfdo and, for what it cannot write, with the XML that LibreOffice writes."""

import io
import zipfile

import pytest
from odfdo import Document, Header, Paragraph, Table

from benchmarks.written import written
from pipeline.readers import Turn, read_transcript

from .conftest import LABELS, said


def document(*elements) -> bytes:
    made = Document("text")
    made.body.clear()
    for element in elements:
        made.body.append(Paragraph(element) if isinstance(element, str) else element)
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def xml(body: str) -> bytes:
    """A document with this XML as its text."""
    data = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document("x"))) as source,
        zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "content.xml":
                start, end = content.index(b"<office:text"), content.index(b"</office:text>")
                content = content[: content.index(b">", start) + 1] + body.encode() + content[end:]
            target.writestr(name, content)
    return data.getvalue()


def test_labelled_paragraphs_headings_and_breaks(read):
    data = document("GL   0:03\nHoe  ging\thet?", "", Header(2, "Binnenkring"), "[00:01:02] ouder 1: Goed.", "Echt.")
    assert read("AR01.odt", data) == [
        Turn("GL", "Hoe ging het?", 1, None, 3),
        Turn("Ouder 1", "Goed. Echt.", 4, "Binnenkring", 62),
    ]


def test_the_title_and_the_contents_are_no_turn(read):
    contents = (
        "<text:table-of-content><text:index-body><text:p>GL: weg</text:p></text:index-body></text:table-of-content>"
    )
    title = '<text:p text:style-name="Title">Arena op school</text:p>'
    assert said(read("AR01.odt", xml(f"{title}{contents}<text:p>GL: a</text:p>"))) == [("GL", "a")]


def test_tracked_changes_and_comments(read):
    changes = (
        '<text:tracked-changes><text:changed-region text:id="a"><text:deletion><text:p>GL: geheim</text:p>'
        "</text:deletion></text:changed-region></text:tracked-changes>"
    )
    comment = "<office:annotation><dc:creator>x</dc:creator><text:p>geheim</text:p></office:annotation>"
    inserted = '<text:change-start text:change-id="b"/>nieuw<text:change-end text:change-id="b"/>'
    deleted = '<text:change text:change-id="a"/>'
    data = xml(f"{changes}<text:p>GL: {inserted}{deleted} en{comment} <text:span>oud</text:span></text:p>")
    assert said(read("FG01.odt", data)) == [("GL", "nieuw en oud")]


def test_lists_sections_links_and_spaces(read):
    text = '<text:p>GL: a<text:s text:c="999999999"/>b <text:a>hier</text:a></text:p>'
    item = "<text:list><text:list-item><text:p>Ouder 1: c</text:p></text:list-item></text:list>"
    data = xml(f"<text:section>{text}{item}</text:section>")
    assert said(read("FG01.odt", data)) == [("GL", "a b hier"), ("Ouder 1", "c")]


def test_footnotes_and_text_boxes_are_not_read_and_a_note_says_so(tmp_path):
    body = "<text:note-citation>1</text:note-citation><text:note-body><text:p>x</text:p></text:note-body>"
    note = f"<text:note>{body}</text:note>"
    box = "<draw:frame><draw:text-box><text:p>GL: weg</text:p></draw:text-box></draw:frame>"
    path = tmp_path / "FG01.odt"
    path.write_bytes(xml(f"<text:p>GL: a</text:p><text:p>b{note} c</text:p><text:p>d{box}</text:p>"))
    found = read_transcript(path, labels=LABELS)
    assert said(found.turns) == [("GL", "a b c d")]
    assert [str(each).split(" (")[0] for each in found.notes] == [
        "FG01.odt:2: footnote not read",
        "FG01.odt:3: text box not read",
    ]


def test_tables(read):
    rows = [("Nr", "Spreker", "Tekst"), ("1", "GL", "Hoe?"), ("2", "ouder 1:", "Zo.")]
    table = Table("t", width=3, height=3)
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            table.set_value((x, y), value)
    assert read("FG01.odt", document("", table)) == [Turn("GL", "Hoe?", 5), Turn("Ouder 1", "Zo.", 8)]
    assert said(read("FG02.odt", written(".odt", [("GL", "a"), ("Ouder 1", "b")]))) == [("GL", "a"), ("Ouder 1", "b")]


@pytest.mark.parametrize("data", [b"", b"geen zip", b"PK\x03\x04 half", written(".docx", [("GL", "a")])])
def test_what_is_no_opendocument_text(problems, data):
    [problem] = problems("FG01.odt", data)
    assert problem.startswith("FG01.odt: the file is no OpenDocument text that can be read")


def test_a_password(problems):
    data = io.BytesIO(document("GL: a"))
    with zipfile.ZipFile(data) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    manifest = parts["META-INF/manifest.xml"].replace(b"/>", b"><manifest:encryption-data/></manifest:file-entry>", 1)
    with zipfile.ZipFile(data, "w") as target:
        for name, part in parts.items():
            target.writestr(name, manifest if name == "META-INF/manifest.xml" else part)
    assert problems("FG01.odt", data.getvalue()) == ["FG01.odt: the file has a password. Save it without one."]
