"""How a host holds an address: as its own, in its kernel beside another's, as a program that manages addresses does.

Fooled by: a VIP that stays on one node for so long that nothing else of the node is seen; questions that a node asks
from the VIP only because it answers a client.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.signs.claimants import announcing, claims_of, is_given, places
from arpwatch_k8s.diagnosis.signs.observation import Blind, Observation, Seen, Unseen
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.row import ARP_PROBE, ARP_REQUEST, NS, VRRP
from arpwatch_k8s.speakers import UNKNOWN, Speaker
from arpwatch_k8s.wording.counts import plural

if TYPE_CHECKING:
    from numpy.typing import NDArray

TWICE: Final = 2
MOST: Final = 4
"""Frames that are named."""
ALWAYS, OFTEN = 5, 3
"""Questions from an address for hosts that are none of its clients, from which on it is the asker's own; and how many
of them for hosts that others ask for as well: a node that answers clients elsewhere asks for them alone."""
LIKELY: Final = 0.5
"""Score from which on a program is more likely than all others together."""
USERLAND: Final = frozenset({"metallb", "openelb", "cilium"})


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """`rows`: the claims with which `holder` still held what `owner` had announced (`since`, records), or claimed."""

    holder: int
    owner: int
    since: Any
    rows: NDArray[Any]


def held_quietly(record: VipRecord, owner: int) -> NDArray[Any]:
    """Claims with which a host held the VIP without announcing it: answers, and questions in its name."""
    mine = claims_of(record, owner)
    rows: NDArray[Any] = mine[~mine["announces"] & (mine["kind"] != VRRP)]
    return rows


def questions_of(rows: NDArray[Any]) -> NDArray[Any]:
    """Of some claims the questions in the VIP's name, as only a kernel asks them that owns it."""
    found: NDArray[Any] = rows[(rows["kind"] == ARP_REQUEST) | (rows["kind"] == NS)]
    return found


def left_behind(case: Case, record: VipRecord, holder: int) -> LeftBehind | None:
    """What shows that a host still held what another had announced: quiet claims, twice, later than a handover's last
    words after the other's announcement, and before it announced again itself; None where nothing does."""
    quiet = held_quietly(record, holder)
    rivals = record.claims.rows[
        record.claims["announces"] & (record.claims["kind"] != VRRP) & (record.claims["owner"] != holder)
    ]
    if not len(rivals) or len(quiet) < TWICE:
        return None
    own = announcing(record, holder)["time"]
    at = np.searchsorted(own, quiet["time"], side="right")
    before = np.where(at > 0, own[np.maximum(at - 1, 0)], -1) if len(own) else np.full(len(quiet), -1)
    first = np.searchsorted(rivals["time"], before, side="right")
    after = rivals["time"][np.minimum(first, len(rivals) - 1)]
    behind = (first < len(rivals)) & (quiet["time"] - after > case.thresholds.orphan_after_ns)
    rows = quiet[behind]
    if len(rows) < TWICE:
        return None
    since = rivals[first[behind][:1]]
    return LeftBehind(holder, int(since["owner"][0]), since, rows)


def goes_on(record: VipRecord, owner: int, time: int) -> bool:
    """Whether an owner claimed or served the VIP after `time`: if it did not, the VIP may simply have moved."""
    served = record.answers[record.answers["owner"] == owner]["time"]
    return bool((claims_of(record, owner)["time"] > time).any() or (served > time).any())


def in_user_space(speakers: list[Speaker]) -> str | None:
    """The program in user space that most likely answers; None where a kernel may as well."""
    if any(speaker.asked for speaker in speakers):
        return None
    best = speakers[0].best
    sure = best.family in USERLAND and sum(speakers[0].score(family) for family in USERLAND) >= LIKELY
    return best.name if sure else None


def manages(speakers: list[Speaker]) -> Speaker | None:
    """The speaker of a host that announces as a program does which moves addresses; None where none does."""
    for speaker in speakers:
        if not speaker.spoke:
            continue
        score = sum(candidate.score for candidate in speaker.candidates if candidate.manages)
        if speaker.adverts or score >= LIKELY:
            return speaker
    return None


def probed(case: Case, record: VipRecord, owner: int) -> Observation:
    """Whether a host asked, before it used the VIP, whether anybody has it, as one does that is given an address of its
    own (RFC 5227 section 2.1.1). Programs that move addresses do not."""
    rows = case.views[record.view].evidence.of_kinds(ARP_PROBE)
    macs = macs_of(case, owner)
    mine = rows.take(np.isin(rows["sender_mac"], macs) & (rows["target_ip"] == record.code))
    if not len(mine):
        return Blind("no probe of it is in the capture, which may have begun later")
    return Seen(tuple(mine.frames()[:MOST]), f"it probed for the address {plural(len(mine), 'time')}")


def is_given_it(case: Case, record: VipRecord, owner: int) -> bool:
    """Whether the inventory gives the VIP to a node."""
    node = case.inventory.by_mac.get(owner)
    return node is not None and node.given and record.vip in node.addresses


def own_address(case: Case, record: VipRecord, owner: int) -> Observation:
    """Whether the VIP is a host's own address: the inventory says so, or it asks from it whom no client of the VIP is,
    time and again, and no other address of its is known."""
    node = case.inventory.by_mac.get(owner)
    quiet = held_quietly(record, owner)
    asked = questions_of(quiet)
    if is_given_it(case, record, owner):
        return Seen(tuple(places((asked if len(asked) else quiet)[:MOST])), "the inventory gives it to that node")
    others = [address for address in node.addresses if is_like(address, record.vip)] if node else []
    if others:
        return Unseen(f"its own address is {others[0]}")
    strangers = asked[~np.isin(asked["peer"], clients(case, record))]
    shared = strangers[np.isin(strangers["peer"], asked_by_others(case, record, owner))]
    if len(strangers) < ALWAYS or len(shared) < OFTEN:
        return Blind("it asked hardly anybody from it but whom it may have answered: it may have another address")
    return Seen(
        tuple(places(shared[:MOST])),
        f"it asked {plural(len(strangers), 'time')} from it for hosts that are no clients of it, as others do from "
        "their own, and no other address of it is known",
    )


def asked_by_others(case: Case, record: VipRecord, owner: int) -> NDArray[np.int64]:
    """Addresses (codes) for which other hosts ask in their own names: a gateway, for one."""
    rows = case.views[record.view].evidence.of_kinds(ARP_REQUEST, NS)
    source = np.where(rows["kind"] == NS, rows["ip_src"], rows["sender_ip"])
    others = ~np.isin(rows["eth_src"], macs_of(case, owner)) & (source != record.code)
    codes: NDArray[np.int64] = distinct(rows["target_ip"][others]).astype(np.int64)
    return codes


def clients(case: Case, record: VipRecord) -> NDArray[np.int64]:
    """Addresses (codes) of those that connect to the VIP, and of the neighbors that their frames come from."""
    found = distinct(record.connections.column("client"))
    senders = distinct(record.connections.column("sender_mac"))
    rows = case.views[record.view].evidence.of_kinds(ARP_REQUEST)
    via = rows["sender_ip"][np.isin(rows["sender_mac"], senders)]
    codes: NDArray[np.int64] = np.union1d(found, via)
    return codes


def is_node(case: Case, record: VipRecord, owner: int, speakers: list[Speaker]) -> bool:
    """Whether a host is known to be a node of the cluster: by name, by a program of its that moves addresses, or by
    other VIPs that it serves or announces."""
    if is_given(case.inventory, owner) or manages(speakers) is not None:
        return True
    return any(
        other is not record and bool(len(announcing(other, owner)))
        for other in case.vips
        if (other.segment, other.view) == (record.segment, record.view)
    )


def stranger(case: Case, record: VipRecord, owner: int, speakers: Mapping[int, list[Speaker]]) -> str:
    """Why a host is none that programs gave the address to; empty where nothing says so."""
    before = probed(case, record, owner)
    if isinstance(before, Seen):
        return f"{before.detail}, as a host does that is given one of its own (RFC 5227)"
    for speaker in speakers.get(owner, []):
        by_hand = sum(one.score for one in speaker.candidates if not one.manages and one.program != UNKNOWN)
        if speaker.announcements and by_hand >= LIKELY:
            return "it announced it as kernels do or people (arping), and as no program that moves addresses"
    own = own_address(case, record, owner)
    return own.detail if isinstance(own, Seen) else ""


def held_first(record: VipRecord, holder: int, other: int) -> bool:
    """Whether a host answered for the VIP, by ARP or to SYNs, before another first announced it, and that other one
    had not done so by then."""
    told = announcing(record, other)["time"]
    if not len(told):
        return False
    first = int(told[0])
    claimed, served = record.claims.rows, record.answers
    earlier = claimed[(claimed["time"] < first) & ~claimed["announces"]], served[served["time"] < first]
    owners = {owner for rows in earlier for owner in rows["owner"].tolist()}
    return holder in owners and other not in owners


def shared_own(case: Case, owner: int, other: int) -> str:
    """An address of their own that two owners have in common, as two MACs of one node do; empty where none is known."""
    nodes = [case.inventory.by_mac.get(one) for one in (owner, other)]
    theirs = [set(node.addresses) if node else set[str]() for node in nodes]
    return min(theirs[0] & theirs[1], default="")


def macs_of(case: Case, owner: int) -> NDArray[np.uint64]:
    """All MACs of an owner."""
    node = case.inventory.by_mac.get(owner)
    return np.array(node.macs if node else (owner,), np.uint64)


def is_like(address: str, vip: str) -> bool:
    """Whether an address is of the VIP's version of IP, and reaches beyond its link."""
    return (":" in address) == (":" in vip) and not address.lower().startswith("fe80:")
