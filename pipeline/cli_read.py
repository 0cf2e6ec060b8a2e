"""`route read`, `passages`, `find` and `words`: to read and to search what was said."""

from __future__ import annotations

import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli_options import Config, Corpus, Out, study_of
from pipeline.console import near, show_notes, show_table

Open = Annotated[bool, typer.Option("--open", help="Open it in the browser.")]


def read(
    session: Annotated[str, typer.Argument(help="The session to read, such as FG03.")],
    show: Open = False,
    corpus: Corpus = None,
    config: Config = None,
    out: Out = Path(),
) -> None:
    """A session as one page to read: the question above the answer, codes and memos in the margin."""
    from pipeline.desk.asking import read_session

    made = read_session(study_of(corpus, config, out), session)
    show_notes(made.notes)
    _tell(made.path, show)


def passages(  # noqa: PLR0913, PLR0917 (each is an option of the command)
    code: Annotated[str | None, typer.Argument(help="A code or a theme of the codebook.")] = None,
    uncoded: Annotated[bool, typer.Option("--uncoded", help="The longest passages without any code instead.")] = False,
    n: Annotated[int, typer.Option("--n", min=1, help="How many of those without a code.")] = 30,
    show: Open = False,
    corpus: Corpus = None,
    config: Config = None,
    out: Out = Path(),
) -> None:
    """All passages of a code as one page, borderline ones first, with what each rests on; or those without any code."""
    from pipeline.desk.asking import read_passages, read_uncoded

    if (code is None) != uncoded:
        raise typer.BadParameter("Give a code, or --uncoded.")
    study = study_of(corpus, config, out)
    if code is None:
        found = read_uncoded(study, n)
        columns = (found.segment_id, found.n_words, found.text)
        rows = [[name, f"{n_words} words", text.strip()] for name, n_words, text in zip(*columns, strict=True)]
        show_table(rows, columns=("segment", "length", "text"), title="The longest without a code")
        return
    made = read_passages(study, code)
    show_notes(made.notes)
    for title, n_found in made.counts.items():
        typer.echo(f"{n_found:4} {title}")
    _tell(made.path, show)


def find(
    word: Annotated[list[str], typer.Argument(metavar="WORD ...", help="A word, or several one after the other.")],
    n: Annotated[int, typer.Option("--n", min=1, help="How many places are shown.")] = 100,
    corpus: Corpus = None,
    config: Config = None,
    out: Out = Path(),
) -> None:
    """Where a word occurs, in all its forms and in compounds, with the words around it; and in which memos."""
    from pipeline.desk.searching import find_word

    found = find_word(study_of(corpus, config, out), " ".join(word))
    shown = found.places.head(n)
    columns = (shown.segment_id, shown.stakeholder_group, shown.left, shown.word, shown.right)
    rows = [
        [name, group if isinstance(group, str) else "", left.rjust(60), f"{said}{right}"]
        for name, group, left, said, right in zip(*columns, strict=True)
    ]
    show_table(rows, columns=("segment", "group", "", "word"), title="In context")
    told = found.by_group
    counts = zip(told.stakeholder_group, told.n, told.n_participants, told.n_sessions, told.per_1000, strict=True)
    show_table(
        [
            [group, str(hits), str(people), str(sessions), f"{rate:.1f}"]
            for group, hits, people, sessions, rate in counts
        ],
        columns=("group", "times", "participants", "sessions", "per 1,000 words"),
        title="By group",
    )
    show_table(
        [[note.about, note.source, note.signed, " ".join(note.text)] for note in found.memos],
        columns=("about", "memo", "by", "text"),
        title="In memos",
    )
    places = len(found.places)
    typer.echo(f"{places} places{f', the first {n} shown' if places > n else ''}, {len(found.memos)} memos.")


def words(
    group: Annotated[str, typer.Argument(help="A group of stakeholders, such as ouder.")],
    against: Annotated[str | None, typer.Option("--against", help="Another group; default: all others.")] = None,
    n: Annotated[int, typer.Option("--n", min=1, help="How many words are shown.")] = 30,
    corpus: Corpus = None,
    config: Config = None,
    out: Out = Path(),
) -> None:
    """The words that set a group apart, by log-likelihood, with how many times as often as elsewhere they were said."""
    from pipeline.desk.searching import words_of_group

    found = words_of_group(study_of(corpus, config, out), group, against=against)
    found = found[found.log_ratio > 0].head(n)
    names = ("lemma", "n", "n_other", "per_1000", "per_1000_other", "log_likelihood", "log_ratio")
    rows = [
        [lemma, str(ours), str(theirs), f"{rate:.2f}", f"{other:.2f}", f"{g2:.1f}", f"{ratio:+.1f}", str(people)]
        for lemma, ours, theirs, rate, other, g2, ratio, people in zip(
            *(found[name] for name in (*names, "n_participants")), strict=True
        )
    ]
    heads = ["word", "times", "elsewhere", "per 1,000", "elsewhere", "G2", "log ratio", "participants"]
    # Elsewhere than on a terminal a table has no heads of its own, and numbers without any say nothing.
    show_table(rows if sys.stdout.isatty() else [heads, *rows], columns=heads, title="Words of this group")


def _tell(path: Path, show: bool) -> None:
    typer.echo(f"Page: {near(path)}")
    if show:
        webbrowser.open(path.as_uri())
