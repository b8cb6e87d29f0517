"""MACs that are no host's own: they move between nodes without changing."""

from typing import Final

from arpwatch_k8s.evidence.row import MAC_PRESENT

VIRTUAL_PREFIXES: Final = (0x00005E0001, 0x00005E0002, 0x00000C07AC)
HSRP_V2_PREFIXES: Final = (0x00000C9F, 0x0005_73A0)
KUBE_VIP_OUI: Final = 0x00006C


def is_virtual_mac(mac: int) -> bool:
    """Whether a MAC is one that moves between nodes: VRRP (RFC 9568 section 7.3), CARP, HSRP (RFC 2281 section 6 and
    its version 2), kube-vip's macvlan."""
    number = mac & (MAC_PRESENT - 1)
    version_2 = number >> 16 in HSRP_V2_PREFIXES and number & 0xF000 in (0, 0xF000)
    return number >> 8 in VIRTUAL_PREFIXES or number >> 24 == KUBE_VIP_OUI or version_2
