"""Incidents: what failed, fought and moved close together, with one identity from its opening to its end.

Three kinds of record, which share the incident as it stands when they are told. `time` is that of the event; when it
is told stands beside it, as `told`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from arpwatch_k8s.changes.event import Event
from arpwatch_k8s.changes.holder import Holder, holder_details
from arpwatch_k8s.changes.recording import Recorded, recorded_details, where
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import plural, times
from arpwatch_k8s.wording.times import NS, between, duration, rfc3339
from arpwatch_k8s.wording.value import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedCause:
    """The cause of an incident, as far as it is suspected."""

    rule: str
    """The rule that found it."""

    severity: Severity
    """How bad it is."""

    confidence: Confidence
    """How sure the rule is."""

    summary: str
    """The cause in a sentence."""

    remedy: str
    """What to change."""

    frames: tuple[int, ...] = ()
    """Numbers of the frames that it cites."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentState:
    """An incident as it stands."""

    id: str
    """Its name, the same from its opening on: the VIP, the segment, and when it began."""

    vip: str
    """The address."""

    interface: str
    """On which segment: the interface's name, and its VLAN where there is one."""

    start: int
    """When it began, ns UTC."""

    end: int
    """When the last of it was seen, ns UTC."""

    attempts: int
    """How many connections were tried in it."""

    failed: int
    """How many of them failed."""

    moves: int
    """How often the VIP moved."""

    contests: int
    """How often it was fought for."""

    outages: int
    """How often nobody served it."""

    outage_least_ns: int
    """For how long nobody did, at least, ns."""

    outage_ns: int
    """For how long, at most, ns."""

    vain: int
    """How often a host asked for its MAC in vain, each time three questions or more."""

    before: tuple[tuple[Track, Holder], ...]
    """Who held each track when it began, as far as that was seen."""

    now: tuple[tuple[Track, Holder], ...]
    """Who holds each track when this is told."""

    cause: NamedCause | None = None
    """The cause, None where none is suspected."""

    recorded: Recorded | None = None
    """Where its frames are, None where they are not recorded."""

    @property
    def details(self) -> dict[str, JsonValue]:
        """For programs."""
        cause = self.cause
        return {
            "incident": self.id,
            "start": rfc3339(self.start),
            "end": rfc3339(self.end),
            "attempts": self.attempts,
            "failed": self.failed,
            "moves": self.moves,
            "contests": self.contests,
            "outages": self.outages,
            "vain_questions": self.vain,
            "outage_least_s": self.outage_least_ns / NS,
            "outage_s": self.outage_ns / NS,
            "before": {track.value: holder_details(holder) for track, holder in self.before},
            "now": {track.value: holder_details(holder) for track, holder in self.now},
            "cause": None if cause is None else cause.rule,
            "severity": Severity.INFO.value if cause is None else cause.severity.value,
            "confidence": None if cause is None else cause.confidence.value,
            "summary": None if cause is None else cause.summary,
            "remedy": None if cause is None else cause.remedy,
            "frames": [] if cause is None else list(cause.frames),
            **recorded_details(self.recorded),
        }

    @property
    def where(self) -> str:
        """Where its frames are, for people; nothing where they are not recorded."""
        return where(self.recorded)

    @property
    def cost(self) -> str:
        """What it cost so far, for people."""
        of = plural(self.attempts, "attempt")
        parts = [f"{self.failed} of {of} failed" if self.failed else "no attempt was seen to fail"]
        if self.outages:
            parts.append(f"nobody served it for {between(self.outage_least_ns, self.outage_ns)}")
        if self.vain:
            parts.append(f"asked for in vain {times(self.vain)}")
        if self.moves:
            parts.append(plural(self.moves, "move"))
        if self.contests:
            parts.append(plural(self.contests, "fight"))
        return ", ".join(parts)

    @property
    def because(self) -> str:
        """Its cause, for people."""
        if self.cause is None:
            return "cause not known yet"
        return f"{self.cause.rule} ({self.cause.severity}, {self.cause.confidence} confidence): {self.cause.summary}"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentOpened:
    """It begins."""

    event: ClassVar[Event] = Event.INCIDENT_OPENED

    time: int
    """When it began, ns UTC."""

    told: int
    """When this is told, ns UTC."""

    state: IncidentState
    """The incident."""

    @property
    def text(self) -> str:
        """For people."""
        return f"incident: {self.state.cost}; {held(self.state.before)}; {self.state.because}{self.state.where}"

    @property
    def details(self) -> dict[str, JsonValue]:
        """For programs."""
        return {"told": rfc3339(self.told), **self.state.details}


class Revision(StrEnum):
    """What became of an incident's cause."""

    NAMED = "named"
    REVISED = "revised"
    WORSE = "worse"
    TAKEN_BACK = "taken_back"
    GOES_ON = "goes_on"
    """Nothing new of the cause: the harm goes on, which is told every few minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentUpdated:
    """Its cause is known now, is another one than was told, or is worse."""

    event: ClassVar[Event] = Event.INCIDENT_UPDATED

    time: int
    """When this became known, ns UTC."""

    told: int
    """When this is told, ns UTC."""

    state: IncidentState
    """The incident as it stands now."""

    revision: Revision
    """What became of its cause."""

    instead_of: str | None = None
    """The rule whose cause was told before; None where none was."""

    @property
    def text(self) -> str:
        """For people."""
        age, where = duration(self.time - self.state.start), self.state.where
        if self.revision is Revision.GOES_ON:
            return f"incident of {age} goes on: {self.state.cost}; {self.state.because}{where}"
        told = (
            f", not {self.instead_of} as told before" if self.instead_of and self.revision is Revision.REVISED else ""
        )
        if self.revision is Revision.TAKEN_BACK:
            return f"incident of {age}: {self.instead_of} is not suspected any more; {self.state.cost}"
        return f"incident of {age}{told}: {self.state.because}; {self.state.cost}{where}"

    @property
    def details(self) -> dict[str, JsonValue]:
        """For programs."""
        return {
            "told": rfc3339(self.told),
            "revision": self.revision.value,
            "instead_of": self.instead_of,
            **self.state.details,
        }


class Ending(StrEnum):
    """Why an incident is over."""

    QUIET = "quiet"
    """Nothing failed, moved or was fought for since."""

    UNSEEN = "unseen"
    """Nothing more is held of it, and nobody was seen to serve the VIP again."""

    CLOCK = "clock"
    """The host's clock was set: what comes has no common order with it."""


OVER: Final = {
    Ending.QUIET: "is over",
    Ending.UNSEEN: "is not seen any more, nor its end,",
    Ending.CLOCK: "ends with the clock's step",
}
"""Each in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentResolved:
    """It is over."""

    event: ClassVar[Event] = Event.INCIDENT_RESOLVED

    time: int
    """When the last of it was seen, ns UTC."""

    told: int
    """When this is told, ns UTC."""

    state: IncidentState
    """The incident, as it was."""

    ending: Ending = Ending.QUIET
    """Why it is over."""

    @property
    def text(self) -> str:
        """For people."""
        over = OVER[self.ending]
        lasted, because = duration(self.state.end - self.state.start), f"{self.state.because}{self.state.where}"
        return f"incident {over} after {lasted}: {self.state.cost}; {held(self.state.now)}; {because}"

    @property
    def details(self) -> dict[str, JsonValue]:
        """For programs."""
        lasted = (self.state.end - self.state.start) / NS
        return {"told": rfc3339(self.told), "ending": self.ending.value, "lasted_s": lasted, **self.state.details}


def held(tracks: tuple[tuple[Track, Holder], ...]) -> str:
    """Who holds which tracks, those of one holder together."""
    if not tracks:
        return "nobody was seen to hold it"
    holders: dict[str, list[str]] = {}
    for track, holder in tracks:
        holders.setdefault(holder.label, []).append(track.value)
    return "; ".join(f"{', '.join(names)}: {label}" for label, names in holders.items())
