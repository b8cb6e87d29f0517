"""What one side of a comparison says: of itself, of each VIP, of each cause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from arpwatch_k8s.grades import Confidence, Severity

Span = tuple[int, int]
"""From when to when, ns UTC."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who held an address."""

    mac: str | None
    """The MAC that stands for it; None where the frames show none."""
    node: str | None
    """What it is called; None where nobody knows."""

    @property
    def label(self) -> str:
        """Its name, or its MAC, as far as it has one."""
        return self.node or self.mac or "unknown MAC"


@dataclass(frozen=True, slots=True)
class Hold:
    """A span in which an owner held a track."""

    start: int
    """Since when, ns UTC."""
    end: int
    """Until when."""
    owner: Owner
    """Who."""


@dataclass(frozen=True, slots=True)
class Fight:
    """A contest for the address."""

    start: int
    """Since when, ns UTC."""
    end: int
    """Until when."""
    owners: tuple[Owner, ...]
    """Who took part."""
    changes: int
    """How often the owner changed."""


@dataclass(frozen=True, slots=True)
class Bins:
    """Attempts over time."""

    start: int
    """Where bins begin, ns UTC."""
    bin_ns: int
    """How long each is."""
    counts: tuple[tuple[int, int, int], ...]
    """Bin, attempts, failed of them; in order, bins without attempts left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outages:
    """Spans in which nobody accepted a connection."""

    count: int
    """How many there were."""
    least_ns: int
    """How long they lasted together at least, of those that the analysis lists."""
    most_ns: int
    """The same at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """One VIP on one segment."""

    vip: str
    """Its address."""
    segment: str
    """Where it was seen."""
    captured_at: tuple[str, ...] = ()
    """MACs of the hosts that captured it."""
    claimed: tuple[Hold, ...] = ()
    """Who said that it is theirs, in order."""
    serving: tuple[Hold, ...] = ()
    """Who answered SYNs, in order."""
    contests: tuple[Fight, ...] = ()
    """Fights for it, in order."""
    contest_count: int = 0
    """How many there were, those that the analysis does not list included."""
    moves: int = 0
    """How often it moved and stayed."""
    attempts: int = 0
    """How many connections were tried: the exposure of what follows."""
    failed: int = 0
    """How many of them failed, and not by the client."""
    outcomes: Mapping[str, int] = field(default_factory=dict)
    """Connections by outcome."""
    ports: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    """The VIP's ports that were tried most: attempts, failed of them; empty where the analysis does not say."""
    retried: int | None = None
    """Attempts that sent their SYN more than once; None where the analysis does not say."""
    handshake_ns: Mapping[str, int] | None = None
    """How long the SYN-ACK took: median, p95, most; None where there was none, or the analysis does not say."""
    outages: Outages = Outages(count=0, least_ns=0, most_ns=0)
    """When nobody accepted a connection."""
    incidents: int = 0
    """How many there were."""
    trouble: tuple[Span, ...] = ()
    """When attempts failed or owners fought."""
    over_time: Bins | None = None
    """When attempts were made; None where there were none, or the analysis does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What a rule found about one VIP, all its findings together."""

    rule: str
    """The rule's id."""
    vip: str
    """The address."""
    severity: Severity
    """How bad it is, at its worst."""
    confidence: Confidence
    """How sure it is, at its surest."""
    summary: str
    """What the first of them says."""
    failed: int
    """Failed attempts that they explain."""
    spans: tuple[Span, ...]
    """When they were; none where nothing that they rest on has a time."""

    @property
    def is_cause(self) -> bool:
        """Whether it is more than information."""
        return self.severity.rank >= Severity.WARNING.rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two that are compared."""

    name: str
    """What was given: a path."""
    outcome: str
    """What its own verdict is."""
    cause: str | None
    """The leading cause."""
    summary: str
    """The verdict in a sentence."""
    span: Span | None
    """From when to when it shows anything; None where nothing has a time."""
    covered: tuple[Span, ...]
    """When frames were captured, in order, disjoint; none without any capture."""
    captures: tuple[str, ...]
    """Names of the captures."""
    drops: int | None
    """Frames that the recorders say they lost; None where one does not say."""
    lost: int
    """Frames at most that are not in what was read, as far as anybody says: drops, what stood in corrupt bytes, what
    was not kept."""
    frames: int
    """Frames that were read."""
    whole: bool
    """Whether every capture was read to its proper end."""
    stations: tuple[Station, ...]
    """Each VIP on each segment."""
    causes: tuple[Cause, ...]
    """What was found, the leading first; what is only worth knowing as well."""
    lacking: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """By VIP and rule, what the captures lack for the rule to tell, once for each place where they do."""

    stations_of: dict[str, list[Station]] = field(default_factory=dict, init=False)
    """The stations by VIP: each of thousands of VIPs would else go through all."""
    causes_of: dict[str, dict[str, Cause]] = field(default_factory=dict, init=False)
    """The causes by VIP and rule."""

    def __post_init__(self) -> None:
        """Sort stations and causes by their VIPs."""
        for station in self.stations:
            self.stations_of.setdefault(station.vip, []).append(station)
        for cause in self.causes:
            self.causes_of.setdefault(cause.vip, {})[cause.rule] = cause

    @property
    def watched_ns(self) -> int:
        """How long it was watched."""
        return sum(end - start for start, end in self.covered)

    def of_vip(self, vip: str) -> list[Station]:
        """What is known of one VIP, on each segment."""
        return self.stations_of.get(vip, [])

    def found_about(self, vip: str) -> dict[str, Cause]:
        """What was found about one VIP, by rule, the leading first."""
        return self.causes_of.get(vip, {})
