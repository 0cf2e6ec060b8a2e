"""ELAN: .eaf, with a tier for each speaker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from lxml import etree

from pipeline.errors import Problem, TranscriptError
from pipeline.readers.encoding import clean, read_bytes
from pipeline.readers.labels import Labels
from pipeline.readers.limits import Limits, too_many_lines
from pipeline.readers.lines import Content, Line
from pipeline.readers.packages import parse_xml

# pympi reads ELAN too. It knows no lines, refuses files that ELAN opens, and raises plain Exceptions.

_Times = tuple[float, float]
"""Where an annotation starts and ends, in milliseconds."""


@dataclass(frozen=True)
class _Annotation:
    """What stands in one annotation, and the line of the file that it stands on."""

    line: int
    text: str
    times: _Times | None


@dataclass(frozen=True)
class _Tier:
    """A tier: whose it is, and whether it hangs on another."""

    label: str
    tier_id: str
    line: int
    is_root: bool
    annotations: list[_Annotation]

    @property
    def is_speech(self) -> bool:
        """Whether words stand in it, and not codes for gaze, gesture or part of speech."""
        return bool(self.annotations) and median(len(found.text.split()) for found in self.annotations) > 1


def read(path: Path, *, name: str, labels: Labels, limits: Limits) -> Content:
    """The lines of a file of ELAN, one for each annotation, by time. Raises TranscriptError where it cannot be read.

    The speaker is the participant of a tier, or its name. Read are the tiers that do not hang on another one, and
    those whose own name is registered. A tier without a row in the register is left out with a note where its
    annotations hold one word or less (gaze, gesture), and is a problem where people speak in it. `line` is the
    line of the file.
    """
    root = parse_xml(read_bytes(path, name=name, limits=limits), name=name)
    if root.tag != "ANNOTATION_DOCUMENT":
        raise TranscriptError(Problem(name, 1, "the file is no transcript of ELAN", "Save it again in ELAN."))
    tiers = list(_tiers(root, name=name, limits=limits))
    content = Content()
    spoken: list[tuple[_Times, Line]] = []
    for tier in tiers:
        if _is_read(tier, tiers, labels):
            label = tier.label if labels.find(tier.label) else tier.tier_id
            spoken += _lines(tier, label=label, content=content, name=name)
        elif tier.annotations:
            content.notes.append(_left_out(tier, labels=labels, name=name))
    content.lines = [line for _, line in sorted(spoken, key=lambda item: (item[0], item[1].number))]
    return content


def _is_read(tier: _Tier, tiers: list[_Tier], labels: Labels) -> bool:
    if labels.find(tier.tier_id):
        return True
    if not tier.is_root:
        return False
    if not labels.find(tier.label):
        # Whoever it is: without a row this is a problem.
        return tier.is_speech
    same = [other for other in tiers if other.is_root and other.label == tier.label and other is not tier]
    # One person may have a tier for speech and one for gaze.
    return tier.is_speech or not any(other.is_speech or labels.find(other.tier_id) for other in same)


def _left_out(tier: _Tier, *, labels: Labels, name: str) -> Problem:
    if not labels.find(tier.label):
        unknown = labels.unknown(tier.label, line=tier.line, source=name, otherwise="Add a row if it is speech.")
        return Problem(name, tier.line, f"{unknown.what}, and this tier is left out", unknown.remedy)
    what = f"a tier of {len(tier.annotations)} annotations that is not what its speaker says is left out"
    return Problem(name, tier.line, what, "Give it a row in sprekers.csv by its name if it is speech.")


def _lines(tier: _Tier, *, label: str, content: Content, name: str) -> Iterator[tuple[_Times, Line]]:
    loose = [found for found in tier.annotations if found.times is None]
    if loose:
        what = f"annotations that are tied to no time ({len(loose)} in this tier, this is the first)"
        content.problems.append(Problem(name, loose[0].line, what, "Align them in ELAN, or delete them."))
    for found in tier.annotations:
        if found.times:
            start, end = (round(time / 1000, 3) for time in found.times)
            yield found.times, Line(found.line, found.text, label, start_s=start, end_s=end)


def _tiers(root: etree._Element, *, name: str, limits: Limits) -> Iterator[_Tier]:
    """The tiers, with the times of annotations that hang on others too."""
    slots = _slots(root)
    times: dict[str, _Times | None] = {}
    hangs_on: dict[str, str] = {}
    for element in root.iter("ALIGNABLE_ANNOTATION", "REF_ANNOTATION"):
        key = element.get("ANNOTATION_ID", "")
        if element.tag == "REF_ANNOTATION":
            hangs_on[key] = element.get("ANNOTATION_REF", "")
        else:
            start, end = slots.get(element.get("TIME_SLOT_REF1", "")), slots.get(element.get("TIME_SLOT_REF2", ""))
            times[key] = None if start is None or end is None else (start, end)
    if len(times) + len(hangs_on) > limits.max_lines:
        raise TranscriptError(too_many_lines(name, limits))
    _resolve(times, hangs_on)
    for tier in root.iter("TIER"):
        tier_id = clean(tier.get("TIER_ID", ""))
        yield _Tier(
            label=clean(tier.get("PARTICIPANT", "")).strip() or tier_id,
            tier_id=tier_id,
            line=tier.sourceline or 0,
            is_root=tier.get("PARENT_REF") is None,
            annotations=[
                _Annotation(found.sourceline or 0, text, times.get(found.get("ANNOTATION_ID", "")))
                for found in tier.iter("ALIGNABLE_ANNOTATION", "REF_ANNOTATION")
                if (text := clean("".join(found.itertext("ANNOTATION_VALUE"))).strip())
            ],
        )


def _slots(root: etree._Element) -> dict[str, float]:
    """The milliseconds of each time slot. One without (ELAN allows it) lies where the slot before it does."""
    slots: dict[str, float] = {}
    last = 0.0
    for slot in root.iter("TIME_SLOT"):
        value = slot.get("TIME_VALUE", "")
        if value.isascii() and value.isdecimal() and len(value) < 13:
            last = float(value)
        slots[slot.get("TIME_SLOT_ID", "")] = last
    return slots


def _resolve(times: dict[str, _Times | None], hangs_on: dict[str, str]) -> None:
    """Give each annotation that hangs on another the times of that one."""
    for key in hangs_on:
        way = [key]
        while way[-1] in hangs_on and way[-1] not in times:
            # What hangs on itself has no times.
            times[way[-1]] = None
            way.append(hangs_on[way[-1]])
        for place in way[:-1]:
            times[place] = times.get(way[-1])
