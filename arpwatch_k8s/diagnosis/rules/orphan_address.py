"""An address left behind: a node still holds the VIP in its kernel, though another announces it.

Nobody hears of it until somebody asks: then both answer, and the node's own ordinary questions in the VIP's name turn
caches to it without any announcement. Told by a node that answers or asks in the VIP's name, twice, later than a
handover's last words after another's announcement, and before it announces again itself, while the other is still
there. A capture that began after the node's own burst shows the same where a program in user space answers; that is
two owners as well, but no orphan.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.rule import Fact, Rule
from arpwatch_k8s.diagnosis.signs.claimants import announcing, by_owner, claims_of, lost_within, nodes_unknown, shown
from arpwatch_k8s.evidence.row import ARP_REQUEST, NS, VRRP
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.speakers import Speaker
from arpwatch_k8s.wording.counts import plural

if TYPE_CHECKING:
    from numpy.typing import NDArray

ID = "orphan-address"
TWICE: Final = 2
USERLAND: Final = frozenset({"metallb", "openelb", "cilium"})
LIKELY: Final = 0.5

REMEDY = (
    "On {node}: ip -br addr | grep -F {vip}, then ip addr del {vip}/32 dev IF (IPv6: /128), and restart the program "
    "that put it there. kube-vip leaves addresses behind when it is killed (kube-vip/kube-vip#665, "
    "kube-vip/kube-vip#996, kube-vip/kube-vip#1005); with vip_preserve_on_leadership_loss it keeps them on purpose "
    "(kube-vip/kube-vip#1583). If {node} is no node of the cluster, give it another address."
)
CONFIRM = "On {node}: ip -br addr | grep -F {vip}; from the proxy: arping -b -c 3 -I IF {vip} (two MACs answer)"


@dataclass(frozen=True, slots=True)
class Orphan:
    """`rows`: the claims with which `holder` still held what `owner` had announced (`since`, records)."""

    holder: int
    owner: int
    since: Any
    rows: NDArray[Any]


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP and node that holds it besides its owner."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        speakers = by_owner(case, record)
        announcers = [owner for owner in speakers if len(announcing(record, owner))]
        for holder in [owner for owner, spoke in speakers.items() if any(one.asked + one.answered for one in spoke)]:
            found = [
                orphan
                for owner in announcers
                if owner != holder and (orphan := left_behind(case, record, holder, owner)) is not None
            ]
            if not found:
                continue
            program = in_user_space(speakers[holder])
            if program is None:
                findings.append(finding(case, record, max(found, key=lambda one: len(one.rows))))
            else:
                label = case.inventory.label(holder)
                ruled_out.append(RuledOut(ID, record.vip, f"{label} answers as {program} does, not as a kernel"))
    return findings, ruled_out


def in_user_space(speakers: list[Speaker]) -> str | None:
    """The program in user space that most likely answers; None where a kernel may as well."""
    if any(speaker.asked for speaker in speakers):
        return None
    best = speakers[0].best
    sure = best.family in USERLAND and sum(speakers[0].score(family) for family in USERLAND) >= LIKELY
    return best.name if sure else None


def left_behind(case: Case, record: VipRecord, holder: int, owner: int) -> Orphan | None:
    """What shows that one node still holds what another has announced; None where nothing does."""
    mine, theirs = claims_of(record, holder), claims_of(record, owner)
    announced, own = announcing(record, owner), announcing(record, holder)["time"]
    quiet = mine[~mine["announces"] & (mine["kind"] != VRRP)]
    if not len(announced) or len(quiet) < TWICE:
        return None
    late = case.thresholds.orphan_after_ns
    at = np.searchsorted(own, quiet["time"], side="right")
    before = np.where(at > 0, own[np.maximum(at - 1, 0)], -1) if len(own) else np.full(len(quiet), -1)
    first = np.searchsorted(announced["time"], before, side="right")
    after = announced["time"][np.minimum(first, len(announced) - 1)]
    behind = (first < len(announced)) & (quiet["time"] - after > late)
    rows = quiet[behind]
    if len(rows) < TWICE or not shows_after(record, owner, theirs, int(rows["time"][0])):
        return None
    return Orphan(holder, owner, announced[first[behind][:1]], rows)


def shows_after(record: VipRecord, owner: int, theirs: NDArray[Any], time: int) -> bool:
    """Whether an owner claimed or served the VIP after `time`: if it did not, the VIP may simply have moved."""
    served = record.answers[record.answers["owner"] == owner]["time"]
    return bool((theirs["time"] > time).any() or (served > time).any())


def finding(case: Case, record: VipRecord, orphan: Orphan) -> Finding:
    """The finding against a node that holds what is not its own."""
    label, node = case.inventory.label, case.inventory.name(orphan.holder) or "that host"
    asked = orphan.rows[(orphan.rows["kind"] == ARP_REQUEST) | (orphan.rows["kind"] == NS)]
    start, end = int(orphan.rows["time"][0]), int(orphan.rows["time"][-1])
    lost = lost_within(case, record, start, end)
    holder, owner = label(orphan.holder), label(orphan.owner)
    own = announcing(record, orphan.holder)
    return Finding(
        rule=ID,
        severity=Severity.CRITICAL if len(lost) else Severity.WARNING,
        confidence=Confidence.HIGH if len(asked) else Confidence.MEDIUM,
        vip=record.vip,
        start=start,
        end=end,
        summary=f"{holder} still holds {record.vip}, which {owner} announces: it answered or asked in its name "
        f"{plural(len(orphan.rows), 'time')} without announcing it",
        because=(
            Step(f"{owner} announced {record.vip}, and went on holding it", shown(orphan.since)),
            Step(
                f"More than {case.thresholds.orphan_after_ns / 1e9:.0f} s later {holder} "
                + (
                    f"asked {plural(len(asked), 'time')} in the VIP's name, as only a kernel does that owns it"
                    if len(asked)
                    else f"answered for it {plural(len(orphan.rows), 'time')}"
                ),
                shown(orphan.rows),
            ),
        ),
        against=()
        if len(asked) or len(own)
        else (
            f"{holder} only answered: it may be a program whose announcement is older than this capture (split-brain)",
        ),
        missing=nodes_unknown(case, [orphan.holder]),
        remedy=REMEDY.format(node=node, vip=record.vip),
        confirm=CONFIRM.format(node=node, vip=record.vip),
        explains=lost,
    )


RULE: Final = Rule(
    id=ID,
    title="an address left behind",
    judge=judge,
    needs=(Need.CLAIMS,),
    covers_moves=True,
    danger=True,
    asserts=frozenset({Fact.SEVERAL_OWNERS}),
)
