"""What one MAC said of a VIP: its announcements by form, and everything beside them that tells programs apart."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.claims import (
    OVERRIDE,
    REQUEST,
    SOURCE_OPTION,
    TARGET_OPTION,
    Claims,
    ethernet_length,
)
from arpwatch_k8s.correlator.ownership.hosts import SHORTEST_ON_WIRE
from arpwatch_k8s.correlator.ownership.questions import unsolicited
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.pairs import distinct_pairs
from arpwatch_k8s.evidence.parts import parts
from arpwatch_k8s.evidence.row import (
    ARP_ANNOUNCEMENT,
    ARP_PROBE,
    ARP_REPLY,
    ARP_REQUEST,
    MAC_BROADCAST,
    MAC_PRESENT,
    MULTICAST_BIT,
    NA,
    NS,
    VRRP,
)
from arpwatch_k8s.evidence.segment import Segment, segments
from arpwatch_k8s.evidence.virtual import KUBE_VIP_OUI, is_virtual_mac
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.speakers.signature import Form
from arpwatch_k8s.thresholds import DEFAULTS
from arpwatch_k8s.wire.vrrp import CARP_VERSION

if TYPE_CHECKING:
    from numpy.typing import NDArray

PAIR_ALL_NS: Final = 20_000_000
"""How far the reply of a pair may be behind its request: MetalLB sends them back to back (metallb
internal/layer2/announcer.go:203-235); what a busy segment and a capturing host's queue may put between them."""
PAIR_OWN_NS: Final = 150_000_000
"""The same where send_arp waits 100 ms between the two (resource-agents tools/send_arp.libnet.c:399-434)."""
ROUTER: Final = 4
"""Flag of an advertisement (RFC 4861 section 4.4)."""
TOGETHER_NS: Final = 10_000_000
"""How far apart a kernel's announcements of all its addresses may be: measured 12 us for four."""
MOST: Final = 256
"""MACs of one VIP whose programs are looked for: more than a segment has nodes, fewer than a flood makes up."""

EVENT: Final = np.dtype([("time", "i8"), ("form", "u1"), ("row", "i8"), ("frames", "i8")])
"""An announcement, or a pair of them: its form, the claim that it begins with, how many frames it has."""
EventRows: TypeAlias = "NDArray[np.void]"
"""An array of `EVENT`."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Voice:
    """All that one MAC of one owner said of a VIP."""

    record: VipRecord
    """The VIP and segment."""
    mac: int
    """The MAC."""
    owner: int
    """Whose it is; a number of the inventory."""
    claims: Claims
    """Its claims, in time order."""
    events: EventRows
    """Its announcements, pairs put together."""
    asked: NDArray[np.int64]
    """Claims in which it asked in the VIP's name, by index."""
    answered: NDArray[np.int64]
    """Claims in which it answered, by index."""
    rivals: NDArray[np.int64]
    """Claims in which it answered another's announcement, by index."""
    unasked: int
    """How many of its answers have no question in the capture."""
    start: int
    """When the capture began, ns UTC."""
    end: int
    """When it ended, ns UTC."""
    unpadded: bool
    """Whether frames shorter than Ethernet carries came from this MAC, so that what is padded was padded by its
    sender."""
    listed: int
    """Advertisements of its owner that list the VIP."""
    beside: int
    """Those that do not."""
    carp: int
    """Advertisements of CARP on the segment."""
    among_others: bool
    """Whether it announced its other addresses at the same instant."""
    probed: bool
    """Whether it asked before if the address was free."""

    @property
    def virtual(self) -> bool:
        """Whether its MAC is one that moves between nodes; kube-vip's macvlans are told by themselves."""
        return is_virtual_mac(self.mac) and not self.macvlan

    @property
    def macvlan(self) -> bool:
        """Whether its MAC is one that kube-vip makes up for a service."""
        return self.mac >> 24 & 0xFFFFFF == KUBE_VIP_OUI


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What a segment shows beside a VIP's claims, taken apart once."""

    rows: Evidence
    """Its rows of ARP, neighbor discovery and VRRP."""
    adverts: Evidence
    """Those of VRRP and CARP."""
    advertisers: NDArray[np.int64]
    """Who sent each of those; numbers of the inventory."""
    announcements: Evidence
    """Those that announce by ARP."""
    probes: Evidence
    """Those that probe."""
    short: frozenset[int]
    """The MACs that frames shorter than Ethernet carries came from."""

    @classmethod
    def of(cls, rows: Evidence, inventory: Inventory) -> Scene:
        """The scene that rows make."""
        adverts = rows.of_kinds(VRRP)
        length = ethernet_length(rows)
        short = rows["eth_src"][(length > 0) & (length < SHORTEST_ON_WIRE)]
        return cls(
            rows,
            adverts,
            inventory.advertisers(adverts),
            rows.of_kinds(ARP_ANNOUNCEMENT),
            rows.of_kinds(ARP_PROBE),
            frozenset(distinct(short).tolist()),
        )


def scenes(evidence: Evidence, inventory: Inventory, wanted: Collection[Segment]) -> dict[Segment, Scene]:
    """The scenes of the segments that are wanted."""
    rows = evidence.of_kinds(ARP_REQUEST, ARP_REPLY, ARP_PROBE, ARP_ANNOUNCEMENT, NS, NA, VRRP)
    index, found = segments(rows)
    places = [(found[number], mine) for number, mine in parts(index) if found[number] in wanted]
    return {segment: Scene.of(rows.take(mine), inventory) for segment, mine in places}


def voices(record: VipRecord, scene: Scene, start: int, end: int) -> Iterator[Voice]:
    """The voices of a VIP on its segment, by MAC and owner: of at most `MOST`, those that claimed it most;
    advertisements alone are a voice, too."""
    claims = record.claims
    macs, owners = claims["mac"].astype(np.int64), claims["owner"]
    first, index = distinct_pairs(macs, owners)
    counts = np.bincount(index, minlength=len(first))
    order = np.argsort(index, kind="stable")
    ends = np.cumsum(counts)
    for number in np.sort(np.argsort(-counts, kind="stable")[:MOST]).tolist():
        mac, owner = int(macs[first[number]]), int(owners[first[number]])
        own_claims = claims.take(order[ends[number] - counts[number] : ends[number]])
        yield voice(record, scene, mac, owner, own_claims, start, end)


def voice(record: VipRecord, scene: Scene, mac: int, owner: int, claims: Claims, start: int, end: int) -> Voice:
    """The voice of one MAC."""
    kind = claims["kind"]
    answers = ((kind == ARP_REPLY) | (kind == NA)) & ~claims["announces"]
    events = announcements(claims, record.code)
    by_owner = scene.adverts.take(scene.advertisers == owner)
    carp = scene.adverts["vrrp_version"] == CARP_VERSION
    lists = scene.rows.addresses.groups_with([record.code])
    listed = int(np.isin(by_owner["vrrp_addresses"], lists).sum())
    announced = scene.announcements.take(scene.announcements["sender_mac"] == mac)
    others = announced["time"][(announced["sender_ip"] != record.code) & (announced["target_mac"] == MAC_PRESENT)]
    probes = scene.probes["sender_mac"] == mac
    return Voice(
        record=record,
        mac=mac,
        owner=owner,
        claims=claims,
        events=events,
        asked=np.flatnonzero((kind == ARP_REQUEST) | (kind == NS)),
        answered=np.flatnonzero(answers & (claims["peer"] != record.code)),
        # HSRP teaches switches by such replies to a multicast MAC: those answer nobody
        rivals=np.flatnonzero(answers & (claims["peer"] == record.code) & (claims["target_mac"] & MULTICAST_BIT == 0)),
        unasked=int(np.count_nonzero(unsolicited(claims, record.asked, DEFAULTS) & (claims["peer"] != record.code))),
        start=start,
        end=end,
        unpadded=mac in scene.short,
        listed=listed,
        beside=len(by_owner) - listed,
        carp=int(carp.sum()),
        among_others=near_any(events["time"], others),
        probed=bool((probes & (scene.probes["target_ip"] == record.code)).any()),
    )


def near_any(times: NDArray[np.int64], others: NDArray[np.int64]) -> bool:
    """Whether one of the times is close to one of the others, which rise."""
    if not len(times) or not len(others):
        return False
    at = np.searchsorted(others, times)
    before, after = others[np.maximum(at - 1, 0)], others[np.minimum(at, len(others) - 1)]
    return bool((np.minimum(np.abs(times - before), np.abs(times - after)) <= TOGETHER_NS).any())


def announcements(claims: Claims, vip: int) -> EventRows:
    """`EVENT` records of a MAC's announcements, pairs put together."""
    rows = np.flatnonzero(claims["announces"] & (claims["kind"] != VRRP))
    events = np.zeros(len(rows), EVENT)
    events["time"], events["row"], events["frames"] = claims["time"][rows], rows, 1
    announced = claims.take(rows)
    events["form"] = forms(announced, vip)
    events = supposed(events, (announced["kind"] == ARP_ANNOUNCEMENT) & (announced["target_mac"] == 0))
    for first, second, pair, within in (
        (Form.REQUEST_ALL, Form.REPLY_ALL, Form.PAIR_ALL, PAIR_ALL_NS),
        (Form.REQUEST_NONE, Form.REPLY_OWN, Form.PAIR_OWN, PAIR_OWN_NS),
    ):
        events = paired(events, first, second, pair, within)
    return events


def forms(claims: Claims, vip: int) -> NDArray[np.uint8]:
    """The form of each announcement."""
    target, request = claims["target_mac"], claims["opcode"] == REQUEST
    nd, own = claims["kind"] == NA, target == claims["mac"]
    override, from_vip = claims["flags"] & OVERRIDE != 0, claims["source"] == vip
    weak = nd & ~override
    values: NDArray[np.uint8] = np.select(
        [
            weak & (claims["options"] & TARGET_OPTION != 0),
            weak & (claims["options"] & SOURCE_OPTION != 0),
            nd & override & from_vip & (claims["flags"] & ROUTER != 0),
            nd & override & from_vip,
            nd & override,
            nd,
            request & (target == MAC_BROADCAST),
            request & (target == MAC_PRESENT),
            request & own,
            request,
            target == MAC_BROADCAST,
            own,
        ],
        [
            Form.ND_WEAK_TARGET_OPTION,
            Form.ND_WEAK_SOURCE_OPTION,
            Form.ND_VIP_SOURCE_ROUTER,
            Form.ND_VIP_SOURCE,
            Form.ND_OWN_SOURCE,
            Form.OTHER,
            Form.REQUEST_ALL,
            Form.REQUEST_NONE,
            Form.REQUEST_OWN,
            Form.OTHER,
            Form.REPLY_ALL,
            Form.REPLY_OWN,
        ],
        Form.OTHER,
    ).astype(np.uint8)
    return values


def supposed(events: EventRows, hidden: NDArray[np.bool_]) -> EventRows:
    """Events without those of a `hidden` form, which a print does not show of a reply; right behind a request such a
    one is taken for the reply of a pair."""
    if not hidden.any():
        return events
    found = events.copy()
    after = np.diff(events["time"], prepend=events["time"][:1])
    before = np.concatenate([[Form.OTHER], events["form"][:-1]]) if len(events) else events["form"]
    for first, second, within in (
        (Form.REQUEST_ALL, Form.REPLY_ALL, PAIR_ALL_NS),
        (Form.REQUEST_NONE, Form.REPLY_OWN, PAIR_OWN_NS),
    ):
        second_of_pair = hidden & (before == first) & (after <= within)
        found["form"][second_of_pair] = second
        hidden = hidden & ~second_of_pair
    kept: EventRows = found[~hidden]
    return kept


def paired(events: EventRows, first: Form, second: Form, pair: Form, within: int) -> EventRows:
    """Events in which a form directly and soon followed by another is one."""
    form, time = events["form"], events["time"]
    heads = np.flatnonzero(
        (form[:-1] == first) & (form[1:] == second) & (np.diff(time) <= within) if len(events) > 1 else []
    )
    joined = events.copy()
    joined["form"][heads] = pair
    joined["frames"][heads] = 2
    return np.delete(joined, heads + 1)
