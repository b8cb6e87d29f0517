"""One VRID for two virtual routers on a link, or two VRIDs for one virtual address.

Two routers of one VRID hear each other's advertisements and take them for their own. That two hosts are on one link is
known only where their virtual addresses are of one network, by the lengths that the files give.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.keepalived.routers import Router, routers, sites
from arpwatch_k8s.lint.checks.keepalived.words import begins, named, side, sides
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.hosts import VrrpInstance, network_of
from arpwatch_k8s.lint.facts.span import Address
from arpwatch_k8s.lint.fault import Fault, Told, Undecided
from arpwatch_k8s.wording.plain import plain

FIX: Final = "a virtual_router_id of its own for each virtual router of a link"


def look(facts: Facts) -> Iterator[Told]:
    """Each place by itself."""
    for site in sites(facts.keepalived):
        for each in site:
            vrid = each.setting("virtual_router_id")
            if not vrid.is_known:
                yield Undecided(why=f"which VRID {named(each)} has: {vrid.said}", sides=(side(each, vrid),))
        known = [each for each in site if each.setting("virtual_router_id").text]
        yield from on_one_host(known)
        yield from of_two_routers(known)
        yield from for_one_address(known)


def on_one_host(instances: list[VrrpInstance]) -> Iterator[Told]:
    """Instances of a host with one interface, family and VRID, that hear each other."""
    first: dict[tuple[object, ...], VrrpInstance] = {}
    for each in instances:
        interface, group = each.setting("interface"), each.setting("mcast_dst_ip")
        if not interface.text or each.is_ipv6 is None or not group.is_known:
            continue
        vrid = plain(each.setting("virtual_router_id").text)
        by_peer = [peer.text for peer in each.peers if peer.text] if each.peers else [""]
        source = each.setting("unicast_src_ip").text if each.peers else group.text
        for peer in by_peer:
            key = (each.host, interface.text, vrid, each.is_ipv6, bool(each.peers), source, peer)
            other = first.setdefault(key, each)
            if other is not each:
                yield Fault(
                    summary=f"{named(other)} and {named(each)} have the VRID {vrid} on one interface: keepalived "
                    "refuses one of them, or each takes the other's advertisements for its own",
                    sides=(*sides(each, "virtual_router_id"), *sides(other, "virtual_router_id")),
                    fix=FIX,
                )
                break


def of_two_routers(instances: list[VrrpInstance]) -> Iterator[Told]:
    """Virtual routers of different hosts with one VRID: on one link, as far as that is known."""
    met: dict[tuple[object, ...], Router] = {}
    any_of: dict[tuple[object, ...], Router] = {}
    bare: dict[tuple[object, ...], Router] = {}
    for router in routers([each for each in instances if not each.peers]):
        each = router[0]
        vrid = plain(each.setting("virtual_router_id").text)
        if each.is_ipv6 is None:
            continue
        networks = networks_of(router)
        near = next((met[key] for net in networks if (key := (vrid, net)) in met), None)
        far = (bare if networks else any_of).get((vrid, each.is_ipv6))
        if near and hosts(near).isdisjoint(hosts(router)):
            yield Fault(
                summary=f"{named(near[0])} and {named(each)} have the VRID {vrid} in one network and other addresses: "
                "each hears the other's advertisements, and only one of them holds its addresses",
                sides=(*sides(each, "virtual_router_id"), *sides(near[0], "virtual_router_id")),
                fix=FIX,
            )
        elif far and hosts(far).isdisjoint(hosts(router)):
            yield Undecided(
                why=f"whether {named(far[0])} and {named(each)}, both with the VRID {vrid}, are on one link: their "
                "virtual addresses are given without the length of their network",
                sides=(*sides(each, "virtual_router_id"), *sides(far[0], "virtual_router_id")),
            )
        met.update({(vrid, net): router for net in networks})
        any_of.setdefault((vrid, each.is_ipv6), router)
        if not networks:
            bare.setdefault((vrid, each.is_ipv6), router)


def for_one_address(instances: list[VrrpInstance]) -> Iterator[Told]:
    """One virtual address under two VRIDs, on two hosts."""
    first: dict[Address, VrrpInstance] = {}
    told: set[tuple[object, ...]] = set()
    for each in instances:
        vrid = each.setting("virtual_router_id")
        for found, setting in each.held.items():
            other = first.setdefault(found, each)
            theirs = other.setting("virtual_router_id")
            key = (other.place, each.place, other.host, each.host)
            if other.host == each.host or theirs.text == vrid.text or key in told:
                continue
            told.add(key)
            yield Fault(
                summary=f"{named(other)} and {named(each)} hold the address {found} under the VRIDs "
                f"{plain(theirs.text)} and {plain(vrid.text)}: neither hears the other, and both hold it",
                sides=(side(each, vrid), side(other, theirs), side(each, setting), begins(other)),
                fix=f"virtual_router_id {plain(theirs.text)}, on both hosts",
            )


def networks_of(router: Router) -> list[object]:
    """The networks of its addresses, of those that are given with a length."""
    found: dict[object, None] = {}
    for each in router:
        for setting in each.held.values():
            network = network_of(setting.text)
            if network is not None and network.num_addresses > 1:
                found[network] = None
    return list(found)


def hosts(router: Router) -> set[str]:
    """Its hosts."""
    return {each.host for each in router}


CHECK: Final = Check(
    id="keepalived-vrid",
    title="one VRID for two virtual routers, or two for one address",
    severity=Severity.CRITICAL,
    look=look,
    why="Hosts of one VRID on a link choose one master among them. Two virtual routers with the same one are taken for "
    "one: the loser's addresses are held by nobody, or the advertisements are dropped and both log errors each second. "
    "One address under two VRIDs is held by both hosts at once.",
    wire="Advertisements of one VRID with different addresses in them; or announcements of one VIP from two MACs, for "
    "as long as both run.",
    rules=("split-brain", "vip-unanswered"),
    taught_by=("keepalived.conf(5): virtual_router_id", "keepalived#2387"),
)
