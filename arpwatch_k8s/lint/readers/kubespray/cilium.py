"""Cilium as kubespray makes it, of its variables, with its pools; kubespray makes no policies of announcements."""

from __future__ import annotations

from collections.abc import Iterator

from arpwatch_k8s.lint.documents.node import Node, at, items, setting, text
from arpwatch_k8s.lint.facts.cilium import Cilium, CiliumPool
from arpwatch_k8s.lint.facts.span import Span, span
from arpwatch_k8s.lint.facts.version import UNKNOWN, version
from arpwatch_k8s.lint.readers.kubespray.variables import Found, Variables
from arpwatch_k8s.lint.setting import Place, Setting


def cilium(variables: Variables, place: Place) -> Iterator[Cilium]:
    """The one that an inventory makes, where it is the network plugin."""
    plugin = variables.setting("kube_network_plugin")
    if plugin.text != "cilium":
        return
    said = variables.setting("cilium_version")
    yield Cilium(
        place=plugin.place or place,
        made_by="kubespray",
        version=version(said) if said.place is not None else UNKNOWN,
        l2_announcements=variables.setting("cilium_l2announcements"),
        kube_proxy_replacement=variables.setting("cilium_kube_proxy_replacement"),
        pools=tuple(pools(variables)),
        has_configuration=True,
    )


def pools(variables: Variables) -> Iterator[CiliumPool]:
    """cilium_loadbalancer_ip_pools."""
    listed = variables.follow(variables.found("cilium_loadbalancer_ip_pools"))
    for index, node in enumerate(items(None if listed is None else listed.node)):
        if listed is not None:
            path = f"cilium_loadbalancer_ip_pools[{index}]"
            spans = tuple(spans_of(variables, Found(document=listed.document, node=node), path))
            yield CiliumPool(name=text(at(node, "name")), place=listed.document.place(node, path), spans=spans)


def spans_of(variables: Variables, pool: Found, path: str) -> Iterator[Span]:
    """The nets of a pool, and its ranges of a first and a last address, or of one."""
    nets = variables.within(pool, "cidrs")
    for index, node in enumerate(items(None if nets is None else nets.node)):
        yield from worked_out(variables, pool, node, f"{path}.cidrs[{index}]")
    ranges = variables.within(pool, "ranges")
    for index, node in enumerate(items(None if ranges is None else ranges.node)):
        first, last = at(node, "start"), at(node, "stop")
        for found in worked_out(variables, pool, first, f"{path}.ranges[{index}]"):
            ends = list(worked_out(variables, pool, last, f"{path}.ranges[{index}].stop"))
            both = found.setting if not ends else joined(found.setting, ends[0].setting)
            yield from (each for each in [span(both)] if each is not None)


def worked_out(variables: Variables, pool: Found, node: Node | None, path: str) -> Iterator[Span]:
    """The span that a value names; none where it names none."""
    found = span(variables.resolved(setting("cilium_loadbalancer_ip_pools", node, pool.document, path=path)))
    if found is not None:
        yield found


def joined(first: Setting, last: Setting) -> Setting:
    """A range as one setting."""
    return Setting(name=first.name, value=f"{first.text}-{last.text}", place=first.place)
