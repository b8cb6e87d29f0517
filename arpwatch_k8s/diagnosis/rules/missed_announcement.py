"""Another node serves the VIP, and nobody announced it: senders found out by themselves, late, or by luck.

Told by a change of who answers SYNs without any announcement by the new owner since the old one last served, where
broadcasts do reach the capture. A kernel that owns the address turns caches to itself by any ordinary question in the
VIP's name, which is as good as an announcement to whoever hears it. VRRP's advertisements tell routers, not caches
(acassen/keepalived#20), unless the MAC moves along with the address.

Where SYNs go on to the old owner and are answered from a MAC that never claims the VIP, the way back changed, not the
owner: a node that answers by its gateway (return-path). Where several answer by turns (direct server return), or each
sender has an owner of its own, nothing changes hands. Where SYNs went is looked at first; a cooked capture does not
say, but a router takes one off the answers' TTL.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.outcomes import NUMBER, AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.epochs import Epoch
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.rule import Rule
from arpwatch_k8s.diagnosis.signs.asking import nobody_until
from arpwatch_k8s.diagnosis.signs.claimants import announcing, claims_of, places, speakers_of
from arpwatch_k8s.diagnosis.signs.gaps import misses_frames
from arpwatch_k8s.diagnosis.signs.handshakes import asked_of, usual_ttl
from arpwatch_k8s.diagnosis.signs.holding import shared_own
from arpwatch_k8s.diagnosis.signs.stability import contested
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import ARP_REQUEST, MAC_BROADCAST, MULTICAST_BIT, NA, NS
from arpwatch_k8s.evidence.segment import segments
from arpwatch_k8s.evidence.virtual import is_virtual_mac
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import plural

if TYPE_CHECKING:
    from numpy.typing import NDArray

ID = "missed-announcement"

SILENT: Final = tuple(
    NUMBER[one] for one in (AttemptOutcome.UNANSWERED, AttemptOutcome.UNSERVED, AttemptOutcome.STALLED_MIDWAY)
)
"""How attempts fail whose frames go to who no longer serves: nothing comes back."""

REMEDY = (
    "Have the announcement repeated: keepalived vrrp_garp_master_refresh 60 and vrrp_higher_prio_send_advert true "
    "(acassen/keepalived#20), Pacemaker arp_count_refresh; MetalLB and OpenELB announce at takeover only, so look for "
    "what lost it: a switch that filters or limits gratuitous ARP, port security (metallb/metallb#584, "
    "metallb/metallb#1147, metallb/metallb#2838)."
)
CONFIRM = (
    Proof("On the new owner during a move", "tcpdump -eni IF 'arp and host {vip}'", "does it announce?"),
    Proof("On the proxy during a move", "tcpdump -eni IF 'arp and host {vip}'", "does it arrive?"),
    Proof("On the proxy during a move", "ip -ts monitor neigh"),
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP whose serving owner changed unannounced."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        changes = [(old, new) for old, new in pairwise(record.serving) if silent(case, record, old, new)]
        bent = [(old, new) for old, new in changes if way_back_alone(case, record, old, new)]
        changes = [change for change in changes if change not in bent]
        if bent:
            _, new = bent[0]
            why = (
                f"SYNs did not go to {case.inventory.label(new.owner)}, which answered them: the way back changed, "
                "not the owner"
            )
            ruled_out.append(RuledOut(ID, record.vip, why))
        if not changes:
            continue
        heard = [change for change in changes if len(broadcasts(case, record, change[1].start))]
        if heard:
            findings.append(finding(case, record, heard))
        else:
            why = "no ARP broadcast is in the capture around the change: announcements may not reach it at all"
            ruled_out.append(RuledOut(ID, record.vip, why))
    return findings, ruled_out


def silent(case: Case, record: VipRecord, old: Epoch, new: Epoch) -> bool:
    """Whether nothing announced the new owner from when the old one began to serve until the new one had settled."""
    if old.owner == new.owner or is_virtual_mac(new.mac) or shared_own(case, old.owner, new.owner):
        return False
    if not changed_hands(case, record, old, new):
        return False
    times = announcing(record, new.owner)["time"]
    until = new.start + case.thresholds.handover_after_ns
    return not ((times >= old.start - case.thresholds.handover_before_ns) & (times <= until)).any()


def changed_hands(case: Case, record: VipRecord, old: Epoch, new: Epoch) -> bool:
    """Whether it is another owner that serves now, and not just another one of several that serve all along: a sender
    came to use the new one, or SYNs that went to one MAC changed who answers them, for good. In a cooked capture, which
    does not say where SYNs went, any change counts."""
    tried = record.attempts.where(record.attempts.column("answer_event") >= 0)
    asked, sender, time = tried.at("last_try", "eth_dst"), tried.column("sender_mac"), tried.column("answer_time")
    now = (time >= new.start) & (time < new.end)
    if not asked.any() or not now.any():
        return True
    to, by = asked_of(case, record, tried), tried.column("answer_mac")
    for who in distinct(sender[now & (to == new.owner)]).tolist():
        before = np.flatnonzero((sender == who) & (time < new.start))
        if len(before) and to[before[np.argmax(time[before])]] != new.owner:
            return True
    answering = case.inventory.owners(by, time, record.segment)
    for mac in distinct(asked[now & (answering == new.owner) & (to != new.owner)]).tolist():
        mine = (asked == mac) & (answering == old.owner)
        if (mine & (time < new.start)).any() and not (mine & (time >= new.start)).any():
            return True
    return False


def way_back_alone(case: Case, record: VipRecord, old: Epoch, new: Epoch) -> bool:
    """Whether nobody asked the new owner, which answered all the same and never claimed the VIP: by where SYNs went,
    else by the answers' TTL. Who claims it may well answer what the old owner passes on."""
    if (record.claims["owner"] == new.owner).any():
        return False
    before, after = (answered_in(record, epoch) for epoch in (old, new))
    asked = after.at("last_try", "eth_dst")
    if asked.any():
        return not (asked_of(case, record, after)[asked != 0] == new.owner).any()
    usual, now = usual_ttl(before), usual_ttl(after)
    return usual is not None and now is not None and now == usual - 1


def answered_in(record: VipRecord, epoch: Epoch) -> Connections:
    """The attempts whose answer came in an epoch."""
    times = record.attempts.column("answer_time")
    return record.attempts.where((times >= epoch.start) & (times < epoch.end))


def broadcasts(case: Case, record: VipRecord, time: int) -> NDArray[np.int64]:
    """Rows of broadcasts of ARP or neighbor discovery from others than the capturing hosts, near `time` (ns UTC): what
    shows that announcements would have been seen."""
    rows = case.views[record.view].evidence
    limits = case.thresholds
    index, names = segments(rows)
    here = names.index(record.segment) if record.segment in names else -1
    own = [host.mac for host in record.hosts]
    to_all = (rows["eth_dst"] == MAC_BROADCAST) | ((rows["eth_dst"] & MULTICAST_BIT != 0) & (rows["kind"] >= NS))
    near = np.abs(rows["time"] - time) <= limits.broadcasts_ns
    seen = (rows["kind"] <= NA) & (index == here) & to_all & near & ~np.isin(rows["eth_src"], own)
    return np.flatnonzero(seen)


def asked_instead(record: VipRecord, changes: list[tuple[Epoch, Epoch]]) -> Iterator[FrameRef]:
    """Questions in the VIP's name by new owners, which turn caches as announcements do."""
    for old, new in changes:
        rows = claims_of(record, new.owner)
        asks = (rows["kind"] == ARP_REQUEST) | (rows["kind"] == NS)
        yield from places(rows[asks & (rows["time"] >= old.start)])


def finding(case: Case, record: VipRecord, changes: list[tuple[Epoch, Epoch]]) -> Finding:
    """The finding about changes that nobody announced."""
    label = case.inventory.label
    since = last_served(record, changes[0])
    asks = list(asked_instead(record, changes))
    old, new = changes[0]
    untold = [(last_served(record, change), told_at(record, change[1])) for change in changes]
    heard = distinct(np.concatenate([broadcasts(case, record, pair[1].start) for pair in changes]))
    loss = misses_frames(case, record)
    lost = unheard_by(case, record, [pair[0].owner for pair in changes])
    starts = lost.column("start")
    # what failed while nobody had the address is not for want of an announcement
    spans = [
        (nobody_until(record, last, change[1].start) or last, told)
        for (last, told), change in zip(untold, changes, strict=True)
    ]
    begun = np.any([(starts >= start) & (starts <= until) for start, until in spans], axis=0)
    lost = lost.where(begun if not asks else begun & False)
    adverts = any(speaker.adverts for speaker in speakers_of(case, record))
    return Finding(
        rule=ID,
        severity=Severity.CRITICAL if len(lost) else Severity.INFO,
        confidence=Confidence.LOW if asks or loss else Confidence.MEDIUM,
        vip=record.vip,
        start=new.start if contested(record, since, since) else since,
        end=max(until for _, until in untold),
        summary=f"{label(new.owner)} serves {record.vip} in the place of {label(old.owner)}, and never announced it"
        + (", but asked in its name, which turns caches as well" if asks else ""),
        because=(
            Step(
                f"Who answers SYNs changed {plural(len(changes), 'time')} without an announcement: from "
                f"{label(old.owner)} to {label(new.owner)} first",
                some([frame for pair in changes for frame in (pair[0].last_frame, pair[1].first_frame) if frame]),
            ),
            Step(
                "Announcements would have been seen: "
                f"{plural(len(heard), 'broadcast')} of others reached the capture within a minute of it",
            ),
            *(
                (Step(f"It asked {plural(len(asks), 'time')} in the VIP's name: its kernel owns it", some(asks)),)
                if asks
                else ()
            ),
        ),
        against=(
            *(("Advertisements of VRRP were seen: they tell routers, not caches",) if adverts else ()),
            *((loss,) if loss else ()),
        ),
        missing=("A capture on the new owner: whether it did not announce, or the network lost it",),
        remedy=REMEDY,
        proofs=filled(CONFIRM, vip=record.vip),
        explains=lost,
    )


def unheard_by(case: Case, record: VipRecord, owners: Collection[int]) -> Connections:
    """Failed attempts that an old owner may have cost: nothing came back, and their SYN went to it; in a cooked capture
    to anybody. Who refuses has heard."""
    lost = record.failed.where(np.isin(record.failed.column("outcome"), SILENT))
    to_old = np.isin(asked_of(case, record, lost), list(owners)) | (lost.at("last_try", "eth_dst") == 0)
    return lost.where(to_old)


def told_at(record: VipRecord, new: Epoch) -> int:
    """When the first sender used a new owner after all, ns UTC; the capture's end where none did."""
    used = [epoch.start for epoch in record.used if epoch.owner == new.owner and epoch.end > new.start]
    return max(new.start, min(used, default=record.end or new.start))


def last_served(record: VipRecord, change: tuple[Epoch, Epoch]) -> int:
    """When the old owner last answered before a change, ns UTC."""
    mine = record.answers["time"][record.answers["owner"] == change[0].owner]
    before = mine[mine < change[1].start]
    return int(before[-1]) if len(before) else change[1].start


RULE: Final = Rule(
    id=ID,
    title="a move was not heard",
    judge=judge,
    needs=(
        Need.SEGMENT,
        Need.ATTEMPTS,
    ),
    covers=frozenset({"handover-slow", "owner-silent", "stalled", "vip-unanswered"}),
    moves=True,
    by_move=True,
)
