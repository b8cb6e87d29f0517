"""What a firewall does with a packet from one node to another: through its chains, as far as each rule is known."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from arpwatch_k8s.lint.facts.firewall import ACCEPT, DROP, ENDS, RETURN, Base, Firewall, Rule
from arpwatch_k8s.lint.facts.span import Address
from arpwatch_k8s.lint.fault import Side

MOST_STEPS = 20_000
"""Rules that one packet is held against; of more it is not known what becomes of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """A first packet of one node to another."""

    protocol: str
    port: int
    nodes: Collection[Address]
    """The nodes' own addresses, any of which it may come from; none where those were not read."""


@dataclass(slots=True)
class Walk:
    """What was met on the way."""

    steps: int = 0
    may_pass: bool = False
    """Whether a rule may have taken it before, of which that is not known."""
    chains: set[str] = field(default_factory=set)
    """Those that it is in."""


def drops(firewall: Firewall, packet: Packet) -> tuple[bool | None, Side | None]:
    """Whether it is dropped, and by what; None where that cannot be known."""
    is_known, unknown = True, None
    for base in firewall.bases:
        walk = Walk()
        end, by = through(firewall, base, packet, walk)
        if end == DROP and not walk.may_pass:
            return True, by
        if end != ACCEPT or walk.steps > MOST_STEPS:
            is_known, unknown = False, unknown or by
    return (False, None) if is_known else (None, unknown)


def through(firewall: Firewall, base: Base, packet: Packet, walk: Walk) -> tuple[str, Side | None]:
    """The end of a packet in the chains that begin with one, and what decides it."""
    rule = follow(firewall, base.chain, packet, walk)
    place = base.policy.place
    if rule is not None:
        return rule.verdict, Side(place=rule.place, says=f"{firewall.made_by} drops what comes so far")
    return base.policy.text, None if place is None else Side(place=place, says=base.policy.said)


def follow(firewall: Firewall, chain: str, packet: Packet, walk: Walk) -> Rule | None:
    """The rule of a chain, or of one that it goes on to, that ends it; None where none does."""
    if chain in walk.chains or len(walk.chains) > 16:
        return None
    walk.chains.add(chain)
    try:
        for rule in firewall.chains.get(chain, ()):
            walk.steps += 1
            if walk.steps > MOST_STEPS:
                walk.may_pass = True
                return None
            meets = met(rule, packet)
            if meets is False:
                continue
            if meets is None:
                walk.may_pass |= rule.verdict == ACCEPT or may_accept(firewall, rule.verdict)
            elif rule.verdict == RETURN:
                return None
            elif rule.verdict in ENDS:
                return rule
            elif rule.verdict not in firewall.chains:
                walk.may_pass = True
            elif (found := follow(firewall, rule.verdict, packet, walk)) is not None:
                return found
        return None
    finally:
        walk.chains.discard(chain)


def may_accept(firewall: Firewall, chain: str) -> bool:
    """Whether a chain that it may go on to may take it: one that only drops does not."""
    if chain in ENDS:
        return False
    return any(rule.verdict not in (DROP, RETURN) for rule in firewall.chains.get(chain, ())) or (
        chain not in firewall.chains
    )


def met(rule: Rule, packet: Packet) -> bool | None:
    """Whether a packet meets a rule; None where that cannot be known."""
    if rule.protocol and rule.protocol != packet.protocol:
        return False
    if rule.ports and not any(first <= packet.port <= last for first, last in rule.ports):
        return False
    if not rule.is_whole:
        return None
    if not rule.sources:
        return True
    if not packet.nodes:
        return True if rule.ports else None
    known = [any(address in span for span in rule.sources) for address in packet.nodes]
    return True if all(known) else None if any(known) else False
