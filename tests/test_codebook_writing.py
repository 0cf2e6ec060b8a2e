from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from pipeline.codebook import codebook_of, read_codebook
from pipeline.codebook_writing import merge_codes, rename_code
from pipeline.errors import PipelineError
from pipeline.yaml_edits import edit_yaml
from pipeline.yaml_text import read_yaml_bytes

BOOK = """\
# Bovenaan

titel:   Boek        # drie spaties
versie: 1.10
themas:

  # ------------------------ 1
  - id: thema
    naam: "Thema"
    codes:

      - id: tijd
        naam: 'Tijd'
        definitie: Uren die
          over twee regels lopen.
        wel: |
          een rooster
        patronen: [geen tijd, te   weinig]
        machine: nee       # nog niet

      # over reizen
      - id: reizen
        naam: Reizen
        definitie: |
          Hoe iemand komt.
        niet:
          - te laat -> tijd   # nakijken
          - iets anders

        voorbeelden: |
          Met de bus. -> tijd

        herkomst: vooraf

  # ------------------------ 2
  - id: ander
    naam: Ander
    codes:
      - {id: rest, naam: Rest, definitie: De rest., tegenvoorbeelden: "Dat duurt. -> tijd"}
      - id: rust
        naam: Rust
        definitie: Rust.
        voorheen: pauze
# Onderaan
"""

STYLES = {
    "as typed": lambda text: text.encode(),
    "windows": lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
    "lists not indented": lambda text: _dedented(text).replace("      - ", "    - ").encode(),
    "no last line end": lambda text: text.rstrip("\n").encode(),
}
ALL_STYLES = STYLES | {"lists indented in two ways": lambda text: _dedented(text).encode()}


def _dedented(text: str) -> str:
    """The same with `- ` below the key that it belongs to."""
    lines = []
    for line in text.splitlines():
        depth = 2 if line.startswith("  ") else 0
        lines.append(line[depth + 2 * line.startswith("      ") :])
    return "\n".join(lines) + "\n"


def changed(before: bytes, after: bytes) -> list[str]:
    """The lines that went and came, without their indentation."""
    diff = difflib.ndiff(before.decode("utf-8-sig").splitlines(), after.decode("utf-8-sig").splitlines())
    return [f"{line[0]} {line[2:].strip()}" for line in diff if line[0] in "+-"]


@pytest.mark.parametrize("style", ALL_STYLES)
def test_what_is_not_changed_stays_byte_for_byte(style: str) -> None:
    data = ALL_STYLES[style](BOOK)
    assert edit_yaml(data, lambda document: None, source=read_yaml_bytes(data, name="x")) == data


def test_the_book_that_ships_stays_byte_for_byte() -> None:
    data = (Path(__file__).parents[1] / "config" / "codebook.yaml").read_bytes()
    assert edit_yaml(data, lambda document: None, source=read_yaml_bytes(data, name="x")) == data


@pytest.mark.parametrize("style", STYLES)
def test_a_rename_changes_the_id_what_leads_to_it_and_its_former_ids_alone(style: str) -> None:
    data = STYLES[style](BOOK)
    after = rename_code(data, old="tijd", new="uren", name="x").data
    assert changed(data, after) == [
        "- - id: tijd",
        "+ - id: uren",
        "+ voorheen: tijd",
        "- - te laat -> tijd   # nakijken",
        "+ - te laat -> uren   # nakijken",
        "- Met de bus. -> tijd",
        "+ Met de bus. -> uren",
        '- - {id: rest, naam: Rest, definitie: De rest., tegenvoorbeelden: "Dat duurt. -> tijd"}',
        '+ - {id: rest, naam: Rest, definitie: De rest., tegenvoorbeelden: "Dat duurt. -> uren"}',
    ]
    assert after.startswith(data[:3])
    assert after.count(b"\r\n") in (0, after.count(b"\n"))
    assert codebook_of(read_yaml_bytes(after, name="x")).renamed["tijd"] == "uren"


def test_a_code_that_gets_an_old_name_back_has_it_no_longer_as_a_former_one() -> None:
    once = rename_code(BOOK.encode(), old="rust", new="stilte", name="x").data
    assert codebook_of(read_yaml_bytes(once, name="x")).codes["stilte"].voorheen == ["pauze", "rust"]
    back = rename_code(once, old="stilte", new="rust", name="x").data
    assert codebook_of(read_yaml_bytes(back, name="x")).codes["rust"].voorheen == ["pauze", "stilte"]


@pytest.mark.parametrize("style", ALL_STYLES)
def test_a_merge_moves_what_the_other_lacks_and_keeps_all_comments(style: str) -> None:
    data = ALL_STYLES[style](BOOK)
    edited = merge_codes(data, old="tijd", into="reizen", name="x")
    book = codebook_of(read_yaml_bytes(edited.data, name="x"))
    assert "tijd" not in book.codes
    reizen = book.codes["reizen"]
    assert (reizen.wel, reizen.niet) == (["een rooster"], ["iets anders"])
    assert reizen.patronen == ["geen tijd", "te   weinig"]
    assert reizen.voorheen == ["tijd"]
    assert book.codes["rest"].tegenvoorbeelden == ["Dat duurt. -> reizen"]
    kept = [line.strip() for line in edited.data.decode("utf-8-sig").splitlines() if line.strip().startswith("#")]
    comments = [line.strip() for line in BOOK.splitlines() if line.strip().startswith("#")]
    assert kept == comments
    # What told the two apart, and the definition of the one that went.
    assert [(p.line, "left out" in p.what) for p in edited.left_out] == [(14, False), (27, True), (31, True)]


def test_a_merge_adds_to_a_list_in_the_form_that_it_has() -> None:
    data = BOOK.encode()
    after = merge_codes(data, old="rust", into="tijd", name="x").data
    assert [line for line in changed(data, after) if "voorheen" in line] == ["+ voorheen: |", "- voorheen: pauze"]
    into_list = BOOK.replace("definitie: Rust.", "definitie: Rust.\n        niet: zitten\n        patronen: stilstaan")
    book = codebook_of(
        read_yaml_bytes(merge_codes(into_list.encode(), old="rust", into="reizen", name="x").data, name="x")
    )
    assert book.codes["reizen"].niet == ["te laat -> tijd", "iets anders", "zitten"]
    assert book.codes["reizen"].patronen == ["stilstaan"]


@pytest.mark.parametrize(
    ("edit", "names", "expected"),
    [
        (rename_code, {"old": "tijdd", "new": "uren"}, "code 'tijdd' does not exist. Did you mean 'tijd'?"),
        (rename_code, {"old": "tijd", "new": "reizen"}, "id 'reizen' exists already"),
        (rename_code, {"old": "tijd", "new": "thema"}, "id 'thema' exists already"),
        (rename_code, {"old": "tijd", "new": "pauze"}, "'pauze' is a former id of 'rust'"),
        (rename_code, {"old": "tijd", "new": "Uren"}, "'id' holds other signs (Uren)"),
        (merge_codes, {"old": "tijd", "into": "tijd"}, "Name two codes."),
        (merge_codes, {"old": "tijd", "into": "weg"}, "code 'weg' does not exist"),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_is_made(edit: object, names: dict[str, str], expected: str) -> None:
    with pytest.raises(PipelineError) as caught:
        edit(BOOK.encode(), name="x", **names)  # type: ignore[operator]
    assert expected in str(caught.value)


def test_a_code_with_sub_codes_and_the_last_of_a_theme_are_not_merged_away() -> None:
    nested = BOOK.replace("voorheen: pauze", "codes:\n          - {id: onder, naam: O, definitie: O.}")
    with pytest.raises(PipelineError, match="'rust' has sub-codes"):
        merge_codes(nested.encode(), old="rust", into="tijd", name="x")
    up = merge_codes(nested.encode(), old="onder", into="rust", name="x").data
    assert codebook_of(read_yaml_bytes(up, name="x")).codes["rust"].voorheen == ["onder"]
    once = merge_codes(BOOK.encode(), old="rust", into="tijd", name="x").data
    with pytest.raises(PipelineError, match="'rest' is the only one of its theme"):
        merge_codes(once, old="rest", into="tijd", name="x")


def test_a_book_with_problems_is_not_edited() -> None:
    with pytest.raises(PipelineError, match="'-> weg' does not exist"):
        rename_code(BOOK.replace("te laat -> tijd", "te laat -> weg").encode(), old="tijd", new="uren", name="x")


def test_every_code_of_the_book_that_ships_can_be_renamed_and_merged(tmp_path: Path) -> None:
    data = (Path(__file__).parents[1] / "config" / "codebook.yaml").read_bytes()
    codes = list(codebook_of(read_yaml_bytes(data, name="x")).codes.values())
    before = {line.strip() for line in data.decode().splitlines() if line.strip().startswith("#")}
    for code, other in list(zip(codes, codes[7:], strict=False))[::20]:
        path = tmp_path / "codebook.yaml"
        path.write_bytes(rename_code(data, old=code.id, new="heel_anders", name="x").data)
        assert "heel_anders" in read_codebook(path).codes
        if not code.codes:
            path.write_bytes(merge_codes(data, old=code.id, into=other.id, name="x").data)
            assert {*code.patronen} <= {*read_codebook(path).codes[other.id].patronen}
            after = {line.strip() for line in path.read_text(encoding="utf-8").splitlines()}
            assert before <= after
