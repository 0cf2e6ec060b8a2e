from __future__ import annotations

import pytest

from pipeline.stages.reading_versions import Changes, changes_in

SAID = "Nou, ik heb eh drie keer gebeld naar [school A], maar ja: dan staat ze weer voor de klas."


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        (SAID, Changes(0, 0, 0)),
        ("Nou, ik heb drie keer gebeld naar [school A], maar ja, dan staat ze weer voor de klas", Changes(1, 0, 0)),
        ("Ik heb drie keer gebeld […] dan staat ze weer voor de klas.", Changes(2, 1, 0)),
        ("Ik heb eh drie keer gebeld [...] voor de klas.", Changes(1, 1, 0)),
        (
            "Nou, ik heb eh drie keer gebeld naar [school A], maar ja: dan staat ze [de begeleider] weer voor de klas.",
            Changes(0, 0, 1),
        ),
        ("[…] dan staat ze weer voor de klas.", Changes(0, 1, 0)),
    ],
)
def test_a_reading_version_is_read_with_its_changes(reading: str, expected: Changes) -> None:
    assert changes_in(reading, SAID) == expected


@pytest.mark.parametrize(
    "reading",
    [
        "Nou, ik heb eh vier keer gebeld naar [school A], maar ja: dan staat ze weer voor de klas.",
        "Nou, ik heb eh drie keer gebeld naar [school A], maar ja: dan staat ze voor de klas.",
        "Nou, ik heb eh drie keer gebeld naar [school A], maar ja: dan staat ze weer niet voor de klas.",
        "Dan staat ze weer voor de klas. […] Ik heb drie keer gebeld.",
        "[De begeleider was er niet]",
        "",
        "Nou, ik heb eh drie keer gebeld naar [school A], maar ja: dan staat ze weer voor de klas […]",
    ],
)
def test_what_was_not_said_is_no_reading_version(reading: str) -> None:
    assert changes_in(reading, SAID) is None
