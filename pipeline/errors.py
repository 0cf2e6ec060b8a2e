"""What the researcher can mend, as one exception that carries a list of problems."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
    """One thing to mend: *where: what is wrong (value). What to do.*

    `where` names a file or a session; lines and columns count from 1, and 0 is none. `what` and `remedy` never hold
    transcript text.
    """

    where: str
    line: int
    what: str
    remedy: str = ""
    column: int = field(default=0, kw_only=True)

    def __lt__(self, other: Problem) -> bool:
        return self._order() < other._order()

    def _order(self) -> tuple[str, int, int, str, str]:
        return self.where, self.line, self.column, self.what, self.remedy

    @property
    def place(self) -> str:
        """Where it is, as editors and terminals know it: file:line:column."""
        line = f":{self.line}" if self.line else ""
        return f"{self.where}{line}:{self.column}" if self.line and self.column else f"{self.where}{line}"

    def __str__(self) -> str:
        return f"{self.place}: {self.what}. {self.remedy}".rstrip()


class PipelineError(Exception):
    """Something the researcher can mend. Holds all problems that were found together."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = [problems] if isinstance(problems, Problem) else sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[PipelineError], tuple[list[Problem]]]:
        """Exceptions cross from a worker process to the main one."""
        return type(self), (self.problems,)


class TranscriptError(PipelineError):
    """A transcript that cannot be read, or cannot be tied to its register."""


class ReportError(PipelineError):
    """A report that failed while its notebook ran; the marked notebook stays on disk."""


def did_you_mean(value: str, known: Iterable[str], otherwise: str = "") -> str:
    """A remedy that names the nearest known value, whatever its case, else `otherwise`."""
    spelled = {name.lower(): name for name in known}
    near = difflib.get_close_matches(value.lower(), list(spelled), n=1, cutoff=0.6)
    return f"Did you mean '{spelled[near[0]]}'?" if near else otherwise
