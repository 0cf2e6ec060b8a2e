"""Captions: .vtt and .srt. `cues` reads the cues; this module knows who speaks in them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.errors import Problem, TranscriptError
from pipeline.readers.cues import Cue, bare, is_rolling, read_cues, without_repeats
from pipeline.readers.encoding import read_text
from pipeline.readers.labels import Labels
from pipeline.readers.limits import Limits, too_many_lines
from pipeline.readers.lines import Content, Line
from pipeline.readers.overlaps import stretches

# <v Naam>, <v.luid Naam>
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?(?:\s+([^<>]*))?>")
# '- Goed.' below 'Hoe gaat het?': another speaks, and subtitles do not say who.
_DASH = re.compile(r"\s*[-–—]\s*(?=\w)")
_SENTENCE_ENDS = (".", "?", "!", "…", '"', "”", "'", "’")
_UNKNOWN = "ONBEKEND"


def read(path: Path, *, name: str, labels: Labels, limits: Limits) -> Content:
    """The lines of captions. Raises TranscriptError where the file cannot be read.

    The speaker of a cue is its voice tag (`<v Naam>`) or the label that its text opens with; a cue without
    either goes on with the last speaker. A line of a cue that opens with a dash below another one is said by somebody
    whom nobody named: ONBEKEND, with a note. Captions that roll over the screen (YouTube) are read once. `line` is
    the line with the times of the cue.
    """
    is_vtt = path.suffix.lower() == ".vtt"
    text = read_text(path, name=name, limits=limits)
    if text.count("-->") + text.count("<v") > limits.max_lines:
        raise TranscriptError(too_many_lines(name, limits))
    cues, problems = read_cues(text, is_vtt=is_vtt, name=name)
    cues, n_repeats = without_repeats(cues, is_rolling=is_rolling(text))
    speaking = _Speaking(labels, is_vtt)
    lines = [line for cue in cues for line in speaking.lines(cue)]
    if not speaking.spoke:
        # Where nobody has a name, that is what is to be mended, and not the dashes.
        lines = [replace(line, label=None) if line.label == _UNKNOWN else line for line in lines]
        speaking.dashes.clear()
    notes = list(_notes(speaking, n_repeats=n_repeats, name=name))
    return Content(lines, problems, notes)


def _notes(speaking: _Speaking, *, n_repeats: int, name: str) -> Iterator[Problem]:
    if n_repeats:
        what = f"{n_repeats} lines that roll over the screen have been read once"
        yield Problem(name, 0, what, "Look whether it reads well.")
    if speaking.dashes:
        n, first = len(speaking.dashes), speaking.dashes[0]
        what = f"a dash says that another speaks, and not who: ONBEKEND ({n} lines, this is the first)"
        yield Problem(name, first, what, "Write the label behind the dash.")
    for number in speaking.guesses:
        what = "noScribe names in this cue only who talks through it; it is given to who spoke last before them"
        yield Problem(name, number, what, "Check it, or use the html file of noScribe.")


@dataclass
class _Speaking:
    """Who speaks, cue by cue."""

    labels: Labels
    is_vtt: bool
    # Who had the floor, the last one last.
    spoke: dict[str, None] = field(default_factory=dict)
    # The voice of noScribe that talks through another in this cue or those before it.
    through: str = ""
    dashes: list[int] = field(default_factory=list)
    guesses: list[int] = field(default_factory=list)

    def lines(self, cue: Cue) -> Iterator[Line]:
        """What is said in a cue, a line for every speaker."""
        before, *voices = _VOICE.split(cue.text)
        yield from self._lines_without_voice(before, cue)
        for name, text in zip(voices[::2], voices[1::2], strict=True):
            said, _, after = text.partition("</v>")
            yield self._line_of_voice(self._plain(name or "").strip(), self._plain(said).strip(), cue)
            yield from self._lines_without_voice(after, cue)

    def _plain(self, text: str) -> str:
        """Text without tags, and in WebVTT with `&amp;` as `&`."""
        return html.unescape(bare(text)) if self.is_vtt else bare(text)

    def _line_of_voice(self, name: str, text: str, cue: Cue) -> Line:
        label = name.removeprefix("//") or None
        if name.startswith("//"):
            label = self._label_of_overlap(name, text, cue)
        elif (opening := self.labels.opening(text)) and opening.speaker == self.labels.find(name):
            # noScribe may write the label in the text too.
            text = opening.text
        if not name.startswith("//"):
            self.through = ""
        self._give_floor(label)
        return Line(cue.number, text, label, start_s=cue.start_s, end_s=cue.end_s)

    def _label_of_overlap(self, voice: str, text: str, cue: Cue) -> str:
        """Who has the floor in a cue of noScribe whose voice is `//Naam`; empty for who had it in the cue before.

        noScribe writes a cue for each stretch of speech, then the text opens with `//Naam:`; or for each
        paragraph, and then it names who was the last to talk through it instead of who has the floor.
        """
        if text.startswith("//") or self.through == voice:
            self.through = voice
            return ""
        self.guesses.append(cue.number)
        through = {stretch.opens_for for stretch in stretches(text, labels=self.labels, is_open=False)}
        # noScribe begins a paragraph where somebody else takes the floor.
        others = [speaker for speaker in reversed(list(self.spoke)[:-1]) if speaker not in through]
        return others[0] if others else _UNKNOWN

    def _lines_without_voice(self, text: str, cue: Cue) -> Iterator[Line]:
        lines = [plain for line in text.split("\n") if (plain := self._plain(line))]
        is_new = [bool(_DASH.match(line)) for line in lines]
        has_two = any(is_new[1:]) and (is_new[0] or lines[0].endswith(_SENTENCE_ENDS))
        for line, has_dash in zip(lines, is_new, strict=True):
            bare_line = _DASH.sub("", line, count=1) if has_dash else line
            opening = self.labels.opening(bare_line)
            label = None
            if opening:
                self._give_floor(opening.speaker)
                line = bare_line
            elif has_dash and has_two:
                label, line = _UNKNOWN, bare_line
                self.dashes.append(cue.number)
            yield Line(cue.number, line, label, start_s=cue.start_s, end_s=cue.end_s)

    def _give_floor(self, label: str | None) -> None:
        speaker = self.labels.find(label) if label else None
        if speaker:
            self.spoke.pop(speaker, None)
            self.spoke[speaker] = None
