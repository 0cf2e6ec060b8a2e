import json

import pytest

from pipeline.readers import Turn

TIME = '<span class="timestamp" contenteditable="false" data-timestamp="{}">{}</span>'.format


def test_times_are_the_start_of_what_follows_them(read):
    text = (
        f"<p>{TIME(1.25, '0:01')}&nbsp;GL: Hoe?<br />Ouder 1:{TIME('62.5', '1:02')} Goed, {TIME(70, '1:10')} dus.</p>"
        f"<p>{TIME('geheim', '9:99')}</p><p><b>GL:</b> O.</p>"
    )
    assert read("INT01.otr", json.dumps({"text": text.replace(TIME("geheim", "9:99"), ""), "media": "x.mp3"})) == [
        Turn("GL", "Hoe?", 1, None, 1.25),
        Turn("Ouder 1", "Goed, dus.", 2, None, 62.5),
        Turn("GL", "O.", 3),
    ]


@pytest.mark.parametrize("content", ["", "[]", '{"media": "x"}', '{"text": ["geheim"]}', "{" * 100_000])
def test_files_that_cannot_be_read(problems, content):
    [problem] = problems("INT01.otr", content)
    assert "oTranscribe" in problem or "broken JSON" in problem
    assert "geheim" not in problem
