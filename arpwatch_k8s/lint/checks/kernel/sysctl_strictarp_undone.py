"""kube-proxy's strictARP is on, and a node's kernel or its files say otherwise.

strictARP has kube-proxy write arp_ignore 1 and arp_announce 2 for `all` as it starts, with IPVS alone. Whatever writes
them later undoes it: `sysctl --system` after an upgrade, tuned.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.kernel.kernels import Kernel, kernels, key, named, side
from arpwatch_k8s.lint.checks.kernel.roles import Roles
from arpwatch_k8s.lint.facts.cluster import KubeProxy
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided
from arpwatch_k8s.lint.setting import Setting
from arpwatch_k8s.wording.plain import plain

WANTED: Final = {"arp_ignore": 1, "arp_announce": 2}
"""What strictARP writes (pkg/proxy/ipvs)."""


def look(facts: Facts) -> Iterator[Told]:
    """Each kube-proxy with each host: one with a proxy or keepalived on it may be a node, too."""
    roles = Roles(facts)
    hosts = kernels(facts)
    for kube_proxy in facts.kube_proxy:
        for kernel in hosts:
            yield from held_against(kube_proxy, kernel, is_node=roles.is_node(kernel.host))


def held_against(kube_proxy: KubeProxy, kernel: Kernel, *, is_node: bool) -> Iterator[Told]:
    """Whether a host has what kube-proxy writes."""
    mode, strict = kube_proxy.mode, kube_proxy.strict_arp
    low = next(iter(lower(kernel)), None)
    if low is None or (mode.is_known and mode.text != "ipvs") or strict.is_on is False:
        return
    setting, name, is_live = low
    both = (side(setting), *(proxys(kube_proxy, each) for each in (strict, mode)))
    if not mode.is_known or strict.is_on is None:
        unknown = mode if not mode.is_known else strict
        yield Undecided(why=f"whether {named(kernel.host)} undoes strictARP: {unknown.said}", sides=both)
        return
    when = "has" if is_live else "sets, at each boot and each `sysctl --system`,"
    yield Fault(
        summary=f"kube-proxy is to set {key(name)} to {WANTED[name]} (strictARP), and {named(kernel.host)} {when} "
        f"{plain(setting.text)}" + ("" if is_node else ", if it is a node of the cluster"),
        sides=both,
        fix=f"{key(name)} = {WANTED[name]} in a file of sysctl.d that comes last; then look what else writes it",
        severity_is_less=not is_node,
    )


def lower(kernel: Kernel) -> Iterator[tuple[Setting, str, bool]]:
    """Values of `all` below what strictARP writes: the key's name, and whether the kernel had it."""
    for values, is_live in ((kernel.live, True), (kernel.written, False)):
        for name, wanted in WANTED.items():
            found = values.of(name, "all")
            if found is not None and found.number is not None and found.number < wanted:
                yield found, name, is_live


def proxys(kube_proxy: KubeProxy, setting: Setting) -> Side:
    """A setting of kube-proxy as a side."""
    return Side(place=setting.place or kube_proxy.place, says=setting.said)


CHECK: Final = Check(
    id="sysctl-strictarp-undone",
    title="strictARP is on, and a node's kernel does not have it",
    severity=Severity.WARNING,
    look=look,
    why="With IPVS every node holds every VIP at kube-ipvs0. Only arp_ignore keeps the others from answering for it. "
    "kube-proxy writes it once, when it starts; a file that says otherwise wins the next time that it is read.",
    wire="Several nodes answer one question for the VIP, each with its own MAC.",
    rules=("every-node-answers",),
    taught_by=("docs: metallb.universe.tf/installation", "kubespray#5180"),
)
