"""A change: one of the kinds of record that there are, and whom each is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from arpwatch_k8s.changes.cost import Failures, HandoverCost, Recovery, Suspicion, VerdictChange, Withdrawal
from arpwatch_k8s.changes.discovery import UnwatchedVips, VipFound
from arpwatch_k8s.changes.exposure import ClockStep, Drops, Flood, LinkChange
from arpwatch_k8s.changes.incident import IncidentOpened, IncidentResolved, IncidentUpdated
from arpwatch_k8s.changes.novelty import NewStation
from arpwatch_k8s.changes.ownership import ContestEnd, ContestStart, FirstOwner, Takeover, TrackMove
from arpwatch_k8s.changes.recording import RecordingClosed, RecordingFailure
from arpwatch_k8s.changes.run import ReportFailure, ReportWritten, WatchEnd, WatchStart

Change = (
    WatchStart
    | VipFound
    | FirstOwner
    | Takeover
    | TrackMove
    | NewStation
    | ContestStart
    | ContestEnd
    | HandoverCost
    | Failures
    | Recovery
    | Suspicion
    | Withdrawal
    | VerdictChange
    | IncidentOpened
    | IncidentUpdated
    | IncidentResolved
    | LinkChange
    | Drops
    | Flood
    | UnwatchedVips
    | ClockStep
    | RecordingClosed
    | RecordingFailure
    | ReportWritten
    | ReportFailure
    | WatchEnd
)
"""All kinds. Each has `event`, `time` (ns UTC), `text` for people and `details` for programs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom a change is about."""

    vip: str | None = None
    """An address, None where it is about none."""

    interface: str | None = None
    """An interface's name, with its VLAN where there is one; None where it is about none, or about all."""


def subject(change: Change) -> Subject:
    """Whom a change is about."""
    match change:
        case (
            FirstOwner()
            | Takeover()
            | TrackMove()
            | NewStation()
            | ContestStart()
            | ContestEnd()
            | HandoverCost()
            | Failures()
            | Recovery()
        ):
            return Subject(vip=change.vip, interface=change.interface)
        case IncidentOpened() | IncidentUpdated() | IncidentResolved():
            return Subject(vip=change.state.vip, interface=change.state.interface)
        case VipFound() | Suspicion() | Withdrawal():
            return Subject(vip=change.vip)
        case LinkChange():
            return Subject(interface=change.interface)
        case VerdictChange() | Drops() | Flood() | UnwatchedVips() | ClockStep():
            return Subject()
        case RecordingClosed() | RecordingFailure():
            return Subject()
        case WatchStart() | ReportWritten() | ReportFailure() | WatchEnd():
            return Subject()
        case _:
            assert_never(change)
