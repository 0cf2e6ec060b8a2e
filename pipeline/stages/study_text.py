"""What people typed into the codebook and the topic guide, as it may be stored and shown: masked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from pipeline.frames import frame
from pipeline.language.names import is_common_word
from pipeline.masking.speaker_names import speaker_names
from pipeline.registers import SpeakerRow
from pipeline.stages.privacy import Masker
from pipeline.stages.withheld import Runs, without
from pipeline.tables import StudyText
from pipeline.typed_text import name_of

VERSION = 1

_FIRST = re.compile(r"[^\W\d_]+")


def mask_study_text(texts: Sequence[str], *, masker: Masker, withheld: Runs) -> pd.DataFrame:
    """Every text once, without words of people without consent, masked; one thing has one placeholder in all."""
    different = list(dict.fromkeys(texts))
    masked = masker.mask([_in_a_sentence(without(text, withheld)) for text in different])
    rows = [
        {"text_sha256": name_of(text), "text": _opening_as(text, item.text)}
        for text, item in zip(different, masked, strict=True)
    ]
    return frame(StudyText, rows)


def _in_a_sentence(text: str) -> str:
    """A text as it would stand inside a sentence: of a name of a code the capital proves no name."""
    first = _FIRST.match(text)
    return text[:1].lower() + text[1:] if first and is_common_word(first.group()) else text


def _opening_as(text: str, masked: str) -> str:
    """The masked text with the capital that it had."""
    return text[:1] + masked[1:] if masked[:1] == text[:1].lower() else masked


def names_of_speakers(speakers: Sequence[SpeakerRow], *, group_names: Mapping[str, str]) -> dict[str, str | None]:
    """The names of all registered speakers with what they are: of no session a letter, since many have one."""
    labels: dict[str, str] = {}
    for row in speakers:
        kind = "gespreksleider" if row.role == "gespreksleider" else group_names.get(row.group or "", "deelnemer")
        if labels.setdefault(row.label, f"[{kind}]") != f"[{kind}]":
            labels[row.label] = "[deelnemer]"
    return speaker_names(labels)
