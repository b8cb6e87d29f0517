"""The events of some attempts as plain lists: what records of them are made from, many at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from arpwatch_k8s.correlator.connections.events import CLIENT_END, SERVER_END, SERVER_MOVED, SYN_ACK, SYN_SENT, Events
from arpwatch_k8s.correlator.connections.outcomes import MODULUS
from arpwatch_k8s.evidence.reference import FrameRef

COLUMNS: Final = ("time", "capture", "frame", "eth_src", "eth_dst", "ttl", "seq", "payload_len")


@dataclass(frozen=True, slots=True)
class Stretch:
    """One attempt's events, by their numbers among all."""

    numbers: range
    """Its events."""
    shift: int
    """Where in the lists the first one is, less its number."""
    what: Sequence[int]
    """Kinds of the events of several attempts."""
    told: dict[str, list[int]]
    """`COLUMNS` of their rows."""

    def value(self, name: str, event: int) -> int:
        """A column of an event's row."""
        return self.told[name][event + self.shift]

    def frame(self, event: int) -> FrameRef | None:
        """Where an event is; None for no event (-1)."""
        return FrameRef(self.value("capture", event), self.value("frame", event)) if event >= 0 else None

    def kind(self, event: int) -> int:
        """What an event is."""
        return self.what[event + self.shift]

    def closed(self, answered: int) -> int:
        """The event in which the server first closed what it had answered in another; -1 where it did not."""
        if answered < 0:
            return -1
        return next((event for event in self.numbers if event > answered and self.kind(event) == SERVER_END), -1)

    def crossed(self, closed: int, end: int) -> bool:
        """Whether what a reset (the event `end`) answers was sent before the server's FIN came: the reset takes its
        number from what that acknowledged (RFC 9293 section 3.10.7.1)."""
        if closed < 0 or end <= closed:
            return False
        fin = self.value("seq", closed) + self.value("payload_len", closed)
        return (self.value("seq", end) - fin) % MODULUS == 0

    def tries(self, end: int) -> list[int]:
        """The SYNs up to the event that ended the attempt, -1 where none did."""
        return [event for event in self.numbers if self.kind(event) == SYN_SENT and not 0 <= end < event]

    def server_macs(self) -> tuple[int, ...]:
        """The MACs that the server side sent from, in order."""
        sent = (event for event in self.numbers if self.kind(event) in (SYN_ACK, SERVER_END, SERVER_MOVED))
        return tuple(dict.fromkeys(mac for event in sent if (mac := self.value("eth_src", event))))

    def client_bytes(self, end: int, isn: int) -> int | None:
        """What the client had sent by its own close, as its numbers tell; None where it did not close."""
        if end < 0 or isn < 0 or self.kind(end) != CLIENT_END:
            return None
        return (self.value("seq", end) - isn - 1) % MODULUS


def stretches(seen: Events, firsts: Sequence[int], lasts: Sequence[int]) -> list[Stretch]:
    """The events of some attempts, from the first to the last of each."""
    first = np.array(firsts, np.int64)
    lengths = np.array(lasts, np.int64) - first + 1
    places = np.cumsum(lengths) - lengths
    events = np.arange(int(lengths.sum())) + np.repeat(first - places, lengths)
    rows = seen.row[events]
    what: list[int] = seen.what[events].tolist()
    told: dict[str, Any] = {name: seen.rows[name][rows].tolist() for name in COLUMNS}
    return [
        Stretch(range(begin, end + 1), place - begin, what, told)
        for begin, end, place in zip(firsts, lasts, places.tolist(), strict=True)
    ]
