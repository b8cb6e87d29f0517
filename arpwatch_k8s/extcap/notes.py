"""What a watch tells, as notes on frames: a sink whose thread hands them to the stream.

People who look at frames are told each cause by itself, since it is the cause that cites frames; incidents and the
verdict sum up what stands on the frames already.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, assert_never

from arpwatch_k8s.changes.change import Change, subject
from arpwatch_k8s.changes.cost import Failures, HandoverCost, Recovery, Suspicion, VerdictChange, Withdrawal
from arpwatch_k8s.changes.discovery import UnwatchedVips, VipFound
from arpwatch_k8s.changes.exposure import ClockStep, Drops, Flood, LinkChange
from arpwatch_k8s.changes.incident import IncidentOpened, IncidentResolved, IncidentUpdated
from arpwatch_k8s.changes.novelty import NewStation
from arpwatch_k8s.changes.ownership import ContestEnd, ContestStart, FirstOwner, Takeover, TrackMove
from arpwatch_k8s.changes.recording import RecordingClosed, RecordingFailure
from arpwatch_k8s.changes.run import ReportFailure, ReportWritten, WatchEnd, WatchStart
from arpwatch_k8s.monitor.sinks.sink import State
from arpwatch_k8s.wording.plain import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A comment to be."""

    text: str
    """On one line, safe to show."""

    frames: tuple[int, ...] = ()
    """What it is about: numbers of frames as the interface's scan counts, rising; none where it is about no frame."""


def note(change: Change) -> Note | None:
    """A change as a note; None where it is nothing to those who look at frames."""
    match change:
        case FirstOwner() | Takeover() | ContestStart():
            return Note(text=words(change), frames=() if change.frame is None else (change.frame,))
        case Suspicion():
            return Note(text=words(change), frames=tuple(sorted(set(change.frames))))
        case TrackMove() | ContestEnd() | HandoverCost() | Failures() | Recovery() | Withdrawal() | NewStation():
            return Note(text=words(change))
        case VipFound() | UnwatchedVips() | LinkChange() | Drops() | Flood() | ClockStep():
            return Note(text=words(change))
        case IncidentOpened() | IncidentUpdated() | IncidentResolved() | VerdictChange():
            return None
        case RecordingClosed() | RecordingFailure() | WatchStart() | WatchEnd() | ReportWritten() | ReportFailure():
            return None
        case _:
            assert_never(change)


def words(change: Change) -> str:
    """What a comment says of a change."""
    vip = subject(change).vip
    return plain(f"arpwatch-k8s: {f'{vip}: ' if vip else ''}{change.text}")


class Notes:
    """Hands notes to `put`; calls `end` when there are no more."""

    name: ClassVar[str] = "notes"

    def __init__(self, put: Callable[[Note], None], end: Callable[[], None]) -> None:
        self._put = put
        self._end = end

    def tell(self, change: Change) -> None:
        """One more, where it is worth one."""
        made = note(change)
        if made is not None:
            self._put(made)

    def show(self, state: State) -> None:
        """Notes tell changes only."""

    def close(self) -> None:
        """There are no more."""
        self._end()
