"""From evidence to one record a VIP and segment: who owned it, what was tried, what hurt."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from arpwatch_k8s.correlator.claims import Claim, claims
from arpwatch_k8s.correlator.connections import Connection, connections
from arpwatch_k8s.correlator.frames import FrameRef
from arpwatch_k8s.correlator.ownership import SERVING, USED, Epoch, Ownership, Sighting, claimed, track
from arpwatch_k8s.correlator.segments import Segment, segment_of
from arpwatch_k8s.correlator.symptoms import Symptom, symptoms
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.row import ICMP_REDIRECT, L2_CHANGE, NA, TCP_FIN, TCP_RST, TCP_SYN
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.thresholds import Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class VipRecord:
    """All that was correlated about one VIP on one segment. `vip` is text, `code` its number in the evidence.

    on_link: ARP, neighbor discovery, or a redirect to the address itself names it here; where none does, a router may
    stand between.
    """

    vip: str
    code: int
    segment: Segment
    on_link: bool
    claims: tuple[Claim, ...]
    ownership: Ownership
    used: tuple[Epoch, ...]
    serving: tuple[Epoch, ...]
    connections: tuple[Connection, ...]
    symptoms: tuple[Symptom, ...]

    @property
    def epochs(self) -> tuple[Epoch, ...]:
        """Epochs of all tracks."""
        return self.ownership.epochs + self.used + self.serving

    @property
    def attempts(self) -> tuple[Connection, ...]:
        """Connections whose beginning was seen: the exposure of every failure rate."""
        return tuple(connection for connection in self.connections if connection.tries)

    @property
    def failed(self) -> tuple[Connection, ...]:
        """Attempts that failed by no doing of the client."""
        return tuple(connection for connection in self.connections if connection.failed)

    def outcomes(self) -> dict[str, int]:
        """Connections by outcome, partial ones included."""
        return dict(sorted(Counter(connection.outcome for connection in self.connections).items()))


def correlate(
    evidence: Evidence, vips: Sequence[int], inventory: Inventory, end: int, limits: Thresholds
) -> tuple[VipRecord, ...]:
    """Records of the VIPs (address codes) from evidence in time order; `end` is the last time seen, ns UTC."""
    claimed_by = claims(evidence, vips)
    attempts = connections(evidence, vips, end, limits)
    pains = symptoms(evidence, vips, attempts)
    used = used_sightings(evidence, vips)
    named = named_on_link(evidence, vips)
    keys = set(claimed_by) | {(a.vip, a.segment) for a in attempts} | {(s.vip, s.segment) for s in pains} | set(used)
    found = []
    for code, segment in sorted(keys, key=lambda key: (evidence.addresses.number(key[0]), key[1])):
        mine = tuple(a for a in attempts if (a.vip, a.segment) == (code, segment))
        said = claimed_by.get((code, segment), [])
        found.append(
            VipRecord(
                vip=evidence.addresses.text(code) or "",
                code=code,
                segment=segment,
                on_link=(code, segment) in named,
                claims=tuple(said),
                ownership=claimed(said, end, inventory.owner, limits),
                used=tuple(
                    epoch
                    for sender, seen in used.get((code, segment), {}).items()
                    for epoch in track(seen, USED, sender, end, inventory.owner)
                ),
                serving=track(serving_sightings(mine), SERVING, None, end, inventory.owner),
                connections=mine,
                symptoms=tuple(s for s in pains if (s.vip, s.segment) == (code, segment)),
            )
        )
    return tuple(found)


def named_on_link(evidence: Evidence, vips: Sequence[int]) -> set[tuple[int, Segment]]:
    """VIPs that ARP, neighbor discovery or a redirect to the address itself names, and on which segments."""
    named = (evidence["kind"] <= NA) & (np.isin(evidence["sender_ip"], vips) | np.isin(evidence["target_ip"], vips))
    to_itself = (evidence["kind"] == ICMP_REDIRECT) & (evidence["gateway"] == evidence["quoted_dst"])
    wanted = frozenset(vips)
    columns = ("sender_ip", "target_ip", "gateway", "interface", "ifindex", "vlan")
    return {
        (code, segment_of(interface, ifindex, vlan))
        for sender, target, gateway, interface, ifindex, vlan in evidence.take(named | to_itself).lists(*columns)
        for code in (sender, target, gateway)
        if code in wanted
    }


def used_sightings(evidence: Evidence, vips: Sequence[int]) -> dict[tuple[int, Segment], dict[int, list[Sighting]]]:
    """The MAC that each sender (its own MAC) puts on frames to a VIP; cooked captures have no destination MAC."""
    found: dict[tuple[int, Segment], dict[int, list[Sighting]]] = defaultdict(lambda: defaultdict(list))
    wanted = frozenset(vips)
    columns = ("time", "capture", "frame", "interface", "ifindex", "vlan", "eth_src", "eth_dst", "ip_dst")
    for row in evidence.of_kinds(TCP_SYN, TCP_FIN, TCP_RST, L2_CHANGE).lists(*columns):
        time, capture, frame, interface, ifindex, vlan, sender, mac, destination = row
        if destination in wanted and mac and sender:
            found[destination, segment_of(interface, ifindex, vlan)][sender].append(
                Sighting(time=time, mac=mac, frame=FrameRef(capture, frame))
            )
    return found


def serving_sightings(attempts: Sequence[Connection]) -> list[Sighting]:
    """Who answered SYNs, be it with a SYN-ACK or with a refusal."""
    seen = [
        Sighting(time=a.answer_time, mac=a.answer_mac, frame=a.answer_frame)
        for a in attempts
        if a.answer_time is not None and a.answer_frame is not None and a.answer_mac
    ]
    seen += [
        Sighting(time=a.end, mac=a.reporter, frame=a.end_frame)
        for a in attempts
        if a.answer_time is None and a.refused_by_reset and a.end is not None and a.end_frame is not None
    ]
    return sorted(seen, key=lambda sighting: (sighting.time, sighting.frame))
