"""Spans of addresses: `192.0.2.0/28`, `192.0.2.10-192.0.2.20`, `192.0.2.10`."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from arpwatch_k8s.lint.setting import Setting

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Addresses from the first to the last, both among them."""

    first: Address
    last: Address
    setting: Setting
    """What says so."""

    def __contains__(self, address: Address) -> bool:
        return address.version == self.first.version and int(self.first) <= int(address) <= int(self.last)

    def meets(self, other: Span) -> bool:
        """Whether both hold an address."""
        if self.first.version != other.first.version:
            return False
        return int(self.first) <= int(other.last) and int(other.first) <= int(self.last)

    def common(self, other: Span) -> str:
        """What both hold, as text: of two that meet."""
        first = max(self.first, other.first, key=int)
        last = min(self.last, other.last, key=int)
        return str(first) if first == last else f"{first}-{last}"


def span(setting: Setting) -> Span | None:
    """The span that a setting names; None where it names none."""
    text = setting.text.replace(" ", "")
    try:
        if "-" in text:
            first, _, last = text.partition("-")
            span = Span(first=ip_address(first), last=ip_address(last), setting=setting)
            return span if span.first.version == span.last.version and int(span.first) <= int(span.last) else None
        net = ip_network(text, strict=False)
        return Span(first=net[0], last=net[-1], setting=setting)
    except ValueError:
        return None


def address(text: str) -> Address | None:
    """An address, with or without the length of its prefix; None where the text is none."""
    try:
        return ip_address(text.strip().partition("/")[0])
    except ValueError:
        return None
