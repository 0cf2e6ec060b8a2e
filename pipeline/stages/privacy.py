"""What could identify someone is replaced by a placeholder, the same one for the same thing all through a session."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.language.names import PARTICLES, is_common_word, is_name, starts_sentence
from pipeline.language.words import PLACEHOLDER
from pipeline.stages.detectors import PLACEHOLDERS, Finding, find_identifying, without_overlap

VERSION = 2

_ENDINGS = "(?:['’]s|s|['’]tje|tje|je|ke)?"
_POLITE = frozenset("meneer mevrouw mevr mw dhr juf meester dokter dr".split())


@dataclass(frozen=True)
class Replacement:
    """A place in the original text and what stands there now; `placeholder` is None where it was allowed."""

    start: int
    end: int
    kind: str
    placeholder: str | None


@dataclass(frozen=True)
class MaskedText:
    """A masked text with all that was found in the original."""

    text: str
    replacements: tuple[Replacement, ...]

    def offset(self, position: int, *, is_end: bool = False) -> int:
        """Where a position of the original stands in the masked text; inside a placeholder its nearest edge."""
        shift = 0
        for item in self.replacements:
            if item.placeholder is None:
                continue
            if item.start < position < item.end:
                return item.start + shift + (len(item.placeholder) if is_end else 0)
            if position < item.end:
                break
            shift += len(item.placeholder) - (item.end - item.start)
        return position + shift


class Masker:
    """Masks the turns of one session.

    `names` are words that stand for a registered speaker, with the placeholder to write for each (None: a number
    as for any person); `schools` likewise; `allowed` are texts that a person chose to spare. What is found as a name
    anywhere in the session is masked wherever it stands in it.
    """

    def __init__(
        self, *, names: Mapping[str, str | None], schools: Mapping[str, str], allowed: Collection[str]
    ) -> None:
        known = {**names, **schools}
        self._fixed = {name.lower(): placeholder for name, placeholder in known.items() if placeholder}
        self._school_pattern = _any_of(schools, endings="")
        self._allowed = [re.compile(rf"(?<!\w){re.escape(text)}(?!\w)", re.IGNORECASE) for text in allowed if text]
        self._numbers: dict[str, dict[str, int]] = {}
        self._names: list[str] = list(names)

    def mask(self, texts: Sequence[str]) -> list[MaskedText]:
        """All turns of the session, masked; in order, since placeholders are numbered by first mention."""
        found = [find_identifying(text) for text in texts]
        heard = {
            text[f.start : f.end]
            for text, findings in zip(texts, found, strict=True)
            for f in findings
            if f.kind == "person"
        }
        # A single letter or an initial is too little to look for elsewhere.
        parts = {word for name in heard for word in re.findall(r"[^\W\d_]{3,}", name) if is_name(word)}
        names = _any_of([*self._names, *parts], endings=_ENDINGS)
        return [
            self._mask_one(text, [*self._mentions(text, names), *findings])
            for text, findings in zip(texts, found, strict=True)
        ]

    def _mentions(self, text: str, names: re.Pattern[str] | None) -> list[Finding]:
        found = []
        if self._school_pattern:
            found += [Finding(*m.span("name"), "institution") for m in _mentions_of(self._school_pattern, text)]
        if names:
            found += [Finding(*m.span("name"), "person") for m in _mentions_of(names, text)]
        return found

    def _mask_one(self, text: str, findings: list[Finding]) -> MaskedText:
        spared = [match.span() for pattern in self._allowed for match in pattern.finditer(text)]
        pieces: list[str] = []
        replacements: list[Replacement] = []
        position = 0
        remarks = [match.span() for match in PLACEHOLDER.finditer(text)]
        for finding in without_overlap(sorted(findings, key=lambda f: (f.start, -f.end, f.kind)), text=text):
            is_spared = any(start <= finding.start and finding.end <= end for start, end in spared)
            placeholder = None if is_spared else self._placeholder(text[finding.start : finding.end], finding.kind)
            if placeholder and any(start < finding.start and finding.end < end for start, end in remarks):
                # Brackets in brackets would be read as the end of the remark.
                placeholder = placeholder[1:-1]
            replacements.append(Replacement(finding.start, finding.end, finding.kind, placeholder))
            if placeholder is not None:
                pieces += [text[position : finding.start], placeholder]
                position = finding.end
        return MaskedText("".join([*pieces, text[position:]]), tuple(replacements))

    def _placeholder(self, found: str, kind: str) -> str:
        key = " ".join(found.lower().split())
        if fixed := self._fixed.get(key):
            return fixed
        if kind == "person":
            # Words of two speakers in one name: somebody else.
            own = {self._fixed[name] for name in key.split() if name in self._fixed}
            if len(own) == 1:
                return own.pop()
        numbers = self._numbers.setdefault(kind, {})
        if key not in numbers:
            numbers[key] = self._same_person(key, numbers) if kind == "person" else _next(numbers)
        return f"[{PLACEHOLDERS[kind]}-{numbers[key]}]"

    @staticmethod
    def _same_person(key: str, numbers: dict[str, int]) -> int:
        """The number of a person named before by more or fewer names ("Petra de Groot", "Petra")."""
        words = set(key.split())
        fullest: dict[int, set[str]] = {}
        for other, number in numbers.items():
            fullest[number] = max(fullest.get(number, set()), set(other.split()), key=len)
        return next((n for n, name in fullest.items() if words <= name or words >= name), _next(numbers))


def _next(numbers: dict[str, int]) -> int:
    return max(numbers.values(), default=0) + 1


def _any_of(names: Collection[str], *, endings: str) -> re.Pattern[str] | None:
    if not names:
        return None
    # The longest first: 'Gert-Jan' before 'Gert'.
    ordered = sorted(set(names), key=lambda name: (-len(name), name))
    words = "|".join(re.escape(name) for name in ordered)
    return re.compile(rf"(?<!\w)(?<!\w-)(?P<name>{words}){endings}(?!-?\w)", re.IGNORECASE)


def _mentions_of(names: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    return (match for match in names.finditer(text) if _is_mention(text, match))


def _is_mention(text: str, match: re.Match[str]) -> bool:
    """Whether a word that is somebody's name is used as one here, and not as the common word that it is too."""
    # 'Bo' is no common word, but in lower case 'bos' is not Bo's.
    if not all(map(is_common_word, match["name"].split())) and not is_common_word(match.group()):
        return True
    last = match["name"].split()[-1]
    if not last[0].isupper():
        return False
    start = match.end("name") - len(last)
    return not starts_sentence(text, start) or text[match.end() : match.end() + 1] in {",", "?", "!"}


def speaker_names(labels: Mapping[str, str]) -> dict[str, str | None]:
    """The names in speakers' labels with the placeholder of that speaker; roles and codes are no names.

    A name inside a longer label ('Moeder Kevin') means somebody else than that speaker, so it has no placeholder yet
    where Kevin is no speaker; nor has a name that several speakers bear.
    """
    others: dict[str, str | None] = {}
    own: dict[str, str | None] = {}
    for label, placeholder in labels.items():
        words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", label)
        called = words[1:] if words and words[0].lower() in _POLITE else words
        is_own = bool(called) and is_name(called[0]) and all(w[0].isupper() or w in PARTICLES for w in called)
        found = {word for word in words if is_name(word)}
        if is_own and len(called) > 1:
            found |= {" ".join(called), " ".join(called[1:])}
        for name in found:
            if is_own:
                own[name] = None if name in own else placeholder
            else:
                others[name] = None
    return others | own
