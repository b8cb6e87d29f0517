"""Which pods announce, as kubectl lists all pods of a cluster in a line each: what they log, and what made them.

A template keeps the answer small, and environments out of it. Names are taken for what they are only where an API
server allows them: they become arguments and file names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.lint.readers import cilium, kube_vip, metallb_pods

TEMPLATE: Final = (
    'jsonpath={range .items[*]}{.metadata.namespace}{"\\t"}{.metadata.name}{"\\t"}{.spec.nodeName}{"\\t"}'
    '{.metadata.ownerReferences[0].kind}{"\\t"}{.metadata.ownerReferences[0].name}{"\\t"}'
    '{.metadata.labels.pod-template-hash}{"\\t"}{range .spec.containers[*]}{.name}={.image},{end}{"\\t"}'
    '{range .status.containerStatuses[*]}{.name}={.restartCount},{end}{"\\n"}{end}'
)
FIELDS: Final = 8
NAME: Final = re.compile(r"[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?")
"""RFC 1123's, as Kubernetes has it for names of objects, namespaces and containers."""
MOST_NAME_CHARS: Final = 100
"""Of a node's or a pod's name in a file's: file systems take 255 bytes."""
CILIUM_AGENT: Final = "cilium-agent"
"""Its container; others of the pod have images of Cilium's, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What made a pod, or a pod that a node made itself: by kind, as kubectl takes it."""

    kind: str
    namespace: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcer:
    """A container that announces addresses, or has to do with it."""

    program: str
    """As its log is called: `metallb-speaker`."""
    namespace: str
    pod: str
    container: str
    node: str
    """The node's name; empty where the pod is on none yet."""
    has_restarted: bool
    """Whether there is a log from before."""
    made: Made | None
    """Where its settings are; None where they are no reader's."""


def announcers(lines: str) -> list[Announcer]:
    """The announcers of a listing by `TEMPLATE`, in order of program and node; lines that are none are passed over."""
    found = (each for line in lines.splitlines() for each in of_line(line.split("\t")))
    return sorted(found, key=lambda each: (each.program, each.node, each.namespace, each.pod))


def of_line(fields: list[str]) -> Iterator[Announcer]:
    """The announcers of a pod."""
    if len(fields) != FIELDS:
        return
    namespace, pod, node, owner_kind, owner, template, containers, statuses = fields
    if not all(map(NAME.fullmatch, (namespace, pod, node or "none"))):
        return
    restarts = dict(pairs(statuses))
    for container, image in pairs(containers):
        program = program_of(container, image)
        if program is not None and NAME.fullmatch(container):
            yield Announcer(
                program=program,
                namespace=namespace,
                pod=pod,
                container=container,
                node=node,
                has_restarted=restarts.get(container, "0") != "0",
                made=made(namespace, pod, owner_kind, owner, template),
            )


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """`a=b,c=d,` by parts."""
    for part in text.split(","):
        name, _, value = part.partition("=")
        if name:
            yield name, value


def program_of(container: str, image: str) -> str | None:
    """The program that a container runs; None where it is none that is read."""
    if metallb_pods.is_of(image):
        return "metallb-speaker" if metallb_pods.is_speaker(image) else "metallb-controller"
    if kube_vip.is_of(image):
        return "kube-vip"
    if container == CILIUM_AGENT and cilium.is_of(image):
        return "cilium"
    return "kube-proxy" if image.rpartition("/")[2].startswith("kube-proxy:") else None


def made(namespace: str, pod: str, kind: str, owner: str, template: str) -> Made | None:
    """What a pod's settings stand in."""
    match kind:
        case "DaemonSet":
            found = Made(kind="daemonsets.apps", namespace=namespace, name=owner)
        case "ReplicaSet" if template:
            found = Made(kind="deployments.apps", namespace=namespace, name=owner.removesuffix(f"-{template}"))
        case "Node":
            found = Made(kind="pods", namespace=namespace, name=pod)
        case _:
            return None
    return found if NAME.fullmatch(found.name) else None


def settings_of(found: Iterable[Announcer]) -> dict[tuple[str, str], list[str]]:
    """The names of what made some announcers, by kind and namespace."""
    by_place: dict[tuple[str, str], dict[str, None]] = {}
    for each in found:
        if each.made is not None:
            by_place.setdefault((each.made.kind, each.made.namespace), {})[each.made.name] = None
    return {place: sorted(names) for place, names in sorted(by_place.items())}


def log_file(one: Announcer, taken: Collection[str]) -> str:
    """What the log of an announcer is called: by its node, and by its pod too where another has that name."""
    name = f"{one.program}-{one.node[:MOST_NAME_CHARS]}.log"
    return name if one.node and name not in taken else f"{name[:-4]}-{one.pod[:MOST_NAME_CHARS]}.log"
