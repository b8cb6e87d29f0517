"""Announcements in lockstep: two MACs that speak at the same instants, as two interfaces of one node do."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Final

import numpy as np

from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.signs.claimants import loudest
from arpwatch_k8s.evidence.row import ARP_ANNOUNCEMENT, ARP_REPLY, NA
from arpwatch_k8s.evidence.unasked import SOLICITED
from arpwatch_k8s.speakers import Speaker

TOGETHER_NS: Final = 5_000_000
"""How far apart one node's announcements by two interfaces may be: MetalLB sends them in one loop (metallb
internal/layer2/announcer.go:157-197)."""
NEARLY_ALL: Final = 0.6
"""Of the announcements: two that speak independently fall together by chance in one of a hundred; a capture that lost a
third of its frames still has seven in ten."""
LEAST: Final = 3
"""Announcements from which on it is no accident."""


def lockstep(one: Speaker, other: Speaker) -> int:
    """How many announcements of two speakers fell together, where nearly all did and enough; else 0."""
    times, others = sorted((one.times, other.times), key=len)
    if len(times) < LEAST:
        return 0
    at = np.searchsorted(others, times)
    before, after = others[np.maximum(at - 1, 0)], others[np.minimum(at, len(others) - 1)]
    near = int((np.minimum(np.abs(times - before), np.abs(times - after)) <= TOGETHER_NS).sum())
    return near if near >= NEARLY_ALL * len(others) else 0


def in_lockstep(case: Case, speakers: Sequence[Speaker]) -> bool:
    """Whether two of the speakers may be one node: they speak in lockstep, and nothing says that they are two."""
    kin = Kinship(case)
    return any(
        lockstep(one, other) and kin.one_node(one, other) is not False
        for one, other in combinations(loudest(speakers), 2)
    )


class Kinship:
    """Which MACs are one node's. What each answers for is looked up once, however many it is held against."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._answered: dict[tuple[int, str, int], set[str]] = {}

    def one_node(self, one: Speaker, other: Speaker) -> bool | None:
        """Whether two MACs are one node's: by what the user named, or an address that both use as their own; None where
        nothing tells."""
        if one.owner == other.owner:
            return True
        nodes = [self._case.inventory.by_mac.get(speaker.owner) for speaker in (one, other)]
        if all(node is not None and node.given for node in nodes):
            return False
        return True if self.shared_address(one, other) else None

    def shared_address(self, one: Speaker, other: Speaker) -> str | None:
        """An address that two MACs both claim as their own, or answer for though neither announces it; None where there
        is none."""
        nodes = [self._case.inventory.by_mac.get(speaker.owner) for speaker in (one, other)]
        own = [set(node.addresses) if node else set[str]() for node in nodes]
        answered = [self._answered_by(one, speaker.mac) for speaker in (one, other)]
        return min(own[0] & own[1] | answered[0] & answered[1], default=None)

    def _answered_by(self, spoke: Speaker, mac: int) -> set[str]:
        """`answered_unannounced`, once for each."""
        key = (spoke.view, spoke.vip, mac)
        if key not in self._answered:
            self._answered[key] = answered_unannounced(self._case, spoke, mac)
        return self._answered[key]


def answered_unannounced(case: Case, spoke: Speaker, mac: int) -> set[str]:
    """Addresses but the VIP that a MAC answers for and never announces, as `spoke`'s view shows."""
    every = case.views[spoke.view].evidence
    of_arp = (every["sender_mac"] == mac) & np.isin(every["kind"], (ARP_REPLY, ARP_ANNOUNCEMENT))
    rows = every.take(of_arp | ((every["target_mac"] == mac) & (every["kind"] == NA)))
    advertised = rows["kind"] == NA
    codes = np.where(advertised, rows["target_ip"], rows["sender_ip"])
    told = np.where(advertised, rows["na_flags"] & SOLICITED == 0, rows["kind"] == ARP_ANNOUNCEMENT)
    found = np.setdiff1d(codes[~told], codes[told])
    return {text for code in found.tolist() if (text := rows.addresses.text(code)) is not None and text != spoke.vip}
