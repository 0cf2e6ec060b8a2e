"""Dutch words by their job in talk: stop words, fillers, back-channels, negations, separable particles."""

from __future__ import annotations

import re
from functools import cache

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

_WORD = re.compile(r"[^\W_]+(?:['’\-.][^\W_]+)*")


@cache
def stop_words() -> frozenset[str]:
    """Dutch stop words of spaCy with the fillers of speech."""
    from spacy.lang.nl.stop_words import STOP_WORDS

    return frozenset(STOP_WORDS) | FILLERS | QUESTION_WORDS


def words_in(text: str) -> list[str]:
    """The words of a text in lower case; what stands in brackets is no word."""
    return [match.group().lower() for match in _WORD.finditer(PLACEHOLDER.sub(" ", text))]


def is_remark(text: str) -> bool:
    """Whether this is a remark of the transcriber ([lacht]), and not a masked place ([PERSOON-1], [ouder A])."""
    return PLACEHOLDER.fullmatch(text) is not None and text.islower() and text != "[gespreksleider]"


def is_question(text: str) -> bool:
    """Whether a turn asks something; a transcriber's doubt in brackets is no question."""
    return "?" in PLACEHOLDER.sub("", text)
