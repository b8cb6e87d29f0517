"""MetalLB announces over and over, though nothing moved: something makes it reconcile the Service again and again.

Every reconcile re-arms its burst of 5 s (metallb internal/layer2/announcer.go:157-197). Pairs without a pause for 20 s,
or four bursts within a minute, are a loop: another writer of the Service's status, endpoints that come and go, node
events. By itself it does no harm, so it is information unless attempts failed meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof
from arpwatch_k8s.diagnosis.rule import Rule
from arpwatch_k8s.diagnosis.signs.claimants import announcing, lost_within, shown, speakers_of
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.speakers import Speaker
from arpwatch_k8s.thresholds import NS, Thresholds
from arpwatch_k8s.wording.counts import plural

if TYPE_CHECKING:
    from numpy.typing import NDArray

ID = "reannounce-loop"
LIKELY = 0.5

REMEDY = (
    "Find who rewrites the Service: a second controller (kube-vip with svc_enable, kubespray "
    "kube_vip_services_enabled; metallb/metallb#2177), another writer of its status (kubermatic/kubelb#143), endpoints "
    "that flap, node events (metallb/metallb#1606, metallb/metallb#1770); MetalLB 0.13.4 and 0.10.2 looped by "
    "themselves (metallb/metallb#1562, metallb/metallb#978): upgrade."
)
CONFIRM = (
    Proof(
        "",
        "kubectl get svc -A -w -o custom-columns=NAME:.metadata.name,RV:.metadata.resourceVersion | grep SERVICE",
        "a version that climbs",
    ),
    Proof("", "kubectl -n metallb-system logs -l component=controller --timestamps | grep -c 'start reconcile'"),
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP and MetalLB speaker that loops."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        for speaker in speakers_of(case, record):
            if speaker.score("metallb") < LIKELY or not len(speaker.times):
                continue
            spell = loop(speaker.times, case.thresholds)
            if spell is None:
                continue
            start, end, _ = spell
            moved = [move for move in record.ownership.handovers if start < move.time <= end]
            if moved:
                why = f"the VIP moved meanwhile ({case.cite(moved[0].frame)}), which announces, too"
                ruled_out.append(RuledOut(ID, record.vip, why))
            else:
                findings.append(finding(case, record, speaker, spell))
    return findings, ruled_out


def loop(times: NDArray[np.int64], limits: Thresholds) -> tuple[int, int, int] | None:
    """Start, end (ns UTC) and the number of re-armed bursts of a loop in announcements; None where there is none."""
    cuts = np.flatnonzero(np.diff(times) > limits.loop_pause_ns) + 1
    firsts = np.concatenate([[0], cuts])
    lasts = np.append(cuts, len(times)) - 1
    lengths = times[lasts] - times[firsts]
    # a burst that lasts longer than one was re-armed on its way
    rearmed = np.maximum(1, np.round(lengths / limits.burst_ns)).astype(np.int64)
    long = np.flatnonzero(lengths >= limits.loop_ns)
    if len(long):
        found = slice(int(long[0]), int(long[-1]) + 1)
        return int(times[firsts[found][0]]), int(times[lasts[found][-1]]), int(rearmed[found].sum())
    behind = limits.loop_bursts - 1
    starts = times[firsts]
    often = np.flatnonzero(starts[behind:] - starts[: max(0, len(starts) - behind)] <= limits.loop_within_ns)
    if not len(often):
        return None
    first, last = int(often[0]), int(often[-1]) + behind
    return int(starts[first]), int(times[lasts[last]]), last - first + 1


def finding(case: Case, record: VipRecord, speaker: Speaker, spell: tuple[int, int, int]) -> Finding:
    """The finding about a loop."""
    start, end, bursts = spell
    label = case.inventory.label(speaker.owner, speaker.mac)
    rows = within(announcing(record, speaker.owner), start, end)
    lost = lost_within(case, record, start, end)
    return Finding(
        rule=ID,
        severity=Severity.WARNING if len(lost) else Severity.INFO,
        confidence=Confidence.MEDIUM if len(lost) else Confidence.HIGH,
        vip=record.vip,
        start=start,
        end=end,
        summary=f"MetalLB on {label} announced {record.vip} {plural(len(rows), 'time')} in {(end - start) / NS:.0f} s "
        "although nothing moved: the Service is reconciled over and over",
        because=(
            Step(
                f"{len(rows):,} announcements in {(end - start) / NS:.1f} s, as many as {plural(bursts, 'burst')} "
                "of 5 s have: a burst is begun by a reconcile, and one is enough",
                shown(rows),
            ),
            Step(f"The owner stayed {label}", shown(rows, 2)),
        ),
        missing=("What reconciles: MetalLB's controller log, and the Service's resourceVersion over time",),
        remedy=REMEDY,
        proofs=CONFIRM,
        explains=lost,
    )


def within(rows: NDArray[Any], start: int, end: int) -> NDArray[Any]:
    """Records in [start, end], ns UTC."""
    found: NDArray[Any] = rows[(rows["time"] >= start) & (rows["time"] <= end)]
    return found


RULE: Final = Rule(
    id=ID,
    title="announced over and over",
    judge=judge,
    needs=(Need.CLAIMS,),
    accompanies=True,
)
