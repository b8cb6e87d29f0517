"""Whether the capture misses frames that were sent: what it lost looks like silence.

Capturing programs count what they dropped, where they can. Where they cannot, connections tell: of one that went on,
with payload of its client, with frames of its server or to its close, and whose SYN-ACK is not in the capture, at least
one frame is missing.

Fooled by: TCP Fast Open, whose SYN carries payload and may be lost for good.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.outcomes import NUMBER, AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.evidence.flow import FROM_VIP, TO_VIP
from arpwatch_k8s.wording.counts import plural

if TYPE_CHECKING:
    from numpy.typing import NDArray

MANY: Final = 0.01
"""Of the connections that went on, how many may lack their SYN-ACK: beyond one in a hundred, attempts that only seem to
fail are as many as an outage has."""
FEWEST: Final = 2
"""One frame may be missing anywhere."""


def went_on(attempts: Connections) -> NDArray[np.bool_]:
    """Which attempts went on although no answer to their SYN is in the capture."""
    told = [NUMBER[name] for name in (AttemptOutcome.REFUSED, AttemptOutcome.UNREACHABLE)]
    unseen: NDArray[np.bool_] = (attempts.column("answer_event") < 0) & (attempts.column("isn") >= 0)
    closed = unseen & (attempts.column("outcome") == NUMBER[AttemptOutcome.PARTIAL])
    found: NDArray[np.bool_] = unseen & (attempts.column("flow") >= 0) & ~np.isin(attempts.column("outcome"), told)
    flow, _ = attempts.where(found).carried()
    found[found] = (flow["payload"][:, TO_VIP] > 0) | (flow["frames"][:, FROM_VIP] > 0)
    found |= closed
    return found


def misses_frames(case: Case, record: VipRecord) -> str | None:
    """In words, that frames are missing, and how that is known; None where nothing shows it."""
    drops = sum(info.drops or 0 for info in case.captures)
    if drops:
        return f"The capturing side lost {drops} frames: what it missed looks like silence"
    tried = record.attempts
    missing = int(np.count_nonzero(went_on(tried)))
    answered = int(np.count_nonzero(tried.column("answer_event") >= 0))
    if missing < FEWEST or missing < MANY * (missing + answered):
        return None
    return (
        f"The capture misses frames: {plural(missing, 'connection')} of {missing + answered} went on without the "
        "SYN-ACK that it must have got; what is missing looks like silence"
    )
