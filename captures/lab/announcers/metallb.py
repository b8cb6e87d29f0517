"""A speaker with the wire form and cadence of MetalLB's layer 2 mode, after its internal/layer2.

An `add` (one reconcile) sends a pair at once unless the address is in a burst already, and lets the 1.1 s
ticker send further pairs for 5 s more; so pairs come at 0, 1.1, 2.2, 3.3, 4.4 s, and without end when
reconciles never stop. A pair is an announcement as request and one as reply, both with target MAC
ff:ff:ff:ff:ff:ff. `delete` says nothing. Questions are answered from user space. The socket is bound to ARP
alone, where Linux does not show a host its own frames: the node's own kernel asking for the VIP gets no
answer, which is what turns its forwarding into ICMP host-unreachable after three probes.
"""

import argparse
import json
import os
import select
import socket
import sys
import time
from ipaddress import IPv4Address

from scapy.layers.l2 import ARP, Ether

BROADCAST = "ff:ff:ff:ff:ff:ff"
ETHERTYPE_ARP = 0x0806
REQUEST, REPLY = 1, 2
TICK_S = 1.1
BURST_S = 5.0
MINIMUM_FRAME_BYTES = 60
"mdlayher/ethernet, which MetalLB uses, pads to the Ethernet minimum; the kernel does not."


def frame(operation: int, *, mac: str, address: IPv4Address, to_mac: str, to: str) -> bytes:
    """An ARP frame that says: `address` is at `mac`."""
    arp = ARP(op=operation, hwsrc=mac, psrc=str(address), hwdst=to_mac, pdst=to)
    return bytes(Ether(src=mac, dst=to_mac, type=ETHERTYPE_ARP) / arp).ljust(MINIMUM_FRAME_BYTES, b"\0")


class Speaker:
    """The addresses one node speaks for, and the bursts that are under way."""

    def __init__(self, wire: socket.socket, *, mac: str) -> None:
        self._wire = wire
        self._mac = mac
        self._held: set[IPv4Address] = set()
        self._burst_until: dict[IPv4Address, float] = {}
        self._next_tick = 0.0

    def order(self, line: str, *, now: float) -> None:
        """Carry out one line of input."""
        verb, text = line.split()
        address = IPv4Address(text)
        if verb == "delete":
            self._held.discard(address)
            return
        self._held.add(address)
        if not self._burst_until:
            self._next_tick = now + TICK_S
        fresh = address not in self._burst_until
        self._burst_until[address] = now + BURST_S
        if fresh:
            self._announce(address)

    def tick(self, now: float) -> None:
        """Send what is due and forget the bursts that are over."""
        if not self._burst_until or now < self._next_tick:
            return
        self._next_tick += TICK_S
        for address, until in list(self._burst_until.items()):
            if now > until or address not in self._held:
                del self._burst_until[address]
            else:
                self._announce(address)

    def pause_s(self, now: float) -> float | None:
        """How long there is nothing to send; None without end."""
        return max(0.0, self._next_tick - now) if self._burst_until else None

    def answer(self, received: bytes) -> None:
        """Answer a question for a held address, if it was asked of all or of this node."""
        question = Ether(received)
        if ARP not in question or question[ARP].op != REQUEST or question.dst not in (BROADCAST, self._mac):
            return
        arp = question[ARP]
        address = IPv4Address(arp.pdst)
        if address in self._held:
            self._wire.send(frame(REPLY, mac=self._mac, address=address, to_mac=arp.hwsrc, to=arp.psrc))
            note("answered", address=address, to=arp.psrc)

    def _announce(self, address: IPv4Address) -> None:
        target = {"to_mac": BROADCAST, "to": str(address)}
        # Built first: building takes a millisecond, and the two are to go out back to back.
        pair = [frame(operation, mac=self._mac, address=address, **target) for operation in (REQUEST, REPLY)]
        for announcement in pair:
            self._wire.send(announcement)
        note("announced", address=address)


def note(event: str, **facts: object) -> None:
    """One line of the program's own log."""
    print(
        json.dumps({"t": round(time.time(), 6), "event": event} | {k: str(v) for k, v in facts.items()}),
        flush=True,
    )


def serve(wire: socket.socket, *, mac: str) -> None:
    """Speak until the input ends."""
    speaker = Speaker(wire, mac=mac)
    orders = b""
    note("ready")
    while True:
        pause_s = speaker.pause_s(time.monotonic())
        readable, _, _ = select.select([wire, sys.stdin], [], [], pause_s)
        if wire in readable:
            speaker.answer(wire.recv(65535))
        if sys.stdin in readable:
            # Not readline(): it would take two waiting lines at once and hide the second from select().
            received = os.read(sys.stdin.fileno(), 4096)
            if not received:
                return
            *lines, orders = (orders + received).split(b"\n")
            for line in lines:
                note("ordered", line=line.decode())
                speaker.order(line.decode(), now=time.monotonic())
        speaker.tick(time.monotonic())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--interface", required=True)
    parser.add_argument("--mac", required=True)
    options = parser.parse_args()
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETHERTYPE_ARP)) as wire:
        wire.bind((options.interface, ETHERTYPE_ARP))
        serve(wire, mac=options.mac)


if __name__ == "__main__":
    main()
