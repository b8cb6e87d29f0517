"""Which rows are events of connections to VIPs, and which of them are of one connection.

Connections stand in the order of their first events. So those that were open at the same time stand near one another,
as their rows do, which whoever reads these in that order is glad of.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numba import from_dtype, types

from arpwatch_k8s.compiled import entry, helper, i4, i8, int64, void
from arpwatch_k8s.correlator.connections.events import (
    FROM_VIP,
    NO_EVENT,
    NO_MAC,
    NO_WAY,
    REFUSAL,
    TO_VIP,
    Events,
    is_refusal,
    quoting_attempts,
)
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.hashing import mix
from arpwatch_k8s.evidence.segment import segments
from arpwatch_k8s.evidence.table import column_type

if TYPE_CHECKING:
    from numpy.typing import NDArray

PICKED: Final = np.dtype(
    [("row", "i4"), ("client", "i4"), ("vip", "i4"), ("client_port", "u2"), ("vip_port", "u2"), ("what", "i1")],
    align=True,
)
"""A row that is an event, whose it is, and what."""
COLUMNS: Final = (
    "kind",
    "ip_src",
    "ip_dst",
    "eth_src",
    "eth_dst",
    "sport",
    "dport",
    "quoted_src",
    "quoted_dst",
    "quoted_sport",
    "quoted_dport",
)
"""What is asked of the evidence."""
picked_type = from_dtype(PICKED)


def events(evidence: Evidence, vips: Collection[int]) -> Events:
    """The events of all connections to the VIPs (address codes)."""
    wanted = np.array(sorted(vips), np.int32)
    quoting = quoting_attempts(evidence, wanted)
    refused = is_refusal(evidence["icmp_type"][quoting], evidence["icmp_code"][quoting])
    quotes = np.where(refused, REFUSAL, NO_WAY).astype(np.int8)
    picked, count = np.empty(len(evidence), PICKED), np.zeros(1, np.int64)
    pick(*(evidence[name] for name in COLUMNS), wanted, quoting, quotes, picked, count)
    return side_by_side(evidence, picked[: count[0]])


def side_by_side(evidence: Evidence, picked: NDArray[Any]) -> Events:
    """Events, which are in order of time, in that of connection and time."""
    n = len(picked)
    heads, sizes, numbers, group = (np.empty(n, np.int32) for _ in range(4))
    column = {name: np.empty(n, PICKED[name]) for name in PICKED.names or ()}
    slots = np.zeros(1 << (2 * n).bit_length(), np.int32)
    # the seed: what a hostile capture cannot know, so that it cannot aim at one slot; the order does not depend on it
    put_together(picked, secrets.randbits(32), slots, heads, sizes, numbers, *column.values(), group)
    index, names = segments(evidence.take(column["row"]))
    return Events(rows=evidence, group=group, segment=index.astype(np.int32), segments=names, **column)


@helper
def is_among(code: int, some: Any) -> bool:  # noqa: ANN401 - an array
    """Whether an address is one of some."""
    for other in some:  # noqa: SIM110 - compiled
        if code == other:
            return True
    return False


@entry(
    void(
        *map(column_type, COLUMNS),
        types.Array(types.int32, 1, "C", readonly=True),
        types.Array(types.int64, 1, "C", readonly=True),
        types.Array(types.int8, 1, "C", readonly=True),
        picked_type[::1],
        i8[::1],
    )
)
def pick(
    kind: Any,  # noqa: ANN401 - arrays
    source: Any,  # noqa: ANN401
    destination: Any,  # noqa: ANN401
    source_mac: Any,  # noqa: ANN401
    destination_mac: Any,  # noqa: ANN401
    source_port: Any,  # noqa: ANN401
    destination_port: Any,  # noqa: ANN401
    quoted_source: Any,  # noqa: ANN401
    quoted_destination: Any,  # noqa: ANN401
    quoted_source_port: Any,  # noqa: ANN401
    quoted_destination_port: Any,  # noqa: ANN401
    vips: Any,  # noqa: ANN401
    quoting: Any,  # noqa: ANN401
    quotes: Any,  # noqa: ANN401
    picked: Any,  # noqa: ANN401
    count: Any,  # noqa: ANN401
) -> None:
    """The events among rows into `picked`, of which `count[0]` are filled. `quoting`: the rows that are errors about an
    attempt, `quotes`: what each is. What never left its host says nothing of how others reach the VIP."""
    n = errors = 0
    for row in range(len(kind)):
        one = picked[n]
        if errors < len(quoting) and quoting[errors] == row:
            one["row"], one["what"] = row, quotes[errors]
            one["client"], one["client_port"] = quoted_source[row], quoted_source_port[row]
            one["vip"], one["vip_port"] = quoted_destination[row], quoted_destination_port[row]
            errors += 1
            n += 1
            continue
        if source[row] == destination[row] or (source_mac[row] == NO_MAC and destination_mac[row] == NO_MAC):
            continue
        if is_among(destination[row], vips):
            what = TO_VIP[kind[row]]
            one["client"], one["client_port"] = source[row], source_port[row]
            one["vip"], one["vip_port"] = destination[row], destination_port[row]
        elif is_among(source[row], vips):
            what = FROM_VIP[kind[row]]
            one["client"], one["client_port"] = destination[row], destination_port[row]
            one["vip"], one["vip_port"] = source[row], source_port[row]
        else:
            continue
        if what != NO_EVENT:
            one["row"], one["what"] = row, what
            n += 1
    count[0] = n


@helper
def is_one(first: Any, second: Any) -> bool:  # noqa: ANN401 - records
    """Whether two events are of one connection."""
    same: bool = (
        first["client"] == second["client"]
        and first["client_port"] == second["client_port"]
        and first["vip"] == second["vip"]
        and first["vip_port"] == second["vip_port"]
    )
    return same


@entry(
    void(
        picked_type[::1],
        i8,
        *[i4[::1]] * 4,
        *(from_dtype(PICKED[name])[::1] for name in PICKED.names or ()),
        i4[::1],
    )
)
def put_together(
    picked: Any,  # noqa: ANN401 - arrays
    seed: Any,  # noqa: ANN401
    slots: Any,  # noqa: ANN401
    heads: Any,  # noqa: ANN401
    sizes: Any,  # noqa: ANN401
    numbers: Any,  # noqa: ANN401
    row: Any,  # noqa: ANN401
    client: Any,  # noqa: ANN401
    vip: Any,  # noqa: ANN401
    client_port: Any,  # noqa: ANN401
    vip_port: Any,  # noqa: ANN401
    what: Any,  # noqa: ANN401
    group: Any,  # noqa: ANN401
) -> None:
    """Events by connection into columns of `PICKED`, and the number of each one's connection into `group`; `slots` to
    `numbers` are to work with. A slot holds the number of a connection and one more, 0 where it is empty; there must be
    more slots than events."""
    last, n = len(slots) - 1, 0
    for event in range(len(picked)):
        one = picked[event]
        ports = int64(one["client_port"]) << 16 | int64(one["vip_port"])
        slot = mix(mix(mix(seed, int64(one["client"])), int64(one["vip"])), ports) & last
        while True:
            number = int64(slots[slot]) - 1
            if number < 0:
                number = n
                heads[n], sizes[n] = event, 0
                n += 1
                slots[slot] = n
            if is_one(picked[heads[number]], one):
                numbers[event] = number
                sizes[number] += 1
                break
            slot = (slot + 1) & last
    start = 0
    for number in range(n):
        heads[number] = start
        start += sizes[number]
    for event in range(len(picked)):
        one, number = picked[event], numbers[event]
        at = heads[number]
        row[at], what[at], group[at] = one["row"], one["what"], number
        client[at], client_port[at] = one["client"], one["client_port"]
        vip[at], vip_port[at] = one["vip"], one["vip_port"]
        heads[number] += 1
