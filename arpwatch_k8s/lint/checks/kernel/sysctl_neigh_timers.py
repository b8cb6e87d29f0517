"""base_reachable_time_ms raised: a host believes a MAC for long that answers no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.kernel.kernels import kernels, named, side
from arpwatch_k8s.lint.checks.kernel.roles import Roles
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Fault, Told
from arpwatch_k8s.lint.setting import Setting
from arpwatch_k8s.wording.plain import plain

NEIGH: Final = "net.ipv4.neigh."
UNITS_MS: Final = {"base_reachable_time_ms": 1, "base_reachable_time": 1000}
DEFAULT_MS: Final = 30_000
"""net/ipv4/arp.c."""
LONG_MS: Final = 4 * DEFAULT_MS
"""From here on it is told: an outage of three minutes, since the kernel takes up to half as much again."""


def look(facts: Facts) -> Iterator[Told]:
    """Each host."""
    roles = Roles(facts)
    for kernel in kernels(facts):
        long = [(setting, reachable) for setting, reachable in times(kernel.values.by_key) if reachable >= LONG_MS]
        if long:
            setting, most = max(long, key=lambda each: each[1])
            is_proxy = roles.is_proxy(kernel.host)
            yield Fault(
                summary=f"{named(kernel.host)} believes a neighbor's MAC for up to {most * 1.5 / 1000:g} s without "
                f"asking, where 45 s are the default: so long it sends to a node that lost the VIP"
                + ("" if is_proxy else ", if it sends to one from within its network"),
                sides=(side(setting),),
                fix=f"{plain(setting.name.rpartition('_time')[0])}_time_ms = {DEFAULT_MS}",
                severity_is_less=not is_proxy,
            )


def times(values: Mapping[str, Setting]) -> Iterator[tuple[Setting, float]]:
    """Values of how long an entry is reachable, in ms."""
    for key, setting in values.items():
        unit = UNITS_MS.get(key.rpartition(".")[2])
        if key.startswith(NEIGH) and unit is not None and setting.number is not None:
            yield setting, setting.number * unit


CHECK: Final = Check(
    id="sysctl-neigh-timers",
    title="a host believes neighbors for long without asking",
    severity=Severity.WARNING,
    look=look,
    why="An entry that was confirmed counts as reachable for 0.5 to 1.5 times base_reachable_time_ms, and the "
    "kernel asks nobody meanwhile. If the announcement of a failover is lost, all that time goes to the old node. "
    "With the default it ends within the minute.",
    wire="Frames of one sender to a MAC that answers nothing, and no question for the VIP among them.",
    rules=("stale-cache",),
    taught_by=("arp(7)",),
)
