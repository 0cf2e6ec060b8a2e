"""Where the names of a session are mentioned: its speakers' in every form, and whoever was heard of in another turn."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.language.names import PARTICLES, is_common_word, starts_sentence
from pipeline.language.word_classes import is_noun
from pipeline.masking.name_use import is_used_as_name
from pipeline.masking.speaker_names import all_forms, misspelled, without_accents
from pipeline.masking.spoken_names import TITLES, Word, are_joined


class Form(NamedTuple):
    """One way to say a name: its words, the name itself, whether a speaker's, and how many letters hang behind it."""

    words: tuple[str, ...]
    name: str
    is_speakers: bool
    n_behind: int


_DETERMINERS = frozenset("de het een 't n die dat deze dit mijn jouw zijn haar onze hun geen".split())

Forms = Mapping[str, Sequence[Form]]
"""All forms by their first word, the longest first."""


def folded(name: str) -> str:
    """A name as its words in lower case: what two spellings of it have in common."""
    return " ".join(re.findall(r"[^\W_]+", name.lower()))


def find_forms(speakers: Mapping[str, str | None], *, heard: Collection[str], said: Collection[str]) -> Forms:
    """Every form of the names of speakers and of others heard of, in a session where the words `said` are said."""
    own = {folded(name): placeholder for name, placeholder in speakers.items()}
    # Jantje is the speaker Jan, and Marike is Marieke, though both are names by themselves.
    of_speakers = all_forms(name for name in own if " " not in name)
    wrong = misspelled(own, heard=set(said) - set(of_speakers))
    others = {folded(name) for name in heard} - set(own) - set(of_speakers) - set(wrong)
    single = all_forms(name for name in (*own, *others) if " " not in name) | wrong
    forms: list[tuple[tuple[str, ...], str]] = [((form,), name) for form, name in single.items()]
    forms += [((*name.split()[:-1], form), name) for name in own if " " in name for form in _last_forms(name)]
    found: dict[str, list[Form]] = defaultdict(list)
    for words, name in forms:
        is_genitive = words[-1] != name.split()[-1] and words[-1].endswith("s") and words[-1] not in wrong
        found[words[0]].append(Form(words, name, name in own, int(is_genitive)))
    for form in [form for of in found.values() for form in of]:
        # Computers leave out the accents of a name.
        plain = tuple(map(without_accents, form.words))
        if plain != form.words and plain not in {other.words for other in found[plain[0]]}:
            found[plain[0]].append(form._replace(words=plain))
    return {first: sorted(of, key=lambda f: (-len(f.words), f)) for first, of in found.items()}


def _last_forms(name: str) -> tuple[str, str]:
    last = name.rsplit(maxsplit=1)[-1]
    return last, f"{last}s"


def find_mentions(text: str, words: Sequence[Word], forms: Forms) -> Iterator[tuple[int, int]]:
    """Start and end of every mention of a name, without the s of a possessive."""
    for index, word in enumerate(words):
        for form in forms.get(word.text, ()):
            found = words[index : index + len(form.words)]
            if tuple(w.text for w in found) != form.words or not are_joined(text, found):
                continue
            is_mention = _is_mention(text, words, index, form) or (form.is_speakers and _is_paired(words, index, forms))
            if is_mention and _stands_alone(text, found[0].start, found[-1].end):
                yield found[0].start, found[-1].end - form.n_behind
                break


def _is_paired(words: Sequence[Word], index: int, forms: Forms) -> bool:
    """Whether 'en' ties a word to the name of another speaker, without an article before: 'beer en roos zijn er'."""
    before = words[index - 1].text if index else ""
    beside = []
    if before not in _DETERMINERS and index + 2 < len(words) and words[index + 1].text == "en":
        beside.append(words[index + 2].text)
    if before == "en" and index > 1 and (index == 2 or words[index - 3].text not in _DETERMINERS):
        beside.append(words[index - 2].text)
    if "ik" in beside and is_noun(words[index].text):
        return True
    beside += _listed_beside(words, index)
    return any(form.is_speakers and form.words == (word,) for word in beside for form in forms.get(word, ()))


def _listed_beside(words: Sequence[Word], index: int) -> Iterator[str]:
    """The words right beside a noun, which may go on a list of names: 'linde sterre en bas'; 'wil' may be a verb."""
    if not is_noun(words[index].text):
        return
    start = index
    while start and is_noun(words[start - 1].text):
        start -= 1
    if start and words[start - 1].text in _DETERMINERS:
        return
    for at in (index - 1, index + 1):
        if 0 <= at < len(words) and words[at].text != words[index].text and is_noun(words[at].text):
            yield words[at].text


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no letter, digit or hyphen ties it to another word (Jan-Willem is not Jan)."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    return not re.search(r"\w-?$", before) and not re.match(r"-?\w", after)


def _is_mention(text: str, words: Sequence[Word], index: int, form: Form) -> bool:
    """Whether a word that is somebody's name is used as one here, and not as the common word that it is too."""
    if not all(map(is_common_word, form.words)):
        return True
    last = words[index + len(form.words) - 1]
    if len(form.words) > 1:
        # 'Roos de Groot' is a name in any case, 'de groot' only with a capital or a title.
        is_named = form.words[0] not in PARTICLES or words[index - 1].text in TITLES
        return is_named or last.has_capital
    if form.is_speakers:
        return is_used_as_name(text, words, index)
    is_marked = not starts_sentence(text, last.start) or text[last.end : last.end + 1] in {",", "?", "!"}
    return last.has_capital and is_marked
