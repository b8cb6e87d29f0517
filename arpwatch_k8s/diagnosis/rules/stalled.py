"""Connections are accepted, and then nothing comes any more: the path or the backend hangs.

A SYN-ACK is small and comes from a kernel. What follows may wait for a process that hangs (an ingress controller out of
workers, an upstream of its own), or never arrive. What the server's kernel says tells the two apart:

- it acknowledged the request: that arrived, and whoever should answer it hangs
- it repeated its SYN-ACK though the client had gone on: nothing that the client sent after its SYN arrived, or its
  queue of accepted connections is full, and it drops what completes a handshake
- it acknowledged nothing of the request: that was lost, or is too large for a link on the way
- it acknowledged some bytes and then none any more: what was behind the connection is gone, or is cut off from it

A kernel acknowledges even where its process hangs. So a hung backend is told only where it did; where the server sent
what never arrived (a hole in what came), it did not hang. Not every client that asks is to be answered, though
(`signs.hangs.doubts`): one that got nothing is surely hung on only where the port answers others, or several waited.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.outcomes import NUMBER, AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.rule import Fact, Rule
from arpwatch_k8s.diagnosis.signs.crossings import crossed
from arpwatch_k8s.diagnosis.signs.failures import answered, ended, ends, unsettled
from arpwatch_k8s.diagnosis.signs.gaps import misses_frames
from arpwatch_k8s.diagnosis.signs.handshakes import crooked, went_well
from arpwatch_k8s.diagnosis.signs.hangs import CERTAIN, Form, closing_frames, doubts, forms_of, patience, sent_bytes
from arpwatch_k8s.diagnosis.signs.losses import last_frames, losses
from arpwatch_k8s.evidence.flow import FROM_VIP, TO_VIP
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import plural, span

if TYPE_CHECKING:
    from numpy.typing import NDArray

ID = "stalled"

SUMMARY: Final = {
    Form.HUNG: "accepts connections and then says nothing: {label} answered the SYN, took the request, and sent no "
    "byte",
    Form.UNHEARD: "accepts connections and then hears nothing: {label} answered the SYN again and again, as if nothing "
    "that the client sent after it had arrived",
    Form.LOST: "accepts connections and then says nothing: {label} answered the SYN, never acknowledged the request, "
    "and sent no byte",
    Form.UNTOLD: "accepts connections and then says nothing: {label} answered the SYN, and sent no byte",
    Form.MIDWAY: "stops answering on connections that it served: through {label} nothing is acknowledged on them any "
    "more",
}
REMEDY_PATH = (
    "Leave the VIP alone. The request never got through: compare MTUs along the path (node, overlay of the CNI, the "
    "proxy); let ICMP `fragmentation needed` pass, or set net.ipv4.tcp_mtu_probing=1 on the proxy; clamp MSS where a "
    "tunnel begins."
)
REMEDY: Final = {
    Form.HUNG: "Leave the VIP alone. The request arrived and was acknowledged: look at the process behind {vip}:{port} "
    "(ingress controller out of workers or connections, its own upstream slow, TLS certificates loading), its CPU and "
    "log.",
    Form.UNHEARD: "Leave the VIP alone. Two things look alike. Where TcpExtListenOverflows rises in the backend's pod, "
    "its accept queue is full: look at the process behind {vip}:{port} that takes none from it, then at its backlog "
    "and net.core.somaxconn. Else SYNs pass and what follows does not: look for a stateful firewall on the way that "
    "sees one direction only, or whose table is full, and at rules that drop what is invalid (conntrack -S on {node}: "
    "invalid, drop).",
    Form.LOST: REMEDY_PATH,
    Form.UNTOLD: "Leave the VIP alone. Look at the process behind {vip}:{port}, its CPU and log.",
    Form.MIDWAY: "Leave the VIP alone. Look at what was behind these connections: a pod killed without closing (a "
    "node or container that went away; kubectl get events), an entry that {node} or a firewall on the way forgot and "
    "now drops without a reset (conntrack -S: invalid, drop), an idle timeout shorter than the client's. TCP "
    "keep-alive in the client finds it sooner.",
}
MISSING: Final = {
    Form.HUNG: "A capture on the node, and the backend's log: whether an answer was due, and was sent and lost on the "
    "way, or never sent",
    Form.UNHEARD: "A capture on the node, and nstat -az TcpExtListenOverflows in the backend's pod: whether the "
    "client's frames arrive there, and a full queue drops them",
    Form.LOST: "A capture on the node: whether the request arrived there",
    Form.UNTOLD: "The frames with payload: whether the request was acknowledged is not in this capture",
    Form.MIDWAY: "A capture on the node: whether the bytes arrive there, and where they go",
}
QUEUE: Final = (
    "A full accept queue: Linux then drops the acknowledgment that completes a handshake, and repeats its SYN-ACK "
    "(net.ipv4.tcp_abort_on_overflow=0). TcpExtListenOverflows in the pod tells it from a firewall on the way"
)
LARGER: Final = (
    Proof("From a client", "ping -M do -s 1472 -c 3 {vip}", "over IPv6: ping -6, 1452 and 1232"),
    Proof("From a client", "ping -M do -s 1372 -c 3 {vip}", "does this one pass where the larger does not?"),
    Proof("On {node}", "ip -d link show"),
)
CONFIRM: Final = {
    Form.HUNG: (
        Proof("In the backend's pod on {node}", "ss -tlnp", "Recv-Q above 0 = its accept queue is full"),
        Proof("Its log at the times above"),
        *LARGER,
    ),
    Form.UNHEARD: (
        Proof("On {node}", "tcpdump -eni IF 'host {vip} and tcp port {port}'", "do the client's ACKs arrive?"),
        Proof("On {node}", "conntrack -S", "drop and invalid that rise"),
        Proof("In the backend's pod", "ss -tln", "Recv-Q above Send-Q = its accept queue is full"),
        Proof("In the backend's pod", "nstat -az TcpExtListenOverflows"),
    ),
    Form.LOST: LARGER,
    Form.UNTOLD: (Proof("Without a filter of flags", "tcpdump -i IF -w FILE 'host {vip} and tcp port {port}'"),),
    Form.MIDWAY: (
        Proof("On {node}", "conntrack -L -d {vip}; conntrack -S", "are the connections there, and to which pod?"),
        Proof("", "kubectl get pods -A -o wide", "is that pod still there?"),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hanging:
    """Connections of one owner and port that hang in one way; `others`: how many hang there in other ways."""

    owner: int
    port: int
    form: Form
    waited: Connections
    others: int


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP, owner and port that accepts and then says nothing."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        waited = ended(record, AttemptOutcome.UNSERVED, AttemptOutcome.STALLED_MIDWAY)
        moved = crossed(case, record, waited) >= 0
        moved &= losses(waited, TO_VIP).sizes > 0
        sent = losses(waited, FROM_VIP).missing > 0
        used = sent_bytes(waited) > 0
        for left_out, words in (
            (moved, "were open while the VIP moved, and were not acknowledged since"),
            (sent & ~moved, "lack bytes that the server did send"),
            (
                ~used & ~moved & ~sent,
                "without a byte from the server: the client sent none either, as connections opened ahead of need do",
            ),
        ):
            if left_out.any():
                why = f"{plural(int(left_out.sum()), 'connection')} {words}"
                ruled_out.append(RuledOut(ID, record.vip, why))
        for hanging in sorted_out(case, record, waited.where(used & ~moved & ~sent)):
            findings.append(finding(case, record, hanging))
    return findings, ruled_out


def sorted_out(case: Case, record: VipRecord, waited: Connections) -> list[Hanging]:
    """Connections by owner and port, those that hang in the way that most there do."""
    owners = case.inventory.owners(waited.column("answer_mac"), waited.column("answer_time"), record.segment)
    ports = waited.column("vip_port")
    found = []
    for owner, port in dict.fromkeys(zip(owners.tolist(), ports.tolist(), strict=True)):
        here = waited.where((owners == owner) & (ports == port))
        forms = forms_of(here)
        most = int(np.bincount(forms).argmax())
        mine = here.where(forms == most)
        found.append(Hanging(owner=owner, port=port, form=Form(most), waited=mine, others=len(here) - len(mine)))
    return found


def finding(case: Case, record: VipRecord, hanging: Hanging) -> Finding:
    """The finding about one owner and port."""
    owner, form, waited = hanging.owner, hanging.form, hanging.waited
    label, node = case.inventory.label(owner), case.inventory.name(owner) or "the node"
    start, end = int(waited.column("broke").min()), int(waited.column("end").max())
    objection = unsettled(case, record, owner, start, end)
    loss = misses_frames(case, record)
    against = [loss] if loss else []
    if objection:
        against.append(f"The VIP may have moved meanwhile: {objection}")
    if form is Form.UNHEARD and another_way(case, record, owner, waited):
        against.append("Their answers came by another MAC than the one asked: they may have another way (return-path)")
    if form is Form.HUNG:
        against += doubts(case, record, owner, hanging.port, waited)
    if hanging.others:
        against.append(f"{plural(hanging.others, 'more connection')} through it hung in another way")
    names = {"vip": record.vip, "port": hanging.port, "node": node, "label": label}
    return Finding(
        rule=ID,
        severity=Severity.WARNING,
        confidence=Confidence.LOW
        if against
        else confidence(form, len(waited), alive=bool(len(answered(record, owner, start, end)))),
        vip=record.vip,
        owner=owner,
        start=start,
        end=end,
        summary=f"{record.vip}:{hanging.port} " + SUMMARY[form].format(**names),
        because=argument(case, record, hanging),
        against=tuple(against),
        missing=(MISSING[form],),
        instead=(QUEUE,) if form is Form.UNHEARD else (),
        remedy=REMEDY[form].format(**names),
        proofs=filled(CONFIRM[form], **names),
        explains=waited,
        vip_cleared=objection is None,
    )


def another_way(case: Case, record: VipRecord, owner: int, waited: Connections) -> bool:
    """Whether answers went another way than the one asked, on which nothing else went well."""
    bent = waited.where(crooked(case, record, waited))
    return len(bent) > 0 and not went_well(case, record, owner, bent)


def confidence(form: Form, many: int, *, alive: bool) -> Confidence:
    """How sure it is where nothing speaks against it, with `many` connections; `alive`: whether the owner accepted
    connections meanwhile."""
    if form is Form.UNTOLD:
        return Confidence.LOW
    if form is Form.HUNG:
        return Confidence.MEDIUM
    return Confidence.MEDIUM if many >= CERTAIN and alive else Confidence.LOW


def argument(case: Case, record: VipRecord, hanging: Hanging) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding."""
    waited, form = hanging.waited, hanging.form
    shown = some(waited)
    answers = tuple(one.answer_frame for one in shown if one.answer_frame is not None)
    label = case.inventory.label(hanging.owner)
    steps = [Step(f"{label} completed {plural(len(waited), 'handshake')} on port {hanging.port}", answers)]
    last = last_frames(waited, 4) or tuple(ends(shown[:4]))
    if form is Form.MIDWAY:
        steps.append(Step(f"Bytes came through on them, and then no more: {midway(waited)}", last))
    else:
        sent, closed = low_high(sent_bytes(waited)), closing_frames(waited) if form is Form.HUNG else []
        cited = "" if closed else "; cited is the last frame of each"
        steps.append(Step(f"The client sent {sent} bytes on each{CAME[form]}{cited}", some(closed) or last))
        wait = patience(waited)
        words = f"After {span([int(wait.min()), int(wait.max())])} without a byte the client gave up"
        steps.append(Step(words, tuple(ends(shown)) or last))
    if form is Form.UNHEARD:
        steps.append(Step(f"The SYN-ACK came {low_high(waited.column('answers'))} times on each", last))
    still = waiting(record, hanging.port)
    if len(still):
        steps.append(
            Step(
                f"{plural(len(still), 'more connection')} waited so at the capture's end",
                tuple(one.answer_frame for one in some(still) if one.answer_frame is not None),
            )
        )
    return tuple(steps)


def low_high(values: NDArray[np.int64]) -> str:
    """The least and the most of some numbers."""
    low, high = int(values.min()), int(values.max())
    return f"{low}" if low == high else f"{low} to {high}"


CAME: Final = {
    Form.HUNG: ", repeats counted, and the server acknowledged them: what was asked arrived",
    Form.LOST: ", repeats counted, and the server acknowledged none of them: what was asked may never have arrived",
    Form.UNHEARD: ", repeats counted, and the server went on to send its SYN-ACK: it took none of them",
    Form.UNTOLD: ", as its numbers tell",
}
"""What the server's kernel said of the request."""


def midway(waited: Connections) -> str:
    """Whose bytes were no longer acknowledged, and how often they were sent."""
    to, back = losses(waited, TO_VIP).sizes, losses(waited, FROM_VIP).sizes
    said = []
    if (to > 0).any():
        said.append(f"the client sent the same bytes again and again on {int((to > 0).sum())} of them")
    if (back > 0).any():
        said.append(f"the server sent the same bytes again and again on {int((back > 0).sum())} of them")
    return " and ".join(said) or "bytes were missing that were never sent again"


def waiting(record: VipRecord, port: int) -> Connections:
    """Connections open at the end whose client asked and got nothing."""
    found = record.connections
    flows, known = found.carried()
    return found.where(
        (found.column("outcome") == NUMBER[AttemptOutcome.OPEN])
        & (found.column("vip_port") == port)
        & (found.column("answer_event") >= 0)
        & known
        & (flows["payload"][:, TO_VIP] > 0)
        & (flows["payload"][:, FROM_VIP] == 0)
    )


RULE: Final = Rule(
    id=ID,
    title="connections are accepted, then nothing",
    judge=judge,
    needs=(Need.ATTEMPTS,),
    asserts=frozenset({Fact.ALIVE}),
)
