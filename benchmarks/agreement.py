"""Agreement with bootstrap of a study of the usual size, beside the package krippendorff one call at a time."""

from __future__ import annotations

import time
from typing import Any

import krippendorff
import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.codebook import Codebook
from pipeline.frames import frame
from pipeline.judgements import CoderRow
from pipeline.stages.agreement import measure_agreement
from pipeline.tables import TABLES

N_SESSIONS, N_SEGMENTS, N_CODES, N_RESAMPLES, CODERS = 34, 12_000, 60, 1_000, ("AA", "BB", "CC")
_CALLS = 200

Said = npt.NDArray[np.bool_]


def agreement_speed() -> dict[str, Any]:
    """Seconds for 60 codes, two bases, 1,000 resamples of 34 sessions, three coders and the machine.

    The package is measured on a sample of its calls, from which its seconds for the same intervals (one call per
    group, code, basis and resample) are extrapolated; `largest_difference` is between its alphas and ours.
    """
    said = _invented(seed=1)
    tables, book, coders = _study(said)
    start = time.perf_counter()
    found = measure_agreement(tables, coders=coders, book=book, resamples=N_RESAMPLES, seed=1)
    seconds = time.perf_counter() - start
    people = found[~found.coders.str.startswith("machine:") & (found.code != "*")].set_index(
        ["coders", "code", "basis"]
    )
    differences, start = [], time.perf_counter()
    for coder_names, code, basis in people.index[:_CALLS]:
        expected = _by_package(said, coder_names.split(" × "), int(code[1:]), basis=basis)
        differences.append(abs(float(people.krippendorff_alpha[coder_names, code, basis]) - expected))
    per_call = (time.perf_counter() - start) / len(differences)
    with_interval = int(found.alpha_low.notna().sum())
    of_two = int(people.loc["AA × BB"].alpha_low.notna().sum())
    return {
        "n_rows": len(found),
        "n_intervals": with_interval,
        "seconds": seconds,
        "package_one_call_s": per_call,
        "package_all_intervals_s_extrapolated": per_call * with_interval * N_RESAMPLES,
        "package_one_pair_s_extrapolated": per_call * of_two * N_RESAMPLES,
        "n_compared_with_package": len(differences),
        "largest_difference": float(np.max(differences)),
    }


def _invented(*, seed: int) -> dict[str, Said]:
    """What people and machine say: each follows one truth, in which codes are rare, with errors of its own."""
    random = np.random.default_rng(seed)
    shape = N_SEGMENTS, N_CODES
    truth = random.random(shape) < 0.02
    wrong = dict.fromkeys(CODERS, 0.2) | {"machine:pattern": 0.5, "machine:semantic": 0.6}
    return {
        name: (truth & (random.random(shape) > share)) | (random.random(shape) < 0.02 * share)
        for name, share in wrong.items()
    }


def _study(said: dict[str, Said]) -> tuple[dict[str, pd.DataFrame], Codebook, list[CoderRow]]:
    session = np.arange(N_SEGMENTS) * N_SESSIONS // N_SEGMENTS
    ids = [f"S{number:02d}-{row:05d}-1" for row, number in enumerate(session)]
    about = {"participant_id": "P", "role": "deelnemer", "start_char": 0, "end_char": 1, "text": "x", "n_words": 1}
    segments = [
        about | {"segment_id": name, "utterance_id": name[:-2], "session_id": name[:3], "is_codable": True}
        for name in ids
    ]
    codings = [
        {"coding_id": f"{coder}-{row}-{code}", "segment_id": ids[row], "code": f"c{code}", "coder": coder}
        for coder, array in said.items()
        for row, code in zip(*np.nonzero(array), strict=True)
    ]
    codes = [{"id": f"c{code}", "naam": f"Code {code}", "definitie": "Verzonnen."} for code in range(N_CODES)]
    book = {"titel": "Maat", "versie": "1", "themas": [{"id": "alles", "naam": "Alles", "codes": codes}]}
    tables = {
        "segments": frame(TABLES["segments"], segments),
        "codings": frame(TABLES["codings"], codings).assign(is_present=True),
        "human_codings": frame(TABLES["human_codings"], []),
        "human_samples": frame(TABLES["human_samples"], []),
    }
    coders = [CoderRow(name, f"S{number:02d}", (), True, True) for name in CODERS for number in range(N_SESSIONS)]
    return tables, Codebook.model_validate(book), coders


def _by_package(said: dict[str, Said], coders: list[str], code: int, *, basis: str) -> float:
    kept = np.any([said[name].any(axis=1) for name in coders], axis=0) if basis == "coded" else slice(None)
    data = np.stack([said[name][kept, code] for name in coders]).astype(int)
    return float(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))


if __name__ == "__main__":
    print(agreement_speed())
