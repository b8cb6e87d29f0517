"""Which addresses logs and listings take for VIPs, where there is no capture to show it.

A proxy's upstreams that failed, addresses of Services, those that programs announce or probes ask for, or that a host
finds in use twice; where there are none, those that listings have at two MACs. An address that is in a listing once
says nothing, nor does one that a packet came from where a kernel does not expect it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from arpwatch_k8s.logs.details.belief import Belief, Conflict, Leadership, Manager, Reconcile
from arpwatch_k8s.logs.details.detail import NeighborChange, NeighborEntry, UpstreamError
from arpwatch_k8s.logs.details.listed import ArpAnswer, ArpSilence, ServiceListed
from arpwatch_k8s.logs.event import Log, everything

MOST_NAMED: Final = 16


def named_vips(logs: Iterable[Log]) -> tuple[str, ...]:
    """The addresses as texts, those that are named most often first."""
    named: Counter[str] = Counter()
    macs: dict[str, set[int]] = {}
    for log in logs:
        for said in everything(log):
            match said.detail:
                case (
                    UpstreamError()
                    | Belief()
                    | Reconcile()
                    | Leadership()
                    | Manager()
                    | Conflict(kind="duplicate_address")
                    | ArpAnswer()
                    | ArpSilence()
                    | ServiceListed()
                ) as detail:
                    if detail.address is not None:
                        named[detail.address] += 1
                case NeighborEntry(address=address, mac=int(mac)) | NeighborChange(address=address, mac=int(mac)):
                    macs.setdefault(address, set()).add(mac)
    found = [address for address, _ in named.most_common(MOST_NAMED)]
    return tuple(found or [address for address, held in macs.items() if len(held) > 1][:MOST_NAMED])
