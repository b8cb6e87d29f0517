"""Which incident is recorded in which file, and a thread that takes frames from the rings to the disk.

The loop tells of incidents and of the time, and waits for nothing; incidents that overlap share a file.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from threading import Event, Lock, Thread
from typing import Final

from arpwatch_k8s.capture.live.ring import LEAST_BYTES, RING_BYTES, Begin, Ring
from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.cost import Suspicion
from arpwatch_k8s.changes.incident import (
    Ending,
    IncidentOpened,
    IncidentResolved,
    IncidentState,
    IncidentUpdated,
)
from arpwatch_k8s.changes.recording import Recorded, RecordingClosed, RecordingEnd, RecordingFailure
from arpwatch_k8s.errors import OutputError
from arpwatch_k8s.monitor.recordings.folder import Folder
from arpwatch_k8s.monitor.recordings.maker import Maker
from arpwatch_k8s.monitor.recordings.numbers import Numbers
from arpwatch_k8s.monitor.recordings.recording import Described, Recording
from arpwatch_k8s.monitor.recordings.reports import Reports
from arpwatch_k8s.monitor.recordings.settings import Recordings
from arpwatch_k8s.wording.times import rfc3339

log = logging.getLogger("arpwatch_k8s")

STEP_S: Final = 0.2
"""Between two looks into the rings, which hold seconds of the worst storm."""
CLOSE_S: Final = 15.0
"""How long a disk that hangs is waited for in the end."""

MOST_WAITING: Final = 8
"""Files that are to be ended and written, while the disk hangs; incidents beyond are not recorded."""

NOTES: Final = {
    RecordingEnd.OVER: "the incident is over, and the time after it",
    RecordingEnd.FULL: "a recording has no more bytes than this; what came then is not in it",
    RecordingEnd.STOPPED: "the watch ended, or the clock was set",
}
"""What a file says of its end."""


@dataclass(slots=True)
class Wanted:
    """A file for incidents that overlap."""

    name: str
    since_ns: int
    why: str
    begins: tuple[Begin, ...]
    """Where it begins in each ring."""
    numbers: Numbers
    open: set[str] = field(default_factory=set)
    """Incidents that are not over, by their names."""
    until_ns: int = 0
    """When it ends, once none is open, ns UTC."""
    is_stopped: bool = False
    """It ends at once."""


class Recorder:
    """Records into `folder` what passes on `interfaces`; `say`s what becomes of the files, from its own thread. `maker`
    makes their reports; None: there are none."""

    def __init__(
        self,
        settings: Recordings,
        folder: Folder,
        interfaces: Sequence[Described],
        say: Callable[[Change], None],
        maker: Maker | None = None,
    ) -> None:
        size = max(LEAST_BYTES, RING_BYTES // len(interfaces))
        self.rings = tuple(Ring(number, size) for number in range(len(interfaces)))
        """One an interface, in their order: for those who read them."""
        self._settings = settings
        self._folder = folder
        self._interfaces = tuple(interfaces)
        self._say = say
        self._reports = None if maker is None else Reports(folder, say, maker)
        self._lock = Lock()
        self._files: deque[Wanted] = deque()
        """Those that are not ended, in order; incidents that open join the last."""
        self._of: dict[str, tuple[str, Wanted]] = {}
        """The VIP of each open incident, and its file."""
        self._now = 0
        self._recording: Recording | None = None
        self._complained: str | None = None
        self._end = Event()
        self._thread = Thread(target=self._run, name="recorder", daemon=True)
        self.fault: BaseException | None = None
        """What ended the thread, a fault of the program."""

    def start(self) -> None:
        """Begin."""
        self._thread.start()
        if self._reports is not None:
            self._reports.start()

    def tick(self, now: int) -> None:
        """It is `now`, ns UTC."""
        self._now = now

    def step(self) -> None:
        """The clock was set: frames before and after have no common order."""
        for ring in self.rings:
            ring.forget()
        with self._lock:
            for wanted in self._files:
                wanted.is_stopped = True

    def hear(self, change: Change) -> Change:
        """Take note of an incident; the change, with its file and the numbers of its frames there, as has a cause told
        of a VIP with an open one."""
        match change:
            case IncidentOpened(state=state):
                with self._lock:
                    wanted = self._join(state)
                if wanted is None:
                    return change
                return replace(change, state=replace(state, recorded=Recorded(name=wanted.name)))
            case IncidentUpdated(state=state):
                return replace(change, state=self._cited(state))
            case IncidentResolved(state=state):
                cited = replace(change, state=self._cited(state))
                with self._lock:
                    self._part(change)
                return cited
            case Suspicion():
                files = [wanted for vip, wanted in self._of.values() if vip == change.vip]
                return replace(change, recorded=self._recorded(files[-1], change.frames)) if files else change
            case _:
                return change

    def close(self) -> None:
        """End what is being recorded, and the thread; gives up on a disk that hangs."""
        with self._lock:
            for wanted in self._files:
                wanted.is_stopped |= ending_of(wanted, self._now) is None
        self._end.set()
        self._thread.join(CLOSE_S)
        if self._thread.is_alive():
            log.warning("%s: the disk does not answer; the last recording is left incomplete", self._folder.path)
            return
        if self._reports is not None:
            self._reports.close()

    def _join(self, state: IncidentState) -> Wanted | None:
        """The file for an incident that opens; None where too many wait for the disk."""
        wanted = self._files[-1] if self._files else None
        if wanted is None or wanted.is_stopped:
            if len(self._files) >= MOST_WAITING:
                return None
            began = rfc3339(state.start)
            since_ns = state.start - self._settings.before_ns
            wanted = Wanted(
                name=self._folder.name(state.vip, state.start),
                since_ns=since_ns,
                begins=tuple(ring.since(since_ns) for ring in self.rings),
                why=f"incident of {state.vip} on {state.interface}, which began at {began}",
                numbers=Numbers(len(self.rings)),
            )
            self._files.append(wanted)
        wanted.open.add(state.id)
        self._of[state.id] = state.vip, wanted
        return wanted

    def _part(self, change: IncidentResolved) -> None:
        """An incident is over."""
        if change.state.id in self._of:
            _, wanted = self._of.pop(change.state.id)
            wanted.open.discard(change.state.id)
            wanted.until_ns = max(wanted.until_ns, change.state.end + self._settings.after_ns)
            wanted.is_stopped |= change.ending is Ending.CLOCK

    def _cited(self, state: IncidentState) -> IncidentState:
        """An incident with its file, and those of its cause's frames that surely are in it."""
        if state.id not in self._of:
            return state
        frames = () if state.cause is None else state.cause.frames
        return replace(state, recorded=self._recorded(self._of[state.id][1], frames))

    def _recorded(self, wanted: Wanted, frames: Sequence[int]) -> Recorded:
        """A file, and the numbers there of those frames that surely are in it."""
        several = len(self.rings)
        places = (wanted.numbers.of((frame - 1) % several, (frame - 1) // several + 1) for frame in frames)
        return Recorded(name=wanted.name, frames=tuple(place for place in places if place is not None))

    def _run(self) -> None:
        try:
            is_over = False
            while not is_over:
                is_over = self._end.wait(STEP_S)
                while self._take():
                    pass
        except BaseException as error:  # noqa: BLE001 - raised again by the loop
            self.fault = error

    def _take(self) -> bool:
        """Write what there is for the first file, and end it where it is time to; whether it was ended."""
        with self._lock:
            if not self._files:
                return False
            wanted, now = self._files[0], self._now
            ending = ending_of(wanted, now)
            if ending is not None:
                self._files.popleft()
        recording = self._recording = self._recording or self._new(wanted)
        try:
            may_grow = recording.follow(self._settings.most_bytes)
            if ending is None and may_grow:
                return False
            if ending is None:
                with self._lock:
                    self._files.popleft()
            if ending is None or not may_grow:
                ending = RecordingEnd.FULL
            recording.end(ending, NOTES[ending])
        except OutputError as error:
            self._fail(error, recording, is_over=ending is not None)
            return ending is not None
        self._recording = None
        self._closed(recording, ending, now)
        return True

    def _new(self, wanted: Wanted) -> Recording:
        """The recording of a file that is wanted."""
        return Recording(
            self._folder,
            wanted.name,
            interfaces=self._interfaces,
            rings=self.rings,
            begins=wanted.begins,
            numbers=wanted.numbers,
            since_ns=wanted.since_ns,
            why=wanted.why,
        )

    def _closed(self, recording: Recording, ending: RecordingEnd, now: int) -> None:
        """Say that a recording is whole, make room for the next, and have its report made."""
        path = str(self._folder.path / recording.name)
        self._folder.make_room(recording.name, 0)
        self._say(
            RecordingClosed(
                time=now,
                path=path,
                frames=recording.frames,
                size_bytes=recording.size_bytes,
                lost=recording.lost,
                wanted_ns=recording.since_ns,
                held_ns=recording.held_ns,
                ending=ending,
            )
        )
        if self._reports is not None:
            self._reports.ask(recording.name, now)

    def _fail(self, error: OutputError, recording: Recording, *, is_over: bool) -> None:
        """The disk does not take it: say so once a recording, and try again, unless that was the end."""
        if is_over:
            missing = recording.waiting + recording.lost
            why = f"{error.what}; it ends incomplete, {missing:,} frames are not in it"
            recording.leave()
            self._recording = None
        elif self._complained == recording.name:
            return
        else:
            why = f"{error.what}; it goes on once there is room"
        self._complained = recording.name
        self._say(RecordingFailure(time=self._now, path=str(self._folder.path / recording.name), why=why))


def ending_of(wanted: Wanted, now: int) -> RecordingEnd | None:
    """Why a file is to end at a time (ns UTC), None where it is not."""
    if wanted.is_stopped:
        return RecordingEnd.STOPPED
    if not wanted.open and now >= wanted.until_ns:
        return RecordingEnd.OVER
    return None
