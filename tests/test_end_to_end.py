"""The whole way as a researcher goes it: the example corpus, an edit of the codebook, a withdrawn person."""

from __future__ import annotations

import html
import json
import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from pipeline.codebook import read_codebook
from pipeline.flow_keys import COUNTED
from pipeline.stages.linked_counts import Key, Slice, key_of, link
from pipeline.store import Store
from tests.attacker import what_is_told
from tests.corpora import ROOT, route


class Run(NamedTuple):
    corpus: Path
    config: Path
    out: Path

    def route(self, command: str, *arguments: str, check: bool = True):
        return route(
            command, *arguments, "--corpus", self.corpus, "--config", self.config, "--out", self.out, check=check
        )

    def table(self, name: str) -> pd.DataFrame:
        """As anyone reads it: by pandas alone."""
        root = self.out / "data" / "processed" / "voorbeeld"
        return pd.read_parquet(root / name if (root / name).is_dir() else root / f"{name}.parquet")

    def stages(self) -> dict:
        return json.loads((self.out / "data/processed/voorbeeld/run.json").read_text())["stages"]

    def everything(self) -> str:
        """All that a run wrote, as text: tables, reports, notebooks, run.json."""
        tables = [self.table(p.stem if p.is_file() else p.name).to_csv() for p in self._tables()]
        texts = [p.read_text(errors="ignore") for p in self.out.rglob("*") if p.suffix in (".html", ".json", ".ipynb")]
        return "\n".join([*tables, *texts])

    def _tables(self) -> list[Path]:
        root = self.out / "data" / "processed" / "voorbeeld"
        return [p for p in root.iterdir() if p.is_dir() or p.suffix == ".parquet"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, example_run: Path) -> Run:
    folder = tmp_path_factory.mktemp("example") / "project"
    shutil.copytree(example_run, folder)
    return Run(folder / "data" / "raw" / "voorbeeld", folder / "config", folder)


def test_every_session_is_read_and_every_turn_kept(run: Run) -> None:
    sessions, utterances = run.table("sessions"), run.table("utterances")
    assert len(sessions) >= 12
    assert set(sessions.session_type) == {"focusgroep", "arena", "traject"}
    assert {Path(name).suffix for name in sessions.source_file} == {".txt", ".docx", ".vtt", ".srt", ".csv"}
    assert len(utterances) == sessions.n_turns.sum() >= 750
    assert sessions.n_words.sum() >= 18_000


def test_segments_equal_the_turns_they_tile(run: Run) -> None:
    utterances = run.table("utterances").dropna(subset="text").set_index("utterance_id").text
    segments = run.table("segments")
    for turn, parts in segments.groupby("utterance_id", sort=False):
        assert "".join(parts.text) == utterances[turn]


def test_no_two_long_turns_are_alike(run: Run) -> None:
    texts = run.table("utterances").text.dropna()
    long = texts[texts.str.split().str.len() >= 8]
    assert long.is_unique


def test_forgotten_names_are_in_no_output(run: Run) -> None:
    written = run.everything()
    for forgotten in (
        "Danny",
        "Verhoeven",
        "Petra de Groot",
        "Jeroen Bakker",
        "06-12345678",
        "m.devries@",
        "el Amrani",
    ):
        assert forgotten in "".join(p.read_text(errors="ignore") for p in run.corpus.rglob("README.md"))
        assert forgotten not in written, forgotten


def test_speakers_without_consent_have_turns_but_no_words(run: Run) -> None:
    people = run.table("participants")
    without = set(people.participant_id[~people.has_consent])
    utterances, segments = run.table("utterances"), run.table("segments")
    assert without
    assert utterances.text[utterances.participant_id.isin(without)].isna().all()
    assert not segments.participant_id.isin(without).any()


def test_all_human_codings_found_their_place(run: Run) -> None:
    assert run.table("unplaced").empty
    ways = {"machine:pattern", "machine:semantic", "machine:model"}
    assert set(run.table("codings").coder) == {"HB", "LM", *ways}


def test_every_quote_is_verbatim(run: Run) -> None:
    utterances = run.table("utterances").set_index("utterance_id").text
    quotes = run.table("quotes")
    assert len(quotes) > 50
    for quote in quotes.itertuples():
        assert quote.text in utterances[quote.segment_id.rsplit("-", 1)[0]]


def test_reports_stand_and_ask_nothing_of_the_network(run: Run) -> None:
    folder = run.out / "reports" / "voorbeeld"
    names = {path.name for path in folder.glob("*.html")}
    assert {"index.html", "overzicht.html", "verantwoording.html", "focusgroep-ouder.html"} <= names
    for path in folder.glob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page), path.name
        assert "erzonnen" in page, f"{path.name} does not say that the corpus is invented"
        assert str(run.out) not in page


def test_nothing_is_done_again_when_nothing_changed(run: Run) -> None:
    before = {path: path.read_bytes() for path in run.out.rglob("*.parquet")}
    run.route("run")
    assert all(stage["n_done"] == 0 for stage in run.stages().values())
    assert before == {path: path.read_bytes() for path in run.out.rglob("*.parquet")}


def test_trace_leads_from_a_number_to_a_line(run: Run) -> None:
    quote = run.table("quotes").iloc[0]
    source = run.table("sessions").set_index("session_id").source_file[quote.segment_id.split("-")[0]]
    printed = run.route("trace", quote.segment_id).stdout
    assert re.search(rf"transcripten/{re.escape(source)}:\d+", printed)
    assert quote.quote_id in printed
    wrong = run.route("trace", "FG99-0001", check=False)
    assert wrong.returncode == 1
    assert "Traceback" not in wrong.stderr


def test_run_json_tells_every_input_and_no_place(run: Run) -> None:
    written = json.loads((run.out / "data/processed/voorbeeld/run.json").read_text())
    assert {"sessies.csv", "leidraad.yaml", "coderingen/HB.csv"} <= set(written["hashes"]["registers"])
    assert "sprekers.csv" not in json.dumps(written)


def test_the_notebook_to_explore_runs_on_the_tables_of_a_run(run: Run) -> None:
    from pipeline.report.engine import Kernel, run_notebook

    with Kernel(run.out / "data" / "processed" / "voorbeeld") as kernel:
        kernel.warm_up()
        notebook, failure = run_notebook(
            ROOT / "notebooks" / "verkennen.ipynb", parameters={"corpus": "voorbeeld"}, kernel=kernel
        )
    assert failure is None
    shown = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.outputs]
    assert len(shown) >= 8
    data = [output.data for cell in shown for output in cell.outputs if "data" in output]
    plots = [of["text/html"] for of in data if "application/vnd.plotly.v1+json" in of]
    assert len(plots) == 5
    assert not any("src=" in page for page in plots)


def test_who_reads_all_reports_for_others_cannot_compute_a_small_number(run: Run) -> None:
    book = read_codebook(run.config / "codebook.yaml")
    store = Store(run.out / "data" / "processed" / "voorbeeld")
    linked = link({name: store.load(name) for name in (*COUNTED, "counts")}, book=book, minimum=3)
    table = store.load("hidden_counts")
    hidden = dict(zip(map(key_of, table.itertuples()), table.reason, strict=True))
    hidden = {key: reason for key, reason in hidden.items() if key in linked.n}
    # What stands in the pages is what is shown, and the number that it is.
    names = {name: code for code, name in book.names.items()}
    printed = 0
    for page in (run.out / "reports" / "voorbeeld").glob("focusgroep-*.html"):
        group = page.stem.removeprefix("focusgroep-").replace("-", "_")
        text = html.unescape(page.read_text(encoding="utf-8"))
        for name, said in re.findall(r"<strong>([^<]+)</strong>: (?:<data[^>]*>)?(kwam [^<]*)", text):
            found = re.search(r"; (\d+)(?: van de \d+)? [^.]*zelf iets over", said)
            if found:
                key = Key(Slice(names[name.removesuffix("\xa0°")], "counted"), (("group", group),))
                assert key not in hidden
                assert int(found[1]) == linked.n[key]
                printed += 1
    assert printed > 10
    # Cell by cell, with every number that is not hidden: some 20 s of linear programming.
    told = what_is_told(linked, hidden)
    assert len(told) > 300
    assert {key: ends for key, ends in told.items() if ends[0] >= 1 and ends[1] < 3} == {}


# The tests below change the study, so they stand last and each brings its change with it.


def test_an_edit_of_one_code_reads_masks_annotates_and_embeds_nothing(run: Run) -> None:
    book = run.config / "codebook.yaml"
    before = run.table("codings")
    text = book.read_text(encoding="utf-8")
    assert "              terugbellen\n" in text or "          terugbellen\n" in text
    book.write_text(re.sub(r"^( +)terugbellen\n", r"\1terugbellen\n\1bellen\n", text, count=1, flags=re.M))
    run.route("run")
    stages = run.stages()
    for stage in ("read", "segments", "tokens", "vectors", "topics"):
        assert stages[stage]["n_done"] == 0, stage
    assert stages["code"]["n_done"] == 1
    assert not run.table("codings").equals(before)


def test_a_withdrawn_session_is_gone_from_everything(run: Run) -> None:
    words = run.table("utterances").query("session_id == 'FG04' and role == 'deelnemer'").text.dropna()
    telling = max(words, key=len)[:60]
    assert telling in run.everything()
    for name in ("sessies.csv", "sprekers.csv", "citaten.csv"):
        path = run.corpus / name
        lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
        path.write_text("".join(line for line in lines if not line.startswith("FG04;")), encoding="utf-8")
    (run.corpus / "transcripten" / "FG04.csv").unlink()
    refused = run.route("report", check=False)
    assert refused.returncode == 1
    assert "First do `route run`" in refused.stderr
    output = run.route("run").stdout
    assert "FG04" in output
    assert "FG04" not in {path.stem for path in run.out.rglob("*.parquet")}
    assert telling not in run.everything()
