"""The segment that a row was seen on: one interface and VLAN, where an address can have one owner."""

from typing import NamedTuple

from arpwatch_k8s.evidence import vlan_text


class Segment(NamedTuple):
    """pcapng interface id, the kernel's interface index where a cooked capture names it (else 0), packed VLAN tags."""

    interface: int
    ifindex: int
    vlan: int

    def __str__(self) -> str:
        """Interface index, with `.VLAN` where tagged."""
        base = f"if{self.ifindex}" if self.ifindex else str(self.interface)
        return f"{base}.{vlan_text(self.vlan)}" if self.vlan else base


def segment_of(interface: int, ifindex: int, tags: int) -> Segment:
    """The segment of a row; a tag with id 0 carries a priority and names no VLAN (IEEE 802.1Q section 6.9)."""
    vlans = 0
    for shift in (48, 32, 16, 0):
        tag = tags >> shift & 0xFFFF
        if tag & 0xFFF:
            vlans = vlans << 16 | tag
    return Segment(interface, ifindex, vlans)
