from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.codebook import Codebook
from pipeline.codebook_diff import outline_of
from pipeline.frames import frame
from pipeline.judgements import CoderRow, CodingRow, read_by
from pipeline.newer_codes import with_newer_codes
from pipeline.settings import Settings
from pipeline.stages.history import add_version
from pipeline.study import Study
from pipeline.tables import CodebookVersions
from tests.builders import code, codebook


def book(*codes: str, version: str = "1.0", **former: str) -> Codebook:
    return codebook(*(code(name, voorheen=[former[name]] if name in former else []) for name in codes), versie=version)


def coding(
    name: str, version: str | None, *, session: str = "A", coder: str = "HB", sample: str | None = None
) -> CodingRow:
    return CodingRow(session, 1, "", name, coder, True, None, version, None, (), "coderingen/HB.csv", 2, sample)


def newer(
    folder: Path, books: list[Codebook], codings: list[CodingRow], row: CoderRow | None = None
) -> tuple[str, ...]:
    """The codes that HB cannot have sought in session A, after runs with these books; the last is the present one."""
    study = Study(folder, folder, folder, settings=Settings(), codebook=books[-1], codings=codings)
    study.coders = [row or CoderRow("HB", "A", (), True, True)]
    versions = frame(CodebookVersions, [])
    for used in books[:-1]:
        versions = add_version(versions, outline_of(used))
    if len(versions):
        study.store.save("codebook_versions", versions, key="k")
    (found,) = with_newer_codes(study)
    assert (
        read_by([found], book=study.book) == {("HB", "A", name) for name in study.book.codes if name not in found.newer}
        or found.codes
    )
    return found.newer


OLD, NEW = book("reizen", "tijd"), book("reizen", "tijd", "loon", version="1.1")


@pytest.mark.parametrize(
    ("codings", "expected"),
    [
        ([coding("reizen", "1.0")], ("loon",)),
        ([coding("reizen", "1.0"), coding("loon", "1.0")], ()),
        ([coding("reizen", "1.0", session="B")], ("loon",)),
        ([coding("reizen", "1.0"), coding("loon", "1.0", session="B")], ("loon",)),
        ([coding("reizen", "1.0"), coding("tijd", "1.0", sample="blind")], ("loon",)),
        ([coding("reizen", "1.0"), coding("loon", "1.0", sample="leerzaam")], ("loon",)),
        ([coding("reizen", "1.1")], ()),
        ([coding("reizen", None)], ()),
        ([coding("reizen", "0.9")], ()),
        ([coding("reizen", "1.0", coder="LM")], ()),
        ([], ()),
    ],
)
def test_who_read_before_a_code_existed_did_not_refuse_it(
    tmp_path: Path, codings: list[CodingRow], expected: tuple[str, ...]
) -> None:
    books = [OLD, NEW, NEW] if codings and codings[0].version == "1.1" else [OLD, NEW]
    assert newer(tmp_path, books, codings) == expected


def test_a_code_added_while_the_version_stayed_is_newer_too(tmp_path: Path) -> None:
    assert newer(tmp_path, [OLD, book("reizen", "tijd", "loon")], [coding("reizen", "1.0")]) == ("loon",)


def test_what_a_later_version_knew_was_not_sought_in_all_of_a_session(tmp_path: Path) -> None:
    both = [coding("reizen", "1.0"), coding("tijd", "1.1")]
    assert newer(tmp_path, [OLD, NEW, NEW], both) == ("loon",)


def test_a_renamed_code_was_there(tmp_path: Path) -> None:
    renamed = book("vervoer", "tijd", version="1.1", vervoer="reizen")
    assert newer(tmp_path, [OLD, renamed], [coding("reizen", "1.0")]) == ()


def test_codes_that_codeurs_csv_names_were_sought(tmp_path: Path) -> None:
    named = CoderRow("HB", "A", ("loon",), True, True)
    assert newer(tmp_path, [OLD, NEW], [coding("reizen", "1.0")], named) == ()


def test_without_a_history_every_code_counts_as_sought(tmp_path: Path) -> None:
    assert newer(tmp_path, [NEW], [coding("reizen", "1.0")]) == ()
