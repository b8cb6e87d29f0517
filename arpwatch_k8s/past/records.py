"""What is read of a history, as plain records. Times are ns UTC."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.value import JsonValue


class Standing(StrEnum):
    """How an incident stands."""

    OPEN = "open"
    RESOLVED = "resolved"
    LEFT = "left"
    """Its watch ended before it did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A node, or a MAC that no node is known for."""

    mac: str | None
    """Lower case, with colons."""

    node: str | None
    """The node's name."""

    @property
    def who(self) -> str | None:
        """What tells it from others: its MAC, or its name where it has none."""
        return self.mac or self.node

    @property
    def label(self) -> str:
        """For people."""
        if self.node and self.mac:
            return f"{self.node} ({self.mac})"
        return self.node or self.mac or "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One watch."""

    start: int
    """When it began."""

    end: int | None
    """When it ended; of one that was killed, when it was last known to run; None where no end is written."""

    last: int
    """When it was last known to run."""

    killed: bool
    """Whether it ended without saying so."""

    host: str
    """Where it ran."""

    interfaces: tuple[str, ...]
    """What it listened on."""

    version: str
    """Of this program."""

    @property
    def until(self) -> int:
        """Up to when it watched, as far as is known."""
        return max(self.last if self.end is None else self.end, self.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastIncident:
    """An incident, as it was told last."""

    id: str
    vip: str
    interface: str
    start: int
    end: int
    """When the last of it was seen."""
    attempts: int
    failed: int
    moves: int
    contests: int
    outages: int
    outage_least_ns: int
    outage_ns: int
    vain: int
    cost: str
    """What it cost, for people."""
    rule: str | None
    severity: Severity
    confidence: Confidence | None
    summary: str | None
    remedy: str | None
    standing: Standing
    ending: str | None
    """Why it was over: `changes.incident.Ending`; None where it was not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastEvent:
    """Something that was told: a move, a contest, a finding."""

    time: int
    told: int
    event: str
    vip: str | None
    interface: str | None
    text: str
    details: dict[str, JsonValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Who claimed a VIP in a span, the part of it that was asked for; several: they fought for it."""

    vip: str
    interface: str
    owners: tuple[Station, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Somebody who was ever seen to hold a VIP on a track."""

    vip: str
    interface: str
    """Where that was seen last."""
    track: str
    station: Station
    first: int
    last: int
    held_ns: int | None
    """For how long it claimed the VIP alone in the span; None on other tracks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What a history says of some VIPs in a span [start, end]; newest rows where there are too many."""

    path: str
    start: int
    end: int
    begins: int | None
    """When the first run that is kept began; None where there is none."""
    runs: tuple[Run, ...]
    incidents: tuple[PastIncident, ...]
    moves: tuple[PastEvent, ...]
    """First owners, moves on all tracks, contests and their ends, stations that were new."""
    findings: tuple[PastEvent, ...]
    holdings: tuple[Holding, ...]
    stations: tuple[Held, ...]
    left_out: dict[str, int]
    """Rows of each kind that found no room."""
    pruned: dict[str, int]
    """Rows of each table that were let go of as too old or too many."""

    @property
    def contests(self) -> tuple[PastEvent, ...]:
        """Those of the moves that are fights."""
        return tuple(event for event in self.moves if event.event in ("contest", "contest_over"))
