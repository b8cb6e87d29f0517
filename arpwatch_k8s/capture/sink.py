"""Where the scan's rows go: one reused block of records, emptied into typed columns whenever it is full."""

import numpy as np

from arpwatch_k8s.capture.scan import CURSOR_SIZE, FIRST, LAST, LATEST, LISTED, NO_TIME, ROWS
from arpwatch_k8s.evidence.row import ROW
from arpwatch_k8s.evidence.table import Addresses, Evidence, from_rows
from arpwatch_k8s.wire.status import REASONS

ROWS_PER_BATCH = 1 << 14
LISTED_PER_BATCH = 1 << 13


class Sink:
    """The rows, the addresses listed by VRRP, the counts of undecoded frames and the scan's cursor of one capture."""

    def __init__(self, addresses: Addresses, capture: int) -> None:
        self.rows = np.zeros(ROWS_PER_BATCH, ROW)
        self.listed = np.zeros((LISTED_PER_BATCH, 2), np.int64)
        self.undecoded = np.zeros(len(REASONS), np.int64)
        self.cursor = np.zeros(CURSOR_SIZE, np.int64)
        self.cursor[[FIRST, LAST, LATEST]] = NO_TIME
        self.batches: list[Evidence] = []
        self._addresses = addresses
        self._capture = capture

    def flush(self) -> None:
        """Turn the filled rows into a batch and blank them."""
        n = int(self.cursor[ROWS])
        if n:
            filled = self.rows[:n]
            filled["capture"] = self._capture
            self.batches.append(from_rows(filled, self.listed.view(np.uint64), self._addresses))
            filled.view(np.uint8)[:] = 0
        self.cursor[ROWS] = 0
        self.cursor[LISTED] = 0

    def undecoded_by_reason(self) -> dict[str, int]:
        """Frames that could not be decoded, by reason."""
        return {reason: int(n) for reason, n in zip(REASONS, self.undecoded.tolist(), strict=True) if n}

    def times(self) -> tuple[int | None, int | None]:
        """Earliest and latest frame time, ns; None where there is no frame with a time."""
        first, last = int(self.cursor[FIRST]), int(self.cursor[LAST])
        return (None, None) if first == NO_TIME else (first, last)
