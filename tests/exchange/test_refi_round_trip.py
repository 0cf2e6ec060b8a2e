"""A project goes out as REFI-QDA and comes back, also by programs that count or write otherwise: the same codings."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from pipeline.exchange.refi_cases import read_cases
from pipeline.exchange.refi_marks import MACHINES, user_guid
from pipeline.exchange.refi_package import read_package
from pipeline.study import Study
from tests.exchange.small_refi import TURNS, changed_package, exchanged, said, sent, taken

HEADER = "sessie;beurt;citaat;code;codeur;besluit;datum;versie;memo;oordeel\n"


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return exchanged(tmp_path)


def emptied(study: Study) -> Study:
    """The study as somebody has it who got only the transcripts and the codebook."""
    (study.corpus / "coderingen" / "HB.csv").write_text(HEADER, encoding="utf-8")
    return study


def utf16(text: str, at: int) -> int:
    return len(text[:at].encode("utf-16-le")) // 2


def moved(xml: str, texts: dict[str, str], count: Any) -> str:
    """The project with its positions as another program counts them."""
    root = etree.fromstring(xml.encode())
    for source in root.iter("{*}TextSource"):
        for selection in source.iter("{*}PlainTextSelection"):
            for key in ("startPosition", "endPosition"):
                selection.set(key, str(count(texts[source.get("name")], int(selection.get(key)))))
    return etree.tostring(root, encoding="unicode")


def texts_of(path: Path) -> dict[str, str]:
    package = read_package(path)
    found = {}
    for source in package.root.iter("{*}TextSource"):
        data = package.text_at(source.get("plainTextPath"))
        assert data is not None
        found[source.get("name")] = data.decode()
    return found


def test_what_comes_back_unchanged_is_known_and_nothing_is_written(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.read_bytes() for path in study.corpus.rglob("*") if path.is_file()}
    found = taken(study, sent(study, monkeypatch).path)
    assert found.counts["codings known already"] == 6 and not found.counts["codings new"]
    assert found.counts["codings proposals of the machine, left alone"] == 2
    assert (found.lost, found.written) == ([], [])
    assert {path: path.read_bytes() for path in study.corpus.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("program", ["ours", "utf16 and crlf as two", "crlf as one", "mark", "drops names"])
def test_codings_come_back_equal_however_a_program_counts(
    study: Study, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    before, path = said(study), sent(study, monkeypatch).path
    texts = texts_of(path)

    def crlf(text: str) -> str:
        return text.replace("\n", "\r\n")

    def nvivo(text: str, at: int) -> int:
        return utf16(text, at) + text[:at].count("\n")

    back = {
        "ours": lambda: path,
        "utf16 and crlf as two": lambda: changed_package(
            path, project=lambda xml: moved(xml, texts, nvivo), text=lambda text: "\ufeff" + crlf(text)
        ),
        "crlf as one": lambda: changed_package(path, text=crlf),
        "mark": lambda: changed_package(
            path, project=lambda xml: moved(xml, texts, lambda _, at: at + 1), text=lambda text: "\ufeff" + text
        ),
        "drops names": lambda: changed_package(
            path,
            project=lambda xml: re.sub(r' name="[^"]*" startPosition', " startPosition", moved(xml, texts, nvivo)),
            text=crlf,
        ),
    }[program]()
    found = taken(emptied(study), back)
    assert said(study) == before
    assert found.lost == []
    says = {"utf16 and crlf as two": "UTF-16", "crlf as one": "CRLF as one", "mark": "byte order mark"}
    assert says.get(program, "") in found.told


def test_an_import_twice_doubles_nothing(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sent(study, monkeypatch).path
    taken(emptied(study), path)
    once = said(study)
    again = taken(study, path)
    assert said(study) == once
    assert (again.counts["codings new"], again.written) == (0, [])


def test_variables_and_cases_come_back_and_what_differs_is_told(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sent(study, monkeypatch).path
    cases = {case.name: case for case in read_cases(read_package(path).root)}
    assert cases["FG02-P2"].values == {"rol": "deelnemer", "groep": "ouder", "school": "school A", "ronde": "2"}
    assert len(cases["FG01-P2"].selections) == 3
    assert taken(study, path).counts["cases known already"] == 4
    other = changed_package(path, project=lambda xml: xml.replace("<TextValue>ouder<", "<TextValue>werkgever<", 1))
    lost = taken(study, other).lost
    assert [(item.element, item.name, item.source) for item in lost] == [("VariableValue", "groep", "FG01-P2")]
    assert "sprekers.csv" in lost[0].what and "werkgever" not in lost[0].what


def coded(xml: str, text: str, quote: str, code: str, user: str, *, at: int = 0) -> str:
    """The project with one more coding, as a person makes it in another program on our masked text."""
    root = etree.fromstring(xml.encode())
    space = root.nsmap[None]
    start = -1
    for _ in range(at + 1):
        start = text.index(quote, start + 1)
    source = next(s for s in root.iter("{*}TextSource") if s.get("name") == "FG01")
    guids = {c.get("name"): c.get("guid") for c in root.iter("{*}Code")}
    selection = etree.SubElement(source, f"{{{space}}}PlainTextSelection")
    source.remove(selection)
    source.insert(0, selection)
    selection.attrib.update({"guid": f"aaaaaaaa-0000-0000-0000-{start:012d}", "startPosition": str(start)})
    selection.set("endPosition", str(start + len(quote)))
    made = etree.SubElement(selection, f"{{{space}}}Coding", guid=f"bbbbbbbb-0000-0000-0000-{start:012d}")
    made.set("creatingUser", user)
    etree.SubElement(made, f"{{{space}}}CodeRef", targetGUID=guids[code])
    return etree.tostring(root, encoding="unicode")


@pytest.mark.parametrize(
    ("quote", "at", "where", "words"),
    [
        ("zei [PERSOON-1]. 😀 Toen", 0, {"FG01-0002-1"}, "zei [PERSOON-1]. 😀 Toen"),
        # The same words stand in this turn before.
        ("belde terug, en nog eens.", 1, {"FG01-0004-2"}, "ze belde terug, en nog eens."),
        ("Ja.", 1, {"FG01-0003-1"}, "Ja."),
        # From one turn into the next, over the line that says who speaks.
        ("Helpt dat?\n\n[6] FG01-P2, ouder\nNee.", 0, {"FG01-0005-1"}, "Helpt dat? Nee."),
    ],
)
def test_what_is_coded_elsewhere_on_masked_text_lands_on_the_right_words(
    study: Study, monkeypatch: pytest.MonkeyPatch, quote: str, at: int, where: set[str], words: str
) -> None:
    path = sent(study, monkeypatch).path
    text = texts_of(path)["FG01"]
    back = changed_package(path, project=lambda xml: coded(xml, text, quote, "Reizen", user_guid("LM"), at=at))
    before = said(study)
    found = taken(study, back)
    new = [item for item in said(study) if item not in before]
    assert where <= {item[0] for item in new}
    assert {(item[1], item[2], item[3]) for item in new} == {("reizen", "LM", True)}
    rows = (study.corpus / "coderingen" / "LM.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert found.counts["codings new"] == len(rows) == 1 and words in rows[0]


def as_user(xml: str, before: str, after: str) -> str:
    """Every coding of one user under the name of another."""
    return re.sub(f'(<Coding [^>]*creatingUser="){before}', rf"\g<1>{after}", xml)


def test_a_proposal_that_a_person_took_over_is_a_coding_and_says_nothing_of_the_machine(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sent(study, monkeypatch).path
    machine = user_guid(next(iter(MACHINES)))
    back = changed_package(path, project=lambda xml: as_user(xml, machine, user_guid("HB")))
    before = said(study)
    taken(study, back)
    new = [item for item in said(study) if item not in before]
    assert {(item[0], item[1], item[2], item[8]) for item in new} == {
        ("FG02-0004-1", "reizen", "HB", "nan"),
        ("FG02-0002-1", "bereikbaarheid", "HB", "nan"),
    }


def test_a_machine_is_no_coder_whatever_its_user_is_numbered(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    path, before = sent(study, monkeypatch).path, said(study)
    machine = user_guid(next(iter(MACHINES)))
    back = changed_package(path, project=lambda xml: xml.replace(machine, "c" * 8 + "-0000-0000-0000-" + "c" * 12))
    assert taken(study, back).counts["codings proposals of the machine, left alone"] == 2
    assert said(study) == before


def test_without_the_machine_none_of_it_goes_out(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    data = read_package(sent(study, monkeypatch, with_machine=False).path).root
    assert "machine" not in etree.tostring(data, encoding="unicode")


def test_two_exports_are_equal_bytes_and_hold_masked_words_alone(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (sent(study, monkeypatch).path for _ in range(2))
    assert first.read_bytes() == second.read_bytes()
    root = read_package(first).root
    whole = etree.tostring(root, encoding="unicode") + "".join(texts_of(first).values())
    assert "Karel" not in whole and "De Wissel" not in whole and "basePath" not in whole
    guids = [item.get("guid") for item in root.iter() if isinstance(item.tag, str) and item.get("guid")]
    assert len(guids) == len(set(guids))


def test_a_dimension_that_another_program_dropped_stays_and_one_that_it_changed_is_told(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, before = sent(study, monkeypatch).path, said(study)
    dropped = changed_package(path, project=lambda xml: re.sub(r"(?s)<Notes>.*</Notes>|<NoteRef [^>]*/>", "", xml))
    assert taken(study, dropped).lost == []
    other = changed_package(path, project=lambda xml: xml.replace("oordeel: beter", "oordeel: goed"))
    lost = taken(study, other).lost
    assert [item.element for item in lost] == ["Coding"] and "HB.csv:2" in lost[0].what
    assert said(study) == before


def test_who_refused_a_code_here_and_gave_it_there_is_asked_to_choose(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, before = sent(study, monkeypatch).path, said(study)
    text = texts_of(path)["FG01"]
    back = changed_package(path, project=lambda xml: coded(xml, text, "Nee. Nooit.", "Bereikbaarheid", user_guid("HB")))
    lost = taken(study, back).lost
    assert len(lost) == 1 and "HB.csv:5" in lost[0].what
    assert said(study) == before


def test_memos_come_back_once_and_a_note_of_elsewhere_becomes_one(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sent(study, monkeypatch).path
    note = (
        '<Note guid="dddddddd-0000-0000-0000-000000000001" name="Vervoer"><PlainTextContent>Ook de fiets.'
        "</PlainTextContent></Note>"
    )
    back = changed_package(path, project=lambda xml: xml.replace("<Notes>", f"<Notes>{note}"))
    assert taken(study, back).counts["memos new"] == 1
    names = sorted(item.name for item in (study.corpus / "memos").iterdir())
    assert names == ["2026-05-09-reizen.md", "vervoer-dddddddd.md"]
    assert "Ook de fiets." in (study.corpus / "memos" / names[1]).read_text(encoding="utf-8")
    assert not taken(study, back).counts["memos new"]


def test_the_text_of_every_turn_is_where_its_selection_says(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sent(study, monkeypatch).path
    texts, root = texts_of(path), read_package(path).root
    for source in root.iter("{*}TextSource"):
        text = texts[source.get("name")]
        spans = [(int(s.get("startPosition")), int(s.get("endPosition"))) for s in source.iter("{*}PlainTextSelection")]
        assert set(TURNS[source.get("name")]) <= {text[start:end] for start, end in spans}
