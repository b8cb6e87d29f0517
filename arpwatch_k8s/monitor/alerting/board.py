"""Which incidents stand, and what of them is still to be said to one receiver.

Pure: changes in, notices out; times are arguments, `wall` (ns UTC) for planned work, `steady` (ns, of a clock that
nobody sets) for pauses. An incident is said once its cause is known, or has been waited for long enough; once it was
said, or was to be said, its end is said in any case.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.changes.incident import IncidentResolved
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.monitor.alerting.notice import Identity, IncidentChange, Kind, Notice
from arpwatch_k8s.monitor.alerting.policy import UNKNOWN, Policy, cause
from arpwatch_k8s.thresholds import NS

MOST: Final = 4096
"""Incidents that are kept for one receiver: four times those that can be open at once (`incidents.MOST`), so that those
which a receiver knows of always have room."""
RESOLVED_KEPT_NS: Final = 900 * NS
"""How long the end of an incident is said again to a receiver that may forget: 15 min, as Prometheus does."""
MOST_AN_HOUR: Final = 60
"""New incidents that one receiver of messages is told of in an hour: whoever sends tagged frames chooses how many there
are. The others wait."""
HOUR_NS: Final = 3600 * NS

Place = tuple[str, str, str]
"""A VIP, its segment, a cause."""


@dataclass(slots=True)
class Standing:
    """An incident."""

    change: IncidentChange
    """The newest of it."""
    since: int
    """When it was first heard of, steady ns."""
    is_wanted: bool = False
    """Whether the receiver knows of it, or is to."""
    is_held: bool = False
    """Whether it is not said only because the like of it was said a short while ago, or too much was."""
    known: Identity | None = None
    """What the receiver knows it as."""
    said: int = 0
    """When that was said last, steady ns."""
    over: int | None = None
    """When its end was said first, steady ns."""

    @property
    def is_resolved(self) -> bool:
        """Whether it is over."""
        return isinstance(self.change, IncidentResolved)


class Board:
    """What is to be said to one receiver. `repeat_ns`: it is to be told again so often, since it forgets; None: it
    is told once, and not too often of the same."""

    def __init__(self, policy: Policy, repeat_ns: int | None) -> None:
        self.policy = policy
        self._repeat_ns = repeat_ns
        self._standing: dict[str, Standing] = {}
        self._fired: dict[Place, tuple[int, Severity]] = {}
        self._untold: dict[Place, int] = {}
        self._begun: deque[int] = deque(maxlen=MOST_AN_HOUR)
        """When the newest incidents were to be said, steady ns."""
        self.left_out = 0
        """Incidents that found no room, none of which the receiver knows of."""

    def __len__(self) -> int:
        return len(self._standing)

    def tell(self, change: IncidentChange, wall: int, steady: int) -> None:
        """Take what became of an incident."""
        state = change.state
        standing = self._standing.get(state.id)
        if standing is not None:
            self._judge(standing, wall, steady)  # what it was until now, before its end takes the place of that
            standing.change = change
        else:
            self._make_room()
            standing = self._standing[state.id] = Standing(change, since=steady)
        if standing.is_resolved and not standing.is_wanted:
            if standing.is_held:
                place = self._place(standing)
                self._untold[place] = self._untold.get(place, 0) + 1
            del self._standing[state.id]

    def due(self, wall: int, steady: int) -> list[Notice]:
        """What is to be said now."""
        for place in [place for place, (fired, _) in self._fired.items() if steady - fired >= self.policy.apart_ns]:
            if place not in self._untold:
                del self._fired[place]
        for id_ in [id_ for id_, each in self._standing.items() if self._is_done(each, steady)]:
            del self._standing[id_]
        return [notice for each in self._standing.values() for notice in self._of_one(each, wall, steady)]

    def delivered(self, notices: Sequence[Notice], steady: int) -> None:
        """These were heard."""
        for notice in notices:
            standing = self._standing.get(notice.identity.incident)
            if standing is None:
                continue
            is_first = standing.known is None
            standing.known, standing.said, standing.is_wanted = notice.identity, steady, True
            if notice.kind is Kind.RESOLVED:
                standing.over = steady if standing.over is None else standing.over
                if self._repeat_ns is None:
                    del self._standing[notice.identity.incident]
            if is_first and self._repeat_ns is None:
                place = (notice.identity.vip, notice.identity.segment, notice.identity.cause)
                self._fired[place] = (steady, notice.identity.severity)
                self._untold.pop(place, None)

    def unwatched(self) -> list[Notice]:
        """What to say where the watch ends now: of those that the receiver knows of, that their end is not known. One
        that is told again and again notices by itself."""
        if self._repeat_ns is not None:
            return []
        open_ = [each for each in self._standing.values() if each.known is not None and not each.is_resolved]
        return [Notice(kind=Kind.UNWATCHED, identity=self._identity(each), change=each.change) for each in open_]

    def _of_one(self, standing: Standing, wall: int, steady: int) -> Iterator[Notice]:
        """What is to be said of one incident."""
        identity = self._identity(standing)
        was = standing.known if standing.known not in (None, identity) else None
        if standing.is_resolved:
            kind = Kind.RESOLVED
            if standing.over is not None and not self._is_to_repeat(standing, steady):
                return
            if self._repeat_ns is not None and standing.known is not None:
                identity, was = standing.known, None  # an alert that was never begun needs no end
        elif standing.known is None:
            self._judge(standing, wall, steady)
            # one that was to be said before work began, and did not get through, waits for the end of that work
            if not standing.is_wanted or self.policy.is_muted(identity.vip, wall):
                return
            kind = Kind.FIRING
        elif was is not None and self._is_to_revise(standing, was, identity, wall, steady):
            kind = Kind.REVISED
        elif self._is_to_repeat(standing, steady):
            identity, was, kind = standing.known, None, Kind.FIRING
        else:
            return
        untold = self._untold.get(self._place(standing), 0) if standing.known is None else 0
        yield Notice(kind=kind, identity=identity, change=standing.change, was=was, untold=untold)

    def _judge(self, standing: Standing, wall: int, steady: int) -> None:
        """Whether an incident is to be said, from now on."""
        if standing.is_wanted or standing.is_resolved:
            return
        identity, policy = self._identity(standing), self.policy
        if identity.severity.rank < policy.least.rank or policy.is_muted(identity.vip, wall):
            standing.is_held = False
            return
        if identity.cause == UNKNOWN and steady - standing.since < policy.wait_ns:
            return
        fired = self._fired.get((identity.vip, identity.segment, identity.cause))
        is_recent = fired is not None and steady - fired[0] < policy.apart_ns
        is_known = is_recent and fired is not None and identity.severity.rank <= fired[1].rank
        standing.is_held = is_known or self.is_crowded(steady)
        standing.is_wanted = not standing.is_held
        if standing.is_wanted:
            self._begun.append(steady)

    def is_crowded(self, steady: int) -> bool:
        """Whether a receiver of messages was told of as many incidents as it may be."""
        is_full = self._repeat_ns is None and len(self._begun) == self._begun.maxlen
        return is_full and steady - self._begun[0] < HOUR_NS

    def _is_to_revise(self, standing: Standing, was: Identity, now: Identity, wall: int, steady: int) -> bool:
        """Whether it is said that the cause or the severity is another one: at once where it is worse, or was not known
        before."""
        if self.policy.is_muted(now.vip, wall):
            return False
        is_news = now.severity.rank > was.severity.rank or was.cause == UNKNOWN
        return is_news or self._repeat_ns is not None or steady - standing.said >= self.policy.apart_ns

    def _is_to_repeat(self, standing: Standing, steady: int) -> bool:
        """Whether the receiver is told the same again."""
        return self._repeat_ns is not None and steady - standing.said >= self._repeat_ns

    def _is_done(self, standing: Standing, steady: int) -> bool:
        """Whether nothing is left to say."""
        return standing.over is not None and steady - standing.over >= RESOLVED_KEPT_NS

    def _identity(self, standing: Standing) -> Identity:
        """An incident as an alert."""
        state = standing.change.state
        return Identity(
            vip=state.vip,
            segment=state.interface,
            cause=cause(state),
            severity=self.policy.severity(state),
            incident=state.id,
        )

    def _place(self, standing: Standing) -> Place:
        """What the likes of an incident have in common."""
        state = standing.change.state
        return (state.vip, state.interface, cause(state))

    def _make_room(self) -> None:
        """Let go of the oldest that the receiver does not know of, where there are too many."""
        if len(self._fired) >= MOST:
            self._fired.clear()
            self._untold.clear()
        if len(self._standing) < MOST:
            return
        victim = next((id_ for id_, each in self._standing.items() if each.known is None), None)
        if victim is None:  # their ends were said already, and are only said again
            victim = next((id_ for id_, each in self._standing.items() if each.over is not None), None)
        if victim is not None:
            self.left_out += self._standing[victim].known is None
            del self._standing[victim]
