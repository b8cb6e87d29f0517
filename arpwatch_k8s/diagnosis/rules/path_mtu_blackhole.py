"""Large segments of one direction never arrive while small ones do: a link on the way is too narrow for them.

Whoever finds a packet too large drops it and says so in ICMP (3/4, IPv6: Packet Too Big), from which the sender learns
(RFC 1191, RFC 8201). Where that message is filtered, or is never sent, as in many tunnels, the sender repeats the same
segment until it gives up (RFC 2923 section 2.1): the handshake and small requests work, what fills a segment hangs.

On the sender's side of the narrow link the same large segment is seen again and again; on the far side nothing is seen
of it but the smaller ones behind it, and acknowledgments that stay where they are.

Where nobody is there any more (a pod that was killed, a way that is cut) all sizes are lost. So the connection itself
has to show that small segments still pass: it was acknowledged once more, or bytes came over the hole; or several broke
at different times, each just after the other side was heard, which no one death explains.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.events import FRAGMENTATION_NEEDED, ICMP_TYPE_V4
from arpwatch_k8s.correlator.connections.outcomes import AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import PAIRS, Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.rule import Fact, Rule
from arpwatch_k8s.diagnosis.signs.crossings import crossed
from arpwatch_k8s.diagnosis.signs.failures import ended, unsettled
from arpwatch_k8s.diagnosis.signs.gaps import misses_frames
from arpwatch_k8s.diagnosis.signs.losses import (
    ANY_PATH_V6,
    alive_behind,
    any_path,
    beside,
    last_frames,
    losses,
    passed,
    signs_of_life,
    unheard_end,
)
from arpwatch_k8s.diagnosis.signs.observation import Blind, Observation, Seen, Unseen
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.flow import FROM_VIP, TO_VIP
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import ICMP_UNREACHABLE
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import plural

if TYPE_CHECKING:
    from numpy.typing import NDArray

ID = "path-mtu-blackhole"
CERTAIN = 3
"""Connections from which on it is the size, not an accident; and as many that small segments passed on beside."""
FEW = 2
"""Fewer lost their bytes by accident, for all that is known."""
ETHERNET = 1460
"""What a frame of 1,500 bytes carries: a larger segment was cut by the card, behind the capture."""
JUMBO = 8960
"""What one of 9,000 bytes carries."""
SHORTEST_IDLE_NS = 60_000_000_000
"""Idle times from which on tables forget connections: the shortest in use is a minute (AWS Classic Load Balancer)."""
SURELY_FULL = 1428
"""What a full segment has at least on Ethernet: 1,500 bytes less the headers of IPv6 and TCP and a timestamp."""

WAY: Final = {TO_VIP: "to the backend", FROM_VIP: "back to the client"}
GONE = "{signs} of {n} showed that small segments passed when large ones did not: what was there may be gone (stalled)"
REMEDY = (
    "Leave the VIP alone. Find the narrow link on the way {way}: compare the MTUs of {node}'s interfaces, of the "
    "CNI's overlay (VXLAN takes 50 bytes, WireGuard 60 or 80) and of the proxy's way there. Then let ICMP "
    "`fragmentation needed` (IPv6: Packet Too Big) pass, or clamp MSS where the tunnel begins (iptables -t mangle ... "
    "TCPMSS --clamp-mss-to-pmtu), or set the pods' MTU lower; net.ipv4.tcp_mtu_probing=1 on {sender} gets it through "
    "meanwhile."
)
CONFIRM_V4 = (
    Proof("From {sender}", "ping -M do -s 1472 -c 3 {target}"),
    Proof("From {sender}", "ping -M do -s 1372 -c 3 {target}", "does this one pass where the larger does not?"),
    Proof("From {sender}", "tracepath {target}"),
    Proof("On {node}", "ip -d link show"),
    Proof("On {node}", "nstat -az TcpExtTCPTimeouts IpFragFails"),
)
CONFIRM_V6 = (
    Proof("From {sender}", "ping -6 -M do -s 1452 -c 3 {target}"),
    Proof("From {sender}", "ping -6 -M do -s 1232 -c 3 {target}", "does this one pass where the larger does not?"),
    Proof("From {sender}", "tracepath -6 {target}"),
    Proof("On {node}", "ip -d link show"),
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP, owner and direction in which large segments are lost."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        waited = ended(record, AttemptOutcome.UNSERVED, AttemptOutcome.STALLED_MIDWAY)
        for side in (TO_VIP, FROM_VIP):
            loss = losses(waited, side)
            large = loss.there & (loss.most > any_path(record))
            moved = large & (crossed(case, record, waited) >= 0)
            if moved.any():
                why = (
                    f"{plural(int(moved.sum()), 'connection')} lost large segments when the VIP moved while it was open"
                )
                ruled_out.append(RuledOut(ID, record.vip, why))
            deaf = large & ~moved & unheard_end(case, record, waited, side)
            if deaf.any():
                why = (
                    f"{plural(int(deaf.sum()), 'connection')} lost large segments, and a FIN as well, which every path "
                    "passes"
                )
                ruled_out.append(RuledOut(ID, record.vip, why))
            small = int((loss.there & ~large).sum())
            if small:
                way = "from" if side == FROM_VIP else "to"
                why = (
                    f"{plural(small, 'connection')} lost segments {way} the VIP of at most {any_path(record)} bytes, "
                    "which every path passes"
                )
                ruled_out.append(RuledOut(ID, record.vip, why))
            for owner, lost in by_owner(case, record, waited.where(large & ~moved & ~deaf)):
                findings.append(finding(case, record, owner, side, lost, small))
    return findings, ruled_out


def by_owner(case: Case, record: VipRecord, lost: Connections) -> Iterator[tuple[int, Connections]]:
    """Connections by the owner that accepted them."""
    owners = case.inventory.owners(lost.column("answer_mac"), lost.column("answer_time"), record.segment)
    for owner in distinct(owners).tolist():
        yield owner, lost.where(owners == owner)


def finding(case: Case, record: VipRecord, owner: int, side: int, lost: Connections, small: int) -> Finding:
    """The finding about one owner and direction; `small`: how many connections lost small segments that way, too."""
    start, end = int(lost.column("broke").min()), int(lost.column("end").max())
    near = beside(case, record, owner, start, end)
    as_large = passes_as_large(near, lost, side)
    told = too_large(case, record, side)
    rested = long_idle(lost)
    objection = unsettled(case, record, owner, start, end)
    loss = misses_frames(case, record)
    signs = signs_of_life(lost, side, case.thresholds)
    gone = signs < min(FEW, len(lost)) and not told
    against = [
        *([GONE.format(signs=signs, n=len(lost))] if gone else []),
        *([f"{as_large.detail}, by another path or to another backend perhaps"] if isinstance(as_large, Seen) else []),
        *([f"{plural(small, 'connection')} lost small segments that way as well"] if small else []),
        *([f"{plural(rested, 'connection')} had been idle for a minute: maybe it was forgotten"] if rested else []),
        *([f"The VIP may have moved meanwhile: {objection}"] if objection else []),
        *([loss] if loss else []),
    ]
    label, node = case.inventory.label(owner), case.inventory.name(owner) or "the node"
    client = client_of(case, lost)
    sender, target = (node, client) if side == FROM_VIP else (client, record.vip)
    return Finding(
        rule=ID,
        severity=Severity.WARNING,
        confidence=confidence(signs, as_large, doubtful=bool(against), told=bool(told)),
        vip=record.vip,
        owner=owner,
        start=start,
        end=end,
        summary=f"Large segments {'from' if side == FROM_VIP else 'to'} {record.vip} never arrive while small ones do: "
        f"{plural(len(lost), 'connection')} through {label} hung on them",
        because=argument(case, owner, side, lost, as_large, told),
        against=tuple(against),
        missing=("A capture further along the path: where on it the large segments are dropped",),
        remedy=REMEDY.format(way=WAY[side], node=node, sender=sender),
        proofs=filled(CONFIRM_V6 if ":" in record.vip else CONFIRM_V4, sender=sender, target=target, node=node),
        explains=lost,
        vip_cleared=objection is None,
    )


def confidence(signs: int, as_large: Observation, *, doubtful: bool, told: bool) -> Confidence:
    """How sure it is, with so many connections that hung and were alive; `told`: ICMP says that segments are too
    large."""
    if doubtful or (signs < FEW and not told):
        return Confidence.LOW
    return Confidence.HIGH if signs >= CERTAIN and (told or isinstance(as_large, Unseen)) else Confidence.MEDIUM


def long_idle(lost: Connections) -> int:
    """How many connections had been idle for long before they hung, so that a table on the way may have forgotten
    them."""
    flows, known = lost.carried()
    heard = known & (flows["payload"][:, FROM_VIP] > 0)
    quiet = lost.column("broke") - flows["payload_last"][:, FROM_VIP]
    return int(np.count_nonzero(heard & (quiet >= SHORTEST_IDLE_NS)))


def client_of(case: Case, lost: Connections) -> str:
    """The client by address, where it is one."""
    clients = distinct(lost.column("client"))
    text = case.evidence.addresses.text(int(clients[0])) if len(clients) == 1 else None
    return text or "the client"


def passes_as_large(near: Connections, lost: Connections, side: int) -> Observation:
    """Whether segments as large as those that were lost arrived that way on any connection beside."""
    known = passed(near, side)
    others = known[~np.isin(near.numbers, lost.numbers)]
    tried, largest = int(np.count_nonzero(others)), int(known.max(initial=0))
    loss = losses(lost, side)
    sizes, missing = loss.sizes[loss.sizes > 0], loss.missing[loss.sizes == 0]
    refuted = bool((np.where(sizes > ETHERNET, SURELY_FULL, sizes) <= largest).any())
    if refuted or not all(may_be_larger(hole, largest) for hole in distinct(missing).tolist()):
        frames = last_frames(near.where(known == largest), PAIRS)
        return Seen(frames, f"Segments of {largest:,} bytes arrived that way at the time")
    if tried < CERTAIN:
        return Blind(f"no more than {plural(tried, 'other connection')} had anything acknowledged that way then")
    arrived = near.where((known > 0) & ~np.isin(near.numbers, lost.numbers))
    return Unseen(
        f"On {plural(tried, 'other connection')} at the time all arrived that way: segments of up to "
        f"{int(others.max()):,} bytes",
        last_frames(arrived, PAIRS),
    )


def may_be_larger(missing: int, than: int) -> bool:
    """Whether segments of a hole of `missing` bytes, which full ones fill, may have been larger than those that
    passed."""
    if than <= ANY_PATH_V6:
        return missing > than
    limit = ETHERNET if than < ETHERNET else JUMBO
    return any(missing % size == 0 for size in range(than + 1, min(limit, missing) + 1))


def argument(
    case: Case, owner: int, side: int, lost: Connections, as_large: Observation, told: list[FrameRef]
) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding."""
    loss, sender = losses(lost, side), "server" if side == FROM_VIP else "client"
    answers = tuple(one.answer_frame for one in some(lost) if one.answer_frame is not None)
    steps = [Step(f"{case.inventory.label(owner)} completed {plural(len(lost), 'handshake')}", answers)]
    again = lost.where(loss.sizes > 0)
    if len(again):
        sizes, times = loss.sizes[loss.sizes > 0], again.carried()[0]["resent"][:, side]
        cut = ", as its host handed them to its card" if sizes.max() > ETHERNET else ""
        steps.append(
            Step(
                f"On {len(again):,} of them the {sender} sent the same bytes again in vain, segments of "
                f"{low_high(sizes)} bytes{cut}, {low_high(times)} times each: they were never acknowledged",
                last_frames(again),
            )
        )
    behind = lost.where((loss.sizes == 0) & (loss.missing > 0))
    if len(behind):
        missing, came = loss.missing[(loss.sizes == 0) & (loss.missing > 0)], behind.carried()[0]["payload"][:, side]
        steps.append(
            Step(
                f"On {len(behind):,} of them the {sender} sent {low_high(missing)} bytes that never arrived: what came "
                f"({low_high(came)} bytes in all) lies behind them, and the acknowledgments stopped before them",
                last_frames(behind),
            )
        )
    alive = lost.where(alive_behind(lost, side) & (loss.sizes > 0))
    if len(alive):
        words = f"On {len(alive):,} of them the other side said once more how far it had come: small segments pass"
        steps.append(Step(f"{words}; cited is the last frame of each", last_frames(alive)))
    if isinstance(as_large, Unseen):
        steps.append(Step(as_large.exposure, as_large.frames))
    if told:
        steps.append(Step("ICMP says that segments are too large for the path (3/4), and they went on", some(told)))
    return tuple(steps)


def low_high(values: NDArray[np.int64]) -> str:
    """The least and the most of some numbers."""
    low, high = int(values.min()), int(values.max())
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def too_large(case: Case, record: VipRecord, side: int) -> list[FrameRef]:
    """ICMP `fragmentation needed` about what one side sent."""
    rows = case.views[record.view].evidence.of_kinds(ICMP_UNREACHABLE)
    told = (rows["icmp_type"] == ICMP_TYPE_V4) & (rows["icmp_code"] == FRAGMENTATION_NEEDED)
    told &= rows["quoted_src" if side == FROM_VIP else "quoted_dst"] == record.code
    return rows.take(told).frames()


RULE: Final = Rule(
    id=ID,
    title="large segments never arrive",
    judge=judge,
    needs=(
        Need.ATTEMPTS,
        Need.PAYLOAD,
    ),
    covers=frozenset({"stalled"}),
    asserts=frozenset({Fact.ALIVE}),
)
