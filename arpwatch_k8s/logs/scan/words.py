"""The lines of a block that have one of some words: all words at once, one step a byte (Aho and Corasick, 1975)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np
from numba import types

from arpwatch_k8s.compiled import entry, i8, void

if TYPE_CHECKING:
    from numpy.typing import NDArray

BYTES: Final = 256
NEWLINE: Final = 10
AT_ONCE: Final = 1024
"""Lines that one call finds; behind them the next one goes on."""

block_type = types.Array(types.uint8, 1, "C", readonly=True)
bytes_type, steps_type, lines_type = types.uint8[::1], types.uint32[::1], types.int64[:, ::1]


class Words:
    """Words to look for in lines: some texts, none with an end of line, all together some hundred bytes."""

    def __init__(self, words: tuple[bytes, ...]) -> None:
        self._classes, self._steps, self._hit = automaton(words)

    def lines(self, block: bytes) -> Iterator[tuple[int, int]]:
        """Where each line of a block that has one of the words begins, and where the next line does, in order."""
        data = np.frombuffer(block, np.uint8)
        found = np.empty((AT_ONCE, 2), np.int64)
        state = np.zeros(2, np.int64)
        while state[0] < len(data):
            lines_with(data, self._classes, self._steps, self._hit, found, state)
            yield from map(tuple, found[: state[1]].tolist())


def automaton(words: tuple[bytes, ...]) -> tuple[NDArray[np.uint8], NDArray[np.uint32], int]:
    """A class for each byte; the next state for each state and class, states counted in steps of the classes; the state
    in which a word was found. A line's end leads back to the first state, 0."""
    letters = sorted({letter for word in words for letter in word} | {NEWLINE})
    classes = np.zeros(BYTES, np.uint8)
    classes[letters] = np.arange(1, len(letters) + 1)
    width = len(letters) + 1
    nodes: list[dict[int, int]] = [{}]
    ends: set[int] = set()
    for word in words:
        node = 0
        for letter in word:
            if letter not in nodes[node]:
                nodes.append({})
                nodes[node][letter] = len(nodes) - 1
            node = nodes[node][letter]
        ends.add(node)
    hit = len(nodes)
    steps = np.zeros((hit + 1, width), np.uint32)
    back = [0] * hit
    queue = deque([0])
    while queue:
        node = queue.popleft()
        steps[node] = steps[back[node]]
        for letter, after in nodes[node].items():
            back[after] = int(steps[node, classes[letter]])
            queue.append(after)
            steps[node, classes[letter]] = after
        if back[node] in ends:
            ends.add(node)
    steps[:, classes[NEWLINE]] = 0
    final = np.isin(steps, sorted(ends))
    steps[final] = hit
    return classes, np.ascontiguousarray(steps.ravel() * width), hit * width


@entry(void(block_type, bytes_type, steps_type, i8, lines_type, i8[::1]))
def lines_with(
    block: NDArray[np.uint8],
    classes: NDArray[np.uint8],
    steps: NDArray[np.uint32],
    hit: int,
    found: NDArray[np.int64],
    state: NDArray[np.int64],
) -> None:
    """Fill `found` with lines of the block that have a word, from `state[0]` on, the begin of a line. Afterwards
    `state` is where to go on, and how many lines there are in `found`."""
    at, count, size = state[0], 0, len(block)
    now = 0
    while at < size and count < len(found):
        now = steps[now + classes[block[at]]]
        if now == hit:
            start = at
            while start > 0 and block[start - 1] != NEWLINE:
                start -= 1
            while at < size and block[at] != NEWLINE:
                at += 1
            found[count, 0] = start
            found[count, 1] = min(at + 1, size)
            count += 1
            now = 0
        at += 1
    state[0], state[1] = at, count


__all__ = ["Words"]
