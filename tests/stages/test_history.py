"""What is kept of earlier books and codings, and what it tells of an edit."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.codebook_diff import compare, identity_of, outline_of
from pipeline.stages import history
from pipeline.store import Store
from pipeline.tables import TABLES
from tests.builders import code, codebook, coding, human_coding, segment, table

LONG = "Ik had al drie keer gebeld en toen stond ze weer voor de klas."
BOOK = codebook(
    code("bellen", voorbeelden=[LONG], patronen=["terugbellen", "niet te pakken krijgen"], niet=[f"{LONG} -> tijd"]),
    code("tijd", voorheen="uren", vraag="V1"),
)
EMPTY = table("codebook_versions")


def versions(*books: Any) -> pd.DataFrame:
    found = EMPTY
    for book in books:
        found = history.add_version(found, outline_of(book))
    return found


def test_an_outline_comes_back_from_its_table_without_the_words_of_the_book(tmp_path: Any) -> None:
    store = Store(tmp_path)
    store.save("codebook_versions", versions(codebook("eerder"), BOOK), key="k")
    kept = store.load("codebook_versions")
    back = history.last_outline(kept)
    assert back is not None and identity_of(back) == identity_of(outline_of(BOOK))
    assert compare(back, outline_of(BOOK)) == []
    assert [str(change.kind) for change in compare(history.outline_at(kept, 1), back)] == ["added", "added", "removed"]
    texts = set(kept.text.dropna())
    assert {"terugbellen", "-> tijd", "uren", "V1", "thema", "voorstel"} <= texts
    assert all(len(text.split()) <= 3 for text in texts)
    assert not any(LONG[:20] in str(text) for text in texts)


def test_the_last_book_that_coded_otherwise_is_found_behind_those_that_did_not() -> None:
    other = codebook("eerder")
    kept = versions(other, BOOK, BOOK.model_copy(update={"versie": "2"}))
    found = history.last_different(kept, outline_of(BOOK))
    assert found is not None and list(found.codes) == ["eerder"]
    assert history.last_different(versions(BOOK), outline_of(BOOK)) is None
    assert history.last_outline(EMPTY) is None


def coded(*rows: tuple[str, str, str]) -> pd.DataFrame:
    entries = [{"segment_id": s, "code": c, "status": status, "decided_by": "human"} for s, c, status in rows]
    return table("segment_codes", *entries)


def test_codes_are_kept_by_ids_alone_and_go_with_their_segments() -> None:
    segments = [segment("FG01-0001-1", "Een."), segment("FG01-0002-1", "Twee."), segment("FG02-0001-1", "Drie.")]
    codes = coded(
        ("FG01-0001-1", "bellen", "confirmed"), ("FG01-0002-1", "tijd", "proposed"), ("FG02-0001-1", "tijd", "rejected")
    )
    kept = history.keep_codes(codes, table("segments", *segments))
    TABLES["previous_codes"].validate(kept)
    assert list(kept.segment_id) == list(codes.segment_id)
    # A session withdrew, and of the other one turn.
    assert list(history.still_there(kept, table("segments", segments[1])).segment_id) == ["FG01-0002-1"]
    # A turn was taken out: what is now the first turn was the second.
    moved = table("segments", segment("FG01-0001-1", "Twee."), segments[2])
    assert list(history.still_there(kept, moved).segment_id) == ["FG02-0001-1"]
    assert history.keep_codes(codes, table("segments")).empty
    assert history.still_there(kept, table("segments")).empty


def test_gains_and_losses_follow_a_code_through_a_rename_and_count_people_once() -> None:
    before = coded(
        ("FG01-0001-1", "bus", "proposed"), ("FG01-0002-1", "bus", "proposed"), ("FG01-0003-1", "bus", "confirmed"),
        ("FG01-0004-1", "bus", "rejected"), ("FG01-0005-1", "weg", "counted"),
    )  # fmt: skip
    after = coded(
        ("FG01-0001-1", "reizen", "proposed"), ("FG01-0003-1", "reizen", "confirmed"),
        ("FG01-0006-1", "reizen", "proposed"), ("FG01-0007-1", "reizen", "proposed"),
        ("FG02-0001-1", "reizen", "proposed"), ("FG02-0002-1", "reizen", "proposed"),
    )  # fmt: skip
    people = pd.Series({"FG01-0001-1": "A", "FG01-0002-1": "B", "FG01-0006-1": "A", "FG02-0001-1": "C"})
    found = history.gains_and_losses(before, after, lineage={"bus": "reizen"}, people=people)
    assert found.to_dict("records") == [
        {
            "code": "reizen",
            "status": "proposed",
            "gained": ["FG01-0006-1", "FG02-0001-1", "FG01-0007-1", "FG02-0002-1"],
            "lost": ["FG01-0002-1"],
            "people_gained": 1,
            "people_lost": 1,
        },
        {
            "code": "weg",
            "status": "counted",
            "gained": [],
            "lost": ["FG01-0005-1"],
            "people_gained": 0,
            "people_lost": 0,
        },
    ]
    assert history.gains_and_losses(after, after, lineage={}, people=people).empty


def book(version: str, *codes: Any) -> Any:
    return codebook(*codes, versie=version)


FIRST = book("1", "bus", "tijd")
OTHER = book("2", code("bus", definitie="Iets anders."), "tijd")


@pytest.mark.parametrize(
    ("books", "coded_as", "version", "code_now", "expected"),
    [
        ([FIRST], "bus", "1", "bus", None),
        ([FIRST, OTHER], "bus", "1", "bus", history.UNDER_OLD),
        ([FIRST, OTHER], "bus", "2", "bus", None),
        ([FIRST, OTHER], "tijd", "1", "tijd", None),
        ([FIRST, OTHER], "bus", "0.9", "bus", history.UNKNOWN),
        ([FIRST, OTHER], "bus", None, "bus", history.UNKNOWN),
        # One version, two definitions: nobody knows which one was read.
        ([FIRST, OTHER.model_copy(update={"versie": "1"})], "bus", "1", "bus", history.UNDER_OLD),
        # Renamed, and so the same definition under another name.
        ([FIRST, book("2", code("ov", definitie="Of het over bus gaat.", voorheen="bus"))], "bus", "1", "ov", None),
        # Renamed in the list of codings as well.
        ([FIRST, book("2", code("ov", definitie="Of het over bus gaat.", voorheen="bus"))], "ov", "1", "ov", None),
        ([FIRST, book("2", code("ov", definitie="Nieuw.", voorheen="bus"))], "bus", "1", "ov", history.UNDER_OLD),
        # Merged: what was coded as the code that stays was coded under its definition, the rest was not.
        ([FIRST, book("2", code("tijd", voorheen="bus"))], "tijd", "1", "tijd", None),
        ([FIRST, book("2", code("tijd", voorheen="bus"))], "bus", "1", "tijd", history.UNDER_OLD),
        # An example is no definition; what does not belong to it is.
        ([FIRST, book("2", code("bus", voorbeelden=["De bus."]))], "bus", "1", "bus", None),
        ([FIRST, book("2", code("bus", niet=["lopen"]))], "bus", "1", "bus", history.UNDER_OLD),
    ],
)
def test_a_coding_is_held_against_the_definition_of_its_version(
    books: list[Any], coded_as: str, version: str | None, code_now: str, expected: str | None
) -> None:
    codings = table(
        "codings",
        coding("FG01-0001-1", code_now, "HB", coding_id="c1", codebook_version=version),
        coding("FG01-0001-1", code_now, "machine:pattern", codebook_version="0"),
    )
    human = table("human_codings", human_coding("c1", "FG01-0001", (0, 9), coded_as))
    kept = versions(*books)
    marks = history.definition_marks(codings, human, versions=kept)
    assert [mark if isinstance(mark, str) else None for mark in marks] == [expected, None]


def test_without_a_history_no_version_is_known() -> None:
    codings = table("codings", coding("FG01-0001-1", "bus", "HB", coding_id="c1", codebook_version="1"))
    human = table("human_codings", human_coding("c1", "FG01-0001", (0, 9), "bus"))
    assert history.definition_marks(codings, human, versions=EMPTY).tolist() == [history.UNKNOWN]


def test_a_code_that_changed_within_one_version_is_found_and_with_a_new_version_no_more() -> None:
    kept = versions(FIRST)
    changed = book("1", code("ov", definitie="Nieuw.", voorheen="bus"), "tijd")
    assert history.redefined_within(kept, outline_of(changed)) == {"ov": {"bus"}}
    assert history.redefined_within(kept, outline_of(OTHER)) == {}
    assert history.redefined_within(kept, outline_of(FIRST)) == {}
