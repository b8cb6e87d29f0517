"""MetalLB as kubespray makes it, of its variables: those of today, and those up to v2.21."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.lint.documents.node import Mapping, Node, items, pairs, setting, text
from arpwatch_k8s.lint.facts.metallb import Advertisement, MetalLb, Pool
from arpwatch_k8s.lint.facts.span import Span, span
from arpwatch_k8s.lint.facts.version import Versioned, version
from arpwatch_k8s.lint.readers.kubespray.releases import release_of
from arpwatch_k8s.lint.readers.kubespray.variables import Found, Variables
from arpwatch_k8s.lint.setting import Place, Setting

NAMESPACE: Final = "metallb-system"
CONTROL_PLANE_TAINT: Final = "node-role.kubernetes.io/control-plane"


def metallb(variables: Variables, kubespray: Versioned, place: Place) -> Iterator[MetalLb]:
    """The one that an inventory makes; none where it is turned off."""
    enabled = variables.setting("metallb_enabled")
    if enabled.is_on is False:
        return
    config = variables.within(variables.found("metallb_config"))
    pools = tuple(pools_of(variables, config))
    advertisements = (*layer2_of(variables, config), *layer3_of(variables, config))
    if config is None and kubespray.from_on(2, 22, 0) is not True:
        pools = tuple(old_pools(variables))
    yield MetalLb(
        place=enabled.place or place,
        made_by="kubespray",
        says_so=enabled,
        version=shipped(variables, kubespray),
        load_balancer_class=variables.setting("metallb_loadbalancer_class"),
        speaker=variables.setting("metallb_speaker_enabled"),
        node_selector=node_selector(variables, config),
        tolerates_all=tolerates(variables, config),
        pools=pools,
        advertisements=advertisements,
        resources_read=bool(pools) and (bool(advertisements) or pools[0].protocol != ""),
    )


def pools_of(variables: Variables, config: Found | None) -> Iterator[Pool]:
    """metallb_config.address_pools."""
    listed = variables.within(config, "address_pools")
    for name, node in pairs(None if listed is None else listed.node):
        if listed is not None:
            own = Found(document=listed.document, node=node)
            place = key_place(listed, name, f"metallb_config.address_pools.{name}")
            yield pool(variables, variables.follow(own) or own, name, "", place)


def pool(variables: Variables, own: Found, name: str, protocol: str, place: Place) -> Pool:
    """One pool."""
    path = f"metallb_config.address_pools.{name}"
    ranges = variables.within(own, "ip_range")
    spans, unread = spans_of(variables, ranges, f"{path}.ip_range")
    assigned = variables.within(own, "auto_assign")
    auto = Setting(name="auto_assign", value=True)
    if assigned is not None:
        auto = variables.resolved(setting("auto_assign", assigned.node, assigned.document, path=f"{path}.auto_assign"))
    return Pool(
        name=name,
        place=place,
        spans=spans,
        unread=unread,
        auto_assign=auto,
        protocol=protocol,
        namespace=NAMESPACE,
    )


def key_place(within: Found, name: str, path: str) -> Place:
    """Where a key stands."""
    line = within.node.key_lines[name] if isinstance(within.node, Mapping) else within.node.line
    return Place(file=within.document.file, line=line, path=path)


def spans_of(variables: Variables, ranges: Found | None, path: str) -> tuple[tuple[Span, ...], tuple[Setting, ...]]:
    """The spans of a list of ranges, and what of it is none."""
    spans, unread = [], []
    if ranges is not None:
        nodes: list[Node] = items(ranges.node)
        for index, node in enumerate(nodes):
            said = variables.resolved(setting("ip_range", node, ranges.document, path=f"{path}[{index}]"))
            found = span(said)
            if found is None:
                unread.append(said)
            else:
                spans.append(found)
        if not nodes:
            unread.append(setting("ip_range", ranges.node, ranges.document, path=path))
    return tuple(spans), tuple(unread)


def layer2_of(variables: Variables, config: Found | None) -> Iterator[Advertisement]:
    """metallb_config.layer2: one L2Advertisement a name, on all nodes and interfaces."""
    listed = variables.within(config, "layer2")
    if listed is None:
        return
    for index, node in enumerate(items(listed.node)):
        named = setting("layer2", node, listed.document, path=f"metallb_config.layer2[{index}]")
        named = variables.resolved(named)
        if named.place is not None:
            yield Advertisement(name=named.text, place=named.place, layer2=True, pools=(named,), namespace=NAMESPACE)


def layer3_of(variables: Variables, config: Found | None) -> Iterator[Advertisement]:
    """metallb_config.layer3.metallb_peers: one BGPAdvertisement a peer, of its pools."""
    peers = variables.within(config, "layer3", "metallb_peers")
    for name, node in pairs(None if peers is None else peers.node):
        if peers is None:
            return
        listed = variables.within(Found(document=peers.document, node=node), "address_pool")
        path = f"metallb_config.layer3.metallb_peers.{name}"
        named = tuple(
            variables.resolved(setting("address_pool", each, peers.document, path=f"{path}.address_pool[{index}]"))
            for index, each in enumerate(items(None if listed is None else listed.node))
        )
        if named:
            yield Advertisement(
                name=name, place=peers.document.place(node, path), layer2=False, pools=named, namespace=NAMESPACE
            )


def old_pools(variables: Variables) -> Iterator[Pool]:
    """metallb_ip_range and metallb_additional_address_pools, up to v2.21."""
    ranges = variables.follow(variables.found("metallb_ip_range"))
    protocol = variables.setting("metallb_protocol").text
    if ranges is not None:
        spans, unread = spans_of(variables, ranges, "metallb_ip_range")
        yield Pool(
            name=variables.setting("metallb_pool_name").text,
            place=ranges.document.place(ranges.node, "metallb_ip_range"),
            spans=spans,
            unread=unread,
            auto_assign=variables.setting("metallb_auto_assign"),
            protocol=protocol,
            namespace=NAMESPACE,
        )
    more = variables.follow(variables.found("metallb_additional_address_pools"))
    for name, node in pairs(None if more is None else more.node):
        if more is not None:
            own = Found(document=more.document, node=node)
            said = variables.within(own, "protocol")
            place = key_place(more, name, f"metallb_additional_address_pools.{name}")
            yield pool(variables, own, name, text(said.node) if said is not None else protocol, place)


def node_selector(variables: Variables, config: Found | None) -> tuple[tuple[str, str], ...]:
    """Labels that the speaker asks of its nodes."""
    asked = {"kubernetes.io/os": "linux"}
    whole = variables.follow(variables.found("metallb_speaker_nodeselector"))
    if whole is not None:
        asked = {key: text(value) for key, value in pairs(whole.node)}
    more = variables.within(config, "speaker", "nodeselector")
    asked |= {key: text(value) for key, value in pairs(None if more is None else more.node)}
    return tuple(sorted(asked.items()))


def tolerates(variables: Variables, config: Found | None) -> bool | None:
    """Whether the speaker runs on control planes: it does by default."""
    whole = variables.follow(variables.found("metallb_speaker_tolerations"))
    if whole is None:
        return True
    more = variables.within(config, "speaker", "tolerations")
    listed = [*items(whole.node), *items(None if more is None else more.node)]
    keys = [dict(pairs(each)) for each in listed]
    return True if any(text(each.get("key")) in {"", CONTROL_PLANE_TAINT} for each in keys) else None


def shipped(variables: Variables, kubespray: Versioned) -> Versioned:
    """MetalLB's version: by its variables, or by the release of kubespray."""
    for name in ("metallb_image_tag", "metallb_version"):
        found = variables.setting(name)
        if found.place is not None:
            return version(found)
    release = release_of(kubespray)
    return version(Setting(name="metallb_version", value=None if release is None else release.metallb))
