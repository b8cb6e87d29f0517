"""Whose questions are a router's: one that forwards to the VIP asks who has it, and hopes for another than itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.cost.symptom import SymptomKind
from arpwatch_k8s.correlator.cost.symptom_table import KIND, Symptoms
from arpwatch_k8s.correlator.ownership.epochs import Epoch
from arpwatch_k8s.correlator.ownership.holders import owners_at
from arpwatch_k8s.correlator.ownership.hosts import Host
from arpwatch_k8s.correlator.ownership.questions import QuestionRows
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.segment import Segment
from arpwatch_k8s.inventory import Inventory

if TYPE_CHECKING:
    from numpy.typing import NDArray

FORWARDS: Final = (SymptomKind.ICMP_REDIRECT, SymptomKind.ICMP_UNREACHABLE)
"""What who forwards a packet to the VIP, or tries to, says of it."""


def macs(hosts: Sequence[Host]) -> set[int]:
    """The MACs of some hosts."""
    return {host.mac for host in hosts}


def by_routers(
    asked: QuestionRows,
    epochs: Sequence[Epoch],
    symptoms: Symptoms,
    hosts: Sequence[Host],
    inventory: Inventory,
    segment: Segment,
) -> NDArray[np.bool_]:
    """Which questions come from who held the VIP, or was taken to (`epochs` are of all tracks): a router's, that
    forwards what it should serve, as those of who sends messages about it are. A capturing host may hold it at other
    times, and ask as anybody else does at this."""
    owners = inventory.owners(asked["mac"], asked["time"], segment)
    here = np.isin(asked["mac"], np.array(sorted(macs(hosts)), np.uint64))
    claimed = [epoch for epoch in epochs if epoch.track is Track.CLAIMED]
    now = owners_at(claimed, np.maximum(asked["time"], first_of(claimed)))
    theirs: NDArray[np.bool_] = np.where(here, owners == now, np.isin(owners, [epoch.owner for epoch in epochs]))
    forwards = np.isin(symptoms.column("kind"), [KIND[kind] for kind in FORWARDS])
    theirs |= np.isin(asked["mac"], distinct(symptoms.column("mac")[forwards]))
    return theirs


def first_of(epochs: Sequence[Epoch]) -> int:
    """When the first of some epochs began, ns UTC."""
    return min((epoch.start for epoch in epochs), default=0)
