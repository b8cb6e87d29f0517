"""What hosts of one virtual router must agree on: peers, interval, version, password, addresses.

Of 2.4's vrrp.c: with version 2 an advertisement of another interval is dropped, and one of another password; with
version 3 the master's interval is taken over. Unicast hosts refuse multicast, and the other way round. Where lists of
addresses differ the advertisement counts, and what one list lacks is held by nobody once its host is master.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.keepalived.routers import MOST_HOSTS, Router, one_a_host, pairs, routers
from arpwatch_k8s.lint.checks.keepalived.words import begins, host, named, side, sides
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.hosts import VrrpInstance
from arpwatch_k8s.lint.facts.span import Address, address
from arpwatch_k8s.lint.fault import Fault, Told, Undecided
from arpwatch_k8s.wording.plain import plain


def look(facts: Facts) -> Iterator[Told]:
    """Each virtual router."""
    own: dict[str, set[Address]] = {}
    for listed in facts.addresses:
        if (found := address(listed.address.text)) is not None:
            own.setdefault(listed.host, set()).add(found)
    for router in routers(facts.keepalived):
        if len({each.host for each in router}) > MOST_HOSTS:
            why = f"whether all hosts of {named(router[0])} agree: they are more than {MOST_HOSTS}"
            yield Undecided(why=why, sides=(begins(router[0]),))
        for one, other in pairs(tuple(one_a_host(router))):
            yield from of_pair(one, other)
        yield from of_peers(router, own)


def of_pair(one: VrrpInstance, other: VrrpInstance) -> Iterator[Told]:
    """What two hosts of a virtual router say otherwise."""
    both = f"{named(one)} and {named(other)}"
    if bool(one.peers) != bool(other.peers):
        casts = "the first sends to peers, the second by multicast" if one.peers else "the second alone sends to peers"
        peers = (*one.peers, *other.peers)[0]
        yield Fault(
            summary=f"{both} do not hear each other: {casts}, and both hold the addresses",
            sides=(side(one if one.peers else other, peers), begins(other if one.peers else one)),
            fix="unicast_peer on both hosts, or on neither",
        )
    is_third = 3 in (one.setting("version").number, other.setting("version").number) or one.is_ipv6 is True
    for keyword in () if one.is_ipv6 else ("version",) if is_third else ("version", "auth_type", "auth_pass"):
        told = list(compared(one, other, keyword, "their advertisements are dropped, and both hold the addresses"))
        yield from told
        if told:
            break
    harm = "the master's counts" if is_third else "each drops the other's advertisements, and both hold the addresses"
    yield from compared(one, other, "advert_int", harm, less=is_third)
    missing = [each for each in one.held if each not in other.held] + [
        each for each in other.held if each not in one.held
    ]
    readable = all(each.is_known for instance in (one, other) for each in (*instance.addresses, *instance.excluded))
    if missing and readable and not one.unread and not other.unread:
        lacks, has = (other, one) if missing[0] in one.held else (one, other)
        yield Fault(
            summary=f"{both} hold other addresses: {missing[0]} is held by nobody while {host(lacks)} is master",
            sides=(side(has, has.held[missing[0]]), begins(lacks)),
            fix="the same list of addresses on both hosts",
            severity_is_less=True,
        )


def compared(one: VrrpInstance, other: VrrpInstance, keyword: str, harm: str, *, less: bool = False) -> Iterator[Told]:
    """Whether two hosts say the same of a keyword."""
    first, second = one.setting(keyword), other.setting(keyword)
    both = (*sides(one, keyword), *sides(other, keyword))
    if not first.is_known or not second.is_known:
        yield Undecided(why=f"whether {named(one)} and {named(other)} have the same {keyword}", sides=both)
    elif first.text.lower() != second.text.lower() and not equal(first.number, second.number):
        yield Fault(
            summary=f"{named(one)} and {named(other)} differ in {keyword}: {harm}",
            sides=both,
            fix=f"the same {keyword} on both hosts",
            severity_is_less=less,
        )


def equal(one: float | None, other: float | None) -> bool:
    """Whether both are the same number."""
    return one is not None and one == other


def of_peers(router: Router, own: dict[str, set[Address]]) -> Iterator[Told]:
    """Whether its hosts name each other as peers, and none itself."""
    hosts = [each for each in one_a_host(router) if each.peers]
    sources = [(each, sources_of(each, own)) for each in hosts]
    for each, addresses in sources:
        for peer in each.peers:
            if address(peer.text) in addresses:
                yield Fault(
                    summary=f"{named(each)} names {plain(peer.text)}, its own address, as a peer",
                    sides=(side(each, peer),),
                    fix="leave it out",
                    severity_is_less=True,
                )
    for receiver, addresses in sources:
        for sender in hosts:
            if sender is receiver:
                continue
            named_there = {address(peer.text) for peer in sender.peers}
            if not addresses:
                why = f"whether {host(sender)} names {host(receiver)} as a peer: unicast_src_ip is not given there"
                yield Undecided(why=why, sides=(begins(receiver),))
                break
            if named_there.isdisjoint(addresses) and None not in named_there:
                yield Fault(
                    summary=f"{named(sender)} does not name {host(receiver)} as a peer: {host(receiver)} never hears "
                    f"it, and takes the addresses while {host(sender)} holds them",
                    sides=(side(sender, sender.peers[0]), begins(receiver)),
                    fix=f"{min(map(str, addresses))} in the unicast_peer of {host(sender)}",
                    severity_is_less=rank(sender) < rank(receiver),
                )


def rank(instance: VrrpInstance) -> float:
    """Its priority; 0 where it cannot be known."""
    return instance.setting("priority").number or 0


def sources_of(instance: VrrpInstance, own: dict[str, set[Address]]) -> set[Address]:
    """The addresses that a host may send from, as far as they are known."""
    source = address(instance.setting("unicast_src_ip").text)
    return {source} if source is not None else own.get(instance.host, set()) - instance.held.keys()


CHECK: Final = Check(
    id="keepalived-peers",
    title="hosts of one virtual router disagree",
    severity=Severity.CRITICAL,
    look=look,
    why="A host that hears no advertisement that it accepts takes the addresses. So hosts that name each other only on "
    "one side, or differ in what an advertisement must say, are all master.",
    wire="Advertisements of one VRID from two sources, side by side, and announcements of the VIP from both MACs.",
    rules=("split-brain",),
    taught_by=("keepalived#2649", "keepalived#2370"),
)
