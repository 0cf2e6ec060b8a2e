"""What came up at each question of the topic guide."""

from __future__ import annotations

import pandas as pd

from pipeline.report import exchanges
from pipeline.report import group as groups
from pipeline.report.markup import Html, join, listing, note, paragraph, rows_of, table
from pipeline.report.view import View

_MOST = 4


def questions_of_group(view: View, group: str) -> Html:
    """Per question of the guide: how many of the group spoke, and which codes came up most."""
    if view.is_small(group):
        return groups.not_shown()
    asked = view.corpus.questions
    present = view.people[view.people.stakeholder_group == group]
    asked = asked[asked.session_id.isin(present.session_id)]
    # Who was not there when it was asked did not stay silent.
    heard = asked[["question_id", "session_id"]].merge(present[["session_id", "person"]], on="session_id")
    n_heard = heard.groupby("question_id").person.nunique()
    asked = asked.drop_duplicates("question_id")
    if not len(asked):
        return note("Bij deze gesprekken hoort geen leidraad, of geen vraag daaruit is in het transcript herkend.")
    turns = view.corpus.utterances
    spoke = turns[turns.participant_id.isin(present.participant_id)].merge(
        present[["participant_id", "person"]], on="participant_id"
    )
    n_spoke = spoke.groupby("question_id").person.nunique()
    # As it may be shown: masked.
    texts = {question["id"]: question["vraag"] for kind in view.corpus.study["guide"].values() for question in kind}
    rows = []
    for question in rows_of(asked):
        n, of = int(n_spoke.get(question.question_id, 0)), int(n_heard[question.question_id])
        spoken = view.number(n, of) if of >= view.minimum else view.number(None)
        rows.append(
            (
                texts.get(question.question_id, question.question_id),
                spoken,
                *exchanges.at_question(view, group, question.question_id),
                *_came_up(view, group, question.question_id),
            )
        )
    lead = paragraph(
        "Een beurt hoort bij de laatste vraag uit de leidraad die de gespreksleider stelde. Wat bij een vraag veel "
        "ter sprake kwam, was vaak waar de vraag naar vroeg. Achter een code staat hoeveel mensen er iets over zeiden."
    )
    head = ["Vraag", "Spraken hier", "Vielen bij", "Spraken tegen", "Ter sprake, geteld", "Voorstel, niet geteld"]
    caption = "Hoeveel van de aanwezigen bij een vraag spraken, en welke codes er bij de meeste mensen vielen"
    silence = paragraph("Wie bij een vraag niets zei, kan het eens of oneens zijn: zwijgen is geen instemming.")
    return join([lead, table(head, rows, caption=caption, numeric={1, 2, 3}, wide={4, 5}), silence])


def _came_up(view: View, group: str, question: str) -> tuple[str, str]:
    """The codes that most people of the group touched on at this question: counted, and proposed."""
    plain = view.plain
    cell = plain[
        (plain.by == "group") & (plain.value == group) & (plain.by2 == "question") & (plain.value2 == question)
        & plain.code.isin(view.codes)
    ]  # fmt: skip
    return _named(view, cell[cell.basis == "counted"]), _named(view, cell[cell.basis == "proposed"])


def _named(view: View, rows: pd.DataFrame) -> str:
    shown = rows[~rows.is_hidden].sort_values(["n_participants", "code"], ascending=[False, True]).head(_MOST)
    names = [f"{view.name(row.code)} ({int(row.n_participants)})" for row in rows_of(shown)]
    if not view.is_team:
        # That something came up without a number may lead to who brought it up.
        return listing(names)
    if not names:
        return f"{len(rows)} {'code' if len(rows) == 1 else 'codes'}, zonder aantal" if len(rows) else ""
    more = len(rows) - len(names)
    return listing(names) + (f", en {more} andere" if more else "")
