import pytest

from pipeline.readers.software import is_written_by_software


@pytest.mark.parametrize(
    "line",
    [
        "Jan Jansen started transcription",
        "Stopped recording",
        "Jan Jansen heeft de transcriptie gestart",
        "Transcriptie gestart",
        "Opname beëindigd.",
        "---",
        "* * *",
        "[00:05:00]",
        "#00:05:49-2#",
    ],
)
def test_anywhere(line):
    assert is_written_by_software(line, is_at_start=False)
    assert is_written_by_software(line, is_at_start=True)


@pytest.mark.parametrize(
    "line",
    [
        "WEBVTT",
        "Kind: captions",
        "Focusgroep ouders-20260810_160146-Meeting Recording",
        "August 10, 2026, 8:01PM",
        "10 augustus 2026, 8:01",
        "donderdag 12 maart 2026 om 15.30 uur",
        "12-03-2026",
        "2026-03-12 15:30",
        "36m 4s",
        "1 uur 12 minuten",
        "1:12:04",
        "Transcribed with noScribe vers. 0.7",
        "Audio file: ./opname.mp3",
        "(Language: Dutch (nl) | Speaker detection: auto)",
        "(12 seconds pause)",
        "(..)",
        "[muziek]",
        "Transcript focusgroep ouders",
        "Datum: 12 maart 2026",
    ],
)
def test_at_the_start_only(line):
    assert is_written_by_software(line, is_at_start=True)
    assert not is_written_by_software(line, is_at_start=False)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Is de transcriptie gestart?",
        "Nou, de opname is gestart.",
        "Op 12 maart 2026 was dat",
        "Wij hadden 36 minuten",
        "Hij is begonnen.",
        "Die datum: 12 maart",
        "...",
        "- Ouder 1 knikt",
    ],
)
def test_never(line):
    assert not is_written_by_software(line, is_at_start=True)
