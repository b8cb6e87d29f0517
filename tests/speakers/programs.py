"""What each program sends, frame by frame, as its source says: bytes for tests, in seconds from its first."""

from scapy.layers.inet import IP
from scapy.layers.inet6 import ICMPv6ND_NA, ICMPv6NDOptDstLLAddr, ICMPv6NDOptSrcLLAddr, IPv6
from scapy.layers.vrrp import VRRP

from tests.savefiles import BROADCAST, MAC_A, NODE_A, VIP, ZERO, Timed, arp, at, ether, padded

VIP6, LINK_LOCAL, ALL_NODES = "2001:db8::80", "fe80::5054:ff:fe00:a", "33:33:00:00:00:01"
VIRTUAL, VIRTUAL6 = "00:00:5e:00:01:33", "00:00:5e:00:02:33"


def request(mac: str, target: str = BROADCAST, vip: str = VIP) -> bytes:
    """An announcement by request."""
    return arp(1, mac, vip, target, vip)


def reply(mac: str, target: str = BROADCAST, vip: str = VIP) -> bytes:
    """An announcement by reply."""
    return arp(2, mac, vip, target, vip)


def unsolicited(
    mac: str, *, source: str = LINK_LOCAL, router: int = 0, override: int = 1, source_option: bool = False
) -> bytes:
    """An unsolicited advertisement."""
    packet = IPv6(src=source, dst="ff02::1", hlim=255) / ICMPv6ND_NA(tgt=VIP6, R=router, S=0, O=override)
    packet /= ICMPv6NDOptSrcLLAddr(lladdr=mac) if source_option else ICMPv6NDOptDstLLAddr(lladdr=mac)
    return ether(packet, mac, ALL_NODES)


def advert(mac: str = MAC_A, source: str = NODE_A, *, vip: str = VIP, vrid: int = 0x33, priority: int = 100) -> bytes:
    """An advertisement of VRRP."""
    packet = IP(src=source, dst="224.0.0.18", ttl=255) / VRRP(vrid=vrid, priority=priority, addrlist=[vip])
    return ether(packet, mac, "01:00:5e:00:00:12")


def metallb(mac: str = MAC_A, start: float = 0, ticks: int = 5, *, vip: str = VIP) -> list[Timed]:
    """Pairs every 1.1 s."""
    return [
        at(start + 1.1 * tick + after, padded(form(mac, BROADCAST, vip)))
        for tick in range(ticks)
        for after, form in ((0, request), (0.00002, reply))
    ]


def kube_vip(mac: str = MAC_A, start: float = 0, ticks: int = 6, *, forms: str = "", vip: str = VIP) -> list[Timed]:
    """One frame every 3 s, by turns a reply and a request."""
    order = forms or "PR" * ticks
    return [
        at(start + 3.005 * tick, reply(mac, mac, vip) if order[tick] == "P" else request(mac, vip=vip))
        for tick in range(ticks)
    ]


def keepalived(mac: str = MAC_A, start: float = 0, *, source: str = NODE_A, adverts: int = 8) -> list[Timed]:
    """An advertisement, five requests, five more after 5 s; an advertisement every second."""
    bursts = [at(start + when + 0.008 + 0.0005 * i, request(mac)) for when in (0, 5) for i in range(5)]
    return sorted([*bursts, *(at(start + second, advert(mac, source)) for second in range(adverts))])


def keepalived6(mac: str = MAC_A, start: float = 0) -> list[Timed]:
    """The same by neighbor discovery, from the VIP."""
    frames = [unsolicited(mac, source=VIP6)] * 5
    return [at(start + when + 0.0005 * i, frame) for when in (0, 5) for i, frame in enumerate(frames)]


PROGRAMS: dict[str, list[Timed]] = {
    "metallb": metallb(),
    "kube-vip": kube_vip(),
    "keepalived": keepalived(),
    "keepalived-vmac": keepalived(VIRTUAL),
    "frr": [at(0, request(VIRTUAL)), at(0.001, advert(VIRTUAL)), *(at(i, advert(VIRTUAL)) for i in range(1, 8))],
    "pacemaker": [at(i, request(MAC_A)) for i in range(5)],
    "pacemaker-libnet": [
        at(0.2 * i + after, frame)
        for i in range(5)
        for after, frame in ((0, request(MAC_A, ZERO)), (0.1, reply(MAC_A, MAC_A)))
    ],
    "arping": [at(i, reply(MAC_A, MAC_A)) for i in range(3)],
    "cilium": [at(0, padded(reply(MAC_A)))],
    "openelb": [at(0, padded(request(MAC_A))), at(0.0001, padded(reply(MAC_A)))],
    "purelb": [
        at(0.5 * i + after, padded(form(MAC_A))) for i in range(3) for after, form in ((0, request), (0.0001, reply))
    ],
    "antrea": [at(0, request(MAC_A))],
    "loxilb": [at(31 * i, reply(MAC_A)) for i in range(4)],
    "linux": [at(0, request(MAC_A, ZERO, NODE_A)), at(0.00001, request(MAC_A, ZERO))],
    "host": [at(-3, arp(1, MAC_A, "0.0.0.0", ZERO, VIP)), *(at(2 * i, request(MAC_A, ZERO)) for i in range(2))],
    "ucarp": [at(0, request(MAC_A, MAC_A)), at(1.99, request(MAC_A, MAC_A))],
}
PROGRAMS6: dict[str, list[Timed]] = {
    "metallb": [at(1.1 * i, unsolicited(MAC_A)) for i in range(5)],
    "kube-vip": [at(3.005 * i, unsolicited(MAC_A)) for i in range(6)],
    "keepalived": keepalived6(),
    "frr": [at(0, unsolicited(VIRTUAL6, source=VIP6, router=1))],
    "pacemaker": [at(0.2 * i, unsolicited(MAC_A, source=VIP6)) for i in range(5)],
    "cilium": [at(0, unsolicited(MAC_A, override=0, source_option=True))],
    "loxilb": [at(31 * i, unsolicited(MAC_A, override=0)) for i in range(3)],
    "purelb": [at(0.5 * i, unsolicited(MAC_A)) for i in range(3)],
    "linux": [at(0, unsolicited(MAC_A, source=VIP6))],
}
