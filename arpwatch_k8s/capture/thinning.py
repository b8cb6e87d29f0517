"""What is left of a flood of connections: of those that are too many every second one, fourth one and so on, whole.

Which ones is drawn by the addresses and ports of their two ends, alike in all captures of a run and for all that is
known of a connection: its segments, errors that quote one, what it carried. So what becomes of a connection that is
kept is seen as it was, and none ends in a segment that was let go of.

One connection that opens a million times is one: its rows cost far less than as many connections do. The draw depends
on the rows themselves, so that a sender cannot choose what is kept, and yet the same captures give the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.evidence.addresses import NO_ADDRESS
from arpwatch_k8s.evidence.among import among
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.row import (
    ICMP_REDIRECT,
    ICMP_TIME_EXCEEDED,
    ICMP_UNREACHABLE,
    L2_CHANGE,
    TCP_FIN,
    TCP_RST,
    TCP_SYN,
    TCP_SYNACK,
)
from arpwatch_k8s.evidence.table import Evidence

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

MOST_CONNECTIONS: Final = 1_000_000
"""Connections beyond which these are thinned: each takes up to 0.7 KB until it is judged, besides its rows."""
MOST_HALVINGS: Final = 16
AT_ONCE: Final = 1 << 18
"""Rows whose draws are made at once, in some 30 MB."""
SEGMENTS: Final = (TCP_SYN, TCP_SYNACK, TCP_FIN, TCP_RST, L2_CHANGE)
ERRORS: Final = (ICMP_UNREACHABLE, ICMP_REDIRECT, ICMP_TIME_EXCEEDED)

FIRST, SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)
"""Odd multipliers of 64 bits (splitmix64's)."""
SHIFT: Final = np.uint64(29)


@dataclass(frozen=True, slots=True)
class Thinned:
    """What is left of a run's connections."""

    evidence: Evidence
    """The rows, with all that are about no connection."""
    flows: NDArray[Any]
    """The `FLOW` records."""
    one_of: int
    """Of so many connections one is kept; 1 where all are."""
    left_out: dict[int, int]
    """Rows that are not kept, by capture."""


def thinned(
    evidence: Evidence, flows: NDArray[Any], most: int = MOST_CONNECTIONS, *, at_most: int | None = None
) -> Thinned:
    """The rows and flows as they are where they are about at most `most` connections, by addresses and ports; else
    those of so many of them. The columns of `evidence` are let go of one by one, where rows go. `at_most`: how many
    connections the TCP rows are about at most, where that is known."""
    errors = among(evidence["kind"], ERRORS)
    if at_most is not None and at_most + int(np.count_nonzero(errors)) <= most:
        return Thinned(evidence, flows, 1, {})
    about = np.flatnonzero(errors | among(evidence["kind"], SEGMENTS))
    if len(about) <= most:
        return Thinned(evidence, flows, 1, {})
    seed = np.uint64(len(about)) ^ np.bitwise_xor.reduce(evidence["time"][about]).astype(np.uint64)
    parts = np.array_split(about, len(about) // AT_ONCE + 1)
    draws = np.concatenate([row_draws(evidence, rows, errors[rows], seed) for rows in parts])
    connections = distinct(draws)
    if len(connections) <= most:
        return Thinned(evidence, flows, 1, {})
    halvings = np.minimum(trailing_zeros(connections), MOST_HALVINGS)
    one_of = 2
    while one_of < 1 << MOST_HALVINGS and np.count_nonzero(halvings >= one_of.bit_length() - 1) > most:
        one_of *= 2
    goes = about[draws & np.uint64(one_of - 1) != 0]
    captures, rows = np.unique(evidence["capture"][goes], return_counts=True)
    stays = np.ones(len(evidence), bool)
    stays[goes] = False
    return Thinned(
        evidence=only(evidence, stays),
        flows=flows[flow_draws(flows, seed) & np.uint64(one_of - 1) == 0],
        one_of=one_of,
        left_out=dict(zip(captures.tolist(), rows.tolist(), strict=True)),
    )


def only(evidence: Evidence, stays: NDArray[np.bool_]) -> Evidence:
    """The rows that stay, copied, column by column; a column of one value that takes no memory goes on so."""
    count = int(np.count_nonzero(stays))
    columns: dict[str, NDArray[Any]] = {}
    for name in list(evidence.columns):
        column = evidence.columns[name]
        columns[name] = column[:count] if column.strides == (0,) else column[stays]
        if isinstance(evidence.columns, dict):
            del evidence.columns[name]
        del column
    return Evidence(columns, evidence.addresses)


def row_draws(
    evidence: Evidence, rows: NDArray[np.int64], errors: NDArray[np.bool_], seed: np.uint64
) -> NDArray[np.uint64]:
    """The draw of the connection that each row is about; of an error, the one that it quotes."""
    addresses = evidence.addresses
    stirred_codes = address_of(*addresses.halves(np.arange(len(addresses), dtype=np.int32)), seed)
    stirred_codes = np.append(stirred_codes, address_of(*addresses.halves(np.array([NO_ADDRESS], np.int32)), seed))
    ends = []
    for address, port, quoted, quoted_port in (
        ("ip_src", "sport", "quoted_src", "quoted_sport"),
        ("ip_dst", "dport", "quoted_dst", "quoted_dport"),
    ):
        codes, ports = evidence[address][rows], evidence[port][rows]
        codes[errors], ports[errors] = evidence[quoted][rows[errors]], evidence[quoted_port][rows[errors]]
        ends.append(end_of(stirred_codes[codes], ports))
    return of_ends(*ends)


def flow_draws(flows: NDArray[Any], seed: np.uint64) -> NDArray[np.uint64]:
    """The draw of the connection of each of some `FLOW` records."""
    client = end_of(address_of(flows["client_hi"], flows["client_lo"], seed), flows["client_port"])
    return of_ends(client, end_of(address_of(flows["vip_hi"], flows["vip_lo"], seed), flows["vip_port"]))


def address_of(hi: NDArray[np.uint64], lo: NDArray[np.uint64], seed: np.uint64) -> NDArray[np.uint64]:
    """Addresses in 64 bits."""
    return stirred(stirred(hi ^ seed) ^ lo)


def end_of(address: NDArray[np.uint64], port: NDArray[np.uint16]) -> NDArray[np.uint64]:
    """One end of each connection in 64 bits."""
    return stirred(address ^ port.astype(np.uint64))


def of_ends(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Two ends in 64 bits, whichever is named first."""
    return stirred(one + other)


def stirred(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """64 bits, of which each depends on all."""
    values = (values ^ values >> SHIFT) * FIRST
    values = (values ^ values >> SHIFT) * SECOND
    return values ^ values >> SHIFT


def trailing_zeros(values: NDArray[np.uint64]) -> NDArray[np.int64]:
    """How many low bits are 0, as far as `MOST_HALVINGS` of them: after how many halvings each is still drawn."""
    found = np.zeros(len(values), np.int64)
    for halvings in range(1, MOST_HALVINGS + 1):
        found += values & np.uint64((1 << halvings) - 1) == 0
    return found
