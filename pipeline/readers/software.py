"""The lines that recording software writes between what people say. They belong to no turn."""

from __future__ import annotations

import re

from pipeline.language.words import MARK
from pipeline.readers.times import CLOCK

_MONTHS = (
    "jan(?:uari|uary)?|feb(?:ruari|ruary)?|maart|mrt|mar(?:ch)?|apr(?:il)?|mei|may|jun[ie]?|jul[iy]?|"
    "aug(?:ustus|ust)?|sep(?:t|tember)?|o[kc]t(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DAYS = r"(?:(?:ma|di|wo|do|vr|za|zo|mon|tues|wednes|thurs|fri|satur|sun)[a-z]*,? )?"
_WHO = r"(?:[^,.?!:]{1,60} )?"
_CLOCK_OF_DAY = r"(?:,? (?:om |at )?[0-9]{1,2}[:.][0-9]{2}(?::[0-9]{2})?(?: ?[ap]m)?(?: uur)?)?"

# noScribe and others sign their work, below the name of the recording.
_SIGNATURE = r"(?:transcribed|transkribiert|getranscribeerd|transcrit) (?:with|by|mit|met|door|avec) .*"

# Wherever they stand.
_ANYWHERE = (
    # Teams: "Jan Jansen started transcription", "Jan Jansen heeft de transcriptie gestopt"
    _WHO + r"(?:started|stopped) (?:the )?(?:transcription|recording)",
    _WHO + r"(?:heeft |is )?(?:de )?(?:transcriptie|opname) (?:is )?(?:gestart|gestopt|begonnen|beëindigd)",
    # A time that stands alone
    rf"[\[(]{CLOCK}[\])]|#{CLOCK}(?:-[0-9])?#",
    # A ruled line in Markdown, and what separates two halves of a text file
    r"(?:-\s*){3,}|(?:=\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}",
)
# Only where nobody is speaking yet: further on somebody may be saying them.
_AT_THE_START = (
    # WebVTT that was pasted as text
    r"webvtt.*",
    # Teams: the name of the recording, its date, how long it took
    r".*-[0-9]{8}_[0-9]{6}.*",
    rf"{_DAYS}[0-9]{{1,2}}(?:[-/.][0-9]{{1,2}}[-/.]| (?:{_MONTHS})\.? )[0-9]{{4}}{_CLOCK_OF_DAY}",
    rf"{_DAYS}(?:{_MONTHS})\.? [0-9]{{1,2}}, [0-9]{{4}}{_CLOCK_OF_DAY}",
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[t ].*)?",
    r"(?:[0-9]+ ?(?:h|u|uur|hours?|m|min|minuten|minutes?|s|sec|seconden|seconds?) ?)+",
    r"[0-9]{1,3}(?::[0-9]{2}){1,2}",
    # What noScribe writes below its name, and what is heard before anybody speaks: (12 seconds pause)
    _SIGNATURE,
    r"\((?:language|sprache|taal|langue): .*\)",
    rf"(?:{MARK.pattern})",
    # A name above the whole, and what is known of the recording
    r"transcript(?:ie|ion)?(?: [^.?!]*)?",
    r"(?:datum|date|tijd|time|duur|duration|opname|recording|bestand|bestandsnaam|audiobestand|file|file name|"
    r"audio file|audio|audiodatei|fichier audio|taal|language|kind)\s*:.*",
)


def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_ANYWHERE_PATTERN = _any_of(_ANYWHERE)
_AT_THE_START_PATTERN = _any_of(_ANYWHERE + _AT_THE_START)


def is_written_by_software(line: str, *, is_at_start: bool) -> bool:
    """Whether nobody says this line. `is_at_start` where no speaker has the floor yet."""
    pattern = _AT_THE_START_PATTERN if is_at_start else _ANYWHERE_PATTERN
    return bool(pattern.fullmatch(" ".join(line.rstrip(" .").split())))


def is_signed_by_software(line: str) -> bool:
    """Whether a program says in this line that it made the transcript."""
    return re.match(_SIGNATURE, line, re.IGNORECASE) is not None
