"""Which instances are one virtual router on several hosts, and which hosts are of one place.

A repository may hold the hosts of many places, each with the same VRIDs and the same private addresses. So hosts are
held against each other within a folder alone where any folder has several, or where two have the same name. Examples
of keepalived.conf in one folder are nobody's hosts: each is a place of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from arpwatch_k8s.lint.facts.hosts import VrrpInstance
from arpwatch_k8s.lint.facts.span import address

MOST_HOSTS: Final = 64
"""Hosts of a virtual router that are held against each other."""
EXAMPLES: Final = re.compile(r"(?:^|/)(?:examples?|samples)(?:/|$)", re.IGNORECASE)
Router = tuple[VrrpInstance, ...]


def sites(instances: Sequence[VrrpInstance]) -> list[list[VrrpInstance]]:
    """The instances by place."""
    by_folder: dict[str, list[VrrpInstance]] = {}
    hosts: dict[str, set[str]] = {}
    for each in instances:
        folder, _, name = each.host.rpartition("/")
        folder = each.place.file if EXAMPLES.search(folder) else folder
        hosts.setdefault(folder, set()).add(name)
        by_folder.setdefault(folder, []).append(each)
    names = [name for several in hosts.values() for name in several]
    is_example = any(EXAMPLES.search(folder) for folder in hosts)
    are_many = is_example or any(len(several) > 1 for several in hosts.values()) or len(set(names)) < len(names)
    return list(by_folder.values()) if are_many else [list(instances)] if instances else []


def routers(instances: Sequence[VrrpInstance]) -> Iterator[Router]:
    """Virtual routers, each with its instances, one at least: those of one place that have a VRID in common, and with
    it a virtual address, or name each other as peers."""
    for site in sites(instances):
        group_of: dict[object, int] = {}
        groups: dict[int, list[VrrpInstance]] = {}
        for number, each in enumerate(site):
            marks = list(marks_of(each))
            met = {group_of[mark] for mark in marks if mark in group_of}
            kept = max(sorted(met), key=lambda group: len(groups[group]), default=number)
            for other in sorted(met - {kept}):
                moved = groups.pop(other)
                groups[kept] += moved
                group_of.update((mark, kept) for member in moved for mark in marks_of(member))
            groups.setdefault(kept, []).append(each)
            group_of.update(dict.fromkeys(marks, kept))
        yield from (tuple(several) for several in groups.values())


def marks_of(instance: VrrpInstance) -> Iterator[tuple[str, object]]:
    """What an instance has in common with others of its virtual router."""
    router = instance.setting("virtual_router_id").text
    source = address(instance.setting("unicast_src_ip").text)
    for each in instance.held:
        yield router, each
    for peer in instance.peers:
        other = address(peer.text)
        if source is not None and other is not None:
            yield router, frozenset((source, other))


def pairs(router: Router) -> Iterator[tuple[VrrpInstance, VrrpInstance]]:
    """The first instance with each that is of another host."""
    for other in router[1:]:
        if other.host != router[0].host:
            yield router[0], other


def one_a_host(router: Router) -> list[VrrpInstance]:
    """Its first instance of each host, of MOST_HOSTS hosts at most."""
    found: dict[str, VrrpInstance] = {}
    for each in router:
        found.setdefault(each.host, each)
    return list(found.values())[:MOST_HOSTS]
