"""Captures for the rules: who plays in them, and frames of theirs by name.

A cast has addresses and MACs of its own, so that one script can be played by another cast, over IPv6, in a VLAN or in a
cooked capture: the verdict must be the same, with other names.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scapy.layers.inet import ICMP, IP, TCP, IPerror, TCPerror
from scapy.layers.inet6 import (
    ICMPv6DestUnreach,
    ICMPv6ND_NA,
    ICMPv6ND_NS,
    ICMPv6ND_Redirect,
    ICMPv6NDOptDstLLAddr,
    ICMPv6NDOptRedirectedHdr,
    ICMPv6NDOptSrcLLAddr,
    IPv6,
)
from scapy.layers.l2 import ARP, CookedLinux, Dot1Q, Ether
from scapy.packet import Packet

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.diagnosis.finding import Finding, Verdict
from tests.savefiles import BROADCAST, NS, ZERO, Timed, pcap, pcapng, save

ETHERNET, COOKED = 1, 113
ALL_NODES, ALL_NODES_MAC = "ff02::1", "33:33:00:00:00:01"


@dataclass(frozen=True, kw_only=True)
class Cast:
    """A VIP, a client, nodes by number, another host; `start` in seconds shifts all times."""

    vip: str = "192.0.2.80"
    client: str = "192.0.2.10"
    nodes: tuple[str, ...] = ("192.0.2.21", "192.0.2.22", "192.0.2.23", "192.0.2.24")
    macs: tuple[str, ...] = ("52:54:00:00:00:0a", "52:54:00:00:00:0b", "52:54:00:00:00:0c", "52:54:00:00:00:0d")
    client_mac: str = "52:54:00:00:00:10"
    other: str = "192.0.2.99"
    other_mac: str = "52:54:00:00:00:63"
    vlan: int | None = None
    link: int = ETHERNET
    start: float = 1000.0

    @property
    def is_v6(self) -> bool:
        return ":" in self.vip

    def at(self, seconds: float, payload: Packet, src: str, dst: str) -> Timed:
        """A frame at a time."""
        if self.link == COOKED:
            kind = 0x86DD if isinstance(payload, IPv6) else 0x806 if isinstance(payload, ARP) else 0x800
            header = CookedLinux(
                pkttype=0, lladdrtype=1, lladdrlen=6, src=bytes.fromhex(src.replace(":", "")), proto=kind
            )
            frame = bytes(header / payload)
        else:
            frame = bytes(Ether(src=src, dst=dst) / (Dot1Q(vlan=self.vlan) / payload if self.vlan else payload))
        return round(self.start * NS) + round(seconds * NS), frame

    def announce(self, seconds: float, node: int = 0, vip: str | None = None) -> Timed:
        """An announcement to all that a node has the VIP."""
        mac, vip = self.macs[node], vip or self.vip
        if self.is_v6:
            told = ICMPv6ND_NA(R=0, S=0, O=1, tgt=vip) / ICMPv6NDOptDstLLAddr(lladdr=mac)
            return self.at(seconds, IPv6(src=vip, dst=ALL_NODES, hlim=255) / told, mac, ALL_NODES_MAC)
        return self.at(seconds, ARP(op=1, hwsrc=mac, psrc=vip, hwdst=ZERO, pdst=vip), mac, BROADCAST)

    def ask(self, seconds: float, node: int | None = None, *, of: str | None = None, to: str = BROADCAST) -> Timed:
        """Who has the VIP (or `of`)? By a node, or else the client; to all or to one MAC."""
        address, mac = (self.client, self.client_mac) if node is None else (self.nodes[node], self.macs[node])
        target = of or self.vip
        if self.is_v6:
            asked = ICMPv6ND_NS(tgt=target) / ICMPv6NDOptSrcLLAddr(lladdr=mac)
            there, group = (
                (target, to) if to != BROADCAST else (f"ff02::1:ff00:{target.split(':')[-1]}", "33:33:ff:00:00:80")
            )
            return self.at(seconds, IPv6(src=address, dst=there, hlim=255) / asked, mac, group)
        return self.at(seconds, ARP(op=1, hwsrc=mac, psrc=address, hwdst=ZERO, pdst=target), mac, to)

    def reply(self, seconds: float, node: int = 0, vip: str | None = None) -> Timed:
        """A node's answer to the client's question."""
        mac, vip = self.macs[node], vip or self.vip
        if self.is_v6:
            told = ICMPv6ND_NA(R=0, S=1, O=1, tgt=vip) / ICMPv6NDOptDstLLAddr(lladdr=mac)
            return self.at(seconds, IPv6(src=vip, dst=self.client, hlim=255) / told, mac, self.client_mac)
        return self.at(
            seconds, ARP(op=2, hwsrc=mac, psrc=vip, hwdst=self.client_mac, pdst=self.client), mac, self.client_mac
        )

    def bystander(self, seconds: float) -> Timed:
        """A frame of a host that has nothing to do with it."""
        if self.is_v6:
            asked = ICMPv6ND_NS(tgt=self.client) / ICMPv6NDOptSrcLLAddr(lladdr=self.other_mac)
            return self.at(
                seconds, IPv6(src=self.other, dst=ALL_NODES, hlim=255) / asked, self.other_mac, ALL_NODES_MAC
            )
        return self.at(
            seconds,
            ARP(op=1, hwsrc=self.other_mac, psrc=self.other, hwdst=ZERO, pdst=self.client),
            self.other_mac,
            BROADCAST,
        )

    def send(
        self,
        seconds: float,
        flags: str,
        port: int,
        seq: int,
        ack: int = 0,
        *,
        node: int = 0,
        to: int = 443,
        data: int = 0,
    ) -> Timed:
        """A segment of the client's to the VIP, by the MAC of a node."""
        segment = TCP(sport=port, dport=to, flags=flags, seq=seq, ack=ack) / (b"x" * data)
        packet = (IPv6 if self.is_v6 else IP)(src=self.client, dst=self.vip) / segment
        return self.at(seconds, packet, self.client_mac, self.macs[node])

    def back(
        self,
        seconds: float,
        flags: str,
        port: int,
        seq: int,
        ack: int = 0,
        *,
        node: int = 0,
        to: int = 443,
        data: int = 0,
        ttl: int = 64,
    ) -> Timed:
        """A segment of a node's, from the VIP."""
        segment = TCP(sport=to, dport=port, flags=flags, seq=seq, ack=ack) / (b"x" * data)
        if self.is_v6:
            packet = IPv6(src=self.vip, dst=self.client, hlim=ttl) / segment
        else:
            packet = IP(src=self.vip, dst=self.client, ttl=ttl) / segment
        return self.at(seconds, packet, self.macs[node], self.client_mac)

    def error(
        self,
        seconds: float,
        code: str,
        port: int,
        seq: int,
        *,
        node: int = 0,
        to: int = 443,
        ttl: int = 64,
        flags: str = "S",
    ) -> Timed:
        """A node's message about a segment of the client's, which it quotes with `ttl`: `host`, `port`, `prohibited` or
        `redirect`."""
        mac = self.macs[node]
        if self.is_v6:
            quoted = IPv6(src=self.client, dst=self.vip, hlim=ttl) / TCP(sport=port, dport=to, flags=flags, seq=seq)
            if code == "redirect":
                told = ICMPv6ND_Redirect(tgt=self.vip, dst=self.vip) / ICMPv6NDOptRedirectedHdr(pkt=bytes(quoted))
                packet = IPv6(src=self.nodes[node], dst=self.client, hlim=255) / told
            else:
                number = {"host": 3, "port": 4, "prohibited": 1}[code]
                packet = IPv6(src=self.nodes[node], dst=self.client) / ICMPv6DestUnreach(code=number) / quoted
            return self.at(seconds, packet, mac, self.client_mac)
        original = bytes(
            IPerror(src=self.client, dst=self.vip, ttl=ttl) / TCPerror(sport=port, dport=to, flags=flags, seq=seq)
        )
        if code == "redirect":
            header = ICMP(type=5, code=1, gw=self.vip)
        else:
            header = ICMP(type=3, code={"host": 1, "port": 3, "prohibited": 10}[code])
        return self.at(seconds, IP(src=self.nodes[node], dst=self.client) / header / original, mac, self.client_mac)

    def lost(self, seconds: float, port: int, *, node: int = 0, to: int = 443) -> list[Timed]:
        """A SYN and two retries that nobody answers."""
        return [self.send(seconds + wait, "S", port, 1000, node=node, to=to) for wait in (0, 1, 3)]

    def served(
        self, seconds: float, port: int, *, node: int = 0, to: int = 443, back: int | None = None
    ) -> list[Timed]:
        """A connection that goes well; `back` is the node that answers, where it is another than the one asked."""
        by = node if back is None else back
        return [
            self.send(seconds, "S", port, 1000, node=node, to=to),
            self.back(seconds + 0.001, "SA", port, 9000, 1001, node=by, to=to),
            self.send(seconds + 0.002, "PA", port, 1001, 9001, node=node, to=to, data=200),
            self.back(seconds + 0.003, "PA", port, 9001, 1201, node=by, to=to, data=500),
            self.back(seconds + 0.004, "FA", port, 9501, 1201, node=by, to=to),
            self.send(seconds + 0.005, "FA", port, 1201, 9502, node=node, to=to),
        ]

    def opened(self, seconds: float, port: int, *, node: int = 0, to: int = 443) -> list[Timed]:
        """A connection with one request and its answer, left open: the next bytes are 1201 and 9501."""
        return self.served(seconds, port, node=node, to=to)[:4]


USUAL = Cast()
RENAMED = Cast(
    vip="10.20.3.250",
    client="10.20.3.7",
    nodes=("10.20.3.101", "10.20.3.102", "10.20.3.103", "10.20.3.104"),
    macs=("f2:00:00:00:00:09", "d6:00:00:00:00:08", "a2:00:00:00:00:07", "82:00:00:00:00:06"),
    client_mac="02:77:88:99:aa:bb",
    other="10.20.3.200",
    other_mac="fe:00:00:00:00:01",
)
OVER_IPV6 = Cast(
    vip="2001:db8::80",
    client="2001:db8::10",
    nodes=("2001:db8::21", "2001:db8::22", "2001:db8::23", "2001:db8::24"),
    other="2001:db8::99",
)
IN_VLAN = Cast(vlan=200)
LATER = Cast(start=1_700_000_000.25)
COOKED_CAST = Cast(link=COOKED)


def owned(cast: Cast) -> list[Timed]:
    """The first node announces the VIP and serves a connection."""
    return [cast.announce(0), *cast.served(1, 40000)]


def result(
    tmp_path: Path, cast: Cast, *frames: Timed, drops: int | None = 0, vips: tuple[str, ...] | None = None
) -> Result:
    """The analysis of a capture of some frames, its VIP given."""
    ordered = sorted(frames, key=lambda frame: frame[0])
    data = pcapng(ordered, drops=drops) if cast.link == ETHERNET else pcap(ordered, linktype=cast.link)
    return analyze([save(tmp_path / "x.pcap", data)], vips=[cast.vip] if vips is None else vips)


def verdict(tmp_path: Path, cast: Cast, *frames: Timed, drops: int | None = 0) -> Verdict:
    """The verdict on such a capture."""
    return result(tmp_path, cast, *frames, drops=drops).verdict


def found(verdict: Verdict, rule: str) -> list[Finding]:
    """A rule's findings."""
    return [finding for finding in verdict.findings if finding.rule == rule]


def why_not(verdict: Verdict, rule: str) -> str:
    """Why a rule was ruled out."""
    return "; ".join(out.why for out in verdict.ruled_out if out.rule == rule)
