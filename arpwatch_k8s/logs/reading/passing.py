"""Lines that say nothing, passed over by blocks: most of a log, which need not be read line by line.

A block is searched for the words that every line which says something has one of; what stands between those lines is
skipped, and counted, as far as it has the form of the source's lines. Those that say something and those of no known
form are given to be read, and so are the first lines of a file, by which a reader learns whose log it is, and the first
and the last of each block, for their times.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from arpwatch_k8s.logs.reading.pieces import blocks, unix
from arpwatch_k8s.logs.reading.wrapped_forms import words_of, wrapped

FIRST: Final = 200
"""Lines that are always read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """How lines of a source that say nothing are known by a cheap look."""

    forms: tuple[tuple[str, str], ...]
    """A program and a regular expression, ASCII, of how its lines begin: all that their form asks for, so that a line
    which has it is understood. Without groups, and never beyond a line's end."""
    telling: tuple[str, ...]
    """Texts that every line which says something has one of, ASCII."""
    bare_forms: tuple[tuple[str, str], ...] = ()
    """Further forms, of lines that look wrapped themselves, in files whose lines are read with all around them."""
    has_remarks: bool = False
    """Whether what is passed over are remarks: then so many are read as are kept with their text."""

    def runs(self, *, is_wrapped: bool) -> tuple[tuple[str, re.Pattern[bytes]], ...]:
        """As many lines of a form as follow each other, by program; with or without what wraps them."""
        lines = (
            ((program, wrapped(form)) for program, form in self.forms)
            if is_wrapped
            else ((program, rf"(?:{form})[^\n]*+\n") for program, form in (*self.forms, *self.bare_forms))
        )
        return tuple((program, re.compile(f"(?:{line})*+".encode("ascii"), re.ASCII)) for program, line in lines)

    def words(self, *, is_wrapped: bool) -> tuple[bytes, ...]:
        """What lines have that are to be read."""
        words = words_of(self.telling) if is_wrapped else self.telling
        return tuple(word.encode("ascii") for word in words)


class PassingText:
    """The lines of an open file, with their ends, without those that say nothing."""

    def __init__(self, file: BinaryIO, passing: Passing, *, is_wrapped: bool) -> None:
        from arpwatch_k8s.logs.scan.words import Words  # only now: it loads the compiler

        self._file = file
        self._runs = passing.runs(is_wrapped=is_wrapped)
        self._words = Words(passing.words(is_wrapped=is_wrapped))
        self.number = 0
        """The number of the line that was given last, from 1."""
        self.passed: Counter[str] = Counter()
        """Lines passed over, by program."""
        self.is_ready = False
        """Whether lines may be passed over: it is sure whose they are, and as many as are kept have been read."""
        self.is_within = False
        """Whether the line that was given last goes on in a later one, so that none may be passed over now."""

    def __iter__(self) -> Iterator[str]:
        for raw in blocks(self._file):
            block = unix(raw)
            last = block.rfind(b"\n", 0, -1) + 1
            at = yield from self._given(block, 0, block.find(b"\n") + 1 or len(block))
            for start, end in self._words.lines(block):
                if start >= at:
                    at = yield from self._between(block, at, min(start, last))
                    at = yield from self._given(block, at, end)
            at = yield from self._between(block, at, last)
            yield from self._given(block, at, len(block))

    def _given(self, block: bytes, at: int, end: int) -> Generator[str, None, int]:
        """Gives whole lines to be read; where they end."""
        while at < end:
            behind = block.find(b"\n", at) + 1 or len(block)
            self.number += 1
            yield block[at:behind].decode("utf-8", errors="replace")
            at = behind
        return at

    def _between(self, block: bytes, at: int, end: int) -> Generator[str, None, int]:
        """Passes over lines that have no word, and gives those whose form is not known; where they end."""
        while at < end:
            behind = self._behind(block, at, end)
            at = behind if behind > at else (yield from self._given(block, at, block.find(b"\n", at) + 1 or len(block)))
        return at

    def _behind(self, block: bytes, at: int, end: int) -> int:
        """Where the lines of one form end that begin here; here where there are none, or none may be passed over."""
        if self.number < FIRST or not self.is_ready or self.is_within:
            return at
        for program, run in self._runs:
            found = run.match(block, at, end)
            if found is not None and found.end() > at:
                count = block.count(b"\n", at, found.end())
                self.passed[program] += count
                self.number += count
                return found.end()
        return at
