"""run.json beside the tables: how they came about."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.flow_sessions import sha256_of
from pipeline.store import hash_of, write_atomically
from pipeline.study import Study

if TYPE_CHECKING:
    from pipeline.flow import Summary


def write_run(study: Study, summary: Summary, described: dict[str, Any]) -> None:
    """run.json beside the tables: versions, hashes of all inputs, and per stage rows, seconds and cache hits."""
    stages: dict[str, dict[str, Any]] = defaultdict(lambda: {"n_done": 0, "n_cached": 0, "seconds": 0.0, "rows_out": 0})
    for log in summary.logs:
        stage = stages[log.stage]
        stage["n_cached" if log.is_cached else "n_done"] += 1
        stage["seconds"] = round(stage["seconds"] + log.seconds, 3)
        stage["rows_out"] += log.n_rows
    content = {
        "corpus": study.name,
        "versions": described["versions"],
        "settings": described["settings"],
        "hashes": {
            "settings": hash_of(study.settings.model_dump()),
            "codebook": hash_of(study.book.model_dump()),
            "stakeholders": hash_of(study.named.model_dump()),
            "privacy": hash_of(study.privacy.model_dump()),
            "sessions": {s.session_id: sha256_of(study.transcript(s)) for s in study.sessions},
            "registers": {path.relative_to(study.corpus).as_posix(): sha256_of(path) for path in _registers(study)},
        },
        "codebook_version": study.book.versie,
        "stages": stages,
        "seconds": round(summary.seconds, 2),
        "sessions_gone": summary.gone,
    }
    text = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True)
    write_atomically(study.store.root / "run.json", text.encode())


def _registers(study: Study) -> list[Path]:
    """The files of a corpus beside its transcripts and its configuration."""
    found = [*study.corpus.glob("[!.~]*.*"), *study.corpus.glob("coderingen/[!.~]*.*")]
    # The register of speakers may be a key file; its hash stays with it.
    keys = {Path(study.settings.transcripts.speakers).stem, "sprekers"}
    return sorted(path for path in found if path.is_file() and path.stem not in keys)
