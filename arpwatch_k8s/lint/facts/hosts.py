"""Hosts: keepalived's instances, the kernel's settings, addresses on interfaces, a proxy's upstreams."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from arpwatch_k8s.lint.setting import Place, Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class VrrpInstance:
    """A vrrp_instance of a keepalived.conf."""

    name: str
    place: Place
    settings: Mapping[str, Setting] = field(default_factory=dict)
    """Its keywords of one value, by keyword; a keyword alone says true."""
    addresses: tuple[Setting, ...] = ()
    """Its virtual addresses, with what they are called in the file."""
    peers: tuple[Setting, ...] = ()
    """unicast_peer."""
    general: Mapping[str, Setting] = field(default_factory=dict)
    """Those of global_defs."""
    host: str = ""
    """The host that the file's folder or name tells; the file's name where it tells none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sysctl:
    """One value of the kernel."""

    key: str
    """As in `net.ipv4.conf.all.arp_ignore`; an interface's dots as slashes."""
    setting: Setting
    live: bool
    """Whether it is what a kernel had (`sysctl -a`, /proc/sys), and not a file that sets it."""
    host: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterfaceAddress:
    """An address on an interface of a host."""

    host: str
    interface: str
    address: Setting
    """With the length of its prefix, where it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """A server of an upstream of a proxy."""

    name: str
    server: Setting
    """Its address or name, without the port."""
