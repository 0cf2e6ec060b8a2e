"""tokens -> terms: the words and noun phrases in which a topic can be said."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipeline.language.words import MONTHS, stop_words

_CONTENT = ("NOUN", "VERB", "ADJ", "PROPN")
_EDGES = ".,'’-–:;/\"*_"
_WORD = r"(?=.*[^\W\d_]{3})[^\W_]+(?:['’\-.&][^\W_]+)*"

_LIGHT_VERBS = frozenset(
    "zijn hebben worden zullen kunnen mogen moeten willen hoeven gaan komen doen laten maken geven nemen krijgen "
    "brengen houden zetten leggen staan zitten liggen blijven lijken blijken schijnen heten zeggen vertellen bedoelen "
    "vinden denken weten snappen zien kijken horen beginnen proberen gebeuren kloppen hopen geloven bestaan vragen "
    "antwoorden noemen menen betekenen danken".split()
)
"""Verbs that say little by themselves: auxiliaries, copulas, those of posture and of motion without a manner, and
those with which talk is framed ('ik vind dat', 'weet je'). The first groups are those of the Algemene Nederlandse
Spraakkunst (Haeseryn and others 1997, chapters 2 and 18)."""

_GENERAL_NOUNS = frozenset(
    "ding manier keer moment geval kant deel stuk stukje soort vorm punt plek plaats voorbeeld geheel rest begin eind "
    "einde aantal paar heleboel hoop zaak woord vraag antwoord feit reden idee gevoel gebied sprake "
    "mens persoon iemand man vrouw jongen meisje meneer mevrouw heer dame "
    "jaar maand week dag uur uurtje kwartier minuut seconde ochtend morgen middag avond nacht weekend kwart "
    "ochtends middags avonds nachts sorry".split()
)
"""Nouns that stand for another word, that count or part something, that address people, or that tell the time."""

_GENERAL_ADJECTIVES = frozenset(
    "ander heel eigen zelfde dezelfde hetzelfde vorig volgend laatst eerst tweede enig enkel bepaald zogenaamd veel "
    "weinig meer minder meest goed slecht groot klein leuk mooi nieuw oud lang kort hoog laag vol snel gauw laat vroeg "
    "direct absoluut gewoon normaal zeker duidelijk mogelijk moeilijk makkelijk belangrijk verschillend half dood "
    "fijn gek raar erg los precies letterlijk eerlijk eigenlijk helemaal halve dergelijk zulk "
    "nodig prima netjes aardig overig".split()
)
"""Adjectives of order and measure, and those that only praise or blame: alone they set nothing apart."""

_ORDINAL = frozenset(
    "ander heel half halve eigen zelfde dezelfde hetzelfde vorig volgend laatst eerst tweede enig enkel bepaald "
    "zogenaamd veel weinig meer minder meest verschillend vol zeker mogelijk dergelijk zulk gewoon letterlijk".split()
)
"""Of these those with which a noun is no name of anything: 'andere school' and 'eerste school' are a school."""

_PARTICIPLE = r"\w*(?:ge|be|ver|her|ont)\w+(?:d|t|en|de|te|ene)"
"""By its form: the tagger, which knows better, takes a gigabyte, and parts of speech are stored already."""

_ARTICLES = frozenset("de het een 't 'n ’t ’n".split())


def terms_of(tokens: pd.DataFrame, *, minimum: int = 3) -> pd.DataFrame:
    """The terms of each segment, in order: segment_id, term, is_noun (a noun, a name, or a phrase around one).

    A term is the lemma of a content word, in lower case unless it is written with a capital inside sentences too, or
    a noun phrase in the form in which it is said most: adjectives and a noun ('speciaal onderwijs'), a noun of a noun
    ('raad van de ouders'), a name of several words. Phrases are found by parts of speech (Justeson and Katz 1995,
    Natural Language Engineering 1), and their words count by themselves too. Left out are stop words and fillers,
    months, masked places, and words that could stand in any talk; and what occurs in fewer than `minimum` segments,
    since a word of one or two segments sets no topic apart: it only looks as if.
    """
    words = _words(tokens)
    single = words[words.is_content].assign(term=_written)
    found = pd.concat([single, _phrases(words)], ignore_index=True)[["segment_id", "place", "term", "is_noun"]]
    spread = found.groupby("term").segment_id.nunique()
    found = found[found.term.map(spread) >= minimum]
    # One and the same word may be tagged in two ways: what it is most decides.
    is_noun = found.groupby("term").is_noun.mean() >= 0.5
    found = found.assign(is_noun=found.term.map(is_noun).astype(bool))
    found = found.sort_values(["segment_id", "place", "term"], ignore_index=True)
    return found[["segment_id", "term", "is_noun"]].astype({"segment_id": "str", "term": "str"})


def _words(tokens: pd.DataFrame) -> pd.DataFrame:
    """All tokens in order, with what each is to a term; what HanTa leaves at the edges of a lemma is no part of it."""
    words = tokens.sort_values(["segment_id", "token"], ignore_index=True)
    lemma = words.lemma.astype("str").str.lower().str.strip(_EDGES)
    surface = words.text.astype("str").str.strip(_EDGES)
    first = words.segment_id.ne(words.segment_id.shift()) | words.text.shift().isin([".", "?", "!", "…", '"', "'", ":"])
    is_word = lemma.str.fullmatch(_WORD) & words.text.str.match(r"[^\W_]")
    stops = stop_words() | MONTHS
    is_free = is_word & ~words.is_stop.astype(bool) & ~lemma.isin(stops) & ~surface.str.lower().isin(stops)
    is_content = is_free & words.pos.isin(_CONTENT)
    is_noun = is_content & words.pos.isin(["NOUN", "PROPN"])
    is_general = (
        (is_noun & lemma.isin(_GENERAL_NOUNS))
        | ((words.pos == "VERB") & lemma.isin(_LIGHT_VERBS))
        | ((words.pos == "ADJ") & lemma.isin(_GENERAL_ADJECTIVES))
    )
    # 'betaald werk' and 'verplichte begeleiding': a participle before a noun is an adjective to a reader.
    is_participle = (words.pos == "VERB") & surface.str.lower().str.fullmatch(_PARTICIPLE)
    is_adjective = (words.pos == "ADJ") | is_participle
    return pd.DataFrame(
        {
            "segment_id": words.segment_id,
            "place": range(len(words)),
            "pos": words.pos,
            "lemma": lemma,
            "surface": surface,
            "is_first": first,
            "is_content": is_content & ~is_general,
            "is_noun": is_noun,
            "is_adjective": is_word & is_adjective & ~lemma.isin(_ORDINAL | MONTHS),
        }
    )


def _written(words: pd.DataFrame) -> pd.Series:
    """Lemmas as they are written: VSO and Nederland, but a capital at the start of a sentence says nothing."""
    inside = words[~words.is_first & (words.surface.str.lower() == words.lemma)]
    form = _most_often(inside.surface, by=inside.lemma)
    return pd.Series([form.get(lemma, lemma) for lemma in words.lemma], index=words.index, dtype="str")


def _most_often(forms: pd.Series, *, by: pd.Series) -> dict[str, str]:
    """For each key the form that occurs most; of two the first in the alphabet."""
    counts = pd.DataFrame({"key": by, "form": forms}).value_counts().reset_index(name="n")
    counts = counts.sort_values(["key", "n", "form"], ascending=[True, False, True])
    return dict(counts.drop_duplicates("key")[["key", "form"]].itertuples(index=False))


def _phrases(words: pd.DataFrame) -> pd.DataFrame:
    """The phrases where they stand, each in the form in which it is said most; none is about a general noun."""
    noun = words.is_noun & words.is_content
    common = noun & (words.pos == "NOUN")
    name, adjective = words.is_noun & (words.pos == "PROPN"), words.is_adjective
    surface = words.surface.str.lower()
    article, of = surface.isin(_ARTICLES), surface == "van"
    patterns = [
        [adjective, common],
        [adjective, adjective, common],
        [name, name],
        [common, of, noun],
        [common, of, article, noun],
    ]
    # 'ontwikkeling van een drone' and 'van de drones' are one phrase; a capital at the start of a sentence is no form.
    parts = words.assign(
        key=(words.lemma + " ").where(~article, ""), form=words.surface.where(~words.is_first, surface), is_noun=True
    )
    found = pd.concat([_matches(parts, pattern) for pattern in patterns])
    return found.assign(term=found.key.map(_most_often(found.form, by=found.key)))


def _matches(words: pd.DataFrame, pattern: Sequence[pd.Series]) -> pd.DataFrame:
    """The rows where the pattern starts, inside one segment, with the phrase as key and as form."""
    segment, start = words.segment_id.to_numpy(dtype=object), pattern[0].to_numpy(dtype=bool)
    for step, fits in enumerate(pattern[1:], start=1):
        follows = np.zeros(len(words), dtype=bool)
        follows[:-step] = fits.to_numpy(dtype=bool)[step:] & (segment[step:] == segment[:-step])
        start = start & follows
    rows = np.flatnonzero(start)
    found = words.iloc[rows]
    # Text is joined for the few places that match: of a whole corpus it would take a gigabyte.
    key, form = found.key.to_numpy(dtype=object), found.form.to_numpy(dtype=object)
    for step in range(1, len(pattern)):
        key = key + words.key.to_numpy(dtype=object)[rows + step]
        form = form + " " + words.form.to_numpy(dtype=object)[rows + step]
    return found.assign(key=pd.Series(key, index=found.index, dtype="str"), form=pd.Series(form, found.index, "str"))
