"""What each rule needs to be told by: where the captures lack it, that the rule found nothing means nothing."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.evidence.row import TCP_SYN
from arpwatch_k8s.logs.details.detail import UpstreamError

NOT_KEPT: Final = (
    "what connections carried was not recorded: it was read but once, and the VIPs were not known by then (name them, "
    "--vip)"
)


class Need(StrEnum):
    """What a rule rests on, in the words for its absence."""

    CLAIMS = "no ARP or neighbor discovery about the VIP"
    SEGMENT = "no ARP or neighbor discovery at all"
    ATTEMPTS = "nobody tried to connect"
    PAYLOAD = "no frames with payload (a capture of SYN, FIN and RST alone)"
    DESTINATIONS = "no destination MACs (cooked capture)"
    HOST = "where it was captured cannot be told"
    LOG = "no error log of a proxy beside it"
    INVENTORY = "no inventory of the nodes (--node, --inventory)"


def lacks(case: Case, record: VipRecord, of_all: set[Need]) -> dict[Need, str]:
    """What the captures lack about one VIP, in words; `of_all`: what they lack whatever the VIP."""
    found = {need: need.value for need in of_all | lacking(case, record)}
    if Need.PAYLOAD in found and not all(info.flows_kept or info.printed for info in case.captures_of(record)):
        found[Need.PAYLOAD] = NOT_KEPT
    return found


def lacking(case: Case, record: VipRecord) -> set[Need]:
    """What the captures lack about one VIP."""
    found: set[Need] = set()
    if not len(record.claims):
        found.add(Need.CLAIMS)
    if not record.shows_arp:
        found.add(Need.SEGMENT)
    if not len(record.attempts):
        found.add(Need.ATTEMPTS)
    if not case.views[record.view].evidence.of_kinds(TCP_SYN)["eth_dst"].any():
        found.add(Need.DESTINATIONS)
    if not record.hosts:
        found.add(Need.HOST)
    return found


def lacking_for_all(case: Case) -> set[Need]:
    """What the captures and what came with them lack whatever the VIP: of thousands of VIPs it is asked once."""
    found: set[Need] = set()
    if not case.flows["payload"].any():
        found.add(Need.PAYLOAD)
    if not any(UpstreamError in log.tells for log in case.logs):
        found.add(Need.LOG)
    if not any(node.given for node in case.inventory.nodes):
        found.add(Need.INVENTORY)
    return found
