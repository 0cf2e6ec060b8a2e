"""What was masked, and what may have been missed, for a person to review: never with what stood there before."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import simplemma

from pipeline.errors import PipelineError, Problem, did_you_mean
from pipeline.exchange.spreadsheets import Value
from pipeline.language.names import is_common_word, starts_sentence
from pipeline.study import Study

LOOK_AT = "left"
"""The action where nothing was masked and a person should look."""

LIST_COLUMNS = "sessie bestand regel beurt actie soort staat_er tussen ook_op_regel".split()
"""The columns of the list for a spreadsheet."""

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_NUMBER = re.compile(r"(?<![\w-])\d(?:[ .-]?\d){4,}(?![\w-])")
_CUE = re.compile(
    r"(?<!\w)(?:meneer|mevrouw|mevr\.?|mw\.?|dhr\.?|juf|juffrouw|meester|oom|tante|opa|oma|dokter)\s+"
    r"(?P<name>[^\W\d_]+(?:[-'’][^\W\d_]+)*)",
    re.IGNORECASE,
)
_WORDS_AROUND = 4


@dataclass(frozen=True)
class Item:
    """One place to review: what stands there now, in a few masked words; `also` are lines where it stands again."""

    session_id: str
    file: str
    line: int
    utterance_id: str
    action: str
    kind: str
    shown: str
    context: str
    also: tuple[int, ...] = ()


def review_privacy(study: Study, *, session: str | None = None) -> list[Item]:
    """What was masked or allowed, and then what may be a name or a number that was left, session by session.

    Read from the stored tables. Raises PipelineError where there are none, or none of `session`.
    """
    known = [row.session_id for row in study.sessions]
    if session and session not in known:
        raise PipelineError(Problem(session, 0, "this session is not in sessies.csv", did_you_mean(session, known)))
    wanted = [session] if session else known
    if missing := [name for name in wanted if not study.store.stored("utterances", name)]:
        what = f"not read yet: {', '.join(missing)}"
        raise PipelineError(Problem(study.name, 0, what, "First do `route run`."))
    found: list[Item] = []
    for name in wanted:
        turns, findings = _turns(study, name), study.store.load("privacy_findings", name)
        found += _findings(turns, findings)
        found += _left(turns, findings, allowed=study.allowed)
    return found


def list_rows(items: Sequence[Item]) -> list[list[Value]]:
    """The items as rows of `LIST_COLUMNS`."""
    return [
        [i.session_id, i.file, i.line, i.utterance_id, i.action, i.kind, i.shown, i.context, " ".join(map(str, i.also))]
        for i in items
    ]


def summary_of(items: Sequence[Item]) -> list[list[str]]:
    """Per session how much was masked, by kind, how much was allowed, and how much is to be looked at."""
    rows = []
    for name in dict.fromkeys(item.session_id for item in items):
        own = [item for item in items if item.session_id == name]
        kinds = Counter(item.kind for item in own if item.action == "masked")
        by_kind = ", ".join(f"{kind} {n}" for kind, n in sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0])))
        actions = Counter(item.action for item in own)
        rows.append([name, str(actions["masked"]), by_kind, str(actions["allowed"]), str(actions[LOOK_AT])])
    return rows


def _turns(study: Study, session: str) -> pd.DataFrame:
    source = study.store.load("sessions", session).source_file.iloc[0]
    turns = study.store.load("utterances", session)
    return turns.assign(file=f"transcripten/{source}").set_index("utterance_id", drop=False)


def _findings(turns: pd.DataFrame, findings: pd.DataFrame) -> Iterator[Item]:
    found: Any
    for found in findings.itertuples():
        turn: Any = turns.loc[found.utterance_id]
        start, end = int(found.start_char), int(found.end_char)
        if isinstance(turn.text, str):
            shown, context = turn.text[start:end], _context(turn.text, start, end)
        else:
            shown, context = str(found.placeholder), "(no consent: not stored)"
        yield _item(turn, (found.action, found.kind, shown), context)


def _item(turn: Any, what: tuple[str, str, str], context: str) -> Item:
    return Item(turn.session_id, turn.file, int(turn.source_line), turn.utterance_id, *what, context)


def _context(text: str, start: int, end: int) -> str:
    before, after = text[:start].split(), text[end:].split()
    head = ("… " if len(before) > _WORDS_AROUND else "") + " ".join(before[-_WORDS_AROUND:])
    tail = " ".join(after[:_WORDS_AROUND]) + (" …" if len(after) > _WORDS_AROUND else "")
    gap_before = " " if before and text[start - 1].isspace() else ""
    gap_after = " " if after and text[end].isspace() else ""
    return f"{head}{gap_before}{text[start:end]}{gap_after}{tail}"


def _left(turns: pd.DataFrame, findings: pd.DataFrame, *, allowed: Collection[str]) -> list[Item]:
    """What may have been missed: each word once, where it stands first, with the other lines."""
    known: dict[str, list[tuple[int, int]]] = {}
    for turn_id, start, end in zip(findings.utterance_id, findings.start_char, findings.end_char, strict=True):
        known.setdefault(turn_id, []).append((int(start), int(end)))
    spared = _any_of(allowed)
    first: dict[tuple[str, str], Item] = {}
    turn: Any
    for turn in turns[turns.text.notna()].itertuples():
        closed = known.get(turn.utterance_id, []) + [match.span() for match in spared.finditer(turn.text)]
        for start, end, kind in sorted(_suspects(turn.text)):
            if any(a < end and start < b for a, b in closed):
                continue
            shown = turn.text[start:end]
            item = _item(turn, (LOOK_AT, kind, shown), _context(turn.text, start, end))
            other = first.setdefault((kind, shown.casefold()), item)
            if other.line != item.line and item.line not in other.also:
                first[kind, shown.casefold()] = replace(other, also=(*other.also, item.line))
    return list(first.values())


def _any_of(texts: Collection[str]) -> re.Pattern[str]:
    words = "|".join(re.escape(text) for text in sorted(texts, key=len, reverse=True) if text)
    # Nothing matches where there are none.
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)" if words else r"(?!)", re.IGNORECASE)


def _suspects(text: str) -> Iterator[tuple[int, int, str]]:
    """Places that may identify someone: start, end, and why."""
    cues = [match.span("name") for match in _CUE.finditer(text) if not is_common_word(match["name"])]
    yield from ((start, end, "after a title") for start, end in cues)
    yield from ((*match.span(), "long number") for match in _NUMBER.finditer(text))
    for match in _WORD.finditer(text):
        word = match.group()
        if word[0].isupper() and match.span() not in cues:
            is_first = starts_sentence(text, match.start())
            if _may_be_name(word) and (not is_first or _is_unknown(word)):
                yield (*match.span(), "unknown word" if is_first else "capital")


def _may_be_name(word: str) -> bool:
    """Whether a word, or a part of one with a hyphen, has a capital and is no vocabulary."""
    parts = [part for part in re.split(r"[-'’]", word) if part[:1].isupper()]
    return len(word) > 1 and any(not is_common_word(part) for part in parts) and not is_common_word(word)


def _is_unknown(word: str) -> bool:
    """Whether neither a word nor its end is vocabulary, so that it is no compound either."""
    lower = word.lower()
    return not any(simplemma.is_known(lower[start:], lang="nl") for start in range(max(1, len(lower) - 3)))
