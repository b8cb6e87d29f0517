"""Paragraphs for a terminal: words and names stay whole, so that they can be copied."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

NARROWEST: Final = 60
WIDTH: Final = 80
"""Columns of a text that goes to no terminal."""
WIDEST: Final = 120
"""Columns beyond which the eye loses the next line's begin."""


class Flowing(Protocol):
    """Text that has its lines once it is known how wide they may be."""

    def lines(self, width: int) -> list[str]:
        """The lines, at most `width` columns where no word is longer."""


Line = str | Flowing
"""A line as it is, or text that takes several."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words to be wrapped; `first` stands before the first line, `rest` before the others, which is the same where none
    is given."""

    words: str
    first: str
    rest: str | None = None

    def lines(self, width: int) -> list[str]:
        """The lines, at most `width` columns where no word is longer."""
        return wrapped(self.words, width, self.first, self.rest)


def laid_out(text: Iterable[Line], width: int) -> Iterator[str]:
    """The lines of a text, at most `width` columns where no word is longer."""
    for line in text:
        if isinstance(line, str):
            yield line
        else:
            yield from line.lines(width)


def columns(terminal: int) -> int:
    """How wide a text is to be on a terminal with so many columns."""
    return min(max(terminal, NARROWEST), WIDEST)


def wrapped(words: str, width: int, first: str, rest: str | None = None) -> list[str]:
    """The lines of a paragraph, at most `width` columns where no word is longer; `first` stands before the first line,
    `rest` before the others, which is the same where none is given."""
    return textwrap.wrap(
        words,
        width,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
