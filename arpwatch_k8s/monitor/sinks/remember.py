"""What is told goes into a history (`arpwatch_k8s.past`), and who is new to a VIP is said.

Where the file cannot be written, a full disk above all, that is told once; what is to be written waits, so much of it,
and goes on when there is room. Frames, lines and all other sinks go on meanwhile.
"""

from __future__ import annotations

import json
import logging
import platform
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from arpwatch_k8s import __version__
from arpwatch_k8s.changes.change import Change, subject
from arpwatch_k8s.changes.exposure import ClockStep
from arpwatch_k8s.changes.holder import Holder, holder_details
from arpwatch_k8s.changes.incident import IncidentOpened, IncidentResolved, IncidentState, IncidentUpdated
from arpwatch_k8s.changes.novelty import NewStation
from arpwatch_k8s.changes.ownership import ContestEnd, ContestStart, FirstOwner, Takeover
from arpwatch_k8s.changes.run import WatchEnd
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.monitor.sightings import seen_in, told_of
from arpwatch_k8s.monitor.sinks.sink import State
from arpwatch_k8s.past.keeping import DAY_NS, KEEP_DAYS
from arpwatch_k8s.past.stations import Sighting, Stations
from arpwatch_k8s.past.store import Place, Store, Values, WriteError
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.value import JsonValue

log = logging.getLogger("arpwatch_k8s")

MOST_WAITING: Final = 10_000
"""Changes that wait for room, as many as wait for a slow sink (`monitor.outlet`)."""
PART: Final = 500
"""Changes of one transaction."""
AGAIN_S: Final = 5.0
"""How long after a failure it is tried again."""
SEEN_APART_S: Final = 10.0
"""How often it is written up to when somebody holds a VIP; who is new to one is written at once."""
PRUNE_EVERY: Final = 1_000
"""Changes after which what is old is let go of; an hour at most."""
PRUNE_S: Final = 3600.0
NEW_APART_S: Final = 10.0
"""New stations of one VIP are told at most this often, the others counted: whoever sends frames makes them up."""
LONGEST: Final = 4_000
"""Characters of a text that are kept."""

Clock = Callable[[], tuple[int, float]]
"""The wall clock, ns, and one that nobody sets, s."""


def clocks() -> tuple[int, float]:
    """This host's."""
    return time.time_ns(), time.monotonic()


@dataclass(slots=True)
class Novelty:
    """New stations of one VIP: when they were told of last, and how many were not since."""

    told: float
    more: int = 0


class Remember:
    """Writes to a store, which it closes in the end. `interfaces`: names by number; `say`: where it says who is new;
    `keep_days`: for how long rows are kept."""

    name: ClassVar[str] = "history"

    def __init__(
        self,
        store: Store,
        interfaces: Sequence[str],
        say: Callable[[Change], None],
        *,
        keep_days: int = KEEP_DAYS,
        clock: Clock = clocks,
    ) -> None:
        self._store = store
        self._interfaces = tuple(interfaces)
        self._say = say
        self._keep_ns = keep_days * DAY_NS
        self._clock = clock
        now, steady = clock()
        self._begins = store.begins(now)
        self._stations = Stations()
        self._stations.learn(store.known())
        self._novelties: dict[str, Novelty] = {}
        self._waiting: deque[tuple[int, Change]] = deque()
        self._unwritten: dict[tuple[str, str | None, str], Sighting] = {}
        self._lost = 0
        self._failing = self._given_up = False
        self._tried = self._seen = self._pruned = steady
        self._events = PRUNE_EVERY  # the first moment is a good one
        with store.transaction():
            store.start(now, host=platform.node(), interfaces=json.dumps(list(interfaces)), version=__version__)

    def tell(self, change: Change) -> None:
        """Write a change, and who shows by it."""
        now, steady = self._clock()
        for sighting in told_of(change):
            self._notice(sighting, steady)
        if len(self._waiting) >= MOST_WAITING:
            self._waiting.popleft()
            self._lost += 1
        self._waiting.append((now, change))
        self._write(steady)

    def show(self, state: State) -> None:
        """Write who holds what by now."""
        steady = self._clock()[1]
        is_news = False
        for sighting in seen_in(state.result, self._interfaces):
            is_news |= self._notice(sighting, steady)
        if is_news or self._waiting or steady - self._seen >= SEEN_APART_S:
            self._write(steady)

    def close(self) -> None:
        """Write what waits, and let go of the file."""
        self._tried = float("-inf")
        self._write(self._clock()[1])
        unwritten = len(self._waiting) + self._lost
        if unwritten:
            log.warning("history: %s not written", plural(unwritten, "change"))
        if self._stations.left_out:
            log.warning("history: more stations of a VIP than are remembered were seen")
        self._store.close()

    def _notice(self, sighting: Sighting, steady: float) -> bool:
        """Know who holds a VIP; whether that is new."""
        is_new = self._stations.is_new(sighting)
        if is_new:
            self._tell_new(sighting, steady)
        if self._stations.take(sighting):
            key = sighting.vip, sighting.who, sighting.track
            before = self._unwritten.get(key, sighting)
            self._unwritten[key] = replace(
                sighting, first=min(before.first, sighting.first), last=max(before.last, sighting.last)
            )
        return is_new

    def _tell_new(self, sighting: Sighting, steady: float) -> None:
        """Say who is new, or count it for the next time."""
        novelty = self._novelties.get(sighting.vip)
        if novelty is not None and steady - novelty.told < NEW_APART_S:
            novelty.more += 1
            return
        self._novelties[sighting.vip] = Novelty(steady)
        self._say(
            NewStation(
                time=sighting.first,
                vip=sighting.vip,
                interface=sighting.interface,
                track=Track(sighting.track),
                holder=Holder(label=sighting.label, mac=sighting.mac, node=sighting.node),
                others=self._stations.others(sighting.vip, sighting.who or ""),
                since=self._begins,
                more=0 if novelty is None else novelty.more,
            )
        )

    def _write(self, steady: float) -> None:
        """Write what waits, a part after the other."""
        if self._given_up or (self._failing and steady - self._tried < AGAIN_S):
            return
        self._tried = steady
        try:
            while self._waiting or self._unwritten:
                part = [self._waiting[number] for number in range(min(PART, len(self._waiting)))]
                with self._store.transaction():
                    for told, change in part:
                        self._record(told, change)
                    for sighting in self._unwritten.values():
                        self._store.saw(sighting)
                    self._store.alive(self._clock()[0])
                for _ in part:
                    self._waiting.popleft()
                self._unwritten.clear()
                self._seen = steady
                self._events += len(part)
            self._prune(steady)
        except WriteError as error:
            self._failed(error)
        else:
            self._recovered()

    def _failed(self, error: WriteError) -> None:
        """Tell once that nothing can be written."""
        self._given_up = not error.passes
        if self._given_up:
            log.warning("history: %s; nothing more is written to it", error)
        elif not self._failing:
            log.warning("history: cannot be written (%s); what is to be written waits", error)
        self._failing = True

    def _recovered(self) -> None:
        """Tell that it goes on, and what is missing."""
        if self._failing:
            lost = f"; {plural(self._lost, 'change')} found no room meanwhile" if self._lost else ""
            log.warning("history: is written again%s", lost)
            self._failing, self._lost = False, 0

    def _prune(self, steady: float) -> None:
        """Let go of what is old."""
        if self._events < PRUNE_EVERY and steady - self._pruned < PRUNE_S:
            return
        now = self._clock()[0]
        with self._store.transaction():
            self._store.prune(now - self._keep_ns)
        self._begins = self._store.begins(now)
        self._events, self._pruned = 0, steady

    def _record(self, told: int, change: Change) -> None:
        """One change, within a transaction."""
        about = subject(change)
        self._store.event(
            {
                "time": change.time,
                "told": told,
                "event": change.event.value,
                "vip": about.vip,
                "interface": about.interface,
                "text": change.text[:LONGEST],
                "details": json.dumps(change.details),
            }
        )
        match change:
            case FirstOwner() | Takeover() | ContestEnd():
                place = Place(vip=change.vip, interface=change.interface)
                self._store.hold(place, owners_json((change.holder,)), change.time)
            case ContestStart():
                place = Place(vip=change.vip, interface=change.interface)
                self._store.hold(place, owners_json(change.owners), change.time)
            case IncidentOpened() | IncidentUpdated():
                self._store.incident(incident_row(change.state, told, "open", None))
            case IncidentResolved():
                self._store.incident(incident_row(change.state, told, "resolved", change.ending.value))
            case ClockStep():
                self._store.step(change.time, change.step_ns)
            case WatchEnd():
                self._store.end(told)
            case _:
                pass


def owners_json(owners: Sequence[Holder]) -> str:
    """Holders as a row has them."""
    return json.dumps([holder_details(owner) for owner in owners])


def incident_row(state: IncidentState, told: int, standing: str, ending: str | None) -> Values:
    """An incident as a row has it."""
    cause = state.cause
    return {
        "id": state.id,
        "vip": state.vip,
        "interface": state.interface,
        "start": state.start,
        "end": state.end,
        "told": told,
        "attempts": state.attempts,
        "failed": state.failed,
        "moves": state.moves,
        "contests": state.contests,
        "outages": state.outages,
        "outage_least_ns": state.outage_least_ns,
        "outage_ns": state.outage_ns,
        "vain": state.vain,
        "before": tracks_json(state.before),
        "now": tracks_json(state.now),
        "cost": state.cost,
        "rule": None if cause is None else cause.rule,
        "severity": None if cause is None else cause.severity.value,
        "confidence": None if cause is None else cause.confidence.value,
        "summary": None if cause is None else cause.summary[:LONGEST],
        "remedy": None if cause is None else cause.remedy[:LONGEST],
        "frames": json.dumps([] if cause is None else list(cause.frames)),
        "state": standing,
        "ending": ending,
    }


def tracks_json(tracks: Sequence[tuple[Track, Holder]]) -> str:
    """Who holds which track, as a row has it."""
    held: dict[str, JsonValue] = {track.value: holder_details(holder) for track, holder in tracks}
    return json.dumps(held)
