"""Hosts: keepalived's instances, the kernel's settings, addresses on interfaces, a proxy's upstreams."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_interface
from typing import Final

from arpwatch_k8s.lint.facts.span import Address, address
from arpwatch_k8s.lint.setting import Place, Plain, Setting

Network = IPv4Network | IPv6Network

DEFAULTS: Final[dict[str, Plain]] = {
    "state": "BACKUP",
    "priority": 100,
    "advert_int": 1,
    "version": 2,
    "garp_master_delay": 5,
    "garp_master_repeat": 5,
    "garp_master_refresh": 0,
    "nopreempt": False,
    "preempt_delay": 0,
    "higher_prio_send_advert": False,
    "strict_mode": False,
    "use_vmac": False,
    "vmac_xmit_base": False,
    "accept": False,
    "no_accept": False,
}
"""What keepalived takes where a file says nothing (include/vrrp.h of 2.4); the examples of its man page are others."""
GENERAL: Final = {"strict_mode": "vrrp_strict"}
"""What global_defs calls a keyword where it is not the keyword with vrrp_ before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VrrpInstance:
    """A vrrp_instance of a keepalived.conf."""

    name: str
    place: Place
    settings: Mapping[str, Setting] = field(default_factory=dict)
    """Its keywords of one value, by keyword; a keyword alone says true."""
    addresses: tuple[Setting, ...] = ()
    """virtual_ipaddress, each as the file writes it: `192.0.2.80/24`."""
    excluded: tuple[Setting, ...] = ()
    """virtual_ipaddress_excluded: it holds them too, and does not name them in its advertisements."""
    peers: tuple[Setting, ...] = ()
    """unicast_peer."""
    general: Mapping[str, Setting] = field(default_factory=dict)
    """Those of global_defs."""
    host: str = ""
    """The host that the file's folder or name tells; "this host" where nothing tells it."""
    unread: tuple[Setting, ...] = ()
    """Files that it takes in and that were not read: what it does not say, they may."""

    def setting(self, keyword: str) -> Setting:
        """What it says, else what global_defs says, else keepalived's default."""
        general = self.general.get(GENERAL.get(keyword, f"vrrp_{keyword}"))
        return self.settings.get(keyword) or general or Setting(name=keyword, value=DEFAULTS.get(keyword))

    @property
    def held(self) -> dict[Address, Setting]:
        """The addresses that it holds while it is master, as far as they can be read, with what says so."""
        all_of_them = (*self.addresses, *self.excluded)
        return {found: each for each in all_of_them if (found := address(each.text)) is not None}

    @property
    def vips(self) -> dict[Address, Setting]:
        """Those that its advertisements name."""
        return {found: each for each in self.addresses if (found := address(each.text)) is not None}

    @property
    def is_ipv6(self) -> bool | None:
        """By its first address, as keepalived tells it; None where none can be read."""
        return next((each.version == 6 for each in self.vips), None)


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
    """With the length of its prefix, where it is known; of an interface that is listed by itself it is empty."""

    @property
    def network(self) -> Network | None:
        """The network that the address is in; None where the length of its prefix is not known."""
        return network_of(self.address.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """A server of an upstream of a proxy."""

    name: str
    server: Setting
    """Its address or name, without the port."""
    host: str = ""
    """The proxy's host."""


def network_of(text: str) -> Network | None:
    """The network of an address that is given with the length of its prefix; None of any other text."""
    try:
        return ip_interface(text.strip()).network if "/" in text else None
    except ValueError:
        return None


def own_name(host: str) -> str:
    """A host's name without the folders before it."""
    return host.rpartition("/")[2]


def is_same_host(one: str, other: str) -> bool:
    """Whether two names are one host's: one of them may be without the folders before it."""
    short = "/" not in one or "/" not in other
    return one == other or (short and own_name(one) == own_name(other))
