"""What comes in as a package: looked at before it is read, whoever made it."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from pipeline.errors import PipelineError
from pipeline.exchange.refi_package import packed, read_package
from pipeline.readers.limits import Limits
from tests.exchange.projects import code, project, qdc, qdpx

ENTITY = '<?xml version="1.0"?><!DOCTYPE Project [<!ENTITY a "aaaa">]><Project name="&a;"/>'


@pytest.mark.parametrize("name", ["../weg.txt", "/etc/weg.txt", "C:\\weg.txt", "sources/../../weg.txt"])
def test_a_part_that_leads_outside_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "p.qdpx"
    with ZipFile(path, "w") as archive:
        archive.writestr("project.qde", project(code(1, "A")))
        archive.writestr(name, "x")
    with pytest.raises(PipelineError, match="outside it"):
        read_package(path)


@pytest.mark.parametrize("as_package", [True, False])
def test_xml_that_declares_entities_is_refused(tmp_path: Path, as_package: bool) -> None:
    path = tmp_path / "p.qde"
    if as_package:
        qdpx(path, ENTITY, {})
    else:
        path.write_text(ENTITY)
    with pytest.raises(PipelineError, match="declares entities"):
        read_package(path)


def test_texts_that_unpack_to_more_than_the_limit_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.qdpx"
    qdpx(path, project(code(1, "A")), {1: "a" * 100_000})
    with pytest.raises(PipelineError, match="max_unpacked_megabytes"):
        read_package(path, limits=Limits(max_unpacked_bytes=50_000))


def test_a_recording_in_a_package_is_never_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "p.qdpx"
    with ZipFile(path, "w") as archive:
        archive.writestr("project.qde", project(code(1, "A")))
        archive.writestr("Sources/film.mp4", b"\0" * 200_000)
    assert read_package(path, limits=Limits(max_unpacked_bytes=50_000)).texts == {}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04 broken", "can be read"),
        (b"<Codes/>", "no project and no codebook"),
        (b"<Project", "broken XML"),
        (b"", "broken XML"),
    ],
)
def test_what_is_no_such_file_is_told(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "p.qdpx"
    path.write_bytes(content)
    with pytest.raises(PipelineError, match=says):
        read_package(path)


def test_an_archive_without_a_project_is_told(tmp_path: Path) -> None:
    path = tmp_path / "p.qdpx"
    with ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(PipelineError, match=r"no project\.qde"):
        read_package(path)


def test_a_file_is_what_is_in_it_whatever_its_name_says(tmp_path: Path) -> None:
    assert read_package(qdc(tmp_path / "boek.xml", code(1, "A"))).form == "CodeBook"


def test_a_package_is_the_same_bytes_each_time() -> None:
    assert packed(b"<a/>", {"g": "tekst 🙂"}) == packed(b"<a/>", {"g": "tekst 🙂"})
