"""Tables for who analyses elsewhere (Excel, R, SPSS): quotes, passages, codes by participant, co-occurrence, sessions.

Masked text alone. What counts and what the machine proposes are apart, and are never summed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.exchange.spreadsheets import Value
from pipeline.masking.placeholders import letter
from pipeline.stages.attributions import SPOKE
from pipeline.study import Study

Rows = list[list[Value]]
Named = dict[str, tuple[list[str], Rows]]
"""Tables by name: their columns and rows."""

_COUNTED, _PROPOSED = ("confirmed", "counted"), ("proposed",)
_STATUS = {"confirmed": "bevestigd", "counted": "telt mee", "proposed": "voorstel", "rejected": "afgewezen"}
_BY = {"human": "mens", "machine": "machine", "person": "mens", "program": "programma"}
_ABOUT = "deelnemer persoon sessie rol groep school regio".split()


def analysis_tables(study: Study, tables: Mapping[str, pd.DataFrame], pairs: pd.DataFrame, *, book: Codebook) -> Named:
    """Every table by its name, from the tables of the last run; `pairs` is what co-occurs, `book` may be shown."""
    groups = {key: group.naam for key, group in study.named.groepen.items()}
    schools = shown_schools(study)
    people = _people(tables["participants"], groups).assign(school=lambda own: own.school.map(schools))
    kinds = {key: kind.naam for key, kind in study.named.soorten.items()}
    counted, proposed = (_counts(tables, people, status, book=book) for status in (_COUNTED, _PROPOSED))
    return {
        "citaten": _quotes(tables, groups, book),
        "passages": _passages(tables, groups, book),
        "deelnemers_01": _by_participant(people, counted.clip(upper=1)),
        "deelnemers_aantal": _by_participant(people, counted),
        "deelnemers_voorstellen": _by_participant(people, proposed),
        "samen": _pairs(pairs, book),
        "sessies": _sessions(tables, people, kinds, schools),
    }


def shown_schools(study: Study) -> dict[str, str]:
    """What each school is called outside the registers: its letter in the texts, or its name where that may be told."""
    lettered = {school: f"school {letter(at)}" for at, school in enumerate(sorted(set(study.schools.values())))}
    return lettered | study.named_schools


def _people(participants: pd.DataFrame, groups: Mapping[str, str]) -> pd.DataFrame:
    """Who took part and may be heard, in the order of the sessions."""
    people = participants[participants.has_consent & participants.role.isin(SPOKE)]
    people = people.assign(group=people.stakeholder_group.map(lambda key: groups.get(key, key), na_action="ignore"))
    return people.sort_values(["session_id", "participant_id"], ignore_index=True)


def _counts(
    tables: Mapping[str, pd.DataFrame], people: pd.DataFrame, status: Sequence[str], *, book: Codebook
) -> pd.DataFrame:
    """Participants by codes in use: the number of segments with the code or one under it."""
    decided, segments = tables["segment_codes"], tables["segments"]
    coded = decided[decided.status.isin(status) & decided.code.isin(book.codes)]
    pairs = zip(coded.segment_id, coded.code, strict=True)
    # The first above a code is its theme, and no code.
    carried = {(segment, name) for segment, code in pairs for name in (code, *book.ancestors[code][1:])}
    placed = pd.DataFrame(sorted(carried), columns=["segment_id", "code"])
    placed = placed.merge(segments[["segment_id", "participant_id"]], on="segment_id")
    counts = pd.crosstab(placed.participant_id, placed.code)
    in_use = [code.id for code in book.codes.values() if code.status != "vervallen"]
    return counts.reindex(index=people.participant_id, columns=in_use, fill_value=0).astype(int)


def _by_participant(people: pd.DataFrame, counts: pd.DataFrame) -> tuple[list[str], Rows]:
    about = _rows(people[["participant_id", "person", "session_id", "role", "group", "school", "region"]])
    rows = [[*row, *map(int, own)] for row, own in zip(about, counts.to_numpy(), strict=True)]
    return [*_ABOUT, *map(str, counts.columns)], rows


def _quotes(tables: Mapping[str, pd.DataFrame], groups: Mapping[str, str], book: Codebook) -> tuple[list[str], Rows]:
    columns = ["segment_id", "session_id", "participant_id", "stakeholder_group"]
    found = tables["quotes"].merge(tables["segments"][columns], on="segment_id", how="left")
    shown = pd.DataFrame(
        {
            "citaat": found.quote_id,
            "sessie": found.session_id,
            "segment": found.segment_id,
            "deelnemer": found.participant_id,
            "groep": found.stakeholder_group.map(groups),
            "code": found.code,
            "naam": found.code.map(book.names),
            "tekst": found.text,
            "leesversie": found.reading,
            "bijschrift": found.attribution,
            "citeren": found.quotable,
            "gekozen_door": found.chosen_by.map(_BY),
        }
    )
    return [str(name) for name in shown], _rows(shown.sort_values(["sessie", "segment", "code"], kind="stable"))


def _passages(tables: Mapping[str, pd.DataFrame], groups: Mapping[str, str], book: Codebook) -> tuple[list[str], Rows]:
    decided, codings = tables["segment_codes"], tables["codings"]
    turns = dict(zip(tables["utterances"].utterance_id, tables["utterances"].turn, strict=True))
    found = decided[decided.code.isin(book.codes)].merge(tables["segments"], on="segment_id")
    denied = codings[codings.is_present & codings.is_negated]
    is_denied = {*zip(denied.segment_id, denied.code, strict=True)}
    themes = {theme.id: theme.naam for theme in book.themas}
    theme_of = {code: themes[above[0]] for code, above in book.ancestors.items()}
    shown = pd.DataFrame(
        {
            "segment": found.segment_id,
            "sessie": found.session_id,
            "beurt": found.utterance_id.map(turns),
            "deelnemer": found.participant_id,
            "rol": found.role,
            "groep": found.stakeholder_group.map(groups),
            "vraag": found.context,
            "tekst": found.text.str.strip(),
            "thema": found.code.map(theme_of),
            "code": found.code,
            "naam": found.code.map(book.names),
            "stand": found.status.map(_STATUS),
            "door": found.decided_by.map(_BY),
            "kans": found.confidence,
            "ontkend": [
                "ja" if pair in is_denied else "nee" for pair in zip(found.segment_id, found.code, strict=True)
            ],
        }
    )
    return [str(name) for name in shown], _rows(shown.sort_values(["segment", "code"], kind="stable"))


def _pairs(pairs: pd.DataFrame, book: Codebook) -> tuple[list[str], Rows]:
    shown = pd.DataFrame(
        {
            "code_1": pairs.code_1,
            "naam_1": pairs.code_1.map(book.names),
            "code_2": pairs.code_2,
            "naam_2": pairs.code_2.map(book.names),
            "n_1": pairs.n_1,
            "n_2": pairs.n_2,
            "n_12": pairs.n_12,
            "coefficient": pairs.coefficient.astype("float64").round(4),
            "scheef": pairs.is_lopsided.map({True: "ja", False: "nee"}),
        }
    )
    return [str(name) for name in shown], _rows(shown)


def _sessions(
    tables: Mapping[str, pd.DataFrame], people: pd.DataFrame, kinds: Mapping[str, str], schools: Mapping[str, str]
) -> tuple[list[str], Rows]:
    found = tables["sessions"].sort_values("session_id")
    codable = tables["segments"][tables["segments"].is_codable].groupby("session_id").size()
    spoke = people.groupby("session_id").size()
    shown = pd.DataFrame(
        {
            "sessie": found.session_id,
            "titel": found.title,
            "soort": found.session_type.map(kinds),
            "datum": found.date.dt.strftime("%Y-%m-%d"),
            "ronde": found["round"],
            "duur_min": found.minutes,
            "school": found.school.map(schools),
            "regio": found.region,
            "citeren": found.quotable,
            "n_beurten": found.n_turns,
            "n_woorden": found.n_words,
            "n_fragmenten": found.session_id.map(codable).fillna(0).astype(int),
            "n_deelnemers": found.session_id.map(spoke).fillna(0).astype(int),
        }
    )
    return [str(name) for name in shown], _rows(shown)


def _rows(frame: pd.DataFrame) -> Rows:
    """The rows of a frame with plain values; what is missing is empty."""
    return [[_plain(value) for value in row] for row in frame.itertuples(index=False, name=None)]


def _plain(value: Any) -> Value:
    if pd.isna(value):
        return None
    if isinstance(value, str):
        return value
    return int(value) if float(value).is_integer() and not isinstance(value, float) else float(value)
