"""Connections that were open while the VIP moved, and have not been acknowledged since.

Neither a node's table of connections nor a socket moves with an address. What arrived after a move was not lost by it.

Fooled by: a move that nobody announced and that no SYN-ACK shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.handovers import Handover
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.flow import FROM_VIP

if TYPE_CHECKING:
    from numpy.typing import NDArray


def crossed(case: Case, record: VipRecord, some: Connections) -> NDArray[np.int64]:
    """The handover (its place) in which each of some connections broke: the last one while it was open, or not longer
    after it broke than the new owner may take to say so; -1 where there is none, or where the server was heard on it
    after that."""
    moves = np.array([move.time for move in record.ownership.handovers], np.int64)
    if not len(moves):
        return np.full(len(some), -1, np.int64)
    limits = case.thresholds
    last = np.searchsorted(moves, some.column("broke") + limits.handover_after_ns, side="right") - 1
    when = moves[np.maximum(last, 0)]
    flows, known = some.carried()
    survived = known & (flows["payload"][:, FROM_VIP] > 0)
    survived &= flows["payload_last"][:, FROM_VIP] > when + limits.handover_after_ns
    inside = (last >= 0) & (when >= some.column("start")) & ~survived
    return np.where(inside, last, -1)


def moves_of(record: VipRecord, places: NDArray[np.int64]) -> list[Handover]:
    """The handovers at some places, each once, in order of time."""
    return [record.ownership.handovers[at] for at in distinct(places[places >= 0]).tolist()]
