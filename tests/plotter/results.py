"""Results made by hand, in seconds from `T0`: what a figure is drawn from."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.correlator.connections.connection import Connection, Try
from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.outcomes import AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.cost.symptom import Symptom, SymptomKind
from arpwatch_k8s.correlator.cost.symptom_table import Symptoms
from arpwatch_k8s.correlator.ownership.claims import Claim, Claims
from arpwatch_k8s.correlator.ownership.contests import Contest
from arpwatch_k8s.correlator.ownership.epochs import EndsBy, Epoch
from arpwatch_k8s.correlator.ownership.handovers import Handover
from arpwatch_k8s.correlator.ownership.ownership import Ownership
from arpwatch_k8s.correlator.ownership.sightings import SIGHTING
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.diagnosis.finding import Finding, Outcome, Step, Verdict
from arpwatch_k8s.diagnosis.proof import Proof
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import ARP_ANNOUNCEMENT
from arpwatch_k8s.evidence.segment import Segment
from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.inventory import Inventory, Node
from arpwatch_k8s.plotter.lanes.owners import owner_styles
from arpwatch_k8s.plotter.records import OwnerStyle
from arpwatch_k8s.savefile.info import CaptureInfo
from tests.savefiles import pcap

NS = 1_000_000_000
T0 = 1_795_378_540 * NS  # 2026-11-22 20:15:40 UTC
VIP = "192.0.2.80"
A, B, C, PROXY = (parse_mac(f"52:54:00:00:ba:{last}") for last in ("0a", "0b", "0c", "01"))
FRAME = FrameRef(0, 1)
SEGMENT = Segment(0, 0, 0)


def at(seconds: float) -> int:
    """That long after T0."""
    return T0 + round(seconds * NS)


def inventory(names: dict[str, int] | None = None) -> Inventory:
    """node1 is A, node2 is B, node10 is C, unless told otherwise."""
    given = {"node1": A, "node2": B, "node10": C, "proxy": PROXY} if names is None else names
    nodes = [Node(name=name, macs=(mac,), addresses=(), given=True) for name, mac in given.items()]
    return Inventory(tuple(nodes), {node.macs[0]: node for node in nodes})


def styles(*owners: int) -> dict[int, OwnerStyle]:
    """Their styles, by owner."""
    return {style.owner: style for style in owner_styles(owners or (A, B, C), inventory())}


def epoch(owner: int, start: float, end: float, *, track: Track = Track.CLAIMED, sender: int | None = None) -> Epoch:
    """`owner` held a track over [start, end)."""
    return Epoch(
        track=track,
        sender=sender,
        owner=owner,
        mac=owner,
        start=at(start),
        end=at(end),
        first_frame=FRAME,
        last_frame=FRAME,
        claims=1,
        ends_by=EndsBy.TAKEOVER,
    )


def contest(start: float, end: float, *owners: int, changes: int = 5) -> Contest:
    """A fight for the address."""
    return Contest(start=at(start), end=at(end), owners=owners, changes=changes, frames=(FRAME,))


def handover(time: float, before: int = A, after: int = B) -> Handover:
    """One change that stayed."""
    return Handover(time=at(time), before=before, after=after, frame=FRAME, tail=0)


def claim(mac: int, time: float, *, kind: int = ARP_ANNOUNCEMENT, opcode: int = 1) -> Claim:
    """A frame that says that the VIP is at `mac`."""
    return Claim(time=at(time), mac=mac, owner=mac, kind=kind, opcode=opcode, target_mac=0, frame=FRAME)


def attempt(time: float, *, failed: bool = False) -> Connection:
    """The proxy's attempt to connect."""
    tries = (Try(time=at(time), mac=A, ttl=64, frame=FRAME),)
    return Connection(
        vip=0,
        port=443,
        segment=SEGMENT,
        sender=1,
        sender_mac=PROXY,
        sender_port=40000,
        isn=1,
        start=at(time),
        tries=tries,
        outcome=AttemptOutcome.UNREACHABLE if failed else AttemptOutcome.OK,
    )


def symptom(mac: int, time: float, *, kind: SymptomKind = SymptomKind.ICMP_UNREACHABLE) -> Symptom:
    """A frame that hurts."""
    return Symptom(time=at(time), kind=kind, vip=0, segment=SEGMENT, mac=mac, source=1, frame=FRAME)


def vip_record(
    vip: str = VIP,
    *,
    epochs: Sequence[Epoch] = (),
    contests: Sequence[Contest] = (),
    handovers: Sequence[Handover] = (),
    used: Sequence[Epoch] = (),
    serving: Sequence[Epoch] = (),
    claims: Sequence[Claim] = (),
    attempts: Sequence[Connection] = (),
    symptoms: Sequence[Symptom] = (),
) -> VipRecord:
    """One VIP's record."""
    return VipRecord(
        vip=vip,
        code=0,
        segment=SEGMENT,
        on_link=True,
        claims=Claims.of(claims),
        ownership=Ownership(tuple(epochs), tuple(contests), tuple(handovers)),
        used=tuple(used),
        serving=tuple(serving),
        answers=np.zeros(0, SIGHTING),
        connections=Connections.of(attempts),
        symptoms=Symptoms.of(symptoms),
    )


def incident(seconds: float = 60, vip: str = VIP) -> VipRecord:
    """node1, a contest of node1 and node2, node2: with claims, failures and symptoms in the middle third."""
    third = seconds / 3
    failing = [attempt(third + third * i / 20, failed=i % 2 == 0) for i in range(20)]
    return vip_record(
        vip,
        epochs=(epoch(A, 0, third), epoch(B, 2 * third, seconds)),
        contests=(contest(third, 2 * third, A, B),),
        used=tuple(
            epoch(owner, third * i, third * (i + 1), track=Track.USED, sender=PROXY)
            for i, owner in enumerate((A, B, A))
        ),
        serving=(epoch(A, 0, third, track=Track.SERVING), epoch(B, third, seconds, track=Track.SERVING)),
        claims=[claim((A, B)[i % 2], third + i * third / 10, opcode=1 + i % 2) for i in range(10)],
        attempts=[attempt(0.1), *failing, attempt(seconds - 0.1)],
        symptoms=[symptom((A, B)[i % 2], third + i * third / 10) for i in range(10)],
    )


def finding(
    rule: str,
    start: float,
    end: float,
    *,
    severity: Severity = Severity.CRITICAL,
    summary: str = "Something happened",
    vip: str = VIP,
) -> Finding:
    """What a rule might find."""
    return Finding(
        rule=rule,
        severity=severity,
        confidence=Confidence.HIGH,
        vip=vip,
        start=at(start),
        end=at(end),
        summary=summary,
        because=(Step("It shows", (FRAME,)),),
        remedy="Mend it",
        proofs=(Proof("", "true"),),
    )


def capture(
    start: float = 0,
    end: float = 60,
    *,
    name: str = "proxy.pcap",
    frames: int = 1000,
    drops: int | None = None,
    truncated_at: int | None = None,
) -> CaptureInfo:
    """A savefile."""
    return replace(
        nothing().case.captures[0],
        name=name,
        path=name,
        frames=frames,
        first_ns=at(start),
        last_ns=at(end),
        drops=drops,
        truncated_at=truncated_at,
    )


def result(
    *vips: VipRecord,
    findings: Sequence[Finding] = (),
    outcome: Outcome = Outcome.HEALTHY,
    summary: str = "All is well",
    captures: Sequence[CaptureInfo] | None = None,
    nodes: Inventory | None = None,
    vip_cleared: bool = False,
) -> Result:
    """A run's result; it spans its captures."""
    captures = (capture(),) if captures is None else captures
    times = [time for info in captures for time in (info.first_ns, info.last_ns) if time is not None]
    verdict = Verdict(
        outcome=outcome,
        cause=findings[0].rule if findings else None,
        summary=summary,
        findings=tuple(findings),
        ruled_out=(),
        caveats=(),
        vip_cleared=vip_cleared,
    )
    case = replace(
        nothing().case,
        captures=tuple(captures),
        inventory=nodes or inventory(),
        vips=vips,
        start=min(times, default=None),
        end=max(times, default=None),
    )
    return replace(nothing(), case=case, verdict=verdict)


@cache
def nothing() -> Result:
    """The result of a savefile without frames."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.pcap"
        path.write_bytes(pcap([]))
        return analyze([path])


def busy() -> Result:
    """An incident with a cause."""
    return result(incident(), findings=[finding("split-brain", 20, 40)], outcome=Outcome.ROOT_CAUSE)
