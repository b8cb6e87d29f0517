"""What one owner did with SYNs and requests, as columns: what it refused, where it said that there is no way, on which
of its connections requests were sent again in vain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.outcomes import AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.cost.symptom import SymptomKind
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.signs.failures import ended
from arpwatch_k8s.diagnosis.signs.forwarding import says_forwarded
from arpwatch_k8s.evidence.flow import FROM_VIP, TO_VIP

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST_RESENT: Final = 2
"""Segments that were sent again on one connection from which on it is no single lost frame."""


def refusals(case: Case, record: VipRecord, owner: int) -> Connections:
    """Attempts that an owner refused."""
    found = ended(record, AttemptOutcome.REFUSED)
    owners = case.inventory.owners(found.column("reporter"), found.column("end"), record.segment)
    return found.where(owners == owner)


PLACE: Final = np.dtype([("time", "i8"), ("capture", "i4"), ("frame", "i8")])
"""When and where something is."""


def no_way(case: Case, record: VipRecord, owner: int) -> NDArray[Any]:
    """`PLACE` records of an owner's messages that there is no way to the VIP, in order of time."""
    told = [
        (one.time, one.frame.capture, one.frame.frame)
        for one in record.symptoms.of_kinds(SymptomKind.ICMP_UNREACHABLE)
        if says_forwarded(one) and case.inventory.owner(one.mac, one.time, one.segment) == owner
    ]
    return np.array(told, PLACE)


OPEN: Final = np.dtype([("start", "i8"), ("heard", "i8"), ("again", "i8"), ("capture", "i4"), ("frame", "i8")])
"""A connection: when it began, when its server last sent payload, when its client first sent again what was never
acknowledged (ns UTC), and where it was answered."""


def sent_again(case: Case, record: VipRecord, owner: int) -> NDArray[Any]:
    """`OPEN` records of connections that an owner served and on which the client sent the same bytes again in vain."""
    found = record.connections
    found = found.where((found.column("flow") >= 0) & (found.column("answer_event") >= 0))
    if not len(found):
        return np.zeros(0, OPEN)
    owners = case.inventory.owners(found.column("answer_mac"), found.column("answer_time"), record.segment)
    found = found.where(owners == owner)
    flow, _ = found.carried()
    rows = np.zeros(len(found), OPEN)
    rows["start"], rows["heard"] = found.column("start"), flow["payload_last"][:, FROM_VIP]
    rows["again"] = flow["resent_first"][:, TO_VIP]
    rows["capture"], rows["frame"] = found.at("answer_event", "capture"), found.at("answer_event", "frame")
    chosen: NDArray[Any] = rows[(flow["resent"][:, TO_VIP] >= FEWEST_RESENT) & (flow["payload"][:, FROM_VIP] > 0)]
    return chosen
