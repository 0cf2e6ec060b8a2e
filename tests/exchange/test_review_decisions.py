"""What the review page decides stands in coderingen/, comes back after a crash, and leaves what others wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.exchange.coder_file import change_rows
from pipeline.exchange.proposals import open_proposals
from pipeline.exchange.review_decisions import Decisions, RefusedError
from pipeline.exchange.review_journal import Answer
from pipeline.stages.placing import place_codings
from pipeline.stages.privacy import MaskedText
from pipeline.stages.sampling import is_asked_blind
from pipeline.study import Study
from tests.builders import coding, table
from tests.exchange.small_review import DATE, SESSIONS, again, reviewed, talk, written

HEADER = "sessie;beurt;citaat;code;codeur;besluit\r\n"
OTHERS = HEADER + "FG01;2;;bereikbaarheid;LM;\r\nFG02;4;;bereikbaarheid;HB;ja\r\n"


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return reviewed(tmp_path, **{"coderingen/HB.csv": OTHERS})


def decisions(study: Study, *, sessions: tuple[str, ...] = ()) -> Decisions:
    """As a new start of the review finds things."""
    study = again(study)
    walk = open_proposals(study, study.store, codes=(), sessions=sessions)
    return Decisions(study, walk, coder="HB", today=lambda: DATE)


def rows(study: Study) -> list[dict[str, str]]:
    """What the review wrote: below the two rows that stood there."""
    return written(study, "HB.csv")[2:]


def said(found: Decisions) -> dict[int, str]:
    return {number: "ja" if item.answer.is_present else "nee" for number, item in found.decided().items()}


def test_a_decision_is_a_row_that_names_who_when_what_and_how_it_was_asked(study: Study) -> None:
    at = decisions(study)
    at.decide(0, Answer(False, memo="twijfel; toch niet", values={}))
    at.decide(1, Answer(True, values={"oordeel": "goed"}))
    first, second = at.walk.proposals[:2]
    shared = {"codeur": "HB", "datum": DATE, "versie": "1.10", "steekproef": "leerzaam", "code": "reizen"}
    for row, proposal, decision in zip(rows(study), (first, second), ("nee", "ja"), strict=True):
        place = {"sessie": proposal.session_id, "beurt": str(proposal.turn), "citaat": proposal.text}
        assert row | shared | place | {"besluit": decision} == row
    assert rows(study)[0]["memo"] == "twijfel; toch niet"
    assert rows(study)[1]["oordeel"] == "goed"


def test_a_run_finds_every_decision_on_its_own_segment(study: Study) -> None:
    at = decisions(study)
    for number in range(len(at.walk.proposals)):
        at.decide(number, Answer(True))
    after = again(study)
    assert (after.problems, [note for note in after.notes if "HB.csv" in note.where]) == ([], [])
    assert len(after.codings) == 2 + len(at.walk.proposals)
    for session in SESSIONS:
        texts = talk(session)
        ids = [f"{session}-{turn:04d}" for turn in range(1, len(texts) + 1)]
        masked = [MaskedText(text, ()) for text in texts]
        placed = place_codings(after.codings_of(session), ids=ids, texts=texts, masked=masked)
        assert placed.unplaced == []
        asked = sorted(f"{item.segment_id[:-2]}" for item in at.walk.proposals if item.session_id == session)
        assert sorted(row["utterance_id"] for row in placed.codings if row["code"] == "reizen") == asked
    assert said(decisions(study)) == dict.fromkeys(range(len(at.walk.proposals)), "ja")


def test_what_others_wrote_stays_byte_for_byte(study: Study) -> None:
    path = study.corpus / "coderingen" / "HB.csv"
    at = decisions(study)
    at.decide(0, Answer(True))
    at.decide(1, Answer(False))
    assert at.undo() == 1
    assert at.undo() == 0
    assert at.undo() is None
    kept = path.read_bytes().decode("utf-8-sig").split("\r\n", 1)[1]
    assert kept == OTHERS.split("\r\n", 1)[1]


def test_a_new_start_goes_on_where_the_last_one_stopped(study: Study) -> None:
    at = decisions(study)
    assert at.first() == 0
    at.decide(0, Answer(True))
    at.decide(2, Answer(False))
    later = decisions(study)
    assert said(later) == {0: "ja", 2: "nee"}
    assert later.first() == 3
    assert later.undo() == 2
    assert said(decisions(study)) == {0: "ja"}


def test_after_the_last_proposal_those_that_were_passed_over_come(study: Study) -> None:
    at = decisions(study)
    last = len(at.walk.proposals) - 1
    at.decide(last, Answer(True))
    assert at.first() == 0


def test_an_answer_that_is_changed_takes_the_place_of_the_first(study: Study) -> None:
    at = decisions(study)
    at.decide(0, Answer(True, memo="eerst"))
    at.decide(0, Answer(False, memo="later"))
    assert [(row["besluit"], row["memo"]) for row in rows(study)] == [("nee", "later")]
    later = decisions(study)
    assert later.undo() == 0
    assert [(row["besluit"], row["memo"]) for row in rows(study)] == [("ja", "eerst")]
    assert later.undo() == 0
    assert rows(study) == []


@pytest.mark.parametrize(("is_present", "first"), [(False, "nee"), (True, "ja")])
def test_another_code_comes_instead_or_beside(study: Study, is_present: bool, first: str) -> None:
    at = decisions(study, sessions=("FG01",))
    at.decide(0, Answer(is_present, other="bereikbaarheid", values={"oordeel": "beter"}))
    assert [(row["code"], row["besluit"]) for row in rows(study)] == [("reizen", first), ("bereikbaarheid", "ja")]
    assert [row["oordeel"] for row in rows(study)] == (["beter", ""] if is_present else ["", "beter"])
    found = decisions(study, sessions=("FG01",)).decided()[0]
    assert (found.answer.is_present, found.answer.other, found.is_ours) == (is_present, "bereikbaarheid", True)
    assert found.answer.values == {"oordeel": "beter"}
    assert at.undo() == 0
    assert rows(study) == []


def test_a_decision_that_was_made_meanwhile_is_respected(study: Study) -> None:
    at = decisions(study)
    proposal = at.walk.proposals[0]
    path = study.corpus / "coderingen" / "HB.csv"
    by_hand = f"{proposal.session_id};{proposal.turn};belde terug;reizen;hb;nee\r\n"
    path.write_bytes(path.read_bytes() + by_hand.encode())
    before = path.read_bytes()
    with pytest.raises(RefusedError, match="HB besloot hier al over \\(nee\\)"):
        at.decide(0, Answer(True))
    assert path.read_bytes() == before
    assert said(at) == {0: "nee"}
    assert not at.decided()[0].is_ours


def test_of_another_coder_nothing_is_known(study: Study) -> None:
    at = decisions(study)
    proposal = at.walk.proposals[0]
    path = study.corpus / "coderingen" / "HB.csv"
    path.write_bytes(path.read_bytes() + f"{proposal.session_id};{proposal.turn};;reizen;LM;nee\r\n".encode())
    at.decide(0, Answer(True))
    assert said(at) == {0: "ja"}


def test_a_row_that_a_person_changed_is_not_taken_back(study: Study) -> None:
    at = decisions(study)
    at.decide(0, Answer(True))
    at.decide(1, Answer(True))
    path = study.corpus / "coderingen" / "HB.csv"
    path.write_bytes(path.read_bytes().replace(b";HB;ja;" + DATE.encode(), b";HB;nee;" + DATE.encode()))
    with pytest.raises(RefusedError, match="veranderd"):
        at.undo()
    assert [row["besluit"] for row in rows(study)] == ["nee", "nee"]


def test_a_memo_waits_for_its_decision(study: Study) -> None:
    at = decisions(study)
    at.keep_draft(0, "nog even nadenken")
    later = decisions(study)
    assert later.draft(0) == "nog even nadenken"
    later.decide(0, Answer(True, memo=later.draft(0)))
    assert rows(study)[0]["memo"] == "nog even nadenken"
    assert decisions(study).draft(0) == ""


def test_a_kill_between_journal_and_file_leaves_a_proposal_open(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    at = decisions(study)
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.exchange.review_decisions.change_rows", killed)
        with pytest.raises(KeyboardInterrupt):
            at.decide(0, Answer(True))
    later = decisions(study)
    assert said(later) == {}
    later.decide(0, Answer(False))
    assert said(later) == {0: "nee"}


def test_tables_that_a_run_made_anew_are_not_decided_on(study: Study) -> None:
    at = decisions(study)
    session = at.walk.proposals[0].session_id
    changed = study.store.load("segments", session).assign(context="anders")
    study.store.save("segments", changed, key="k", session=session)
    with pytest.raises(RefusedError, match="opnieuw"):
        at.decide(0, Answer(True))


def test_words_that_would_fall_on_another_segment_are_not_written(study: Study) -> None:
    asked = decisions(study).walk.proposals[0]
    session, text = asked.session_id, asked.text
    turns = study.store.load("utterances", session)
    turns.loc[turns.turn == asked.turn, "text"] = f"{text} {text}"
    study.store.save("utterances", turns, key="k", session=session)
    segments = study.store.load("segments", session).to_dict("records")
    own = next(row for row in segments if row["segment_id"] == asked.segment_id)
    twin = own | {"segment_id": own["segment_id"][:-1] + "0", "text": f"{text} ", "end_char": len(text) + 1}
    moved = {"start_char": len(text) + 1, "end_char": 2 * len(text) + 1}
    rows_now = [row | moved if row is own else row for row in segments]
    study.store.save("segments", table("segments", *rows_now, twin), key="k", session=session)
    at = decisions(study)
    number = next(n for n, item in enumerate(at.walk.proposals) if item.segment_id == asked.segment_id)
    with pytest.raises(RefusedError, match="vaker"):
        at.decide(number, Answer(True))
    assert rows(study) == []


def test_a_journal_forgets_segments_that_are_gone(study: Study) -> None:
    at = decisions(study)
    at.keep_draft(0, "over iemand die zich terugtrok")
    gone = at.walk.proposals[0]
    left = study.store.load("segments", gone.session_id)
    study.store.save("segments", left[left.segment_id != gone.segment_id], key="k", session=gone.session_id)
    decisions(study)
    assert "terugtrok" not in (study.store.root / "review" / "hb.json").read_text()


def test_a_damaged_journal_takes_nothing_from_the_file(study: Study) -> None:
    at = decisions(study)
    at.decide(0, Answer(True))
    (study.store.root / "review" / "hb.json").write_text("{")
    later = decisions(study)
    assert said(later) == {0: "ja"}
    assert later.undo() is None
    with pytest.raises(RefusedError):
        later.decide(0, Answer(False))


def test_the_most_uncertain_goes_first_and_the_blind_half_is_kept(tmp_path: Path) -> None:
    study = reviewed(tmp_path, proposes=False)
    ids = [name for name in study.store.load("segments").segment_id if int(name.split("-")[1]) % 2 == 0]
    seed = study.settings.seed
    asked = [name for name in ids if not is_asked_blind(name, seed=seed)][:3]
    kept = next(name for name in ids if is_asked_blind(name, seed=seed))
    sure = dict(zip([*asked, kept], [0.9, 0.45, 0.2, 0.5], strict=True))
    span = {"start_char": 3, "end_char": 12, "evidence": "bus"}
    machine = [coding(name, "reizen", "machine:model", **span) for name in sure]
    shared = {"code": "reizen", "status": "proposed", "decided_by": "machine"}
    decided = [{"segment_id": name, "confidence": value, **shared} for name, value in sure.items()]
    study.store.save("codings", table("codings", *machine), key="k")
    study.store.save("segment_codes", table("segment_codes", *decided), key="k")
    walk = open_proposals(study, study.store, codes=("reizen",), sessions=())
    assert [item.segment_id for item in walk.proposals] == [asked[1], asked[2], asked[0]]
    assert walk.n_kept == 1
    assert walk.proposals[0].spans == ((3, 12),)
    assert "geleerd van mensen: bus" in walk.proposals[0].grounds
    assert open_proposals(study, study.store, codes=("bereikbaarheid",), sessions=()).proposals == []


def test_a_decision_by_another_program_in_the_same_file_does_not_stop_an_undo(study: Study) -> None:
    at = decisions(study)
    at.decide(0, Answer(True))
    path = study.corpus / "coderingen" / "HB.csv"
    change_rows(path, [{"sessie": "FG02", "beurt": "6", "code": "reizen", "codeur": "LM"}], columns=[])
    assert at.undo() == 0
    assert [row["codeur"] for row in rows(study)] == ["LM"]
