"""Events of connections to VIPs, as columns in order of connection and time: what attempts are judged by.

An event is a row that opens, closes, resets or moves a connection, or an ICMP error that quotes one of its SYNs. Which
connection it is of is told by addresses and ports; where one ends and the next with the same ports begins is for
`attempts.py` to say.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.among import among
from arpwatch_k8s.evidence.distinct import numbered
from arpwatch_k8s.evidence.order import stable_order
from arpwatch_k8s.evidence.row import (
    HAS_QUOTED_FLAGS,
    HAS_QUOTED_PORTS,
    HAS_QUOTED_SEQ,
    ICMP_UNREACHABLE,
    L2_CHANGE,
    MAC_PRESENT,
    TCP_FIN,
    TCP_RST,
    TCP_SYN,
    TCP_SYNACK,
)
from arpwatch_k8s.evidence.segment import Segment, segments

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIN, SYN, RST, ACK = 1, 2, 4, 16
FRAGMENTATION_NEEDED: Final = 4
NO_MAC: Final = MAC_PRESENT
"""00:00:00:00:00:00, as the loopback interface has it."""
PORT_CODES_V4: Final = (2, 3)
PORT_CODE_V6: Final = 4
ICMP_TYPE_V4: Final = 3
SYN_SENT, SYN_ACK, CLIENT_END, SERVER_END, CLIENT_MOVED, SERVER_MOVED, NO_WAY, REFUSAL = range(8)
"""A client's SYN; the answer; a FIN or RST of either side; a frame by another MAC than before, of either side; an ICMP
error that says there is no way, or that nobody listens."""
NO_EVENT: Final = np.int8(-1)


def by_kind(kinds: Mapping[int, int]) -> NDArray[np.int8]:
    """What rows of each kind are, by its number; `NO_EVENT` where nothing is said of it."""
    table = np.full(1 << 8, NO_EVENT)
    table[list(kinds)] = list(kinds.values())
    return table


TO_VIP: Final = by_kind({TCP_SYN: SYN_SENT, TCP_FIN: CLIENT_END, TCP_RST: CLIENT_END, L2_CHANGE: CLIENT_MOVED})
FROM_VIP: Final = by_kind({TCP_SYNACK: SYN_ACK, TCP_FIN: SERVER_END, TCP_RST: SERVER_END, L2_CHANGE: SERVER_MOVED})
"""Events by kinds of rows, of those to a VIP and from one."""


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """Events as columns of one length, in order of connection and time; rows are not copied."""

    rows: Evidence
    """The evidence that they are rows of."""
    row: NDArray[np.int32]
    """The place of each in `rows`."""
    what: NDArray[np.int8]
    """What each is: one of the kinds above."""
    group: NDArray[np.int32]
    """A number for each connection, which rises with client, VIP and ports."""
    client: NDArray[np.int32]
    """The client; an address code."""
    client_port: NDArray[np.uint16]
    """The client's port."""
    vip: NDArray[np.int32]
    """The VIP; an address code."""
    vip_port: NDArray[np.uint16]
    """The VIP's port."""
    segment: NDArray[np.int32]
    """Where it was seen: an index into `segments`."""
    segments: tuple[Segment, ...]
    """The segments that occur, in order."""
    _told: dict[str, NDArray[Any]] = field(default_factory=dict, init=False, repr=False)
    """Columns of the evidence that were asked for."""

    def __len__(self) -> int:
        return len(self.row)

    def column(self, name: str) -> NDArray[Any]:
        """A column of the evidence, event by event; kept, as it is asked for more than once."""
        found = self._told.get(name)
        if found is None:
            found = self._told[name] = self.rows[name][self.row]
        return found

    def at(self, name: str, events: NDArray[np.int64]) -> NDArray[Any]:
        """A column of the evidence at some events."""
        return self.rows[name][self.row[events]]

    def bare(self) -> Events:
        """The same, without the columns that were kept."""
        return replace(self)


def events(evidence: Evidence, vips: Collection[int]) -> Events:
    """The events of all connections to the VIPs (address codes)."""
    rows, wanted = evidence, np.array(sorted(vips), np.int32)
    kind, error = rows["kind"], rows["kind"] == ICMP_UNREACHABLE
    inside = within_a_host(rows)
    to_vip = among(rows["ip_dst"], wanted) & ~error & ~inside
    from_vip = among(rows["ip_src"], wanted) & ~error & ~to_vip & ~inside
    what = np.where(to_vip, TO_VIP[kind], np.where(from_vip, FROM_VIP[kind], NO_EVENT))
    quoting = quoting_attempts(rows, wanted)
    what[quoting] = np.where(is_refusal(rows["icmp_type"][quoting], rows["icmp_code"][quoting]), REFUSAL, NO_WAY)
    kept = np.flatnonzero(what != NO_EVENT)
    what = what[kept]
    by_server, quotes = from_vip[kept], what >= NO_WAY

    def side(by_client: str, by_vip: str, quoted: str) -> NDArray[Any]:
        """A column of each event, which has another name where the VIP sent it, or an error quotes it."""
        column: NDArray[Any] = np.where(by_server, rows[by_vip][kept], rows[by_client][kept])
        column[quotes] = rows[quoted][kept[quotes]]
        return column

    client, vip = side("ip_src", "ip_dst", "quoted_src"), side("ip_dst", "ip_src", "quoted_dst")
    client_port, vip_port = side("sport", "dport", "quoted_sport"), side("dport", "sport", "quoted_dport")
    group = grouped(client, vip, client_port, vip_port)
    order = stable_order(group)
    group = group[order]
    index, names = segments(rows.take(kept))
    return Events(
        rows=rows,
        row=kept[order].astype(np.int32),
        what=what[order],
        group=np.cumsum(np.diff(group, prepend=group[:1]) != 0, dtype=np.int32),
        client=client[order],
        client_port=client_port[order],
        vip=vip[order],
        vip_port=vip_port[order],
        segment=index.astype(np.int32)[order],
        segments=names,
    )


def quoting_attempts(rows: Evidence, vips: NDArray[np.int32]) -> NDArray[np.int64]:
    """The places of the ICMP errors that quote an attempt to one of the VIPs."""
    places = np.flatnonzero((rows["kind"] == ICMP_UNREACHABLE) & among(rows["quoted_dst"], vips))
    told = rows.take(places)
    found: NDArray[np.int64] = places[quotes_an_attempt(told) & (told["quoted_src"] != told["quoted_dst"])]
    return found


def within_a_host(rows: Evidence) -> NDArray[np.bool_]:
    """Which rows never left their host: an address that talks to itself, frames of a loopback interface, which has no
    MAC but zeros. They say nothing of how others reach the VIP."""
    found: NDArray[np.bool_] = rows["ip_src"] == rows["ip_dst"]
    found |= (rows["eth_src"] == NO_MAC) & (rows["eth_dst"] == NO_MAC)
    return found


def grouped(
    client: NDArray[Any], vip: NDArray[Any], client_port: NDArray[Any], vip_port: NDArray[np.uint16]
) -> NDArray[np.int64]:
    """A number for each combination, rising with them."""
    _, pair = numbered(client.astype(np.int64) << 32 | vip)
    ports = client_port.astype(np.int64) << 16 | vip_port
    number: NDArray[np.int64] = pair << 32 | ports
    return number


def quotes_an_attempt(rows: Evidence) -> NDArray[np.bool_]:
    """Which ICMP errors quote the ports of a SYN, or of what may be one, and are no path-MTU discovery."""
    present = rows["present"]
    other = (present & HAS_QUOTED_FLAGS != 0) & (rows["quoted_flags"] & (SYN | ACK | RST) != SYN)
    path_mtu = (rows["icmp_type"] == ICMP_TYPE_V4) & (rows["icmp_code"] == FRAGMENTATION_NEEDED)
    found: NDArray[np.bool_] = (present & HAS_QUOTED_PORTS != 0) & ~other & ~path_mtu
    return found


def is_refusal(icmp_type: NDArray[Any], code: NDArray[Any]) -> NDArray[np.bool_]:
    """Which unreachable messages say that nobody listens, rather than that there is no way."""
    refused: NDArray[np.bool_] = np.where(icmp_type == ICMP_TYPE_V4, among(code, PORT_CODES_V4), code == PORT_CODE_V6)
    return refused


def quoted_sequence(seen: Events, some: NDArray[np.int64]) -> NDArray[np.int64]:
    """The sequence number that each of some events quotes; -1 where it quotes none."""
    has_number = seen.at("present", some) & HAS_QUOTED_SEQ != 0
    number: NDArray[np.int64] = np.where(has_number, seen.at("quoted_seq", some).astype(np.int64), -1)
    return number


def first_of(wanted: NDArray[np.bool_], first: NDArray[np.int64]) -> NDArray[np.int64]:
    """The first event of each attempt that is wanted; -1 where none is."""
    place = np.where(wanted, np.arange(len(wanted), dtype=np.int32), np.int32(len(wanted)))
    found: NDArray[np.int64] = np.minimum.reduceat(place, first).astype(np.int64)
    found[found == len(wanted)] = -1
    return found
