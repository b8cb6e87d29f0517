"""MetalLB's objects: its custom resources, its pods, and the ConfigMap that it had up to 0.12.

What stands in one namespace is one MetalLB's; `lint.joining` makes one of the parts of a cluster.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from arpwatch_k8s.lint.documents.node import Document, pairs, text
from arpwatch_k8s.lint.documents.objects import Object, objects
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.metallb import Advertisement, MetalLb, Pool
from arpwatch_k8s.lint.facts.span import Span, span
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers.metallb_config import config
from arpwatch_k8s.lint.readers.metallb_pods import running
from arpwatch_k8s.lint.readers.reader import Reader, Reading
from arpwatch_k8s.lint.readers.selecting import selectors
from arpwatch_k8s.lint.setting import Place, Setting
from arpwatch_k8s.wording.counts import plural

GROUP: Final = "metallb.io"
POOLS: Final = ("IPAddressPool", "AddressPool")
ADVERTISEMENTS: Final = {"L2Advertisement": True, "BGPAdvertisement": False}
"""Whether each is of layer 2."""
KNOWN: Final = frozenset(
    {
        "ipAddressPools",
        "ipAddressPoolSelectors",
        "nodeSelectors",
        "interfaces",
        "serviceSelectors",
    }
)
"""What of an advertisement's specification is read."""


@dataclass(slots=True)
class Resources:
    """The custom resources of a namespace."""

    pools: list[Pool] = field(default_factory=list)
    advertisements: list[Advertisement] = field(default_factory=list)
    alone: bool = True
    """Whether all of its pools stood in listings of nothing else."""


def read(files: Sequence[File]) -> Reading:
    """All that is MetalLB's."""
    resources: dict[str, Resources] = {}
    parts: list[MetalLb] = []
    kinds: dict[str, Counter[str]] = {}
    for each in objects(document for file in files for document in file.documents):
        if each.group == GROUP and (each.kind in POOLS or each.kind in ADVERTISEMENTS):
            mine = resources.setdefault(each.namespace, Resources())
            if each.kind in POOLS:
                mine.pools.append(pool(each))
                mine.alone &= stands_in_a_listing_of_pools(each.document)
            else:
                mine.advertisements.append(advertisement(each, layer2=ADVERTISEMENTS[each.kind]))
        elif each.kind in ("DaemonSet", "Deployment", "ConfigMap"):
            found = config(each) if each.kind == "ConfigMap" else running(each)
            if found is None:
                continue
            parts.append(found)
        else:
            continue
        kinds.setdefault(each.document.file, Counter())[each.kind] += 1
    cut = tuple(breaks(files, kinds))
    parts += [replace(part(namespace, mine), cut=cut) for namespace, mine in resources.items()]
    doubts = tuple(
        (setting.place.file, setting.place.line, f"{setting.said} is no span of addresses: MetalLB refuses it")
        for each in parts
        for pool in each.pools
        for setting in (*pool.unread, *(span.setting for span in pool.spans))
        if setting.place is not None and is_refused(setting)
    )
    read_as = {name: named(counts) for name, counts in kinds.items()}
    return Reading(facts=Facts(metallb=tuple(parts)), read=read_as, doubts=doubts)


def breaks(files: Sequence[File], known: Collection[str]) -> Iterator[Place]:
    """Where files break off that have resources of MetalLB, or name advertisements."""
    for file in files:
        for document in file.documents:
            if document.breaks_off and (file.name in known or "Advertisement" in file.text):
                yield Place(file=file.name, line=max(1, document.doubts[-1][0] if document.doubts else 1))


def is_refused(setting: Setting) -> bool:
    """Whether MetalLB refuses an address of a pool: it takes nets and ranges, and no address alone (ParseCIDR)."""
    return setting.is_known and (span(setting) is None or not {"/", "-"} & set(setting.text))


def named(counts: Counter[str]) -> str:
    """What a file was read as."""
    return "MetalLB's " + ", ".join(kind if n == 1 else plural(n, kind) for kind, n in counts.items())


def part(namespace: str, mine: Resources) -> MetalLb:
    """The custom resources of a namespace as a part of a MetalLB."""
    return MetalLb(
        place=mine.pools[0].place if mine.pools else mine.advertisements[0].place,
        made_by="custom resources",
        pools=tuple(mine.pools),
        advertisements=tuple(mine.advertisements),
        resources_read=True,
        pools_alone=bool(mine.pools) and mine.alone and not mine.advertisements,
        namespace=namespace,
    )


def pool(found: Object) -> Pool:
    """An IPAddressPool, or the AddressPool of 0.13, which says itself how it is announced."""
    spans, unread = spans_of(found.settings("spec", "addresses", name=f"the pool {found.name}"))
    return Pool(
        name=found.name,
        place=found.place(found.at("metadata", "name"), "metadata.name"),
        name_is_open=not found.setting("metadata", "name").is_known,
        spans=spans,
        unread=unread,
        labels=tuple(found.labels.items()),
        auto_assign=found.setting("spec", "autoAssign", default=True),
        protocol=text(found.at("spec", "protocol")) if found.kind == "AddressPool" else "",
        namespace=found.namespace,
    )


def spans_of(settings: Sequence[Setting]) -> tuple[tuple[Span, ...], tuple[Setting, ...]]:
    """The spans that some settings name, and those settings that name none."""
    read = [(each, span(each)) for each in settings]
    return tuple(found for _, found in read if found is not None), tuple(each for each, found in read if found is None)


def advertisement(found: Object, *, layer2: bool) -> Advertisement:
    """An L2Advertisement or a BGPAdvertisement."""
    return Advertisement(
        name=found.name,
        place=found.place(found.at("metadata", "name"), "metadata.name"),
        layer2=layer2,
        pools=found.settings("spec", "ipAddressPools"),
        pool_selectors=selectors(found, "spec", "ipAddressPoolSelectors"),
        node_selectors=selectors(found, "spec", "nodeSelectors"),
        interfaces=found.settings("spec", "interfaces"),
        service_selectors=selectors(found, "spec", "serviceSelectors"),
        more=tuple(key for key, _ in pairs(found.at("spec")) if key not in KNOWN),
        namespace=found.namespace,
    )


def stands_in_a_listing_of_pools(document: Document) -> bool:
    """Whether a document lists pools and nothing else, as `kubectl get ipaddresspools` prints it."""
    members: Iterator[Object] = objects([document])
    return all(member.prefix and member.kind in POOLS for member in members)


READER: Final = Reader(name="MetalLB's objects", read=read)
