"""Addresses, ports and MACs as they are printed. Names are read as what they stand for only where that is certain."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

IPV4_BYTES, IPV6_BYTES = 4, 16
BROADCAST: Final = b"\xff" * 6
SERVICES: Final[Mapping[str, int]] = {
    "ftp": 21,
    "ssh": 22,
    "telnet": 23,
    "smtp": 25,
    "domain": 53,
    "http": 80,
    "kerberos": 88,
    "pop3": 110,
    "ntp": 123,
    "imap2": 143,
    "snmp": 161,
    "bgp": 179,
    "ldap": 389,
    "https": 443,
    "submission": 587,
    "ldaps": 636,
    "imaps": 993,
    "pop3s": 995,
    "mysql": 3306,
    "postgresql": 5432,
    "http-alt": 8080,
}
"""Names of ports (IANA's registry) that tcpdump prints without -n; of others the number is not known."""
GROUPS: Final[Mapping[str, bytes]] = {
    "all-systems.mcast.net": bytes((224, 0, 0, 1)),
    "vrrp.mcast.net": bytes((224, 0, 0, 18)),
    "ip6-allnodes": socket.inet_pton(socket.AF_INET6, "ff02::1"),
    "ip6-allrouters": socket.inet_pton(socket.AF_INET6, "ff02::2"),
}
"""Names of groups, which mean the same everywhere."""


@lru_cache(1 << 14)
def address(text: str) -> bytes | None:
    """4 or 16 bytes of an address; None where the text is none, as a host's name."""
    try:
        if text in GROUPS:
            return GROUPS[text]
        if ":" in text:
            return socket.inet_pton(socket.AF_INET6, text.partition("%")[0])
        return socket.inet_pton(socket.AF_INET, text)
    except (OSError, ValueError):
        return None


@lru_cache(1 << 14)
def endpoint(text: str) -> tuple[bytes, int] | None:
    """Address and port of "192.0.2.80.443" or "2001:db8::80.https"; None where either is not known."""
    host, _, name = text.rpartition(".")
    found, number = address(host), port(name)
    return None if found is None or number is None else (found, number)


def port(text: str) -> int | None:
    """A port's number."""
    if text.isascii() and text.isdigit():
        number = int(text[:6])
        return number if number < 1 << 16 else None
    return SERVICES.get(text)


@lru_cache(1 << 12)
def mac(text: str) -> bytes | None:
    """6 bytes of a MAC; None where the text is none, as a vendor's name."""
    if text == "Broadcast" or text == "(Broadcast)":
        return BROADCAST
    digits = text.replace("-", ":").split(":")
    if len(digits) != len(BROADCAST) or not all(1 <= len(one) <= 2 for one in digits):
        return None
    try:
        return bytes(int(one, 16) for one in digits)
    except ValueError:
        return None


def number(text: str | None, bits: int = 32) -> int:
    """A number of so many bits from a few digits; 0 where there is none, or none that fits."""
    if not text:
        return 0
    value = int(text)
    return value if value >> bits == 0 else 0
