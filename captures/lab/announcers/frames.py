"""The frames that announcers send: ARP (RFC 826) and neighbor advertisements (RFC 4861), as bytes."""

from ipaddress import IPv4Address, IPv6Address

from scapy.layers.inet6 import ICMPv6ND_NA, ICMPv6NDOptDstLLAddr, IPv6
from scapy.layers.l2 import ARP, Ether

BROADCAST = "ff:ff:ff:ff:ff:ff"
ALL_NODES, ALL_NODES_MAC = "ff02::1", "33:33:00:00:00:01"
ETHERTYPE_ARP, ETHERTYPE_IPV6 = 0x0806, 0x86DD
REQUEST, REPLY = 1, 2
HOP_LIMIT = 255
"RFC 4861 section 7.1.2: anything less was routed, and is thrown away."
MINIMUM_FRAME_BYTES = 60
"What mdlayher/ethernet, which MetalLB uses, pads to; the kernel and a socket of type SOCK_DGRAM pad nothing."


def announcement(operation: int, *, mac: str, address: IPv4Address, target_mac: str) -> bytes:
    """An ARP frame that tells everybody: `address` is at `mac`."""
    arp = ARP(op=operation, hwsrc=mac, psrc=str(address), hwdst=target_mac, pdst=str(address))
    return bytes(Ether(src=mac, dst=BROADCAST, type=ETHERTYPE_ARP) / arp)


def reply(*, mac: str, address: IPv4Address, to_mac: str, to: str) -> bytes:
    """An ARP frame that tells one host: `address` is at `mac`."""
    arp = ARP(op=REPLY, hwsrc=mac, psrc=str(address), hwdst=to_mac, pdst=to)
    return bytes(Ether(src=mac, dst=to_mac, type=ETHERTYPE_ARP) / arp)


def padded(frame: bytes) -> bytes:
    """A frame of at least the length that Ethernet asks for."""
    return frame.ljust(MINIMUM_FRAME_BYTES, b"\0")


def unsolicited(*, mac: str, address: IPv6Address, source: IPv6Address) -> bytes:
    """An advertisement that tells all nodes: `address` is at `mac`, whatever they have heard."""
    return _advertisement(mac=mac, address=address, source=source, to=ALL_NODES, to_mac=ALL_NODES_MAC, flags=(0, 1))


def solicited(*, mac: str, address: IPv6Address, source: IPv6Address, to: str, to_mac: str) -> bytes:
    """The answer to one host's solicitation, without the override flag, as MetalLB gives it."""
    return _advertisement(mac=mac, address=address, source=source, to=to, to_mac=to_mac, flags=(1, 0))


def _advertisement(
    *, mac: str, address: IPv6Address, source: IPv6Address, to: str, to_mac: str, flags: tuple[int, int]
) -> bytes:
    advert = ICMPv6ND_NA(tgt=str(address), R=0, S=flags[0], O=flags[1]) / ICMPv6NDOptDstLLAddr(lladdr=mac)
    packet = IPv6(src=str(source), dst=to, hlim=HOP_LIMIT) / advert
    return bytes(Ether(src=mac, dst=to_mac, type=ETHERTYPE_IPV6) / packet)
