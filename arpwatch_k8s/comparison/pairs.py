"""Which VIP of BEFORE is which of AFTER: by address and segment, or by address alone where each side has it once."""

from __future__ import annotations

from collections.abc import Iterator

from arpwatch_k8s.comparison.record import Pair
from arpwatch_k8s.comparison.sides.side import Side


def pairs(before: Side, after: Side) -> Iterator[Pair]:
    """All VIPs of both sides, in the order of BEFORE; those that findings alone tell of behind the others."""
    stations = [station.vip for side in (before, after) for station in side.stations]
    told = [cause.vip for side in (before, after) for cause in side.causes]
    for vip in dict.fromkeys(stations + told):
        yield from of_vip(vip, before, after)


def of_vip(vip: str, before: Side, after: Side) -> Iterator[Pair]:
    """One VIP on each segment, the one with most attempts first."""
    first, second = before.of_vip(vip), after.of_vip(vip)
    if len(first) == len(second) == 1:
        differ = first[0].segment != second[0].segment
        yield Pair(vip=vip, before=first[0], after=second[0], segments_differ=differ)
        return
    by_segment = {station.segment: station for station in second}
    found = [Pair(vip=vip, before=one, after=by_segment.pop(one.segment, None)) for one in first]
    found += [Pair(vip=vip, before=None, after=one) for one in by_segment.values()]
    yield from sorted(found, key=lambda pair: -tried(pair)) or [Pair(vip=vip, before=None, after=None)]


def missed(side: Side, other: Side) -> tuple[str, ...]:
    """The VIPs that a side should be asked for by name, its own included: those of the other that it was not seen to
    have. An address is not discovered where nobody announced it, or the ARP is not in the capture. None where it has
    all."""
    own = dict.fromkeys(station.vip for station in side.stations)
    named = dict.fromkeys(station.vip for station in other.stations)
    return tuple(own | named) if named.keys() - own.keys() else ()


def tried(pair: Pair) -> int:
    """Attempts on both sides."""
    return sum(station.attempts for station in (pair.before, pair.after) if station)
