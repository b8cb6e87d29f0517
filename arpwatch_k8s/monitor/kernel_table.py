"""The kernel's own neighbor table, by netlink: what this host believes, change by change (pyroute2).

Changes are kept as events of `ip monitor neigh`, which is what they are; of each address as many as tell its story.

Where they come faster than they are read the kernel drops some and says so; then the table is read as a whole, and what
was missed shows as one change. The socket is ours, since pyroute2's takes in more than it hands on; the words are its.
"""

from __future__ import annotations

import errno
import logging
import socket
import struct
from collections import deque
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final

from arpwatch_k8s.capture.live.interfaces import ANY, index_of
from arpwatch_k8s.evidence.addresses import address_number, number_text
from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.logs.details.detail import NeighborChange
from arpwatch_k8s.logs.event import Log, LogEvent
from arpwatch_k8s.logs.tables import ip_monitor_neigh

log = logging.getLogger("arpwatch_k8s")

WIDTH_NS: Final = 1
"""Messages have no times of their own: each has the one at which it was taken."""
RTMGRP_NEIGH: Final = 4
NEW, DELETED = "RTM_NEWNEIGH", "RTM_DELNEIGH"
STATES: Final = {
    1: "INCOMPLETE", 2: "REACHABLE", 4: "STALE", 8: "DELAY", 16: "PROBE", 32: "FAILED", 64: "NOARP", 128: "PERMANENT",
}  # fmt: skip
"""Linux include/uapi/linux/neighbour.h: NUD_*."""
NO_ARP: Final = 64
WHOLE_TABLE: Final = struct.pack("=IHHII12x", 28, 30, 0x301, 1, 0)
"""RTM_GETNEIGH with NLM_F_REQUEST and NLM_F_DUMP, and an empty ndmsg: all families (RFC 3549 section 2.3)."""
SO_RCVBUFFORCE: Final = 33
"""asm-generic/socket.h: as SO_RCVBUF, beyond what the system allows others."""
BUFFER_BYTES: Final = 4 << 20
"""For some thousand changes that come at once."""
MOST_READS, MOST_BYTES = 256, 1 << 16
"""Of messages in one go, since there are frames to look at, and of one of them."""
MOST_EVENTS: Final = 64
MOST_ADDRESSES: Final = 4096
"""Events of one address that are kept, and addresses, twice as many as can be watched: a flood must not fill the
memory."""


class Netlink:
    """Changes of the neighbor table, as messages of pyroute2 (`marshal`); anybody may listen to them."""

    def __init__(self, marshal: Any) -> None:  # noqa: ANN401 - pyroute2 has no types
        self._marshal = marshal
        self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_NONBLOCK, socket.NETLINK_ROUTE)
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER_BYTES)
        except PermissionError:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
        self._socket.bind((0, RTMGRP_NEIGH))

    def ask(self) -> None:
        """Ask for the whole table."""
        self._socket.send(WHOLE_TABLE)

    def take(self) -> Sequence[Any] | None:
        """What has come, None where there is nothing more. OSError ENOBUFS: some was lost."""
        try:
            data = self._socket.recv(MOST_BYTES)
        except BlockingIOError:
            return None
        return tuple(self._marshal.parse(data))

    def close(self) -> None:
        """No longer."""
        self._socket.close()


class KernelTable:
    """Follows the table for some interfaces; all of them where `any` is one."""

    def __init__(self, interfaces: Sequence[str], netlink: Netlink, now: int) -> None:
        self._netlink = netlink
        self._interfaces = interfaces
        self._indices = self._numbered()
        self._events: dict[str, deque[LogEvent]] = {}
        self._last: dict[str, dict[int, tuple[int | None, str | None, bool]]] = {}
        self._watched: set[str] = set()
        self._lines = 0
        netlink.ask()
        self.poll(now)

    @classmethod
    def opened(cls, interfaces: Sequence[str], now: int) -> KernelTable | None:
        """The table, followed from `now` (ns UTC) on; None, and said so, where pyroute2 is not installed."""
        try:
            words = import_module("pyroute2.netlink.rtnl.marshal")
        except ImportError:
            log.warning("no track of the kernel's own neighbor table: pip install 'arpwatch-k8s[watch]'")
            return None
        return cls(interfaces, Netlink(words.MarshalRtnl()), now)

    def poll(self, now: int) -> bool:
        """Take in what has changed, and say whether anything has; `now` in ns UTC, since netlink has no times."""
        before = self._lines
        for _ in range(MOST_READS):
            try:
                messages = self._netlink.take()
            except OSError as error:
                if error.errno != errno.ENOBUFS:
                    raise
                log.debug("netlink: %s; the table is read as a whole", error)
                self._netlink.ask()
                continue
            if messages is None:
                break
            self._take(messages, now)
        return self._lines > before

    def log(self, vips: Sequence[int]) -> tuple[Log, ...]:
        """The story of some addresses (numbers), as a log."""
        texts = self._watched = {number_text(vip) for vip in vips}
        events = sorted(
            (event for text in texts for event in self._events.get(text, ())),
            key=lambda event: (event.time, event.line),
        )
        if not events:
            return ()
        return (
            Log(
                path="netlink",
                name="netlink",
                is_file=False,
                source=ip_monitor_neigh.NAME,
                tells=(NeighborChange,),
                events=tuple(events),
                lines=self._lines,
                unparsed=(),
                zone_assumed=None,
            ),
        )

    def close(self) -> None:
        """No longer."""
        self._netlink.close()

    def _make_room(self, text: str) -> None:
        """For an address: of very many the one that changed longest ago goes, but none that is watched."""
        if text in self._events:
            self._events[text] = self._events.pop(text)
        elif len(self._events) >= MOST_ADDRESSES:
            gone = next((one for one in self._events if one not in self._watched), None)
            if gone is not None:
                del self._events[gone], self._last[gone]

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
        deleted = message["event"] == DELETED
        if self._last.get(text, {}).get(index) == (mac, state, deleted):
            return
        self._make_room(text)
        self._last.setdefault(text, {})[index] = (mac, state, deleted)
        self._lines += 1
        name = self._indices.get(index, f"if{index}")
        said = f"{text} dev {name} {f'lladdr {hardware} ' if hardware else ''}{state or ''}".strip()
        change = NeighborChange(address=text, interface=name, mac=mac, state=state, deleted=deleted)
        self._events.setdefault(text, deque(maxlen=MOST_EVENTS)).append(
            LogEvent(
                time=now, width_ns=WIDTH_NS, source=ip_monitor_neigh.NAME, line=self._lines, text=said, detail=change
            )
        )
