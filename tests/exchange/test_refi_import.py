"""Projects of other programs: codes into the codebook, codings on our segments, a line about what has no place."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.study import Study, read_study
from tests.builders import CODEBOOK
from tests.exchange.projects import code, guid, project, qdc, qdpx, selection, source
from tests.exchange.small_refi import TURNS, exchanged, said, taken

# The transcript as somebody made it in another program: with the name, a time, lines of its own.
RAW = "Gesprek 1, opname van dinsdag\n\n" + "\n\n".join(
    f"{'Ouder' if at % 2 else 'Int.'} (00:0{at}:00)\n{text.replace('[PERSOON-1]', 'Karel  Jansen')}"
    for at, text in enumerate(TURNS["FG01"])
)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return exchanged(tmp_path, codings=None)


def span(words: str, text: str = RAW, *, at: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(at + 1):
        start = text.index(words, start + 1)
    return start, start + len(words)


def rows(study: Study, coder: str) -> list[str]:
    path = study.corpus / "coderingen" / f"{coder}.csv"
    return path.read_text(encoding="utf-8-sig").splitlines()[1:] if path.exists() else []


def snapshot(study: Study) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in study.corpus.rglob("*") if path.is_file()}


def book(study: Study) -> str:
    return (study.corpus / "config" / "codebook.yaml").read_text(encoding="utf-8")


def test_codings_in_a_transcript_of_ones_own_land_on_our_turns_in_masked_words(study: Study, tmp_path: Path) -> None:
    words = "zei Karel  Jansen. 😀 Toen belde"
    xml = project(
        code(1, "Reizen") + code(2, "Terugbellen", told="Of iemand terugbelt."),
        source(1, "ons gesprek.docx", selection(1, span(words), [1, 2]), selection(2, span("Nee. Nooit."), [2])),
    )
    found = taken(study, qdpx(tmp_path / "eigen.qdpx", xml, {1: RAW}))
    assert [row.split(";")[:5] for row in rows(study, "Jan")] == [
        ["FG01", "2", "zei [PERSOON-1]. 😀 Toen belde", "reizen", "Jan"],
        ["FG01", "2", "zei [PERSOON-1]. 😀 Toen belde", "terugbellen", "Jan"],
        ["FG01", "6", "Nee. Nooit.", "terugbellen", "Jan"],
    ]
    assert "Jansen" not in "".join(rows(study, "Jan")) and rows(study, "Jan")[0].split(";")[6] == "2026-05-10"
    assert found.lost == [] and found.counts["codes new"] == 1
    assert "definitie: Of iemand terugbelt." in book(study)
    assert len(said(study)) == 3


def test_a_source_that_is_no_session_of_ours_is_told_with_every_coding_in_it(study: Study, tmp_path: Path) -> None:
    other = "Heel iets anders, dat bij een ander onderzoek hoort en hier niet voorkomt. " * 4
    xml = project(
        code(1, "Nieuw", told="Iets nieuws."),
        source(1, "FG01", selection(1, (0, 10), [1]), selection(2, (12, 30), [1]))
        + source(2, "weg.txt", selection(3, (0, 5), [1])),
    )
    found = taken(study, qdpx(tmp_path / "ander.qdpx", xml, {1: other}))
    told = {(item.element, item.source, item.guid) for item in found.lost}
    assert told == {
        ("Coding", "FG01", guid(101, "c")),
        ("Coding", "FG01", guid(201, "c")),
        ("Coding", "weg.txt", guid(301, "c")),
        ("TextSource", "FG01", guid(1, "e")),
        ("TextSource", "weg.txt", guid(2, "e")),
    }
    assert "id: nieuw" in book(study) and rows(study, "Jan") == []


@pytest.mark.parametrize("folder", ["sources", "Sources", "SOURCES"])
@pytest.mark.parametrize("name", ["project.qde", "Project.qde", "map/Studie.QDE"])
def test_names_of_parts_may_be_in_any_case(study: Study, tmp_path: Path, folder: str, name: str) -> None:
    xml = project(code(1, "Reizen"), source(1, "g", selection(1, span("Nooit."), [1])))
    taken(study, qdpx(tmp_path / "p.qdpx", xml, {1: RAW}, folder=folder, name=name))
    assert len(rows(study, "Jan")) == 1


@pytest.mark.parametrize(
    "space", ["urn:QDA-XML:project:0.4", "http://schema.qdasoftware.org/versions/Project/v1.0", ""]
)
def test_an_older_namespace_or_none_is_read(study: Study, tmp_path: Path, space: str) -> None:
    xml = project(code(1, "Reizen"), source(1, "g", selection(1, span("Nooit."), [1])), rest="<Sets/>", space=space)
    assert taken(study, qdpx(tmp_path / "p.qdpx", xml, {1: RAW})).lost == []
    assert len(rows(study, "Jan")) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_is_read_in_the_encoding_that_it_has(study: Study, tmp_path: Path, encoding: str) -> None:
    xml = project(code(1, "Reizen"), source(1, "g", selection(1, span("Nooit."), [1])))
    taken(study, qdpx(tmp_path / "p.qdpx", xml, {1: RAW.encode(encoding)}))
    assert rows(study, "Jan")[0].split(";")[2] == "Nooit."


def test_codes_and_sources_of_one_guid_are_kept_apart(study: Study, tmp_path: Path) -> None:
    sources = source(1, "g", selection(1, span("Nooit."), [1])) * 2
    xml = project(code(1, "Reizen") + code(1, "Anders", told="Iets."), sources)
    found = taken(study, qdpx(tmp_path / "p.qdpx", xml, {1: RAW}))
    assert [(item.element, item.name) for item in found.lost] == [("Code", "Anders")]
    assert (len(rows(study, "Jan")), found.counts["codings twice in the file"]) == (1, 1)


def test_ranges_without_words_and_ranges_that_stand_there_twice_are_told(study: Study, tmp_path: Path) -> None:
    nooit = span("Nooit.")
    xml = project(
        code(1, "Reizen"),
        source(
            1,
            "g",
            selection(1, nooit, [1]),
            selection(2, nooit, [1]),
            selection(3, (nooit[0], nooit[0]), [1]),
            selection(4, (10_000, 10_010), [1]),
            selection(5, span("Gesprek 1, opname"), [1]),
            selection(6, nooit, []),
        ),
    )
    found = taken(study, qdpx(tmp_path / "p.qdpx", xml, {1: RAW}))
    assert {item.guid: item.what.split(":")[0] for item in found.lost} == {
        guid(2, "d"): "dezelfde selectie staat er nog eens",
        guid(3, "d"): "een selectie zonder tekst (begin en einde gelijk)",
        guid(401, "c"): "de plaats ligt buiten de tekst",
        guid(501, "c"): "er staan geen woorden van een beurt",
        guid(6, "d"): "een selectie zonder codering of notitie",
    }
    assert len(rows(study, "Jan")) == 1


def test_users_of_one_name_are_two_coders_unless_they_are_said_to_be_one(study: Study, tmp_path: Path) -> None:
    xml = project(
        code(1, "Reizen"),
        source(1, "g", selection(1, span("Nooit."), [1]), selection(2, span("Helpt dat?"), [1], user=2)),
        users=("PC\\Jan", "PC\\Jan"),
    )
    path = qdpx(tmp_path / "p.qdpx", xml, {1: RAW})
    found = taken(study, path)
    assert [len(rows(study, name)) for name in ("PC Jan", "PC Jan 2")] == [1, 1]
    assert "more than one user" in str(found.notes[0])
    assert taken(study, path, called={"pc\\jan": "JV"}).counts["codings new"] == 2
    assert len(rows(study, "JV")) == 2


def test_who_coded_is_noted_as_not_having_read_whole_and_blind_only_when_alone(study: Study, tmp_path: Path) -> None:
    alone = source(1, "g", selection(1, span("Nooit."), [1]))
    taken(study, qdpx(tmp_path / "p.qdpx", project(code(1, "Reizen"), alone), {1: RAW}))
    register = study.corpus / "codeurs.csv"
    assert "Jan;FG01;;nee;ja" in register.read_text(encoding="utf-8-sig")
    both = source(1, "g", selection(1, span("Helpt dat?"), [1], user=2), selection(2, span("Ja.", at=1), [1]))
    xml = project(code(1, "Reizen"), both, users=("Jan", "machine (betekenis)"))
    taken(study, qdpx(tmp_path / "q.qdpx", xml, {1: RAW}))
    assert "Jan;FG01;;nee;nee" in register.read_text(encoding="utf-8-sig")


def test_without_tables_only_the_codebook_can_be_taken(tmp_path: Path) -> None:
    from tests.builders import write_study

    study = read_study(write_study(tmp_path), None, tmp_path / "uit")
    xml = project(code(1, "Vervoer", told="Hoe je er komt."), source(1, "g", selection(1, (0, 3), [1])))
    path = qdpx(tmp_path / "p.qdpx", xml, {1: RAW})
    before = snapshot(study)
    with pytest.raises(PipelineError, match="First do `route run`"):
        taken(study, path)
    assert snapshot(study) == before
    found = taken(study, path, with_codings=False)
    assert "id: vervoer" in book(study)
    assert [item.element for item in found.lost] == ["Coding"]


def test_nothing_is_written_where_a_file_of_ours_cannot_take_it(study: Study, tmp_path: Path) -> None:
    folder = study.corpus / "coderingen"
    folder.mkdir(exist_ok=True)
    # Windows-1252 holds no emoji.
    (folder / "Jan.csv").write_bytes("sessie;beurt;citaat;code;codeur;memo\nFG02;3;;reizen;Jan;één\n".encode("cp1252"))
    xml = project(
        code(1, "Reizen") + code(2, "Nieuw", told="Iets."), source(1, "g", selection(1, span("😀 Toen belde"), [1]))
    )
    before = snapshot(study)
    with pytest.raises(PipelineError, match="Windows-1252"):
        taken(study, qdpx(tmp_path / "p.qdpx", xml, {1: RAW}))
    assert snapshot(study) == before


def test_a_tool_that_puts_all_under_the_name_of_who_opened_it_makes_no_coder_of_the_machine(tmp_path: Path) -> None:
    from pipeline.exchange.refi_codings import Own, Said, _is_reassigned
    from pipeline.exchange.refi_notes import Remark

    own = Own({str(number): "machine:pattern" for number in range(20)})

    def under(name: str, numbers: range) -> list[Said]:
        return [Said("FG01", ((1, 0, 2),), "reizen", name, str(n), "g", None, Remark()) for n in numbers]

    assert _is_reassigned(under("Jan", range(20)), own)
    assert not _is_reassigned(under("Jan", range(5)), own)
    assert not _is_reassigned([*under("Jan", range(5)), *under("machine:pattern", range(5, 20))], own)


@pytest.mark.parametrize("layout", ["own", "empty list"])
def test_codes_come_below_those_of_their_theme_and_every_line_stays(tmp_path: Path, layout: str) -> None:
    mine = CODEBOOK.replace("titel:", "# van ons\ntitel:").replace("naam: Reizen", "naam: Reizen  # weg en terug")
    if layout == "empty list":
        mine = mine.replace("        voorheen: contact\n", "        voorheen: contact\n        codes: []\n")
    study = exchanged(tmp_path, codings=None, codebook=mine + "# einde\n")
    given = code(
        1,
        "Begeleiding",
        codable=False,
        inside=code(2, "Bereikbaarheid", inside=code(3, "’s Avonds bellen", told="Na werktijd.", colour="#0Af"))
        + code(4, "Één kring"),
    )
    found = taken(study, qdc(tmp_path / "b.qdc", given))
    after = book(study).splitlines()
    kept = [line for line in (mine + "# einde\n").splitlines() if line.strip() != "codes: []"]
    assert [line for line in after if line in kept] == kept
    shown = read_study(study.corpus, None, study.out).book
    assert shown.ancestors["s_avonds_bellen"] == ("begeleiding", "bereikbaarheid")
    assert shown.codes["s_avonds_bellen"].kleur == "#00aaff"
    assert (shown.codes["een_kring"].status, shown.codes["een_kring"].machine) == ("concept", "nee")
    assert (found.counts["codes new"], found.counts["codes known already"]) == (2, 2)
    assert taken(study, tmp_path / "b.qdc").counts["codes new"] == 0


def test_ids_are_readable_and_each_is_there_once(study: Study, tmp_path: Path) -> None:
    names = ["Ouders & thuis", "ouders thuis", "Łódź – reis", "???", "Goed", "Contact"]
    taken(study, qdc(tmp_path / "b.qdc", "".join(code(at, name) for at, name in enumerate(names, start=1))))
    found = list(read_study(study.corpus, None, study.out).book.codes)
    # What a value or a former id is called is taken already.
    assert found[2:] == ["ouders_thuis", "ouders_thuis_2", "lodz_reis", "code", "goed_2", "contact_2"]


def test_a_definition_with_lists_comes_back_as_lists_and_leads_to_no_code_that_is_not_there(
    study: Study, tmp_path: Path
) -> None:
    told = "Wat het is.\n\nWel:\n- bellen -> reizen\n- appen -> nergens\n\nVoorbeelden:\n- Ik belde: [stil] niemand."
    taken(study, qdc(tmp_path / "b.qdc", code(1, "Bellen", told=told)))
    added = read_study(study.corpus, None, study.out).book.codes["bellen"]
    assert (added.definitie, added.wel) == ("Wat het is.", ["bellen -> reizen", "appen"])
    assert added.voorbeelden == ["Ik belde: [stil] niemand."]


def test_a_code_of_ours_that_is_called_or_told_otherwise_stays_and_is_told(study: Study, tmp_path: Path) -> None:
    from pipeline.exchange.refi_book import code_guid

    given = code(1, "Onderweg", told="Iets anders.").replace(guid(1), code_guid("reizen"))
    before = book(study)
    found = taken(study, qdc(tmp_path / "b.qdc", given))
    assert book(study) == before
    assert [item.what.split(":")[0] for item in found.lost] == [
        "'reizen' staat daar elders in de codeboom",
        "de omschrijving van 'reizen' is daar anders",
        "heet daar anders dan 'reizen' hier",
    ]


def test_what_has_no_place_is_named_one_by_one_without_words_that_were_said(study: Study, tmp_path: Path) -> None:
    rest = (
        f'<Links><Link guid="{guid(1, "f")}" name="Karel zei"/></Links><Sets><Set guid="{guid(2, "f")}" name="Thuis">'
        f'<MemberCode targetGUID="{guid(1)}"/></Set></Sets><Graphs><Graph guid="{guid(3, "f")}" name="Net"/></Graphs>'
        "<Vreemd/><Description>Over Karel</Description>"
    )
    extra = (
        f'<PictureSource guid="{guid(4, "f")}" name="foto.jpg"><PictureSelection guid="{guid(5, "f")}" name="Karel"'
        f' firstX="0" firstY="0" secondX="1" secondY="1"><Coding guid="{guid(6, "f")}"><CodeRef'
        f' targetGUID="{guid(1)}"/></Coding></PictureSelection></PictureSource>'
    )
    whole = source(1, "g", selection(1, span("Nooit."), [1])).replace(
        "</TextSource>",
        f'<Coding guid="{guid(7, "f")}"><CodeRef targetGUID="{guid(1)}"/></Coding></TextSource>',
    )
    xml = project(code(1, "Reizen"), whole + extra, rest=rest)
    found = taken(study, qdpx(tmp_path / "p.qdpx", xml, {1: RAW}))
    named = {(item.element, item.name) for item in found.lost}
    assert named == {
        ("Link", ""),
        ("Set", "Thuis"),
        ("Graph", "Net"),
        ("Vreemd", ""),
        ("Description", ""),
        ("PictureSource", "foto.jpg"),
        ("PictureSelection", ""),
        ("Coding", ""),
    }
    assert {item.guid for item in found.lost if item.element == "Coding"} == {guid(6, "f"), guid(7, "f")}
    assert "Karel" not in "".join(map(str, found.lost))


def test_a_note_says_what_it_is_about_here(study: Study, tmp_path: Path) -> None:
    def note(number: int, text: str) -> str:
        return (
            f'<Note guid="{guid(number, "9")}" name="n{number}" creatingUser="{guid(1, "b")}">'
            f"<PlainTextContent>{text}</PlainTextContent></Note>"
        )

    ref = '<NoteRef targetGUID="{}"/>'
    noted = source(
        1,
        "g",
        selection(1, span("Nooit."), [1], inside=""),
        selection(2, span("Helpt dat?"), []).replace(
            "</PlainTextSelection>", f"{ref.format(guid(2, '9'))}</PlainTextSelection>"
        ),
    ).replace("</Coding>", f"{ref.format(guid(1, '9'))}</Coding>")
    links = f'<Links><Link guid="{guid(1, "f")}" originGUID="{guid(3, "9")}" targetGUID="{guid(1, "e")}"/></Links>'
    notes = "".join(note(at, f"Tekst {at}.") for at in range(1, 5))
    xml = project(code(1, "Reizen"), noted, rest=f"<Notes>{notes}</Notes>{links}")
    taken(study, qdpx(tmp_path / "p.qdpx", xml, {1: RAW}))
    memos = {memo.text[-1]: memo.about for memo in read_study(study.corpus, None, study.out).memos}
    assert rows(study, "Jan")[0].split(";")[8] == "Tekst 1."
    assert {text: memos[text] for text in ("Tekst 2.", "Tekst 3.", "Tekst 4.")} == {
        "Tekst 2.": "FG01-0005-1",
        "Tekst 3.": "FG01",
        "Tekst 4.": "studie",
    }
