"""The cues of captions: .vtt and .srt. webvtt-py reads each cue; this module knows its line and what is broken."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from webvtt import WebVTT
from webvtt.errors import MalformedCaptionError, MalformedFileError

from pipeline.errors import Problem, TranscriptError

Block = list[tuple[int, str]]
"""Lines that belong together, with their numbers."""

_ARROW = "-->"
_NO_CUE = ("WEBVTT", "NOTE", "STYLE", "REGION")
_REMEDY = f"Write 00:01:02.000 {_ARROW} 00:01:05.000 above its text."
# No recording takes a thousand hours; a number without end is no time.
_NO_TIME = re.compile(r"[0-9]{4}")
_WORD_TIME = re.compile(r"<[0-9]{1,3}(?::[0-9]{2}){1,2}\.[0-9]{3}>")


@dataclass(frozen=True)
class Cue:
    """A cue as it is written, tags and all: the line with its times, its text, and from when to when."""

    number: int
    text: str
    start_s: float | None = None
    end_s: float | None = None


def read_cues(text: str, *, is_vtt: bool, name: str) -> tuple[list[Cue], list[Problem]]:
    """The cues of a file that hold text, and those that are broken. Raises TranscriptError where it is no WebVTT."""
    cues: list[Cue] = []
    problems: list[Problem] = []
    for at, block in enumerate(_blocks(text)):
        number, first = block[0]
        if is_vtt and at == 0 and not first.startswith("WEBVTT"):
            raise TranscriptError(Problem(name, 1, "the file does not begin with WEBVTT", "Is it a .vtt file?"))
        times = next((number for number, line in block if _ARROW in line), 0)
        # The name of a cue may stand alone, and a cue may have no text.
        is_mute = block[-1][0] == times or (len(block) == 1 and first.strip().isdecimal())
        if is_mute or (is_vtt and not times and first.startswith(_NO_CUE)):
            continue
        cue = _cue(block, is_vtt=is_vtt) if times else None
        if cue:
            cues.append(cue)
        elif times or first.strip().isdecimal():
            problems.append(Problem(name, times or number, "a cue whose times cannot be read", _REMEDY))
        else:
            # A blank line inside a cue: what stands below it is said too.
            cues += [Cue(number, line) for number, line in block]
    return cues, problems


def without_repeats(cues: list[Cue], *, is_rolling: bool) -> tuple[list[Cue], int]:
    """The cues with each line of captions that roll over the screen once, and how many lines were left out."""
    if not is_rolling:
        return cues, 0
    once: list[Cue] = []
    n_repeats = 0
    before: list[str] = []
    for cue in cues:
        lines = [line for line in cue.text.split("\n") if bare(line)]
        shown = [bare(line) for line in lines]
        # What was on the screen goes up, and new words come below it.
        n_same = next(n for n in range(min(len(before), len(shown)), -1, -1) if before[len(before) - n :] == shown[:n])
        n_repeats += n_same
        before = shown
        if lines[n_same:]:
            once.append(replace(cue, text="\n".join(lines[n_same:])))
    return once, n_repeats


def is_rolling(text: str) -> bool:
    """Whether the captions tell when each word appears, as those of YouTube that roll do."""
    return _WORD_TIME.search(text) is not None


# The tags of WebVTT and SRT and the times of words; not '<3' or 'a < b', which SRT does not escape, and not <laugh>.
_TAG = re.compile(
    r"</?(?:[bciusvp]|ruby|rt|lang|font|span|br)(?:[.\s/][^<>]*)?>|</?>|<[0-9:.]+>|\{\\[^{}]*\}", re.IGNORECASE
)


def bare(text: str) -> str:
    """Text without tags."""
    return _TAG.sub("", text).strip()


def _blocks(text: str) -> Iterator[Block]:
    """What stands between blank lines, cut where a cue begins without one."""
    numbered = enumerate(text.split("\n"), start=1)
    for is_blank, group in groupby(numbered, key=lambda line: not line[1].strip()):
        if is_blank:
            continue
        block = list(group)
        begins = 0
        for at, (_, line) in enumerate(block):
            if _ARROW in line:
                has_number = at > begins and block[at - 1][1].strip().isdecimal()
                has_name = at == 1 and not block[0][1].startswith(_NO_CUE)
                cut = at - 1 if has_number or has_name else at
                if cut > begins:
                    yield block[begins:cut]
                begins = cut
        yield block[begins:]


def _cue(block: Block, *, is_vtt: bool) -> Cue | None:
    """One cue, or None where its times cannot be read."""
    # Read one by one: webvtt-py leaves out what it cannot read, and does not say where.
    texts = [text for _, text in block]
    at = next(at for at, text in enumerate(texts) if _ARROW in text)
    if _NO_TIME.search(texts[at].split("align")[0]):
        return None
    start = ["WEBVTT", ""] if is_vtt else ["1"]
    written = "\n".join([*start, *texts[at:]])
    try:
        captions = WebVTT.from_buffer(io.StringIO(written), format="vtt" if is_vtt else "srt").captions
    except (MalformedFileError, MalformedCaptionError):
        return None
    if not captions:
        return None
    start_s, end_s = (time.in_milliseconds() / 1000 for time in (captions[0].start_time, captions[0].end_time))
    return Cue(block[at][0], captions[0].raw_text, start_s, end_s)
