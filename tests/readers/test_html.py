"""Web pages, of word processors and of noScribe."""

import pytest

from pipeline.readers import Turn

from .conftest import said


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def test_lines_of_a_page(read):
    body = """<h1>Ronde 1</h1>
    <p>GL: Hoe
       ging het?</p><div>Ouder 1: <b>Goed</b>.<br/>Echt&nbsp;w&aacute;ar.</div>
    <ul><li>GL: Ja?</li></ul>"""
    assert read("FG01.html", page(body)) == [
        Turn("GL", "Hoe ging het?", 2, "Ronde 1"),
        Turn("Ouder 1", "Goed. Echt wáar.", 3, "Ronde 1"),
        Turn("GL", "Ja?", 5, "Ronde 1"),
    ]


@pytest.mark.parametrize(
    "unseen",
    [
        "<script>GL: geheim</script>",
        "<style>p {}</style>",
        "<!-- geheim -->",
        "<p hidden>geheim <br>geheim</p>",
        "<p style='color: red; Display : NONE'>geheim</p>",
        "<div><del>geheim</del></div>",
        "<template><p>geheim</p></template>",
        "<svg><text>geheim</text></svg>",
    ],
)
def test_what_nobody_sees_is_not_read(read, unseen):
    assert said(read("FG01.html", page(f"<p>GL: a</p>{unseen}b", "<title>geheim</title>"))) == [("GL", "a b")]


def test_line_breaks_count_in_preformatted_text_only(read):
    assert said(read("FG01.html", page("<p>GL:\na\nGL: b</p>"))) == [("GL", "a GL: b")]
    assert said(read("FG01.html", page("<pre>GL: a\nOuder: b\n</pre>"))) == [("GL", "a"), ("Ouder", "b")]


def test_tables(read):
    rows = "<tr><td>GL<td>Hoe?<tr><td>Ouder 1<td><p>Zo.<p>Piet: ja.</table><p>GL: Dank."
    assert read("FG01.htm", f"<table>{rows}") == [
        Turn("GL", "Hoe?", 1),
        Turn("Ouder 1", "Zo. Piet: ja.", 3),
        Turn("GL", "Dank.", 6),
    ]
    header = "<tr><th>Tijd<th>Spreker<th>Tekst<tr><td>0:03<td>GL<td>a"
    assert read("FG01.html", f"<table>{header}</table>") == [Turn("GL", "a", 4, None, 3)]
    whole = "<table><tr><td>GL: a<br>Ouder: <table><tr><td>b</table></table>"
    assert said(read("FG01.html", whole)) == [("GL", "a"), ("Ouder", "b")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252", "iso-8859-15", "macintosh"])
def test_encodings(read, encoding):
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={encoding}">'
    assert said(read("FG01.html", page("<p>Zorgcoördinator: één", meta).encode(encoding))) == [
        ("Zorgcoördinator", "één")
    ]


NOSCRIBE = """<p style="font-weight: 600" >Gesprek met een ouder</p>
<p ><span style="color: #909090" >Transcribed with noScribe vers. 0.7<br />Audio file: ./x.mp3</span></p>
<p ><a name="ts_0_12140_" >(12 seconds pause) </a></p><p></p>
<p ><a name="ts_12140_22800_GL" >GL: <span style="color: #78909C" >[00:00:12]</span> Hoe ging het?</a
><a name="ts_22800_24360_GL" > (..)</a><a name="ts_30090_30910_//Ouder" > //Ouder: Ja.</a
><a name="ts_31870_33510_GL" >// Daarna</a><a name="ts_33510_34000_GL" >mee.</a
><a name="ts_36190_36330_//Ouder" > //Ouder: Nee.//</a></p>
<p ><a name="ts_36950_39650_Ouder" >Ouder: Het ging Piet: goed.</a
><a name="ts_40000_41000_Ouder" > Piet: toen.</a></p>"""


def test_noscribe(read):
    assert read("INT01.html", page(NOSCRIBE)) == [
        Turn("GL", "Hoe ging het? (..)", 5, None, 12.14, 24.36),
        Turn("Ouder", "Ja.", 5, None, 30.09, 30.91),
        Turn("GL", "Daarnamee.", 5, None, 31.87, 34),
        Turn("Ouder", "Nee. Het ging Piet: goed. Piet: toen.", 5, None, 36.19, 41),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the transcript is empty"),
        ("<html></html>", "the transcript is empty"),
        ("<div>" * 600 + "GL: geheim", "a web page of more than 500 levels"),
        ("<b>" * 1_000_001 + "GL: geheim", "more than 500000 lines"),
    ],
)
def test_pages_that_cannot_be_read(problems, text, message):
    [problem] = problems("FG01.html", text)
    assert message in problem
