"""A node asks its neighbors in the name of a VIP that it holds beside the owner, and so moves it to itself.

With IPVS every node has every Service's address at kube-ipvs0. What it sends from there has the VIP as its source;
where the kernel has to ask who has the next hop, it asks in the name of that source, unless arp_announce is 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.cluster.announcing import announcers
from arpwatch_k8s.lint.checks.kernel.kernels import Kernel, kernels, key, named, side
from arpwatch_k8s.lint.checks.kernel.roles import Roles
from arpwatch_k8s.lint.facts.cluster import KubeProxy
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided
from arpwatch_k8s.lint.setting import Setting

NAME: Final = "arp_announce"
WANTED: Final = 2


def look(facts: Facts) -> Iterator[Told]:
    """Each kube-proxy that leaves the kernel alone, with each host; for one with strictARP: sysctl-strictarp-undone."""
    if all(each.announces is False for each in announcers(facts)):
        return
    roles = Roles(facts)
    hosts = kernels(facts)
    for proxy in facts.kube_proxy:
        if proxy.is_refused or proxy.strict_arp.is_on or (proxy.mode.is_known and proxy.mode.text != "ipvs"):
            continue
        for kernel in hosts:
            if roles.is_proxy(kernel.host):
                continue
            yield from held_against(proxy, kernel, is_node=roles.is_node(kernel.host))


def held_against(proxy: KubeProxy, kernel: Kernel, *, is_node: bool) -> Iterator[Told]:
    """Whether a host asks in the name of addresses that are another's."""
    low = next(iter(lower(kernel)), None)
    if low is None:
        return
    mode = Side(place=proxy.mode.place or proxy.place, says=proxy.mode.said)
    strict = Side(place=proxy.strict_arp.place or proxy.place, says=proxy.strict_arp.said)
    sides = (side(low), mode, strict)
    open_one = next((each for each in (low, proxy.mode, proxy.strict_arp) if not each.is_known), None)
    if open_one is not None or proxy.strict_arp.is_on is None:
        unknown = open_one or proxy.strict_arp
        yield Undecided(
            why=f"whether {named(kernel.host)} asks neighbors in the name of VIPs: {unknown.said}", sides=sides
        )
        return
    yield Fault(
        summary=f"{named(kernel.host)}{'' if is_node else ', if it is a node of the cluster,'} asks its neighbors in "
        "the name of any VIP at kube-ipvs0: who hears it takes it for the VIP's owner",
        sides=sides,
        fix=f"{key(NAME)} = {WANTED}; or {proxy.strict_arp.written('true')}, which has kube-proxy write it",
        severity_is_less=not is_node,
    )


def lower(kernel: Kernel) -> Iterator[Setting]:
    """Values that leave it so: that of `all`, or of interfaces at which somebody outside is asked."""
    values = kernel.values
    of_all = values.of(NAME, "all")
    if of_all is None or (of_all.number is not None and of_all.number >= WANTED):
        return
    own = [values.of(NAME, each) for each in values.outside(NAME)]
    yield from (each for each in own if each is not None and (each.number or 0) < WANTED)
    if not own:
        yield of_all


CHECK: Final = Check(
    id="sysctl-arp-announce",
    title="a node asks its neighbors in the name of VIPs",
    severity=Severity.WARNING,
    look=look,
    why="With IPVS every node has every VIP at kube-ipvs0, and answers clients from it. With arp_announce below 2 the "
    "kernel takes that address as its own when it asks for a client's or a router's MAC, and who is asked learns the "
    "VIP at this node. arp_ignore does not keep it from that. Of `all` and an interface's own the greater counts.",
    wire="Who-has whose sender is the VIP, from nodes that are not its owner; the VIP moves at those that are asked.",
    rules=("every-node-answers", "flapping"),
    taught_by=("Documentation/networking/ip-sysctl.rst: arp_announce", "kubernetes#59976"),
)
