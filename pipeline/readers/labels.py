"""What opens a turn: the label of a registered speaker, in any layout that transcripts use."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from pipeline.errors import Problem, did_you_mean
from pipeline.readers.times import CLOCK, parse_time
from pipeline.readers.turns import UNREGISTERED_SPEAKERS

# Markdown may set the label in bold, with the colon in or out of it.
_BOLD = r"(?:\*\*|__)?"
# A label that nobody registered: at most 50 signs, and no clock time (`12: `). Teams writes `Jansen, Jan | School`.
_NAME = r"(?![0-9]+\s*:)(?:[^\W_]|\+)[\w\s.,'’()&/+*#|@-]{0,49}?"
_MOST_WORDS = 6
# A label with a time beside it is far shorter; each place where it may end is tried over all spaces behind it.
_LONGEST_OPENING = 300


@dataclass(frozen=True)
class Opening:
    """The start of a turn: who speaks, what is said on the same line, and from when."""

    speaker: str
    text: str
    start_s: float | None = None


@dataclass(frozen=True)
class Candidate:
    """What looks like a label that nobody registered.

    `is_certain` where only recording software writes such a line; else it may be spoken text.
    """

    label: str
    is_certain: bool


class Labels:
    """The labels of one session's register, to look up and to find at the start of a line."""

    def __init__(self, labels: Collection[str]) -> None:
        known = [*UNREGISTERED_SPEAKERS, *(label for label in labels if label.strip())]
        self._spelled = {fold_label(label): label for label in known}
        # The longest first, so that 'Ouder 1' is tried before 'Ouder'.
        patterns = (r"\s+".join(map(re.escape, _normal(label).split())) for label in known)
        self._layouts = _layouts("|".join(sorted(patterns, key=len, reverse=True)), gap=r"\s", colon=":")

    def find(self, label: str) -> str | None:
        """A label as the register spells it, or None where it has no row."""
        return self._spelled.get(fold_label(label))

    def opening(self, line: str) -> Opening | None:
        """The turn that a line of running text opens, or None where it opens none."""
        for layout in self._layouts:
            match = layout.match(line)
            speaker = self.find(match["label"]) if match else None
            if match and speaker:
                found = match.groupdict()
                times = (found.get(place) for place in ("before", "between", "after", "bare"))
                start = next((parse_time(time) for time in times if time), None)
                return Opening(speaker, (found.get("text") or "").strip(), start)
        return None

    def unknown(self, label: str, *, line: int, source: str, otherwise: str) -> Problem:
        """The problem that a speaker has no row in the register.

        It shows the label, since that is what must be mended, but no text that stands in its place.
        """
        label = _normal(label).removesuffix(":").rstrip()
        if not is_name(label):
            what = "what stands in the place of the speaker is no label"
            return Problem(source, line, what, "Write a label of sprekers.csv there.")
        remedy = did_you_mean(label, self._spelled.values(), otherwise)
        return Problem(source, line, f"speaker '{label}' has no row in sprekers.csv", remedy)


def fold_label(label: str) -> str:
    """A label as it is compared: without regard to case, spaces around it and a colon at its end."""
    return _normal(label).removesuffix(":").rstrip().casefold()


def candidate(line: str) -> Candidate | None:
    """What stands at the start of a line as a label does, whoever it is; None where nothing does."""
    for layout in _ANYBODY:
        match = layout.match(line[:_LONGEST_OPENING])
        if match and len(match["label"].split()) <= _MOST_WORDS:
            found = match.groupdict()
            is_certain = bool(found.get("bare")) and "text" not in found
            # 'Nou, kijk:' is how people talk.
            if is_certain or "," not in match["label"]:
                return Candidate(_normal(match["label"]), is_certain)
    return None


def is_name(line: str) -> bool:
    """Whether a whole line has the shape of a label."""
    return bool(re.fullmatch(_NAME, line)) and len(line.split()) <= _MOST_WORDS


def _normal(label: str) -> str:
    return " ".join(unicodedata.normalize("NFC", label).split())


def _layouts(label: str, *, gap: str, colon: str) -> tuple[re.Pattern[str], ...]:
    """The layouts in which a label opens a turn. `gap` stands between a label and a time without brackets."""

    def stamp(place: str) -> str:
        return rf"[\[(]\s*(?P<{place}>{CLOCK})\s*[\])]"

    label = rf"\s*{_BOLD}(?P<label>{label}){_BOLD}"
    bare = rf"(?P<bare>{CLOCK})"
    layouts = (
        # Label [00:01:02] and Label   0:03, above the text. Goes first: 'Ouder 1:03' is Ouder at 1:03.
        rf"{label}(?:\s*{stamp('between')}|(?:{gap})\s*{bare})\s*$",
        # Label: tekst, [00:01:02] Label: tekst, Label: [00:01:02] tekst, Label (00:01:02): tekst
        rf"(?:\s*{stamp('before')})?{label}\s*(?:{stamp('between')}\s*)?{colon}{_BOLD}"
        rf"\s*(?:{stamp('after')}\s*)?(?P<text>.*)",
        # Label   0:03tekst: what is left of Teams when its line break is lost.
        rf"{label}(?:\s\s|\t)\s*{bare}(?P<text>.*\S.*)",
    )
    return tuple(re.compile(layout, re.IGNORECASE) for layout in layouts)


# A web address and a clock time have a colon too.
_ANYBODY = _layouts(_NAME, gap=r"\s\s|\t", colon=r":(?!//|[0-9])")
