"""A capture under other names, at another time, and sometimes in other company: by chance, from a seed.

Of the same frames the same ones are left in the same order, so whoever wants to can find out which capture it was. It
is not found by its names, times, sizes or sums: for a part that nobody has seen, stage the scenarios anew.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from typing import Final

from arpwatch_k8s.anonymous.pseudonyms import Pseudonyms
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wire import link
from tests.metamorphic.less import packed
from tests.metamorphic.same import among_strangers, other_names
from tests.metamorphic.scene import Scene
from tests.released.labelled import Answer, Truth

DAY_NS: Final = 86_400 * NS
EARLIEST_DAYS, LATEST_DAYS = 30, 400
"""How long before it really was a capture seems to be."""
MOST_DECOYS: Final = 50_000
"""Names that are given to nobody, so that numbers begin anywhere."""
NOBODYS: Final = bytes((100, 64))
"""Where no capture has an address (RFC 6598)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """The names in a capture, collected in place of being changed."""

    macs: set[bytes] = field(default_factory=set)
    four: set[bytes] = field(default_factory=set)
    six: set[bytes] = field(default_factory=set)

    def mac(self, mac: bytes) -> bytes:
        """One more MAC."""
        self.macs.add(mac)
        return mac

    def ipv4(self, address: bytes) -> bytes:
        """One more address."""
        self.four.add(address)
        return address

    def ipv6(self, address: bytes) -> bytes:
        """One more address."""
        self.six.add(address)
        return address


def present(scene: Scene) -> Present:
    """All names in a scene's frames."""
    found = Present()
    for recording in scene.recordings:
        for _ in other_names(recording, found):
            pass
    return found


def names_by_chance(scene: Scene, chance: random.Random) -> Pseudonyms:
    """Other names for a scene's: given in an order of chance, behind some that nobody has."""
    found, names = present(scene), Pseudonyms(keep_vendor=True)
    for _ in range(chance.randrange(1, MOST_DECOYS)):
        names.mac(b"\x52\x54\x00" + chance.randbytes(3))
    for _ in range(chance.randrange(1, 200)):
        names.ipv4(NOBODYS + chance.randbytes(1) + b"\x01")
        names.ipv6(bytes.fromhex("20010db8") + chance.randbytes(12))
    networks = {address[:3] for address in found.four}
    hosts = (network + bytes([last]) for network in networks for last in range(1, 255))
    for mac in shuffled(found.macs, chance):
        names.mac(mac)
    for address in shuffled(hosts, chance):
        names.ipv4(address)
    for address in shuffled(found.six, chance):
        names.ipv6(address)
    return names


def shuffled(things: Iterable[bytes], chance: random.Random) -> list[bytes]:
    """In an order of chance, whatever order they come in."""
    ordered = sorted(things)
    chance.shuffle(ordered)
    return ordered


def disguised(scene: Scene, truth: Truth, chance: random.Random) -> tuple[Scene, Truth]:
    """A scene under other names and at another time, with what is true of it then."""
    ethernet = all(kind == link.ETHERNET for one in scene.recordings for kind in one.linktypes)
    # company may tell more than the capture itself does, and so make an answer of what cannot be told
    if ethernet and truth.outcome in (Answer.ROOT_CAUSE, Answer.HEALTHY) and chance.random() < 0.5:
        scene = among_strangers(scene)
    names = names_by_chance(scene, chance)
    earlier = chance.randrange(EARLIEST_DAYS * DAY_NS, LATEST_DAYS * DAY_NS)
    other = {vip: address_by(names, vip) for vip in truth.vips}
    changed = scene.each(
        lambda one: one.with_frames(
            replace(frame, time_ns=frame.time_ns - earlier) for frame in other_names(one, names)
        )
    )
    recordings = tuple(replace(one, name=f"{number}.pcapng") for number, one in enumerate(changed.recordings, 1))
    felt = None if truth.felt is None else (truth.felt[0] - earlier, truth.felt[1] - earlier)
    nodes = {name: tuple(names.mac(packed(mac)).hex(":") for mac in macs) for name, macs in scene.nodes.items()}
    return replace(changed, recordings=recordings, nodes=nodes), replace(
        truth,
        vips=tuple(other[vip] for vip in truth.vips),
        sick=tuple(other[vip] for vip in truth.sick),
        felt=felt,
    )


def address_by(names: Pseudonyms, address: str) -> str:
    """What an address is called."""
    told = ip_address(address)
    return str(ip_address(names.ipv4(told.packed) if told.version == 4 else names.ipv6(told.packed)))
