"""What each rule needs to be told by: where the captures lack it, that the rule found nothing means nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Final

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.signs.stability import shows_arp
from arpwatch_k8s.evidence.row import TCP_SYN
from arpwatch_k8s.logs.detail import UpstreamError


class Need(StrEnum):
    """What a rule rests on, in the words for its absence."""

    CLAIMS = "no ARP or neighbor discovery about the VIP"
    SEGMENT = "no ARP or neighbor discovery at all"
    ATTEMPTS = "nobody tried to connect"
    PAYLOAD = "no frames with payload (a capture of SYN, FIN and RST alone)"
    DESTINATIONS = "no destination MACs (cooked capture)"
    HOST = "where it was captured cannot be told"
    LOG = "no nginx error log (--log)"
    INVENTORY = "no inventory of the nodes (--node, --inventory)"


NEEDS: Final[Mapping[str, tuple[Need, ...]]] = {
    "two-controllers": (Need.CLAIMS,),
    "foreign-host": (Need.CLAIMS, Need.INVENTORY),
    "proxy-arp": (Need.CLAIMS,),
    "every-node-answers": (Need.CLAIMS,),
    "two-interfaces": (Need.CLAIMS,),
    "split-brain": (Need.CLAIMS,),
    "orphan-address": (Need.CLAIMS,),
    "one-address-two-services": (Need.ATTEMPTS,),
    "service-not-programmed": (Need.ATTEMPTS,),
    "rejected-by-firewall": (Need.ATTEMPTS,),
    "backend-refuses": (Need.ATTEMPTS,),
    "stale-cache": (Need.CLAIMS, Need.ATTEMPTS, Need.DESTINATIONS),
    "connections-broken-by-move": (Need.ATTEMPTS,),
    "keepalive-race": (Need.ATTEMPTS, Need.PAYLOAD),
    "owner-silent": (Need.ATTEMPTS,),
    "vip-unanswered": (Need.SEGMENT, Need.HOST),
    "handover-slow": (Need.CLAIMS, Need.ATTEMPTS),
    "no-local-endpoint": (Need.ATTEMPTS,),
    "stalled": (Need.ATTEMPTS,),
    "conntrack-lost": (Need.ATTEMPTS,),
    "not-visible-here": (Need.SEGMENT, Need.ATTEMPTS),
    "missed-announcement": (Need.SEGMENT, Need.ATTEMPTS),
    "flapping": (Need.CLAIMS,),
    "handover": (Need.CLAIMS,),
    "proxy-amplified": (Need.LOG,),
    "reannounce-loop": (Need.CLAIMS,),
}
"""By rule. Each rule is here: a test holds that."""


def undecided(case: Case, rules: Iterable[str]) -> Iterator[RuledOut]:
    """Of some rules those that the captures cannot answer for, and the first thing that they lack for it."""
    names = list(rules)
    for record in case.vips:
        absent = lacks(case, record)
        for name in names:
            missing = [need for need in NEEDS.get(name, ()) if need in absent]
            if missing:
                yield RuledOut(name, record.vip, missing[0].value)


def lacks(case: Case, record: VipRecord) -> set[Need]:
    """What the captures lack about one VIP."""
    found: set[Need] = set()
    if not len(record.claims):
        found.add(Need.CLAIMS)
    if not shows_arp(case, record):
        found.add(Need.SEGMENT)
    if not len(record.attempts):
        found.add(Need.ATTEMPTS)
    if not case.flows["payload"].any():
        found.add(Need.PAYLOAD)
    if not case.views[record.view].evidence.of_kinds(TCP_SYN)["eth_dst"].any():
        found.add(Need.DESTINATIONS)
    if not record.hosts:
        found.add(Need.HOST)
    if not any(UpstreamError in log.tells for log in case.logs):
        found.add(Need.LOG)
    if not any(node.given for node in case.inventory.nodes):
        found.add(Need.INVENTORY)
    return found
