"""The flow record: what one TCP connection of a VIP carried, beyond the frames that open, close or reset it.

Every accumulator is a sum, a minimum or a maximum, so that the parts of a connection that was evicted, or that
continues in another file, merge into what one reading would have given. Fields of two are from the client to the VIP,
and the way back. TCP keep-alive probes are no payload. Times are ns UTC; those of payload mean nothing without any.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
from numba import from_dtype

from arpwatch_k8s.evidence.addresses import Addresses
from arpwatch_k8s.evidence.row import HAS_TCP, TCP_FLOW
from arpwatch_k8s.evidence.table import DTYPES, Evidence

if TYPE_CHECKING:
    from numpy.typing import NDArray

FLOW: Final = np.dtype(
    [
        ("client_hi", "u8"),
        ("client_lo", "u8"),
        ("vip_hi", "u8"),
        ("vip_lo", "u8"),
        ("vlan", "u8"),
        ("ifindex", "u4"),
        ("isn", "u4"),
        ("client_port", "u2"),
        ("vip_port", "u2"),
        ("interface", "u2"),
        ("capture", "u2"),
        ("changes", "u1", (2,)),
        ("seen", "u1", (2,)),
        ("last_time", "i8"),
        ("last_frame", "u8"),
        ("payload", "u8", (2,)),
        ("payload_last", "i8", (2,)),
        ("frames", "u4", (2,)),
        ("next_seq", "u4", (2,)),
        ("first_time", "i8"),
        ("first_frame", "u8"),
        ("mac", "u8", (2,)),
        ("payload_first", "i8", (2,)),
        ("after_fin", "u8", (2,)),
        ("acked", "u4", (2,)),
        ("hole_start", "u4", (2,)),
        ("hole_end", "u4", (2,)),
        ("resent", "u4", (2,)),
        ("resent_first", "i8", (2,)),
        ("resent_bytes", "u2", (2,)),
        ("waiting_bytes", "u2", (2,)),
        ("passed_bytes", "u2", (2,)),
        ("unmoved", "u2", (2,)),
    ],
    align=True,
)
"""payload: bytes; after_fin: payload bytes sent after the other side's FIN; changes: changes of MAC told so far.

acked: up to where this side acknowledged the other's bytes. hole_start, hole_end: numbers of the first bytes of this
side that never came by, though later ones did; both alike where there is no such hole. resent: segments with bytes that
had been sent before, since the other side last acknowledged anything; from resent_first on, the largest with
resent_bytes. passed_bytes: the largest segment of this side that was acknowledged; waiting_bytes: the largest since.
unmoved: acknowledgments of this side, without data, that told nothing new though more had been sent, since one last
did.

Four cache lines: what a segment is compared with, what every segment changes, and the rest."""
FlowRows: TypeAlias = "NDArray[np.void]"
"""An array of `FLOW`."""


class FlowColumns:
    """Some flows, in any order and any number of times: fields of `FLOW` by name.

    A field is copied when it is asked for: a record is four cache lines, of which a question is about one or two.
    """

    def __init__(self, flows: FlowRows, places: NDArray[np.int64]) -> None:
        self._flows = flows
        self._places = places
        self._copied: dict[str, NDArray[Any]] = {}

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, name: str) -> NDArray[Any]:
        found = self._copied.get(name)
        if found is None:
            found = self._copied[name] = self._flows[name][self._places]
            found.flags.writeable = False
        return found


flow_type = from_dtype(FLOW)
flows_type = flow_type[::1]

# bits of `seen`, of each direction
SEEN_NEXT, SEEN_FIN, SEEN_SYN, SEEN_ACK = 1, 2, 4, 8
"""Whether its next sequence number is known; whether it sent a FIN; whether it sent a SYN (then `isn` holds, for 0);
whether it acknowledged anything."""

NO_TIME: Final = -(1 << 63)
TO_VIP, FROM_VIP = 0, 1
"""Directions, as indices of the fields of two."""


def as_rows(flows: FlowRows, addresses: Addresses) -> Evidence:
    """Flows as rows of kind `tcp_flow`, at the time and frame of their last segment; `seq` is the client's first."""
    columns = {name: np.zeros(len(flows), dtype) for name, dtype in DTYPES.items()}
    for name in ("sender_ip", "target_ip", "gateway", "quoted_src", "quoted_dst", "vrrp_addresses"):
        columns[name][:] = -1
    there = np.ones(len(flows), bool)
    columns["time"][:] = flows["last_time"]
    columns["frame"][:] = flows["last_frame"]
    columns["kind"][:] = TCP_FLOW
    columns["ip_src"] = addresses.codes(flows["client_hi"], flows["client_lo"], there)
    columns["ip_dst"] = addresses.codes(flows["vip_hi"], flows["vip_lo"], there)
    columns["eth_dst"][:] = flows["mac"][:, TO_VIP]
    columns["sport"][:], columns["dport"][:] = flows["client_port"], flows["vip_port"]
    columns["seq"][:] = flows["isn"]
    columns["present"][:] = HAS_TCP
    for name in ("capture", "interface", "ifindex", "vlan"):
        columns[name][:] = flows[name]
    return Evidence(columns, addresses)
