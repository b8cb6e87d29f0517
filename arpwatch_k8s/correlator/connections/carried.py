"""What connections carried: the flow record of each attempt, found by its addresses, ports and first number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from arpwatch_k8s.correlator.connections.outcomes import AttemptRows
from arpwatch_k8s.evidence import Addresses
from arpwatch_k8s.evidence.flow import FLOW, SEEN_SYN, TO_VIP, FlowRows

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Carried:
    """Flows made ready to be found by their connections."""

    flows: FlowRows
    """`FLOW` records."""
    places: NDArray[np.int64]
    """Where those of them stand whose SYN was seen, in the order of `keys`."""
    keys: KeyRows
    """What those are found by: `KEY` records, rising, each once."""

    def of(self, made: AttemptRows) -> NDArray[np.int64]:
        """The index into `flows` of each attempt (`ATTEMPT` record), -1 where it has none."""
        places: NDArray[np.int64] = np.full(len(made), -1, np.int64)
        if len(self.keys) and len(made):
            wanted = keys(
                made["client"], made["vip"], made["client_port"], made["vip_port"], np.maximum(made["isn"], 0)
            )
            at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
            there = (self.keys[at] == wanted) & (made["isn"] >= 0)
            places[there] = self.places[at[there]]
        return places


KEY = np.dtype([("ends", "i8"), ("ports", "i8"), ("isn", "i8")])
KeyRows: TypeAlias = "NDArray[np.void]"
"""An array of `KEY`."""


def keys(
    client: NDArray[Any], vip: NDArray[Any], client_port: NDArray[Any], vip_port: NDArray[Any], isn: NDArray[Any]
) -> KeyRows:
    """`KEY` records that order and tell connections apart."""
    made = np.zeros(len(client), KEY)
    made["ends"] = client.astype(np.int64) << 32 | vip
    made["ports"] = client_port.astype(np.int64) << 16 | vip_port
    made["isn"] = isn
    return made


NOTHING = Carried(np.zeros(0, FLOW), np.zeros(0, np.int64), np.zeros(0, KEY))


def carried(flows: FlowRows | None, addresses: Addresses) -> Carried:
    """Flows made ready to be found; of several with one key, as two hosts capture them, the one with most frames."""
    if flows is None or not len(flows):
        return NOTHING
    begun = np.flatnonzero(flows["seen"][:, TO_VIP] & SEEN_SYN != 0)
    there = np.ones(len(begun), bool)
    named = keys(
        addresses.codes(flows["client_hi"][begun], flows["client_lo"][begun], there),
        addresses.codes(flows["vip_hi"][begun], flows["vip_lo"][begun], there),
        flows["client_port"][begun],
        flows["vip_port"][begun],
        flows["isn"][begun],
    )
    order = np.lexsort((flows["frames"][begun].sum(axis=1), named["isn"], named["ports"], named["ends"]))
    named = named[order]
    last = np.append(named[1:] != named[:-1], True)[: len(named)]
    return Carried(flows, begun[order[last]], named[last])
