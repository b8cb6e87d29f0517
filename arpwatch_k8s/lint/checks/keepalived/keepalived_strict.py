"""vrrp_strict: it refuses unicast peers, and drops what is sent to the virtual addresses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.keepalived.words import named, side, sides
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.hosts import VrrpInstance
from arpwatch_k8s.lint.fault import Fault, Told, Undecided
from arpwatch_k8s.wording.plain import plain

OWNER: Final = 255
"""The priority of the host whose own the addresses are (RFC 9568, section 5.2.4)."""


def look(facts: Facts) -> Iterator[Told]:
    """Each instance in strict mode."""
    for each in facts.keepalived:
        strict = each.setting("strict_mode")
        if strict.is_on is None:
            yield Undecided(why=f"whether {named(each)} is in strict mode: {strict.said}", sides=(side(each, strict),))
        elif strict.is_on and each.peers:
            yield Fault(
                summary=f"{named(each)} is in strict mode and has unicast peers: keepalived refuses it, and the host "
                "never holds its addresses",
                sides=(side(each, strict), side(each, each.peers[0])),
                fix=f"leave {strict.name} out",
            )
        elif strict.is_on:
            yield from accepting(each)


def accepting(instance: VrrpInstance) -> Iterator[Told]:
    """Whether an instance in strict mode takes what is sent to its addresses."""
    priority, version = instance.setting("priority"), instance.setting("version")
    strict, accept = instance.setting("strict_mode"), instance.setting("accept")
    is_third = version.number == 3 or instance.is_ipv6 is True
    if priority.number == OWNER or (is_third and accept.is_on):
        return
    if not priority.is_known or not version.is_known:
        unknown = priority if not priority.is_known else version
        yield Undecided(
            why=f"whether {named(instance)} drops what is sent to its addresses: {unknown.said}",
            sides=(side(instance, strict), side(instance, unknown)),
        )
        return
    yield Fault(
        summary=f"{named(instance)} is in strict mode with a priority of {plain(priority.text)}: its host drops "
        "every packet that is sent to the virtual addresses themselves",
        sides=(*sides(instance, "strict_mode", "priority"), *sides(instance, "accept" if accept.is_on else "version")),
        fix=f"leave {strict.name} out; where it must stay, version 3 with `accept` in the instance",
    )


CHECK: Final = Check(
    id="keepalived-strict",
    title="strict mode drops what is sent to the virtual addresses",
    severity=Severity.CRITICAL,
    look=look,
    why="In strict mode keepalived follows RFC 3768 to the letter: a host that is no owner of the addresses (priority "
    "255) forwards for them and accepts nothing itself, held by a firewall rule of keepalived's own. A proxy or an API "
    "server behind such a VIP is never reached. With unicast peers the instance does not start at all.",
    wire="The VIP is announced and its ARP questions are answered, and every connection to it times out.",
    rules=("no-local-endpoint", "owner-silent"),
    taught_by=("keepalived.conf(5): vrrp_strict",),
)
