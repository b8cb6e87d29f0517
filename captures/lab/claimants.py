"""Other ways than MetalLB's to have an address, as verbs over a lab: kube-vip, keepalived, a host of its own, a lie.

As with the lab's own verbs, each writes what it did into the truth.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from captures.lab import speaker
from captures.lab.announcers.keepalived import PROTOCOL
from captures.lab.announcers.orders import Address
from captures.lab.child import Child
from captures.lab.command import run
from captures.lab.lab import Lab
from captures.lab.topology import Host

VRID = 51
DEAF = f"""
table inet partition {{
    chain input {{
        type filter hook input priority filter
        meta l4proto {PROTOCOL} drop
    }}
}}
"""


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
    """keepalived on one node: the first of `vips` names it in the truth."""

    def __init__(self, lab: Lab, node: Host, *, priority: int, vips: tuple[Address, ...], vrid: int = VRID) -> None:
        self._lab = lab
        self._node = node
        self._priority = priority
        self._vips = vips
        self._vrid = vrid
        self._child: Child | None = None

    def start(self) -> None:
        """It starts as a BACKUP."""
        with self._lab.truth.deed("keepalived starts", host=self._node, vip=self._vips[0]):
            self._child = speaker.start_keepalived(
                self._node,
                options=self._lab.options,
                logs=self._lab.directory,
                vrid=self._vrid,
                priority=self._priority,
                vips=self._vips,
            )
        self._lab.adopt(self._child)

    def stop(self) -> None:
        """It is told to end: a MASTER says so, with priority 0, and takes the addresses away."""
        if self._child is None:
            return
        with self._lab.truth.deed("keepalived stops", host=self._node, vip=self._vips[0]):
            self._lab.dismiss(self._child)
        self._child = None


def deafen(lab: Lab, node: Host, vip: Address) -> None:
    """VRRP does not reach the node any more, as with a firewall in between; what it sends goes out."""
    with lab.truth.deed("deaf to VRRP", host=node, vip=vip):
        run("ip", "netns", "exec", node.namespace, "nft", "-f", "-", text=DEAF)


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


def link_flap(lab: Lab, host: Host, vip: Address) -> None:
    """The host's link goes and comes, and its kernel announces each address that it has there (arp_notify)."""
    with lab.truth.deed("link flaps", host=host, vip=vip):
        run("ip", "netns", "exec", host.namespace, "sysctl", "-q", "-w", "net.ipv4.conf.all.arp_notify=1")
        for state in ("down", "up"):
            run("ip", "-n", host.namespace, "link", "set", lab.options.interface, state)


def arping(lab: Lab, host: Host, vip: Address, *, count: int) -> None:
    """An operator announces the address from the host with `arping -U`, once a second."""
    with lab.truth.deed("arping -U", host=host, vip=vip):
        argv = ("arping", "-q", "-U", "-c", str(count), "-I", lab.options.interface, str(vip))
        run("ip", "netns", "exec", host.namespace, *argv)


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
