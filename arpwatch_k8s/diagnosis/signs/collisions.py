"""Two VRRP groups with one number on one segment: each hears the other's advertisements as its own, and acts on them.

A number has to be a group's own on its segment (RFC 9568 section 5.2.3). Whether advertisements are of another group is
told by what they list: the same number and version of IP, from another address, and not one of them has the VIP.

Masters of one group whose lists are not the same discard each other's advertisements, though they hear them (keepalived
vrrp.c vrrp_in_chk: "invalid ip number count", "not present in MASTER advert").

Fooled by: a list that was changed and loaded on one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.finding import some
from arpwatch_k8s.diagnosis.signs.claimants import places
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import VRRP
from arpwatch_k8s.evidence.segment import segments

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

MOST = 4
"""Frames of either group that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collision:
    """The number `vrid` of the VIP's group is also that of a group in which `senders` advertise `addresses`."""

    vrid: int
    senders: tuple[str, ...]
    addresses: tuple[str, ...]
    frames: tuple[FrameRef, ...]


def collision(case: Case, record: VipRecord) -> Collision | None:
    """The first other group with the number of a group that advertises the VIP; None where there is none."""
    own = advertised(record)
    rows = heard_with(case, record, own)
    text, groups = rows.addresses.text, rows.addresses.groups
    source = rows["ip_src"]
    near = np.isin(source, [code for code in distinct(source).tolist() if is_like(text(code), record.vip)])
    mine = near & of_group(rows, record)
    for vrid in distinct(own["vrid"]).tolist():
        same = near & (rows["vrid"] == vrid)
        others = rows.take(same & ~mine & ~np.isin(source, source[same & mine]))
        listed = {code for number in set(others["vrrp_addresses"].tolist()) if number >= 0 for code in groups[number]}
        if listed:
            theirs = others.frames()
            return Collision(
                vrid=vrid,
                senders=tuple(text(code) or "" for code in distinct(others["ip_src"]).tolist()),
                addresses=tuple(text(code) or "" for code in sorted(listed)),
                frames=some(places(own[own["vrid"] == vrid]), MOST) + some(theirs, MOST),
            )
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Masters of the VIP's group `vrid` list other addresses each."""

    vrid: int
    """The group's number."""
    lists: tuple[tuple[str, tuple[str, ...]], ...]
    """What each source of advertisements lists, by its address."""
    frames: tuple[FrameRef, ...]
    """Some advertisements of each."""


def difference(case: Case, record: VipRecord) -> Difference | None:
    """The first group with the VIP that several sources advertise with other addresses; None where there is none."""
    own = advertised(record)
    rows = heard_with(case, record, own)
    text, groups = rows.addresses.text, rows.addresses.groups
    mine = of_group(rows, record)
    for vrid in distinct(own["vrid"]).tolist():
        group = rows.take(mine & (rows["vrid"] == vrid))
        lists: dict[int, tuple[int, ...]] = {}
        for source in distinct(group["ip_src"]).tolist():
            listed = group["vrrp_addresses"][group["ip_src"] == source]
            lists[source] = groups[int(listed[-1])]
        if len({frozenset(listed) for listed in lists.values()}) > 1:
            shown = [group.take(group["ip_src"] == source) for source in lists]
            frames = [frame for part in shown for frame in part.frames()[:MOST]]
            return Difference(
                vrid=vrid,
                lists=tuple(
                    (text(source) or "", tuple(text(code) or "" for code in listed)) for source, listed in lists.items()
                ),
                frames=tuple(frames),
            )
    return None


def advertised(record: VipRecord) -> NDArray[Any]:
    """The claims of the VIP by advertisements of VRRP."""
    own: NDArray[Any] = record.claims.rows[record.claims["kind"] == VRRP]
    return own


def heard_with(case: Case, record: VipRecord, own: NDArray[Any]) -> Evidence:
    """All advertisements on the segment of a VIP, in the captures that have some of its `own`; none where it has none,
    which is told before any is looked at."""
    if not len(own):
        return case.evidence.take(np.zeros(0, np.int64))
    rows = case.evidence.of_kinds(VRRP)
    index, found = segments(rows)
    if record.segment not in found:
        return rows.take(np.zeros(0, np.int64))
    return rows.take((index == found.index(record.segment)) & np.isin(rows["capture"], own["capture"]))


def of_group(rows: Evidence, record: VipRecord) -> NDArray[np.bool_]:
    """Which advertisements list the VIP."""
    return np.isin(rows["vrrp_addresses"], rows.addresses.groups_with([record.code]))


def is_like(address: str | None, vip: str) -> bool:
    """Whether an address is of the VIP's version of IP."""
    return address is not None and (":" in address) == (":" in vip)
