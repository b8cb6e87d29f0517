"""Cilium's objects: its policies for L2 announcements, its pools, its ConfigMap, and the image of its agent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from arpwatch_k8s.lint.documents.node import at, items, text
from arpwatch_k8s.lint.documents.objects import Object, objects, path_of, pod_spec
from arpwatch_k8s.lint.facts.cilium import Cilium, CiliumPool, Policy
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.span import Span, address, span
from arpwatch_k8s.lint.facts.version import version
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers.reader import Reader, Reading
from arpwatch_k8s.lint.readers.selecting import selector
from arpwatch_k8s.lint.setting import Plain, Setting

GROUP: Final = "cilium.io"
AGENT: Final = ("cilium/cilium", "rancher/mirrored-cilium-cilium")


def read(files: Sequence[File]) -> Reading:
    """All that is Cilium's."""
    parts: list[Cilium] = []
    policies: list[Policy] = []
    pools: list[CiliumPool] = []
    kinds: dict[str, Counter[str]] = {}
    for each in objects(document for file in files for document in file.documents):
        match each.kind:
            case "CiliumL2AnnouncementPolicy" if each.group == GROUP:
                policies.append(policy(each))
            case "CiliumLoadBalancerIPPool" if each.group == GROUP:
                pools.append(pool(each))
            case "ConfigMap" if each.name == "cilium-config":
                parts.append(config(each))
            case "DaemonSet" if (found := agent(each)) is not None:
                parts.append(found)
            case _:
                continue
        kinds.setdefault(each.document.file, Counter())[each.kind] += 1
    if policies or pools:
        place = policies[0].place if policies else pools[0].place
        parts.append(Cilium(place=place, made_by="custom resources", policies=tuple(policies), pools=tuple(pools)))
    read_as = {
        name: "Cilium's " + ", ".join(kind if n == 1 else f"{n} {kind}" for kind, n in counts.items())
        for name, counts in kinds.items()
    }
    return Reading(facts=Facts(cilium=tuple(parts)), read=read_as)


def policy(found: Object) -> Policy:
    """A CiliumL2AnnouncementPolicy: what it does not say it does not announce."""
    return Policy(
        name=found.name,
        place=found.place(found.at("metadata", "name"), "metadata.name"),
        load_balancer_ips=found.setting("spec", "loadBalancerIPs", default=False),
        external_ips=found.setting("spec", "externalIPs", default=False),
        service_selector=selector(found, "spec", "serviceSelector"),
        node_selector=selector(found, "spec", "nodeSelector"),
        interfaces=found.settings("spec", "interfaces"),
    )


def pool(found: Object) -> CiliumPool:
    """A CiliumLoadBalancerIPPool: `blocks`, called `cidrs` up to 1.14, each a net or a first and a last address."""
    blocks = "blocks" if found.at("spec", "blocks") is not None else "cidrs"
    spans = (block(found, "spec", blocks, index) for index in range(len(items(found.at("spec", blocks)))))
    return CiliumPool(
        name=found.name,
        place=found.place(found.at("metadata", "name"), "metadata.name"),
        spans=tuple(each for each in spans if each is not None),
        disabled=found.setting("spec", "disabled", default=False),
        service_selector=selector(found, "spec", "serviceSelector"),
    )


def block(found: Object, *steps: str | int) -> Span | None:
    """One block of a pool; None where it names no span."""
    name = f"the pool {found.name}"
    net = found.setting(*steps, "cidr", name=name)
    if net.place is not None:
        return span(net)
    start, stop = found.setting(*steps, "start", name=name), found.setting(*steps, "stop", name=name)
    first, last = address(start.text), address(stop.text or start.text)
    if first is None or last is None or first.version != last.version or int(first) > int(last):
        return None
    return Span(first=first, last=last, setting=replace(start, value=f"{first}-{last}"))


def config(found: Object) -> Cilium:
    """The ConfigMap cilium-config, by Cilium's own names."""

    def says(key: str, default: Plain = None) -> Setting:
        return found.setting("data", key, name=key, default=default)

    def says_if(key: str) -> Setting | None:
        return says(key) if found.at("data", key) is not None else None

    return Cilium(
        place=found.place(),
        made_by="its ConfigMap",
        l2_announcements=says("enable-l2-announcements", default=False),
        lb_ipam=says("enable-lb-ipam", default=True),
        default_lb_service_ipam=says("default-lb-service-ipam", default="lbipam"),
        qps=says_if("k8s-client-qps"),
        renew_deadline_s=says_if("l2-announcements-renew-deadline"),
        kube_proxy_replacement=says_if("kube-proxy-replacement"),
        has_configuration=True,
    )


def agent(found: Object) -> Cilium | None:
    """The agent's DaemonSet, for its version; None where it runs something else."""
    spec = pod_spec(found)
    if spec is None:
        return None
    for index, container in enumerate(items(at(spec[0], "containers"))):
        if is_of(text(at(container, "image"))):
            steps: tuple[str | int, ...] = (*spec[1].split("."), "containers", index, "image")
            image = found.setting(*steps, name="image")
            return Cilium(place=found.place(None, path_of(steps)), made_by="a DaemonSet", version=version(image))
    return None


def is_of(image: str) -> bool:
    """Whether an image is that of Cilium's agent."""
    return any(name in image for name in AGENT)


READER: Final = Reader(name="Cilium's objects", read=read)
