"""Which changes people are told one by one: not those that the lines of an open incident carry already.

Programs get all of them. People get an incident's opening, its cause and its end, with what it cost in them; of what it
consists of, only who took the VIP from whom, which is told at once, before anything can be judged.
"""

from __future__ import annotations

from arpwatch_k8s.changes.change import Change, subject
from arpwatch_k8s.changes.cost import Failures, HandoverCost, Recovery, Suspicion, VerdictChange, Withdrawal
from arpwatch_k8s.changes.incident import IncidentOpened, IncidentResolved
from arpwatch_k8s.changes.ownership import TrackMove


class Brief:
    """Follows what is told, and says what of it people are told."""

    def __init__(self) -> None:
        self._open: dict[str, str] = {}

    def shows(self, change: Change) -> bool:
        """Whether people are told of the next change."""
        match change:
            case IncidentOpened():
                self._open[change.state.id] = change.state.vip
            case IncidentResolved():
                self._open.pop(change.state.id, None)
            case TrackMove() | HandoverCost() | Failures() | Recovery() | Suspicion() | Withdrawal():
                return subject(change).vip not in self._open.values()
            case VerdictChange():
                return not self._open
            case _:
                pass
        return True
