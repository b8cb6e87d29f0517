"""What is known of one window: small plain records, which go from workers to whoever asked. Times are ns UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence, Severity


class Cost(StrEnum):
    """What a move cost."""

    SOMETHING = "something"
    """Attempts failed around it, connections broke, or nobody accepted any for some time."""
    NOTHING = "nothing"
    """Attempts around it were accepted, and none of that was seen."""
    UNKNOWN = "unknown"
    """Nobody tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A frame of a capture."""

    capture: str
    """The capture's name."""
    frame: int
    """Its number there."""

    def __str__(self) -> str:
        return f"{self.capture}:{self.frame}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What a finding says."""

    rule: str
    """The rule's id."""
    severity: Severity
    """How bad it is."""
    confidence: Confidence
    """How sure it is."""
    summary: str
    """Who did what, in a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Something that happened to a VIP."""

    vip: str
    """The VIP."""
    segment: str
    """Where: interface and VLAN."""
    start: int
    """When it began."""
    end: int
    """When it ended, or up to when it was followed."""
    over: bool = True
    """Whether it was seen to be over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(Thing):
    """One change of owner that stayed; it begins and ends with the new owner's first frame."""

    track: str
    """By what it was seen: `claimed`, or `serving` where nobody claimed the VIP in sight."""
    before: str
    """The old owner: name and MAC."""
    after: str
    """The new one."""
    frame: Cited
    """What shows it."""
    overlap_ns: int = 0
    """How long the old owner went on claiming."""
    announcements: int = 0
    """How often the new one announced itself around it."""
    first_served: int | None = None
    """When the new owner first answered a SYN; None where it was not seen to."""
    outage_ns: int | None = None
    """How long nobody accepted a connection; None where that cannot be told."""
    untold: str = ""
    """Why it cannot be told."""
    attempts: int = 0
    """Attempts that began or failed around it: from a second before, or the outage's begin, to four seconds after, or
    until the new owner served."""
    failed: int = 0
    """How many of them failed."""
    open_connections: int = 0
    """Connections through the old owner that were open."""
    broken: int = 0
    """How many of them failed afterwards."""
    cost: Cost
    """What it comes to."""
    cause: Cause | None = None
    """What was found about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fought(Thing):
    """One contest."""

    owners: tuple[str, ...]
    """Who fought."""
    changes: int
    """How often the owner changed."""
    frame: Cited
    """The first frame that shows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost(Thing):
    """One outage: from the first SYN that nobody accepted."""

    last: int
    """The last such SYN."""
    failed: int
    """How many attempts failed in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble(Thing):
    """One incident: failures, contests and moves close together."""

    attempts: int
    """Attempts that began or failed in it."""
    failed: int
    """How many failed."""
    outcomes: Mapping[str, int]
    """How those ended."""
    contests: int
    """Contests that began in it."""
    moves: int
    """Moves in it."""
    outages: int
    """Outages that began in it."""
    outage_least_ns: int
    """How long nobody accepted a connection, at least."""
    outage_ns: int
    """How long, at most."""
    first_frame: Cited
    """The first frame of what makes it up."""
    last_frame: Cited
    """The last one."""
    cause: Cause | None = None
    """What was found about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One finding that touches the window."""

    vip: str
    """The address it is about."""
    start: int
    """When it began, which may be before the window."""
    end: int
    """When it ended."""
    cause: Cause
    """What it says."""
    failed: int
    """How many failed attempts it explains, of all that were read."""
    frames: tuple[Cited, ...]
    """What it cites, of much the first and the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What was tried at one VIP and segment."""

    vip: str
    """The VIP."""
    segment: str
    """Where."""
    attempts: int
    """Attempts that began in the window."""
    answered: int
    """How many of them were answered by a SYN-ACK."""
    failed: int
    """How many of them failed, whenever they did."""
    outcomes: Mapping[str, int]
    """How they ended, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """Attempts of an earlier window that ended in this one, later than they were followed there."""

    window: int
    """The earlier window's number."""
    vip: str
    """The VIP."""
    segment: str
    """Where."""
    outcomes: Mapping[str, int]
    """How they ended: there they were counted as open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderWay:
    """What began before a window and goes on into it."""

    what: str
    """`contest`, `outage` or `incident`."""
    vip: str
    """The VIP."""
    segment: str
    """Where."""
    since: int
    """When it began, as far back as was read."""
    until: int
    """When it ended, or up to when it was followed."""
    over: bool
    """Whether it was seen to be over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All that is known of one window."""

    number: int
    """Which one, from 0 in order of time."""
    start: int
    """Its first instant."""
    end: int
    """The first instant behind it."""
    covered_ns: int
    """How much of it some capture covers, from its first frame to its last."""
    captures: int
    """Captures that have frames of it."""
    drops: int | None
    """Frames that these say they lost, over all their time; None where none says so."""
    one_of: int = 1
    """Of so many connections one was judged; 1 where all were."""
    outcome: Outcome
    """What it comes to."""
    cause: Cause | None = None
    """The leading finding that touches it."""
    broke: int = 0
    """Attempts that failed in it, whenever they began."""
    tried: tuple[Tried, ...] = ()
    """What was tried, by VIP and segment."""
    moves: tuple[Moved, ...] = ()
    """Moves in it."""
    contests: tuple[Fought, ...] = ()
    """Contests that began in it."""
    outages: tuple[Lost, ...] = ()
    """Outages that began in it."""
    incidents: tuple[Trouble, ...] = ()
    """Incidents that began in it."""
    findings: tuple[Found, ...] = ()
    """Findings that touch it, the leading one first."""
    under_way: tuple[UnderWay, ...] = ()
    """What had begun before it."""
    late: tuple[Late, ...] = ()
    """What became of earlier attempts."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    """How many more there were of what is listed, by its name, where a storm had too many."""
    read_start: int
    """From when on rows were read for it."""
    read_end: int
    """Up to when."""

    @property
    def attempts(self) -> int:
        """Attempts that began in it."""
        return sum(one.attempts for one in self.tried)

    @property
    def failed(self) -> int:
        """How many of them failed."""
        return sum(one.failed for one in self.tried)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing moved, failed, fought or was found wrong in it."""
        happened = self.moves or self.contests or self.outages or self.incidents or self.under_way
        wrong = any(one.cause.severity is not Severity.INFO for one in self.findings)
        return not (happened or wrong or self.failed or self.broke)
