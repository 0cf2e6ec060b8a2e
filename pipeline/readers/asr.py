"""What programs for automatic speech recognition write as .json: Whisper, WhisperX and Amberscript."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipeline.errors import Problem, TranscriptError
from pipeline.readers.encoding import read_text
from pipeline.readers.json_text import dicts_at, parse_json, seconds_at, text_at
from pipeline.readers.labels import Labels
from pipeline.readers.limits import Limits, too_many_lines
from pipeline.readers.lines import Content, Line

_UNKNOWN = "ONBEKEND"
_SIGN = re.compile(r"[.,;:?!…]+")


def read(path: Path, *, name: str, labels: Labels, limits: Limits) -> Content:
    """The lines of a recognised recording, one for each segment. Raises TranscriptError where it cannot be read.

    The keys tell the program: Amberscript lists its speakers, WhisperX names one in each segment. Its names of
    single words are not used: they waver inside a sentence, and WhisperX itself writes captions by segment.
    Without any speaker all is ONBEKEND, with a note. `line` is the number of the segment, from 1.
    """
    found = parse_json(read_text(path, name=name, limits=limits), name=name, limits=limits)
    # A bare list of segments is what scripts around Whisper save.
    segments = dicts_at({"segments": found} if isinstance(found, list) else found, "segments")
    if segments is None or not all("text" in segment or "words" in segment for segment in segments):
        what = "the file is no transcript of Whisper, WhisperX or Amberscript"
        raise TranscriptError(Problem(name, 0, what, "Export it in another way, as .docx or .vtt."))
    if len(segments) > limits.max_lines:
        raise TranscriptError(too_many_lines(name, limits))
    names = {text_at(speaker, "spkid"): text_at(speaker, "name") for speaker in dicts_at(found, "speakers") or ()}
    content = Content()
    for number, segment in enumerate(segments, start=1):
        _read_segment(segment, number, content=content, names=names, name=name)
    if segments and not any(line.label for line in content.lines):
        what = "no speaker is known: everything that is said is ONBEKEND"
        content.notes.append(Problem(name, 0, what, "Let the program tell speakers apart, and export it again."))
    for at, line in enumerate(content.lines):
        if not line.label:
            # Not the speaker before it: who that is, the program did not hear.
            content.lines[at] = Line(line.number, line.text, _UNKNOWN, start_s=line.start_s, end_s=line.end_s)
    return content


def _read_segment(segment: dict[str, Any], number: int, *, content: Content, names: dict[str, str], name: str) -> None:
    words = dicts_at(segment, "words") or []
    times: list[float | None] = [None, None]
    try:
        times = [_time(segment, "start", words), _time(segment, "end", reversed(words))]
    except ValueError:
        what = "a segment with a start or end that is no number of seconds"
        content.problems.append(Problem(name, number, what, "Export it again."))
    text = " ".join((text_at(segment, "text") or _spoken(words)).split())
    # Some programs number their speakers.
    given = segment.get("speaker")
    speaker = str(given) if type(given) is int else text_at(segment, "speaker")
    label = names.get(speaker) or speaker
    content.lines.append(Line(number, text, label, start_s=times[0], end_s=times[1]))


def _time(segment: dict[str, Any], key: str, words: Iterable[dict[str, Any]]) -> float | None:
    """The time of a segment, or where it has none (Amberscript) that of its first or last word that has one."""
    if key in segment:
        return seconds_at(segment, key)
    return next((seconds_at(word, key) for word in words if word.get(key) is not None), None)


def _spoken(words: Iterable[dict[str, Any]]) -> str:
    """Words as text. A sign that takes no time is no word of its own: it stands behind the word before it."""
    parts: list[str] = []
    for word in words:
        text = (text_at(word, "text") or text_at(word, "word")).strip()
        is_sign = _SIGN.fullmatch(text) and word.get("start") == word.get("end")
        parts += [text] if is_sign else [" ", text]
    return "".join(parts)
