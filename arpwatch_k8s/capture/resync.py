"""Finds the next record after one that lies, and believes it only when those behind it hold too.

A record header is 16 bytes of which a random place in a file passes for one easily; four in a row, each beginning where
the one before it says, with times within a day of each other, do not come about by chance.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.capture.window import Window
from arpwatch_k8s.compiled import RECORD_BYTES
from arpwatch_k8s.savefile import pcap, pcapng

if TYPE_CHECKING:
    from numpy.typing import NDArray

PROOF: Final = 4
"""Records in a row that prove a place, or fewer up to the very end of the file."""
DAY_S: Final = 86_400
OVERLAP_BYTES: Final = 1 << 17
"""What is kept of a searched window: room for a chain that begins near its end."""

Step = Callable[[int], int | None]
"""From the position of a record to that of the next, None where there is no valid one."""
Candidates = Callable[[int, int], "NDArray[Any]"]
"""Positions from one on and before another, of the window, where a record may begin, rising."""
FIRST_BYTES: Final = 1 << 10
"""How far it is looked at first; then twice as far, and so on: a search costs what it passes over, not a window."""


def search(window: Window, candidates: Candidates, step: Step) -> int:
    """Move the window on to the next proven record, or to the end; bytes that were passed over.

    The record that lies stands at the window's front and is not looked at again.
    """
    passed = 1
    window.drop(1)
    while True:
        full = window.have > RECORD_BYTES
        ended = not full and not window.fill(0)
        for at in nearest(candidates, window.have):
            if proven(window, at, step, ended=ended):
                window.drop(at)
                return passed + int(at)
        keep = 0 if ended else min(RECORD_BYTES if full else OVERLAP_BYTES, window.have)
        passed += window.have - keep
        window.drop(window.have - keep)
        if ended:
            return passed


def proven(window: Window, at: int, step: Step, *, ended: bool) -> bool:
    """Whether a chain of records begins at `at`."""
    for _ in range(PROOF):
        following = step(at)
        if following is None or following > window.have:
            return False
        if following == window.have:
            return ended
        at = following
    return True


def nearest(candidates: Candidates, have: int) -> Iterator[int]:
    """Positions of the window's first `have` bytes where a record may begin, rising."""
    begin, end = 0, FIRST_BYTES
    while begin < have:
        yield from candidates(begin, min(end, have)).tolist()
        begin, end = end, 2 * end


def words(window: Window, order: str, begin: int, positions: int) -> NDArray[Any]:
    """The 32-bit numbers at each of some bytes of the window, from `begin` on."""
    found: NDArray[Any] = np.ndarray((positions,), f"{order}u4", buffer=window.view, offset=begin, strides=(1,))
    return found


def hidden(window: Window, candidates: Candidates, step: Step) -> int | None:
    """Where records go on inside what looks like a last record that is cut short; None where it really is.

    A record that lies about its length within limits and beyond the end of the file can be told only so.
    """
    for at in nearest(candidates, window.have):
        following = step(at) if at else None
        if following is not None and following < window.have and proven(window, at, step, ended=True):
            return int(at)
    return None


def pcap_steps(window: Window, header: pcap.FileHeader, last_ns: int | None) -> tuple[Candidates, Step]:
    """How records of a pcap stream are told. `last_ns`: time of the last good frame, ns."""
    order = ">" if header.big_endian else "<"
    near = None if last_ns is None else last_ns // 1_000_000_000
    fractions = 1_000_000_000 // header.unit_ns

    def plausible(seconds: int, fraction: int, captured: int, wire: int) -> bool:
        in_time = seconds > 0 if near is None else abs(seconds - near) <= DAY_S
        return in_time and fraction < fractions and captured <= min(wire, pcap.MAX_CAPTURED_BYTES)

    def candidates(begin: int, end: int) -> NDArray[Any]:
        positions = min(end, window.have - pcap.RECORD_HEADER_BYTES + 1) - begin
        if positions <= 0:
            return np.zeros(0, np.int64)
        seconds, fraction, captured, wire = (
            words(window, order, begin + 4 * i, positions).astype(np.int64) for i in range(4)
        )
        in_time = seconds > 0 if near is None else np.abs(seconds - near) <= DAY_S
        fits = (fraction < fractions) & (captured <= wire) & (captured <= pcap.MAX_CAPTURED_BYTES)
        return begin + np.flatnonzero(in_time & fits)

    def step(at: int) -> int | None:
        if at + pcap.RECORD_HEADER_BYTES > window.have:
            return None
        seconds, fraction, captured, wire = struct.unpack_from(f"{order}IIII", window.view, at)
        if not plausible(seconds, fraction, captured, wire):
            return None
        return int(at + pcap.RECORD_HEADER_BYTES + captured)

    return candidates, step


def pcapng_steps(window: Window, order: str) -> tuple[Candidates, Step]:
    """How blocks of a pcapng stream are told."""
    known = np.array(
        [
            pcapng.SECTION_HEADER,
            pcapng.INTERFACE,
            pcapng.PACKET,
            pcapng.SIMPLE_PACKET,
            pcapng.NAME_RESOLUTION,
            pcapng.STATISTICS,
            pcapng.ENHANCED_PACKET,
        ],
        np.uint32,
    )

    def candidates(begin: int, end: int) -> NDArray[Any]:
        positions = min(end, window.have - 11) - begin
        if positions <= 0:
            return np.zeros(0, np.int64)
        kinds = words(window, order, begin, positions)
        lengths = words(window, order, begin + 4, positions)
        fits = (lengths >= 12) & (lengths % 4 == 0) & (lengths <= pcapng.MAX_BLOCK_BYTES)
        return begin + np.flatnonzero(np.isin(kinds, known) & fits)

    def step(at: int) -> int | None:
        if at + 12 > window.have:
            return None
        kind, length = struct.unpack_from(f"{order}II", window.view, at)
        if kind not in known or length < 12 or length % 4 or at + length > window.have:
            return None
        (trailer,) = struct.unpack_from(f"{order}I", window.view, at + length - 4)
        return int(at + length) if trailer == length else None

    return candidates, step
