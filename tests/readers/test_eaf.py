"""ELAN, in the XML that it writes."""

import pytest

from pipeline.readers import Turn, read_transcript

from .conftest import said

SLOTS = (0, 1000, 1500, 2500, None, 4000)


def aligned(number: int, start: int, end: int, text: str) -> str:
    return (
        f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{number}" TIME_SLOT_REF1="ts{start}" '
        f'TIME_SLOT_REF2="ts{end}"><ANNOTATION_VALUE>{text}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>\n'
    )


def hanging(number: int, on: int, text: str) -> str:
    return (
        f'<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a{number}" ANNOTATION_REF="a{on}"><ANNOTATION_VALUE>{text}'
        "</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>\n"
    )


def tier(name: str, *annotations: str, **attributes: str) -> str:
    others = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f'<TIER TIER_ID="{name}" LINGUISTIC_TYPE_REF="v"{others}>{"".join(annotations)}</TIER>\n'


def document(*tiers: str) -> str:
    slots = "".join(
        f'<TIME_SLOT TIME_SLOT_ID="ts{at}"' + ("/>" if time is None else f' TIME_VALUE="{time}"/>')
        for at, time in enumerate(SLOTS)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<ANNOTATION_DOCUMENT VERSION="3.0">'
        f"<TIME_ORDER>{slots}</TIME_ORDER>\n{''.join(tiers)}</ANNOTATION_DOCUMENT>"
    )


def test_speakers_by_participant_or_name_in_the_order_of_time(read):
    text = document(
        tier("x", aligned(1, 0, 1, "Hoe ging het?"), aligned(3, 3, 5, "O."), PARTICIPANT="GL"),
        tier("ouder 1", aligned(2, 2, 4, "Goed &amp; wel."), aligned(4, 3, 4, " ")),
    )
    assert read("INT01.eaf", text) == [
        Turn("GL", "Hoe ging het?", 3, None, 0, 1),
        Turn("Ouder 1", "Goed & wel.", 6, None, 1.5, 2.5),
        Turn("GL", "O.", 4, None, 2.5, 4),
    ]


def test_gaze_and_what_hangs_on_speech_are_left_out_and_said_so(tmp_path):
    path = tmp_path / "INT01.eaf"
    path.write_text(
        document(
            tier("GL", aligned(1, 0, 1, "Hoe ging het?"), PARTICIPANT="GL"),
            tier("blik", aligned(2, 1, 2, "x"), PARTICIPANT="GL"),
            tier("hand", aligned(3, 1, 2, "x"), PARTICIPANT="hand"),
            tier("vertaling", hanging(4, 1, "How did it go?"), PARTICIPANT="GL", PARENT_REF="GL"),
            tier("leeg", PARTICIPANT="leeg"),
        )
    )
    transcript = read_transcript(path, labels=["GL"])
    assert said(transcript.turns) == [("GL", "Hoe ging het?")]
    assert [(note.line, note.what) for note in transcript.notes] == [
        (5, "a tier of 1 annotations that is not what its speaker says is left out"),
        (7, "speaker 'hand' has no row in sprekers.csv, and this tier is left out"),
        (9, "a tier of 1 annotations that is not what its speaker says is left out"),
    ]


def test_a_tier_in_which_somebody_speaks_needs_a_row(problems):
    text = document(
        tier("GL", aligned(1, 0, 1, "Hoe?")), tier("Jan", aligned(2, 1, 2, "een geheim"), PARTICIPANT="Jan")
    )
    assert problems("INT01.eaf", text) == [
        "INT01.eaf:5: speaker 'Jan' has no row in sprekers.csv. Add a row for this speaker."
    ]


def test_a_tier_that_hangs_on_another_is_read_where_its_name_is_registered(read):
    text = document(
        tier("ref", aligned(1, 0, 1, "A.001")),
        tier("woord", hanging(2, 1, "x"), PARENT_REF="ref"),
        tier("Ouder", hanging(3, 2, "Goed zo."), PARENT_REF="woord"),
    )
    assert read("INT01.eaf", text) == [Turn("Ouder", "Goed zo.", 7, None, 0, 1)]


def test_annotations_without_a_time(problems):
    text = document(tier("GL", aligned(1, 0, 9, "geheim"), hanging(2, 3, "a"), hanging(3, 2, "b")))
    assert problems("INT01.eaf", text) == [
        "INT01.eaf:3: annotations that are tied to no time (3 in this tier, this is the first). "
        "Align them in ELAN, or delete them."
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "broken XML"),
        ("<a/>", "no transcript of ELAN"),
        ("<ANNOTATION_DOCUMENT>", "broken XML"),
        ('<!DOCTYPE x [<!ENTITY a "geheim">]><ANNOTATION_DOCUMENT>&a;</ANNOTATION_DOCUMENT>', "declares entities"),
        (document(), "the transcript is empty"),
    ],
)
def test_files_that_cannot_be_read(problems, text, message):
    [problem] = problems("INT01.eaf", text)
    assert message in problem
    assert "geheim" not in problem
