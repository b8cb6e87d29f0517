"""Neighbor discovery and ICMPv6 errors from their words (tcpdump's print-icmp6.c)."""

from __future__ import annotations

import re
import struct
from typing import Final

from arpwatch_k8s.capture.text.tokens import IPV6_BYTES, address, mac

UNREACHABLE, TIME_EXCEEDED, SOLICITATION, ADVERTISEMENT, REDIRECT = 1, 3, 135, 136, 137
SOLICITS: Final = re.compile(r"neighbor solicitation(?:, length \d{1,5})?, who has ([0-9A-Fa-f:.%]{2,64})")
ADVERTISES: Final = re.compile(r"neighbor advertisement(?:, length \d{1,5})?, tgt is ([0-9A-Fa-f:.%]{2,64})")
FLAGS: Final = re.compile(r", Flags \[([a-z, ]{1,40})\]")
OPTION: Final = re.compile(r"(source|destination) link-address option \([12]\), length 8 \(1\): ([0-9a-fA-F:]{11,17})")
REDIRECTS: Final = re.compile(r"redirect(?:, length \d{1,5})?, ([0-9A-Fa-f:.%]{2,64}) to ([0-9A-Fa-f:.%]{2,64})")
UNREACHABLES: Final = re.compile(
    r"destination unreachable(?:, length \d{1,5})?, "
    r"(?:(unreachable route|unreachable prohibited|beyond scope|unreachable address|unreachable port,) )?"
    r"([0-9A-Fa-f:.%]{2,64})"
)
CODES: Final = {
    "unreachable route": 0,
    "unreachable prohibited": 1,
    "beyond scope": 2,
    "unreachable address": 3,
    "unreachable port,": 4,
}
ROUTER, SOLICITED, OVERRIDE = 0x80, 0x40, 0x20
SOURCE_OPTION, TARGET_OPTION = 1, 2


class Message:
    """A message's bytes up to where an error quotes; about: the quoted packet's destination, where it is an error."""

    __slots__ = ("about", "data", "flags_shown", "quotes")

    def __init__(
        self, data: bytes, *, flags_shown: bool = True, about: bytes | None = None, quotes: bool = False
    ) -> None:
        self.data = data
        self.flags_shown = flags_shown
        self.about = about
        self.quotes = quotes


def read(words: str) -> Message | None:
    """A message; None where it is none that is read."""
    found = SOLICITS.match(words)
    if found is not None:
        return neighbor(SOLICITATION, 0, found[1], words)
    found = ADVERTISES.match(words)
    if found is not None:
        told = FLAGS.search(words, found.end())
        names = re.split(", *", told[1]) if told else []
        flags = ROUTER * ("router" in names) | SOLICITED * ("solicited" in names) | OVERRIDE * ("override" in names)
        # -v prints no flags where none is set, but it prints the length in front
        return neighbor(ADVERTISEMENT, flags, found[1], words, shown=told is not None or "advertisement, len" in words)
    found = REDIRECTS.match(words)
    if found is not None:
        about, gateway = ipv6(found[1]), ipv6(found[2])
        if about is None or gateway is None:
            return None
        return Message(struct.pack(">BBHI", REDIRECT, 0, 0, 0) + gateway + about + options(words))
    found = UNREACHABLES.match(words)
    if found is not None and found[1] is not None:
        return Message(struct.pack(">BBHI", UNREACHABLE, CODES[found[1]], 0, 0), about=ipv6(found[2]), quotes=True)
    if words.startswith("time exceeded in-transit"):
        return Message(struct.pack(">BBHI", TIME_EXCEEDED, 0, 0, 0), quotes=True)
    return None


def neighbor(type_: int, flags: int, target: str, words: str, *, shown: bool = True) -> Message | None:
    """A solicitation or an advertisement."""
    about = ipv6(target.rstrip(","))
    if about is None:
        return None
    return Message(struct.pack(">BBHI", type_, 0, 0, flags << 24) + about + options(words), flags_shown=shown)


def options(words: str) -> bytes:
    """The link-layer options that are printed."""
    found = b""
    for which, text in OPTION.findall(words[:2000]):
        told = mac(text)
        if told is not None:
            found += bytes([SOURCE_OPTION if which == "source" else TARGET_OPTION, 1]) + told
    return found


def ipv6(text: str) -> bytes | None:
    """An address of version 6."""
    found = address(text)
    return found if found is not None and len(found) == IPV6_BYTES else None
