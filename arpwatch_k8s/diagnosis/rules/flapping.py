"""The VIP moved again and again, and no cause that has its own rule explains it.

RFC 7432 section 15.1 calls an address that moved five times in 180 s a duplicate. Fights between programs, two owners,
proxies and loops are told by rules of their own, which explain such moves away.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.flapping import Flapping
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.rule import Rule
from arpwatch_k8s.diagnosis.signs.claimants import answers_of, lost_within, named, nodes_unknown, shown, speakers_of
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.counts import plural

ID = "flapping"
SURE = 0.8

REMEDY = (
    "Find what makes the owner change: the announcer's log at the times above. kube-vip: leases lost to a slow etcd or "
    "API server (kube-vip/kube-vip#282, kube-vip/kube-vip#453), raise vip_leaseduration; MetalLB: nodes that join and "
    "leave (metallb/metallb#1562), keep port 7946 open; keepalived: a check script that fails by turns, set nopreempt, "
    "fall and rise."
)
CONFIRM = (
    "kubectl get events -A | grep -E 'LeaderElection|nodeAssigned'; kubectl -n metallb-system logs -l "
    "component=speaker | grep -E 'NodeJoin|NodeLeave'; journalctl -t Keepalived_vrrp | grep -E 'MASTER|BACKUP'"
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP that flaps: on what was claimed, or else on what a sender used."""
    findings: list[Finding] = []
    for record in case.vips:
        spells = [spell for spell in record.flapping if spell.track == Track.CLAIMED] or list(record.flapping)
        if spells:
            findings.append(finding(case, record, spells))
    return findings, []


def finding(case: Case, record: VipRecord, spells: list[Flapping]) -> Finding:
    """The finding about moves that nothing else explains."""
    start, end = min(spell.start for spell in spells), max(spell.end for spell in spells)
    changes = sum(spell.changes for spell in spells)
    track = spells[0].track
    lost = lost_within(case, record, start, end)
    rows = record.claims.between(start, end)
    owners = list(dict.fromkeys(rows["owner"].tolist())) if track == Track.CLAIMED else used_owners(record, start, end)
    said = "was claimed by" if track == Track.CLAIMED else "was used at"
    return Finding(
        rule=ID,
        severity=Severity.CRITICAL if len(lost) else Severity.WARNING,
        confidence=Confidence.LOW,
        vip=record.vip,
        start=start,
        end=end,
        summary=f"{record.vip} {said} {named(case, owners)} by turns: {changes} changes in "
        f"{(end - start) / NS:.0f} s, for a reason that the frames do not show",
        because=(
            Step(
                f"{changes} changes of the owner {track}, where {case.thresholds.flapping_changes} in "
                f"{case.thresholds.flapping_ns / NS:.0f} s are too many",
                moves(record, spells),
            ),
            *together(case, record),
        ),
        missing=(*unsure(case, record), *nodes_unknown(case, owners)),
        remedy=REMEDY,
        confirm=CONFIRM,
        explains=lost,
    )


def used_owners(record: VipRecord, start: int, end: int) -> list[int]:
    """Owners that senders used in [start, end], ns UTC."""
    return list(dict.fromkeys(epoch.owner for epoch in record.used if epoch.start <= end and epoch.end >= start))


def moves(record: VipRecord, spells: list[Flapping]) -> tuple[FrameRef, ...]:
    """Frames with which the owner changed."""
    start, end = min(spell.start for spell in spells), max(spell.end for spell in spells)
    if spells[0].track == Track.CLAIMED:
        rows = record.claims.between(start, end)
        return shown(rows[1:][rows["owner"][1:] != rows["owner"][:-1]])
    return some([epoch.first_frame for epoch in record.used if epoch.first_frame and start <= epoch.start <= end])


def together(case: Case, record: VipRecord) -> Iterator[Step]:
    """The step that several owners' answers to one question are."""
    both = answers_of(case, record)
    both = both.of_several() if len(both) else both
    if len(both):
        times, who = len(np.unique(both.question)), list(dict.fromkeys(both.rows["owner"].tolist()))
        yield Step(
            f"{named(case, who)} answered {plural(times, 'question')} together: they hold it at once",
            both.shown(),
        )


def unsure(case: Case, record: VipRecord) -> Iterator[str]:
    """Speakers whose program is not told with certainty."""
    unknown = dict.fromkeys(s.owner for s in speakers_of(case, record) if s.best.score < SURE)
    if unknown:
        yield f"The program at {named(case, list(unknown))}: no announcement of it that tells"


RULE: Final = Rule(
    id=ID,
    title="the address moves to and fro",
    judge=judge,
    needs=(Need.CLAIMS,),
    covers_moves=True,
    moves=True,
    danger=True,
)
