"""Events of connections to VIPs, as columns in order of connection and time: what attempts are judged by.

An event is a row that opens, closes, resets or moves a connection, or an ICMP error that quotes one of its SYNs. Which
connection it is of is told by addresses and ports; where one ends and the next with the same ports begins is for
`attempts.py` to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.among import among
from arpwatch_k8s.evidence.row import (
    HAS_QUOTED_FLAGS,
    HAS_QUOTED_PORTS,
    ICMP_UNREACHABLE,
    L2_CHANGE,
    MAC_PRESENT,
    TCP_FIN,
    TCP_RST,
    TCP_SYN,
    TCP_SYNACK,
)
from arpwatch_k8s.evidence.segment import Segment

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
    """A number for each connection, in the order of their first events."""
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

    def __len__(self) -> int:
        return len(self.row)

    def at(self, name: str, events: NDArray[Any]) -> NDArray[Any]:
        """A column of the evidence at some events."""
        found: NDArray[Any] = self.rows[name][self.row[events]]
        return found

    def rows_at(self, events: NDArray[Any]) -> Evidence:
        """The rows of some events, of which more than one column is asked for."""
        return self.rows.take(self.row[events])


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
