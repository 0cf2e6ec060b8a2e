"""`route codebook diff`: what changed in the codebook since an older one, and what that did to the coding."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli_options import Config, Corpus, Out, study_of
from pipeline.console import show_table
from pipeline.errors import PipelineError, Problem

if TYPE_CHECKING:
    from pipeline.codebook import Codebook
    from pipeline.codebook_diff import Change
    from pipeline.flow_history import Effect

Texts = tuple[str | None, ...]

_STDIN = "-"
_MOST_EXAMPLES = 3
_LONGEST_TEXT = 100
_MEANING = {
    "gained": "{} added",
    "lost": "{} removed",
    "changed": "{} changed",
    "redefined": "redefined: {}",
}


def diff(
    old: Annotated[
        str | None,
        typer.Argument(
            metavar="OLD", help="An older codebook.yaml, or - to read one; none: the last one that differs."
        ),
    ] = None,
    corpus: Corpus = None,
    config: Config = None,
    out: Out = Path(),
) -> None:
    """What changed in the codebook, and what that did to the coding: segments and people gained and lost."""
    from pipeline.codebook_diff import compare, outline_of
    from pipeline.flow_history import book_before, effect_of

    study = study_of(corpus, config, out)
    study.raise_problems()
    given = _read(old, longest=study.settings.segments.max_words) if old else None
    before, now = outline_of(given) if given else book_before(study), outline_of(study.book)
    changes = compare(before, now)
    if not changes:
        other = "" if old else " Name an older one to compare with: `route codebook diff OLD`."
        typer.echo(f"No code differs from that codebook, version {before.version}.{other}")
        return
    columns = ("code", "what", "", "text")
    title = f"The codebook: from version {before.version} to {now.version}"
    show_table([row for change in changes for row in _rows(change)], columns=columns, title=title)
    _show_effect(effect_of(study, old=given))


def _read(old: str, *, longest: int) -> Codebook:
    from pipeline.codebook import codebook_of, read_codebook
    from pipeline.faults import mendable
    from pipeline.yaml_text import read_yaml_bytes

    if old == _STDIN:
        return codebook_of(read_yaml_bytes(sys.stdin.buffer.read(), name="standard input"), longest=longest)
    if not Path(old).is_file():
        raise PipelineError(Problem(old, 0, "this file does not exist", "Name an older copy of codebook.yaml, or -."))
    with mendable(old):
        return read_codebook(Path(old), name=old, longest=longest)


def _rows(change: Change) -> list[list[str]]:
    """A change as rows: what was above what is now."""
    what = _MEANING.get(change.kind, change.kind).format(change.field)
    said = [("was", text) for text in _shown(change.old)] + [("now", text) for text in _shown(change.new)]
    if change.kind in ("gained", "lost"):
        said = [("", text) for _, text in said]
    elif change.kind == "split":
        said = [("now", ", ".join(text for _, text in said))]
    elif change.kind == "merged":
        said = [("was", ", ".join(_shown(change.old)))]
    elif change.kind == "renamed":
        said = [("was", f"{change.old[0]}{'' if change.field == 'voorheen' else _LEFT_BEHIND.format(change.old[0])}")]
    elif change.kind == "forgotten":
        said = [("was", f"{change.old[0]}{_LEFT_BEHIND.format(change.old[0])}")]
    elif change.kind == "removed" and change.new:
        said = [*said[:1], ("now", f"its texts or patterns stand under {', '.join(_shown(change.new))}")]
    return [[change.code, what, *pair] for pair in said or [("", "")]]


_LEFT_BEHIND = " (write it under voorheen, or what people coded with it does not count)"


def _shown(texts: Texts) -> list[str]:
    """The texts that are known, and how many are not."""
    known = [text for text in texts if text is not None]
    n = len(texts) - len(known)
    return known + ([f"({n} {'texts' if n > 1 else 'text'}; earlier words are not kept)"] if n else [])


def _show_effect(effect: Effect) -> None:
    rows: list[Any] = list(effect.rows.itertuples())
    changed = [
        [row.code, row.status, _signed(row.gained, row.people_gained, "+"), _signed(row.lost, row.people_lost, "-")]
        for row in rows
    ]
    if not changed:
        typer.echo("No segment has other codes.")
    show_table(changed, columns=("code", "status", "gained", "lost"), title="The coding: segments (people)")
    examples = [
        [segment, f"{sign} {row.code}", row.status, _short(effect.text.get(segment, ""))]
        for row in rows
        for sign, segments in (("+", row.gained), ("-", row.lost))
        for segment in segments[:_MOST_EXAMPLES]
    ]
    show_table(examples, columns=("segment", "code", "status", "text"), title="Examples")
    if effect.left_out:
        names = ", ".join(effect.left_out)
        typer.echo(f"Left out, since they are new or have other words since that codebook was used: {names}.")


def _short(text: str) -> str:
    return textwrap.shorten(text, _LONGEST_TEXT, placeholder=" ...")


def _signed(segments: list[str], n_people: int, sign: str) -> str:
    return f"{sign}{len(segments)} ({n_people})" if segments else ""
