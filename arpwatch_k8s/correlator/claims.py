"""Claims: frames in which somebody says that an address is theirs.

Announcements and replies say so outright; an ordinary request sent *from* the address proves that its sender's kernel
owns it, and rewrites neighbor caches all the same. A probe is a question, not a claim. The claimant is the MAC inside
the packet, which is what a neighbor cache stores, not the frame's source.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from arpwatch_k8s.correlator.frames import FrameRef
from arpwatch_k8s.correlator.segments import Segment, segment_of
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.row import ARP_ANNOUNCEMENT, ARP_REPLY, ARP_REQUEST, NA


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """At `time` (ns UTC) a frame of `kind` said that `mac` owns the address; `opcode` and `target_mac` tell its
    form."""

    time: int
    mac: int
    kind: int
    opcode: int
    target_mac: int
    frame: FrameRef


def claims(evidence: Evidence, vips: Collection[int]) -> dict[tuple[int, Segment], list[Claim]]:
    """Claims of each VIP on each segment, in time order."""
    found: dict[tuple[int, Segment], list[Claim]] = defaultdict(list)
    wanted = set(vips)
    rows = evidence.of_kinds(ARP_REQUEST, ARP_REPLY, ARP_ANNOUNCEMENT, NA)
    columns = (
        "time",
        "kind",
        "opcode",
        "sender_mac",
        "target_mac",
        "sender_ip",
        "target_ip",
        "interface",
        "ifindex",
        "vlan",
    )
    for row in rows.lists(*columns, "capture", "frame"):
        time, kind, opcode, sender, target, sender_ip, target_ip, interface, ifindex, vlan, capture, frame = row
        address, mac = (target_ip, target) if kind == NA else (sender_ip, sender)
        if address in wanted and mac:
            found[address, segment_of(interface, ifindex, vlan)].append(
                Claim(
                    time=time,
                    mac=mac,
                    kind=kind,
                    opcode=opcode,
                    target_mac=target,
                    frame=FrameRef(capture, frame),
                )
            )
    return found
