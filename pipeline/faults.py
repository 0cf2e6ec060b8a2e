"""What the file system refuses and the researcher can mend, as one clear message; and what a killed run leaves."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from pipeline.errors import PipelineError, Problem

_AGAIN = "Then run again: what is whole stays."
_ELSEWHERE = "or choose another place with --out"
_IN_THE_WAY = ("a file or folder of another kind is in the way", f"Move it. {_AGAIN}")
_REFUSED = ("you may not read or write this", f"Change the permissions, {_ELSEWHERE}. {_AGAIN}")
_CANNOT_LOCK = ("this disk cannot lock files, so two runs could meet", "Choose another place with --out.")
_MENDED = {
    errno.ENOSPC: ("the disk is full", f"Make room, {_ELSEWHERE}. {_AGAIN}"),
    errno.EDQUOT: ("your part of the disk is full", f"Make room, {_ELSEWHERE}. {_AGAIN}"),
    errno.EFBIG: ("the file is larger than is allowed here", f"Ask for more room, {_ELSEWHERE}. {_AGAIN}"),
    errno.EROFS: ("this disk can be read only", f"Make it writable, {_ELSEWHERE}. {_AGAIN}"),
    errno.EIO: ("the disk failed", f"Have it checked, {_ELSEWHERE}. {_AGAIN}"),
    errno.EACCES: _REFUSED,
    errno.EPERM: _REFUSED,
    errno.EISDIR: _IN_THE_WAY,
    errno.ENOTDIR: _IN_THE_WAY,
    errno.EEXIST: _IN_THE_WAY,
    errno.ENOTEMPTY: _IN_THE_WAY,
    errno.ENOSYS: _CANNOT_LOCK,
    errno.ENOLCK: _CANNOT_LOCK,
}
_OURS = ("data", "reports")
_WATCH_SECONDS = 0.1


@contextmanager
def mendable(where: Path | str) -> Iterator[None]:
    """Raise what the researcher can mend (a full disk, no permission) as PipelineError; other errors stay as they are.

    `where` is the file that all is about; as text, what is named where the system does not say which file it was.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _MENDED:
            raise
        what, remedy = _MENDED[error.errno]
        place = error.filename if isinstance(where, str) and isinstance(error.filename, str) else where
        raise PipelineError(Problem(shown(Path(place)), 0, what, remedy)) from error


def scratch_prefix(root: Path) -> str:
    """How the temporary folders begin that belong to the tables in `root`, so that a later run knows them."""
    return f"route-{hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:12]}-"


def delete_leftovers(root: Path) -> None:
    """Delete what a killed run left of files half written below `root`, and its temporary folders.

    Only while no other run is at work on the tables in `root`.
    """
    for leftover in root.rglob(".*.tmp"):
        leftover.unlink(missing_ok=True)
    # They hold executed notebooks: words of people who may have withdrawn since.
    for folder in Path(tempfile.gettempdir()).glob(f"{scratch_prefix(root)}*"):
        shutil.rmtree(folder, ignore_errors=True)


@cache
def end_with(parent: int) -> None:
    """From now on end this process when its parent ends; nothing where this is the parent itself.

    A worker of a run that was killed would go on, and write what is old by now beside the next run.
    """
    if os.getpid() != parent:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_WATCH_SECONDS)
    os._exit(1)


def shown(path: Path) -> str:
    """A path as messages show it: from the folder that all corpora have, without this machine's own above it."""
    starts = [index for index, part in enumerate(path.parts) if part in _OURS]
    return "/".join(path.parts[max(starts, default=-2) :])
