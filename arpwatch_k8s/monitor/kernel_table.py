"""The kernel's own neighbor table, by netlink: what this host believes, change by change (pyroute2).

Changes are kept as events of `ip monitor neigh`, which is what they are; of each address as many as tell its story.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final

from arpwatch_k8s.capture.live.interfaces import ANY, index_of
from arpwatch_k8s.evidence.addresses import address_number, number_text
from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.logs.event import Log, LogEvent
from arpwatch_k8s.logs.neighbors import ENTRY, GONE, MONITOR

log = logging.getLogger("arpwatch_k8s")

RTMGRP_NEIGH: Final = 4
NEW, DELETED = "RTM_NEWNEIGH", "RTM_DELNEIGH"
STATES: Final = {
    1: "INCOMPLETE", 2: "REACHABLE", 4: "STALE", 8: "DELAY", 16: "PROBE", 32: "FAILED", 64: "NOARP", 128: "PERMANENT",
}  # fmt: skip
"""Linux include/uapi/linux/neighbour.h: NUD_*."""
NO_ARP: Final = 64
MOST_EVENTS: Final = 64
MOST_ADDRESSES: Final = 4096
"""Events of one address that are kept, and addresses: a flood must not fill the memory."""


class KernelTable:
    """Follows the table for some interfaces; all of them where `any` is one."""

    def __init__(self, interfaces: Sequence[str], socket: Any, now: int) -> None:  # noqa: ANN401 - pyroute2 has no types
        self._socket = socket
        self._interfaces = interfaces
        self._indices = self._numbered()
        self._events: dict[str, deque[LogEvent]] = {}
        self._last: dict[tuple[str, int], tuple[int | None, str | None, str]] = {}
        self._lines = 0
        self._take(self._socket.get_neighbours(), now)

    @classmethod
    def opened(cls, interfaces: Sequence[str], now: int) -> KernelTable | None:
        """The table, followed from `now` (ns UTC) on; None, and said so, where pyroute2 is not installed."""
        try:
            pyroute2 = import_module("pyroute2")
        except ImportError:
            log.warning("no track of the kernel's own neighbor table: pip install 'arpwatch-k8s[watch]'")
            return None
        socket = pyroute2.IPRoute()
        socket.bind(groups=RTMGRP_NEIGH)
        return cls(interfaces, socket, now)

    def fileno(self) -> int:
        """What becomes readable when the table has changed."""
        return int(self._socket.fileno())

    def read(self, now: int) -> None:
        """Take in what has changed; `now` in ns UTC, since netlink has no times."""
        self._take(self._socket.get(), now)

    def log(self, vips: Sequence[int]) -> tuple[Log, ...]:
        """The story of some addresses (numbers), as a log."""
        texts = {number_text(vip) for vip in vips}
        events = sorted(
            (event for text in texts for event in self._events.get(text, ())),
            key=lambda event: (event.time, event.line),
        )
        if not events:
            return ()
        return (
            Log(
                path="netlink", source=MONITOR, events=tuple(events), lines=self._lines, unparsed=(), zone_assumed=None
            ),
        )

    def close(self) -> None:
        """No longer."""
        self._socket.close()

    def _take(self, messages: Any, now: int) -> None:  # noqa: ANN401 - pyroute2 has no types
        for message in messages:
            if message.get("event") in (NEW, DELETED):
                self._note(message, now)

    def _numbered(self) -> dict[int, str]:
        """The interfaces by the numbers that they have now; none of `any`."""
        return {index: name for name in self._interfaces if (index := index_of(name)) is not None}

    def _is_foreign(self, index: int) -> bool:
        """Whether an interface is none of ours; one that was made anew has another number."""
        if index not in self._indices and ANY not in self._interfaces:
            self._indices = self._numbered()
        return index not in self._indices and ANY not in self._interfaces

    def _note(self, message: Any, now: int) -> None:  # noqa: ANN401 - pyroute2 has no types
        """One entry's change, unless it says nothing new."""
        index, address = int(message["ifindex"]), message.get_attr("NDA_DST")
        if address is None or message["state"] & NO_ARP or self._is_foreign(index):
            return
        text = number_text(address_number(str(address)))
        hardware = message.get_attr("NDA_LLADDR")
        mac = parse_mac(hardware) if hardware else None
        state = STATES.get(int(message["state"]))
        kind = GONE if message["event"] == DELETED else ENTRY
        if self._last.get((text, index)) == (mac, state, kind):
            return
        if text not in self._events and len(self._events) >= MOST_ADDRESSES:
            return
        self._last[text, index] = (mac, state, kind)
        self._lines += 1
        name = self._indices.get(index, f"if{index}")
        said = f"{text} dev {name} {f'lladdr {hardware} ' if hardware else ''}{state or ''}".strip()
        self._events.setdefault(text, deque(maxlen=MOST_EVENTS)).append(
            LogEvent(
                time=now,
                source=MONITOR,
                line=self._lines,
                kind=kind,
                text=said,
                address=text,
                mac=mac,
                interface=name,
                state=state,
            )
        )
