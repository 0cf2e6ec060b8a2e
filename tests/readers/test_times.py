import pytest

from pipeline.readers.times import parse_time


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0:03", 3),
        ("00:01:02", 62),
        ("1:00:02", 3602),
        ("75:30", 4530),
        ("62", 62),
        ("62,5", 62.5),
        ("62.5", 62.5),
        ("00:00:10,120", 10.12),
        ("0:0:13.540", 13.54),
        (" 1:30 ", 90),
        ("0", 0),
    ],
)
def test_times_are_read(text, seconds):
    assert parse_time(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "ja", "1:60", "1:60:00", "1:2:3:4", "-5", "1;30", "1:", "half negen", "9" * 400, "9" * 5000]
)
def test_what_is_no_time(text):
    with pytest.raises(ValueError, match=r"not a time|over 59") as caught:
        parse_time(text)
    assert not text.strip() or text not in str(caught.value)
