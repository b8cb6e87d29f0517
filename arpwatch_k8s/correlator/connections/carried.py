"""What connections carried: the flow record of each attempt, found by its addresses, ports and first number."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import from_dtype, types

from arpwatch_k8s.compiled import entry, helper, i4, i8, int64, void
from arpwatch_k8s.correlator.connections.outcomes import AttemptRows
from arpwatch_k8s.evidence import Addresses
from arpwatch_k8s.evidence.flow import FLOW, SEEN_SYN, TO_VIP, FlowColumns, FlowRows
from arpwatch_k8s.evidence.hashing import mix

if TYPE_CHECKING:
    from numpy.typing import NDArray

records_type = types.Array(from_dtype(FLOW), 1, "C", readonly=True)
codes_type = types.Array(types.int32, 1, "C", readonly=True)
ports_type = types.Array(types.uint16, 1, "C", readonly=True)
numbers_type = types.Array(types.int64, 1, "C", readonly=True)


@dataclass(frozen=True, slots=True, eq=False)
class Carried:
    """Flows made ready to be found by their connections."""

    flows: FlowRows
    """`FLOW` records."""
    client: NDArray[np.int32]
    """The client of each; an address code."""
    vip: NDArray[np.int32]
    """The VIP of each; an address code."""
    slots: NDArray[np.int32]
    """A table of those whose SYN was seen: the place of one and one more, 0 where it is empty."""
    seed: int
    """Where in it one is looked for depends on that, too."""

    def of(self, made: AttemptRows) -> NDArray[np.int64]:
        """The index into `flows` of each attempt, -1 where it has none."""
        found = np.full(len(made), -1, np.int64)
        whose = (made[name] for name in ("client", "vip", "client_port", "vip_port", "isn"))
        if len(self.flows):
            find(self.flows, self.client, self.vip, self.seed, self.slots, *whose, found)
        return found

    def by(self, places: NDArray[np.int64]) -> FlowColumns:
        """Those of `flows` at some places."""
        return FlowColumns(self.flows, places)


def carried(flows: FlowRows | None, addresses: Addresses) -> Carried:
    """Flows made ready to be found; of several of one connection, as two hosts capture them, the one with most
    frames."""
    if flows is None or not len(flows):
        return NOTHING
    there = np.ones(len(flows), bool)
    client = addresses.codes(flows["client_hi"], flows["client_lo"], there)
    vip = addresses.codes(flows["vip_hi"], flows["vip_lo"], there)
    # the seed: what a hostile capture cannot know, so that it cannot aim at one slot
    seed, slots = secrets.randbits(32), np.zeros(1 << (2 * len(flows)).bit_length(), np.int32)
    keep(flows, client, vip, seed, slots)
    return Carried(flows, client, vip, slots, seed)


NOTHING = Carried(np.zeros(0, FLOW), np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int32), 0)


@helper
def slot_of(seed: int, client: int, vip: int, client_port: int, vip_port: int, isn: int) -> int:
    """Where a connection is looked for first."""
    return mix(mix(mix(mix(seed, client), vip), client_port << 16 | vip_port), isn)


@entry(void(records_type, codes_type, codes_type, i8, i4[::1]))
def keep(flows: Any, client: Any, vip: Any, seed: Any, slots: Any) -> None:  # noqa: ANN401 - arrays
    """The flows whose SYN was seen into `slots`, of which there must be more."""
    last = len(slots) - 1
    for place in range(len(flows)):
        flow = flows[place]
        if not flow["seen"][TO_VIP] & SEEN_SYN:
            continue
        slot = slot_of(
            seed,
            int64(client[place]),
            int64(vip[place]),
            int64(flow["client_port"]),
            int64(flow["vip_port"]),
            int64(flow["isn"]),
        )
        while True:
            slot &= last
            held = int64(slots[slot]) - 1
            if held < 0:
                slots[slot] = place + 1
                break
            other = flows[held]
            if (
                client[held] == client[place]
                and vip[held] == vip[place]
                and other["client_port"] == flow["client_port"]
                and other["vip_port"] == flow["vip_port"]
                and other["isn"] == flow["isn"]
            ):
                frames, before = flow["frames"], other["frames"]
                if int64(frames[0]) + int64(frames[1]) >= int64(before[0]) + int64(before[1]):
                    slots[slot] = place + 1
                break
            slot += 1


@entry(
    void(
        records_type,
        codes_type,
        codes_type,
        i8,
        codes_type,
        codes_type,
        codes_type,
        ports_type,
        ports_type,
        numbers_type,
        i8[::1],
    )
)
def find(
    flows: Any,  # noqa: ANN401 - arrays
    flow_client: Any,  # noqa: ANN401
    flow_vip: Any,  # noqa: ANN401
    seed: Any,  # noqa: ANN401
    slots: Any,  # noqa: ANN401
    client: Any,  # noqa: ANN401
    vip: Any,  # noqa: ANN401
    client_port: Any,  # noqa: ANN401
    vip_port: Any,  # noqa: ANN401
    isn: Any,  # noqa: ANN401
    found: Any,  # noqa: ANN401
) -> None:
    """Where the flow of each attempt stands into `found`, which is left as it is where there is none."""
    last = len(slots) - 1
    for attempt in range(len(found)):
        if isn[attempt] < 0:
            continue
        slot = slot_of(
            seed,
            int64(client[attempt]),
            int64(vip[attempt]),
            int64(client_port[attempt]),
            int64(vip_port[attempt]),
            isn[attempt],
        )
        while True:
            slot &= last
            held = int64(slots[slot]) - 1
            if held < 0:
                break
            flow = flows[held]
            if (
                flow_client[held] == client[attempt]
                and flow_vip[held] == vip[attempt]
                and flow["client_port"] == client_port[attempt]
                and flow["vip_port"] == vip_port[attempt]
                and int64(flow["isn"]) == isn[attempt]
            ):
                found[attempt] = held
                break
            slot += 1
