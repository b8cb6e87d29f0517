"""How urgent a line is that systemd's journal takes: `<3>` before it, as `sd-daemon(3)` has it (`journalctl -p err`).

It is put there only where the journal itself is what is written to (`cli.journal`), which takes it off again.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.cost import Failures, Suspicion
from arpwatch_k8s.changes.discovery import UnwatchedVips
from arpwatch_k8s.changes.exposure import ClockStep, Drops, Flood, LinkChange
from arpwatch_k8s.changes.incident import IncidentOpened, IncidentResolved, IncidentUpdated
from arpwatch_k8s.changes.run import ReportFailure
from arpwatch_k8s.grades import Severity


class Urgency(IntEnum):
    """As syslog counts it."""

    ERROR = 3
    WARNING = 4
    NOTICE = 5
    INFO = 6

    @property
    def mark(self) -> str:
        """What stands before a line."""
        return f"<{self.value}>"


OF_SEVERITY: Final = {
    Severity.CRITICAL: Urgency.ERROR,
    Severity.WARNING: Urgency.WARNING,
    Severity.INFO: Urgency.NOTICE,
}
"""What a cause of each makes of it."""


def urgency(change: Change) -> Urgency:
    """How urgent it is: an incident as its cause is, one without a known cause as a warning."""
    match change:
        case IncidentOpened() | IncidentUpdated():
            cause = change.state.cause
            return Urgency.WARNING if cause is None else OF_SEVERITY[cause.severity]
        case Suspicion():
            return OF_SEVERITY[change.severity]
        case IncidentResolved():
            return Urgency.NOTICE
        case LinkChange():
            return Urgency.NOTICE if change.is_up else Urgency.WARNING
        case Failures() | Drops() | Flood() | UnwatchedVips() | ClockStep() | ReportFailure():
            return Urgency.WARNING
        case _:
            return Urgency.INFO


def marked(change: Change) -> str:
    """What stands before the line of a change in the journal."""
    return urgency(change).mark


def unmarked(_: Change) -> str:
    """What stands there elsewhere."""
    return ""
