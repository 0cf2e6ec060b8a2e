from __future__ import annotations

from pipeline.registers import SpeakerRow
from pipeline.stages.privacy import Masker
from pipeline.stages.study_text import mask_study_text, names_of_speakers
from pipeline.stages.withheld import runs_of
from pipeline.typed_text import name_of, texts_in, with_texts
from tests.builders import code, codebook

TYPED = code(
    "tijd",
    naam="Roos en tijd",
    definitie="Wat Karin zei over tijd.",
    wel=["uren krijgen -> reizen"],
    voorbeelden=["een paarse neushoorn bracht mij thuis"],
    patronen=["uren van Karin"],
    memo="Bel 06-12345678.",
)
BOOK = codebook(TYPED, "reizen").model_dump(mode="json")


def test_every_text_that_a_person_typed_is_found_and_put_back() -> None:
    changed = with_texts(BOOK, str.upper)
    entry = changed["themas"][0]["codes"][0]
    assert (entry["id"], entry["naam"], entry["wel"]) == ("tijd", "ROOS EN TIJD", ["UREN KRIJGEN -> reizen"])
    assert "patronen" not in entry, "search patterns are for the machine"
    assert {"Wat Karin zei over tijd.", "uren krijgen", "Bel 06-12345678."} <= set(texts_in(BOOK))


def test_it_is_masked_with_the_names_of_speakers_and_without_withheld_words() -> None:
    speakers = [SpeakerRow("FG01", "Karin", "deelnemer", "jobcoach", None, None, None, True, None, 2)]
    names = names_of_speakers(speakers, group_names={"jobcoach": "jobcoach"})
    withheld = runs_of(["Een paarse neushoorn bracht mij thuis."])
    table = mask_study_text(texts_in(BOOK), masker=Masker(names=names), withheld=withheld)
    masked = dict(zip(table.text_sha256, table.text, strict=True))
    found = with_texts(BOOK, lambda text: masked[name_of(text)])["themas"][0]["codes"][0]
    assert found["definitie"] == "Wat [jobcoach] zei over tijd."
    assert found["memo"] == "Bel [TELEFOON-1]."
    assert found["voorbeelden"] == ["[weggelaten]"]
    assert found["naam"] == "Roos en tijd", "a word that is a name too stays where nobody is called so"
