"""JSON of Whisper, WhisperX and Amberscript."""

import json

import pytest

from pipeline.readers import Turn, read_transcript

from .conftest import said


def segments(*given, **others) -> str:
    return json.dumps({"segments": given, **others})


def test_whisperx(read):
    text = segments(
        {
            "start": 0.5,
            "end": 2,
            "text": " Hoe ging het?",
            "speaker": "GL",
            "words": [{"word": "Hoe", "speaker": "Ouder"}],
        },
        {"start": 2, "end": 3.2504, "text": "Goed.", "speaker": "Ouder"},
        {"start": 4, "end": 5, "text": " Piet: ja.", "speaker": "Ouder"},
        {"start": 6, "end": 7, "text": "Hm."},
        language="nl",
    )
    assert read("INT01.json", text) == [
        Turn("GL", "Hoe ging het?", 1, None, 0.5, 2),
        Turn("Ouder", "Goed. Piet: ja.", 2, None, 2, 5),
        Turn("ONBEKEND", "Hm.", 4, None, 6, 7),
    ]


@pytest.mark.parametrize("as_list", [False, True])
def test_whisper_knows_no_speakers_and_says_so(tmp_path, as_list):
    given = [{"id": 0, "start": 0, "end": 2.5, "text": " Goed."}, {"start": 3, "end": 4, "words": [{"word": " Ja"}]}]
    path = tmp_path / "INT01.json"
    path.write_text(json.dumps(given if as_list else {"text": "Goed. Ja", "segments": given}))
    transcript = read_transcript(path, labels=["GL"])
    assert transcript.turns == [Turn("ONBEKEND", "Goed. Ja", 1, None, 0, 4)]
    assert [note.what for note in transcript.notes] == ["no speaker is known: everything that is said is ONBEKEND"]


def test_amberscript(read):
    words = [
        {"text": "Goed", "start": 1.5, "end": 2},
        {"text": ",", "start": 2, "end": 2},
        {"text": "of", "start": 2, "end": 2.1},
        {"text": "?", "start": 2.1, "end": 2.5},
        {"text": "[ONVERSTAANBAAR]"},
        {"text": "."},
    ]
    text = segments({"speaker": "spk1", "words": words}, speakers=[{"spkid": "spk1", "name": "Ouder 1"}])
    assert read("INT01.json", text) == [Turn("Ouder 1", "Goed, of ? [ONVERSTAANBAAR].", 1, None, 1.5, 2.5)]


def test_speakers_may_be_numbers(read):
    assert said(read("INT01.json", segments({"text": "a", "speaker": 0}), ["0"])) == [("0", "a")]


def test_signs_that_json_can_hold_and_text_cannot(read):
    text = '{"segments": [{"text": "a\\u0000\\ud800b \\ud83d\\ude00", "speaker": "GL", "no_speech_prob": NaN}]}'
    assert said(read("INT01.json", text)) == [("GL", "a\ufffdb 😀")]


@pytest.mark.parametrize("time", ["NaN", "1e999", "-1", '"1"', "true", "[]", "9" * 400])
def test_what_is_no_time(problems, time):
    wrong = "INT01.json:1: a segment with a start or end that is no number of seconds. Export it again."
    found = problems(
        "INT01.json", f'{{"segments": [{{"text": "geheim", "speaker": "GL", "start": {time}, "end": -2}}]}}'
    )
    assert found == [wrong]


def test_a_speaker_without_a_row(problems):
    assert problems("INT01.json", segments({"text": "geheim", "speaker": "SPEAKER_00"})) == [
        "INT01.json:1: speaker 'SPEAKER_00' has no row in sprekers.csv. Add a row for this speaker."
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is broken JSON"),
        ("{", "the file is broken JSON"),
        ("[" * 100_000, "the file is broken JSON"),
        ("9" * 5000, "the file is broken JSON"),
        ("[[]," * 3_000_000, "the file unpacks to more than a transcript holds (500 MB)"),
        ("null", "the file is no transcript of Whisper, WhisperX or Amberscript"),
        ('{"segments": "geheim"}', "the file is no transcript of Whisper"),
        ('{"segments": ["geheim"]}', "the file is no transcript of Whisper"),
        ('{"segments": [{"id": 1}]}', "the file is no transcript of Whisper"),
        ('{"segments": []}', "the transcript is empty"),
    ],
)
def test_files_that_cannot_be_read(problems, text, message):
    [problem] = problems("INT01.json", text)
    assert message in problem
