"""Who takes a VIP from whom, told from the newest claims alone: at once, whatever a judgment of it all may take.

A fight is told once, not change by change: it begins with its third change, and is over when one owner has had the last
word for as long as the threshold says. What a move cost comes later, from the examiner.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.holder import Holder, holder_of
from arpwatch_k8s.changes.ownership import ContestEnd, ContestStart, FirstOwner, Takeover
from arpwatch_k8s.correlator.ownership.claims import Claim, Claims, claims
from arpwatch_k8s.correlator.places import MOST_OF_ONE
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.addresses import NO_ADDRESS, number_text
from arpwatch_k8s.evidence.segment import Segment
from arpwatch_k8s.evidence.virtual import is_virtual_mac
from arpwatch_k8s.inventory import Inventory, Known, learn
from arpwatch_k8s.inventory.nodes import BY_ADDRESS
from arpwatch_k8s.thresholds import Thresholds

MOST_CHANGES: Final = 64
"""Changes of one VIP in one batch that are looked at one by one."""


@dataclass(slots=True)
class Held:
    """One VIP on one segment: who holds it by claim since when, and the changes that are close together."""

    mac: int
    since: int
    changes: list[int] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    fighting: bool = False


@dataclass(slots=True)
class Names:
    """What is known of names: given ones, and the inventory that the examiner last learned."""

    known: Known
    inventory: Inventory

    def same(self, one: int, other: int) -> bool:
        """Whether two MACs are one node's."""
        return self.inventory.owner(one) == self.inventory.owner(other)

    def holder(self, mac: int) -> Holder:
        """Who shows as a MAC."""
        return holder_of(self.inventory, self.inventory.owner(mac), mac)


class Moves:
    """Claims in, changes out. `interfaces`: names by number."""

    def __init__(self, interfaces: Sequence[str], names: Names, limits: Thresholds) -> None:
        self._interfaces = interfaces
        self._names = names
        self._limits = limits
        self._held: dict[tuple[int, Segment], Held] = {}
        self._segments: Counter[int] = Counter()
        self.left_out = 0
        """Claims on more segments of a VIP than are followed: whoever sends tagged frames chooses how many."""

    def judge_by(self, known: Known, limits: Thresholds) -> None:
        """Go by these names and thresholds from now on."""
        self._names.known = known
        self._limits = limits

    def take(self, batch: Evidence, vips: Mapping[int, int]) -> Iterator[Change]:
        """The changes in a batch. vips: the number of each VIP by its code in the batch."""
        if not vips:
            return
        # who stands behind a virtual MAC is learned from the batch: advertisements come with its frames
        told = claims(batch, list(vips), learn(batch, list(vips), self._names.known))
        for (code, segment), said in sorted(told.items(), key=lambda item: item[0]):
            yield from self._of_one(vips[code], segment, said)

    def begin(self, vip: int, segment: Segment, mac: int, since: int, frame: int | None = None) -> Iterator[Change]:
        """A VIP is watched from now on, and `mac` has claimed it since `since`, ns UTC, first in `frame`."""
        if (vip, segment) not in self._held and not is_virtual_mac(mac):
            if self._segments[vip] >= MOST_OF_ONE:
                self.left_out += 1
                return
            self._segments[vip] += 1
            self._held[vip, segment] = Held(mac, since)
            yield FirstOwner(
                time=since,
                vip=number_text(vip),
                interface=self._where(segment),
                holder=self._names.holder(mac),
                frame=frame,
            )

    def step(self, step_ns: int) -> None:
        """The clock was set by `step_ns`: what is remembered is told by the new one."""
        for held in self._held.values():
            held.since += step_ns
            held.changes = [time + step_ns for time in held.changes]

    def quiet(self, now: int) -> Iterator[Change]:
        """What is over at `now`, ns UTC."""
        for (vip, segment), held in self._held.items():
            if held.changes and now - held.changes[-1] > self._limits.contest_gap_ns:
                if held.fighting:
                    yield self._over(vip, segment, held)
                held.changes, held.owners, held.fighting = [], [], False

    def _of_one(self, vip: int, segment: Segment, said: Claims) -> Iterator[Change]:
        """The changes of one VIP's claims."""
        for claim in changes_only(said):
            # behind a virtual MAC stands who advertises for it; where a batch does not show that, the examiner will
            mac = claim.owner if is_virtual_mac(claim.mac) and claim.owner < BY_ADDRESS else claim.mac
            if claim.withdraws or is_virtual_mac(mac):
                continue
            held = self._held.get((vip, segment))
            if held is None:
                yield from self.begin(vip, segment, mac, claim.time, claim.frame.frame)
            elif not self._names.same(held.mac, mac):
                yield from self._moved(vip, segment, held, mac, claim)

    def _moved(self, vip: int, segment: Segment, held: Held, mac: int, claim: Claim) -> Iterator[Change]:
        """One change of owner."""
        time = claim.time
        if held.changes and time - held.changes[-1] > self._limits.contest_gap_ns:
            if held.fighting:
                yield self._over(vip, segment, held)
            held.changes, held.owners, held.fighting = [], [], False
        before, lasted = held.mac, time - held.since
        held.changes.append(time)
        held.owners = list(dict.fromkeys([*held.owners, before, mac]))[:MOST_CHANGES]
        del held.changes[: -2 * self._limits.contest_changes]
        held.mac, held.since = mac, time
        if held.fighting:
            return
        if len(held.changes) >= self._limits.contest_changes:
            held.fighting = True
            yield ContestStart(
                time=time,
                vip=number_text(vip),
                interface=self._where(segment),
                owners=tuple(self._names.holder(owner) for owner in held.owners),
                holder=self._names.holder(mac),
                before=self._names.holder(before),
                frame=claim.frame.frame,
            )
            return
        yield Takeover(
            time=time,
            vip=number_text(vip),
            interface=self._where(segment),
            holder=self._names.holder(mac),
            before=self._names.holder(before),
            held_ns=lasted,
            frame=claim.frame.frame,
        )

    def _over(self, vip: int, segment: Segment, held: Held) -> ContestEnd:
        """A fight's end."""
        return ContestEnd(
            time=held.changes[-1],
            vip=number_text(vip),
            interface=self._where(segment),
            holder=self._names.holder(held.mac),
        )

    def _where(self, segment: Segment) -> str:
        return segment_name(segment, self._interfaces)


def changes_only(said: Claims) -> Claims:
    """The first claim, and those that differ from the one before in who claims; of very many the first ones and the
    last, since a fight is told once."""
    rows = said.rows
    other = np.ones(len(rows), bool)
    other[1:] = False
    for name in ("mac", "owner", "withdraws"):
        other[1:] |= rows[name][1:] != rows[name][:-1]
    found = np.flatnonzero(other)
    if len(found) > MOST_CHANGES:
        found = np.append(found[: MOST_CHANGES - 1], found[-1])
    return said.take(found)


def segment_name(segment: Segment, interfaces: Sequence[str]) -> str:
    """A segment by its interface's name."""
    name = interfaces[segment.interface] if segment.interface < len(interfaces) else str(segment.interface)
    tail = str(segment).partition(".")[2]
    return f"{name}.{tail}" if tail else name


def codes_of(batch: Evidence, vips: Sequence[int]) -> dict[int, int]:
    """VIPs' numbers by their codes in a batch, of those that occur in it."""
    found = {batch.addresses.find(number_text(vip)): vip for vip in vips}
    found.pop(NO_ADDRESS, None)
    return found
