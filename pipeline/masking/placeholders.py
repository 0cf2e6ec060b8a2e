"""What stands in the text for a mention of a registered speaker: [gespreksleider], [ouder B]."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from string import ascii_uppercase

from pipeline.registers import SpeakerRow


def speaker_placeholders(
    speakers: Sequence[SpeakerRow], *, group_names: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """By session the labels of its speakers, and of who belongs with them, with how a mention of each reads.

    A mention reads [gespreksleider], or group and letter: [ouder B]. A person with a pseudonym has one letter in all
    sessions, that nobody else has in any group this person is in. Speakers without one have the letters after those,
    each one letter in the whole corpus; in a group without any pseudonym they begin anew in each session. Letters
    are given out by session, within it in an order that tells nothing of names, whatever the order of the register:
    sessions that come later change no letter, but of speakers without a pseudonym beside a new person with one.
    """
    rows = sorted(speakers, key=lambda row: (row.session_id, _lot(row)))
    kinds = {(row.session_id, row.label): _kind(row, group_names) for row in rows}
    given = _places_of_persons(rows, kinds)
    n_persons: dict[str, int] = defaultdict(int)
    for (_, kind), place in given.items():
        n_persons[kind] = max(n_persons[kind], place + 1)
    result: dict[str, dict[str, str]] = defaultdict(dict)
    n_others: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        kind = kinds[row.session_id, row.label]
        counter = ("" if n_persons[kind] else row.session_id, kind)
        if row.role == "gespreksleider":
            shown = "[gespreksleider]"
        elif row.person:
            shown = f"[{kind} {letter(given[row.person, kind])}]"
        else:
            shown = f"[{kind} {letter(n_persons[kind] + n_others[counter])}]"
            n_others[counter] += 1
        result[row.session_id][row.label] = shown
    _add_labels_elsewhere(rows, result)
    return dict(result)


def _add_labels_elsewhere(rows: Sequence[SpeakerRow], result: dict[str, dict[str, str]]) -> None:
    """Give each session the labels that its persons have elsewhere, and those of who sat with them before.

    So the one who missed a round reads there as in the others. Before, by the order of ids: a newcomer would else have
    all earlier sessions read again. What a label means in the session itself goes first; a label of several people
    stands for none of them.
    """
    seats = [(row.person, row.session_id) for row in rows if row.person and row.role != "gespreksleider"]
    of_person, in_session = defaultdict(set), defaultdict(set)
    for person, session in seats:
        of_person[person].add(session)
        in_session[session].add(person)
    for session, persons in in_session.items():
        linked = set().union(*(of_person[person] for person in persons))
        meant: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            is_of_circle = row.person in persons or (row.session_id in linked and row.session_id < session)
            if row.person and is_of_circle:
                meant[row.label].add(result[row.session_id][row.label])
        for label, shown in sorted(meant.items()):
            if len(shown) == 1:
                result[session].setdefault(label, *shown)


def _lot(row: SpeakerRow) -> str:
    return hashlib.sha256((row.person or f"{row.session_id} {row.label}").encode()).hexdigest()


def _kind(row: SpeakerRow, group_names: Mapping[str, str]) -> str:
    return "toehoorder" if row.role == "toehoorder" else group_names.get(row.group, "deelnemer")


def _places_of_persons(rows: Sequence[SpeakerRow], kinds: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], int]:
    """For each person with a pseudonym one place in all kinds that this person is of: the first that is free."""
    is_of: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.person and row.role != "gespreksleider":
            is_of[row.person].add(kinds[row.session_id, row.label])
    taken: dict[str, set[int]] = defaultdict(set)
    result: dict[tuple[str, str], int] = {}
    for person, mine in is_of.items():
        place = next(n for n in range(len(rows)) if all(n not in taken[kind] for kind in mine))
        for kind in mine:
            taken[kind].add(place)
            result[person, kind] = place
    return result


def letter(index: int) -> str:
    """The letter of a place in a row, from 0: A to Z, then AA."""
    return ascii_uppercase[index] if index < 26 else f"{ascii_uppercase[index // 26 - 1]}{ascii_uppercase[index % 26]}"
