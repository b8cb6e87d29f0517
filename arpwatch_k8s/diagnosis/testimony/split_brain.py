"""Two nodes of one program that both said they hold an address, for longer than their clocks may differ by.

Each node's log speaks for itself: it holds until it says that it does no more, begins anew, or breaks off. That is
worth something only where the earlier one said again that it holds, or took it back later, after the other began. A log
of which only some lines were copied leaves out what ends it; two copies of one log say the same twice; where kube-vip
runs without ARP each node has the address and none announces it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from arpwatch_k8s.correlator.testimony.believed import Rivals, Voice, rivals
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.signs.naming import UNKNOWN_PROGRAM
from arpwatch_k8s.diagnosis.signs.writing import CLOCKS_NS, NAMES
from arpwatch_k8s.diagnosis.testimony.believing import (
    announces,
    contradicted,
    first_line,
    is_excerpt,
    is_on_one_clock,
    said_by,
    says_again,
)
from arpwatch_k8s.diagnosis.testimony.felt import felt
from arpwatch_k8s.diagnosis.testimony.heard import Heard
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import seconds

ID: Final = "split-brain"

REMEDIES: Final = {
    "kube-vip": (
        "Find why two leaders hold one lease: a slow etcd or API server (kube-vip/kube-vip#282, kube-vip/kube-vip#453, "
        "kube-vip/kube-vip#842), or one address in two Services under svc_election (kube-vip/kube-vip#1479, "
        "kube-vip/kube-vip#879). Raise vip_leaseduration, vip_renewdeadline and vip_retryperiod; restart the kube-vip "
        "that is not the lease's holder, and delete the address that it left (kube-vip/kube-vip#996, "
        "kube-vip/kube-vip#1005)."
    ),
    "metallb": (
        "Let the speakers reach each other: memberlist's port 7946, TCP and UDP, open between all nodes, and one "
        "memberlist secret for all (metallb/metallb#589, metallb/metallb#1765, metallb/metallb#2005). If they are of "
        "two clusters, take the address out of one of the pools (metallb/metallb#772)."
    ),
    "keepalived": (
        "Let VRRP through between the nodes: IP protocol 112 to 224.0.0.18 (ff02::12), IGMP snooping on the switch, or "
        "unicast_peer in both configurations (acassen/keepalived#2387, acassen/keepalived#2649). Set "
        "vrrp_higher_prio_send_advert true and vrrp_garp_lower_prio_repeat, so that caches follow when it heals "
        "(acassen/keepalived#20)."
    ),
    "pacemaker": (
        "Turn fencing on (stonith-enabled=true), repair the cluster's own network; then crm_resource --refresh."
    ),
    "cilium": (
        "Find why two agents hold one lease: a throttled or slow API server (cilium/cilium#26586): raise "
        "k8sClientRateLimit.qps and l2announcements.leaseDuration."
    ),
    "ucarp": "Let the nodes' advertisements through (IP protocol 112 to 224.0.0.18); same vhid and password on both.",
    "frr": "Let VRRP through between the routers (IP protocol 112 to 224.0.0.18), or give the groups two numbers.",
}
ANY: Final = "Repair what lets two instances of {name} elect themselves: their lease, or the network between them."
CONFIRMS: Final = {
    "kube-vip": (
        Proof("", "kubectl get lease -A | grep -E 'plndr|kubevip'", "who holds it"),
        Proof("", "kubectl -n kube-system logs KUBE_VIP_POD | grep 'Failed to renew lease'", "of both pods"),
        Proof("On both nodes", "ip -br addr | grep -F {vip}"),
    ),
    "metallb": (
        Proof(
            "",
            "kubectl -n metallb-system logs -l component=speaker | grep -E 'NodeJoin|NodeLeave|Suspect|partial join'",
        ),
        Proof("", "kubectl get servicel2statuses -A", "two for one service"),
        Proof("From each node", "nc -vz NODE 7946"),
    ),
    "keepalived": (
        Proof("On both nodes", "tcpdump -ni IF 'ip proto 112'", "each must see the other's"),
        Proof("On both nodes", "journalctl -t Keepalived_vrrp | grep -E 'lower priority|MASTER STATE'"),
    ),
    "pacemaker": (Proof("On both nodes", "crm_mon -1", "each says that it runs the resource"),),
    "cilium": (
        Proof("", "kubectl get lease -A | grep cilium-l2announce"),
        Proof("On both nodes", "cilium-dbg shell -- db/show l2-announce"),
    ),
}
ANY_CONFIRM: Final = (
    Proof("On both nodes", "ip -br addr | grep -F {vip}"),
    Proof("The log of {name} on both nodes"),
)

MOST_WEIGHED: Final = 8
"""Pairs of one address and program that are looked at more closely, those that lasted longest."""
EXCERPT: Final = "All of both logs: what is left out of them may have ended it"
AGAIN: Final = "Whether the first held it still: it did not say so again after the other began"
ZONES: Final = "The time zone of one log: it names none, as the other does; name it with --as FILE@ZONE"
COPIES: Final = "Whose logs they are: both say the same at the same second, as copies of one do"


def remedies(family: str, name: str, vip: str) -> tuple[str, tuple[Proof, ...]]:
    """What to do and how to see it, of the program that is named; of one that is not, with what holds if it is the
    likeliest."""
    likeliest, confirm = REMEDIES.get(family, ANY), CONFIRMS.get(family, ANY_CONFIRM)
    if name != UNKNOWN_PROGRAM:
        return likeliest.format(name=name), filled(confirm, name=name, vip=vip)
    guess = NAMES[family]
    return (
        f"{ANY.format(name=name)} If it is {guess}: {likeliest.format(name=guess)}",
        filled(ANY_CONFIRM, vip=vip, name="what announces it"),
    )


def hear(case: Case) -> Iterator[Heard | RuledOut]:
    """For each address and program, the two that held it together for longest."""
    pairs = [both for both in rivals(case.cluster) if both.first.voice is Voice.LOG]
    pairs.sort(key=about)
    for (vip, program), several in groupby(pairs, key=about):
        found = list(several)
        told = [both for both in found if both.end - both.start >= CLOCKS_NS]
        if not told:
            why = f"two nodes' logs overlap by {seconds(longest(found))}, no more than their clocks may differ by"
            yield RuledOut(ID, vip, why)
            continue
        told = sorted(told, key=lambda both: both.start - both.end)[:MOST_WEIGHED]
        loud = [both for both in told if announces(case, both.first) and announces(case, both.second)]
        if not loud:
            yield RuledOut(ID, vip, f"{called(program)} has it on several nodes, and announces it from none of two")
            continue
        yield heard(case, max(loud, key=lambda both: (not doubts(case, both), both.end - both.start)))


def about(both: Rivals) -> tuple[str, str]:
    """Address and program."""
    return both.first.vip, both.first.program


def longest(several: Sequence[Rivals]) -> int:
    """The longest time that two held it together, ns."""
    return max(both.end - both.start for both in several)


def called(program: str) -> str:
    """What people call a program."""
    return NAMES.get(program, program)


def doubts(case: Case, both: Rivals) -> tuple[str, ...]:
    """What the logs of two leave open."""
    pair = (both.first, both.second)
    found = []
    if any(is_excerpt(case, epoch) for epoch in pair):
        found.append(EXCERPT)
    if not says_again(both.first, both.start + CLOCKS_NS):
        found.append(AGAIN)
    if not is_on_one_clock(case, *pair):
        found.append(ZONES)
    if first_line(case, both.first) == first_line(case, both.second):
        found.append(COPIES)
    return tuple(found)


def heard(case: Case, both: Rivals) -> Heard:
    """What two that held it together make."""
    vip, program = about(both)
    pair, span = (both.first, both.second), (both.start, both.end)
    name, lasted = called(program), seconds(both.end - both.start)
    steps = tuple(said_by(epoch, name) for epoch in pair)
    open_ones = doubts(case, both)
    wire = contradicted(case, vip, span)
    harm = None if wire else felt(case, vip, span)
    decided = not open_ones and wire is None
    remedy, confirm = remedies(program, name, vip)
    severity = Severity.CRITICAL if harm and decided else Severity.WARNING
    return Heard(
        vip=vip,
        span=span,
        steps=steps,
        lifts_to=Confidence.HIGH if decided else Confidence.LOW,
        alone=Finding(
            rule=ID,
            severity=Severity.INFO if wire or AGAIN in open_ones else severity,
            confidence=Confidence.MEDIUM if decided else Confidence.LOW,
            vip=vip,
            start=both.start,
            end=both.end,
            summary=f"By its logs {name} held {vip} on {both.first.node} and {both.second.node} at once, for {lasted}",
            because=(*steps, *([harm] if harm else [])),
            against=(wire,) if wire else (),
            missing=(*open_ones, "What is on the wire: whether both answer for the address"),
            remedy=remedy,
            proofs=confirm,
        ),
    )
