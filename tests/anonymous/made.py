"""Frames of every kind that is rewritten, made with scapy, with checksums that are right."""

from scapy.layers.inet import ICMP, IP, TCP, UDP, IPOption_RR
from scapy.layers.inet6 import (
    ICMPv6DestUnreach,
    ICMPv6ND_NA,
    ICMPv6ND_NS,
    ICMPv6ND_Redirect,
    ICMPv6NDOptDstLLAddr,
    ICMPv6NDOptRedirectedHdr,
    ICMPv6NDOptSrcLLAddr,
    IPv6,
    IPv6ExtHdrFragment,
)
from scapy.layers.l2 import ARP, CookedLinux, Dot1Q, Ether
from scapy.layers.vrrp import VRRP, VRRPv3
from scapy.packet import Packet, Raw

CLIENT, NODE, VIP, FAR = "192.0.2.10", "192.0.2.22", "192.0.2.80", "198.51.100.7"
CLIENT_MAC, NODE_MAC = "52:54:00:c1:1e:10", "00:16:3e:0d:e2:22"
CLIENT_6, NODE_6, VIP_6 = "2001:db8:77::c1:1e10", "fe80::216:3eff:fe0d:e222", "2001:db8:77::80"
SECRET = b"password=hunter2 host=proxy.example.com"
OWN = (CLIENT, NODE, VIP, FAR)
OWN_6 = (CLIENT_6, NODE_6, VIP_6)
OWN_MACS = (CLIENT_MAC, NODE_MAC)


def down(payload: Packet) -> Packet:
    return Ether(src=NODE_MAC, dst=CLIENT_MAC) / payload


def up(payload: Packet) -> Packet:
    return Ether(src=CLIENT_MAC, dst=NODE_MAC) / payload


SYN = IP(src=CLIENT, dst=VIP, ttl=63) / TCP(sport=40000, dport=443, seq=1, options=[("MSS", 1460)])
DATA = IP(src=CLIENT, dst=FAR) / TCP(sport=40000, dport=80, flags="PA", seq=2, ack=3) / Raw(SECRET)
SYN_6 = IPv6(src=CLIENT_6, dst=VIP_6) / TCP(sport=40000, dport=443, seq=1)


def quoted(packet: Packet, length: int | None = None) -> Raw:
    return Raw(bytes(packet)[:length])


ETHERNET: dict[str, Packet] = {
    "announcement": Ether(src=NODE_MAC, dst="ff:ff:ff:ff:ff:ff")
    / ARP(op=1, hwsrc=NODE_MAC, psrc=VIP, hwdst="ff:ff:ff:ff:ff:ff", pdst=VIP)
    / Raw(bytes(18)),
    "reply": down(ARP(op=2, hwsrc=NODE_MAC, psrc=VIP, hwdst=CLIENT_MAC, pdst=CLIENT)),
    "tagged": up(Dot1Q(vlan=200) / Dot1Q(vlan=7) / SYN),
    "syn": up(SYN),
    "data": up(DATA),
    "multipath": up(IP(src=CLIENT, dst=VIP) / TCP(sport=1, dport=2, options=[(30, bytes.fromhex("3401c6336407"))])),
    "options": up(IP(src=CLIENT, dst=VIP, options=[IPOption_RR(routers=[NODE, FAR])]) / TCP(sport=1, dport=2)),
    "udp": up(IP(src=CLIENT, dst=FAR) / UDP(sport=5000, dport=6000) / Raw(SECRET)),
    "udp without checksum": up(IP(src=CLIENT, dst=FAR) / UDP(sport=5000, dport=6000, chksum=0) / Raw(SECRET)),
    "fragment": up(IP(src=CLIENT, dst=FAR, frag=100) / Raw(SECRET)),
    "echo": up(IP(src=CLIENT, dst=FAR) / ICMP() / Raw(SECRET)),
    "redirect": down(IP(src=NODE, dst=CLIENT) / ICMP(type=5, code=1, gw=VIP) / quoted(SYN)),
    "unreachable": down(IP(src=NODE, dst=CLIENT) / ICMP(type=3, code=1) / quoted(SYN, 28)),
    "unreachable with payload": down(IP(src=NODE, dst=CLIENT) / ICMP(type=3, code=1) / quoted(DATA)),
    "time exceeded": down(IP(src=NODE, dst=CLIENT) / ICMP(type=11) / quoted(SYN)),
    "vrrp 2": down(IP(src=NODE, dst="224.0.0.18", ttl=255) / VRRP(vrid=51, priority=150, addrlist=[VIP, FAR], auth1=7)),
    "vrrp 3": down(IP(src=NODE, dst="224.0.0.18", ttl=255) / VRRPv3(vrid=51, priority=150, addrlist=[VIP])),
    "other protocol": up(IP(src=CLIENT, dst=FAR, proto=47) / Raw(SECRET)),
    "other type": Ether(src=NODE_MAC, dst="01:80:c2:00:00:0e", type=0x88CC) / Raw(SECRET),
    "syn 6": up(SYN_6),
    "fragment 6": up(IPv6(src=CLIENT_6, dst=VIP_6) / IPv6ExtHdrFragment(offset=9, nh=6) / Raw(SECRET)),
    "solicitation": Ether(src=NODE_MAC, dst="33:33:ff:00:00:80")
    / IPv6(src=NODE_6, dst="ff02::1:ff00:80", hlim=255)
    / ICMPv6ND_NS(tgt=VIP_6)
    / ICMPv6NDOptSrcLLAddr(lladdr=NODE_MAC),
    "advertisement": Ether(src=NODE_MAC, dst="33:33:00:00:00:01")
    / IPv6(src=NODE_6, dst="ff02::1", hlim=255)
    / ICMPv6ND_NA(tgt=VIP_6, R=0, S=0, O=1)
    / ICMPv6NDOptDstLLAddr(lladdr=NODE_MAC),
    "redirect 6": down(
        IPv6(src=NODE_6, dst=CLIENT_6, hlim=255)
        / ICMPv6ND_Redirect(tgt=VIP_6, dst=VIP_6)
        / ICMPv6NDOptDstLLAddr(lladdr=NODE_MAC)
        / ICMPv6NDOptRedirectedHdr(pkt=quoted(SYN_6))
    ),
    "unreachable 6": down(IPv6(src=NODE_6, dst=CLIENT_6) / ICMPv6DestUnreach(code=3) / quoted(SYN_6)),
}
COOKED: dict[str, Packet] = {
    "cooked syn": CookedLinux(src=bytes.fromhex(CLIENT_MAC.replace(":", "")), proto=0x0800) / SYN,
    "cooked reply": CookedLinux(src=bytes.fromhex(NODE_MAC.replace(":", "")), proto=0x0806)
    / ARP(op=2, hwsrc=NODE_MAC, psrc=VIP, hwdst=CLIENT_MAC, pdst=CLIENT),
}
RAW: dict[str, Packet] = {"raw syn": SYN, "raw syn 6": SYN_6}
EVERY: dict[str, tuple[int, bytes]] = {
    name: (linktype, bytes(packet))
    for linktype, some in ((1, ETHERNET), (113, COOKED), (101, RAW))
    for name, packet in some.items()
}
