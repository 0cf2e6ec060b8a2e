from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.stages.privacy import MaskedText, Masker, Replacement, speaker_names
from tests.case_files import Case, as_list, cases


def mask(texts: list[str], *, names=None, schools=None, allowed=()) -> list[MaskedText]:
    return Masker(names=names or {}, schools=schools or {}, allowed=allowed).mask(texts)


@pytest.mark.parametrize("case", cases("privacy"))
def test_case(case: Case):
    item = case.given
    masked = mask(
        as_list(item["tekst"]),
        names=speaker_names(item.get("sprekers", {})),
        schools=item.get("scholen", {}),
        allowed=item.get("toegestaan", ()),
    )
    case.check([m.text for m in masked], as_list(item.get("wordt", item["tekst"])))


def test_what_was_allowed_is_listed():
    (masked,) = mask(["Harrie belde Jan."], allowed=["harrie"])
    assert masked.text == "Harrie belde [PERSOON-1]."
    assert [(r.start, r.end, r.kind, r.placeholder) for r in masked.replacements] == [
        (0, 6, "person", None),
        (13, 16, "person", "[PERSOON-1]"),
    ]


def test_sessions_do_not_share_numbers():
    assert mask(["Fatima en Ahmed."])[0].text == "[PERSOON-1] en [PERSOON-2]."
    assert mask(["Ahmed en Fatima."])[0].text == "[PERSOON-1] en [PERSOON-2]."


def test_the_same_thing_is_the_same_placeholder_in_all_turns():
    texts = ["Jan woont in Utrecht.", "JAN? Nee, Fatima.", "fatima belt Jan: 06-12345678", "In Utrecht. 06-12345678."]
    assert [m.text for m in mask(texts)] == [
        "[PERSOON-1] woont in [PLAATS-1].",
        "[PERSOON-1]? Nee, [PERSOON-2].",
        "[PERSOON-2] belt [PERSOON-1]: [TELEFOON-1]",
        "In [PLAATS-1]. [TELEFOON-1].",
    ]


def test_masking_a_masked_text_changes_nothing():
    once = [m.text for m in mask(["Jan en Petra bellen 06-12345678.", "[lacht naar Jan] Ik woon in Utrecht."])]
    assert [m.text for m in mask(once)] == once


def test_replacements_tell_what_stood_where():
    text = "Toen zei Petra dat ze in Utrecht woont."
    (masked,) = mask([text])
    assert [text[r.start : r.end] for r in masked.replacements] == ["Petra", "Utrecht"]
    for r in masked.replacements:
        assert masked.text[masked.offset(r.start) : masked.offset(r.end, is_end=True)] == r.placeholder


def test_what_overlaps_in_part_is_masked_whole():
    masker = Masker(names={}, schools={"Brug Noord": "[school A]"}, allowed=())
    (masked,) = masker.mask(["Ik zit op Brug Noord Utrecht nu."])
    assert not {"Brug", "Noord", "Utrecht"} & set(masked.text.replace("[", " ").split())


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        ({"Petra": "[ouder A]"}, {"Petra": "[ouder A]"}),
        ({"Directeur": "[a]", "W1": "[b]", "GL": "[c]", "Docent groen": "[d]", "Ouder 1": "[e]", "JB": "[f]"}, {}),
        ({"Moeder Kevin": "[ouder A]"}, {"Kevin": None}),
        ({"Kevin": "[leerling A]", "Moeder Kevin": "[ouder A]"}, {"Kevin": "[leerling A]"}),
        ({"Moeder Kevin": "[ouder A]", "Kevin": "[leerling A]"}, {"Kevin": "[leerling A]"}),
        ({"moeder van kevin": "[ouder A]"}, {"kevin": None}),
        ({"Petra-Anne": "[ouder A]"}, {"Petra-Anne": "[ouder A]"}),
        ({"Juf Anita": "[docent A]"}, {"Anita": "[docent A]"}),
        ({"MARIEKE": "[ouder A]"}, {"MARIEKE": "[ouder A]"}),
        ({"Stagebegeleider": "[a]", "Consulent A": "[b]", "Beleidsmedewerker": "[c]"}, {}),
    ],
)
def test_names_in_labels(labels: dict[str, str], names: dict[str, str | None]):
    assert speaker_names(labels) == names


def test_a_full_name_is_the_speakers_by_every_part():
    names = speaker_names({"Jan de Vries": "[ouder A]"})
    assert names == {"Jan": "[ouder A]", "Jan de Vries": "[ouder A]", "de Vries": "[ouder A]"}


def test_a_name_that_two_speakers_bear_is_neither_ones():
    names = speaker_names({"Jan Bakker": "[ouder A]", "Jan Smit": "[ouder B]"})
    assert names["Jan"] is None
    texts = [m.text for m in mask(["Jan zei het. Jan Bakker en Jan Smit ook."], names=names)]
    assert texts == ["[PERSOON-1] zei het. [ouder A] en [ouder B] ook."]


# Without deduce: what happens to offsets.

Parts = st.lists(
    st.tuples(
        st.text("ab ", max_size=5),
        st.text("XY", min_size=1, max_size=6),
        st.sampled_from(["[P]", "[LANG-1]", None]),
    ),
    max_size=5,
)


def assembled(parts: list[tuple[str, str, str | None]], tail: str) -> tuple[str, MaskedText]:
    """A text with its masked form, from pieces of plain text and things found."""
    text, shown, replacements = "", "", []
    for plain, secret, placeholder in parts:
        start = len(text) + len(plain)
        replacements.append(Replacement(start, start + len(secret), "person", placeholder))
        text += plain + secret
        shown += plain + (secret if placeholder is None else placeholder)
    return text + tail, MaskedText(shown + tail, tuple(replacements))


@given(Parts, st.text("ab ", max_size=5))
def test_offsets_keep_their_order(parts, tail):
    text, masked = assembled(parts, tail)
    for is_end in (False, True):
        offsets = [masked.offset(i, is_end=is_end) for i in range(len(text) + 1)]
        assert offsets == sorted(offsets)
        assert offsets[0] == 0
        assert offsets[-1] == len(masked.text)


@given(Parts, st.text("ab ", max_size=5))
def test_words_outside_replacements_stay_the_same(parts, tail):
    text, masked = assembled(parts, tail)
    hidden = {i for r in masked.replacements if r.placeholder for i in range(r.start, r.end)}
    for i in set(range(len(text))) - hidden:
        assert masked.text[masked.offset(i)] == text[i]


@given(Parts, st.text("ab ", max_size=5))
def test_a_place_in_a_replacement_is_at_its_edge(parts, tail):
    _, masked = assembled(parts, tail)
    for r in masked.replacements:
        if r.placeholder:
            inner = range(r.start, r.end)
            assert {masked.text[masked.offset(i) :][: len(r.placeholder)] for i in inner} == {r.placeholder}
            assert {masked.text[: masked.offset(i + 1, is_end=True)][-len(r.placeholder) :] for i in inner} == {
                r.placeholder
            }
