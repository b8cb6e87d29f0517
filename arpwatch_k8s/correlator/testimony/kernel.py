"""The track *kernel*: which MAC the kernel itself said that its neighbor cache held, from `ip neigh` and its monitor.

A monitor tells every change, but not what was there before its first; listings tell that, at their own times only, and
count up to the monitor's first word on an address. A change between two listings is given the time of the second. What
a node's kernel says is not what the host's does that connects to the VIP: it counts only where the node is that host.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

import numpy as np

from arpwatch_k8s.correlator.ownership.epochs import EndsBy, Epoch
from arpwatch_k8s.correlator.ownership.hosts import capturing_hosts
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.row import TCP_SYN
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.logs.details.detail import NeighborChange, NeighborEntry, NeighborListing
from arpwatch_k8s.logs.event import LogEvent, telling

NO_MAC_STATES = frozenset({"INCOMPLETE", "FAILED"})
Homes = Callable[[], frozenset[int]]
"""Says which MACs are of the hosts that connect to the VIPs, as far as that can be told."""
States = list[tuple[int, int | None]]
"""Times (ns UTC) and the MAC held from then on, None where there was none."""


def nobody() -> frozenset[int]:
    """No host is known to connect to the VIPs."""
    return frozenset()


def kernel_epochs(
    events: Iterable[LogEvent], vips: Iterable[str], inventory: Inventory, end: int | None, *, homes: Homes = nobody
) -> dict[str, tuple[Epoch, ...]]:
    """Epochs by address text; an address whose entry several interfaces have goes by the one named most often. `end`:
    of the capture, ns UTC; None where there is none, as nothing is heard then after the last that the tables told.
    `homes` is asked only where a line names a node."""
    events = list(events)
    named_nodes = {node.name: node for node in inventory.nodes if any(node.name == event.host for event in events)}
    at_home = homes() if named_nodes else frozenset()
    elsewhere = {name for name, node in named_nodes.items() if at_home.isdisjoint(node.macs)}
    events = [event for event in events if event.host not in elsewhere]
    listings = sorted({(event.time, event.line) for event, _ in telling(events, NeighborListing)})
    listed, changed = list(telling(events, NeighborEntry)), list(telling(events, NeighborChange))
    named: list[NeighborEntry | NeighborChange] = [entry for _, entry in listed]
    named += [change for _, change in changed]
    last = max((*(time for time, _ in listings), *(event.time for event, _ in changed)), default=0)
    tracks: dict[str, tuple[Epoch, ...]] = {}
    for vip in dict.fromkeys(vips):
        interface = usual_interface(detail for detail in named if detail.address == vip)
        entries = {
            event.time: held(entry) for event, entry in listed if entry.address == vip and entry.interface == interface
        }
        changes = sorted(
            (
                (event.time, event.line, held(change))
                for event, change in changed
                if change.address == vip and change.interface == interface
            ),
            key=lambda item: item[:2],
        )
        first = changes[0][0] if changes else None
        states: States = [(time, entries.get(time)) for time, _ in listings if first is None or time < first]
        states += [(time, mac) for time, _, mac in changes]
        epochs = tuple(epochs_of(states, inventory, last if end is None else end))
        if epochs:
            tracks[vip] = epochs
    return tracks


def connecting(evidence: Evidence, vantages: Sequence[Sequence[int]], vips: Collection[int]) -> frozenset[int]:
    """The MACs of the hosts that captured, taken to be those that connect to the VIPs (address codes); where that
    cannot be told, of the only host that connects to one; empty where there are several."""
    hosts = capturing_hosts(evidence, vantages, vips)
    macs = frozenset(host.mac for those in hosts.values() for host in those)
    if macs:
        return macs
    asks = evidence.take((evidence["kind"] == TCP_SYN) & np.isin(evidence["ip_dst"], np.array(sorted(vips), np.int32)))
    senders = frozenset(distinct(asks["eth_src"]).tolist()) - {0}
    return senders if len(senders) == 1 else frozenset()


def usual_interface(details: Iterable[NeighborEntry | NeighborChange]) -> str:
    """The interface that most of them name, the first by name of several."""
    counts = Counter(detail.interface for detail in details)
    return max(sorted(counts), key=lambda name: counts[name], default="")


def held(detail: NeighborEntry | NeighborChange) -> int | None:
    """The MAC that the table holds by what is said."""
    match detail:
        case NeighborChange(deleted=True):
            return None
        case NeighborChange() | NeighborEntry():
            return None if detail.state in NO_MAC_STATES else detail.mac


def epochs_of(states: States, inventory: Inventory, end: int) -> Iterator[Epoch]:
    """Epochs of one MAC each; `claims` counts what was said in each."""
    spells: list[list[int]] = []
    for number, (time, mac) in enumerate(states):
        if mac is None:
            continue
        if number and states[number - 1][1] == mac:
            spells[-1][2:] = [number, spells[-1][3] + 1]
        else:
            spells.append([time, mac, number, 1])
    for since, mac, last, said in spells:
        open_ended = last + 1 == len(states)
        until, after = (max(end, since), None) if open_ended else states[last + 1]
        yield Epoch(
            track=Track.KERNEL,
            sender=None,
            owner=inventory.owner(mac),
            mac=mac,
            start=since,
            end=until,
            first_frame=None,
            last_frame=None,
            claims=said,
            ends_by=EndsBy.CAPTURE_END if open_ended else EndsBy.WITHDRAWN if after is None else EndsBy.TAKEOVER,
        )
