"""A speaker with the wire form, cadence and log of MetalLB's layer 2 mode, after its internal/layer2.

An `add ADDRESS` (one reconcile) sends a pair at once unless the address is in a burst already, and makes the burst
last 5 s from now; so pairs come at 0, 1.1, 2.2, 3.3, 4.4 s, and without end when reconciles never stop. One ticker of
1.1 s serves all addresses. A pair is an announcement as request and one as reply, both with target MAC
ff:ff:ff:ff:ff:ff; for IPv6 it is one unsolicited advertisement. Each interface has a responder of its own, so two
interfaces announce in lockstep, each its own MAC. `delete ADDRESS` says nothing, and stops a burst.

Questions are answered from user space, a rival's announcing request among them. The socket is bound to its protocol
alone, where Linux does not show a host its own frames: the node's own kernel asking for the VIP gets no answer, which
is what turns its forwarding into ICMP host-unreachable after three probes.
"""

import argparse
import json
import random
import socket
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from ipaddress import IPv4Address, IPv6Address, ip_address

from scapy.layers.inet6 import ICMPv6ND_NS, ICMPv6NDOptSrcLLAddr, IPv6
from scapy.layers.l2 import ARP, Ether

from captures.lab.announcers import frames
from captures.lab.announcers.orders import link_local_of, mac_of, open_wire, serve
from captures.lab.options import Address

TICK_S = 1.1
BURST_S = 5.0
SERVICE, POOL = "default/ingress", "pool"


class Responder:
    """One interface: what MetalLB says and answers there."""

    def __init__(self, interface: str, *, arp: socket.socket, ndp: socket.socket) -> None:
        self.interface = interface
        self.wires = (arp, ndp)
        self._arp, self._ndp = arp, ndp
        self._mac = mac_of(interface)
        self._link_local = link_local_of(interface)
        self._created("announcer.go:126", "ARP")
        if self._link_local is not None:
            self._created("announcer.go:145", "NDP")

    def _created(self, caller: str, protocol: str) -> None:
        text = f"created {protocol} responder for interface"
        log(caller, event=f"create{protocol}Responder", interface=self.interface, msg=text)

    def announce(self, address: Address) -> None:
        """One tick's announcement."""
        if isinstance(address, IPv6Address):
            if self._link_local is not None:
                self._ndp.send(frames.unsolicited(mac=self._mac, address=address, source=self._link_local))
            return
        # Built first: building takes a millisecond, and the two are to go out back to back.
        pair = [
            frames.padded(frames.announcement(operation, mac=self._mac, address=address, target_mac=frames.BROADCAST))
            for operation in (frames.REQUEST, frames.REPLY)
        ]
        for announcement in pair:
            self._arp.send(announcement)

    def answer(self, received: bytes, *, held: set[Address]) -> None:
        """Answer a question for a held address, if it was asked of all or of this node."""
        question = Ether(received)
        if ARP in question:
            self._answer_arp(question, held=held)
        elif ICMPv6ND_NS in question:
            self._answer_solicitation(question, held=held)

    def _answer_arp(self, question: Ether, *, held: set[Address]) -> None:
        arp = question[ARP]
        address = IPv4Address(arp.pdst)
        asked = arp.op == frames.REQUEST and question.dst in (frames.BROADCAST, self._mac)
        if asked and address in held:
            answer = frames.reply(mac=self._mac, address=address, to_mac=arp.hwsrc, to=arp.psrc)
            self._arp.send(frames.padded(answer))
            self._note("arp.go:110", "got ARP request for service IP, sending response", address, arp.psrc, arp.hwsrc)

    def _answer_solicitation(self, question: Ether, *, held: set[Address]) -> None:
        address = IPv6Address(question[ICMPv6ND_NS].tgt)
        # One without the asker's MAC gets no answer: neither duplicate address detection nor a kernel's own probe.
        if address in held and ICMPv6NDOptSrcLLAddr in question and self._link_local is not None:
            to, to_mac = question[IPv6].src, question[ICMPv6NDOptSrcLLAddr].lladdr
            answer = frames.solicited(mac=self._mac, address=address, source=self._link_local, to=to, to_mac=to_mac)
            self._ndp.send(answer)
            self._note("ndp.go:110", "got NDP request for service IP, sending response", address, to, to_mac)

    def _note(self, caller: str, text: str, address: Address, sender: str, sender_mac: str) -> None:
        log(
            caller,
            level="debug",
            interface=self.interface,
            ip=str(address),
            senderIP=sender,
            senderMAC=sender_mac,
            responseMAC=self._mac,
            msg=text,
        )


class Speaker:
    """The addresses one node speaks for, and the bursts that are under way."""

    def __init__(self, responders: tuple[Responder, ...], *, seed: int) -> None:
        self._responders = responders
        self._held: set[Address] = set()
        self._burst_until: dict[Address, float] = {}
        self._next_tick = 0.0
        self._chance = random.Random(seed)

    def order(self, words: list[str], now: float, /) -> None:
        verb, text = words
        address = ip_address(text)
        if verb == "delete":
            self._held.discard(address)
            log(
                "main.go:540",
                event="serviceWithdrawn",
                ips=[text],
                pool=POOL,
                protocol="layer2",
                reason="notOwner",
                msg="withdrawing service announcement",
            )
            return
        reconciler = "ServiceReconciler"
        log("service_controller.go:64", {"start reconcile": SERVICE}, controller=reconciler)
        log(
            "main.go:496",
            event="serviceAnnounced",
            ips=[text],
            pool=POOL,
            protocol="layer2",
            msg="service has IP, announcing",
        )
        log("service_controller.go:115", {"end reconcile": SERVICE}, controller=reconciler)
        self._arm(address, now=now)

    def hear(self, received: bytes, *, by: Responder) -> None:
        """Take a frame that one interface got."""
        by.answer(received, held=self._held)

    def tick(self, now: float) -> None:
        if not self._burst_until or now < self._next_tick:
            return
        self._next_tick += TICK_S
        # The bursts are a map of Go's, which is gone through in another order each time.
        bursts = list(self._burst_until.items())
        self._chance.shuffle(bursts)
        for address, until in bursts:
            if now > until:
                del self._burst_until[address]
            else:
                self._announce(address)

    def pause_s(self, now: float) -> float | None:
        return max(0.0, self._next_tick - now) if self._burst_until else None

    def _arm(self, address: Address, *, now: float) -> None:
        self._held.add(address)
        if not self._burst_until:
            self._next_tick = now + TICK_S
        fresh = address not in self._burst_until
        self._burst_until[address] = now + BURST_S
        if fresh:
            self._announce(address)

    def _announce(self, address: Address) -> None:
        # Its burst goes on, unheard, for an address that was given up in it.
        if address in self._held:
            for responder in self._responders:
                responder.announce(address)


def log(caller: str, also: dict[str, str] | None = None, /, *, level: str = "info", **facts: object) -> None:
    """One line of MetalLB's log: JSON, its keys sorted, seconds in UTC."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    line = {"caller": caller, "level": level, "ts": now} | (also or {}) | facts
    print(json.dumps(line, sort_keys=True, separators=(",", ":")), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--interface", action="append", required=True)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with ExitStack() as stack:

        def wire(interface: str, ethertype: int) -> socket.socket:
            return stack.enter_context(open_wire(interface, ethertype=ethertype))

        responders = tuple(
            Responder(name, arp=wire(name, frames.ETHERTYPE_ARP), ndp=wire(name, frames.ETHERTYPE_IPV6))
            for name in options.interface
        )
        speaker = Speaker(responders, seed=options.seed)
        serve(speaker, hear={wire: partial(speaker.hear, by=by) for by in responders for wire in by.wires})


if __name__ == "__main__":
    main()
