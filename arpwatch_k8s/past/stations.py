"""Who is new to a VIP that has had others: known ones in, new ones out.

A MAC that moves between nodes (VRRP's, kube-vip's) says nothing of who stands behind it: there the node counts, where
one is known. So many of a VIP are remembered; whoever makes up more is counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.evidence.virtual import is_virtual_mac

MOST: Final = 256
"""Stations of one VIP, as many as programs are looked for (`speakers.voice.MOST`)."""
MOST_VIPS: Final = 4096
"""VIPs whose stations are remembered (`correlator.places.MOST`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """Somebody was seen to hold a VIP on a track."""

    vip: str
    """The address."""

    interface: str
    """On which segment."""

    track: str
    """Which track it was."""

    mac: str | None
    """Lower case, with colons; None for a node that is known by its name alone."""

    node: str | None
    """The node's name, None where it has none."""

    label: str
    """Both for people, or the MAC and who made it."""

    first: int
    """When that began, ns UTC."""

    last: int
    """Up to when it is known, ns UTC."""

    @property
    def who(self) -> str | None:
        """What tells it from others: its MAC, or its name where that is no host's own; None where neither does."""
        if self.mac is not None and not is_virtual_mac(parse_mac(self.mac)):
            return self.mac
        return self.node


@dataclass(slots=True)
class Stations:
    """Those that are known, by VIP and track."""

    left_out: int = 0
    """Sightings of stations that found no room."""
    _known: dict[str, dict[str, set[str]]] = field(default_factory=dict)

    def learn(self, known: Iterable[tuple[str, str, str]]) -> None:
        """Take in those that are remembered: VIP, who, track."""
        for vip, who, track in known:
            self._known.setdefault(vip, {}).setdefault(who, set()).add(track)

    def others(self, vip: str, who: str) -> int:
        """How many others were ever seen to hold a VIP."""
        return len(self._known.get(vip, {}).keys() - {who})

    def take(self, sighting: Sighting) -> bool:
        """Know one more; whether it may be kept."""
        who = sighting.who
        if who is None:
            return False
        if sighting.vip not in self._known and len(self._known) >= MOST_VIPS:
            self.left_out += 1
            return False
        of_vip = self._known.setdefault(sighting.vip, {})
        if who not in of_vip and len(of_vip) >= MOST:
            self.left_out += 1
            return False
        of_vip.setdefault(who, set()).add(sighting.track)
        return True

    def is_new(self, sighting: Sighting) -> bool:
        """Whether a VIP that has had others was never seen to be held by this one, on any track."""
        of_vip = self._known.get(sighting.vip, {})
        return sighting.who is not None and bool(of_vip) and sighting.who not in of_vip and len(of_vip) < MOST
