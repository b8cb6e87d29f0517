"""Transforms that leave less in a capture: what is left may make a verdict weaker, never another one.

Each keeps some of the frames, or parts of them, and changes nothing else.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import Final

import cypcap

from arpwatch_k8s.wire import link
from tests.conftest import REPO
from tests.metamorphic.packet import BROADCAST_MAC, MAC_BYTES, SLL_OUTGOING, dissect
from tests.metamorphic.recording import Frame, Recording
from tests.metamorphic.scene import Scene

Transform = Callable[[Scene], Scene]

PART: Final = 3
"""One of so many parts of a capture's time is cut off."""
LOSSES_PERCENT, TIMES = (10, 30), 8
"""How many of the frames are lost, and how often: each time others."""
README_FILTER: Final = re.compile(r"tcpdump -i IF -w proxy\.pcap '([^']+)'")
MOST_BYTES: Final = 262_144
"""Of a frame, as libpcap has it."""
GROUP_BIT: Final = 0x01
ETHERNET_ADDRESS: Final = (1).to_bytes(2, "big") + MAC_BYTES.to_bytes(2, "big")
"""SLL: ARPHRD_ETHER, and the length of its addresses."""
LEAST_ETHERTYPE: Final = 0x0600
LLC: Final = b"\x00\x04"
"""What Linux says of a frame that has a length where others have their type."""


def without_arp(scene: Scene) -> Scene:
    """ARP and neighbor discovery were not captured."""
    return scene.keeping(lambda one, frame: not dissect(frame.data, one.linktype(frame)).is_neighbor_talk)


def control_only(scene: Scene) -> Scene:
    """What opens, closes or resets TCP connections was captured, and ARP, ICMP and VRRP."""
    return scene.keeping(lambda one, frame: dissect(frame.data, one.linktype(frame)).is_control)


def readme_filter(scene: Scene) -> Scene:
    """Captured with the filter that the README gives, as libpcap has it: of IPv6 and behind tags it passes no TCP."""
    found = README_FILTER.search((REPO / "README.md").read_text())
    if found is None:
        raise ValueError("the README gives no filter for tcpdump any more: look for it in less.py")
    hosts = " or ".join(f"host {vip}" for vip in scene.vips)
    expression = found[1].replace("host VIP", f"({hosts})")
    programs: dict[int, cypcap.BpfProgram] = {}

    def passes(one: Recording, frame: Frame) -> bool:
        kind = one.linktype(frame)
        if kind not in programs:
            with closing(cypcap.open_dead(kind, MOST_BYTES)) as handle:
                programs[kind] = handle.compile(expression)
        header = cypcap.Pkthdr(0.0, len(frame.data), frame.length)
        return bool(programs[kind].offline_filter(header, frame.data))

    return scene.keeping(passes)


def begun_later(scene: Scene) -> Scene:
    """The first part was not captured."""
    return scene.keeping(lambda one, frame: frame.time_ns >= one.start + (one.end - one.start) // PART)


def ended_earlier(scene: Scene) -> Scene:
    """The last part was not captured."""
    return scene.keeping(lambda one, frame: frame.time_ns <= one.end - (one.end - one.start) // PART)


def losing(percent: int, *, seed: int) -> Transform:
    """Some of the frames were lost on the way to the capture, which nobody counted."""

    def lose(scene: Scene) -> Scene:
        chance = random.Random(f"{scene.name}/{percent}/{seed}")
        return scene.keeping(lambda _one, _frame: chance.random() * 100 >= percent)

    return lose


def outbound_only(scene: Scene) -> Scene:
    """Only what the capturing host sent was captured."""
    return one_way(scene, outbound=True)


def inbound_only(scene: Scene) -> Scene:
    """Only what the capturing host received was captured."""
    return one_way(scene, outbound=False)


def one_way(scene: Scene, *, outbound: bool) -> Scene:
    """One direction of a capture."""
    hosts = dict(zip((one.name for one in scene.recordings), scene.hosts, strict=True))

    def wanted(one: Recording, frame: Frame) -> bool:
        told = dissect(frame.data, one.linktype(frame))
        sent = told.sender == packed(hosts[one.name]) if told.outgoing is None else told.outgoing
        return sent == outbound

    return scene.keeping(wanted)


def cooked(scene: Scene) -> Scene:
    """Captured with `-i any`: Linux has put a header of its own in the place of Ethernet's, without the receiver."""
    hosts = iter(scene.hosts)

    def change(one: Recording) -> Recording:
        host = packed(next(hosts))
        kinds = tuple(link.SLL if kind == link.ETHERNET else kind for kind in one.linktypes)
        made = [cook(frame, host) if one.linktype(frame) == link.ETHERNET else frame for frame in one.frames]
        return replace(one, linktypes=kinds, frames=tuple(made))

    return scene.each(change)


def cook(frame: Frame, host: bytes) -> Frame:
    """An Ethernet frame as `host` sees it on its device `any` (LINKTYPE_LINUX_SLL)."""
    to, sender, kind = frame.data[:6], frame.data[6:12], frame.data[12:14]
    if sender == host:
        seen = SLL_OUTGOING
    elif to == host:
        seen = 0
    else:
        seen = 1 if to == BROADCAST_MAC else 2 if to[0] & GROUP_BIT else 3
    protocol = kind if int.from_bytes(kind, "big") >= LEAST_ETHERTYPE else LLC
    header = seen.to_bytes(2, "big") + ETHERNET_ADDRESS + sender + bytes(2) + protocol
    data = header + frame.data[14:]
    return replace(frame, data=data, length=frame.length + len(data) - len(frame.data))


def cooked_control(scene: Scene) -> Scene:
    """Both: control frames alone, of `-i any`."""
    return cooked(control_only(scene))


def packed(mac: str) -> bytes:
    """A MAC as bytes."""
    return bytes.fromhex(mac.replace(":", ""))


LESS: Final[dict[str, Transform]] = {
    "without-arp": without_arp,
    "control-only": control_only,
    "readme-filter": readme_filter,
    "begun-later": begun_later,
    "ended-earlier": ended_earlier,
    "outbound-only": outbound_only,
    "inbound-only": inbound_only,
    "cooked": cooked,
    "cooked-control": cooked_control,
}
LOSSES: Final[dict[str, Transform]] = {
    f"losing-{percent}-{seed}": losing(percent, seed=seed) for percent in LOSSES_PERCENT for seed in range(1, TIMES + 1)
}
