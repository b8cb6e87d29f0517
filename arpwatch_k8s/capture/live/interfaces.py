"""What there is to listen on."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Interface, IPv6Interface, ip_address, ip_interface
from pathlib import Path
from typing import Final

import cypcap

from arpwatch_k8s.errors import InputError, UsageError

Network = IPv4Interface | IPv6Interface
"""An address with the network that it is in."""
ANY: Final = "any"
SYSFS: Final = Path("/sys/class/net")


class MissingError(UsageError):
    """No interface has a name that was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """An interface that can be listened on; `addresses` are texts."""

    name: str
    up: bool
    addresses: tuple[str, ...]
    description: str = ""


def interfaces() -> tuple[Interface, ...]:
    """All network interfaces of this host, as libpcap lists them; InputError where it cannot."""
    try:
        found = cypcap.findalldevs()
    except cypcap.Error as error:
        raise InputError(
            f"the interfaces cannot be listed ({error.args[-1]})", fix="Run it as root, or with CAP_NET_RAW."
        ) from error
    return tuple(
        Interface(
            name=device.name,
            up=bool(device.flags & cypcap.PcapIfFlags.UP),
            addresses=tuple(addresses_of(device)),
            description=device.description or "",
        )
        for device in found
        if device.name == ANY or index_of(device.name) is not None
    )


def addresses_of(device: cypcap.PcapIf) -> Iterator[str]:
    """The IP addresses of a device."""
    for entry in device.addresses:
        address = entry.addr
        if address is not None and address[0] in (socket.AF_INET, socket.AF_INET6):
            yield str(address[1][0]).partition("%")[0]


def networks_on(name: str) -> tuple[Network, ...]:
    """The IP addresses of an interface with their networks, as far as it says their masks."""
    found: list[Network] = []
    for device in cypcap.findalldevs():
        for entry in device.addresses if device.name == name else ():
            address, mask = entry.addr, entry.netmask
            if address is not None and mask is not None and address[0] in (socket.AF_INET, socket.AF_INET6):
                length = int(ip_address(mask[1][0])).bit_count()
                found.append(ip_interface(f"{address[1][0].partition('%')[0]}/{length}"))
    return tuple(found)


def index_of(name: str) -> int | None:
    """The kernel's number of an interface; None where there is none of that name."""
    try:
        return socket.if_nametoindex(name)
    except OSError:
        return None


def addresses_on() -> dict[str, tuple[str, ...]]:
    """The addresses of each interface."""
    return {interface.name: interface.addresses for interface in interfaces()}


def mac_of(name: str) -> str | None:
    """An interface's own MAC; None where it has none."""
    try:
        return (SYSFS / name / "address").read_text().strip() or None
    except OSError:
        return None


def checked(names: list[str] | None) -> tuple[str, ...]:
    """The interfaces that were asked for, each once. MissingError: one is not there. UsageError: none was named."""
    wanted = tuple(dict.fromkeys(names or ()))
    if not wanted:
        raise UsageError("no interface given", fix="Name one with -i; capture -D lists them.")
    for name in wanted:
        if name != ANY and index_of(name) is None:
            raise MissingError(f"-i {name}: no such interface", fix="arpwatch-k8s capture -D lists them.")
    return wanted
