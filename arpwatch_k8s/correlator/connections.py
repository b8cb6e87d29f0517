"""Connection attempts to a VIP, and how each ended for the one who felt it.

An attempt runs from a SYN to its outcome, which is the first terminal event in capture order; later events never change
it. Only frames that open, close or reset are read, and ICMP errors that quote a SYN: how many bytes the server had sent
is read off sequence numbers (RFC 9293 section 3.4).

    state       event                                         outcome
    opening     ICMP 3/0, 3/1, 3/9, 3/10, 3/13 and kin        unreachable
    opening     ICMP 3/2, 3/3, or RST                         refused
    opening     nothing for 3 s, or until the client gives up unanswered
    open        bare RST, before or after a server byte       reset_early, reset_midway
    open        client RST                                    aborted
    open        client FIN after > 1 s without a server byte  unserved
    open        FIN, or RST that a process sent               ok
    -           the capture began later / ends earlier        partial / open

A *bare* RST has no ACK flag: the sender knows no such connection (RFC 9293 section 3.10.7.1). One case looks back:
where the server's FIN crosses with another node's bare RST, all had been sent, and the outcome is ok.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

from arpwatch_k8s.correlator.frames import FrameRef
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.row import (
    HAS_QUOTED_FLAGS,
    HAS_QUOTED_PORTS,
    HAS_QUOTED_SEQ,
    ICMP_UNREACHABLE,
    TCP_FIN,
    TCP_RST,
    TCP_SYN,
    TCP_SYNACK,
)
from arpwatch_k8s.evidence.segment import Segment, segment_of
from arpwatch_k8s.thresholds import Thresholds

UNREACHABLE, REFUSED, UNANSWERED, RESET_EARLY, RESET_MIDWAY = (
    "unreachable",
    "refused",
    "unanswered",
    "reset_early",
    "reset_midway",
)
UNSERVED, OK, ABORTED, OPEN, PARTIAL = "unserved", "ok", "aborted", "open", "partial"
OUTCOMES: Final = (
    UNREACHABLE,
    REFUSED,
    UNANSWERED,
    RESET_EARLY,
    RESET_MIDWAY,
    UNSERVED,
    OK,
    ABORTED,
    OPEN,
    PARTIAL,
)
FAILED: Final = frozenset({UNREACHABLE, REFUSED, UNANSWERED, RESET_EARLY, RESET_MIDWAY, UNSERVED})
"""Outcomes that are the VIP's failure."""

FRAGMENTATION_NEEDED: Final = 4
PORT_CODES_V4: Final = frozenset({2, 3})
PORT_CODE_V6: Final = 4
ICMP_TYPE_V4: Final = 3
FIN, SYN, RST, ACK = 1, 2, 4, 16
MODULUS: Final = 1 << 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One SYN: when, the MAC it was sent to (0 where the capture does not say), its TTL."""

    time: int
    mac: int
    ttl: int
    frame: FrameRef


@dataclass(slots=True, kw_only=True)
class Connection:
    """One attempt by `sender` (address code, port) at `vip` (address code, port). Times are ns UTC.

    `answer` is the SYN-ACK, `macs` those that the server side sent from, `end` the time of the outcome and `end_frame`
    where it shows; `reporter` is the MAC that sent the ICMP error or the RST which ended it, 0 where none did, and
    `reporter_ttl` the TTL of that frame.
    """

    vip: int
    port: int
    segment: Segment
    sender: int
    sender_mac: int
    sender_port: int
    isn: int
    start: int
    tries: list[Try] = field(default_factory=list)
    answer_time: int | None = None
    answer_mac: int = 0
    answer_frame: FrameRef | None = None
    server_isn: int | None = None
    server_bytes: int | None = None
    macs: list[int] = field(default_factory=list)
    outcome: str = OPEN
    end: int | None = None
    end_frame: FrameRef | None = None
    reporter: int = 0
    reporter_ttl: int = 0
    refused_by_reset: bool = False

    @property
    def delayed(self) -> bool:
        """Whether its SYN had to be retried."""
        return len(self.tries) > 1

    @property
    def failed(self) -> bool:
        """Whether it failed, and not by the client's own doing."""
        return self.outcome in FAILED

    @property
    def moved(self) -> bool:
        """Whether the server side sent from more than one MAC."""
        return len(self.macs) > 1


Key = tuple[int, int, int, int]
"""Codes and ports of client and VIP: (sender, sender port, vip, port)."""


class Tracker:
    """Follows the attempts at some VIPs; fed rows in time order."""

    def __init__(self, vips: Collection[int], limits: Thresholds) -> None:
        self._vips = frozenset(vips)
        self._limits = limits
        self._live: dict[Key, Connection] = {}
        self.done: list[Connection] = []

    def finish(self, end: int) -> list[Connection]:
        """All attempts by start, those still open judged as of the capture's end (ns UTC)."""
        for connection in self._live.values():
            if connection.outcome == OPEN and connection.answer_time is None and self._silent(connection, end):
                conclude(
                    connection,
                    UNANSWERED,
                    connection.start + self._limits.unanswered_ns,
                    connection.tries[-1].frame,
                )
            self.done.append(connection)
        self._live.clear()
        return sorted(self.done, key=lambda c: (c.start, c.sender, c.sender_port))

    def _silent(self, connection: Connection, now: int) -> bool:
        return now - connection.start >= self._limits.unanswered_ns

    def syn(self, key: Key, segment: Segment, mac: int, isn: int, attempt: Try) -> None:
        """A client's SYN: a new attempt, or a retry of the same one."""
        live = self._live.get(key)
        if live is not None and live.isn == isn:
            live.tries.append(attempt)
            return
        if live is not None:
            self._replace(live, attempt.time)
        self._live[key] = Connection(
            vip=key[2],
            port=key[3],
            segment=segment,
            sender=key[0],
            sender_mac=mac,
            sender_port=key[1],
            isn=isn,
            start=attempt.time,
            tries=[attempt],
        )

    def _replace(self, old: Connection, now: int) -> None:
        """A new connection took the ports of an old one, which its client must have given up."""
        if old.outcome == OPEN and old.answer_time is None:
            conclude(old, UNANSWERED, min(now, old.start + self._limits.unanswered_ns), old.tries[-1].frame)
        self.done.append(old)

    def synack(self, key: Key, mac: int, seq: int, ack: int, time: int, frame: FrameRef) -> None:
        """The server side's SYN-ACK."""
        live = self._live.get(key)
        if live is None or live.answer_time is not None or (live.isn + 1) % MODULUS != ack:
            return
        live.answer_time, live.answer_mac, live.answer_frame, live.server_isn = time, mac, frame, seq
        note_mac(live, mac)

    def partial(self, key: Key, segment: Segment, mac: int, time: int, frame: FrameRef) -> None:
        """A frame that ends a connection whose SYN the capture did not see."""
        self._live[key] = Connection(
            vip=key[2],
            port=key[3],
            segment=segment,
            sender=key[0],
            sender_mac=mac,
            sender_port=key[1],
            isn=-1,
            start=time,
            outcome=PARTIAL,
            end=time,
            end_frame=frame,
        )

    def knows(self, key: Key) -> bool:
        """Whether an attempt with these ports is known."""
        return key in self._live

    def server_end(self, key: Key, mac: int, ttl: int, flags: int, seq: int, time: int, frame: FrameRef) -> None:
        """A FIN or RST from the server side."""
        live = self._live[key]
        note_mac(live, mac)
        if live.outcome == RESET_MIDWAY and self._had_closed(live, flags, seq, time):
            conclude(live, OK, time, frame)
        if live.outcome != OPEN:
            return
        if flags & RST:
            live.reporter, live.reporter_ttl = mac, ttl
        if live.answer_time is None:
            if flags & RST:
                live.refused_by_reset = True
                conclude(live, REFUSED, time, frame)
            return
        served = (seq - (live.server_isn or 0) - 1) % MODULUS
        live.server_bytes = served
        if flags & RST and not flags & ACK:
            conclude(live, RESET_MIDWAY if served else RESET_EARLY, time, frame)
        elif flags & RST and not served:
            conclude(live, RESET_EARLY, time, frame)
        else:
            conclude(live, OK, time, frame)

    def _had_closed(self, reset: Connection, flags: int, seq: int, time: int) -> bool:
        """Whether a FIN shows that the server had sent all it had when another node's reset came: it crossed with
        it."""
        sent = (seq - (reset.server_isn or 0) - 1) % MODULUS
        crossed = reset.end is not None and time - reset.end <= self._limits.crossing_ns
        return bool(flags & FIN) and not flags & RST and crossed and sent >= (reset.server_bytes or 0)

    def client_end(self, key: Key, flags: int, ack: int, time: int, frame: FrameRef) -> None:
        """A FIN or RST from the client."""
        live = self._live[key]
        if live.outcome != OPEN:
            return
        if live.answer_time is None:
            conclude(live, UNANSWERED, time, frame)
        elif flags & RST:
            late = live.answer_time - live.start >= self._limits.unserved_ns
            gave_up = late and time - live.answer_time < self._limits.unserved_ns
            conclude(live, UNANSWERED if gave_up else ABORTED, time, frame)
        else:
            served = (ack - (live.server_isn or 0) - 1) % MODULUS
            live.server_bytes = served
            waited = time - live.answer_time > self._limits.unserved_ns
            conclude(live, UNSERVED if not served and waited else OK, time, frame)

    def error(
        self, key: Key, *, refused: bool, seq: int | None, mac: int, ttl: int, time: int, frame: FrameRef
    ) -> Connection | None:
        """An ICMP error that quotes a SYN of `key`; the attempt that it is about, None where there is none."""
        live = self._live.get(key)
        if live is None or (seq is not None and seq != live.isn):
            return None
        if live.outcome == OPEN and live.answer_time is None:
            live.reporter, live.reporter_ttl = mac, ttl
            conclude(live, REFUSED if refused else UNREACHABLE, time, frame)
        return live


def conclude(connection: Connection, outcome: str, time: int, frame: FrameRef) -> None:
    """Give an attempt its outcome."""
    connection.outcome, connection.end, connection.end_frame = outcome, time, frame


def note_mac(connection: Connection, mac: int) -> None:
    """Remember a MAC of the server side."""
    if mac and mac not in connection.macs:
        connection.macs.append(mac)


def quotes_syn(present: int, flags: int) -> bool | None:
    """Whether an ICMP error quotes a SYN without ACK; None where it quotes too little to tell."""
    if not present & HAS_QUOTED_FLAGS:
        return None
    return flags & (SYN | ACK | RST) == SYN


def is_refusal(icmp_type: int, code: int) -> bool:
    """Whether an unreachable message says that nobody listens, rather than that there is no way."""
    return code in PORT_CODES_V4 if icmp_type == ICMP_TYPE_V4 else code == PORT_CODE_V6


def is_path_mtu(icmp_type: int, code: int) -> bool:
    """Whether an unreachable message is path-MTU discovery at work."""
    return icmp_type == ICMP_TYPE_V4 and code == FRAGMENTATION_NEEDED


COLUMNS: Final = (
    "kind",
    "time",
    "capture",
    "frame",
    "interface",
    "ifindex",
    "vlan",
    "eth_src",
    "eth_dst",
    "ip_src",
    "ip_dst",
    "sport",
    "dport",
    "seq",
    "ack",
    "flags",
    "ttl",
    "present",
    "icmp_type",
    "icmp_code",
    "quoted_src",
    "quoted_dst",
    "quoted_sport",
    "quoted_dport",
    "quoted_seq",
    "quoted_flags",
)


def connections(evidence: Evidence, vips: Collection[int], end: int, limits: Thresholds) -> list[Connection]:
    """Attempts at the VIPs, by start. `end` is the capture's last time, ns UTC."""
    tracker = Tracker(vips, limits)
    wanted = frozenset(vips)
    rows = evidence.of_kinds(TCP_SYN, TCP_SYNACK, TCP_FIN, TCP_RST, ICMP_UNREACHABLE)
    for row in rows.lists(*COLUMNS):
        feed(tracker, wanted, row)
    return tracker.finish(end)


def feed(tracker: Tracker, vips: Collection[int], row: tuple[int, ...]) -> None:
    """One row, with the values of `COLUMNS`."""
    kind, time, capture, number, interface, ifindex, vlan, eth_src, eth_dst, ip_src, ip_dst, sport, dport = row[:13]
    seq, ack, flags, ttl = row[13:17]
    frame = FrameRef(capture, number)
    if kind == ICMP_UNREACHABLE:
        feed_error(tracker, vips, row[16:], eth_src, time, frame)
    elif ip_dst in vips:
        key = (ip_src, sport, ip_dst, dport)
        segment = segment_of(interface, ifindex, vlan)
        if kind == TCP_SYN:
            tracker.syn(key, segment, eth_src, seq, Try(time=time, mac=eth_dst, ttl=ttl, frame=frame))
        elif kind != TCP_SYNACK:
            if not tracker.knows(key):
                tracker.partial(key, segment, eth_src, time, frame)
            tracker.client_end(key, flags, ack, time, frame)
    elif ip_src in vips:
        key = (ip_dst, dport, ip_src, sport)
        if kind == TCP_SYNACK:
            tracker.synack(key, eth_src, seq, ack, time, frame)
        elif kind != TCP_SYN:
            if not tracker.knows(key):
                tracker.partial(key, segment_of(interface, ifindex, vlan), eth_dst, time, frame)
            tracker.server_end(key, eth_src, ttl, flags, seq, time, frame)


def feed_error(
    tracker: Tracker, vips: Collection[int], quoted: Iterable[int], mac: int, time: int, frame: FrameRef
) -> None:
    """An ICMP unreachable, with the values of `COLUMNS` from `ttl` on."""
    ttl, present, icmp_type, code, source, destination, sport, dport, seq, flags = quoted
    if destination not in vips or not present & HAS_QUOTED_PORTS or is_path_mtu(icmp_type, code):
        return
    if quotes_syn(present, flags) is False:
        return
    sequence = seq if present & HAS_QUOTED_SEQ else None
    key = (source, sport, destination, dport)
    refused = is_refusal(icmp_type, code)
    tracker.error(key, refused=refused, seq=sequence, mac=mac, ttl=ttl, time=time, frame=frame)
