"""Paragraphs for a terminal: words and names stay whole, so that they can be copied."""

from __future__ import annotations

import textwrap


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
