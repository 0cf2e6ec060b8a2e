from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from docx import Document

from pipeline.report.check_files import remove_unsafe, texts_of
from pipeline.report.document_text import document_of
from pipeline.report.documents import docx_of, write_documents
from pipeline.report.files import discard, standing_forms
from pipeline.report.plan import Report
from pipeline.report.run import Made
from pipeline.report.secrets_of_study import Secrets
from pipeline.study import Study

from .small_study import NASTY

REPORT = Report("eindrapport", "Titel", "Waarover", "buiten")
HOSTILE = [
    NASTY,
    "#let x = 1 @ref <b> *ster* _streep_ ~ ^",
    r"\textbf{x} \\ % & $x^2$",
    "[link](http://x) | cel",
    "😀 émoji",
]


def page(*paragraphs: str, body: str = "") -> bytes:
    from markupsafe import escape

    text = "".join(f"<p>{escape(item)}</p>" for item in paragraphs)
    return (
        f"<html><body><nav>Inhoud weg</nav><header><h1>{escape(paragraphs[0]) if paragraphs else 'Titel'}</h1></header>"
        f"<main><h2>Kop</h2>{text}{body}</main><script>weg()</script></body></html>"
    ).encode()


def plain(text: str) -> str:
    return "".join(text.split())


def read(path: Path) -> str:
    if path.suffix == ".docx":
        return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)
    with pypdfium2.PdfDocument(path) as document:
        return "\n".join(found.get_textpage().get_text_range() for found in document)


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_what_a_person_typed_appears_as_the_words_it_is(tmp_path: Path, form: str) -> None:
    (path,) = write_documents(page(*HOSTILE), report=REPORT, formats=[form], folder=tmp_path)
    found = plain(read(path))
    for text in HOSTILE:
        # Quotation marks may be set as typographers do; an emoji has no letter in every font.
        wanted = plain(text).replace('"', "").replace("😀", "")
        assert wanted in found.replace('"', "").replace("“", "").replace("”", "").replace("😀", ""), text
    assert "weg" not in found


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_the_same_page_gives_the_same_bytes_without_a_trace_of_this_machine(tmp_path: Path, form: str) -> None:
    (path,) = write_documents(page("Tekst"), report=REPORT, formats=[form], folder=tmp_path)
    first = path.read_bytes()
    write_documents(page("Tekst"), report=REPORT, formats=[form], folder=tmp_path)
    assert path.read_bytes() == first
    everything = " ".join(texts_of(first, kind=path.suffix))
    assert str(tmp_path) not in everything and str(Path.home()) not in everything


def test_a_document_has_real_styles_captions_and_tables(tmp_path: Path) -> None:
    body = (
        "<table><caption>Wie er waren</caption><thead><tr><th>Groep</th></tr></thead><tbody><tr><td>ouder</td></tr>"
        '</tbody></table><blockquote class="quote"><p class="words">Nee.</p><footer>ouder</footer></blockquote>'
        '<p class="slot"><strong>Nog in te vullen</strong>: dit</p><p class="invulregel">Naam:</p>'
        "<details><summary>Meer</summary><p>Verder</p></details>"
        '<figure><svg aria-label="Een vlak" viewBox="0 0 10 10" style="width:10px"><rect width="9" height="9"/></svg>'
        "<figcaption>Het vlak</figcaption></figure>"
    )
    (path,) = write_documents(page("Tekst", body=body), report=REPORT, formats=["docx"], folder=tmp_path)
    document = Document(str(path))
    styles = {paragraph.text.split(":")[0]: paragraph.style.name for paragraph in document.paragraphs if paragraph.text}
    assert styles["Kop"] == "Heading 2" and styles["Nog in te vullen"] == "Nog in te vullen"
    assert styles["ouder"] == "Bij citaat" and styles["Tabel 1. Wie er waren"] == "Table Caption"
    assert styles["Figuur 1. Het vlak"] == "Image Caption" and "Meer" in styles and "Verder" in styles
    assert document.tables[0].cell(1, 0).text == "ouder"
    assert any("Naam: ____" in paragraph.text for paragraph in document.paragraphs)
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as parts:
        assert any(name.endswith(".png") for name in parts.namelist())
        assert b'descr="Een vlak"' in parts.read("word/document.xml")


def test_the_drawings_of_a_report_are_taken_whole(written: tuple[Study, Made]) -> None:
    found = document_of((written[0].reports / "overzicht.html").read_bytes())
    assert found.drawings and all(drawing.startswith("<svg") and "viewBox" in drawing for drawing in found.drawings)
    assert found.pngs[0].startswith("data:image/png;base64,")


def test_the_drawings_are_written_as_svg_and_png(written: tuple[Study, Made], tmp_path: Path) -> None:
    page = (written[0].reports / "overzicht.html").read_bytes()
    paths = write_documents(page, report=Report("overzicht", "t", "a", "team"), formats=["figuren"], folder=tmp_path)
    assert [path.name for path in paths[:2]] == ["overzicht-1.svg", "overzicht-1.png"]
    assert paths[1].read_bytes().startswith(b"\x89PNG") and b"<svg" in paths[0].read_bytes()
    assert standing_forms(tmp_path, "overzicht") == ["figuren"]
    discard(tmp_path, "overzicht")
    assert not any(path.exists() for path in paths)


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_a_document_that_holds_a_name_is_removed(tmp_path: Path, form: str) -> None:
    (path,) = write_documents(page("Toen kwam Saskia."), report=REPORT, formats=[form], folder=tmp_path)
    secrets = Secrets(frozenset({"Saskia"}), frozenset(), frozenset(), None)
    (problem,) = remove_unsafe(path, report=REPORT, secrets=secrets)
    assert "name of a speaker" in str(problem) and "Saskia" not in str(problem)
    assert not path.exists()


def test_the_contents_of_a_docx_are_filled_below_the_title_and_columns_follow_their_texts(
    written: tuple[Study, Made], tmp_path: Path
) -> None:
    page = (written[0].reports / "overzicht.html").read_bytes()
    made = tmp_path / "overzicht.docx"
    made.write_bytes(docx_of(document_of(page)))
    document = Document(str(made))
    body = document.element.body
    contents = next(body.iterchildren("{*}sdt"))
    listed = [text.text for text in contents.iter("{*}t")]
    heads = [p.text for p in document.paragraphs if p.style.name in ("Heading 1", "Heading 2")]
    assert len(heads) > 3 and [text for text in listed if text in heads] == heads
    assert document.paragraphs[0].style.name == "Title" and body.index(contents) > body.index(document.paragraphs[0]._p)
    for table in document.tables:
        widths = [column.width for column in table.columns]
        assert all(widths) and sum(widths) <= document.sections[0].page_width
