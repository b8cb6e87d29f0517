"""A change of every kind, and the schema that is shipped."""

import json
from dataclasses import replace
from importlib import resources
from typing import Final

from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.cost import (
    Failures,
    HandoverCost,
    Recovery,
    SuspectedCause,
    Suspicion,
    VerdictChange,
    Withdrawal,
)
from arpwatch_k8s.changes.discovery import UnwatchedVips, VipFound
from arpwatch_k8s.changes.exposure import ClockStep, Drops, Flood, LinkChange
from arpwatch_k8s.changes.holder import Holder
from arpwatch_k8s.changes.incident import (
    Ending,
    IncidentOpened,
    IncidentResolved,
    IncidentState,
    IncidentUpdated,
    NamedCause,
    Revision,
)
from arpwatch_k8s.changes.novelty import NewStation
from arpwatch_k8s.changes.ownership import ContestEnd, ContestStart, FirstOwner, Takeover, TrackMove
from arpwatch_k8s.changes.recording import RecordingClosed, RecordingEnd, RecordingFailure
from arpwatch_k8s.changes.run import ReportFailure, ReportWritten, WatchEnd, WatchStart
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence, Severity
from tests.savefiles import MAC_A, MAC_B, NS, VIP

SCHEMA: Final = json.loads(resources.files("arpwatch_k8s.changes").joinpath("watch.schema.json").read_text())
T0: Final = 1_790_000_000 * NS
SINCE: Final = T0 - 60 * 86_400 * NS
A: Final = Holder(label=f"node1 ({MAC_A})", mac=MAC_A, node="node1")
B: Final = Holder(label=f"node2 ({MAC_B})", mac=MAC_B, node="node2")

CAUSE: Final = NamedCause(
    rule="owner-silent",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    summary="It fell silent.",
    remedy="Start it.",
    frames=(3, 5),
)
INCIDENT: Final = IncidentState(
    id=f"{VIP} eth0 2026-09-21T14:13:10.000000000Z",
    vip=VIP,
    interface="eth0",
    start=T0 - 10 * NS,
    end=T0,
    attempts=40,
    failed=19,
    moves=1,
    contests=0,
    outages=1,
    outage_least_ns=8_800_000_000,
    outage_ns=11_400_000_000,
    vain=0,
    before=((Track.CLAIMED, A), (Track.USED, A), (Track.SERVING, A)),
    now=((Track.CLAIMED, B), (Track.USED, A)),
)

SAMPLES: Final[tuple[Change, ...]] = (
    WatchStart(time=T0, interfaces=("eth0", "eth1"), vips=(VIP,), became="as nobody"),
    VipFound(time=T0, vip=VIP),
    FirstOwner(time=T0, vip=VIP, interface="eth0", holder=A),
    Takeover(time=T0, vip=VIP, interface="eth0", holder=B, before=A, held_ns=60 * NS),
    TrackMove(time=T0, vip=VIP, interface="eth0.200", track=Track.SERVING, holder=B, before=A),
    NewStation(
        time=T0, vip=VIP, interface="eth0", track=Track.CLAIMED, holder=B, others=3, since=T0 - 60 * 86_400 * NS
    ),
    ContestStart(time=T0, vip=VIP, interface="eth0", owners=(A, B), holder=A, before=B),
    ContestEnd(time=T0, vip=VIP, interface="eth0", holder=B),
    HandoverCost(
        time=T0,
        vip=VIP,
        interface="eth0",
        holder=B,
        before=A,
        outage_ns=1_500_000_000,
        attempts=9,
        failed=2,
        announcements=5,
        cause=SuspectedCause(rule="handover-slow", confidence=Confidence.HIGH),
    ),
    Failures(
        time=T0,
        vip=VIP,
        interface="eth0",
        failed=3,
        attempts=12,
        until=T0 + 2 * NS,
        outcomes={"unreachable": 2, "unanswered": 1},
    ),
    Suspicion(
        time=T0,
        vip=VIP,
        rule="split-brain",
        severity=Severity.CRITICAL,
        confidence=Confidence.MEDIUM,
        summary="Two nodes claim it.",
        start=T0 - NS,
        end=T0,
        frames=(3, 5),
        remedy="Run one announcer.",
    ),
    Recovery(time=T0, vip=VIP, interface="eth0", least_ns=5 * NS, most_ns=6_100_000_000, failed=9),
    Withdrawal(time=T0, vip=VIP, rule="owner-silent", why="it was heard meanwhile"),
    VerdictChange(time=T0, outcome=Outcome.ROOT_CAUSE, cause="split-brain", summary="Two nodes claim it."),
    IncidentOpened(time=T0, told=T0, state=INCIDENT),
    IncidentUpdated(
        time=T0,
        told=T0,
        state=replace(INCIDENT, cause=CAUSE),
        revision=Revision.REVISED,
        instead_of="handover-slow",
    ),
    IncidentResolved(time=T0, told=T0 + 30 * NS, state=replace(INCIDENT, cause=CAUSE), ending=Ending.QUIET),
    LinkChange(time=T0, interface="eth0", text="eth0 is down", is_up=False),
    Drops(time=T0, frames=1200, in_all=3400),
    Flood(time=T0, frames=1200, in_all=3400),
    UnwatchedVips(time=T0, addresses=9936),
    ClockStep(time=T0, step_ns=-3600 * NS),
    RecordingClosed(
        time=T0,
        path="rec/20260921T141310Z-192.0.2.80.pcapng",
        frames=1200,
        size_bytes=98_000,
        lost=0,
        wanted_ns=T0 - 70 * NS,
        held_ns=T0 - 61 * NS,
        ending=RecordingEnd.OVER,
    ),
    RecordingFailure(time=T0, path="rec/a.pcapng", why="rec/a.pcapng: cannot be written (No space left on device)"),
    ReportWritten(time=T0, path="case/report"),
    ReportFailure(time=T0, why="case/report: no room"),
    WatchEnd(
        time=T0,
        frames=1200,
        dropped=0,
        left_out=0,
        outcome=Outcome.HEALTHY,
        cause=None,
        summary="Nothing is wrong.",
    ),
)
