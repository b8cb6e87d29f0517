"""What became of connections to other addresses, which are no VIPs: the control group that clears or blames the VIP.

Of others a scan keeps no more than counts by the minute: SYNs to an address, and SYN-ACKs from it. What was asked more
often than answered was lost, refused or sent again.

Fooled by: addresses that nobody answers at (left out); a capture that sees one direction of some connections only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.evidence.addresses import number_text

NS_PER_MINUTE: Final = 60_000_000_000
HALF: Final = 2
"""An address that answers less than one in so many SYNs is dead, or refuses: it tells nothing of loss."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """SYNs to other addresses that answer."""

    asked: int
    """How many there were."""
    answered: int
    """How many SYN-ACKs came back."""

    @property
    def lost(self) -> int:
        """How many had none."""
        return max(0, self.asked - self.answered)


def elsewhere(case: Case, start: int, end: int) -> Elsewhere:
    """What became of SYNs to other addresses in the minutes of [start, end], ns UTC."""
    counts = case.endpoints
    minutes = counts["minute"]
    near = counts[(minutes >= start // NS_PER_MINUTE) & (minutes <= end // NS_PER_MINUTE) & (counts["syn"] > 0)]
    vips = {record.vip for record in case.vips}
    keys, which = np.unique(np.stack([near["hi"], near["lo"]]), axis=1, return_inverse=True)
    asked = answered = 0
    for at, (high, low) in enumerate(keys.T.tolist()):
        mine = near[which.reshape(-1) == at]
        syns, answers = int(mine["syn"].sum()), int(mine["synack"].sum())
        if HALF * answers >= syns and number_text(high << 64 | low) not in vips:
            asked += syns
            answered += min(answers, syns)
    return Elsewhere(asked, answered)
