"""What is told of two codebooks."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.codebook import Codebook
from pipeline.codebook_diff import Change, coding_of, compare, identity_of, lineage_of, outline_of
from tests.builders import code, codebook

BUS = code("bus", patronen=["met de bus"], voorbeelden=["Met de bus kom je er niet.", "De bus rijdt niet."])


def themes(**codes: list[dict[str, Any]]) -> Codebook:
    entries = [{"id": name, "naam": name.title(), "codes": items} for name, items in codes.items()]
    return Codebook.model_validate({"titel": "Boek", "versie": "1.10", "themas": entries})


def changes(old: Codebook, new: Codebook) -> list[Change]:
    return compare(outline_of(old), outline_of(new))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param([BUS], [BUS, "tijd"], [Change("tijd", "added")], id="added"),
        pytest.param([BUS, "tijd"], [BUS], [Change("tijd", "removed", "pad", ("thema",))], id="removed"),
        pytest.param(
            [BUS],
            [BUS | {"id": "reizen", "voorheen": "bus"}],
            [Change("reizen", "renamed", "voorheen", ("bus",), ("reizen",))],
            id="renamed",
        ),
        pytest.param(
            [BUS],
            [BUS | {"id": "reizen"}],
            [Change("reizen", "renamed", "", ("bus",), ("reizen",))],
            id="renamed without saying so",
        ),
        pytest.param(
            [BUS, code("trein", definitie=BUS["definitie"])],
            [BUS | {"id": "reizen"}],
            [
                Change("reizen", "added"),
                Change("bus", "removed", "pad", ("thema",), ("reizen",)),
                Change("trein", "removed", "pad", ("thema",)),
            ],
            id="two equal definitions tell nothing of who is who",
        ),
        pytest.param(
            ["fiets", "trein"],
            [code("fiets", voorheen="Trein")],
            [Change("fiets", "merged", old=("fiets", "trein"), new=("fiets",))],
            id="merged into one of them",
        ),
        pytest.param(
            [code("fiets", patronen=["fietsen"]), code("trein", patronen=["sporen"])],
            [code("reizen", definitie="Of het over trein gaat.", voorheen=["fiets", "trein"], patronen=["sporen"])],
            [
                Change("reizen", "merged", old=("fiets", "trein"), new=("reizen",)),
                Change("reizen", "changed", "naam", ("Fiets",), ("Reizen",)),
                Change("reizen", "lost", "patronen", old=("fietsen",)),
            ],
            id="merged into a new one that has the definition of one of them",
        ),
        pytest.param(
            [BUS],
            [BUS | {"voorbeelden": BUS["voorbeelden"][:1]}, code("halte", voorbeelden=BUS["voorbeelden"][1:])],
            [
                Change("bus", "lost", "voorbeelden", old=("De bus rijdt niet.",)),
                Change("halte", "added"),
                Change("bus", "split", new=("bus", "halte")),
            ],
            id="split off",
        ),
        pytest.param(
            [BUS],
            [code("halte", voorbeelden=BUS["voorbeelden"][1:]), code("lijn", patronen=["met de bus"])],
            [
                Change("halte", "added"),
                Change("lijn", "added"),
                Change("bus", "removed", "pad", ("thema",), ("halte", "lijn")),
                Change("bus", "split", new=("halte", "lijn")),
            ],
            id="split over two",
        ),
        pytest.param(
            [BUS, code("tijd", niet=["te laat komen -> bus", "geen uren -> bus"])],
            [
                BUS,
                code("halte"),
                code("tijd", niet=["te laat komen -> halte", "geen uren -> bus"]),
            ],
            [Change("halte", "added"), Change("bus", "split", new=("bus", "halte"))],
            id="split, as what referred to it tells",
        ),
        pytest.param(
            [BUS, code("tijd")],
            [BUS | {"voorbeelden": BUS["voorbeelden"][:1]}, code("tijd", voorbeelden=BUS["voorbeelden"][1:])],
            [
                Change("bus", "lost", "voorbeelden", old=("De bus rijdt niet.",)),
                Change("tijd", "gained", "voorbeelden", new=("De bus rijdt niet.",)),
            ],
            id="an example that goes to another code splits nothing",
        ),
        pytest.param(
            [code("bus", definitie="Of er een bus is.", niet=["lopen"])],
            [code("bus", definitie="Of er een bus komt.", niet=["lopen", "fietsen"])],
            [
                Change("bus", "redefined", "definitie", ("Of er een bus is.",), ("Of er een bus komt.",)),
                Change("bus", "redefined", "niet", (), ("fietsen",)),
            ],
            id="redefined",
        ),
        pytest.param(
            [code("bus", wel=["a b", "c"], naam="Bus")],
            [code("bus", wel=["C", "A   b"], naam="BUS", kleur="#ffffff", memo="ja", herkomst="vooraf")],
            [],
            id="case, white space, order and what nobody codes by",
        ),
        pytest.param(
            [code("bus", naam="Bus", vraag="V1")],
            [code("bus", naam="De bus", niveau="latent", machine="nee", status="concept")],
            [
                Change("bus", "changed", "naam", ("Bus",), ("De bus",)),
                Change("bus", "changed", "vraag", ("V1",), ()),
                Change("bus", "changed", "niveau", ("manifest",), ("latent",)),
                Change("bus", "changed", "machine", ("voorstel",), ("nee",)),
                Change("bus", "changed", "status", ("in gebruik",), ("concept",)),
            ],
            id="closed values",
        ),
        pytest.param(
            [BUS],
            [BUS | {"patronen": ["de bus"], "tegenvoorbeelden": ["Lopen."]}],
            [
                Change("bus", "gained", "patronen", new=("de bus",)),
                Change("bus", "lost", "patronen", old=("met de bus",)),
                Change("bus", "gained", "tegenvoorbeelden", new=("Lopen.",)),
            ],
            id="patterns and counter-examples",
        ),
        pytest.param(
            [BUS, code("tijd", niet=["te laat -> bus"])],
            [BUS | {"id": "reizen", "voorheen": "bus"}, code("tijd", niet=["te laat -> reizen"])],
            [Change("reizen", "renamed", "voorheen", ("bus",), ("reizen",))],
            id="a rename redefines none that refers to it",
        ),
        pytest.param(
            [BUS | {"voorheen": "ov"}],
            [BUS | {"id": "reizen", "voorheen": "bus"}],
            [
                Change("reizen", "renamed", "voorheen", ("bus",), ("reizen",)),
                Change("reizen", "forgotten", "voorheen", ("ov",)),
            ],
            id="a chain that lost its first link",
        ),
        pytest.param(
            [BUS | {"voorheen": "ov"}, "tijd"],
            [code("tijd", voorheen="ov")],
            [
                Change("tijd", "merged", old=("bus", "tijd"), new=("tijd",)),
                Change("tijd", "lost", "patronen", old=("met de bus",)),
                Change("tijd", "lost", "voorbeelden", old=tuple(BUS["voorbeelden"])),
            ],
            id="known by what it was called before",
        ),
        pytest.param(
            [BUS | {"voorheen": "ov"}],
            [BUS | {"id": "reizen", "voorheen": ["bus", "ov"]}],
            [Change("reizen", "renamed", "voorheen", ("bus",), ("reizen",))],
            id="a whole chain",
        ),
        pytest.param(
            [BUS],
            [BUS | {"id": "reizen", "voorheen": "bus", "definitie": "Iets anders.", "patronen": []}],
            [
                Change("reizen", "renamed", "voorheen", ("bus",), ("reizen",)),
                Change("reizen", "redefined", "definitie", (BUS["definitie"],), ("Iets anders.",)),
                Change("reizen", "lost", "patronen", old=("met de bus",)),
            ],
            id="renamed and redefined at once",
        ),
    ],
)
def test_every_change_is_told(old: list[Any], new: list[Any], expected: list[Change]) -> None:
    assert changes(codebook(*old), codebook(*new)) == expected


def test_a_code_moves_with_what_is_above_it_but_not_by_its_name() -> None:
    parent = code("ov", codes=[code("bus")])
    moved = changes(themes(a=[parent, code("x")], b=[code("y")]), themes(a=[code("x")], b=[code("y"), parent]))
    assert moved == [
        Change("ov", "moved", "pad", ("a",), ("b",)),
        Change("bus", "moved", "pad", ("a > ov",), ("b > ov",)),
    ]
    renamed = parent | {"id": "openbaar", "naam": "Ov", "voorheen": "ov"}
    assert [c.kind for c in changes(themes(a=[parent]), themes(a=[renamed]))] == ["renamed"]


@pytest.mark.parametrize(
    ("changed", "codes_alike", "is_same"),
    [
        ({"titel": "Anders"}, True, True),
        ({"versie": "2"}, True, False),
        ({"vragen": {"V1": "Wat?"}}, True, True),
    ],
)
def test_what_decides_the_coding_is_told_from_what_does_not(
    changed: dict[str, Any], codes_alike: bool, is_same: bool
) -> None:
    old, new = outline_of(codebook(BUS)), outline_of(codebook(BUS, **changed))
    assert (coding_of(old) == coding_of(new), identity_of(old) == identity_of(new)) == (codes_alike, is_same)


def test_a_place_in_the_book_decides_no_coding_and_a_pattern_does() -> None:
    old, moved = outline_of(themes(a=[BUS, code("x")])), outline_of(themes(a=[code("x")], b=[BUS]))
    assert coding_of(old) == coding_of(moved) and identity_of(old) != identity_of(moved)
    assert coding_of(outline_of(codebook(BUS))) != coding_of(outline_of(codebook(BUS | {"patronen": ["bus"]})))


def test_old_codes_lead_to_what_they_are_now() -> None:
    old = outline_of(codebook("a", "b", "c", "d"))
    new = outline_of(codebook("a", code("e", voorheen=["b"]), code("f", definitie="Of het over c gaat.")))
    assert lineage_of(old, new) == {"a": "a", "b": "e", "c": "f"}
