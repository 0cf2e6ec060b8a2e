"""Dutch words by their job in talk: stop words, fillers, back-channels, negations, separable particles."""

from __future__ import annotations

import importlib.util
import re
import runpy
from collections.abc import Iterator
from functools import cache
from pathlib import Path

BACKCHANNELS = frozenset(
    "ja jaja jawel nee neenee hm hmm mm mmm mhm hmhm uhu uh eh oh o ah aha ok oké okee okay precies klopt "
    "inderdaad juist zeker exact tuurlijk natuurlijk goed nou tja joh hè he hé zo".split()
)
"""Words with which a listener shows to be listening; a turn of nothing else is a back-channel unless it answers."""

FILLERS = frozenset(
    "uh uhm eh ehm hm hmm mm mmm mhm uhu hè hé he joh nou tja ofzo enzo enzovoort gewoon eigenlijk zeg maar "
    "zegmaar best wel echt dus toch even effe eventjes ja nee oké ok precies inderdaad allemaal natuurlijk "
    "misschien denk weet ding dingen dinges iets beetje keer hoor oh ah ach goh tuurlijk lekker".split()
)
"""Words that carry little meaning in spoken Dutch; left out where topics and word lists are made."""

HESITATIONS = frozenset("uh uhm eh ehm hm hmm mm mmm mhm uhu hè hé he joh nou tja oh ah ach goh zegmaar".split())
"""Fillers that may go from a quote without a sign, since nothing that was said goes with them."""

NEGATIONS = frozenset("niet geen nooit niemand nergens niks niets noch zonder nauwelijks amper nimmer".split())

SEPARABLE_PARTICLES = (
    "achterna binnen bezig achter achteruit af aan bij door dicht klaar kwijt langs los mee na neer om omhoog onder op "
    "open over rond samen tegen terug thuis toe tussen uit vast vol voor vooruit voorbij weg goed plaats terecht in"
).split()
"""First parts of separable verbs, longest match first when a verb is split."""

PREPOSITIONS = frozenset(
    "achter aan bij binnen boven door in langs na naar om onder op over rond tegen tussen uit voor voorbij".split()
)
"""Particles that are prepositions too, so that a noun after them is theirs."""

QUESTION_WORDS = frozenset("wie wat waar wanneer waarom hoe welk welke hoeveel waarmee waardoor waarvan".split())

MONTHS = frozenset(
    "januari februari maart april mei juni juli augustus september oktober november december "
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split()
)

PLACEHOLDER = re.compile(r"\[[^\[\]\n]{1,60}\]")
"""What stands in square brackets: a masked place, or a remark of the transcriber such as [lacht]."""

# What transcribers note between the words, in Dutch, English and German. Stems: 'lach' is lacht, lachen and gelach too.
_HEARD = (
    r"(?:ge)?lach\w*|gegrinnik|grinnik\w*|giechel\w*|laugh\w*|stilte|pauze|pause|silence|schweigen|"
    r"onverst(?:aanbaar)?|onduidelijk|inaudible|unintelligible|unclear|crosstalk|overlap|unv(?:erst(?:ändlich)?)?|"
    r"hoest\w*|kuch\w*|zucht\w*|snik\w*|huil\w*|fluister\w*|knik\w*|snuift|niest|applaus|applause|"
    r"ge(?:mompel|roezemoes|fluister|hoest|kuch|zucht)|rumoer|seufzt|hustet|cough\w*|sighs?|cries|crying|whispers?"
)
_ABOUT_IT = (
    r"ca|circa|ongeveer|hard|zacht|zachtjes|kort|korte|lang|lange|even|samen|allen|iedereen|(?:de |hele )*groep|"
    r"anderen|en|door elkaar|op de achtergrond|een|woord|woorden|words?|short|long|all|both"
)
_LENGTH = r"[0-9]{1,3}(?:[.,][0-9]{1,2})?(?:\s*(?:s|sec|sek|secs|seconds?|seconden|sekunden?|m|min|minut\w*))?\.?"
_HEARD_ALONE = (
    rf"(?:(?:{_ABOUT_IT}|{_LENGTH})[\s,.]+){{0,4}}(?:{_HEARD})\b(?:[\s,.:]+(?:{_HEARD}|{_ABOUT_IT}|{_LENGTH})){{0,5}}"
)
_HEARD_PATTERN = re.compile(rf"{_HEARD_ALONE}[.?!]*", re.IGNORECASE)

MARK = re.compile(
    rf"{PLACEHOLDER.pattern}"
    # ((lacht)) of GAT; (..) (-) (…) (?) (3) (0.5) (5 seconds pause) (lacht) of Dresing and Pehl, GAT and Jefferson
    r"|\(\([^()\n]{1,60}\)\)"
    rf"|@?\((?:[.\-…?]{{1,60}}|\s{{0,9}}|(?:ca\.?\s*)?{_LENGTH}|{_HEARD_ALONE}[.?!]*)\)@?"
    # <laugh> of CGN and of many editors, #onverstaanbaar#; xxx and ggg of CGN; @@ is laughter in several conventions
    rf"|</?[^\W\d_][^\W\d_ -]{{0,29}}>|#(?:{_HEARD_ALONE})[.?]*#"
    r"|(?<![\w@])(?:xxx|ggg|@+)(?![\w@])"
    # where speech overlaps, and not in a web address
    r"|(?<![:/])//(?!/)",
    re.IGNORECASE,
)
"""What a transcriber notes between the words, and what is masked: it stays in the text, and it is no word.

The conventions are those of Dresing and Pehl (Praxisbuch Interview, 2018; noScribe follows them), GAT 2 (Selting and
others, 2009), Jefferson (2004), the Corpus Gesproken Nederlands (Goedertier and Goddijn, 2000) and of Amberscript.
Round brackets are a mark only with a length, signs or a known noise in them: what else stands there somebody said.
"""

# A word that the transcriber was not sure of: (stage?)
_DOUBT = re.compile(r"\([^()\n]{1,60}\?\)")

_WORD = re.compile(r"[^\W_]+(?:['’\-.][^\W_]+)*")


@cache
def stop_words() -> frozenset[str]:
    """Dutch stop words of spaCy with the fillers of speech."""
    # By its file: to import all of spaCy takes a second, which every command would wait for.
    package = importlib.util.find_spec("spacy")
    listed = runpy.run_path(str(Path(str(package and package.origin)).parent / "lang" / "nl" / "stop_words.py"))
    return frozenset(listed["STOP_WORDS"]) | FILLERS | QUESTION_WORDS


def words_in(text: str) -> list[str]:
    """The words of a text in lower case; marks of the transcriber and what is masked are no words."""
    return [match.group().lower() for match in _WORD.finditer(MARK.sub(" ", text))]


def is_mark(text: str) -> bool:
    """Whether this is nothing but a mark of the transcriber or a masked place."""
    return MARK.fullmatch(text) is not None


def is_remark(text: str) -> bool:
    """Whether this is a mark of the transcriber ([lacht], (..), xxx), not a masked place ([PERSOON-1], [ouder A])."""
    if not is_mark(text):
        return False
    if not PLACEHOLDER.fullmatch(text):
        return True
    inside = text[1:-1].strip()
    is_noise = _HEARD_PATTERN.fullmatch(inside) is not None or not any(sign.isalpha() for sign in inside)
    return is_noise or (text.islower() and text != "[gespreksleider]")


def remarks_in(text: str) -> Iterator[tuple[int, int]]:
    """Where the marks of the transcriber stand, each with a space that goes when it goes."""
    for match in MARK.finditer(text):
        start, end = match.span()
        if is_remark(match.group()):
            is_last = end == len(text) or text[end].isspace() or text[end] in ".,;:?!"
            if is_last and start and text[start - 1].isspace():
                start -= 1
            elif start == 0 and end < len(text) and text[end].isspace():
                end += 1
            yield start, end


def without_remarks(text: str) -> str:
    """A text as it was spoken: without the marks of the transcriber, with what is masked."""
    kept, position = [], 0
    for start, end in remarks_in(text):
        kept.append(text[position:start])
        position = end
    return " ".join("".join([*kept, text[position:]]).split())


def is_question(text: str) -> bool:
    """Whether a turn asks something; a transcriber's doubt in brackets is no question."""
    return "?" in _DOUBT.sub("", MARK.sub("", text))
