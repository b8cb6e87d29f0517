"""Lines that are folded to a width, and two columns of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

from rich.console import Console
from rich.text import Text

MORE: Final = " ..."
BETWEEN: Final = " | "


def wrapped(text: Text, console: Console, indent: str, *, width: int) -> list[Text]:
    """The lines of a text in `width` columns; those after the first are indented."""
    first, *rest = text.wrap(console, width) or [Text()]
    if rest:
        begun = text[len(first) :]
        begun.plain = begun.plain.lstrip()
        rest = [Text(indent) + part for part in begun.wrap(console, max(1, width - len(indent)))]
    return [first, *rest]


def cut(lines: Sequence[Text], most: int) -> list[Text]:
    """At most so many lines; where there were more, the last says so, behind a whole word."""
    if len(lines) <= most:
        return list(lines)
    kept = [line.copy() for line in lines[:most]]
    if kept:
        kept[-1].right_crop(len(MORE))  # there may be no room for it behind
        whole = kept[-1].plain.rpartition(" ")[0].rstrip()
        if whole:
            kept[-1].right_crop(len(kept[-1]) - len(whole))
        kept[-1].append(MORE)
    return kept


def beside(left: Sequence[Text], right: Sequence[Text], width: int) -> Iterator[Text]:
    """Two columns, the left one `width` wide."""
    for one, other in zip_longest(left, right, fillvalue=Text()):
        line = Text().append_text(one)  # its style ends with it
        line.pad_right(max(0, width - line.cell_len))
        line.append(BETWEEN, style="dim")
        yield line + other
