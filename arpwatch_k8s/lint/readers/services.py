"""Services of type LoadBalancer, in manifests and in what kubectl lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from arpwatch_k8s.lint.documents.node import at, items, pairs, text
from arpwatch_k8s.lint.documents.objects import Object, objects
from arpwatch_k8s.lint.facts.cluster import Service
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers.reader import Reader, Reading
from arpwatch_k8s.lint.setting import Setting
from arpwatch_k8s.wording.counts import plural

OF_CONTROLLERS: Final = ("metallb.universe.tf/", "metallb.io/", "kube-vip.io/", "cilium.io/", "io.cilium/")
"""In the keys of annotations that a controller reads."""
ASKS: Final = frozenset(
    {
        "metallb.universe.tf/loadBalancerIPs",
        "metallb.io/loadBalancerIPs",
        "kube-vip.io/loadbalancerIPs",
        "io.cilium/lb-ipam-ips",
        "lbipam.cilium.io/ips",
    }
)
"""Annotations that ask for addresses, with commas between."""
ALWAYS_THERE: Final = "default/kubernetes"
"""A Service that every cluster has: a listing with it and with others' namespaces is one of the whole cluster."""


def read(files: Sequence[File]) -> Reading:
    """All Services of type LoadBalancer, and whether a listing of all Services was among what was read."""
    found: list[Service] = []
    named: Counter[str] = Counter()
    complete = False
    for document in (document for file in files for document in file.documents):
        listed: set[str] = set()
        for each in objects([document]):
            if each.kind != "Service" or each.group:
                continue
            if each.prefix:
                listed.add(name_of(each))
            if text(each.at("spec", "type")) == "LoadBalancer":
                found.append(service(each))
                named[document.file] += 1
        if ALWAYS_THERE in listed and any(not name.startswith("default/") for name in listed):
            complete = True
            named[document.file] += 0
    read_as = {
        file: plural(n, "Service") + " of type LoadBalancer" if n else "a listing of Services"
        for file, n in named.items()
    }
    return Reading(facts=Facts(services=tuple(found), services_read=complete), read=read_as)


def name_of(found: Object) -> str:
    """namespace/name; what names no namespace is applied to whichever is the current one."""
    return f"{found.namespace}/{found.name}"


def service(found: Object) -> Service:
    """A Service of type LoadBalancer."""
    annotations = {
        key: found.setting("metadata", "annotations", key, name=key)
        for key, _ in pairs(found.at("metadata", "annotations"))
        if any(word in key for word in OF_CONTROLLERS)
    }
    asked = [each for key, value in annotations.items() if key in ASKS for each in parts_of(value)]
    legacy = found.setting("spec", "loadBalancerIP")
    if legacy.place is not None:
        asked.append(legacy)
    ingress = ("status", "loadBalancer", "ingress")
    return Service(
        name=name_of(found),
        place=found.place(found.at("metadata", "name"), "metadata.name"),
        load_balancer_class=found.setting("spec", "loadBalancerClass"),
        external_traffic_policy=found.setting("spec", "externalTrafficPolicy", default="Cluster"),
        labels=found.labels,
        annotations=annotations,
        asked=tuple(asked),
        given=tuple(
            found.setting(*ingress, index, "ip")
            for index, each in enumerate(items(found.at(*ingress)))
            if at(each, "ip") is not None
        ),
        selector={key: text(value) for key, value in pairs(found.at("spec", "selector"))},
        ports=tuple(
            f"{text(at(each, 'port'))}/{text(at(each, 'protocol')) or 'TCP'}"
            for each in items(found.at("spec", "ports"))
        ),
        managers=tuple(managers(found)),
    )


def parts_of(value: Setting) -> Iterator[Setting]:
    """The addresses that a setting lists."""
    if not value.is_known:
        yield value
        return
    for part in value.text.split(","):
        yield Setting(name=value.name, value=part.strip(), place=value.place)


def managers(found: Object) -> Iterator[str]:
    """Who wrote its status, by managedFields."""
    for each in items(found.at("metadata", "managedFields")):
        if at(each, "fieldsV1", "f:status", "f:loadBalancer") is not None:
            yield text(at(each, "manager"))


READER: Final = Reader(name="Services", read=read)
