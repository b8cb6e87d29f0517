"""accept_redirects on a proxy: a redirect of a wrong node becomes its route to the VIP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.kernel.kernels import Kernel, kernels, key, named, side
from arpwatch_k8s.lint.checks.kernel.roles import Roles
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Fault, Told
from arpwatch_k8s.lint.setting import Setting
from arpwatch_k8s.wording.plain import plain

NAME: Final = "accept_redirects"


def look(facts: Facts) -> Iterator[Told]:
    """Each proxy that is known to be one."""
    roles = Roles(facts)
    for kernel in kernels(facts):
        found = accepting(kernel) if roles.is_proxy(kernel.host) else []
        if found:
            yield Fault(
                summary=f"{named(kernel.host)} is a proxy and accepts ICMP redirects: what a wrong node tells it once "
                "becomes its way to the VIP",
                sides=tuple(side(each) for each in found),
                fix=f"{key(NAME)} = 0, and the same for {plain(found[-1].name)}",
            )


def accepting(kernel: Kernel) -> list[Setting]:
    """The values by which it accepts: `all` and an interface's own on a host that forwards, either on one that does
    not. Where that is not known, both."""
    every = kernel.values.of(NAME, "all")
    forwarding = kernel.values.number("forwarding", "all")
    forwarding = forwarding if forwarding is not None else ip_forward(kernel)
    of_each = [kernel.values.of(NAME, each) for each in kernel.values.outside(NAME)]
    own = next((each for each in of_each if each is not None and each.is_on), None)
    if every is not None and every.is_on and own is not None:
        return [every, own]
    if forwarding == 0:
        return [each for each in (every, own) if each is not None and each.is_on]
    return []


def ip_forward(kernel: Kernel) -> float | None:
    """net.ipv4.ip_forward; None where nothing says it."""
    found = kernel.values.by_key.get("net.ipv4.ip_forward")
    return found.number if found is not None else None


CHECK: Final = Check(
    id="sysctl-accept-redirects",
    title="a proxy accepts ICMP redirects",
    severity=Severity.INFO,
    look=look,
    why="A node that is asked for a VIP that it does not serve may send a redirect to another. A proxy that accepts it "
    "keeps the way that it was told for minutes, past the end of the trouble.",
    wire="ICMP redirects for the VIP, and after them frames of that sender to the MAC that they named.",
    rules=("wrong-owner",),
    taught_by=("Documentation/networking/ip-sysctl.rst: accept_redirects",),
)
