"""Lines that a terminal cut at its width, put together again: what was copied from it has them so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from arpwatch_k8s.capture.text.headline import KNOWN, STAMP
from arpwatch_k8s.capture.text.hexdump import is_bytes
from arpwatch_k8s.capture.text.lines import ASCII, SAID

LEAST_WIDTH, MOST_WIDTH = 60, 400
LEAST_LINES: Final = 2
MOST_CHARACTERS: Final = 1 << 14
"""Of what is put together."""


def width_of(lines: Iterable[str]) -> int | None:
    """The width at which lines were cut: none is longer, and some are as long and go on below; None where none was."""
    some = [text.expandtabs() for text in lines]
    lengths = Counter(map(len, some))
    width = max(lengths, default=0)
    if not LEAST_WIDTH <= width <= MOST_WIDTH or lengths[width] < LEAST_LINES:
        return None
    cut = sum(len(one) == width and goes_on(other) for one, other in pairwise(some))
    return width if cut >= LEAST_LINES else None


def goes_on(text: str) -> bool:
    """Whether a line is none that begins something."""
    if not text.strip() or text.startswith(("    ", "\t")) or SAID.match(text) or ASCII.match(text) or is_bytes(text):
        return False
    found = STAMP.match(text)
    return found is None or KNOWN.match(text, found.end()) is None


def unwrapped(lines: Iterable[tuple[int, str]], width: int | None) -> Iterator[tuple[int, str]]:
    """Each line with what was cut from it, under its own number."""
    if width is None:
        yield from lines
        return
    begun, text, last = 0, "", 0
    for number, line in lines:
        length = len(line.expandtabs())
        # a space at the end of a line is not copied by all terminals
        if begun and width - 1 <= last <= width and goes_on(line) and len(text) < MOST_CHARACTERS:
            text += line if last == width else f" {line}"
        else:
            if begun:
                yield begun, text
            begun, text = number, line
        last = length
    if begun:
        yield begun, text
