"""Other ways than MetalLB's to have an address, as verbs over a lab: kube-vip, keepalived, a host of its own, a lie.

As with the lab's own verbs, each writes what it did into the truth.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from captures.lab import speaker
from captures.lab.announcers.keepalived import PROTOCOL
from captures.lab.child import Child
from captures.lab.command import run
from captures.lab.lab import Lab
from captures.lab.options import Address
from captures.lab.topology import Host

VRID = 51
KNOCK_S = 0.5
DEAF = """
table inet partition {{
    chain input {{
        type filter hook input priority filter
        {of} meta l4proto {protocol} drop
    }}
}}
"""


class MetalLB:
    """MetalLB's speaker on several interfaces of one node."""

    def __init__(self, lab: Lab, node: Host, *, interfaces: tuple[str, ...]) -> None:
        self._lab = lab
        self._node = node
        self._speaker = speaker.start_metallb(node, options=lab.options, logs=lab.directory, interfaces=interfaces)
        lab.adopt(self._speaker.child)

    def announce(self, vip: Address) -> None:
        """It reconciles the service as its owner."""
        with self._lab.truth.deed("announce", host=self._node, vip=vip):
            self._speaker.add(vip)


class KubeVip:
    """kube-vip on one node."""

    def __init__(self, lab: Lab, node: Host) -> None:
        self._lab = lab
        self._node = node
        self._speaker = speaker.start_kube_vip(node, options=lab.options, logs=lab.directory)
        lab.adopt(self._speaker.child)

    def acquire(self, vip: Address) -> None:
        """It gets the lease of the service."""
        with self._lab.truth.deed("kube-vip acquires", host=self._node, vip=vip):
            self._speaker.add(vip)

    def lose(self, vip: Address) -> None:
        """It loses the lease, takes the address away and says nothing."""
        with self._lab.truth.deed("kube-vip loses", host=self._node, vip=vip):
            self._speaker.delete(vip)

    def orphan(self, vip: Address) -> None:
        """It loses the lease, but the address stays."""
        with self._lab.truth.deed("kube-vip leaves the address", host=self._node, vip=vip):
            self._speaker.keep(vip)


class Keepalived:
    """keepalived on one node, for a VIP."""

    def __init__(
        self, lab: Lab, node: Host, vip: Address, *, priority: int, advert_s: int = 1, refresh_s: int = 0
    ) -> None:
        self._lab = lab
        self._node = node
        self._vip = vip
        self._priority = priority
        self._advert_s = advert_s
        self._refresh_s = refresh_s
        self._child: Child | None = None

    def start(self) -> None:
        """It starts as a BACKUP."""
        with self._lab.truth.deed("keepalived starts", host=self._node, vip=self._vip):
            self._child = speaker.start_keepalived(
                self._node,
                options=self._lab.options,
                logs=self._lab.directory,
                vrid=VRID,
                priority=self._priority,
                advert_s=self._advert_s,
                refresh_s=self._refresh_s,
                vips=(self._vip,),
            )
        self._lab.adopt(self._child)

    def stop(self) -> None:
        """It is told to end: a MASTER says so, with priority 0, and takes the addresses away."""
        if self._child is None:
            return
        with self._lab.truth.deed("keepalived stops", host=self._node, vip=self._vip):
            self._lab.dismiss(self._child)
        self._child = None


def deafen(lab: Lab, node: Host, vip: Address, *, to: Sequence[Host] = ()) -> None:
    """VRRP does not reach the node any more, from anybody or from some hosts; what it sends goes out."""
    of = f"ip saddr {{ {', '.join(str(host.address) for host in to)} }}" if to else ""
    with lab.truth.deed("deaf to VRRP", host=node, vip=vip):
        run("ip", "netns", "exec", node.namespace, "nft", "-f", "-", text=DEAF.format(of=of, protocol=PROTOCOL))


def undeafen(lab: Lab, node: Host, vip: Address) -> None:
    """VRRP reaches the node again."""
    with lab.truth.deed("hears VRRP", host=node, vip=vip):
        run("ip", "netns", "exec", node.namespace, "nft", "delete", "table", "inet", "partition")


def hold(lab: Lab, host: Host, vip: Address, *, interface: str | None = None) -> None:
    """The address is configured on the host; a kernel says nothing about that."""
    with lab.truth.deed("holds", host=host, vip=vip):
        target = (f"{vip}/{vip.max_prefixlen}", "dev", interface or lab.options.interface)
        run("ip", "-n", host.namespace, "address", "add", *target)


def release(lab: Lab, host: Host, vip: Address, *, interface: str | None = None) -> None:
    """The address is taken off the host."""
    with lab.truth.deed("releases", host=host, vip=vip):
        target = (f"{vip}/{vip.max_prefixlen}", "dev", interface or lab.options.interface)
        run("ip", "-n", host.namespace, "address", "del", *target)


def forget(lab: Lab, host: Host, vip: Address) -> None:
    """The host's neighbor entry for the address is flushed, as an operator would; its next packet asks everybody."""
    with lab.truth.deed("forgets", host=host, vip=vip):
        run("ip", "-n", host.namespace, "neigh", "flush", "to", str(vip), "dev", lab.options.interface)


def believe(lab: Lab, host: Host, vip: Address, *, owner: Host) -> None:
    """The host's neighbor entry for the address is `owner`, as it is where the last announcement was lost."""
    with lab.truth.deed(f"believes {owner.name}", host=host, vip=vip):
        entry = (str(vip), "lladdr", owner.mac, "dev", lab.options.interface, "nud", "reachable")
        run("ip", "-n", host.namespace, "neigh", "replace", *entry)


def rename(lab: Lab, host: Host, vip: Address) -> None:
    """The host has the address as its only one, by mistake or by DHCP."""
    with lab.truth.deed("has as its own", host=host, vip=vip):
        run("ip", "-n", host.namespace, "address", "flush", "dev", lab.options.interface, "scope", "global")
        run(
            "ip",
            "-n",
            host.namespace,
            "address",
            "add",
            f"{vip}/{lab.options.network.prefixlen}",
            "dev",
            lab.options.interface,
        )


def fail_over_link(lab: Lab, host: Host, vip: Address) -> None:
    """The host's link fails over as a bond of one MAC does: its kernel announces every address that it has there."""
    interface = lab.options.interface
    with lab.truth.deed("link fails over", host=host, vip=vip):
        run("ip", "netns", "exec", host.namespace, "sysctl", "-q", "-w", "net.ipv4.conf.all.arp_notify=1")
        # The event that a bond raises is raised by any change of MAC, also by one to what it was.
        run("ip", "-n", host.namespace, "link", "set", interface, "address", host.mac)


def knock(lab: Lab, host: Host, vip: Address, *, port: int | None = None) -> None:
    """The host tries one connection, whatever becomes of it; where it knows no MAC its question is seen by all."""
    target = repr((str(vip), port or lab.options.service_port))
    family = f"socket.AF_INET{'6' if vip.version == 6 else ''}"
    program = f"import socket; s = socket.socket({family}); s.settimeout({KNOCK_S}); s.connect_ex({target})"
    with lab.truth.deed("knocks", host=host, vip=vip):
        run("ip", "netns", "exec", host.namespace, sys.executable, "-c", program)


def arping(lab: Lab, host: Host, vip: Address, *, count: int) -> None:
    """An operator announces the address from the host with `arping -U`, once a second."""
    with lab.truth.deed("arping -U", host=host, vip=vip):
        _arping(lab, host, "-U", "-c", str(count), str(vip))


def ask(lab: Lab, host: Host, address: Address) -> None:
    """An operator asks everybody for an address with `arping`, once."""
    with lab.truth.deed("arping", host=host, vip=address):
        # It fails unless there was exactly one answer.
        _arping(lab, host, "-b", "-c", "1", str(address), well=(0, 1))


def _arping(lab: Lab, host: Host, *words: str, well: tuple[int, ...] = (0,)) -> None:
    argv = ("ip", "netns", "exec", host.namespace, "arping", "-q", "-I", lab.options.interface, *words)
    run(*argv, well=well)


@contextmanager
def spoofing(lab: Lab, host: Host, vip: Address, *, victim: Host) -> Iterator[None]:
    """While the context lasts, the host tells the victim that it has the address."""
    lying = speaker.start_spoofer(host, options=lab.options, logs=lab.directory)
    lab.adopt(lying.child)
    with lab.truth.deed("spoofing begins", host=host, vip=vip):
        lying.add(vip, str(victim.address), victim.mac)
    yield
    with lab.truth.deed("spoofing ends", host=host, vip=vip):
        lab.dismiss(lying.child)


def forward(lab: Lab, host: Host, vip: Address, *, on: bool) -> None:
    """The host forwards what is not for it, without saying so in redirects; or stops that."""
    with lab.truth.deed("forwards" if on else "forwards no more", host=host, vip=vip):
        sysctls = (f"net.ipv4.ip_forward={int(on)}", "net.ipv4.conf.all.send_redirects=0")
        quiet = (*sysctls, f"net.ipv4.conf.{lab.options.interface}.send_redirects=0")
        run("ip", "netns", "exec", host.namespace, "sysctl", "-q", "-w", *quiet)


def second_interface(lab: Lab, node: Host, vip: Address, *, name: str) -> None:
    """A second interface of the node in the segment, without an address: its kernel answers there for the first's."""
    mac = node.mac.replace("52:54:00", "52:54:01", 1)
    switch, port = lab.hosts.switch, f"{node.name}-{name}"
    with lab.truth.deed("second interface", host=node, vip=vip):
        lab.truth.second_macs[node.name] = mac
        veth = ("type", "veth", "peer", "name", name, "address", mac, "netns", node.namespace)
        run("ip", "-n", switch, "link", "add", port, *veth)
        run("ip", "-n", switch, "link", "set", port, "master", "bridge", "up")
        run("ip", "-n", node.namespace, "link", "set", name, "up")


def answer_for_others(lab: Lab, host: Host, vip: Address, *, pool: str) -> None:
    """The host routes a pool of addresses elsewhere and answers for them on the segment (proxy_arp)."""
    with lab.truth.deed("answers for others", host=host, vip=vip):
        run("ip", "-n", host.namespace, "link", "add", "inside", "type", "bridge")
        run("ip", "-n", host.namespace, "link", "set", "inside", "up")
        run("ip", "-n", host.namespace, "route", "add", pool, "dev", "inside")
        sysctls = ("net.ipv4.ip_forward=1", f"net.ipv4.conf.{lab.options.interface}.proxy_arp=1")
        run("ip", "netns", "exec", host.namespace, "sysctl", "-q", "-w", *sysctls)
