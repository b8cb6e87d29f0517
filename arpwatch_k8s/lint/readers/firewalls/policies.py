"""Cilium's policies for nodes: a CiliumClusterwideNetworkPolicy with a nodeSelector and an ingress section.

What such a policy picks takes from outside only what some of them allows, where Cilium's host firewall is on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from arpwatch_k8s.lint.documents.node import Node, at, items, text
from arpwatch_k8s.lint.documents.objects import Object, objects
from arpwatch_k8s.lint.facts.firewall import ACCEPT, DROP, Base, Firewall, Rule
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers.firewalls.rules import ports, sources
from arpwatch_k8s.lint.setting import Setting

KIND: Final = "CiliumClusterwideNetworkPolicy"
OF_NODES: Final = frozenset({"all", "cluster", "remote-node", "world"})
"""Entities that other nodes are, or may be."""
SURE: Final = frozenset({"all", "cluster", "remote-node"})
CHAIN: Final = "ingress"


def firewall(files: Sequence[File]) -> tuple[Firewall | None, dict[str, str]]:
    """All such policies together, which add up; None where there are none. With the files that have them."""
    found = [
        each
        for each in objects(document for file in files for document in file.documents)
        if each.kind == KIND and each.at("spec", "nodeSelector") is not None and each.at("spec", "ingress") is not None
    ]
    if not found:
        return None, {}
    first = found[0]
    place = first.place(first.at("spec", "ingress"), "spec.ingress")
    policy = Setting(name=f"the policy {first.name}, what it does not allow", value=DROP, place=place)
    made = Firewall(
        made_by=f"Cilium's policy {first.name}" if len(found) == 1 else "Cilium's policies for nodes",
        bases=(Base(chain=CHAIN, policy=policy),),
        chains={CHAIN: tuple(rule for each in found for rule in rules(each))},
        is_of_nodes=True,
        unless="Cilium's host firewall",
    )
    return made, {each.document.file: "Cilium's policies for nodes" for each in found}


def rules(found: Object) -> Iterator[Rule]:
    """What a policy allows."""
    for index, each in enumerate(items(found.at("spec", "ingress"))):
        place = found.place(each, f"spec.ingress[{index}]")
        entities = {text(one) for one in items(at(each, "fromEntities"))}
        nets = [text(one) for one in items(at(each, "fromCIDR"))]
        others = [
            key for key in ("fromEndpoints", "fromNodes", "fromGroups", "fromCIDRSet") if at(each, key) is not None
        ]
        if not (entities & OF_NODES or nets or others) and at(each, "fromEntities") is not None:
            continue
        whole = bool(entities & SURE) or (not entities and not nets and not others)
        by = sources(nets) if nets and not whole else ()
        for protocol, to in opened(at(each, "toPorts")):
            yield Rule(
                place=place,
                verdict=ACCEPT,
                protocol=protocol,
                ports=to,
                sources=by or (),
                is_whole=whole or (bool(by) and not others),
            )


def opened(listed: Node | None) -> Iterator[tuple[str, tuple[tuple[int, int], ...]]]:
    """Protocols and ports of a rule; all where it names none."""
    if listed is None:
        yield "", ()
    for entry in items(listed):
        for each in items(at(entry, "ports")):
            protocol = text(at(each, "protocol")).lower()
            first, last = text(at(each, "port")), text(at(each, "endPort"))
            to = ports([f"{first}-{last}" if last else first])
            if to is not None:
                yield "" if protocol in ("", "any") else protocol, () if to == ((0, 0),) else to
