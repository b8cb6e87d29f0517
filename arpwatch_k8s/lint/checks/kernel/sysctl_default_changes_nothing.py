"""A file sets `default` and not `all`: interfaces that exist keep what they have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.kernel.kernels import Kernel, greatest, kernels, key, named, side
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Fault, Told
from arpwatch_k8s.wording.plain import plain

NAMES: Final = (
    "arp_ignore",
    "arp_announce",
    "arp_filter",
    "drop_gratuitous_arp",
    "proxy_arp",
    "arp_accept",
    "arp_notify",
)
"""Keys whose own value of the kernel is 0, and that somebody sets for a reason."""


def look(facts: Facts) -> Iterator[Told]:
    """Each host's files."""
    for kernel in kernels(facts):
        for name in NAMES:
            yield from of_key(kernel, name)


def of_key(kernel: Kernel, name: str) -> Iterator[Told]:
    """Whether a key is set for interfaces to come alone."""
    seed = kernel.written.by_name.get(name, {}).get("default")
    others = [each for each in kernel.written.by_name.get(name, {}) if each != "default"]
    if seed is None or seed.number is None or seed.number == 0 or others:
        return
    lower = [
        each
        for each in kernel.live.outside(name)
        if (counts := greatest(kernel.live, name, each)) is not None and counts < seed.number
    ]
    if kernel.live.by_name.get(name) and not lower:
        return
    live = kernel.live.of(name, lower[0]) if lower else None
    has = f": {plain(lower[0])} has {plain(live.text)}" if live is not None else ""
    yield Fault(
        summary=f"{named(kernel.host)} sets {key(name, 'default')} alone, which changes no interface that exists{has}",
        sides=(side(seed), *((side(live),) if live is not None else ())),
        fix=f"{key(name)} = {plain(seed.text)}",
        severity_is_less=live is None,
    )


CHECK: Final = Check(
    id="sysctl-default-changes-nothing",
    title="a key is set for interfaces to come, and not for those that are",
    severity=Severity.WARNING,
    look=look,
    why="`default` is what an interface begins with that is made later: bridges and interfaces of pods, and at boot "
    "those that the kernel finds after the file was read, which is chance. What exists keeps what it has. `all` is "
    "what counts for every interface.",
    wire="Where the key is arp_ignore, a node answers for a VIP that another announces; of other keys, nothing.",
    rules=("every-node-answers",),
    taught_by=("Documentation/networking/ip-sysctl.rst: conf/default",),
)
