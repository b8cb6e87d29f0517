"""Who made a MAC: from the IEEE's registry, or by the protocol that a virtual one belongs to."""

from __future__ import annotations

from functools import cache
from typing import Final

from arpwatch_k8s.evidence.row import MAC_PRESENT

PROTOCOLS: Final = {
    0x00005E0001: "VRRP or CARP group",
    0x00005E0002: "VRRP group, IPv6",
    0x00000C07AC: "HSRP group",
}
LOCAL_BIT: Final = 1 << 41


@cache
def vendor(mac: int) -> str | None:
    """The maker's name as registered, or a virtual MAC's protocol and group; None where neither is known.

    Locally administered MACs (virtual machines, containers) have no maker.
    """
    number = mac & (MAC_PRESENT - 1)
    protocol = PROTOCOLS.get(number >> 8)
    if protocol is not None:
        return f"{protocol} {number & 0xFF}"
    if number & LOCAL_BIT:
        return None
    from netaddr import EUI, NotRegisteredError  # a registry of 4 MB, read when a MAC has no other name

    try:
        return str(EUI(number, version=48).oui.registration()["org"])
    except NotRegisteredError:
        return None
