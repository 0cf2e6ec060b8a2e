"""Who coded: the users of another program as coders of ours, and what is the machine's own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from pipeline.errors import Problem
from pipeline.exchange.refi_marks import MACHINES, user_guid
from pipeline.exchange.refi_project import Project
from pipeline.exchange.review import coder_named
from pipeline.study import Study

UNKNOWN = "onbekend"
_MACHINE = re.compile(r"machine\b", re.IGNORECASE)
# What a coder's name may hold.
_OTHER = re.compile(r"[^\w .-]+")


class Coders:
    """Our name of every user, by GUID; the machine's users have the names of its coders (`machine:…`)."""

    def __init__(self, study: Study, project: Project, *, called: Mapping[str, str]) -> None:
        self._study, self._called = study, {name.casefold(): coder for name, coder in called.items()}
        self.notes: list[Problem] = []
        self._names: dict[str, str] = {}
        by_guid = {user_guid(coder): coder for coder in (*MACHINES, *(row.coder for row in study.codings))}
        shown = {name.casefold(): coder for coder, name in MACHINES.items()}
        known = {coder.casefold() for coder in by_guid.values()}
        n_alike: Counter[str] = Counter()
        for guid, name in project.users.items():
            own = by_guid.get(guid) or shown.get(name.casefold()) or shown.get(project.ids.get(guid, "").casefold())
            if own is None and _MACHINE.match(name):
                own = "machine:other"
            if own is None or self._called.get(name.casefold()):
                own = self._named(name)
                n_alike[own.casefold()] += 1
                if n_alike[own.casefold()] > 1 and own.casefold() not in known and name.casefold() not in self._called:
                    number = n_alike[own.casefold()]
                    what = f"more than one user is called '{name[:40]}': '{own} {number}' is another coder"
                    remedy = "Is it one person? Rename one of the users, or give --codeur NAME=INITIALS."
                    self.notes.append(Problem("users", 0, what, remedy))
                    own = f"{own} {number}"
            self._names[guid] = own

    def _named(self, name: str) -> str:
        own = self._called.get(name.casefold(), " ".join(_OTHER.sub(" ", name).split()).lstrip("-. "))
        return coder_named(own or UNKNOWN, self._study)

    def of(self, guid: str) -> str:
        """The coder that a user is; `onbekend` where the file does not say who."""
        if guid not in self._names:
            self._names[guid] = UNKNOWN
        return self._names[guid]


def is_machine(coder: str) -> bool:
    """Whether it is the machine."""
    return coder.startswith("machine:")
