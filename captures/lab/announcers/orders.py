"""The loop that every announcer runs: lines of orders, frames from the wire, and what is due by the clock."""

import os
import select
import socket
import sys
import time
from collections.abc import Callable, Mapping
from ipaddress import IPv6Address
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

Hearing = Mapping[socket.socket, Callable[[bytes], None]]

INTERFACE_ADDRESSES = Path("/proc/net/if_inet6")
LINK_LOCAL_SCOPE = "20"


class Announcer(Protocol):
    """What a family does; times are of the monotonic clock, in seconds."""

    def order(self, words: list[str], now: float, /) -> None:
        """Carry out one line of input."""

    def tick(self, now: float) -> None:
        """Do what is due."""

    def pause_s(self, now: float) -> float | None:
        """How long nothing is due; None without end."""


def serve(
    announcer: Announcer, *, hear: Mapping[socket.socket, Callable[[bytes], None]] = MappingProxyType({})
) -> None:
    """Run until the input ends; each frame from a socket of `hear` is given to its function."""
    orders = b""
    while True:
        readable, _, _ = select.select([*hear, sys.stdin], [], [], announcer.pause_s(time.monotonic()))
        for wire, take in hear.items():
            if wire in readable:
                take(wire.recv(65535))
        if sys.stdin in readable:
            # Not readline(): it would take two waiting lines at once and hide the second from select().
            received = os.read(sys.stdin.fileno(), 4096)
            if not received:
                return
            *lines, orders = (orders + received).split(b"\n")
            for line in lines:
                announcer.order(line.decode().split(), time.monotonic())
        announcer.tick(time.monotonic())


def open_wire(interface: str, *, ethertype: int = 0) -> socket.socket:
    """A socket for frames of one protocol, or to send only. Linux does not show a host its own frames there."""
    wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ethertype))
    wire.bind((interface, ethertype))
    return wire


def mac_of(interface: str) -> str:
    """The MAC of one of the host's interfaces."""
    with open_wire(interface) as wire:
        mac: bytes = wire.getsockname()[4]
    return mac.hex(":")


def link_local_of(interface: str) -> IPv6Address | None:
    """The link-local address of one of the host's interfaces, if it speaks IPv6."""
    for line in INTERFACE_ADDRESSES.read_text(encoding="ascii").splitlines():
        address, _, _, scope, _, name = line.split()
        if name == interface and scope == LINK_LOCAL_SCOPE:
            return IPv6Address(bytes.fromhex(address))
    return None
