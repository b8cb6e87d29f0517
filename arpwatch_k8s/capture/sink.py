"""Where the scan's findings go: reused blocks of records, emptied into typed columns whenever one is full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from arpwatch_k8s.capture import endpoints, flows
from arpwatch_k8s.capture.cursor import CURSOR_SIZE, FIRST, FLUSHED, LAST, LATEST, LISTED, NO_TIME, ROWS
from arpwatch_k8s.evidence.endpoint import ENDPOINT
from arpwatch_k8s.evidence.flow import FLOW
from arpwatch_k8s.evidence.row import ROW, TCP_RST, TCP_SYN
from arpwatch_k8s.evidence.table import Addresses, Evidence, from_rows
from arpwatch_k8s.wire.status import REASONS
from arpwatch_k8s.wire.wanted import VIP_TCP

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROWS_PER_BATCH = 1 << 14
LISTED_PER_BATCH = 1 << 13
FLOWS_PER_BATCH = 1 << 12


class Sink:
    """The rows, flows and counts of one capture, and the scan's cursor. `wanted` says what the scan keeps.

    At most `tcp_rows` TCP rows are kept, the rest is counted. The last row and the last flow stay blank: what is not
    kept is blanked from them.
    """

    def __init__(self, addresses: Addresses, capture: int, wanted: Any, tcp_rows: int) -> None:  # noqa: ANN401
        self.wanted = wanted
        self.rows = np.zeros(ROWS_PER_BATCH + 1, ROW)
        self.listed = np.zeros((LISTED_PER_BATCH, 2), np.int64)
        self.undecoded = np.zeros(len(REASONS), np.int64)
        tracked = flows.SLOTS if wanted["mode"] & VIP_TCP else 0
        self.flows = np.zeros(tracked + 1, FLOW)
        self.flushed = np.zeros(FLOWS_PER_BATCH, FLOW)
        self.endpoints = np.zeros(endpoints.SLOTS, ENDPOINT)
        self.cursor = np.zeros(CURSOR_SIZE, np.int64)
        self.cursor[[FIRST, LAST, LATEST]] = NO_TIME
        self.batches: list[Evidence] = []
        self.ended: list[NDArray[Any]] = []
        self.rows_dropped = 0
        self._tcp_rows_left = tcp_rows
        self._addresses = addresses
        self._capture = capture

    def arguments(self) -> tuple[Any, ...]:
        """The compiled scan's arguments from `w` on."""
        return (
            self.wanted,
            self.cursor,
            self.rows,
            self.listed,
            self.flows,
            self.flushed,
            self.endpoints,
            self.undecoded,
        )

    def flush(self) -> None:
        """Turn the filled rows into a batch and blank them; set aside the flows that left the table."""
        n = int(self.cursor[ROWS])
        if n:
            filled = self.rows[:n]
            filled["capture"] = self._capture
            self.batches.append(from_rows(self._within_limit(filled), self.listed.view(np.uint64), self._addresses))
            filled.view(np.uint8)[:] = 0
        self._set_aside(self.flushed[: int(self.cursor[FLUSHED])])
        self.cursor[[ROWS, LISTED, FLUSHED]] = 0

    def _within_limit(self, filled: NDArray[Any]) -> NDArray[Any]:
        """The rows without the TCP ones that are too many: a SYN flood must not fill the memory."""
        tcp = (filled["kind"] >= TCP_SYN) & (filled["kind"] <= TCP_RST)
        count = int(tcp.sum())
        if count <= self._tcp_rows_left:
            self._tcp_rows_left -= count
            return filled
        over = tcp & (np.cumsum(tcp) > self._tcp_rows_left)
        self.rows_dropped += int(over.sum())
        self._tcp_rows_left = 0
        return filled[~over]

    def finish(self) -> None:
        """The same at the capture's end, with the flows that are still in the table."""
        self.flush()
        self._set_aside(self.flows[:-1])

    def _set_aside(self, ended: NDArray[Any]) -> None:
        """Keep the flows that carried payload; their captures are numbered here."""
        kept = ended[(ended["payload"] > 0).any(axis=1)].copy()
        kept["capture"] = self._capture
        if len(kept):
            self.ended.append(kept)

    def undecoded_by_reason(self) -> dict[str, int]:
        """Frames that could not be decoded, by reason."""
        return {reason: int(n) for reason, n in zip(REASONS, self.undecoded.tolist(), strict=True) if n}

    def latest(self) -> int | None:
        """Time of the last frame read, ns; None where there is none with a time."""
        last = int(self.cursor[LATEST])
        return None if last == NO_TIME else last

    def times(self) -> tuple[int | None, int | None]:
        """Earliest and latest frame time, ns; None where there is no frame with a time."""
        first, last = int(self.cursor[FIRST]), int(self.cursor[LAST])
        return (None, None) if first == NO_TIME else (first, last)
