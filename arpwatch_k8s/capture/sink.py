"""Where the scan's findings go: reused blocks of records, emptied into typed columns whenever one is full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.capture import state
from arpwatch_k8s.capture.growing import Grown
from arpwatch_k8s.capture.state import NO_TIME
from arpwatch_k8s.evidence.batch import BATCH_ROWS, clear, of_tcp
from arpwatch_k8s.evidence.builder import Builder
from arpwatch_k8s.evidence.flow import FLOW, FROM_VIP, TO_VIP
from arpwatch_k8s.wire.status import REASONS
from arpwatch_k8s.wire.wanted import ALL_TCP

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_OTHER_ROWS: Final = 2_500_000
"""Rows of one capture that are not about TCP: ARP, neighbor discovery, ICMP, VRRP. Storms of announcements take about
0.5 KB each until they are judged; a segment with ten questions a second has 3 days of them."""
MOST_STRETCHES: Final = 1 << 18
"""Stretches of presence that are kept of a capture, about 8 MB: a quiet network of hundreds of hosts over days."""

LARGE_BYTES: Final = 1 << 26
"""A capture for whose findings room is made before they come: growing by steps copies them."""
ROW_BYTES, FLOW_BYTES = 1 << 9, 1 << 11
"""Bytes of a large capture of many short connections for each row, and for each flow. Where there are more, as of bare
headers, they take another step; room that is hardly filled is given back."""
MOST_AT_FIRST: Final = 1 << 30
"""Bytes of a capture that room is made for at once: some 300 MB for rows and 130 MB for flows, if all were filled."""


class Sink:
    """The rows, flows and counts of one capture, and the scan's state. `wanted` says what the scan keeps.

    At most `tcp_rows` TCP rows are kept, and `MOST_OTHER_ROWS` others; the rest is counted. `states` is a state that is
    blank, or was renewed; `size`, how many bytes will be scanned, if that is known.
    """

    def __init__(self, capture: int, wanted: Any, tcp_rows: int, states: Any = None, size: int = 0) -> None:  # noqa: ANN401
        self.wanted = wanted
        self.states = state.new() if states is None else states
        self.state = self.states[0]
        ample = min(size, MOST_AT_FIRST) if size >= LARGE_BYTES else 0
        self.builder = Builder(capture, ample // ROW_BYTES)
        self.ended = Grown(FLOW, ample // FLOW_BYTES)
        self.stretches: list[NDArray[Any]] = []
        self.stretches_lost = 0
        self.rows_dropped = 0
        self.others_dropped = 0
        self._tcp_rows_left = tcp_rows
        self._others_left = MOST_OTHER_ROWS
        self._capture = capture
        self._stretches_n = 0
        self._flows_n = 0

    def flush(self) -> None:
        """Turn the filled rows into a batch and blank them; set aside the flows that left the table."""
        s = self.state
        if s["rows_n"]:
            self.builder.append(s["rows"], self._within_limit(s["rows"]["kind"][: s["rows_n"]]), s["listed"])
            clear(s["rows"], s["rows_n"])
        self._flows_n += int(s["flushed_n"])
        self._set_aside(s["flushed"][: s["flushed_n"]])
        self._note(s["left"][: s["left_n"]])
        s["rows_n"] = s["listed_n"] = s["flushed_n"] = s["left_n"] = 0

    def _within_limit(self, kinds: NDArray[np.uint8]) -> slice | NDArray[np.bool_]:
        """The rows without those that are too many: a flood of SYNs or of announcements must not fill the memory."""
        tcp = of_tcp(kinds)
        count = int(np.count_nonzero(tcp))
        others = len(kinds) - count
        if count <= self._tcp_rows_left and others <= self._others_left:
            self._tcp_rows_left -= count
            self._others_left -= others
            return slice(0, len(kinds))
        over_tcp = tcp & (np.cumsum(tcp) > self._tcp_rows_left)
        over_others = ~tcp & (np.cumsum(~tcp) > self._others_left)
        self.rows_dropped += int(over_tcp.sum())
        self.others_dropped += int(over_others.sum())
        self._tcp_rows_left = max(0, self._tcp_rows_left - count)
        self._others_left = max(0, self._others_left - others)
        return np.append(~(over_tcp | over_others), np.zeros(BATCH_ROWS - len(kinds), bool))

    def finish(self) -> None:
        """The same at the capture's end, with the flows that are still in the table."""
        self.flush()
        if self.state["tags"].any():
            self._set_aside(self.state["flows"])
        self._note(self.open_stretches)

    @property
    def endpoints(self) -> NDArray[Any]:
        """The endpoint counts that are there."""
        table: NDArray[Any] = self.state["endpoints"]
        return table[table["used"] > 0]

    @property
    def connections(self) -> int | None:
        """How many connections the TCP rows are about at most: each of them is tracked as a flow, some more than once;
        None where those of any address were asked for, which are not tracked."""
        if self.wanted["mode"] & ALL_TCP:
            return None
        return self._flows_n + int(np.count_nonzero(self.state["tags"]))

    def _set_aside(self, ended: NDArray[Any]) -> None:
        """Keep the flows that carried payload; their captures are numbered here."""
        payload = ended["payload"]
        carried = np.flatnonzero(payload[:, TO_VIP] | payload[:, FROM_VIP])
        if len(carried):
            self.ended.add(ended, carried)["capture"] = self._capture

    @property
    def open_stretches(self) -> NDArray[Any]:
        """Stretches (`PRESENCE`) that go on."""
        table: NDArray[Any] = self.state["presence"]
        return table[table["mac"] > 0]

    def _note(self, left: NDArray[Any]) -> None:
        """Keep stretches in which MACs were heard, as many as memory is meant for; the rest is counted."""
        room = MOST_STRETCHES - self._stretches_n
        kept = left[:room].copy()
        self.stretches_lost += len(left) - len(kept)
        self._stretches_n += len(kept)
        kept["capture"] = self._capture
        if len(kept):
            self.stretches.append(kept)

    def undecoded(self) -> dict[str, int]:
        """Frames that could not be decoded, by reason."""
        return {reason: n for reason, n in zip(REASONS, self.state["undecoded"].tolist(), strict=True) if n}

    def latest(self) -> int | None:
        """Time of the last frame read, ns; None where there is none with a time."""
        last = int(self.state["latest"])
        return None if last == NO_TIME else last

    def times(self) -> tuple[int | None, int | None]:
        """Earliest and latest frame time, ns; None where there is no frame with a time."""
        latest = self.latest()
        return (None, None) if latest is None else (int(self.state["first"]), max(int(self.state["last"]), latest))
