"""What the cluster believed of who holds an address: stretches of it, what has no time, and where two believed at once.

Belief and not proof: a program that says that it announces may announce nothing, and one that says nothing may go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from arpwatch_k8s.correlator.ownership.epochs import EndsBy
from arpwatch_k8s.evidence.reference import LineRef

MOST_AT_ONCE: Final = 8
"""Owners of one address that are held against each other at one time."""


class Voice(StrEnum):
    """On whose word something is believed. Of one voice an owner ends another; of two they stand beside each other."""

    LOG = "log"
    """Each node's own log of the program, which speaks for that node alone."""
    LEASE = "lease"
    """The Lease by which one node announces: who holds it, in the word of the object and of all who watch it."""
    OBJECT = "object"
    """Events about the Service, and status objects of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterEpoch:
    """A stretch of time in which a node was said to hold an address."""

    vip: str
    """The address, canonical text."""
    owner: int | None
    """The node's number in the inventory; None where no MAC of it is known."""
    node: str
    """The node's name; where nothing tells it, that of the pod or the file that says so."""
    program: str
    """Whose word it is: metallb, kube-vip, keepalived, cilium, kubernetes."""
    voice: Voice
    """On which word of that program."""
    start: int
    """When it was said first, ns UTC: not before it, and before `start + start_width`."""
    start_width: int
    """The resolution of that time, ns."""
    end: int
    """Up to when it is believed, ns UTC; no longer in it."""
    ends_by: EndsBy
    """What ended it; CAPTURE_END where nothing did: then nobody took it back, which says little after `heard`."""
    said: LineRef
    """The first line that says it."""
    ended: LineRef | None
    """The line that ended it; None where none did."""
    reason: str | None
    """Why it ended, in the program's own word; None where it gives none."""
    lines: int
    """How often it was said."""
    last: int
    """When it was said last, ns UTC."""
    heard: int
    """Up to when whoever says it is heard at all, ns UTC: of a log its last line, else `last`; never after `end`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterHeld:
    """A node is said to hold an address, and nobody knows when that was said."""

    vip: str
    """The address, canonical text."""
    owner: int | None
    """The node's number in the inventory; None where no MAC of it is known."""
    node: str
    """The node's name."""
    program: str
    """Whose word it is."""
    voice: Voice
    """On which word of that program."""
    lease: str | None
    """The lease that it holds; None where it is not told by one."""
    said: LineRef
    """The line that says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rivals:
    """Two nodes were said to hold an address at once, by one voice of one program."""

    first: ClusterEpoch
    """The one that was said earlier."""
    second: ClusterEpoch
    """The other."""
    start: int
    """From when on both were, at the latest, ns UTC."""
    end: int
    """Up to when both were heard, ns UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Believed:
    """All that is believed."""

    epochs: tuple[ClusterEpoch, ...] = ()
    """By address, program and voice, then in order of time; those of one voice may overlap."""
    held: tuple[ClusterHeld, ...] = ()
    """What has no time, in the order of logs and lines."""

    def of(self, vip: str) -> Believed:
        """What is believed of one address."""
        return Believed(
            epochs=tuple(epoch for epoch in self.epochs if epoch.vip == vip),
            held=tuple(item for item in self.held if item.vip == vip),
        )


def shown_until(epochs: Sequence[ClusterEpoch]) -> list[int]:
    """Up to when each epoch is shown, ns UTC: one that nothing took back and that is not heard any more gives way to
    the next of another node; `epochs` in the order of `Believed`."""
    until = []
    for place, epoch in enumerate(epochs):
        end = epoch.end
        if epoch.ends_by is EndsBy.CAPTURE_END:
            same = [epoch.vip, epoch.program, epoch.voice]
            for other in epochs[place + 1 :]:
                if [other.vip, other.program, other.voice] != same:
                    break
                if other.node != epoch.node and other.start >= epoch.heard:
                    end = min(end, other.start)
                    break
        until.append(max(end, epoch.start))
    return until


def rivals(epochs: Iterable[ClusterEpoch]) -> Iterator[Rivals]:
    """Pairs of epochs of different nodes that overlap while both are heard, even if each stamp was written as late as
    its resolution allows; `epochs` in the order of `Believed`."""
    running: list[ClusterEpoch] = []
    for epoch in epochs:
        since = epoch.start + epoch.start_width
        running = [
            other
            for other in running
            if other.heard > since
            and (other.vip, other.program, other.voice) == (epoch.vip, epoch.program, epoch.voice)
        ][-MOST_AT_ONCE:]
        for other in running:
            until = min(other.heard, epoch.heard)
            if other.node != epoch.node and until > since:
                yield Rivals(first=other, second=epoch, start=since, end=until)
        running.append(epoch)
