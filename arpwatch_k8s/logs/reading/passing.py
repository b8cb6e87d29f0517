"""Lines that say nothing, passed over by blocks: most of a log, which need not be read line by line.

A block is searched for the texts that every line which says something has one of; what stands between those lines is
skipped, and counted, as far as it has the form of the source's lines. The first lines, those that say something, those
of no known form and the last one are given to be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, TextIO

FIRST: Final = 200
"""Lines that are always read, by which a reader learns whose log it is."""
BLOCK: Final = 1 << 17
"""Characters that are looked at together."""
RUNTIME: Final = r"""(?:\[pod/[^\]\s]{1,300}\] )?(?:\d{4}-\S{15,31} (?:std(?:out|err) F )?|\{"log":")?"""
"""The wrappers that lines are passed over in, too: kubectl's and a container runtime's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """How lines of a source that say nothing are known by a cheap look."""

    program: str
    """Whose lines they are."""
    form: str
    """A regular expression, ASCII, of how they begin, or of all that their form asks for."""
    telling: tuple[str, ...]
    """Texts that every line which says something has one of."""

    def run(self) -> re.Pattern[str]:
        """As many lines of the form as follow each other, with or without a runtime's wrapper."""
        return re.compile(rf"(?:{RUNTIME}{self.form}[^\n]*+\n)*+", re.ASCII)


class PassingText:
    """An open text without the lines that say nothing, `passed` of them so far."""

    def __init__(self, text: TextIO, passing: Passing) -> None:
        self._text = text
        self._run, self._telling = passing.run(), passing.telling
        self._told = 0
        self.program, self.passed = passing.program, 0

    def __iter__(self) -> Iterator[str]:
        yield from islice(self._text, FIRST)
        block = self._block()
        while block:
            after = self._block()
            yield from self._lines(block, len(block) if after else block.rfind("\n", 0, -1) + 1)
            block = after

    def skipped(self) -> int:
        """How many lines were passed over since this was asked."""
        count, self._told = self.passed - self._told, self.passed
        return count

    def _block(self) -> str:
        """Some whole lines."""
        block = self._text.read(BLOCK)
        return block + self._text.readline() if block else ""

    def _lines(self, block: str, limit: int) -> Iterator[str]:
        """The lines of a block that are to be read; from `limit` on, all of them."""
        nearest = {word: found for word in self._telling if (found := block.find(word)) >= 0}
        telling = min(nearest.values(), default=len(block))
        at = 0
        while at < len(block):
            end = block.find("\n", at) + 1 or len(block)
            if at < limit and telling >= end:
                start = block.rfind("\n", at, telling) + 1 if telling < len(block) else limit
                run = self._run.match(block, at, min(start, limit))
                if run is not None and run.end() > at:
                    self.passed += block.count("\n", at, run.end())
                    at = run.end()
                    continue
            yield block[at:end]
            at = end
            if telling < at:
                for word in [word for word, found in nearest.items() if found < at]:
                    nearest[word] = block.find(word, at)
                    if nearest[word] < 0:
                        del nearest[word]
                telling = min(nearest.values(), default=len(block))
