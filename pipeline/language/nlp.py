"""The spaCy pipeline: Dutch tokens with lemma and part of speech, with placeholders and marks kept whole."""

from __future__ import annotations

from functools import cache
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import compile_prefix_regex, compile_suffix_regex

from pipeline.errors import PipelineError, Problem
from pipeline.language.lemmas import tag_words
from pipeline.language.words import MARK, PLACEHOLDER, is_remark

SENTENCE_ENDS = frozenset(".?!…")
_NAME = "Jan"


@Language.component("placeholders")
def merge_placeholders(doc: Doc) -> Doc:
    """Make one token of each masked place and each mark of the transcriber."""
    # What touches square brackets goes along with them.
    spans = [
        doc.char_span(*match.span(), alignment_mode="expand" if match.group().startswith("[") else "contract")
        for match in MARK.finditer(doc.text)
    ]
    if spans:
        with doc.retokenize() as retokenizer:
            for span in spacy.util.filter_spans([span for span in spans if span is not None and len(span) > 1]):
                retokenizer.merge(span)
    return doc


@Language.component("hanta")
def tag_and_lemmatise(doc: Doc) -> Doc:
    """Set lemma and part of speech by HanTa and simplemma, sentence by sentence."""
    start = 0
    for token in doc:
        if token.text[0] in SENTENCE_ENDS or token.i == len(doc) - 1:
            _tag(doc, start, token.i + 1)
            start = token.i + 1
    return doc


def _tag(doc: Doc, start: int, end: int) -> None:
    tokens = [token for token in doc[start:end] if not token.is_space]
    for token in doc[start:end]:
        token.lemma_, token.pos_ = token.text, "SPACE" if token.is_space else "X"
    # The tagger reads a masked name as a name, and reads on over a remark: neither is a word that it knows.
    spoken = [token for token in tokens if not is_remark(token.text)]
    words = [_NAME if PLACEHOLDER.fullmatch(token.text) else token.text for token in spoken]
    for token, (lemma, pos) in zip(spoken, tag_words(words), strict=True):
        if not PLACEHOLDER.fullmatch(token.text):
            token.lemma_, token.pos_ = lemma, "PUNCT" if token.is_punct else pos


@cache
def load_nlp(model: str | None) -> Language:
    """The pipeline that gives tokens: the named spaCy model, else blank Dutch with HanTa and simplemma.

    Raises PipelineError where the named model is not installed.
    """
    if model is None:
        nlp = _cut_at_overlaps(spacy.blank("nl"))
        nlp.add_pipe("placeholders")
        nlp.add_pipe("hanta")
        return nlp
    try:
        nlp = _cut_at_overlaps(spacy.load(model, exclude=["ner", "parser"]))
    except OSError as error:
        problem = Problem("settings.yaml", 0, f"spaCy model '{model}' is not installed", "Leave spacy_model empty.")
        raise PipelineError(problem) from error
    nlp.add_pipe("placeholders", first=True)
    return nlp


def _cut_at_overlaps(nlp: Language) -> Language:
    """Make `//`, with which transcribers mark overlapping speech, a token of its own: `hoor//` is two."""
    tokenizer: Any = nlp.tokenizer
    # A model may bring a tokenizer of another kind.
    if hasattr(tokenizer, "prefix_search"):
        tokenizer.prefix_search = compile_prefix_regex([*(nlp.Defaults.prefixes or ()), "//"]).search
        tokenizer.suffix_search = compile_suffix_regex([*(nlp.Defaults.suffixes or ()), "//"]).search
    return nlp
