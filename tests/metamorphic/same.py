"""Transforms that change nothing but names, times and company: the verdict on the VIPs stays what it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from ipaddress import ip_address
from typing import Final

from arpwatch_k8s.anonymous.links import anonymous
from arpwatch_k8s.anonymous.pseudonyms import EUI64, SOLICITED_NODE, SOLICITED_NODE_MAC, UNIVERSAL_BIT, Pseudonyms
from arpwatch_k8s.wire import link
from tests.conftest import REPO
from tests.metamorphic.foreign import bystanders
from tests.metamorphic.less import Transform, cook, packed
from tests.metamorphic.recording import Frame, Recording
from tests.metamorphic.scene import Scene, scene

NS: Final = 1_000_000_000
SHIFT_NS: Final = (7 * 3600 + 13 * 60) * NS + 1
"""Over midnight, and no whole second."""
HEALTHY: Final = "healthy"
"""The scenario whose VIP is merged into others."""
HEALTHY_BEGINS_NS: Final = NS
"""How much later than the capture that it is merged into."""
HEALTHY_VIP, OTHER_HOSTS = 90, 100
"""Its number in its network, and what is added to the numbers of its hosts."""
MERGED_NICS: Final = 0x0F
"""The fourth byte of its hosts' MACs."""


def shifted(scene: Scene) -> Scene:
    """All of it happened some hours later."""
    return scene.each(
        lambda one: one.with_frames(replace(frame, time_ns=frame.time_ns + SHIFT_NS) for frame in one.frames)
    )


def renamed(scene: Scene) -> Scene:
    """All MACs and addresses are others, each the same everywhere."""
    names = Pseudonyms(keep_vendor=True)
    changed = scene.each(lambda one: one.with_frames(other_names(one, names)))
    macs = {mac for macs in scene.nodes.values() for mac in macs} | {*scene.hosts}
    other = {mac: names.mac(packed(mac)).hex(":") for mac in sorted(macs)}
    return replace(
        changed,
        nodes={name: tuple(other[mac] for mac in macs) for name, macs in scene.nodes.items()},
        hosts=tuple(other[mac] for mac in scene.hosts),
        address=other_address(scene.address, names),
        vips=tuple(other_address(vip, names) for vip in scene.vips),
    )


def other_names(one: Recording, names: Pseudonyms | Mapped) -> Iterable[Frame]:
    """The frames of a recording with other names in them; what is behind headers is cut off."""
    for frame in one.frames:
        yield replace(frame, data=anonymous(frame.data, one.linktype(frame), names))


def other_address(address: str, names: Pseudonyms) -> str:
    """What an address is called."""
    told = ip_address(address)
    return str(ip_address(names.ipv4(told.packed) if told.version == 4 else names.ipv6(told.packed)))


def split(scene: Scene) -> Scene:
    """Each recording is two files, one after the other."""

    def halves(one: Recording) -> tuple[Recording, Recording]:
        middle = len(one.frames) // 2
        first = replace(one, name=f"a-{one.name}", frames=one.frames[:middle], cut_short=False, drops=None)
        return first, replace(one, name=f"b-{one.name}", frames=one.frames[middle:])

    parts = [part for one in scene.recordings for part in halves(one)]
    hosts = [host for host in scene.hosts for _ in range(2)]
    return replace(scene, recordings=tuple(parts), hosts=tuple(hosts))


def among_strangers(scene: Scene) -> Scene:
    """The segment has other hosts, and the capturing host other business, some of it in vain."""
    first = scene.recordings[0]
    host = packed(scene.hosts[0])
    frames = bystanders(host=host, address=ip_address(scene.address).packed, start=first.start, end=first.end)
    return with_more(scene, frames)


def beside_a_healthy_vip(given: Scene) -> Scene:
    """The capturing host also uses another VIP, of other nodes, which is well."""
    other = scene(REPO / "captures" / HEALTHY)
    (recording,) = other.recordings
    first = given.recordings[0]
    later = first.start + HEALTHY_BEGINS_NS - recording.start
    frames = [
        replace(frame, time_ns=frame.time_ns + later, number=0)
        for frame in other_names(recording, mapped(other, given))
    ]
    return with_more(given, [frame for frame in frames if frame.time_ns < first.end])


def with_more(scene: Scene, frames: Iterable[Frame]) -> Scene:
    """Ethernet frames merged into the first recording, in order of time."""
    first, *rest = scene.recordings
    cooking = first.linktypes[0] == link.SLL
    host = packed(scene.hosts[0])
    more = [cook(frame, host) if cooking else frame for frame in frames]
    merged = sorted((*first.frames, *more), key=lambda frame: frame.time_ns)
    return replace(scene, recordings=(first.with_frames(merged), *rest))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """Other names for the hosts of one capture, so that it can be merged into another's."""

    macs: dict[bytes, bytes]
    """MACs by MAC; of any other, the fourth byte is changed."""
    addresses: dict[bytes, bytes]
    """IPv4 addresses by address; any other stays."""

    def mac(self, mac: bytes) -> bytes:
        """What stands for a MAC."""
        if mac[:3] == SOLICITED_NODE_MAC:
            return SOLICITED_NODE_MAC + self._end(mac[3:])
        if mac[0] & 1 or mac == bytes(6):
            return mac
        return self.macs.get(mac, mac[:3] + bytes([MERGED_NICS]) + mac[4:])

    def ipv4(self, address: bytes) -> bytes:
        """What stands for an IPv4 address."""
        return self.addresses.get(address, address)

    def ipv6(self, address: bytes) -> bytes:
        """What stands for an IPv6 address that was made of a MAC, or for its group."""
        if address[:13] == SOLICITED_NODE:
            return SOLICITED_NODE + self._end(address[13:])
        if address[0] == 0xFE and address[11:13] == EUI64:
            mac = self.mac(bytes([address[8] ^ UNIVERSAL_BIT]) + address[9:11] + address[13:])
            return address[:8] + bytes([mac[0] ^ UNIVERSAL_BIT]) + mac[1:3] + EUI64 + mac[3:]
        return address

    def _end(self, end: bytes) -> bytes:
        known = {mac[3:]: other[3:] for mac, other in self.macs.items()}
        return known.get(end, bytes([MERGED_NICS]) + end[1:])


def mapped(other: Scene, into: Scene) -> Mapped:
    """Names by which one capture's proxy is the host of another, its VIP and nodes new ones in that network."""
    network = ip_address(into.address).packed[:3]
    old = ip_address(other.address).packed
    (vip,) = other.packed_vips
    addresses = {old[:3] + bytes([last]): network + bytes([(last + OTHER_HOSTS) % 256]) for last in range(1, 255)}
    addresses |= {vip: network + bytes([HEALTHY_VIP]), old: ip_address(into.address).packed}
    return Mapped(macs={packed(other.hosts[0]): packed(into.hosts[0])}, addresses=addresses)


COMPANY: Final = frozenset({"among-strangers", "beside-a-healthy-vip"})
"""Transforms that add frames, by which a capture may tell more of itself: that it has ARP, and whose capture it is."""
SAME: Final[dict[str, Transform]] = {
    "renamed": renamed,
    "shifted": shifted,
    "split": split,
    "among-strangers": among_strangers,
    "beside-a-healthy-vip": beside_a_healthy_vip,
}
