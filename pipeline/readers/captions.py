"""Captions: .vtt and .srt. webvtt-py reads each cue; this module knows its line and who speaks in it."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from webvtt import Caption, WebVTT
from webvtt.errors import MalformedCaptionError, MalformedFileError

from pipeline.errors import Problem, TranscriptError
from pipeline.readers.encoding import read_text
from pipeline.readers.labels import Labels
from pipeline.readers.limits import Limits
from pipeline.readers.lines import Content, Line

Block = list[tuple[int, str]]
"""Lines that belong together, with their numbers."""

_ARROW = "-->"
_NO_CUE = ("WEBVTT", "NOTE", "STYLE", "REGION")
_REMEDY = f"Write 00:01:02.000 {_ARROW} 00:01:05.000 above its text."
# <v Naam>, <v.luid Naam>
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?(?:\s+([^<>]*))?>")
# Tags and the times of words; not '<3' or 'a < b', which SRT does not escape.
_TAG = re.compile(r"</?(?:[a-z][^<>]*)?>|<[0-9:.]+>|\{\\[^{}]*\}", re.IGNORECASE)


def read(path: Path, *, name: str, labels: Labels, limits: Limits) -> Content:
    """The lines of captions. Raises TranscriptError where the file cannot be read.

    The speaker of a cue is its voice tag (`<v Naam>`) or the label that its text opens with; a cue without
    either goes on with the last speaker. `line` is the line with the times of the cue.
    """
    is_vtt = path.suffix.lower() == ".vtt"
    blocks = list(_blocks(read_text(path, name=name, limits=limits)))
    if is_vtt and blocks and not blocks[0][0][1].startswith("WEBVTT"):
        raise TranscriptError(Problem(name, 1, "the file does not begin with WEBVTT", "Is it a .vtt file?"))
    found = Content()
    for block in blocks:
        number, first = block[0]
        times = next((number for number, text in block if _ARROW in text), 0)
        # The name of a cue may stand alone, and a cue may have no text.
        is_mute = block[-1][0] == times or (len(block) == 1 and first.strip().isdecimal())
        if is_mute or (is_vtt and not times and first.startswith(_NO_CUE)):
            continue
        caption = _caption(block, is_vtt=is_vtt) if times else None
        if caption:
            found.lines.extend(_lines_of_cue(caption, number=times, is_vtt=is_vtt))
        elif times or first.strip().isdecimal():
            found.problems.append(Problem(name, times or number, "a cue whose times cannot be read", _REMEDY))
        else:
            # A blank line inside a cue: what stands below it is said too.
            found.lines.extend(Line(number, _plain(text, is_vtt=is_vtt)) for number, text in block)
    return found


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


def _caption(block: Block, *, is_vtt: bool) -> Caption | None:
    """One cue, or None where its times cannot be read."""
    # Read one by one: webvtt-py leaves out what it cannot read, and does not say where.
    texts = [text for _, text in block]
    at = next(at for at, text in enumerate(texts) if _ARROW in text)
    start = ["WEBVTT", ""] if is_vtt else ["1"]
    cue = "\n".join([*start, *texts[at:]])
    try:
        captions = WebVTT.from_buffer(io.StringIO(cue), format="vtt" if is_vtt else "srt").captions
    except (MalformedFileError, MalformedCaptionError):
        return None
    return captions[0] if captions else None


def _lines_of_cue(caption: Caption, *, number: int, is_vtt: bool) -> Iterator[Line]:
    """What is said in a cue, a line for every speaker."""
    start_s = caption.start_time.in_milliseconds() / 1000
    end_s = caption.end_time.in_milliseconds() / 1000

    def line(text: str, label: str | None = None) -> Line:
        plain = _plain(text, is_vtt=is_vtt)
        return Line(number, plain, label, start_s=start_s, end_s=end_s)

    before, *voices = _VOICE.split(caption.raw_text)
    yield from map(line, before.split("\n"))
    for name, text in zip(voices[::2], voices[1::2], strict=True):
        said, _, after = text.partition("</v>")
        yield line(said, _plain(name or "", is_vtt=is_vtt).strip() or None)
        yield from map(line, after.split("\n"))


def _plain(text: str, *, is_vtt: bool) -> str:
    """Text without tags, and in WebVTT with `&amp;` as `&`."""
    text = _TAG.sub("", text)
    return html.unescape(text) if is_vtt else text
