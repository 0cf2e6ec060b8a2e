from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.marks import Place, parsed
from pipeline.masking.speaker_names import speaker_names
from pipeline.stages.privacy import MaskedText, Masker, Replacement
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


@pytest.mark.parametrize("case", cases("privacy_kinds"))
def test_kind(case: Case):
    text, marks = parsed(case.given["tekst"])
    (masked,) = mask([text])
    case.check(found_in(text, masked), [(mark.kind, text[mark.start : mark.end]) for mark in marks])


@pytest.mark.parametrize("case", cases("privacy_speakers"))
def test_speakers_mentioned(case: Case):
    turns = [parsed(text) for text in case.given["tekst"]]
    names = speaker_names({label: f"[spreker {label}]" for label in case.given["sprekers"]})
    masked = mask([text for text, _ in turns], names=names)
    found = [found_in(text, item) for (text, _), item in zip(turns, masked, strict=True)]
    case.check(found, [[(mark.kind, text[mark.start : mark.end]) for mark in marks] for text, marks in turns])


@pytest.mark.parametrize("case", cases("privacy_talk"))
def test_talk(case: Case):
    turns = [parsed(text) for text in as_list(case.given["tekst"])]
    names = speaker_names({label: f"[spreker {label}]" for label in case.given.get("sprekers", ())})
    masked = mask([text for text, _ in turns], names=names)
    case.check([faults_in(*turn, item) for turn, item in zip(turns, masked, strict=True)], [[] for _ in turns])


def faults_in(text: str, marks: list[Place], masked: MaskedText) -> list[str]:
    """Marks that are not masked whole, and what is masked beside them."""
    hidden = {i for r in masked.replacements for i in range(r.start, r.end)}
    seen = [m for m in marks if any(text[i].isalnum() and i not in hidden for i in range(m.start, m.end))]
    beside = [r for r in masked.replacements if not any(m.start < r.end and r.start < m.end for m in marks)]
    return [text[found.start : found.end] for found in (*seen, *beside)]


def found_in(text: str, masked: MaskedText) -> list[tuple[str, str]]:
    return [(r.kind, text[r.start : r.end]) for r in masked.replacements]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("dat zei PETRA de groot", "dat zei [PERSOON-1]"),
        ("quux' fiets en quux", "[PERSOON-1]' fiets en [PERSOON-1]"),
        ("monique zei dat", "[docent A] zei dat"),
        ("de groot en de kleine, quuxen", "de groot en de kleine, quuxen"),
    ],
)
def test_known_names_are_masked_wherever_they_stand(text: str, shown: str):
    masker = Masker(names={"Monique": "[docent A]"}, known=["Petra de Groot", "Quux", "Monique"])
    assert masker.mask([text])[0].text == shown


@pytest.mark.parametrize("text", ["[lacht naar jan]", "(Jan loopt weg)", "<Jan lacht>", "[Jan]"])
def test_a_name_in_a_remark_is_masked(text: str):
    assert "jan" not in mask([text])[0].text.lower()


def test_forms_of_a_speakers_name_have_the_placeholder_of_that_speaker():
    names = speaker_names({"Petra": "[ouder A]", "Kees": "[ouder B]", "Marieke": "[ouder C]"})
    texts = ["petraatje en keesje", "marike en mariekke", "Petra's en kees z'n", "marijke"]
    assert [m.text for m in mask(texts, names=names)] == [
        "[ouder A] en [ouder B]", "[ouder C] en [ouder C]", "[ouder A]'s en [ouder B] z'n", "[PERSOON-1]",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "piece",
    [
        "1 ",
        "a",
        "A b ",
        "Jan ",
        "een ",
        "a.",
        "_",
        "http://",
        "[Jan] ",
        "Xy ",
        "kerkstraat 1 ",
        "- ",
        "0 ",
        "van der ",
        "bij garage de ",
        "een van 14 en ",
    ],
)
def test_ten_times_the_length_takes_about_ten_times_as_long(piece: str):
    seconds = []
    for length in (1_000, 10_000):
        start = time.process_time()
        mask([piece * (length // len(piece))])
        seconds.append(time.process_time() - start)
    assert seconds[1] < 30 * max(seconds[0], 0.05)


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
    ("text", "shown"),
    [
        ("we zitten op Meerzicht", "we zitten op [school A]"),
        ("bij meerzicht of MZ is dat anders", "bij [school A] of [school A] is dat anders"),
        ("op het kompas gaat dat goed", "op [school B] gaat dat goed"),
        ("Kompas en kaart, een kompas dus", "Kompas en kaart, een kompas dus"),
        ("iemand van vso Het Kompas en van Praktijkschool Meerzicht", "iemand van vso [school B] en van [school A]"),
        ("ik liep over de brug", "ik liep over de brug"),
    ],
)
def test_the_own_part_of_a_schools_name_is_that_school(text: str, shown: str):
    schools = {"Praktijkschool Meerzicht": "[school A]", "MZ": "[school A]", "Het Kompas": "[school B]"}
    assert mask([text], schools=schools | {"De Brug": "[school C]"})[0].text == shown


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
