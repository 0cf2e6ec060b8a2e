"""What could identify someone is replaced by a placeholder, the same one for the same thing all through a session."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.language.names import is_common_word, is_name, starts_sentence
from pipeline.language.words import PLACEHOLDER
from pipeline.masking.detectors import PLACEHOLDERS, Finding, find_identifying, without_overlap
from pipeline.masking.mentions import find_forms, find_mentions, folded
from pipeline.masking.schools import names_of_schools, own_part
from pipeline.masking.spoken_names import words_of

VERSION = 5

_NUMBERED = frozenset({"phone", "bsn", "iban", "postcode", "licence_plate", "id_number"})
"""Kinds that are the same however their signs are spaced."""

_AT_SCHOOL = re.compile(
    r"\b(?:zit|zitten|zat|zaten|school|stage|les|leerling|leerlingen|docent|docenten|klas) (?:op|van|bij) $"
    r"|\b(?:op|van|bij|naar) het $|school (?:het )?$",
    re.I,
)
"""What stands before a school in lower case."""


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
    as for any person); `schools` likewise; `known` are names that are masked wherever they stand; `allowed` are texts
    that a person chose to spare. What is found as a name anywhere in the session is masked wherever it stands in it.
    """

    def __init__(
        self,
        *,
        names: Mapping[str, str | None],
        schools: Mapping[str, str] | None = None,
        known: Collection[str] = (),
        allowed: Collection[str] = (),
    ) -> None:
        self._speakers = names
        called = names_of_schools(schools or {})
        # A word of a school's name that is vocabulary too needs more to be that school than the whole name does.
        self._parts = {folded(name) for name in called} - {folded(name) for name in schools or {}}
        fixed = {**names, **called}
        self._fixed = {folded(name): placeholder for name, placeholder in fixed.items() if placeholder}
        self._listed = [
            (kind, pattern)
            for kind, listed in (("institution", called), ("person", known))
            if (pattern := _any_of(listed))
        ]
        self._allowed = [re.compile(rf"(?<!\w){re.escape(text)}(?!\w)", re.IGNORECASE) for text in allowed if text]
        self._numbers: dict[str, dict[str, int]] = {}
        self._name_of: dict[str, str] = {}

    def mask(self, texts: Sequence[str]) -> list[MaskedText]:
        """All turns of the session, masked; in order, since placeholders are numbered by first mention."""
        words = [words_of(text) for text in texts]
        found = [find_identifying(text, own) for text, own in zip(texts, words, strict=True)]
        heard = {
            text[f.start : f.end]
            for text, findings in zip(texts, found, strict=True)
            for f in findings
            if f.kind == "person"
        }
        # A single letter or an initial is too little to look for elsewhere.
        parts = {word for name in heard for word in re.findall(r"[^\W\d_]{3,}", name) if is_name(word)}
        said = {word.text for own in words for word in own}
        forms = find_forms(self._speakers, heard=parts, said=said)
        self._name_of = {form.words[0]: form.name for of in forms.values() for form in of if len(form.words) == 1}
        return [
            self._mask_one(
                text,
                [
                    *self._mentions(text),
                    *(Finding(*span, "person") for span in find_mentions(text, own, forms)),
                    *findings,
                ],
            )
            for text, own, findings in zip(texts, words, found, strict=True)
        ]

    def _mentions(self, text: str) -> Iterator[Finding]:
        """Schools of the registers and known names."""
        for kind, pattern in self._listed:
            for match in pattern.finditer(text):
                if kind == "person" or _is_school(text, match, is_part=folded(match["name"]) in self._parts):
                    yield Finding(*match.span("name"), kind)

    def _mask_one(self, text: str, findings: list[Finding]) -> MaskedText:
        spared = _covered(text, (match.span() for pattern in self._allowed for match in pattern.finditer(text)))
        # Brackets in brackets would be read as the end of the remark.
        bracketed = _covered(text, ((m.start() + 1, m.end() - 1) for m in PLACEHOLDER.finditer(text)))
        pieces: list[str] = []
        replacements: list[Replacement] = []
        position = 0
        for finding in without_overlap(sorted(findings, key=lambda f: (f.start, -f.end, f.kind)), text=text):
            is_spared = spared.find(0, finding.start, finding.end) < 0
            placeholder = None if is_spared else self._placeholder(text[finding.start : finding.end], finding.kind)
            if placeholder and bracketed.find(0, finding.start, finding.end) < 0:
                placeholder = placeholder[1:-1]
            replacements.append(Replacement(finding.start, finding.end, finding.kind, placeholder))
            if placeholder is not None:
                pieces += [text[position : finding.start], placeholder]
                position = finding.end
        return MaskedText("".join([*pieces, text[position:]]), tuple(replacements))

    def _placeholder(self, found: str, kind: str) -> str:
        key = folded(found)
        if kind == "person":
            key = " ".join(self._name_of.get(word, word) for word in key.split())
        elif kind in _NUMBERED:
            key = key.replace(" ", "")
        if fixed := self._fixed.get(key) or (kind == "institution" and self._fixed.get(folded(own_part(found)))):
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


def _covered(text: str, spans: Iterable[tuple[int, int]]) -> bytearray:
    """For each sign of a text 1 where a span covers it, else 0."""
    signs = bytearray(len(text))
    for start, end in spans:
        signs[start:end] = b"\1" * (end - start)
    return signs


def _next(numbers: dict[str, int]) -> int:
    return max(numbers.values(), default=0) + 1


def _is_school(text: str, match: re.Match[str], *, is_part: bool) -> bool:
    """Whether the name of a school that is vocabulary too ('De Brug') means it; `is_part`: only a word of it."""
    words = match["name"].split()
    has_capital = words[-1][0].isupper() and not (is_part and starts_sentence(text, match.start()))
    is_named = has_capital or not all(map(is_common_word, words))
    article = words[0] + " " if words[0].lower() == "het" else ""
    return is_named or any(
        _AT_SCHOOL.search(text, max(0, start - 20), start) for start in (match.start(), match.start() + len(article))
    )


def _any_of(names: Collection[str]) -> re.Pattern[str] | None:
    """A pattern that finds each of some names, whatever its case, also as a possessive."""
    if not names:
        return None
    # The longest first: 'Gert-Jan' before 'Gert'.
    ordered = sorted(set(names), key=lambda name: (-len(name), name))
    words = "|".join(re.sub(r"(?:\\ )+", r"\\s+", re.escape(name)) for name in ordered)
    return re.compile(rf"(?<!\w)(?<!\w-)(?P<name>{words})(?:['’]?s)?(?!-?\w)", re.IGNORECASE)
