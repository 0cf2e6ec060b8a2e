"""From the lines of a transcript, of whatever format, to what each speaker says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pipeline.errors import Problem, TranscriptError
from pipeline.readers.doubts import Doubts, note
from pipeline.readers.labels import Labels, Opening, candidate, is_name
from pipeline.readers.overlaps import stretches, take_time, unknown_names
from pipeline.readers.software import is_signed_by_software, is_written_by_software
from pipeline.readers.times import parse_time
from pipeline.readers.turns import Turn

# Written so that a line of a million '=' takes no more than one look at each.
_HEADING = re.compile(r"#{1,6}\s+(?P<hashes>.+)|={2,}(?P<signs>[^=](?:.*[^=])?)={2,}")
# 0:0:0.0 --> 0:0:10.120 above the label, in older exports of Teams and in captions pasted as text
_CLOCK = r"([0-9]{1,3}(?::[0-5]?[0-9]){1,2}(?:[.,][0-9]{1,9})?)"
FROM_TO = re.compile(rf"{_CLOCK}\s*-->\s*{_CLOCK}(?:\s.*)?")


@dataclass(frozen=True)
class Line:
    """A line of a source, before anything is known of it.

    `label` is the speaker where the format itself names one (a table, a voice tag): the text is then what is
    said, whatever it looks like. `label=""` goes on with the last speaker; None lets the text tell.
    """

    number: int
    text: str
    label: str | None = None
    is_heading: bool = False
    start_s: float | None = None
    end_s: float | None = None


@dataclass
class Content:
    """What a reader finds in a file: its lines, what must be mended, and what was mended or left out on the way."""

    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)


def read_line(number: int, text: str) -> Line:
    """A line of running text, with `# Naam` and `== Naam ==` told apart as headings."""
    match = _HEADING.fullmatch(text.strip())
    name = (match["hashes"] or match["signs"]).strip("#= \t") if match else ""
    return Line(number, name, is_heading=True) if name else Line(number, text)


def turns_of_lines(content: Content, *, labels: Labels, name: str) -> list[Turn]:
    """What each speaker says, in pieces that `turns.join_turns` joins.

    The problems of the file, every speaker without a row in the register and text that nobody says are raised
    together, as one TranscriptError.
    """
    reading = _Reading(labels)
    for line in content.lines:
        reading.take(line)
    found = [*content.problems, *reading.problems(name)]
    if not found and reading.is_empty:
        found = [Problem(name, 0, "the transcript is empty", "Is it the right file?")]
    elif not found and not reading.has_turns:
        what = "no line opens with a label of sprekers.csv"
        found = [Problem(name, 0, what, "Write 'Label: tekst', with the labels as they stand there.")]
    if found:
        raise TranscriptError(found)
    return reading.pieces


@dataclass
class _Reading:
    """Where we are in a transcript: who has the floor in which part, and what could not be placed."""

    labels: Labels
    pieces: list[Turn] = field(default_factory=list)
    doubts: Doubts = field(default_factory=Doubts)
    part: str | None = None
    # Nobody has the floor at the start, below a heading, and after a label without a row (`is_lost`).
    speaker: str | None = None
    is_lost: bool = False
    # Text without a speaker went before.
    is_stray: bool = False
    # Who is talked through by another (`//Ouder 2: ja //`), and goes on after it.
    interrupted: str | None = None
    # A label that stands alone: its line and time are those of the text below it.
    waiting: Turn | None = None
    # The times that stand alone above this line.
    times: tuple[float, float] | None = None
    is_empty: bool = True
    has_turns: bool = False

    def problems(self, name: str) -> Iterator[Problem]:
        """Speakers without a row, and text without a speaker."""
        return self.doubts.problems(labels=self.labels, source=name, has_turns=self.has_turns)

    def take(self, line: Line) -> None:
        """The next line."""
        text = line.text.strip()
        self.is_empty = self.is_empty and not text
        if line.is_heading:
            self.part = " ".join(text.split())
            self._give_floor(None)
        elif line.label:
            speaker = self.labels.find(line.label)
            if speaker:
                self._open(Opening(speaker, text), line)
            else:
                self._miss(line.label, line)
        elif text and line.label is None:
            self._read(text, line)
        elif text:
            self._say(text, line)

    def _read(self, text: str, line: Line) -> None:
        """A line of running text, that may open a turn, go on with one, or be no part of what is said."""
        if match := FROM_TO.fullmatch(text):
            self.times = parse_time(match[1]), parse_time(match[2])
            return
        opening = self.labels.opening(text)
        if self.times:
            line = replace(line, start_s=self.times[0], end_s=self.times[1])
            self.times = None
            opening = opening or self._label_below_times(text, line)
        seems = candidate(text)
        if opening:
            self._open(opening, line)
        elif is_written_by_software(text, is_at_start=not (self.speaker or self.is_lost)):
            if is_signed_by_software(text) and not self.has_turns:
                # What stands above it is the name of the recording.
                self.doubts.strays.clear()
                self.is_stray = False
        elif seems and seems.is_certain:
            self._miss(seems.label, line)
        else:
            if seems:
                note(self.doubts.possible, seems.label, line.number)
            self._say(text, line, seems=seems.label if seems else "")

    def _label_below_times(self, text: str, line: Line) -> Opening | None:
        speaker = self.labels.find(text)
        if speaker:
            self.doubts.has_labels_below_times = True
            return Opening(speaker, "")
        if is_name(text):
            note(self.doubts.below_times, text, line.number)
        return None

    def _open(self, opening: Opening, line: Line) -> None:
        # Who was talked through goes on: `<v Ouder 1>// En toen`.
        text = opening.text.removeprefix("//") if opening.speaker == self.interrupted else opening.text
        self._give_floor(opening.speaker)
        self.has_turns = True
        start_s = opening.start_s if line.start_s is None else line.start_s
        end_s = None if text else line.end_s
        self.waiting = Turn(opening.speaker, "", line.number, self.part, start_s, end_s)
        if text:
            self._say(text, line)

    def _miss(self, label: str, line: Line) -> None:
        """A label without a row: what follows is neither a turn nor text out of place."""
        note(self.doubts.certain, label, line.number)
        self._give_floor(None)
        self.is_lost = True

    def _give_floor(self, speaker: str | None) -> None:
        self.speaker, self.waiting, self.is_lost, self.is_stray = speaker, None, False, False
        self.interrupted = None

    def _say(self, text: str, line: Line, *, seems: str = "") -> None:
        if self.speaker:
            self._say_stretches(text, line)
        elif not self.is_lost and not self.is_stray:
            self.doubts.strays[line.number] = seems
            self.is_stray = True

    def _say_stretches(self, text: str, line: Line) -> None:
        """What the speaker says, and what others say through it."""
        for label in unknown_names(text, labels=self.labels):
            note(self.doubts.certain, label, line.number)
        said = list(stretches(text, labels=self.labels, is_open=self.interrupted is not None))
        filled = [at for at, stretch in enumerate(said) if stretch.text.strip()]
        for at, stretch in enumerate(said):
            if stretch.opens_for:
                self.speaker, self.interrupted = stretch.opens_for, self.interrupted or self.speaker
                self.waiting = None
            elif stretch.closes:
                self.speaker, self.interrupted = self.interrupted, None
            words, start_s = take_time(stretch.text)
            # Of a line that is cut only its own start and end are known.
            if [at] == filled[:1] and line.start_s is not None:
                start_s = line.start_s
            self._add(words, line.number, start_s, line.end_s if [at] == filled[-1:] else None)

    def _add(self, text: str, number: int, start_s: float | None, end_s: float | None) -> None:
        if not text.strip() or not self.speaker:
            return
        new = Turn(self.speaker, text, number, self.part, start_s, end_s)
        if self.waiting:
            start_s = start_s if self.waiting.start_s is None else self.waiting.start_s
            end_s = self.waiting.end_s if end_s is None else end_s
            new = replace(self.waiting, text=text, start_s=start_s, end_s=end_s)
        self.pieces.append(new)
        self.waiting = None
