"""Which addresses of pools somebody has already, for people, for programs, for monitoring.

MetalLB gives what its pools hold, and asks nobody whether it is free. Who answers for an address may be a node that
announces it for the cluster: that is known of nodes that were named, and of nobody else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.inventory.vendor import vendor
from arpwatch_k8s.probe.answers import SCHEMA, Nagios, Owner, Probed
from arpwatch_k8s.probe.pool import Pool, place
from arpwatch_k8s.wording.counts import listed, plural
from arpwatch_k8s.wording.value import JsonValue

MANY: Final = 8
"""Addresses from which on one host that answers for most of those asked for is remarked."""
MOST_SAID: Final = 8
"""Addresses that a monitor's line names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What asking for pools came to."""

    pools: tuple[Pool, ...]
    found: tuple[Probed, ...]
    """Each address, in order."""
    asked: Mapping[str, int]
    """How often each was asked for."""
    names: Inventory

    @property
    def taken(self) -> list[Probed]:
        """Those that somebody has."""
        return [each for each in self.found if each.owners]

    @property
    def silent(self) -> int:
        """How many were asked for and nobody answered."""
        return sum(not each.owners and self.asked[each.vip] > 0 for each in self.found)

    @property
    def unasked(self) -> int:
        """How many were not asked for, since it was ended before."""
        return sum(not each.owners and self.asked[each.vip] == 0 for each in self.found)


def is_strange(survey: Survey, each: Probed) -> bool:
    """Whether an address is taken otherwise than by one node that was named."""
    return len(each.owners) > 1 or any(survey.names.name(owner.mac) is None for owner in each.owners)


def lines(survey: Survey) -> Iterator[str]:
    """What is said to people."""
    for each in survey.taken:
        who = "; ".join(described(owner, survey.names) for owner in each.owners)
        several = f" ({len(each.owners)} answer)" if len(each.owners) > 1 else ""
        mine = "" if is_strange(survey, each) else ": a node that was named, which may announce it for the cluster"
        yield f"{each.vip} is taken by {who}{several}{mine} [{place(survey.pools, each.vip)}]"
    for mac, times in answering_for_many(survey):
        who = survey.names.label(mac)
        yield f"{who} answers for {times} of {len(survey.found)} addresses, as a router with proxy_arp does"
    yield total(survey)


def described(owner: Owner, names: Inventory) -> str:
    """Who has an address."""
    return f"{names.label(owner.mac)}, this host itself" if owner.here else names.label(owner.mac)


def total(survey: Survey) -> str:
    """All of it in a sentence. Nobody's answer is no proof that an address is free, and is not called so."""
    pools = listed([pool.name for pool in survey.pools[:MOST_SAID]])
    more = f" and {len(survey.pools) - MOST_SAID} more" if len(survey.pools) > MOST_SAID else ""
    unasked = f", {survey.unasked} not asked for" if survey.unasked else ""
    times = max(survey.asked.values(), default=0)
    return (
        f"{pools}{more}: {len(survey.taken)} of {len(survey.found)} addresses taken, for "
        f"{survey.silent} nobody answers ({plural(times, 'question')} each){unasked}"
    )


def answering_for_many(survey: Survey) -> list[tuple[int, int]]:
    """Hosts that answer for most of the addresses, with for how many."""
    counts = Counter(owner.mac for each in survey.taken for owner in each.owners)
    return [(mac, n) for mac, n in counts.most_common(2) if n >= MANY and 2 * n > len(survey.found)]


def check(survey: Survey) -> tuple[str, Nagios]:
    """A monitoring plugin's line and state: critical where an address is taken by anybody but one node that was named;
    unknown where some were not asked for."""
    strange = [each for each in survey.taken if is_strange(survey, each)]
    state = Nagios.CRITICAL if strange else Nagios.UNKNOWN if survey.unasked else Nagios.OK
    told = [
        f"{each.vip} is taken by {'; '.join(described(owner, survey.names) for owner in each.owners)}"
        for each in strange[:MOST_SAID]
    ]
    more = [f"{len(strange) - MOST_SAID} more"] if len(strange) > MOST_SAID else []
    said = "; ".join([*told, *more, total(survey)]).replace("|", "/")
    return f"POOL {state}: {said} | taken={len(survey.taken)};;;0 strange={len(strange)};;0;0", state


def document(interface: str, survey: Survey) -> dict[str, JsonValue]:
    """The same for programs."""
    return {
        "schema": SCHEMA,
        "interface": interface,
        "pools": [
            {"pool": pool.name, "first": str(pool.span.first), "last": str(pool.span.last)} for pool in survey.pools
        ],
        "addresses": len(survey.found),
        "unanswered": survey.silent,
        "not_asked": survey.unasked,
        "taken": [
            {
                "address": each.vip,
                "pool": place(survey.pools, each.vip),
                "asked": survey.asked[each.vip],
                "expected": not is_strange(survey, each),
                "owners": [
                    {
                        "mac": mac_text(owner.mac),
                        "node": survey.names.name(owner.mac),
                        "vendor": vendor(owner.mac),
                        "this_host": owner.here,
                        "answered": owner.answered,
                    }
                    for owner in each.owners
                ],
            }
            for each in survey.taken
        ],
        "answers_for_many": [
            {"mac": mac_text(mac), "node": survey.names.name(mac), "addresses": n}
            for mac, n in answering_for_many(survey)
        ],
    }
