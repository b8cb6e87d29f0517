"""What is measured of a watch: gauges of how things stand, and counters that only grow.

Pure: results and changes in, families of numbers out, by the names of docs/metrics.md. Rows are let go of, so counters
are not counts of what is held: each has a mark up to which it has counted. Attempts are counted once nothing can change
their outcome any more. What a sender can make many is bounded: of VIPs and MACs the first so many have series of their
own, and how many others there were is a number of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.exposure import LinkChange
from arpwatch_k8s.changes.incident import IncidentOpened, IncidentResolved, IncidentUpdated
from arpwatch_k8s.changes.ownership import Takeover, TrackMove
from arpwatch_k8s.correlator.connections.outcomes import OUTCOMES
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.monitor.alerting.courier import Tally
from arpwatch_k8s.monitor.incidents import holders
from arpwatch_k8s.monitor.moves import segment_name
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.plain import plain

MOST_PLACES: Final = 256
"""VIPs on segments with series of their own; more are watched than most clusters have."""
MOST_MACS: Final = 16
"""MACs of one VIP with a counter of announcements each; the others are counted together."""
OTHERS: Final = "other"
TOLD: Final = (Track.CLAIMED, Track.USED, Track.SERVING, Track.KERNEL)
"""Tracks whose changes are told while they happen."""
SETTLED_NS: Final = 10 * NS
"""An attempt's outcome is final so long after its start: SYNs are retried after 1, 3 and 7 s."""


class Kind(StrEnum):
    """What a number does."""

    GAUGE = "gauge"
    COUNTER = "counter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A metric with all its series."""

    name: str
    """Without what is common to all (`arpwatch_k8s_`), and without `_total`."""
    kind: Kind
    help: str
    labels: tuple[str, ...]
    samples: tuple[tuple[tuple[str, ...], float], ...]
    """Values of the labels, and the number."""


PLACE: Final = ("vip", "segment")
FAMILIES: Final[dict[str, tuple[Kind, str, tuple[str, ...]]]] = {
    "vip_owner_info": (Kind.GAUGE, "Who holds a VIP on a track, always 1", (*PLACE, "track", "mac", "node")),
    "vip_owner_changes": (Kind.COUNTER, "Changes of who holds a VIP on a track", (*PLACE, "track")),
    "vip_claimants": (Kind.GAUGE, "Owners that claim a VIP at once: 1 is well, more fight for it", PLACE),
    "announcements": (Kind.COUNTER, "Gratuitous ARP and unsolicited neighbor advertisements", (*PLACE, "mac")),
    "attempts": (Kind.COUNTER, "Attempts to connect, by how they ended; counted 10 s late", (*PLACE, "outcome")),
    "outage_seconds": (Kind.COUNTER, "Seconds in which nobody accepted connections, outages that are over", PLACE),
    "finding_active": (Kind.GAUGE, "Findings that stand, always 1", ("vip", "rule", "severity", "confidence")),
    "incidents": (Kind.COUNTER, "Incidents that were opened", PLACE),
    "incident_active": (Kind.GAUGE, "Incidents that are not over, always 1", (*PLACE, "cause", "severity")),
    "captured_frames": (Kind.COUNTER, "Frames that passed the filter", ()),
    "dropped_frames": (Kind.COUNTER, "Frames that were lost before they could be read", ()),
    "last_frame_timestamp_seconds": (Kind.GAUGE, "When the newest frame was captured, seconds since 1970", ()),
    "last_look_timestamp_seconds": (Kind.GAUGE, "When all was last judged, seconds since 1970", ()),
    "interface_up": (Kind.GAUGE, "Whether an interface that is listened on is there and up", ("interface",)),
    "alerts_sent": (Kind.COUNTER, "Alerts that a receiver heard, by receiver", ("sink",)),
    "alerts_failed": (Kind.COUNTER, "Times that a receiver of alerts did not hear, by receiver", ("sink",)),
    "series_left_out": (Kind.GAUGE, "VIPs on segments without series of their own, since there are too many", ()),
}
"""All metrics: what each is, in words, and its labels."""


@dataclass(slots=True)
class Marks:
    """How far one VIP on one segment has been counted, ns UTC."""

    attempts: int
    outages: int
    announcements: int


@dataclass(slots=True)
class Measures:
    """Results and changes in, families out. `interfaces`: names by number."""

    interfaces: tuple[str, ...]
    _gauges: dict[str, dict[tuple[str, ...], float]] = field(default_factory=lambda: defaultdict(dict))
    _counters: dict[str, dict[tuple[str, ...], float]] = field(default_factory=lambda: defaultdict(dict))
    _marks: dict[tuple[str, str], Marks] = field(default_factory=dict)
    _incidents: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.interfaces:
            self._gauges["interface_up"][name,] = 1.0
        for name in ("captured_frames", "dropped_frames"):
            self._counters[name][()] = 0.0

    def tell(self, change: Change) -> None:
        """Count a change."""
        match change:
            case Takeover():
                self._count("vip_owner_changes", (change.vip, change.interface, Track.CLAIMED.value))
            case TrackMove():
                self._count("vip_owner_changes", (change.vip, change.interface, change.track.value))
            case IncidentOpened() | IncidentUpdated():
                state, cause = change.state, change.state.cause
                if isinstance(change, IncidentOpened):
                    self._count("incidents", (state.vip, state.interface))
                severity = "info" if cause is None else cause.severity.value
                series = (state.vip, state.interface, "" if cause is None else cause.rule, severity)
                self._incidents[state.id] = series
            case IncidentResolved():
                self._incidents.pop(change.state.id, None)
            case LinkChange():
                self._gauges["interface_up"][change.interface,] = float(change.is_up)
            case _:
                pass

    def show(self, result: Result, now: int) -> None:
        """Measure how things stand at `now`, ns UTC."""
        case = result.case
        for name in ("vip_owner_info", "vip_claimants", "finding_active"):
            self._gauges[name].clear()
        places = [(record.vip, segment_name(record.segment, self.interfaces), record) for record in case.vips]
        for vip, where, record in places[:MOST_PLACES]:
            self._measure((vip, where), record, result, now)
        self._gauges["series_left_out"][()] = float(max(0, len(places) - MOST_PLACES))
        for item in result.verdict.findings[:MOST_PLACES]:
            series = (item.vip, item.rule, item.severity.value, item.confidence.value)
            self._gauges["finding_active"][series] = 1.0
        for name, frames in (
            ("captured_frames", sum(info.frames for info in case.captures)),
            ("dropped_frames", sum(info.drops or 0 for info in case.captures)),
        ):
            self._counters[name][()] = max(self._counters[name][()], float(frames))
        if case.end is not None:
            self._gauges["last_frame_timestamp_seconds"][()] = case.end / NS
        self._gauges["last_look_timestamp_seconds"][()] = now / NS
        self._forget({(vip, where) for vip, where, _ in places})

    def delivered(self, tallies: Iterable[Tally]) -> None:
        """Take over how the receivers of alerts fare."""
        for name in ("alerts_sent", "alerts_failed"):
            self._counters[name].clear()
        for tally in tallies:
            for name, count in (("alerts_sent", tally.sent), ("alerts_failed", tally.failed)):
                self._counters[name][tally.sink,] = self._counters[name].get((tally.sink,), 0.0) + count

    def families(self) -> Iterator[Family]:
        """All that is measured."""
        gauges = {**self._gauges, "incident_active": dict.fromkeys(self._incidents.values(), 1.0)}
        for name, (kind, text, labels) in FAMILIES.items():
            found = gauges.get(name, {}) if kind is Kind.GAUGE else self._counters.get(name, {})
            samples = tuple(sorted((tuple(map(plain, series)), value) for series, value in found.items()))
            yield Family(name=name, kind=kind, help=text, labels=labels, samples=samples)

    def _count(self, name: str, series: tuple[str, ...], more: float = 1.0) -> None:
        """One more, or several; a series too many is left."""
        counters = self._counters[name]
        if series in counters or len(counters) < MOST_PLACES * MOST_MACS:
            counters[series] = counters.get(series, 0.0) + more

    def _measure(self, place: tuple[str, str], record: VipRecord, result: Result, now: int) -> None:
        """One VIP on one segment."""
        holding = holders(record, result, None)
        for track, holder in holding:
            series = (*place, track.value, holder.mac or "", holder.node or "")
            self._gauges["vip_owner_info"][series] = 1.0
        gap = result.case.thresholds.contest_gap_ns
        fights = [fight for fight in record.ownership.contests if now - fight.end <= gap]
        claimants = len(fights[-1].owners) if fights else int(bool(record.ownership.epochs))
        self._gauges["vip_claimants"][place] = float(claimants)
        marks = self._marks.get(place)
        if marks is None:
            marks = self._begin(place)
        self._count_attempts(place, record, marks, now - SETTLED_NS)
        self._count_outages(place, record, marks)
        self._count_announcements(place, record, marks)

    def _begin(self, place: tuple[str, str]) -> Marks:
        """A VIP on a segment that is measured from now on: counters begin at 0, else their first step is lost to
        whoever asks by how much they grew."""
        for track in TOLD:
            self._count("vip_owner_changes", (*place, track.value), 0.0)
        for outcome in OUTCOMES:
            self._count("attempts", (*place, outcome.value), 0.0)
        for name in ("outage_seconds", "incidents"):
            self._count(name, place, 0.0)
        marks = self._marks[place] = Marks(attempts=-1, outages=-1, announcements=-1)
        return marks

    def _count_attempts(self, place: tuple[str, str], record: VipRecord, marks: Marks, until: int) -> None:
        """Attempts that began since the mark, and until a time (ns UTC)."""
        starts = record.attempts.column("start")
        new = (starts > marks.attempts) & (starts <= until)
        counts = np.bincount(record.attempts.column("outcome")[new], minlength=len(OUTCOMES)).tolist()
        for outcome, count in zip(OUTCOMES, counts, strict=True):
            if count:
                self._count("attempts", (*place, outcome.value), float(count))
        marks.attempts = max(marks.attempts, until)

    def _count_outages(self, place: tuple[str, str], record: VipRecord, marks: Marks) -> None:
        """Outages that ended since the mark."""
        for outage in record.outages:
            if outage.over and outage.end > marks.outages:
                self._count("outage_seconds", place, outage.most_ns / NS)
                marks.outages = outage.end

    def _count_announcements(self, place: tuple[str, str], record: VipRecord, marks: Marks) -> None:
        """Announcements since the mark, by MAC."""
        rows = record.claims.rows
        said = rows[(rows["time"] > marks.announcements) & rows["announces"]]
        macs, counts = np.unique(said["mac"], return_counts=True)
        known = {series[2] for series in self._counters["announcements"] if series[:2] == place}
        for mac, count in zip(macs.tolist(), counts.tolist(), strict=True):
            text = mac_text(mac) or ""
            if text not in known and len(known) >= MOST_MACS:
                text = OTHERS
            known.add(text)
            self._count("announcements", (*place, text), float(count))
        if len(rows):
            marks.announcements = max(marks.announcements, int(rows["time"][-1]))

    def _forget(self, standing: set[tuple[str, str]]) -> None:
        """Let go of the series of VIPs on segments of which nothing is held any more."""
        for gone in self._marks.keys() - standing:
            del self._marks[gone]
            for series in self._counters.values():
                for key in [key for key in series if key[:2] == gone]:
                    del series[key]
