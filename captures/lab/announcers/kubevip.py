"""A speaker with the wire form, cadence and log of kube-vip in ARP mode, after its pkg/arp and pkg/vip.

`add ADDRESS` puts the address on the node's interface, so the kernel answers for it and asks with it. Nothing is
announced at once: one ticker, begun with the process, announces every address each 3 s, which makes the first
announcement 0 to 3 s late. Each is one frame: a reply with the node's own MAC as target, then a request with
ff:ff:ff:ff:ff:ff, in turn - the turn is the process's, and addresses come in any order, so with several of them one
address shows an irregular mix. For IPv6 it is an unsolicited advertisement each time. An address that has gone is put
back at the next tick. `delete ADDRESS` takes the address away and says nothing. `keep ADDRESS` ends the announcing
but leaves the address where it is: vip_preserve_on_leadership_loss, or a process that was killed.
"""

import argparse
import random
import socket
import subprocess
import time
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address

from captures.lab.announcers import frames
from captures.lab.announcers.orders import link_local_of, mac_of, open_wire, serve
from captures.lab.options import Address

EVERY_S = 3.0
"vip_arpRate is 3000 ms unless told otherwise."
LOCK = "default/kubevip-ingress"
ADDRESS_EXISTS = 2
"iproute2's exit status when the kernel refuses."


class Manager:
    """The addresses that one process announces."""

    def __init__(self, interface: str, *, wire: socket.socket, seed: int, now: float) -> None:
        self._interface = interface
        self._wire = wire
        self._mac = mac_of(interface)
        self._announced: dict[Address, None] = {}
        self._next_tick = now + EVERY_S
        self._requests_next = False
        self._chance = random.Random(seed)
        log("INFO", "kube-vip.io", version="v1.2.3", build="")
        log("INFO", "starting", namespace="kube-system", Mode="ARP", **{'"Control Plane"': "false", "Services": "true"})
        lease(258, "Attempting to acquire leader lease...")

    def order(self, words: list[str], _now: float, /) -> None:
        verb, text = words
        address = ip_address(text)
        if verb == "add":
            self._add(address)
            return
        self._announced.pop(address, None)
        log("INFO", "[ARP manager] removing ARP/NDP instance", name=self._name(address))
        if verb == "delete":
            self._run("del", address)
            log("INFO", "deleted address", IP=address, interface=self._interface)

    def tick(self, now: float) -> None:
        if now < self._next_tick:
            return
        self._next_tick += EVERY_S
        addresses = list(self._announced)
        # A map of Go's, which is gone through in another order each time.
        self._chance.shuffle(addresses)
        for address in addresses:
            if self._run("add", address):
                log("WARN", "Re-applied the VIP configuration", ip=address, interface=self._interface)
            self._announce(address)

    def pause_s(self, now: float) -> float | None:
        return max(0.0, self._next_tick - now)

    def _add(self, address: Address) -> None:
        lease(272, "Successfully acquired lease")
        log("INFO", "(svcs) adding VIP", ip=address, interface=self._interface, namespace="default", name="ingress")
        self._run("add", address)
        log("INFO", "layer 2 broadcaster starting", IP=address, device=self._interface)
        log("INFO", "[ARP manager] inserting ARP/NDP instance", name=self._name(address))
        self._announced[address] = None

    def _announce(self, address: Address) -> None:
        if isinstance(address, IPv6Address):
            source = link_local_of(self._interface)
            if source is not None:
                log("INFO", "Broadcasting NDP update", ip=address, hwaddr=self._mac, interface=self._interface)
                self._wire.send(frames.unsolicited(mac=self._mac, address=address, source=source))
            return
        request = self._requests_next
        self._requests_next = not request
        operation, target = (frames.REQUEST, frames.BROADCAST) if request else (frames.REPLY, self._mac)
        self._wire.send(frames.announcement(operation, mac=self._mac, address=address, target_mac=target))

    def _name(self, address: Address) -> str:
        return f"{address}/{address.max_prefixlen}-{self._interface}"

    def _run(self, verb: str, address: Address) -> bool:
        """`ip address add` or `del`; false when there was nothing to do."""
        # A VIP that others may hold: the kernel must not wait for their objection.
        options = ("nodad",) if verb == "add" and isinstance(address, IPv6Address) else ()
        target = (f"{address}/{address.max_prefixlen}", "dev", self._interface)
        done = subprocess.run(("ip", "address", verb, *target, *options), capture_output=True, text=True, check=False)
        if done.returncode not in (0, ADDRESS_EXISTS):
            raise OSError(f"ip address {verb} {address}: {done.stderr.strip()}")
        return done.returncode == 0


def log(level: str, text: str, **facts: object) -> None:
    """One line of kube-vip's log: no zone, whole seconds, UTC as containers have it."""
    now = datetime.now(UTC).strftime("%Y/%m/%d %H:%M:%S")
    print(now, level, text, *(f"{name}={value}" for name, value in facts.items()), flush=True)


def lease(line: int, text: str) -> None:
    """One line of the client library's log, as it stands among the others."""
    now = datetime.now(UTC).strftime("%m%d %H:%M:%S.%f")
    print(f'I{now}       1 leaderelection.go:{line}] "{text}" lock="{LOCK}"', flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--interface", required=True)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with open_wire(options.interface) as wire:
        serve(Manager(options.interface, wire=wire, seed=options.seed, now=time.monotonic()))


if __name__ == "__main__":
    main()
