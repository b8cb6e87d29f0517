"""How connections were closed that nothing is known to have failed on: closes that may have cost requests all the same.

What tells is in the frames that close: whose is the first, how many bytes either side had sent by its numbers, whether
a FIN had to be sent again. Whether a request was cut only payload would show.

Fooled by: protocols in which the server hears and never speaks (syslog), whose port is left aside; servers that end
every connection by a reset, which is their habit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.events import ACK, RST
from arpwatch_k8s.correlator.connections.outcomes import MODULUS, NUMBER, AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.distinct import distinct, first_in_a_row
from arpwatch_k8s.evidence.flow import FROM_VIP, NO_TIME, TO_VIP
from arpwatch_k8s.evidence.packed import found_in, packed_ports
from arpwatch_k8s.evidence.row import TCP_FIN, TCP_RST
from arpwatch_k8s.thresholds import NS

if TYPE_CHECKING:
    from numpy.typing import NDArray

SOON_NS: Final = NS
"""A reset this soon after the server's last byte may cut an answer; one that ends an idle connection comes later: ours,
the least that servers let connections idle."""
FINS: Final = 3
"""FINs from which on nobody is there who acknowledges them: one may be lost, and the next."""
FINS_NS: Final = NS
"""Over how long they are sent: RFC 6298 section 5.5 doubles a wait of 200 ms and more."""


def well_ended(tried: Connections) -> NDArray[np.bool_]:
    """Attempts that the server ended, and that count as well."""
    ended = (tried.column("outcome") == NUMBER[AttemptOutcome.OK]) & (tried.column("end_event") >= 0)
    found: NDArray[np.bool_] = ended & (tried.at("end_event", "ip_src") == tried.column("vip"))
    return found


def closed_empty(tried: Connections) -> NDArray[np.bool_]:
    """Attempts that the server closed without having sent a byte, though it had got some, on a port where it does send
    on other connections."""
    empty: NDArray[np.bool_] = (
        well_ended(tried) & (tried.column("server_bytes") == 0) & (tried.at("end_event", "flags") & RST == 0)
    )
    if not empty.any():
        return empty
    speaks = np.unique(tried.column("vip_port")[tried.column("server_bytes") > 0])
    got = (tried.at("end_event", "ack").astype(np.int64) - tried.column("isn") - 1) % MODULUS
    found: NDArray[np.bool_] = empty & (got > 0) & (got < MODULUS // 4) & np.isin(tried.column("vip_port"), speaks)
    return found


def cut_off(tried: Connections) -> NDArray[np.bool_]:
    """Attempts that the server's process ended by a reset soon after its last byte, the client not having said anything
    after that: one that has its answer says goodbye, and a process that does not read it resets instead of closing.

    As many bytes as an answer had on connections that were closed are a whole one. A server that ends most of its
    connections so has the habit.
    """
    ended = well_ended(tried)
    flags, sent = tried.at("end_event", "flags"), tried.column("server_bytes")
    reset: NDArray[np.bool_] = ended & (flags & (RST | ACK) == RST | ACK) & (sent > 0)
    if not reset.any():
        return reset
    flow, known = tried.carried()
    last, said = flow["payload_last"][:, FROM_VIP], flow["payload_last"][:, TO_VIP]
    told = known & (flow["payload"][:, FROM_VIP] > 0)
    whole = np.isin(sent, np.unique(sent[ended & (flags & RST == 0)]))
    reset &= ~whole & (~told | (tried.column("end") - last < SOON_NS) & (said <= last))
    every = tried.column("outcome") == NUMBER[AttemptOutcome.OK]
    found: NDArray[np.bool_] = reset & (2 * reset.sum() < every.sum())
    return found


def closed_in_vain(case: Case, record: VipRecord) -> int:
    """How many connections a client closed again and again, the server not having said anything any more."""
    rows = case.views[record.view].evidence.of_kinds(TCP_FIN, TCP_RST)
    closes = rows.take((rows["ip_dst"] == record.code) & (rows["kind"] == TCP_FIN))
    closes = closes.take(repeated(ends(closes, "ip_src", "sport", "dport")))
    if not len(closes):
        return 0
    names = ("ip_src", "sport", "dport", "seq")
    closes = closes.take(np.lexsort((closes["time"], *(closes[name] for name in reversed(names)))))
    first = np.flatnonzero(np.any([first_in_a_row(closes[name]) for name in names], axis=0))
    last = np.append(first[1:], len(closes)) - 1
    time = closes["time"]
    again = first[(last - first + 1 >= FINS) & (time[last] - time[first] >= FINS_NS)]
    whose, begun = ends(closes, "ip_src", "sport", "dport")[again], time[again]
    back = rows.take(rows["ip_src"] == record.code)
    return int(np.count_nonzero(heard_last(whose, ends(back, "ip_dst", "dport", "sport"), back["time"]) < begun))


def ends(rows: Evidence, client: str, client_port: str, port: str) -> NDArray[np.int64]:
    """A number for the client, its port and the VIP's port of each row, which are in columns of these names."""
    number: NDArray[np.int64] = rows[client].astype(np.int64) << 32 | packed_ports(rows[client_port], rows[port])
    return number


def repeated(numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of some numbers are there `FINS` times or more: of connections that work hardly any."""
    rising = np.sort(numbers)
    often = rising[FINS - 1 :][rising[FINS - 1 :] == rising[: 1 - FINS]]
    return np.isin(numbers, distinct(often))


def heard_last(whose: NDArray[np.int64], heard: NDArray[np.int64], times: NDArray[np.int64]) -> NDArray[np.int64]:
    """When each of some connections was last heard of, ns UTC, `NO_TIME` where it never was; `heard`: the connection
    of each frame that was heard, and `times` when."""
    known = distinct(whose)
    if not len(known):
        return np.zeros(0, np.int64)
    place = found_in(known, heard)
    latest = np.full(len(known), NO_TIME)
    np.maximum.at(latest, place[place >= 0], times[place >= 0])
    found: NDArray[np.int64] = latest[np.searchsorted(known, whose)]
    return found
