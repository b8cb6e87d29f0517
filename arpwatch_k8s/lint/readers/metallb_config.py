"""The ConfigMap that MetalLB was set by up to 0.12: YAML in a text, whose places are those of the file around it."""

from __future__ import annotations

from dataclasses import replace

from arpwatch_k8s.lint.documents.node import at, items, setting, text
from arpwatch_k8s.lint.documents.objects import Object, unless_filled_in
from arpwatch_k8s.lint.documents.yaml import within
from arpwatch_k8s.lint.facts.metallb import MetalLb, Pool
from arpwatch_k8s.lint.facts.span import span


def config(found: Object) -> MetalLb | None:
    """MetalLB's configuration; None where a ConfigMap is something else."""
    inner = within(found.at("data", "config"), found.document.file)
    if inner is None or at(inner.root, "address-pools") is None:
        return None
    pools: list[Pool] = []
    for index, node in enumerate(items(at(inner.root, "address-pools"))):
        path = f"{found.prefix}data.config address-pools[{index}]"
        name = text(at(node, "name"))
        addresses = [
            unless_filled_in(setting(f"the pool {name}", each, inner, path=f"{path}.addresses[{place}]"))
            for place, each in enumerate(items(at(node, "addresses")))
        ]
        assigns = setting("auto-assign", at(node, "auto-assign"), inner, path=f"{path}.auto-assign", default=True)
        pools.append(
            Pool(
                name=name,
                place=inner.place(at(node, "name") or node, f"{path}.name"),
                spans=tuple(one for each in addresses if (one := span(each)) is not None),
                unread=tuple(each for each in addresses if span(each) is None),
                auto_assign=assigns,
                protocol=text(at(node, "protocol")),
                namespace=found.namespace,
            )
        )
    if not pools:
        return None
    return MetalLb(
        place=replace(pools[0].place),
        made_by="its ConfigMap",
        pools=tuple(pools),
        resources_read=True,
        namespace=found.namespace,
    )
