"""gc_thresh3 below the default: the table of neighbors runs full, and nobody new is reached."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.kernel.kernels import kernels, named, side
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Fault, Told

KEY: Final = "net.ipv4.neigh.default.gc_thresh3"
DEFAULT: Final = 1024
"""net/ipv4/arp.c."""


def look(facts: Facts) -> Iterator[Told]:
    """Each host."""
    for kernel in kernels(facts):
        found = kernel.values.by_key.get(KEY)
        most = found.number if found is not None else None
        if found is not None and most is not None and most < max(DEFAULT, len(facts.nodes)):
            yield Fault(
                summary=f"{named(kernel.host)} keeps at most {most:g} neighbors: with more, new ones are not reached",
                sides=(side(found),),
                fix=f"{KEY} = {max(4 * DEFAULT, 2 * len(facts.nodes))}",
            )


CHECK: Final = Check(
    id="sysctl-neigh-table",
    title="the table of neighbors is small",
    severity=Severity.INFO,
    look=look,
    why="Above gc_thresh3 the kernel makes no entry more: what is sent to a new neighbor fails with 'neighbour table "
    "overflow' in its log. Nodes have an entry for each node and each pod of their own, proxies for whom they serve.",
    wire="Questions of a host cease though it has traffic to send; others reach the same address.",
    rules=("vip-unanswered",),
    taught_by=("arp(7)",),
)
