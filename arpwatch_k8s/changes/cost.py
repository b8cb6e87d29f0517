"""What moves and failures cost, and which causes are suspected: told once the whole has been judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from arpwatch_k8s.changes.event import Event
from arpwatch_k8s.changes.holder import Holder, before_details, holder_details
from arpwatch_k8s.changes.recording import Recorded, recorded_details, where
from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.times import NS, between, duration, rfc3339
from arpwatch_k8s.wording.value import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspectedCause:
    """What is suspected, and how surely."""

    rule: str
    """The rule that found it."""

    confidence: Confidence
    """How sure that is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverCost:
    """What a move of a VIP cost, now that its window is over."""

    event: ClassVar[Event] = Event.HANDOVER

    time: int
    """Of the new owner's first claim, ns UTC."""

    vip: str
    """The address that moved."""

    interface: str
    """On which segment: the interface's name, and its VLAN where there is one."""

    holder: Holder
    """Who has it now."""

    before: Holder
    """Who had it before."""

    outage_ns: int | None
    """For how long nobody served it, ns; None where that cannot be told."""

    attempts: int
    """How many connections were tried around it."""

    failed: int
    """How many of them failed."""

    announcements: int
    """How often the new owner announced itself."""

    cause: SuspectedCause | None
    """The cause of trouble about that time, None where none was seen."""

    @property
    def text(self) -> str:
        """For people."""
        if self.outage_ns is not None:
            cost = f"outage {duration(self.outage_ns)}, {self.failed} of {self.attempts} attempts failed"
        elif self.attempts:
            cost = f"{self.failed} of {self.attempts} attempts failed"
        else:
            cost = "nobody tried to connect meanwhile"
        if self.cause is None:
            suspected = "no cause of trouble seen"
        else:
            suspected = f"suspected cause {self.cause.rule} ({self.cause.confidence} confidence)"
        return f"{self.holder.label} has it from {self.before.label}: {cost}; {suspected}"

    @property
    def details(self) -> dict[str, JsonValue]:
        """For programs."""
        return {
            **holder_details(self.holder),
            **before_details(self.before),
            "outage_s": None if self.outage_ns is None else self.outage_ns / NS,
            "attempts": self.attempts,
            "failed": self.failed,
            "announcements": self.announcements,
            "cause": None if self.cause is None else self.cause.rule,
            "confidence": None if self.cause is None else self.cause.confidence.value,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """Attempts to connect to a VIP that failed since that was last told, all together."""

    event: ClassVar[Event] = Event.FAILURES

    time: int
    """When the first of them began, ns UTC."""

    vip: str
    """The address that was tried."""

    interface: str
    """On which segment: the interface's name, and its VLAN where there is one."""

    failed: int
    """How many failed."""

    attempts: int
    """How many were tried in that time, failed ones among them."""

    until: int
    """When the last of them began, ns UTC."""

    outcomes: Mapping[str, int]
    """How many failed in which way, by the outcome's name."""

    @property
    def text(self) -> str:
        """For people."""
        how = ", ".join(f"{count:,} {name}" for name, count in self.outcomes.items())
        return f"{self.failed} of {self.attempts} attempts failed within {duration(self.until - self.time)}: {how}"

    @property
    def details(self) -> dict[str, JsonValue]:
        """For programs."""
        return {
            "failed": self.failed,
            "attempts": self.attempts,
            "until": rfc3339(self.until),
            "outcomes": dict(self.outcomes),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """A cause that is suspected: a finding that is new, worse or surer than before, or shows anew after a rest."""

    event: ClassVar[Event] = Event.FINDING

    time: int
    """When it is told, ns UTC."""

    vip: str
    """The address that it is about."""

    rule: str
    """The rule that found it."""

    severity: Severity
    """How bad it is."""

    confidence: Confidence
    """How sure the rule is."""

    summary: str
    """The cause in a sentence."""

    start: int
    """When it began, ns UTC."""

    end: int
    """When it was last seen, ns UTC."""

    frames: tuple[int, ...]
    """Numbers of the frames that it cites."""

    remedy: str
    """What to change."""

    instead_of: tuple[str, ...] = ()
    """Rules whose cause was suspected for the same trouble until more was seen."""

    recorded: Recorded | None = None
    """Where its frames are, None where no incident of the VIP is recorded."""

    @property
    def text(self) -> str:
        """For people."""
        revised = f", not {', '.join(self.instead_of)} as told before" if self.instead_of else ""
        sure = f"({self.severity}, {self.confidence} confidence)"
        return f"suspected cause {self.rule}{revised} {sure}: {self.summary}{where(self.recorded)}"

    @property
    def details(self) -> dict[str, JsonValue]:
        """For programs."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "confidence": self.confidence.value,
            "start": rfc3339(self.start),
            "end": rfc3339(self.end),
            "frames": list(self.frames),
            "remedy": self.remedy,
            "instead_of": list(self.instead_of),
            **recorded_details(self.recorded),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A cause that was told, and that what was seen since speaks against; nothing else stands in its place."""

    event: ClassVar[Event] = Event.WITHDRAWN

    time: int
    """When it is told, ns UTC."""

    vip: str
    """The address that it was about."""

    rule: str
    """The rule that had found it."""

    why: str
    """What speaks against it, or that it explains nothing more."""

    @property
    def text(self) -> str:
        """For people."""
        return f"{self.rule} is not suspected any more: {self.why}"

    @property
    def details(self) -> dict[str, JsonValue]:
        """For programs."""
        return {"rule": self.rule}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """Somebody accepts connections to a VIP again."""

    event: ClassVar[Event] = Event.RECOVERED

    time: int
    """Of the SYN-ACK that ended the outage, ns UTC."""

    vip: str
    """The address that is served again."""

    interface: str
    """On which segment: the interface's name, and its VLAN where there is one."""

    least_ns: int
    """How long nobody accepted a connection, at least, ns."""

    most_ns: int
    """How long at most, ns: while nobody tries, nothing is seen."""

    failed: int
    """How many attempts failed in it."""

    @property
    def text(self) -> str:
        """For people."""
        lost = plural(self.failed, "attempt")
        return f"serves again after {between(self.least_ns, self.most_ns)} in which {lost} failed"

    @property
    def details(self) -> dict[str, JsonValue]:
        """For programs."""
        return {"outage_least_s": self.least_ns / NS, "outage_s": self.most_ns / NS, "failed": self.failed}


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictChange:
    """What it all comes to is another outcome than before."""

    event: ClassVar[Event] = Event.VERDICT

    time: int
    """When it is told, ns UTC."""

    outcome: Outcome
    """What it comes to now."""

    cause: str | None
    """The leading finding's rule, None without one."""

    summary: str
    """The verdict in a sentence."""

    @property
    def text(self) -> str:
        """For people."""
        return f"{self.outcome}: {self.summary}"

    @property
    def details(self) -> dict[str, JsonValue]:
        """For programs."""
        return {"outcome": self.outcome.value, "cause": self.cause}
