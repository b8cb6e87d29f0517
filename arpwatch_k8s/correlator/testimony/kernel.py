"""The track *kernel*: which MAC the kernel itself said that its neighbor cache held, from `ip neigh` and its monitor.

A monitor tells every change, but not what was there before its first; snapshots tell that, at their own times only, and
count up to the monitor's first word on an address. A change between two snapshots is given the time of the second.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from arpwatch_k8s.correlator.ownership.epochs import EndsBy, Epoch
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.logs.event import LogEvent
from arpwatch_k8s.logs.neighbors import GONE, MONITOR, SNAPSHOT, SNAPSHOTS

NO_MAC_STATES = frozenset({"INCOMPLETE", "FAILED"})
States = list[tuple[int, int | None]]
"""Times (ns UTC) and the MAC held from then on, None where there was none."""


def kernel_epochs(
    events: Iterable[LogEvent], vips: Iterable[str], inventory: Inventory, end: int
) -> dict[str, tuple[Epoch, ...]]:
    """Epochs by address text; an address whose entry several interfaces have goes by the one named most often."""
    table = [event for event in events if event.source in (MONITOR, SNAPSHOTS)]
    shots = sorted({(event.time, event.line) for event in table if event.kind == SNAPSHOT})
    found: dict[str, tuple[Epoch, ...]] = {}
    for vip in dict.fromkeys(vips):
        mine = one_interface([event for event in table if event.address == vip])
        told = sorted(
            ((e.time, e.line, held(e)) for e in mine if e.source == MONITOR), key=lambda item: (item[0], item[1])
        )
        first = told[0][0] if told else None
        entries = {event.time: held(event) for event in mine if event.source == SNAPSHOTS}
        states: States = [(time, entries.get(time)) for time, _ in shots if first is None or time < first]
        states += [(time, mac) for time, _, mac in told]
        epochs = tuple(epochs_of(states, inventory, end))
        if epochs:
            found[vip] = epochs
    return found


def one_interface(events: Sequence[LogEvent]) -> list[LogEvent]:
    """The events of the interface that most of them name."""
    counts: dict[str, int] = defaultdict(int)
    for event in events:
        counts[event.interface or ""] += 1
    most = max(sorted(counts), key=lambda name: counts[name], default="")
    return [event for event in events if (event.interface or "") == most]


def held(event: LogEvent) -> int | None:
    """The MAC that an entry held after an event."""
    return None if event.kind == GONE or event.state in NO_MAC_STATES else event.mac


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
