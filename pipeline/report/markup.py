"""Frames and sentences as html. Whatever comes from a study is escaped: it appears as the words it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import floor
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

_LONG_HEAD = 22
"""Characters from which on a column's head needs room, not to become a tower of words."""
_NUMBERED = re.compile(r"\[([^\[\]]+?)[ -](?:[A-Z]|\d+)\]")
_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()


class Html(Markup):
    """Markup that Jupyter shows as it is; formatting and joining escape what is added."""

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Html alone: the text that Python would print repeats it in every executed notebook."""
        return {"text/html": str(self), "text/plain": "(tekst en tabellen van het rapport)"}


@dataclass(frozen=True)
class Cell:
    """A cell of a table that is more than its text: a css class, a title."""

    text: Any
    css: str = ""


def html(template: str, *values: Any, **named: Any) -> Html:
    """A template of ours with values that are escaped."""
    return Html(template).format(*values, **named)


def join(parts: Iterable[Any], between: str = "\n") -> Html:
    """Parts one after the other; None and empty ones are left out."""
    return Html(between).join(part for part in parts if part)


def paragraph(text: Any) -> Html:
    """One paragraph."""
    return html("<p>{}</p>", text)


def note(text: Any) -> Html:
    """A remark that a reader should not miss."""
    return html('<div class="note"><p>{}</p></div>', text)


def items(texts: Iterable[Any], css: str = "sentences") -> Html:
    """A list."""
    return html('<ul class="{}">\n{}\n</ul>', css, join(html("<li>{}</li>", text) for text in texts))


def details(summary: str, content: Html) -> Html:
    """Something that is folded until it is asked for."""
    return html("<details><summary>{}</summary>\n{}</details>", summary, content)


def heading(text: str, level: int = 3) -> Html:
    """A heading below those of the notebook."""
    return html("<h{0}>{1}</h{0}>", level, text)


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    caption: str = "",
    numeric: Collection[int] = (),
    wide: Collection[int] = (),
) -> Html:
    """A table in its own box, that scrolls sideways on a narrow screen.

    The first cell of a row is its header; columns in `numeric` are right-aligned, those in `wide` hold sentences. A
    row that starts with a `Cell` of class `theme` is a heading inside the table.
    """
    heads = (html('<th scope="col"{}>{}</th>', _head_css(text, i in numeric), text) for i, text in enumerate(head))
    columns = join(heads, "")
    body = join(_row(row, set(numeric), set(wide)) for row in rows)
    title = html("<caption>{}</caption>\n", caption) if caption else ""
    # What is read stands above the box, so that it does not scroll away with a wide table; the caption is heard.
    above = html('<p class="caption" aria-hidden="true">{}</p>\n', caption) if caption else ""
    # A box that scrolls must be reachable by keyboard.
    return above + html(
        '<div class="box" tabindex="0" role="region" aria-label="{}"><table>\n{}<thead><tr>{}</tr></thead>\n'
        "<tbody>\n{}\n</tbody></table></div>",
        caption or ", ".join(head), title, columns, body,
    )  # fmt: skip


def _head_css(text: str, is_number: bool) -> Html:
    return _css(" ".join(["n"] * is_number + ["long"] * (len(text) > _LONG_HEAD)))


def _row(row: Sequence[Any], numeric: set[int], wide: set[int]) -> Html:
    first, *others = row
    css = first.css if isinstance(first, Cell) else ""
    cells = [html('<th scope="row">{}</th>', _text(first))]
    for i, value in enumerate(others, start=1):
        kinds = ["n"] * (i in numeric) + ["t"] * (i in wide)
        kinds += [value.css] if isinstance(value, Cell) and value.css else []
        cells.append(html("<td{}>{}</td>", _css(" ".join(kinds)), _text(value)))
    return html("<tr{}>{}</tr>", _css(css), join(cells, ""))


def _css(name: str) -> Html:
    return html(' class="{}"', name) if name else Html("")


def _text(value: Any) -> Any:
    text = value.text if isinstance(value, Cell) else value
    if is_nothing(text):
        return ""
    if isinstance(text, bool):
        return "ja" if text else "nee"
    return whole(text) if isinstance(text, int) else escape(text)


def is_nothing(value: Any) -> bool:
    """Whether a cell is empty: None, NaN, NaT or NA."""
    return value is None or bool(pd.api.types.is_scalar(value) and pd.isna(value))


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a frame, each with its columns as attributes; of any type, as cells are."""
    return iter(frame.itertuples(index=False))


def whole(number: float) -> str:
    """A whole number as Dutch readers write it: 23.575."""
    return f"{int(number):,}".replace(",", ".")


def decimal(number: Any, digits: int = 2) -> str:
    """A number with a decimal comma; nothing where there is none."""
    if is_nothing(number):
        return ""
    return f"{number:.{digits}f}".replace("-0.00", "0.00").replace("-", "−").replace(".", ",")


def interval(low: Any, high: Any) -> str:
    """From where to where a number may lie: 0,32 tot 0,83; nothing where that is not known."""
    return "" if is_nothing(low) or is_nothing(high) else f"{decimal(low)} tot {decimal(high)}"


def with_interval(number: Any, low: Any, high: Any, *, digits: int = 2) -> str:
    """A number with its interval behind it: 0,48 (0,32 tot 0,83)."""
    between = interval(low, high)
    return f"{decimal(number, digits)} ({between})" if between else decimal(number, digits)


def percent(share: Any) -> str:
    """A share as a whole percentage; 0 and 100 are kept for none and all."""
    if is_nothing(share):
        return ""
    rounded = round(share * 100)
    if rounded == 0 and share > 0:
        return "<1%"
    return ">99%" if rounded == 100 and share < 1 else f"{rounded}%"


def percent_down(share: Any) -> str:
    """A share rounded down, for what is held against a limit: 49,6% does not reach 50%."""
    return "" if is_nothing(share) else percent(floor(round(share * 100, 6)) / 100)


def day(value: Any) -> str:
    """A date in words: 23 september 2025."""
    return "" if is_nothing(value) else f"{value.day}\xa0{_MONTHS[value.month - 1]}\xa0{value.year}"


def month(value: Any) -> str:
    """A month in words: september 2025."""
    return "" if is_nothing(value) else f"{_MONTHS[value.month - 1]}\xa0{value.year}"


def capital(text: str) -> str:
    """A text that opens with a capital; names inside it keep theirs."""
    return f"{text[:1].upper()}{text[1:]}"


def listing(words: Sequence[str]) -> str:
    """Words as an enumeration: a, b en c."""
    return " en ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def unnumbered(text: str) -> str:
    """Placeholders without their number or letter, by which a person could be followed from quote to quote."""
    return _NUMBERED.sub(r"[\1]", text)
