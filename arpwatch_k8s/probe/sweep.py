"""Asks for many addresses, one question after the other at a steady pace, and again for those that nobody answered for.

The question is an ordinary request from the host's own address, not an ARP probe, wherever the interface has an address
in the same network: to a host that is just then checking the same address, somebody else's probe is a conflict, and it
would give the address up (RFC 5227 section 2.1.1). It says of the asker only what is so. Where the interface has no
address there, a request would come from an address that its receiver cannot route back to, and Linux would not answer
it; then a probe is sent, which is answered whatever the network.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_address
from typing import Final

from arpwatch_k8s.capture.live.interfaces import Network
from arpwatch_k8s.capture.live.stop import Stop
from arpwatch_k8s.capture.live.tap import Tap
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.inventory import Known
from arpwatch_k8s.probe.ask import WAIT_S, Asker, answered, decoded, question

MOST_HOSTS: Final = 1024
"""Nodes that are asked for."""
MOST_HEARD: Final = 64 << 20
"""Bytes of answers that are kept: a hundred times what three rounds of the largest pool come to."""


@dataclass(slots=True, kw_only=True)
class Heard:
    """What came of asking."""

    pieces: list[bytes]
    """Of a pcap stream, its header first."""
    asked: dict[str, int]
    """How often each address was asked for."""
    size: int = 0
    """Bytes of all pieces."""
    interrupted: bool = False


def questions(addresses: Sequence[str], who: Asker, networks: Sequence[Network]) -> dict[str, bytes]:
    """The frame that asks for each address. UsageError: IPv6, and the interface has no address to ask from."""
    return {address: question(address, near(who, address, networks)) for address in addresses}


def hosts(known: Known, addresses: Collection[str]) -> list[str]:
    """The nodes' own IPv4 addresses, asked for as well: that is how a node that was named by its address alone is known
    by its MAC."""
    given = dict.fromkeys(each.address for each in known.nodes if each.address is not None and "." in each.address)
    return [address for address in given if address not in addresses][:MOST_HOSTS]


def near(who: Asker, address: str, networks: Sequence[Network]) -> Asker:
    """The asker with those of its IPv4 addresses alone that are in the network of what it asks for."""
    if ip_address(address).version == 6:
        return who
    mine = {str(own.ip) for own in networks if ip_address(address) in own.network}
    return replace(who, here=tuple(own for own in who.here if own in mine))


def sweep(
    tap: Tap,
    mouth: socket.socket,
    asking: dict[str, bytes],
    who: Asker,
    *,
    times: int,
    rate: int,
    stop: Stop,
) -> Heard:
    """Ask `times` rounds at most, `rate` questions a second. Ends early where the end is asked for. InputError: the
    interface does not take a question, or is flooded."""
    heard = Heard(pieces=[tap.header], asked=dict.fromkeys(asking, 0))
    others = replace(who, anywhere=frozenset())
    silent = list(asking)
    for _ in range(times):
        first = len(heard.pieces)
        due = time.monotonic()
        for address in silent:
            if stop.requested:
                break
            put(tap, mouth, asking[address])
            heard.asked[address] += 1
            due = max(due + 1 / rate, time.monotonic())
            listen(tap, heard, stop, until=due)
        listen(tap, heard, stop, until=time.monotonic() + WAIT_S)
        if stop.requested:
            break
        rows = decoded([tap.header, *heard.pieces[first:]])
        silent = [found.vip for found in answered(rows, silent, others, times=1) if not found.owners]
    heard.interrupted = stop.requested
    return heard


def put(tap: Tap, mouth: socket.socket, frame: bytes) -> None:
    """One question."""
    try:
        mouth.send(frame)
    except OSError as error:
        raise InputError(
            f"-i {tap.name}: cannot be sent to ({error.strerror})", fix="Bring it up, or name another."
        ) from error


def listen(tap: Tap, heard: Heard, stop: Stop, *, until: float) -> None:
    """Take down what comes until a time of the monotonic clock. InputError: it is more than answers can be."""
    memory = bytearray(1 << 16)
    while True:
        while got := tap.read_into(memoryview(memory)):
            heard.pieces.append(bytes(memory[:got]))
            heard.size += got
            if heard.size > MOST_HEARD:
                what = f"-i {tap.name}: more than {MOST_HEARD >> 20} MiB of control frames to this host"
                raise InputError(what, fix="Ask from another host.")
        left = until - time.monotonic()
        if left <= 0 or stop.requested:
            return
        tap.wait(stop, most_s=left)
