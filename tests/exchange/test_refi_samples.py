"""Files of other programs, and the published schemas, against which all that goes out is held."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree

from pipeline.codebook import codebook_of
from pipeline.exchange.refi_book import given_codes
from pipeline.exchange.refi_package import read_package
from pipeline.exchange.refi_positions import Asked, SourceText, choose_counting
from pipeline.exchange.refi_project import read_project
from pipeline.study import Study, read_study
from pipeline.yaml_text import read_yaml_bytes
from tests.exchange.small_refi import CODINGS, exchanged, sent, taken

SAMPLES = {
    "Project.qde": (14, 77),
    "TestProject.qdpx": (14, 77),
    "codebook_atlasti_23.4.0.qdc": (1, 1),
    "codebook_taguette_1.4.1.qdc": (3, 0),
    "nvivo12_scrubbed.qdpx": (152, 332),
    "project_hand_authored.qde": (4, 10),
}
"""The codes that each holds, and how many of its elements have no place in a study that it is not about."""


@pytest.fixture(scope="module")
def samples(shared_data: Path) -> Path:
    folder = shared_data / "refi_qda"
    if not folder.is_dir():
        pytest.skip(f"there are no REFI-QDA files in {folder}")
    return folder


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return exchanged(tmp_path, codings=None)


def schema(samples: Path, name: str) -> etree.XMLSchema:
    return etree.XMLSchema(file=str(samples / "schemas" / f"{name}-v1.0.xsd"))


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_is_read_whole_and_what_has_no_place_is_told(samples: Path, study: Study, name: str) -> None:
    n_codes, n_lost = SAMPLES[name]
    coderingen = study.corpus / "coderingen"
    found = taken(study, samples / name)
    assert len(list(given_codes(read_package(samples / name).root))) == n_codes
    after = read_study(study.corpus, None, study.out)
    assert after.problems == []
    assert found.counts["codes new"] + found.counts["themes new"] >= n_codes
    assert len(found.lost) == n_lost
    assert not list(coderingen.glob("*")) if coderingen.is_dir() else True
    again = taken(study, samples / name)
    assert (again.counts["codes new"], again.counts["memos new"], again.written) == (0, 0, [])


def test_the_codings_of_a_sample_are_all_in_its_report(samples: Path, study: Study) -> None:
    for name in ("Project.qde", "nvivo12_scrubbed.qdpx", "project_hand_authored.qde"):
        root = read_package(samples / name).root
        words = {item.get("guid") for item in root.iter("{*}PlainTextSelection")}
        # Stretches of a page whose words are selected too, with the same codes.
        twice = [item for item in root.iter("{*}PDFSelection") if item.get("guid") in words]
        own = (item for item in root.iter("{*}Coding") if item.getparent() not in twice)
        codings = Counter(item.get("guid").lower() for item in own)
        lost = Counter(item.guid for item in taken(study, samples / name).lost if item.element == "Coding")
        assert lost == codings


def test_positions_of_nvivo_are_told_from_the_text(samples: Path) -> None:
    project = read_project(read_package(samples / "nvivo12_scrubbed.qdpx"))
    texts: dict[str, SourceText] = {source.guid: source.text for source in project.sources if source.text}
    asked = [Asked(source.guid, item.start, item.end) for source in project.sources for item in source.selections]
    counting, differs = choose_counting(texts, asked)
    assert (counting.unit, counting.line_end, counting.counts_mark, counting.is_end_included, differs) == (
        "UTF-16 units",
        0,
        False,
        False,
        True,
    )
    text = texts[asked[0].source]
    assert text.place(asked[0].start, counting) < asked[0].start


@pytest.mark.parametrize("machine", [True, False])
@pytest.mark.parametrize("codings", [CODINGS, None])
def test_a_project_that_goes_out_is_valid(
    samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, machine: bool, codings: str | None
) -> None:
    made = sent(exchanged(tmp_path, codings=codings), monkeypatch, with_machine=machine)
    with ZipFile(made.path) as archive:
        schema(samples, "Project").assertValid(etree.fromstring(archive.read("project.qde")))


def test_a_codebook_that_goes_out_is_valid_and_so_is_one_that_came_in(
    samples: Path, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in SAMPLES:
        taken(study, samples / name)
    changed = read_study(study.corpus, None, study.out)
    assert changed.codebook_file
    codebook_of(read_yaml_bytes(changed.codebook_file.read_bytes(), name="codebook.yaml"))
    masked = study.store.load("study_text")
    monkeypatch.setattr("pipeline.exchange.refi_export.describe_study", lambda study: described(changed))
    made = sent(changed, monkeypatch, form="qdc")
    root = etree.fromstring(made.path.read_bytes())
    schema(samples, "Codebook").assertValid(root)
    assert len(list(given_codes(root))) == len(changed.book.names)
    assert len(masked)


def described(study: Study) -> dict[str, object]:
    return {"codebook": study.book.model_dump(mode="json"), "memos": []}
