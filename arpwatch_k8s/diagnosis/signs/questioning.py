"""How each version of IP asks who has an address: what keeps questions from being heard, and how to see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.diagnosis.proof import Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How one version of IP speaks of it."""

    questions: str
    """What questions are, and what keeps them from being heard."""
    confirm: tuple[Proof, ...]
    """What proves it."""


THERE: Final = "On the node that should hold it"
V4: Final = Words(
    questions="broadcasts (promiscuous mode, port security, Wi-Fi and hypervisor filters: metallb/metallb#253, "
    "metallb/metallb#284; with IPVS and strictARP only a speaker answers)",
    confirm=(
        Proof("From {host}", "arping -b -c 3 -I IF {vip}"),
        Proof(THERE, "tcpdump -eni IF arp and host {vip}", "are the questions heard there?"),
        Proof(THERE, "ip addr | grep -F {vip}"),
        Proof("", "kubectl -n metallb-system logs -l component=speaker"),
    ),
)
V6: Final = Words(
    questions="neighbor solicitations, which go by multicast to ff02::1:ff00:0/104 (MLD snooping on a switch without a "
    "querier; the multicast filter of its network card or of the hypervisor, where the program never joined the group: "
    "ip -6 maddr show; ip link set IF promisc on helps: cilium/cilium#44311, cilium/cilium#41678)",
    confirm=(
        Proof("From {host}", "ndisc6 {vip} IF"),
        Proof("From {host}", "ip -6 neigh show {vip}"),
        Proof(
            THERE,
            "tcpdump -p -eni IF 'icmp6 and ip6[40] == 135'",
            "heard there? without -p promiscuous mode lets them in",
        ),
        Proof(THERE, "ip -6 maddr show dev IF"),
        Proof(THERE, "ip -6 addr | grep -F {vip}"),
    ),
)
