"""Codes that the material suggests, as YAML: a codebook of one theme, to paste whole or by the code."""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import LiteralScalarString

from pipeline.report.markup import decimal, percent
from pipeline.stages.suggesting import Suggestion, free_id

THEME = "uit_het_materiaal"
# Lines are never folded.
_WIDE = 2**24


def as_yaml(suggestions: Sequence[Suggestion], *, taken: Collection[str] = ()) -> str:
    """The suggestions as a codebook of one theme, that can be checked, and pasted whole or by the code.

    Above each code stands in a comment what the topic rests on.
    """
    codes = CommentedSeq([code_mapping(suggestion.code) for suggestion in suggestions])
    for at, suggestion in enumerate(suggestions):
        codes.yaml_set_comment_before_after_key(at, before="\n".join(["", *rests_on(suggestion)]), indent=6)
    theme = CommentedMap(id=free_id(THEME, taken), naam="Uit het materiaal", codes=codes)
    book = CommentedMap(titel="Voorstellen uit het materiaal", themas=CommentedSeq([theme]))
    return dumped(book)


def code_as_yaml(suggestion: Suggestion) -> str:
    """One suggestion as an item of `codes:`."""
    return dumped(CommentedSeq([code_mapping(suggestion.code)]))


def rests_on(suggestion: Suggestion) -> list[str]:
    """In Dutch, a line each: how large and stable a topic is, how much of it has its codes, what is no example."""
    topic, left_out = suggestion.topic, suggestion.n_left_out
    which = "segmenten in helemaal gelezen gesprekken" if topic["is_read"] else "segmenten in het model"
    lines = [
        f"onderwerp {topic['topic_id']}: {topic['n_segments']} segmenten, {topic['n_participants']} mensen, "
        f"{topic['n_sessions']} gesprekken, stabiliteit {decimal(topic['stability'])}",
        f"{percent(topic['share_coded'])} heeft een code die erbij hoort, van {topic['n_deciding']} {which}",
    ]
    if left_out:
        lines.append(f"weggelaten voorbeelden (niet te citeren, of niet zo te schrijven): {left_out}")
    return lines


def code_mapping(code: Mapping[str, Any]) -> CommentedMap:
    """A code as ruamel writes it: lists as a block with one item per line, empty ones left out."""
    return CommentedMap(
        {
            key: LiteralScalarString("\n".join(value) + "\n") if _are_lines(value) else value
            for key, value in code.items()
            if value
        }
    )


def _are_lines(value: Any) -> bool:
    return isinstance(value, list) and not isinstance(value, CommentedSeq)


def dumped(document: Any) -> str:
    """A document of ruamel as block YAML; no line is folded."""
    yaml = YAML()
    yaml.width, yaml.allow_unicode = _WIDE, True
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    yaml.dump(document, stream)
    return stream.getvalue()
