from __future__ import annotations

import pytest

from pipeline.masking.speaker_names import all_forms, misspelled, speaker_names


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        ({"Petra": "[ouder A]"}, {"Petra": "[ouder A]"}),
        ({"Directeur": "[a]", "W1": "[b]", "GL": "[c]", "Docent groen": "[d]", "Ouder 1": "[e]", "JB": "[f]"}, {}),
        ({"Moeder Kevin": "[ouder A]"}, {"Kevin": None}),
        ({"Kevin": "[leerling A]", "Moeder Kevin": "[ouder A]"}, {"Kevin": "[leerling A]"}),
        ({"Moeder Kevin": "[ouder A]", "Kevin": "[leerling A]"}, {"Kevin": "[leerling A]"}),
        ({"moeder van kevin": "[ouder A]"}, {"kevin": None}),
        ({"Petra-Anne": "[ouder A]"}, {"Petra-Anne": "[ouder A]"}),
        ({"Juf Anita": "[docent A]"}, {"Anita": "[docent A]"}),
        ({"MARIEKE": "[ouder A]"}, {"MARIEKE": "[ouder A]"}),
        ({"Stagebegeleider": "[a]", "Consulent A": "[b]", "Beleidsmedewerker": "[c]"}, {}),
    ],
)
def test_names_in_labels(labels: dict[str, str], names: dict[str, str | None]):
    assert speaker_names(labels) == names


def test_a_full_name_is_the_speakers_by_every_part():
    names = speaker_names({"Jan de Vries": "[ouder A]"})
    assert names == dict.fromkeys(("Jan", "Jan de Vries", "de Vries", "Vries"), "[ouder A]")


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        ({"Wil": "[a]"}, {"Wil": "[a]"}),
        ({"Meneer Bakker": "[a]"}, {"Bakker": "[a]"}),
        ({"Petra": "[a]", "Petra de Groot": "[a]"}, dict.fromkeys(("Petra", "Petra de Groot", "de Groot"), "[a]")),
    ],
)
def test_labels_of_one_person_name_that_person(labels: dict[str, str], names: dict[str, str | None]):
    assert speaker_names(labels) == names


def test_forms_are_no_words_and_nobody_elses_name():
    forms = all_forms(["Jan", "Bo", "Tim", "Petra", "Jantje"])
    assert {form for form, name in forms.items() if name == "petra"} >= {"petra", "petras", "petraatje"}
    assert (forms["timmetje"], forms["jantje"], forms["jans"]) == ("tim", "jantje", "jan")
    assert not {"bos", "januari"} & set(forms)


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("moniqe", "monique"), ("monqiue", "monique"), ("moniquee", "monique"), ("marike", "marieke"),
        ("sjoert", "sjoerd"),
        ("mnqiue", None), ("kevi", "kevin"), ("jam", None), ("keven", None), ("sandra", None), ("maria", None),
    ],
)  # fmt: skip
def test_one_letter_wrong(word: str, name: str | None):
    names = dict.fromkeys(["Monique", "Marieke", "Sjoerd", "Kevin", "Jan", "Sander", "Marja"])
    assert misspelled(names, heard={word}) == ({word: name} if name else {})
