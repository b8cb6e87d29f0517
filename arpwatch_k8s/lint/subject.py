"""What a fault is about: programs, and the addresses that its settings are for. The diagnosis holds that against a VIP:
a fault of another pool, or of a program that was never heard there, explains nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

from arpwatch_k8s.lint.facts.ranges import NO_RANGES, Ranges
from arpwatch_k8s.lint.facts.span import Address, Span

MOST_SPANS: Final = 64
"""Spans of one thing that are held against another's."""
MOST_SETS: Final = 16
"""Things with addresses that one fault is held to be about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a fault is about."""

    programs: frozenset[str] = frozenset()
    """Programs whose settings it names, called as families of speakers are: `metallb`, `kube-vip`, `keepalived`."""
    addresses: tuple[tuple[Span, ...], ...] = ()
    """Of each thing that it names and that has addresses of its own (a pool, a Service, an instance): these."""
    served: Ranges = NO_RANGES
    """All addresses that the cluster's files give to Services by these programs, or by any where it names none."""
    all_served: bool = False
    """Whether these are all: what is not among them is not given by these programs."""
    of_services: bool = False
    """Whether it names settings of kube-vip that are for Services alone."""
    control_plane: tuple[Span, ...] = ()
    """Addresses of API servers, which kube-vip holds: no Service's."""

    def is_for(self, vip: str) -> bool | None:
        """Whether an address is one that it is about; None where the files do not say."""
        number = ip_address(vip)
        if self.addresses:
            shared = common(self.addresses[:MOST_SETS])
            return holds(shared, number) if shared else any(holds(each, number) for each in self.addresses[:MOST_SETS])
        if self.programs and holds(self.control_plane, number):
            return self.programs == {"kube-vip"} and not self.of_services
        if number in self.served:
            return True
        return False if self.all_served else None


NO_SUBJECT: Final = Subject()
"""Of a fault of which nothing is known."""


def holds(spans: Iterable[Span], number: Address) -> bool:
    """Whether some span has an address."""
    return any(number in each for each in spans)


def common(sets: tuple[tuple[Span, ...], ...]) -> tuple[Span, ...]:
    """What all of some sets of spans share."""
    shared = sets[0]
    for other in sets[1:]:
        shared = tuple(
            Span(first=max(one.first, two.first, key=int), last=min(one.last, two.last, key=int), setting=one.setting)
            for one in shared[:MOST_SPANS]
            for two in other[:MOST_SPANS]
            if one.meets(two)
        )
    return shared
