"""What a tap gives, as pcapng packet blocks: records come in pieces that may end anywhere, blocks are whole."""

from __future__ import annotations

import sys
from typing import Any, Final

import numpy as np

from arpwatch_k8s.capture.pcapng_copy import CONSUMED, FRAMES, LATEST, WRITTEN, copy
from arpwatch_k8s.savefile.pcap import MAX_CAPTURED_BYTES, RECORD_HEADER_BYTES

NO_LIMIT: Final = (1 << 63) - 1


class Blocks:
    """Records of nanoseconds, of the tap that is interface `number` of a file, in pieces of at most `piece` bytes."""

    def __init__(self, number: int, piece: int) -> None:
        self.latest_ns = 0
        """The last frame's time, ns UTC; 0 as long as there is none."""
        self._number = number
        self._piece = piece
        self._source: Any = np.zeros(piece + RECORD_HEADER_BYTES + MAX_CAPTURED_BYTES, np.uint8)
        self._target: Any = np.zeros(2 * len(self._source), np.uint8)
        self._done = np.zeros(4, np.int64)
        self._have = 0

    @property
    def room(self) -> memoryview:
        """Where the next piece is to be put."""
        return memoryview(self._source)[self._have : self._have + self._piece]

    def made(self, got: int, most: int = NO_LIMIT) -> tuple[memoryview, int]:
        """Blocks of whole records, of which `got` bytes came just now, and how many; at most `most`. They are there
        until the next call."""
        self._have += got
        copy(self._source, self._have, sys.byteorder == "big", self._number, most, self._target, self._done)
        used, frames = int(self._done[CONSUMED]), int(self._done[FRAMES])
        self._source[: self._have - used] = self._source[used : self._have].copy()
        self._have -= used
        if frames:
            self.latest_ns = int(self._done[LATEST])
        return memoryview(self._target)[: int(self._done[WRITTEN])], frames
