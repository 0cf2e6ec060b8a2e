"""What a run keeps of earlier codebooks, whatever happens to it; and what `route codebook diff` tells of it.

Sessions are not read here but laid in the store as reading would leave them, and nothing is made of the coding.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import typer
from spacy.language import Language
from typer.testing import CliRunner

from pipeline import flow, flow_corpus, flow_history
from pipeline.cli_diff import diff
from pipeline.errors import PipelineError
from pipeline.flow_sessions import StageLog
from pipeline.frames import frame
from pipeline.stages.tokens import annotate_segments
from pipeline.store import Store
from pipeline.study import Study, read_study
from pipeline.tables import PER_SESSION, TABLES
from tests.builders import human_coding, segment, write_study
from tests.corpora import table_bytes

SESSIONS = "sessie;bestand;soort\nFG01;FG01.txt;focusgroep\nFG02;FG02.txt;focusgroep\n"
SPEAKERS = "sessie;spreker;rol;groep\nFG01;Ouder1;deelnemer;ouder\nFG02;Ouder1;deelnemer;ouder\n"
CODINGS = "sessie;beurt;citaat;code;codeur;versie\nFG01;1;;bellen;HB;1\nFG01;2;;reizen;HB;1\n"
SAID = {
    "FG01": ["Ze belt altijd terug.", "Hij gaat met de bus.", "Daar heb ik geen tijd voor."],
    "FG02": ["Met de bus is het ver.", "Nooit wordt er teruggebeld."],
}


def book(*codes: str, version: str = "1") -> str:
    return f"titel: Proef\nversie: {version}\nthemas:\n  - id: thema\n    naam: Thema\n    codes:\n" + "".join(codes)


def code(name: str, pattern: str, *, definition: str = "", **more: str) -> str:
    keys = {"id": name, "naam": name, "definitie": definition or f"Of het over {name} gaat.", "patronen": pattern}
    lines = [f"{key}: {value}" for key, value in (keys | more).items()]
    return "".join(f"      {'- ' if at == 0 else '  '}{line}\n" for at, line in enumerate(lines))


FIRST = book(code("bellen", "terugbellen"), code("reizen", "bus"))
SECOND = book(code("bellen", "terugbellen"), code("reizen", "bus"), code("tijd", "tijd"))
THIRD = book(code("bellen", "bellen"), code("reizen", "bus", definition="Iets anders."))


@pytest.fixture(autouse=True)
def _only_coding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "_sessions", lambda *_: [])
    monkeypatch.setattr(flow, "_describe", lambda _: {"versions": {}, "settings": {}})
    monkeypatch.setattr(flow_corpus, "agree", lambda _: StageLog("agree", None, True, 0, 0))
    for stage in ("topics", "count"):
        monkeypatch.setattr(flow_corpus, stage, lambda _: [])


@pytest.fixture(scope="module")
def sessions(tmp_path_factory: pytest.TempPathFactory, nlp: Language) -> Path:
    """A corpus, and the tables that reading its sessions makes."""
    folder = tmp_path_factory.mktemp("history")
    transcripts = {f"transcripten/{name}.txt": "".join(f"Ouder1: {t}\n" for t in said) for name, said in SAID.items()}
    corpus = write_study(
        folder, sessies=SESSIONS, sprekers=SPEAKERS, **{"coderingen/HB.csv": CODINGS}, **transcripts, codebook=FIRST
    )
    store = read_study(corpus, corpus / "config", folder / "out").store
    for name, said in SAID.items():
        lay_session(store, name, said, nlp=nlp)
    for name in ("topics", "segment_topics", "quotes"):
        store.save(name, frame(TABLES[name], []), key="k")
    return folder


def lay_session(store: Store, name: str, said: list[str], *, nlp: Language) -> None:
    turns = {f"{name}-{at:04d}": text for at, text in enumerate(said, start=1)}
    segments = frame(TABLES["segments"], [segment(f"{turn}-1", text) for turn, text in turns.items()])
    who = {"participant_id": f"{name}-P1", "session_id": name, "role": "deelnemer", "stakeholder_group": "ouder"}
    about = {"session_type": "focusgroep", "quotable": "nee", "source_file": f"{name}.txt", "source_sha256": "0"}
    numbers = {"n_turns": len(said), "n_words": 9}
    rows: dict[str, list[dict[str, Any]]] = {
        "sessions": [{"session_id": name} | about | numbers],
        "participants": [who | {"quotable": "nee", "has_consent": True}],
        "utterances": [
            who | {"utterance_id": turn, "turn": at, "text": text, "source_line": at}
            for at, (turn, text) in enumerate(turns.items(), start=1)
        ],
        "human_codings": [
            human_coding("c1", "FG01-0001", (0, 20), "bellen", codebook_version="1"),
            human_coding("c2", "FG01-0002", (0, 20), "reizen", codebook_version="1"),
        ]
        if name == "FG01"
        else [],
    }
    frames = {table: frame(TABLES[table], rows.get(table, [])) for table in PER_SESSION}
    frames |= {"segments": segments, "tokens": annotate_segments(segments, nlp=nlp)}
    for table, made in frames.items():
        store.save(table, made, key="k", session=name)


@pytest.fixture
def place(sessions: Path, tmp_path: Path) -> Path:
    shutil.copytree(sessions, tmp_path / "studie")
    return tmp_path / "studie"


def study_in(place: Path, codebook: str | None = None) -> Study:
    corpus = place / "proef"
    if codebook is not None:
        (corpus / "config" / "codebook.yaml").write_text(codebook, encoding="utf-8")
    study = read_study(corpus, corpus / "config", place / "out")
    study.raise_problems()
    return study


def run(place: Path, codebook: str | None = None) -> Study:
    study = study_in(place, codebook)
    flow.run(study, with_reports=False)
    return study


def pairs(table: pd.DataFrame) -> set[tuple[str, str, str]]:
    return {*zip(table.segment_id, table.code, table.status, strict=True)}


def test_history_grows_with_every_other_book_and_equal_ones_add_nothing(place: Path) -> None:
    first = run(place, FIRST).store.load("segment_codes")
    store = run(place, FIRST.replace("Proef", "Andere titel")).store
    assert set(store.load("codebook_versions").number) == {1}
    assert store.load("previous_codes").empty
    second = run(place, SECOND).store.load("segment_codes")
    assert pairs(store.load("previous_codes")) == pairs(first) != pairs(second)
    # Another version of the same book is another entry, but no other coding to compare with.
    run(place, SECOND.replace("versie: 1", "versie: 2"))
    assert pairs(store.load("previous_codes")) == pairs(first)
    run(place, FIRST)
    assert pairs(store.load("previous_codes")) == pairs(second)
    assert [*store.load("codebook_versions").groupby("number").version.first()] == ["1", "1", "2", "1"]


class Killed(BaseException):
    """As if the process ended here."""


def kill_at(monkeypatch: pytest.MonkeyPatch, nth: int, *, is_before: bool) -> None:
    """Let the nth save of a run be its last, just before or just after the file is there."""
    save, count = Store.save, iter(range(1_000))

    def last(self: Store, *arguments: object, **keywords: object) -> object:
        at = next(count)
        if at == nth and is_before:
            raise Killed
        stored = save(self, *arguments, **keywords)  # type: ignore[arg-type]
        if at == nth:
            raise Killed
        return stored

    monkeypatch.setattr(Store, "save", last)


def kills(place: Path, codebook: str) -> Iterator[Path]:
    """Copies of a place, each after a run with this book that was killed before or after another of its saves."""
    for nth in range(1_000):
        for is_before in (True, False):
            copy = Path(shutil.copytree(place, place.with_name(f"na-{nth}-{is_before}")))
            with pytest.MonkeyPatch.context() as patch:
                kill_at(patch, nth, is_before=is_before)
                try:
                    run(copy, codebook)
                except Killed:
                    yield copy
                else:
                    return


def test_a_run_that_was_killed_and_run_again_leaves_the_bytes_of_an_undisturbed_one(place: Path) -> None:
    run(place, FIRST)
    run(place, SECOND)
    undisturbed = Path(shutil.copytree(place, place.with_name("ongestoord")))
    run(undisturbed, THIRD)
    n_kills = 0
    for killed in kills(place, THIRD):
        run(killed)
        assert table_bytes(killed / "out") == table_bytes(undisturbed / "out"), killed.name
        n_kills += 1
    # The codes before, the coding and the history at least.
    assert n_kills >= 12


def test_after_a_kill_another_book_still_knows_whose_codes_came_before(place: Path) -> None:
    """Whatever the killed run had coded: what came before is the last book that is in the history."""
    codes = [run(place, FIRST).store.load("segment_codes")]
    n_books = set()
    for killed in kills(place, SECOND):
        store = study_in(killed).store
        codes[1:] = [store.load("segment_codes")]
        n_books.add(n := store.load("codebook_versions").number.max())
        run(killed, THIRD)
        assert pairs(store.load("previous_codes")) == pairs(codes[n - 1]), killed.name
        assert store.load("codebook_versions").number.max() == n + 1
    assert n_books == {1, 2}


def test_a_book_that_was_taken_back_before_it_was_in_use_leaves_nothing(place: Path) -> None:
    run(place, FIRST)
    for killed in kills(place, SECOND):
        if study_in(killed).store.load("codebook_versions").number.max() == 1:
            run(killed, FIRST)
            assert table_bytes(killed / "out") == table_bytes(place / "out"), killed.name


@pytest.mark.parametrize("table", ["codebook_versions", "previous_codes", "segment_codes"])
def test_what_was_deleted_is_made_anew_or_told_to_be_unknown(place: Path, table: str) -> None:
    run(place, FIRST)
    study = run(place, SECOND)
    n_changed = len(flow_history.effect_of(study, old=None).rows)
    study.store.path(table).unlink()
    assert flow_history.is_current(study) == (table == "segment_codes")
    run(place)
    assert flow_history.is_current(study)
    if table == "previous_codes":
        with pytest.raises(PipelineError, match="not known any more"):
            flow_history.effect_of(study, old=None)
    else:
        # Without a history the present book is the first of a new one.
        assert len(flow_history.effect_of(study, old=None).rows) == (n_changed if table == "segment_codes" else 0)


def test_who_withdraws_leaves_no_trace_and_nobody_else_gets_their_codes(place: Path, nlp: Language) -> None:
    run(place, FIRST)
    store = run(place, SECOND).store
    assert {"FG01-0001-1", "FG02-0001-1"} <= set(store.load("previous_codes").segment_id)
    for name in ("sessies.csv", "sprekers.csv"):
        path = place / "proef" / name
        path.write_text("".join(r for r in path.read_text().splitlines(keepends=True) if "FG02" not in r))
    (place / "proef" / "transcripten" / "FG02.txt").unlink()
    run(place)
    assert not any(b"FG02" in path.read_bytes() for path in store.root.rglob("*.parquet"))
    assert set(store.load("previous_codes").segment_id) == {"FG01-0001-1", "FG01-0002-1"}
    # The first turn is taken out: its codes must not be laid on what is the first turn now.
    lay_session(store, "FG01", SAID["FG01"][1:], nlp=nlp)
    run(place)
    assert store.load("previous_codes").empty


def test_a_session_that_left_with_the_very_edit_of_the_book_is_not_kept(place: Path) -> None:
    run(place, FIRST)
    path = place / "proef" / "sessies.csv"
    path.write_text("".join(r for r in path.read_text().splitlines(keepends=True) if "FG02" not in r))
    (place / "proef" / "sprekers.csv").write_text(SPEAKERS.replace("FG02;Ouder1;deelnemer;ouder\n", ""))
    (place / "proef" / "transcripten" / "FG02.txt").unlink()
    with pytest.MonkeyPatch.context() as patch:
        kill_at(patch, 0, is_before=False)
        with pytest.raises(Killed):
            run(place, SECOND)
    kept = study_in(place).store.load("previous_codes")
    assert set(kept.segment_id) == {"FG01-0001-1", "FG01-0002-1"}


def test_words_that_moved_before_the_coding_followed_are_not_taken_for_what_was_coded(
    place: Path, nlp: Language
) -> None:
    """A run was killed after reading: the codes that are stored are of the words that were there before."""
    store = run(place, FIRST).store
    lay_session(store, "FG01", SAID["FG01"][1:], nlp=nlp)
    run(place, SECOND)
    assert store.load("previous_codes").empty


@pytest.mark.parametrize(
    ("later", "coded_as"),
    [
        (book(code("contact", "terugbellen", voorheen="bellen"), code("reizen", "bus")), {"contact", "reizen"}),
        (book(code("reizen", "bus", voorheen="bellen")), {"reizen"}),
        # A chain: contact was bellen, and is now bereiken.
        (
            book(code("bereiken", "terugbellen", voorheen="[contact, bellen]"), code("reizen", "bus")),
            {"bereiken", "reizen"},
        ),
    ],
)
def test_what_people_coded_moves_along_and_is_no_loss(place: Path, later: str, coded_as: set[str]) -> None:
    store = run(place, FIRST).store
    run(place, book(code("contact", "terugbellen", voorheen="bellen"), code("reizen", "bus")))
    study = run(place, later)
    codes = store.load("segment_codes")
    confirmed = codes[codes.status == "confirmed"]
    assert set(confirmed.segment_id) == {"FG01-0001-1", "FG01-0002-1"}
    assert set(confirmed.code) == coded_as
    changed = flow_history.effect_of(study, old=None).rows
    assert changed[changed.status == "confirmed"].lost.map(len).sum() == 0


def shown(place: Path, *arguments: str, codebook: str | None = None, given: str | None = None) -> str:
    """What the command prints, in a run of its own."""
    study = study_in(place, codebook)
    app = typer.Typer()
    app.command()(diff)
    folders = ["--corpus", study.corpus, "--config", study.config, "--out", study.out]
    result = CliRunner().invoke(app, [*arguments, *map(str, folders)], input=given)
    if result.exception:
        raise result.exception
    return result.stdout


def lines(printed: str) -> list[list[str]]:
    return [line.split() for line in printed.splitlines()]


EFFECT = (
    ["tijd", "proposed", "+1", "(1)"],
    ["FG01-0003-1", "+", "tijd", "proposed", "Daar", "heb", "ik", "geen", "tijd", "voor."],
)


def test_an_edit_shows_what_it_would_do_before_a_run_and_what_it_did_afterwards(place: Path) -> None:
    run(place, FIRST)
    before = shown(place, codebook=SECOND)
    run(place, SECOND)
    after = shown(place)
    named = place / "eerder.yaml"
    named.write_text(FIRST, encoding="utf-8")
    for printed in (before, after, shown(place, str(named)), shown(place, "-", given=FIRST)):
        assert ["tijd", "added"] in lines(printed)
        assert [line for line in lines(printed) if "tijd" in line[:3] and line[1] != "added"] == [*EFFECT]


def test_words_of_the_old_book_are_shown_where_its_file_is_named(place: Path) -> None:
    run(place, FIRST)
    run(place, THIRD)
    assert "Of het over reizen gaat." in shown(place, "-", given=FIRST)
    assert "Of het over reizen gaat." not in shown(place)
    assert "Iets anders." in shown(place)


def test_a_new_session_is_no_gain_of_the_codebook(place: Path, nlp: Language) -> None:
    run(place, FIRST)
    run(place, SECOND)
    with (
        (place / "proef" / "sessies.csv").open("a") as sessions,
        (place / "proef" / "sprekers.csv").open("a") as people,
    ):
        sessions.write("FG03;FG03.txt;focusgroep\n")
        people.write("FG03;Ouder1;deelnemer;ouder\n")
    (place / "proef" / "transcripten" / "FG03.txt").write_text("Ouder1: Tijd, tijd, tijd.\n")
    lay_session(study_in(place).store, "FG03", ["Tijd, tijd, tijd."], nlp=nlp)
    run(place)
    printed = shown(place)
    assert [line for line in lines(printed) if "tijd" in line[:3] and line[1] != "added"] == [*EFFECT]
    assert "FG03" in printed.splitlines()[-1]


def test_where_there_is_nothing_to_compare_with_it_is_said(place: Path) -> None:
    with pytest.raises(PipelineError, match=r"no run has kept its codebook yet.*First do `route run`"):
        shown(place)
    with pytest.raises(PipelineError, match=r"there are no tables of this corpus\. First do `route run`"):
        shown(place, "-", given=SECOND)
    with pytest.raises(PipelineError, match="this file does not exist"):
        shown(place, "nergens.yaml")
    with pytest.raises(PipelineError, match=r"standard input:\d+.*versi"):
        shown(place, "-", given=FIRST.replace("versie", "versi"))
    run(place, FIRST)
    assert "No code differs" in shown(place)


def test_a_code_that_people_coded_and_that_changed_under_one_version_gets_a_note(place: Path) -> None:
    run(place, FIRST)
    assert flow.find_problems(study_in(place)).notes == []
    notes = flow.find_problems(study_in(place, THIRD)).notes
    line = THIRD.splitlines().index("        definitie: Iets anders.") + 1
    assert [(n.where, n.line) for n in notes] == [("config/codebook.yaml", line)]
    assert notes[0].what == "code 'reizen' was redefined, but versie is still 1"
    run(place, THIRD)
    assert flow.find_problems(study_in(place)).notes == notes
    assert flow.find_problems(study_in(place, THIRD.replace("versie: 1", "versie: 2"))).notes == []


def test_a_damaged_history_stops_nothing(place: Path) -> None:
    store = run(place, FIRST).store
    path = store.path("codebook_versions")
    data = bytearray(path.read_bytes())
    data[40:60] = bytes(20)
    path.write_bytes(data)
    assert flow.find_problems(study_in(place, THIRD)).notes == []
    run(place)
    assert set(store.load("codebook_versions").number) == {1}


def test_trace_tells_that_a_coding_is_under_an_old_definition(place: Path) -> None:
    from pipeline.trace import trace_lines

    run(place, FIRST)
    study = run(place, THIRD)
    assert any("HB (codebook 1, onder oude definitie)" in line for line in trace_lines(study, "FG01-0002-1"))
    assert any("HB (codebook 1)" in line for line in trace_lines(study, "FG01-0001-1"))
