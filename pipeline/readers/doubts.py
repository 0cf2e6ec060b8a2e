"""What cannot be placed in a transcript: labels without a row in the register, and text that nobody says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.errors import Problem
from pipeline.readers.labels import Labels, fold_label

# More than sit in one room: text stands where a label should, and a message must not show it.
_MOST_SPEAKERS = 60
# Each label as it is compared, with how it is written first and the lines that it opens.
_Found = dict[str, tuple[str, list[int]]]


@dataclass
class Doubts:
    """What was odd until here, by how sure it is that a label stands there.

    `certain`: nothing else can stand there. `possible`: a line begins as if with a label; what opens one line
    only is text (`Even voor de duidelijkheid:`). `below_times`: a line below `0:01 --> 0:05`, which is a
    label if registered labels stand in such a place too.
    """

    certain: _Found = field(default_factory=dict)
    possible: _Found = field(default_factory=dict)
    below_times: _Found = field(default_factory=dict)
    has_labels_below_times: bool = False
    # Where each stretch of text without a speaker begins, and with what label if it seems to have one.
    strays: dict[int, str] = field(default_factory=dict)

    def problems(self, *, labels: Labels, source: str, has_turns: bool) -> Iterator[Problem]:
        """What must be mended: each label once, with the first line where it stands."""
        certain = self.certain | (self.below_times if self.has_labels_below_times else {})
        unknown = {key: found for key, found in self.possible.items() if len(found[1]) > 1} | certain
        if len(unknown) > _MOST_SPEAKERS:
            what = f"{len(unknown)} speakers have no row in sprekers.csv"
            yield Problem(source, 0, what, "Does text stand where a speaker is expected?")
            return
        for key, (label, lines) in unknown.items():
            otherwise = "Add a row for this speaker."
            if key not in certain:
                otherwise = "Add a row for this speaker, or join the line to the one above if it is text."
            yield labels.unknown(label, line=lines[0], source=source, otherwise=otherwise)
        for number, label in self.strays.items():
            # Without any turn the labels are wrong, not the text; below a wrong label the text stands right.
            if has_turns and fold_label(label) not in unknown:
                remedy = "Put a label before it, make it a heading (# Naam), or take it out."
                yield Problem(source, number, "text that stands before any speaker label", remedy)


def note(found: _Found, label: str, line: int) -> None:
    """Add a place where a label stands."""
    found.setdefault(fold_label(label), (label, []))[1].append(line)
