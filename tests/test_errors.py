from __future__ import annotations

import pickle

import pytest

from pipeline.errors import PipelineError, Problem, ReportError, TranscriptError, did_you_mean


def test_a_problem_reads_as_place_fault_remedy() -> None:
    assert str(Problem("codebook.yaml", 41, "unknown key 'nam'", "Did you mean 'naam'?")) == (
        "codebook.yaml:41: unknown key 'nam'. Did you mean 'naam'?"
    )
    assert str(Problem("codebook.yaml", 41, "x", column=7)) == "codebook.yaml:41:7: x."
    assert (
        str(Problem("sessies.csv", 0, "this register does not exist")) == "sessies.csv: this register does not exist."
    )


def test_all_problems_stand_in_one_error_in_the_order_of_files_and_lines() -> None:
    places = [("b", 2, 0), ("a", 10, 0), ("a", 9, 4), ("a", 9, 3)]
    error = PipelineError([Problem(where, line, "x", column=column) for where, line, column in places])
    assert str(error).splitlines() == ["a:9:3: x.", "a:9:4: x.", "a:10: x.", "b:2: x."]


def test_one_problem_needs_no_list() -> None:
    assert PipelineError(Problem("a", 1, "x")).problems == [Problem("a", 1, "x")]


@pytest.mark.parametrize("kind", [PipelineError, TranscriptError, ReportError])
def test_an_error_crosses_from_a_worker_process_whole(kind: type[PipelineError]) -> None:
    error = kind([Problem("a", 1, "x", "y", column=3), Problem("b", 2, "z")])
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is kind
    assert copy.problems == error.problems


@pytest.mark.parametrize(
    ("value", "known", "expected"),
    [
        ("reistijd", ["reizen", "tijden", "reistijden"], "Did you mean 'reistijden'?"),
        ("fg01", ["FG01", "AR01"], "Did you mean 'FG01'?"),
        ("OUDER", ["ouder"], "Did you mean 'ouder'?"),
        ("xyz", ["ouder"], "Add it."),
        ("xyz", [], "Add it."),
    ],
)
def test_did_you_mean_names_the_nearest_whatever_its_case(value: str, known: list[str], expected: str) -> None:
    assert did_you_mean(value, known, "Add it.") == expected
