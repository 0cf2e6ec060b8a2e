"""What no report may hold in any form: names, schools that stay unnamed, this machine's folders and user."""

from __future__ import annotations

import getpass
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.study import Study

_SHORTEST = 3
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True)
class Secrets:
    """What is looked for, by kind; `outside` only in what others than the team read."""

    names: frozenset[str]
    folders: frozenset[str]
    outside: frozenset[str]
    ids: re.Pattern[str] | None

    def kinds_in(self, text: str, *, is_team: bool) -> list[str]:
        """Which kinds of secrets stand in a text; never the secret itself."""
        found = []
        if any(folder in text for folder in self.folders):
            found.append("a folder or the user of this machine")
        if _stands_in(self.names, text):
            found.append("the name of a speaker or a name from the list of known names")
        if not is_team and _stands_in(self.outside, text):
            found.append("the name of a school that did not ask to be named")
        if not is_team and self.ids and self.ids.search(text):
            found.append("the id of a turn, a segment or a participant")
        return found


def _stands_in(names: Iterable[str], text: str) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in names if name in text)


def secrets_of(study: Study) -> Secrets:
    """The secrets of a study. Names that a researcher signed with, and words that are no names, are none."""
    signed = " ".join(_signed(study))
    names = {name for name in (*_labels(study), *study.known_names) if name not in signed}
    schools = {name for name in (*study.schools, *study.schools.values()) if len(name) >= _SHORTEST}
    sessions = "|".join(re.escape(session.session_id) for session in study.sessions)
    ids = re.compile(rf"(?<![\w-])(?:{sessions})-(?:P\d+|\d{{4,}})(?![\w])") if sessions else None
    return Secrets(frozenset(names), frozenset(_folders(study)), frozenset(schools), ids)


def _labels(study: Study) -> Iterator[str]:
    """The words in speakers' labels that can only be names: roles and Dutch words are left out."""
    from pipeline.language.names import is_common_word

    groups = {word.lower() for name in study.named.groepen.values() for word in _WORD.findall(name.naam)}
    words = {word for row in study.speakers for word in _WORD.findall(row.label)}
    for word in sorted(words):
        is_name = word[0].isupper() and not word.isupper() and len(word) >= _SHORTEST
        if is_name and word.lower() not in groups and not is_common_word(word):
            yield word


def _signed(study: Study) -> Iterator[str]:
    yield study.texts.contact or ""
    yield from (text.door or "" for text in (*study.texts.blikken.values(), *study.texts.fasen.values()))
    yield from (claim.door or "" for claim in study.claims.bevindingen)
    yield from (memo.author or "" for memo in study.memos)
    yield from (row.coder for row in study.coders)


def _folders(study: Study) -> Iterator[str]:
    for folder in (study.corpus, study.out.resolve(), Path.cwd(), Path.home(), Path(__file__).resolve().parents[2]):
        if len(folder.parts) > 1:
            yield f"{folder}/"
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        # A container may run as a number that no name belongs to.
        return
    yield from (f"/{user}/", f"\\{user}\\")
