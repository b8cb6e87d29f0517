"""Claims: frames in which somebody says that an address is theirs.

Announcements and replies say so outright; an ordinary request sent *from* the address (in IPv6 a solicitation) proves
that its sender's kernel owns it, and rewrites neighbor caches all the same; an advertisement of VRRP lists its
addresses. One with priority 0 is no claim: it is kept, since it ends one. A probe is a question, not a claim. The
claimant is the MAC inside the packet, which is what a neighbor cache stores, not the frame's source.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.addresses import NO_ADDRESS
from arpwatch_k8s.evidence.distinct import numbered
from arpwatch_k8s.evidence.parts import pair_parts, parts
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import (
    ARP_ANNOUNCEMENT,
    ARP_REPLY,
    ARP_REQUEST,
    HAS_PRIORITY,
    MAC_BROADCAST,
    MAC_PRESENT,
    MULTICAST_BIT,
    NA,
    NS,
    VRRP,
)
from arpwatch_k8s.evidence.segment import Segment, segments
from arpwatch_k8s.evidence.unasked import unsolicited
from arpwatch_k8s.inventory import Inventory

if TYPE_CHECKING:
    from numpy.typing import NDArray

OVERRIDE: Final = 1
"""Flags of an advertisement (RFC 4861 section 4.4)."""
REQUEST: Final = 1
"""The opcode (RFC 826)."""
SOURCE_OPTION, TARGET_OPTION = 1, 2
"""Link-layer address options of neighbor discovery (RFC 4861 section 4.6.1), as bits."""
TAG_BYTES: Final = 4
"""A VLAN tag (IEEE 802.1Q)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A frame in which somebody says that an address is theirs."""

    time: int
    """When it was captured, ns UTC."""
    mac: int
    """The claimant's MAC, as the packet has it."""
    owner: int
    """The claimant; a number of the inventory."""
    kind: int
    """The kind of its row in the evidence."""
    opcode: int
    """Of ARP (1 request, 2 reply), else 0."""
    target_mac: int
    """Of ARP, else 0; with the opcode it tells the form."""
    frame: FrameRef
    """Where it is."""
    eth_dst: int = MAC_BROADCAST
    """The MAC that it was sent to; 0 where the capture does not say."""
    peer: int = NO_ADDRESS
    """Who is answered or asked for: an address code, NO_ADDRESS where nobody is."""
    announces: bool = False
    """Whether nobody had asked."""
    withdraws: bool = False
    """Whether it gives the address up."""
    overrides: bool = False
    """Whether a Linux host that has an entry for the address takes this MAC at once."""
    vrid: int = -1
    """The group of an advertisement of VRRP, else -1."""
    source: int = NO_ADDRESS
    """Where an IP packet came from: an address code, else NO_ADDRESS."""
    flags: int = 0
    """Of an advertisement of neighbor discovery (`OVERRIDE`, `SOLICITED` and others)."""
    options: int = 0
    """Which link-layer options it has (`SOURCE_OPTION`, `TARGET_OPTION`)."""
    length: int = 0
    """Bytes of the untagged Ethernet frame on the wire; 0 where the capture does not say."""


CLAIM: Final = np.dtype(
    [
        ("time", "i8"),
        ("mac", "u8"),
        ("owner", "i8"),
        ("target_mac", "u8"),
        ("eth_dst", "u8"),
        ("frame", "i8"),
        ("capture", "i4"),
        ("peer", "i4"),
        ("opcode", "i4"),
        ("vrid", "i4"),
        ("source", "i4"),
        ("length", "u4"),
        ("flags", "u1"),
        ("options", "u1"),
        ("kind", "u1"),
        ("announces", "?"),
        ("withdraws", "?"),
        ("overrides", "?"),
    ]
)
ClaimRows: TypeAlias = "NDArray[np.void]"
"""An array of `CLAIM`."""


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """Claims of one address on one segment; iterating gives each as a `Claim`."""

    rows: ClaimRows
    """`CLAIM` records in time order."""
    _places: dict[int, NDArray[np.int64]] = field(default_factory=dict, init=False, repr=False)
    """Where each owner's are, once anybody asked."""

    @property
    def times(self) -> NDArray[np.int64]:
        """When, ns UTC; rising."""
        times: NDArray[np.int64] = self.rows["time"]
        return times

    @classmethod
    def of(cls, claims: Iterable[Claim]) -> Claims:
        """Claims that were made one by one."""
        made = np.array([tuple(value_of(claim, name) for name in CLAIM.names or ()) for claim in claims], CLAIM)
        return cls(made)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.rows[name]

    def __iter__(self) -> Iterator[Claim]:
        names = [name for name in CLAIM.names or () if name not in ("capture", "frame")]
        for values, frame in zip(self.rows[names].tolist(), self.frames(), strict=True):
            yield Claim(**dict(zip(names, values, strict=True)), frame=frame)

    def held(self) -> Claims:
        """Without what only gives the address up, where its sender was not the one that last claimed it."""
        gives_up = self.rows["withdraws"]
        if not gives_up.any():
            return self
        place = np.maximum.accumulate(np.where(gives_up, -1, np.arange(len(self.rows))))
        mine = (place >= 0) & (self.rows["owner"][np.maximum(place, 0)] == self.rows["owner"])
        return self.take(~gives_up | mine)

    def take(self, index: NDArray[Any]) -> Claims:
        """The claims that a mask or an index array picks."""
        return Claims(self.rows[index])

    def of_owner(self, owner: int) -> ClaimRows:
        """Records of one owner's claims; all owners' are told apart once."""
        if not self._places and len(self.rows):
            owners, index = numbered(self.rows["owner"])
            parts = np.split(np.argsort(index, kind="stable"), np.cumsum(np.bincount(index))[:-1])
            self._places.update(zip(owners.tolist(), parts, strict=True))
        theirs: ClaimRows = self.rows[self._places[owner]] if owner in self._places else self.rows[:0]
        return theirs

    def between(self, start: int, end: int) -> ClaimRows:
        """Records of the claims in [start, end], ns UTC."""
        low = bisect_left(self.times, start)
        return self.rows[low : bisect_right(self.times, end, low)]

    def frames(self) -> list[FrameRef]:
        """Where they are."""
        return [FrameRef(capture, frame) for capture, frame in self.rows[["capture", "frame"]].tolist()]


def value_of(claim: Claim, name: str) -> int:
    """One column's value of a claim."""
    if name in ("capture", "frame"):
        return int(getattr(claim.frame, name))
    return int(getattr(claim, name))


NO_CLAIMS: Final = Claims(np.zeros(0, CLAIM))


def claims(evidence: Evidence, vips: Collection[int], inventory: Inventory) -> dict[tuple[int, Segment], Claims]:
    """Claims of each VIP (address code) on each segment, in time order."""
    wanted = np.array(sorted(vips), np.int32)
    parts = [*spoken(evidence, wanted, inventory), *advertised(evidence, wanted, inventory)]
    found: dict[tuple[int, Segment], list[ClaimRows]] = {}
    for vip, segment, rows in parts:
        found.setdefault((vip, segment), []).append(rows)
    return {key: Claims(in_order(rows)) for key, rows in found.items()}


def in_order(parts: Sequence[ClaimRows]) -> ClaimRows:
    """Claims of several kinds as one, in time order; ties by capture, then frame."""
    if len(parts) == 1:
        return parts[0]
    rows = np.concatenate(parts)
    ordered: ClaimRows = rows[np.lexsort((rows["frame"], rows["capture"], rows["time"]))]
    return ordered


def spoken(
    evidence: Evidence, vips: NDArray[np.int32], inventory: Inventory
) -> Iterator[tuple[int, Segment, ClaimRows]]:
    """Claims in ARP and neighbor discovery."""
    rows = evidence.of_kinds(ARP_REQUEST, ARP_REPLY, ARP_ANNOUNCEMENT, NA, NS)
    kind = rows["kind"]
    address = np.select([kind == NA, kind == NS], [rows["target_ip"], rows["ip_src"]], rows["sender_ip"])
    stated = np.where(kind == NA, rows["target_mac"], rows["sender_mac"])
    # a solicited advertisement may leave its link-layer option out (RFC 4861 section 4.4): the frame's source says it
    mac = np.where((kind >= NS) & (stated == 0), rows["eth_src"], stated)
    kept = np.isin(address, vips) & (mac > MAC_PRESENT) & (mac != MAC_BROADCAST)
    rows, kind, address, mac = rows.take(kept), kind[kept], address[kept], mac[kept]
    to_all = (rows["eth_dst"] == 0) | (rows["eth_dst"] & MULTICAST_BIT != 0)
    unasked = np.where(kind == NA, unsolicited(rows, to_all), kind == ARP_ANNOUNCEMENT)
    table = common(rows)
    table["mac"], table["kind"], table["opcode"] = mac, kind, rows["opcode"]
    target = np.where(kind >= NS, 0, rows["target_mac"])
    answered = np.select([kind == ARP_REPLY, (kind == NA) & ~to_all], [rows["target_ip"], rows["ip_dst"]], NO_ADDRESS)
    table["target_mac"] = target
    table["peer"] = np.where((kind == ARP_REQUEST) | (kind == NS), rows["target_ip"], answered)
    table["announces"] = unasked
    table["overrides"] = np.select(
        [kind == NA, kind == NS, kind == ARP_ANNOUNCEMENT],
        [rows["na_flags"] & OVERRIDE != 0, stated[kept] != 0, (rows["opcode"] == REQUEST) | (target == mac)],
        False,
    )
    yield from split(table, address, rows, inventory)


def advertised(
    evidence: Evidence, vips: NDArray[np.int32], inventory: Inventory
) -> Iterator[tuple[int, Segment, ClaimRows]]:
    """Claims in advertisements of VRRP, which belong to the node that sends them whatever their MAC."""
    adverts = evidence.of_kinds(VRRP)
    # who has no address yet (RFC 6890: 0.0.0.0 and ::, "this host on this network") speaks for nobody
    nobody = [evidence.addresses.find(text) for text in ("0.0.0.0", "::")]
    known = adverts["eth_src"] != 0 if (evidence["sender_mac"] != 0).any() else np.ones(len(adverts), bool)
    adverts = adverts.take(known & ~np.isin(adverts["ip_src"], [code for code in nobody if code != NO_ADDRESS]))
    if not len(adverts):
        return
    owners = inventory.advertisers(adverts)
    naming: dict[int, list[NDArray[np.int64]]] = {vip: [] for vip in vips.tolist()}
    for group, places in parts(adverts["vrrp_addresses"]):
        for vip in naming.keys() & set(evidence.addresses.groups[group] if group >= 0 else ()):
            naming[vip].append(places)
    for vip, named in naming.items():
        listed = np.sort(np.concatenate([np.zeros(0, np.int64), *named]))
        rows = adverts.take(listed)
        table = common(rows)
        table["mac"], table["kind"], table["vrid"], table["peer"] = rows["eth_src"], VRRP, rows["vrid"], NO_ADDRESS
        table["announces"] = True
        table["withdraws"] = (rows["priority"] == 0) & (rows["present"] & HAS_PRIORITY != 0)
        yield from split(table, np.full(len(rows), vip), rows, inventory, owners[listed])


def common(rows: Evidence) -> ClaimRows:
    """Claims of the rows, with the columns that all kinds share."""
    table = np.zeros(len(rows), CLAIM)
    for name in ("time", "capture", "frame", "eth_dst"):
        table[name] = rows[name]
    table["vrid"] = -1
    table["source"], table["flags"] = rows["ip_src"], rows["na_flags"]
    nd = (rows["kind"] == NA) | (rows["kind"] == NS)
    table["options"] = nd * ((rows["sender_mac"] != 0) * SOURCE_OPTION + (rows["target_mac"] != 0) * TARGET_OPTION)
    table["length"] = ethernet_length(rows)
    return table


def ethernet_length(rows: Evidence) -> NDArray[np.int64]:
    """Bytes of each frame without its VLAN tags; 0 where the header was replaced (cooked captures)."""
    tags = sum((rows["vlan"] >> np.uint64(shift) & np.uint64(0xFFFF)) != 0 for shift in (48, 32, 16, 0))
    length: NDArray[np.int64] = np.where(rows["eth_dst"] != 0, rows["frame_len"].astype(np.int64) - tags * TAG_BYTES, 0)
    return length


def split(
    table: ClaimRows,
    address: NDArray[np.int32],
    rows: Evidence,
    inventory: Inventory,
    owners: NDArray[np.int64] | None = None,
) -> Iterator[tuple[int, Segment, ClaimRows]]:
    """Claims by address and segment, with their owners (by MAC, where none are given)."""
    index, found = segments(rows)
    for vip, number, mine in pair_parts(address, index):
        part, segment = table[mine], found[number]
        part["owner"] = inventory.owners(part["mac"], part["time"], segment) if owners is None else owners[mine]
        yield vip, segment, part
